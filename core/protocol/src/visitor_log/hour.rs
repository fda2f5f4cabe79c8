//! Hours: what envelopes are filed by.

use serde::{Deserialize, Serialize};

use crate::{
    key_days::KeyDays,
    places::Minute,
    saturate::Saturate as _,
    time::{Day, UnixTime},
};

/// Hours since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LogHour(pub u32);

impl LogHour {
    /// Seconds of an hour.
    pub const SECONDS: u64 = 3_600;

    /// The hour that an instant lies in; the last one there is, for instants beyond it.
    pub fn of(at: UnixTime) -> Self {
        Self((at.0 / Self::SECONDS).saturate())
    }

    /// The hour that a minute lies in.
    pub fn of_minute(minute: Minute) -> Self {
        Self(minute.0 / 60)
    }

    /// First instant of the hour.
    pub fn start(self) -> UnixTime {
        UnixTime(u64::from(self.0) * Self::SECONDS)
    }

    /// `count` hours later, stopping at the end of time.
    #[must_use]
    pub fn plus(self, count: u32) -> Self {
        Self(self.0.saturating_add(count))
    }

    /// The day whose key seals the envelopes of this hour: that of the hour's first instant.
    pub fn day(self, days: KeyDays) -> Day {
        days.day(self.start())
    }
}
