//! What every route stands on: bodies, problems, caching, limits, logs, health, and who is signed in. Knows no room.

pub(crate) mod answers;
pub(crate) mod body;
pub(crate) mod cache;
pub(crate) mod connections;
pub(crate) mod health;
pub(crate) mod limits;
pub(crate) mod local_only;
pub(crate) mod log;
pub(crate) mod problem;
pub(crate) mod shared;
mod signed_in;
pub(crate) mod storage;

pub(crate) use signed_in::{Authenticate, Authenticated, Officer, SignedIn};
