//! Declaring one's health: number, code, a form that is rendered from its definition, and one's own declarations.

pub(super) mod again;
pub(super) mod family;
pub(super) mod form;
pub(super) mod kiosk;
pub(super) mod number;
pub(super) mod own;
pub(super) mod pass;
pub(super) mod pictures;
pub(super) mod recovery;
pub(super) mod session;
pub(super) mod show;
pub(super) mod start;
pub(super) mod take_over;

mod about;
mod answers;
mod asked;
mod conditions;
mod drafted;
mod prefill;
mod written;
