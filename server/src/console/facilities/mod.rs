//! Facilities of the officer's area: found by name, inspected, opened again, and who has not reported today.

pub(super) mod file;
pub(super) mod list;
pub(super) mod missing;
mod words;
