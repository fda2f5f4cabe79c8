//! When the deployment's days begin (`docs/protocol.md`, Key days).

use serde::{Deserialize, Serialize};

use crate::{
    saturate::Saturate as _,
    time::{Day, Interval, UnixTime},
};

/// The days of a deployment: each begins at the deployment's midnight and lasts 144 intervals.
///
/// One constant of the signed rules, `key_day_offset_minutes`, says how far the deployment's clocks are ahead of UTC. The
/// phone's own time zone never counts, and there is no daylight saving. Keys, verdicts, quarantine, the review of a report,
/// activity maps and the dates of a case all use these days.
///
/// ```
/// use lancan_protocol::{key_days::KeyDays, time::{Day, UnixTime}};
///
/// // Midnight of 27 May 2021 in Vietnam is 17:00 UTC of the day before.
/// let midnight = UnixTime(1_622_048_400);
/// assert_eq!(KeyDays::VIETNAM.day(midnight), Day(18_774));
/// assert_eq!(KeyDays::VIETNAM.day(midnight.minus(1)), Day(18_773));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct KeyDays {
    /// Intervals by which the deployment's clocks are ahead of UTC.
    ahead: i32,
}

/// An offset that no deployment can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "key_day_offset_minutes must lie between {least} and {most} and be a multiple of 10, not {0}",
    least = KeyDays::LEAST_MINUTES,
    most = KeyDays::MOST_MINUTES
)]
pub struct BadOffset(pub i32);

impl KeyDays {
    /// The days of Vietnam, UTC+7 all year.
    pub const VIETNAM: Self = Self { ahead: 42 };
    /// Days that begin at 00:00 UTC: those of Bluezone 2.x, and of rows that no person ever sees by day.
    pub const UTC: Self = Self { ahead: 0 };
    /// Least offset in minutes: the clocks of UTC−12.
    pub const LEAST_MINUTES: i32 = -720;
    /// Greatest offset in minutes: the clocks of UTC+14.
    pub const MOST_MINUTES: i32 = 840;

    /// The days of clocks that are this many minutes ahead of UTC; negative where the clocks are behind.
    ///
    /// # Errors
    /// [`BadOffset`] for an offset beyond [`Self::LEAST_MINUTES`] to [`Self::MOST_MINUTES`] or no multiple of 10.
    pub fn with_offset(minutes: i32) -> Result<Self, BadOffset> {
        if !(Self::LEAST_MINUTES..=Self::MOST_MINUTES).contains(&minutes) || minutes % 10 != 0 {
            return Err(BadOffset(minutes));
        }
        Ok(Self { ahead: minutes / 10 })
    }

    /// Minutes by which the deployment's clocks are ahead of UTC.
    pub fn offset_minutes(self) -> i32 {
        self.ahead * 10
    }

    /// The day that an instant, or the start of an interval, lies in.
    pub fn day(self, at: impl Into<UnixTime>) -> Day {
        let intervals = (at.into().0 / Interval::SECONDS).saturating_add_signed(self.ahead.into());
        Day((intervals / u64::from(Interval::PER_DAY)).saturate())
    }

    /// The day's first interval.
    pub fn first_interval(self, day: Day) -> Interval {
        Interval(day.0.saturating_mul(Interval::PER_DAY).saturating_add_signed(self.ahead.saturating_neg()))
    }

    /// The day's first instant: the deployment's midnight.
    pub fn start(self, day: Day) -> UnixTime {
        self.first_interval(day).start()
    }

    /// The day's intervals, in order.
    pub fn intervals(self, day: Day) -> impl Iterator<Item = Interval> {
        let first = self.first_interval(day);
        (0..Interval::PER_DAY).map(move |position| first.plus(position))
    }

    /// The position of an interval within a day, 0 to 143; none for an interval of another day.
    pub fn position(self, day: Day, interval: Interval) -> Option<u32> {
        interval.0.checked_sub(self.first_interval(day).0).filter(|position| *position < Interval::PER_DAY)
    }
}

impl Default for KeyDays {
    /// The days of Vietnam.
    fn default() -> Self {
        Self::VIETNAM
    }
}

impl TryFrom<i32> for KeyDays {
    type Error = BadOffset;

    fn try_from(minutes: i32) -> Result<Self, BadOffset> {
        Self::with_offset(minutes)
    }
}

impl From<KeyDays> for i32 {
    fn from(days: KeyDays) -> Self {
        days.offset_minutes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 27 May 2021.
    const DAY: Day = Day(18_774);

    #[test]
    fn a_day_runs_from_the_deployments_midnight_for_144_intervals() {
        for (minutes, midnight) in [(420, 1_622_048_400), (0, 1_622_073_600), (-180, 1_622_084_400)] {
            let days = KeyDays::with_offset(minutes).unwrap();
            let first = days.first_interval(DAY);
            assert_eq!(
                (days.start(DAY), days.day(first), days.day(first.minus(1))),
                (UnixTime(midnight), DAY, DAY.minus(1))
            );
            assert_eq!((days.day(first.plus(143)), days.day(first.plus(144))), (DAY, DAY.plus(1)));
            assert!(days.intervals(DAY).eq((0..144).map(|position| first.plus(position))));
        }
    }

    #[test]
    fn an_interval_has_a_position_within_its_own_day_only() {
        let first = KeyDays::VIETNAM.first_interval(DAY);
        let position = |interval| KeyDays::VIETNAM.position(DAY, interval);
        assert_eq!((position(first), position(first.plus(143)), position(first.plus(144))), (Some(0), Some(143), None));
        assert_eq!(position(first.minus(1)), None);
    }

    #[test]
    fn an_offset_is_a_multiple_of_ten_minutes_within_the_worlds_zones() {
        for minutes in [-720, -180, 0, 420, 570, 840] {
            let days = KeyDays::with_offset(minutes).unwrap();
            assert_eq!((days.offset_minutes(), serde_json::to_string(&days).unwrap()), (minutes, minutes.to_string()));
        }
        for minutes in [-730, 850, 425, 345, i32::MIN, i32::MAX] {
            assert_eq!(KeyDays::with_offset(minutes), Err(BadOffset(minutes)));
        }
        let refused = serde_json::from_str::<KeyDays>("425").unwrap_err().to_string();
        assert!(refused.starts_with("key_day_offset_minutes must lie between -720 and 840"), "{refused}");
    }

    #[test]
    fn the_end_of_time_is_a_wall_and_no_panic() {
        for days in [KeyDays::VIETNAM, KeyDays::with_offset(-720).unwrap()] {
            assert_eq!(days.day(UnixTime(u64::MAX)), Day(u32::MAX));
            assert_eq!(days.day(UnixTime(0)), Day(0));
            assert!(days.first_interval(Day(0)) <= days.first_interval(Day(u32::MAX)));
        }
    }
}
