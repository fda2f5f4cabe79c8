//! Notices when somebody moves the wall clock (`docs/protocol.md`, Matching and time travel).

use crate::now::Now;

/// Compares the wall clock with the monotonic one.
///
/// The two are compared with how they stood when the watch was started or last jumped, so many small steps
/// add up to a jump as one large step does.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClockWatch {
    difference: Option<i128>,
}

/// The wall clock has moved against the monotonic one: the current day key has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockJump {
    /// By how many seconds; negative: back in time.
    pub seconds: i64,
}

impl ClockWatch {
    /// A difference of more seconds than this is a jump.
    pub const TOLERANCE: i64 = 1_200;

    /// Looks at the clocks, with every event. Returns a jump once, when it has happened.
    pub fn observe(&mut self, now: Now) -> Option<ClockJump> {
        let difference = i128::from(now.wall.0) - i128::from(now.monotonic.as_secs());
        let moved = difference - *self.difference.get_or_insert(difference);
        if moved.unsigned_abs() <= u128::from(Self::TOLERANCE.unsigned_abs()) {
            return None;
        }
        self.difference = Some(difference);
        Some(ClockJump { seconds: i64::try_from(moved).unwrap_or(if moved < 0 { i64::MIN } else { i64::MAX }) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::time::Duration;
    use lancan_protocol::time::UnixTime;

    fn at(wall: u64, monotonic: u64) -> Now {
        Now { wall: UnixTime(wall), monotonic: Duration::from_secs(monotonic) }
    }

    #[test]
    fn twenty_minutes_are_tolerated_and_a_second_more_is_a_jump_told_once() {
        for (step, jump) in [(1_200, None), (1_201, Some(1_201)), (-1_200, None), (-1_201, Some(-1_201))] {
            let mut watch = ClockWatch::default();
            assert_eq!(watch.observe(at(1_000_000, 50)), None);
            let moved = at(1_000_060_u64.saturating_add_signed(step), 110);
            assert_eq!(watch.observe(moved), jump.map(|seconds| ClockJump { seconds }));
            assert_eq!(watch.observe(moved), None);
        }
    }

    #[test]
    fn small_steps_add_up_to_a_jump() {
        let mut watch = ClockWatch::default();
        let jumps = (0..5).filter_map(|step| watch.observe(at(1_000_000 + 500 * step, 0))).collect::<Vec<_>>();
        assert_eq!(jumps, [ClockJump { seconds: 1_500 }]);
    }

    #[test]
    fn sleep_is_no_jump_and_the_ends_of_time_are_no_panic() {
        let mut watch = ClockWatch::default();
        assert_eq!(watch.observe(at(1_000_000, 0)), None);
        assert_eq!(watch.observe(at(1_900_000, 900_000)), None);
        assert!(watch.observe(at(u64::MAX, 0)).is_some_and(|jump| jump.seconds > 0));
        assert!(watch.observe(at(0, u64::MAX)).is_some_and(|jump| jump.seconds == i64::MIN));
    }
}
