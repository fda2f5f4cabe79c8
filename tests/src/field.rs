//! The field model: how well a duty cycle finds whoever is near, on phones as they are.
//!
//! Pairs of people meet again and again, each pair in a room of its own, a metre apart, for a quarter of an hour at a
//! time; or two hundred stand in one hall. Phones run the radio machine that ships, on the realistic air, with hosts that
//! behave as platforms do ([`crate::phone::Platform`]). What each phone could name, and when, is the measure.

mod measure;
mod radio_only;
mod scenes;

pub use measure::{Figures, Herald};
pub use radio_only::{RadioOnly, Reading, Spent};
pub use scenes::{Pairing, crowd, meetings};
