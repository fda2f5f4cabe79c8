//! Pages of transfers: sending a contact or a case to another province, and answering what was sent here.

pub(super) mod list;
pub(super) mod send;
