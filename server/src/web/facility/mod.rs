//! A place as a facility, for who runs it: what it is, the assessment of today, and the days before.

pub(super) mod about;
pub(super) mod today;
pub(super) mod words;
