//! Registering a place, one question a page: number, code, answers, a look at them all.

pub(super) mod answers;
pub(super) mod check;
pub(super) mod number;
pub(super) mod question;
