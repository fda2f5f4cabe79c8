//! Paper cards for visitors without a telephone: made, and taken back.

pub(in crate::console) mod new;
