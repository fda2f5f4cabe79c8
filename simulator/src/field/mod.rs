//! The field model: how well a duty cycle finds whoever is near, on phones as they are.
//!
//! Pairs of people meet again and again, each pair in a room of its own; or two hundred stand in one hall. Phones run the
//! radio machine that ships, with hosts that behave as platforms do ([`crate::host::Platform`]). Every advert is played by
//! itself on the realistic air ([`crate::air`]). What each phone could name, and when, is the measure.
//!
//! Each pair and each hall is a [`Job`] of its own, so that they can be played side by side; what comes of a job depends on
//! nothing but the job.

mod adverts;
#[cfg(test)]
mod claims;
mod job;
mod measure;
mod meeting;
mod play;
mod radio_only;
mod scenes;
mod stage;

pub use job::{Job, Pairing, Place};
pub use measure::{Continuity, CycleFigures, Herald, RadioTime, Tally};
pub use play::play_all;
pub(crate) use radio_only::{Named, sender_of};
pub use radio_only::{RadioOnly, Reading, Spent};
