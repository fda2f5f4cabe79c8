//! How many slots a class has: a level that changes at the deployment's midnight only, up after a day on which a key was
//! left over, down after a week without one.

use lancan_protocol::time::Day;

/// Days in a row without a key left over after which the level falls by one.
const QUIET_DAYS: u32 = 7;

/// The level of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Level {
    /// The key day for which the level holds.
    pub(super) day: Day,
    /// How often the slots of a class have grown by a quarter.
    pub(super) steps: u32,
    /// Days in a row on which no key was left over.
    pub(super) quiet_days: u32,
    /// Whether a key was left over on this day.
    pub(super) overflowed: bool,
}

impl Level {
    /// The first level there is, on the first day.
    pub(super) fn first(day: Day) -> Self {
        Self { day, steps: 0, quiet_days: 0, overflowed: false }
    }

    /// The level on a day: the same until midnight. Days on which nothing was published count as quiet.
    pub(super) fn on(mut self, day: Day) -> Self {
        while self.day < day {
            self = self.next_day();
            if self.steps == 0 && !self.overflowed {
                // Nothing changes any more.
                self.day = self.day.max(day);
            }
        }
        self
    }

    fn next_day(self) -> Self {
        let day = self.day.plus(1);
        if self.overflowed {
            return Self { day, steps: self.steps.saturating_add(1), quiet_days: 0, overflowed: false };
        }
        let quiet_days = self.quiet_days + 1;
        if quiet_days < QUIET_DAYS {
            return Self { day, quiet_days, ..self };
        }
        Self { day, steps: self.steps.saturating_sub(1), quiet_days: 0, overflowed: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_left_over_raises_the_level_at_the_next_midnight_and_not_before() {
        let today = Level { overflowed: true, ..Level::first(Day(5)) };
        assert_eq!(today.on(Day(5)), today);
        assert_eq!(today.on(Day(6)), Level { day: Day(6), steps: 1, quiet_days: 0, overflowed: false });
    }

    #[test]
    fn seven_quiet_days_lower_the_level_by_one() {
        let level = Level { steps: 2, ..Level::first(Day(5)) };
        let on = |day| level.on(Day(day)).steps;
        assert_eq!([11, 12, 18, 19, 400].map(on), [2, 1, 1, 0, 0]);
        let overflowed = Level { overflowed: true, ..level.on(Day(11)) };
        assert_eq!(
            (overflowed.on(Day(12)).steps, overflowed.on(Day(18)).steps, overflowed.on(Day(19)).steps),
            (3, 3, 2)
        );
    }
}
