//! Notices that somebody moved the wall clock (`docs/protocol.md`, Matching and time travel).

use crate::now::Now;

/// Wall against monotonic jumping by more than this many seconds ends the current key.
pub(crate) const LARGEST_JUMP_SECONDS: u64 = 1_200;

/// Compares the wall clock's advance with the monotonic clock's.
#[derive(Default)]
pub(crate) struct ClockWatch {
    last: Option<Now>,
}

impl ClockWatch {
    /// Takes the time of an event; returns whether the wall clock jumped since the one before.
    ///
    /// Slow drift adds up to nothing here: each event is compared with the one before it. A monotonic clock that
    /// restarted (it ran backwards) tells nothing, so that one step is not judged.
    pub(crate) fn jumped(&mut self, now: Now) -> bool {
        let Some(last) = self.last.replace(now) else { return false };
        let Some(passed) = now.monotonic.checked_sub(last.monotonic) else { return false };
        let expected = last.wall.plus(passed.as_secs());
        expected.0.abs_diff(now.wall.0) > LARGEST_JUMP_SECONDS
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use lancan_protocol::time::UnixTime;

    use super::*;

    fn now(wall: u64, monotonic: u64) -> Now {
        Now { wall: UnixTime(wall), monotonic: Duration::from_secs(monotonic) }
    }

    #[test]
    fn a_jump_beyond_twenty_minutes_either_way_is_noticed_once() {
        let mut watch = ClockWatch::default();
        assert!(!watch.jumped(now(1_000_000, 0)));
        assert!(!watch.jumped(now(1_001_200, 0)));
        assert!(watch.jumped(now(1_002_401, 0)));
        assert!(!watch.jumped(now(1_002_411, 10)));
        assert!(watch.jumped(now(1_000_000, 20)));
    }

    #[test]
    fn a_long_sleep_and_a_restarted_monotonic_clock_are_no_jump() {
        let mut watch = ClockWatch::default();
        watch.jumped(now(1_000_000, 500));
        assert!(!watch.jumped(now(1_086_400, 86_900)));
        assert!(!watch.jumped(now(2_000_000, 3)));
    }
}
