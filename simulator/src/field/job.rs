//! What can be played by itself.

use lancan_core::DutyCycle;

use crate::{host::Platform, timer::Doze};

/// One pair's hours or one hall's, under one cycle.
#[derive(Clone, Debug)]
pub struct Job {
    /// The cycle that every phone follows.
    pub cycle: DutyCycle,
    /// Who meets in it, and where.
    pub place: Place,
    /// Milliseconds from the order to scan until the receiver listens. They count as radio time all the same, so that many
    /// short scans are not taken to be as good as a long one.
    pub set_up_ms: u64,
    /// What every draw depends on.
    pub seed: u64,
}

/// Who meets where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Two people who meet again and again.
    Room {
        /// What they carry.
        pairing: Pairing,
        /// Which of many such pairs: each moves in its own way, the same under every cycle.
        pair: u16,
        /// For how many hours.
        hours: u32,
    },
    /// A hall of people two by two, a metre and a half from pair to pair.
    Hall {
        /// The number of people.
        people: u16,
        /// For how many minutes.
        minutes: u32,
    },
}

/// Which two phones meet, and whether their makers let background apps live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pairing {
    /// Its name in results.
    pub name: &'static str,
    /// One of the two.
    pub one: Platform,
    /// The other.
    pub other: Platform,
    /// Whether the first one's app is killed now and then and comes back some minutes later.
    pub killed: bool,
    /// Whether the first one lies still, in Android's idle mode, from its start on.
    pub doze: Option<Doze>,
}
