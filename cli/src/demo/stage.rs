//! What is played, and what came of it.

use lancan_simulator::{
    air::{Air, Power},
    contacts::Skipped,
    outbreak::Outcome,
    places::{Pattern, PlacesSummary},
    visiting::Scanning,
};

/// What all runs of one command share.
pub(super) struct Stage {
    pub(super) source: String,
    pub(super) air: Air,
    pub(super) power: Power,
    /// What was left out of the file of contacts, where there is one.
    pub(super) skipped: Option<Skipped>,
    pub(super) rows: usize,
    pub(super) days: u32,
    pub(super) pattern: Option<Pattern>,
    pub(super) places: PlacesSummary,
    /// How reliably people scan posters, where there are any.
    pub(super) scanning: Option<Scanning>,
}

/// One run, and how long it took.
pub(super) struct Run {
    pub(super) seed: u64,
    pub(super) outcome: Outcome,
    pub(super) seconds: f64,
}
