//! Pages of cases: the list, a new one, and the file of one.

pub(super) mod file;
pub(super) mod list;
pub(super) mod new;
pub(super) mod row;
