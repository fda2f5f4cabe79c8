//! Health declarations of the officer's area: found, opened, called, made a contact or a case, counted.

pub(super) mod call;
pub(super) mod figures;
pub(super) mod file;
pub(super) mod list;
pub(super) mod made;
