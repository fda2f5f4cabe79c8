//! Which intervals a report for a case may cover.

use lancan_protocol::rules::Rules;
use lancan_protocol::time::{Day, Interval, UnixTime};

/// Days from onset or test that are looked back where no rule is in force (5053/QĐ-BYT: 3).
const TRACE_DAYS: u32 = 3;

/// The first and the last interval that a report for a case may cover, as of `now`.
///
/// The first lies the infectious days before onset (before the test where onset is unknown, before today where both are),
/// at the latest at the test, and at most as far back as reports may reach.
pub(super) fn window(rules: &Rules, onset: Option<Day>, tested: Option<Day>, now: UnixTime) -> (Interval, Interval) {
    let key_days = rules.key_days;
    let today = key_days.day(now);
    let base = onset.or(tested).unwrap_or(today);
    let days = rules
        .in_force(base)
        .map(|rule| if onset.is_some() { rule.infectious.days_before_onset } else { rule.infectious.days_before_test })
        .max()
        .unwrap_or(TRACE_DAYS);
    let from = base.minus(days).min(tested.unwrap_or(today)).max(today.minus(rules.keeping.trace_days));
    (key_days.first_interval(from), now.interval())
}

#[cfg(test)]
mod tests {
    use super::*;
    use lancan_protocol::key_days::KeyDays;

    const DAYS: KeyDays = KeyDays::VIETNAM;
    const TODAY: Day = Day(18_765);

    fn from(onset: Option<u32>, tested: Option<u32>) -> u32 {
        let ago = |days: Option<u32>| days.map(|days| TODAY.minus(days));
        let (from, to) = window(&Rules::built_in(), ago(onset), ago(tested), DAYS.start(TODAY).plus(7_200));
        assert_eq!(to, DAYS.start(TODAY).plus(7_200).interval());
        assert_eq!(from, DAYS.first_interval(DAYS.day(from)));
        TODAY.0 - DAYS.day(from).0
    }

    #[test]
    fn the_window_begins_three_days_before_onset_or_test_and_never_before_reports_reach() {
        assert_eq!(from(Some(2), None), 5);
        assert_eq!(from(Some(2), Some(1)), 5);
        assert_eq!(from(None, Some(1)), 4);
        assert_eq!(from(None, None), 3);
        assert_eq!(from(Some(50), None), Rules::built_in().keeping.trace_days);
    }

    #[test]
    fn the_window_begins_at_the_deployments_midnight_also_before_seven_in_the_morning() {
        // 01:00 of 18 May in Vietnam is 18:00 UTC of 17 May.
        let now = UnixTime(1_621_274_400);
        let (from, to) = window(&Rules::built_in(), Some(Day(18_765)), None, now);
        // Midnight of 15 May in Vietnam: 17:00 UTC of 14 May.
        assert_eq!((from.start(), to), (UnixTime(1_621_011_600), now.interval()));
    }
}
