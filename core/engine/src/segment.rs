//! What the recorder hands out and the store keeps: one unbroken stay of the wall clock in one interval.

use core::time::Duration;

use lancan_protocol::{encounter::Encounter, time::Interval};

/// What this phone itself did in an interval, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Activity(pub(crate) u8);

impl Activity {
    /// The phone's adverts were on the air.
    pub const ADVERTISED: Self = Self(1);
    /// The phone scanned.
    pub const SCANNED: Self = Self(2);

    /// Whether all bits of `other` are set.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Sets the bits of `other`.
    pub fn insert(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// One unbroken stay of the wall clock in one interval, from its beginning up to now.
///
/// A segment that is saved again, grown, takes the place of what was saved of it before; another segment of
/// the same interval (the clock came back, the process was restarted) is merged with what the store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Names the segment among those of this process, whichever recorder they come from.
    pub number: u64,
    /// The interval.
    pub interval: Interval,
    /// What this phone itself did.
    pub activity: Activity,
    /// What it heard, ascending by identifier, each once.
    pub encounters: Vec<Encounter>,
    /// Monotonic time of the oldest change that is not saved.
    pub(crate) unsaved_since: Duration,
}
