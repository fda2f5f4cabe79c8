//! Interval numbers, day numbers and seconds: the only time inside (`docs/protocol.md`, Time).
//!
//! Everything here is UTC. A person's day is local time and exists only at the edges.

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

/// A UTC day number: Unix seconds divided by 86,400.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub u32);

impl UnixTime {
    /// The interval this instant lies in; the last one there is, for instants beyond it.
    pub fn interval(self) -> Interval {
        Interval((self.0 / Interval::SECONDS).saturate())
    }

    /// The UTC day this instant lies in; the last one there is, for instants beyond it.
    pub fn day(self) -> Day {
        Day((self.0 / Day::SECONDS).saturate())
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
    /// Intervals in a UTC day; also the longest rolling period of a key.
    pub const PER_DAY: u32 = 144;

    /// Its first instant.
    pub fn start(self) -> UnixTime {
        UnixTime(u64::from(self.0) * Self::SECONDS)
    }

    /// The first instant after it.
    pub fn end(self) -> UnixTime {
        UnixTime((u64::from(self.0) + 1) * Self::SECONDS)
    }

    /// The UTC day it lies in.
    pub fn day(self) -> Day {
        Day(self.0 / Self::PER_DAY)
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

impl Day {
    /// Length of a day in seconds.
    pub const SECONDS: u64 = 86_400;

    /// Its first interval.
    pub fn first_interval(self) -> Interval {
        Interval(self.0.saturating_mul(Interval::PER_DAY))
    }

    /// Its first instant.
    pub fn start(self) -> UnixTime {
        UnixTime(u64::from(self.0) * Self::SECONDS)
    }

    /// Its intervals, in order.
    pub fn intervals(self) -> impl Iterator<Item = Interval> {
        let first = self.first_interval();
        (0..Interval::PER_DAY).map(move |position| first.plus(position))
    }

    /// The position of an interval within this day, 0 to 143; none for an interval of another day.
    pub fn position(self, interval: Interval) -> Option<u32> {
        interval.0.checked_sub(self.first_interval().0).filter(|position| *position < Interval::PER_DAY)
    }

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
        assert_eq!(noon.day().first_interval().plus(143).day(), noon.day());
        assert_eq!(noon.day().first_interval().plus(144).day(), noon.day().plus(1));
    }

    #[test]
    fn an_interval_has_a_position_within_its_own_day_only() {
        let day = Day(18_750);
        let position = |offset| day.position(day.first_interval().plus(offset));
        assert_eq!((position(0), position(143), position(144)), (Some(0), Some(143), None));
        assert_eq!(day.position(day.first_interval().minus(1)), None);
    }

    #[test]
    fn the_end_of_time_is_a_wall_and_no_panic() {
        assert_eq!(UnixTime(u64::MAX).interval(), Interval(u32::MAX));
        assert_eq!(Interval(u32::MAX).plus(1), Interval(u32::MAX));
        assert_eq!(Day(0).minus(1), Day(0));
        assert!(Interval(u32::MAX).end() > Interval(u32::MAX).start());
    }
}
