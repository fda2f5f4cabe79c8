//! A place as its managers see it.

pub(super) mod close;
pub(super) mod code;
pub(super) mod managers;
pub(super) mod poster;
pub(super) mod show;
