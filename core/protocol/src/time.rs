//! Seconds and interval numbers in UTC, and the numbers of the deployment's days: the only time inside
//! (`docs/protocol.md`, Time). [`crate::key_days::KeyDays`] says when a day begins.

use serde::{Deserialize, Serialize};

use crate::saturate::Saturate as _;

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixTime(pub u64);

/// A ten-minute interval number: Unix seconds divided by 600 (GAEN Cryptography v1.2, `ENIntervalNumber`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Interval(pub u32);

/// The number of a day of the deployment's calendar: days since 1 January 1970 of that calendar.
/// [`crate::key_days::KeyDays`] says when the day begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub u32);

impl UnixTime {
    /// The interval this instant lies in; the last one there is, for instants beyond it.
    pub fn interval(self) -> Interval {
        Interval((self.0 / Interval::SECONDS).saturate())
    }

    /// `seconds` later, stopping at the end of time.
    #[must_use]
    pub fn plus(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// `seconds` earlier, stopping at the epoch.
    #[must_use]
    pub fn minus(self, seconds: u64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }
}

impl Interval {
    /// Length of an interval in seconds.
    pub const SECONDS: u64 = 600;
    /// Intervals in a day; also the longest rolling period of a key.
    pub const PER_DAY: u32 = 144;

    /// First instant of the interval.
    pub fn start(self) -> UnixTime {
        UnixTime(u64::from(self.0) * Self::SECONDS)
    }

    /// The first instant after it.
    pub fn end(self) -> UnixTime {
        UnixTime((u64::from(self.0) + 1) * Self::SECONDS)
    }

    /// `count` intervals later, stopping at the end of time.
    #[must_use]
    pub fn plus(self, count: u32) -> Self {
        Self(self.0.saturating_add(count))
    }

    /// `count` intervals earlier, stopping at the epoch.
    #[must_use]
    pub fn minus(self, count: u32) -> Self {
        Self(self.0.saturating_sub(count))
    }
}

impl From<Interval> for UnixTime {
    /// The interval's first instant.
    fn from(interval: Interval) -> Self {
        interval.start()
    }
}

impl Day {
    /// Length of a day in seconds.
    pub const SECONDS: u64 = 86_400;

    /// `count` days later, stopping at the end of time.
    #[must_use]
    pub fn plus(self, count: u32) -> Self {
        Self(self.0.saturating_add(count))
    }

    /// `count` days earlier, stopping at the epoch.
    #[must_use]
    pub fn minus(self, count: u32) -> Self {
        Self(self.0.saturating_sub(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_ten_minutes_and_a_day_has_144() {
        let noon = UnixTime(1_620_000_000);
        assert_eq!(noon.interval(), Interval(2_700_000));
        assert_eq!(noon.interval().start(), noon);
        assert_eq!(noon.interval().end().interval(), Interval(2_700_001));
        assert_eq!(u64::from(Interval::PER_DAY) * Interval::SECONDS, Day::SECONDS);
    }

    #[test]
    fn the_end_of_time_is_a_wall_and_no_panic() {
        assert_eq!(UnixTime(u64::MAX).interval(), Interval(u32::MAX));
        assert_eq!(Interval(u32::MAX).plus(1), Interval(u32::MAX));
        assert_eq!(Day(0).minus(1), Day(0));
        assert!(Interval(u32::MAX).end() > Interval(u32::MAX).start());
    }
}
