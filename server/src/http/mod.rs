//! What every route stands on: bodies, problems, caching, limits, logs, health, and who is signed in. Knows no room.

pub(crate) mod answers;
pub(crate) mod app_links;
mod area;
pub(crate) mod body;
pub(crate) mod cache;
pub(crate) mod connections;
pub(crate) mod health;
pub(crate) mod limits;
pub(crate) mod local_only;
pub(crate) mod log;
pub(crate) mod metrics;
pub(crate) mod pages;
pub(crate) mod problem;
mod role;
pub(crate) mod shared;
mod signed_in;
pub(crate) mod storage;
pub(crate) mod tls;

pub(crate) use area::Area;
pub(crate) use role::Right;
pub use role::Role;
pub(crate) use signed_in::{Authenticate, Authenticated, Officer, SignedIn};
