//! Places of the officer's area: found, looked at, verified, added.

pub(super) mod close;
pub(super) mod file;
pub(super) mod list;
pub(super) mod new;
pub(super) mod split;
pub(super) mod windows;
