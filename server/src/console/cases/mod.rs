//! Pages of cases: the list, a new one, the file of one, and what is changed of it.

pub(super) mod change;
pub(super) mod close;
pub(super) mod erase;
pub(super) mod file;
mod form;
pub(super) mod list;
pub(super) mod new;
pub(super) mod of_contact;
pub(super) mod places;
pub(super) mod revoke;
pub(super) mod row;
