//! Pages of officers: the list, a new one, the account of one and what is done to it.

pub(super) mod account;
pub(super) mod list;
pub(super) mod new;
pub(super) mod row;
mod told;
