//! The rules, one a file. Each takes what was read and gives the offences.

pub(crate) mod circles;
pub(crate) mod crates;
pub(crate) mod module_roots;
pub(crate) mod non_exhaustive;
pub(crate) mod rooms;
pub(crate) mod tables;
pub(crate) mod type_names;
