//! What every route stands on: bodies, problems, caching, limits, logs, health, and who is signed in. Knows no room.

pub(crate) mod answers;
pub(crate) mod body;
pub(crate) mod cache;
pub(crate) mod health;
pub(crate) mod limits;
pub(crate) mod log;
pub(crate) mod problem;
mod signed_in;

pub(crate) use signed_in::{Authenticate, Authenticated, Officer, SignedIn};
