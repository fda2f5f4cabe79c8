//! Notices that somebody moved the wall clock (`docs/protocol.md`, Matching and time travel).

use core::time::Duration;

use lancan_protocol::time::{Day, UnixTime};

use crate::now::Now;

/// The current key ends when the wall clock has moved by more than this many seconds against the monotonic clock, at once or
/// little by little.
pub(crate) const LARGEST_JUMP_SECONDS: u64 = 1_200;

/// Compares the wall clock's advance with the monotonic clock's.
#[derive(Default)]
pub(crate) struct ClockWatch {
    last: Option<Now>,
    /// The time with which the wall clock is compared: that of the first event, or of the last jump.
    anchor: Option<Now>,
    /// What the host's monotonic clock has lost by restarts.
    lost: Duration,
}

/// The time of an event, and what became of the clocks since the event before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tick {
    /// The time. The monotonic clock goes on where it was when the host's restarted.
    pub(crate) now: Now,
    /// Time that passed on the monotonic clock.
    pub(crate) passed: Duration,
    /// Somebody moved the wall clock.
    pub(crate) jumped: bool,
    /// By how many days, to the nearest, where it was.
    pub(crate) days: i64,
    /// Whether this is the first event of the process.
    pub(crate) first: bool,
}

impl ClockWatch {
    /// Takes the time of an event. Steps and drift of the wall clock add up from the anchor on, so a day of small steps is a
    /// jump too. A monotonic clock that restarted tells nothing of that step, so the anchor is set again.
    pub(crate) fn take(&mut self, host: Now) -> Tick {
        let mut now = self.on_this_scale(host);
        let first = self.last.is_none();
        let restarted = self.last.is_some_and(|last| now.monotonic < last.monotonic);
        if let Some(last) = self.last.filter(|_| restarted) {
            self.lost = last.monotonic.saturating_sub(host.monotonic);
            now = self.on_this_scale(host);
            self.anchor = None;
        }
        let passed = self.last.map_or(Duration::ZERO, |last| now.monotonic.saturating_sub(last.monotonic));
        self.last = Some(now);
        let anchor = *self.anchor.get_or_insert(now);
        let expected = anchor.wall.plus(now.monotonic.saturating_sub(anchor.monotonic).as_secs());
        let jumped = expected.0.abs_diff(now.wall.0) > LARGEST_JUMP_SECONDS;
        if jumped {
            self.anchor = Some(now);
        }
        Tick { now, passed, jumped, days: days_moved(expected, now.wall), first }
    }

    /// An instant of [`Tick::now`] on the host's monotonic clock.
    pub(crate) fn on_hosts_clock(&self, at: Duration) -> Duration {
        at.saturating_sub(self.lost)
    }

    fn on_this_scale(&self, host: Now) -> Now {
        Now { monotonic: host.monotonic.saturating_add(self.lost), ..host }
    }
}

/// How many days, to the nearest, lie between two times; negative where the second is the earlier one.
pub(crate) fn days_moved(from: UnixTime, to: UnixTime) -> i64 {
    let days = from.0.abs_diff(to.0).saturating_add(Day::SECONDS / 2) / Day::SECONDS;
    let days = i64::try_from(days).unwrap_or(i64::MAX);
    if to < from { -days } else { days }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now(wall: u64, monotonic: u64) -> Now {
        Now { wall: UnixTime(wall), monotonic: Duration::from_secs(monotonic) }
    }

    fn jumped(watch: &mut ClockWatch, wall: u64, monotonic: u64) -> bool {
        watch.take(now(wall, monotonic)).jumped
    }

    #[test]
    fn a_jump_beyond_twenty_minutes_either_way_is_noticed_once() {
        let mut watch = ClockWatch::default();
        assert!(!jumped(&mut watch, 1_000_000, 0));
        assert!(!jumped(&mut watch, 1_001_200, 0));
        assert!(jumped(&mut watch, 1_002_401, 0));
        assert!(!jumped(&mut watch, 1_002_411, 10));
        assert!(jumped(&mut watch, 1_000_000, 20));
    }

    #[test]
    fn steps_below_twenty_minutes_add_up_to_a_jump() {
        let mut watch = ClockWatch::default();
        let jumps = (0..=8).filter(|hour| jumped(&mut watch, 1_000_000 + hour * (3_600 + 600), hour * 3_600)).count();
        assert_eq!(jumps, 2, "eight steps of ten minutes: at the third and the sixth the sum is above twenty");
        let jumps = (9..200).filter(|hour| jumped(&mut watch, 1_004_800 + hour * 3_600, hour * 3_600)).count();
        assert_eq!(jumps, 0, "a clock that goes evenly does not jump");
    }

    #[test]
    fn a_long_sleep_and_a_restarted_monotonic_clock_are_no_jump() {
        let mut watch = ClockWatch::default();
        watch.take(now(1_000_000, 500));
        assert!(!jumped(&mut watch, 1_086_400, 86_900));
        assert!(!jumped(&mut watch, 2_000_000, 3));
    }

    #[test]
    fn a_monotonic_clock_that_restarts_goes_on_where_it_was() {
        let mut watch = ClockWatch::default();
        watch.take(now(1_000_000, 500));
        let tick = watch.take(now(1_000_010, 3));
        assert_eq!((tick.now.monotonic.as_secs(), tick.passed), (500, Duration::ZERO));
        let tick = watch.take(now(1_000_017, 10));
        assert_eq!((tick.now.monotonic.as_secs(), tick.passed.as_secs()), (507, 7));
        assert_eq!(watch.on_hosts_clock(tick.now.monotonic + Duration::from_secs(5)), Duration::from_secs(15));
    }
}
