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
    let today = now.day();
    let base = onset.or(tested).unwrap_or(today);
    let days = rules
        .in_force(base)
        .map(|rule| if onset.is_some() { rule.infectious.days_before_onset } else { rule.infectious.days_before_test })
        .max()
        .unwrap_or(TRACE_DAYS);
    let from = base.minus(days).min(tested.unwrap_or(today)).max(today.minus(rules.keeping.trace_days));
    (from.first_interval(), now.interval())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(18_765);

    fn from(onset: Option<u32>, tested: Option<u32>) -> u32 {
        let ago = |days: Option<u32>| days.map(|days| TODAY.minus(days));
        let (from, to) = window(&Rules::built_in(), ago(onset), ago(tested), TODAY.start().plus(7_200));
        assert_eq!(to, TODAY.start().plus(7_200).interval());
        assert_eq!(from, from.day().first_interval());
        TODAY.0 - from.day().0
    }

    #[test]
    fn the_window_begins_three_days_before_onset_or_test_and_never_before_reports_reach() {
        assert_eq!(from(Some(2), None), 5);
        assert_eq!(from(Some(2), Some(1)), 5);
        assert_eq!(from(None, Some(1)), 4);
        assert_eq!(from(None, None), 3);
        assert_eq!(from(Some(50), None), Rules::built_in().keeping.trace_days);
    }
}
