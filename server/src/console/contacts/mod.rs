//! Contacts: their list, the file of one, those that are written down by hand or pasted, duplicates, and what becomes of them.

pub(super) mod bulk;
pub(super) mod days;
pub(super) mod duplicates;
pub(super) mod file;
mod form;
pub(super) mod graph;
pub(super) mod lines;
pub(super) mod list;
pub(super) mod new;
pub(super) mod order;
pub(super) mod today;
pub(super) mod views;
