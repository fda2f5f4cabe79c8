//! Minutes: the resolution of visits and windows.

use serde::{Deserialize, Serialize};

use crate::{saturate::Saturate as _, time::UnixTime};

/// Minutes since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minute(pub u32);

impl Minute {
    /// Minutes of a day.
    pub const PER_DAY: u32 = 1_440;

    /// The minute that an instant lies in; the last one there is, for instants beyond it.
    pub fn of(at: UnixTime) -> Self {
        Self((at.0 / 60).saturate())
    }

    /// First instant of the minute.
    pub fn start(self) -> UnixTime {
        UnixTime(u64::from(self.0) * 60)
    }

    /// `count` minutes later, stopping at the end of time.
    #[must_use]
    pub fn plus(self, count: u32) -> Self {
        Self(self.0.saturating_add(count))
    }

    /// `count` minutes earlier, stopping at the epoch.
    #[must_use]
    pub fn minus(self, count: u32) -> Self {
        Self(self.0.saturating_sub(count))
    }

    /// Minutes from an earlier minute until this one; zero where that one is later.
    pub fn since(self, earlier: Self) -> u32 {
        self.0.saturating_sub(earlier.0)
    }
}

impl From<Minute> for UnixTime {
    /// The minute's first instant.
    fn from(minute: Minute) -> Self {
        minute.start()
    }
}
