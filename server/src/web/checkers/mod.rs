//! Checkers: how a manager invites them, the page that they check visitors with, and what the manager sees of a day.

pub(super) mod cards;
pub(super) mod list;
pub(super) mod page;
pub(super) mod visitors;
