//! Simulated time.

use core::time::Duration;
use lancan_protocol::Saturate as _;

use lancan_core::Now;
use lancan_protocol::time::{Day, UnixTime};

use crate::contacts::Slot;

/// The first midnight of every run: 9 May 2021 in Vietnam (UTC+7). The first row's day is 10 May.
pub const FIRST_MIDNIGHT: UnixTime = UnixTime(1_620_579_600 - Day::SECONDS);

/// Milliseconds since the simulation's first midnight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(pub u64);

impl SimTime {
    /// A number of seconds after the first midnight.
    pub const fn seconds(seconds: u64) -> Self {
        Self(seconds * 1_000)
    }

    /// The start of a slot.
    pub fn of(slot: Slot) -> Self {
        Self::seconds(slot.start())
    }

    /// The slot this instant lies in.
    pub fn slot(self) -> Slot {
        Slot((self.0 / 20_000).saturate())
    }

    /// Later by a duration, to the millisecond below.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration.as_millis().saturate()))
    }

    /// The wall clock, when the first midnight was at `start`.
    pub fn wall(self, start: UnixTime) -> UnixTime {
        start.plus(self.0 / 1_000)
    }

    /// Both of a phone's clocks.
    pub fn now(self, start: UnixTime) -> Now {
        Now { wall: self.wall(start), monotonic: Duration::from_millis(self.0) }
    }
}
