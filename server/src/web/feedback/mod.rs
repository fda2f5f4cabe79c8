//! Feedback on a facility: what everybody sees, the form of whoever shows a number, and the facility's answers.

pub(super) mod answers;
pub(super) mod form;
pub(super) mod list;
pub(super) mod number;
mod session;
mod words;

pub(super) use session::MOST_SENT_BYTES;
