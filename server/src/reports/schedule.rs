//! When exports are published, and which keys may be in them.

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::{Day, Interval, UnixTime};

/// Ages that a published key's day may have, in days, from the youngest day that may be published.
pub(crate) const AGES: u32 = 14;
/// Intervals that phones' clocks may run ahead: a key is taken this long before its day is over.
pub(super) const AHEAD: u32 = 3;

/// The publication instant at or before `now`: a multiple of the period, counted from the deployment's midnight.
pub(crate) fn slot_until(rules: &Rules, now: UnixTime) -> UnixTime {
    let period = u64::from(rules.publication.every_seconds.max(1));
    let midnight = rules.key_days.start(rules.key_days.day(now));
    midnight.plus(now.0.saturating_sub(midnight.0) / period * period)
}

/// The first publication instant at or after `at`.
pub(crate) fn slot_from(rules: &Rules, at: UnixTime) -> UnixTime {
    let slot = slot_until(rules, at);
    if slot == at { slot } else { slot_after(rules, at) }
}

/// The first publication instant after `at`. The deployment's midnight is always one.
pub(crate) fn slot_after(rules: &Rules, at: UnixTime) -> UnixTime {
    let next = slot_until(rules, at).plus(u64::from(rules.publication.every_seconds.max(1)));
    next.min(rules.key_days.start(rules.key_days.day(at).plus(1)))
}

/// The youngest key day that the export with this end may hold.
pub(crate) fn youngest(rules: &Rules, end: UnixTime) -> Day {
    rules.key_days.day(end.minus(u64::from(rules.publication.wait_seconds))).minus(1)
}

/// The first interval of the oldest day of which the first export after `now` takes a key back.
pub(crate) fn oldest_taken_back(rules: &Rules, now: UnixTime) -> Interval {
    rules.key_days.first_interval(youngest(rules, slot_after(rules, now)).minus(AGES - 1))
}

/// When a key may be published: once its day is over and nobody can hear its identifiers as fresh. A key that ended within
/// its day waits as long as one that did not. Tests' rules may publish keys in use.
pub(crate) fn earliest(rules: &Rules, start: Interval, period: u32) -> UnixTime {
    if rules.publication.while_in_use {
        return UnixTime(0);
    }
    let whole = whole_day(rules.key_days, start, period);
    whole.plus(Interval::PER_DAY).start().plus(u64::from(rules.publication.wait_seconds))
}

/// The first of the 144 intervals for which a key is published, whatever its use: where a use ended tells when a report was
/// sent. They are the key's day, or begin with its use where the use reaches into the next day, as that of keys by UTC does.
pub(crate) fn whole_day(key_days: KeyDays, start: Interval, period: u32) -> Interval {
    let first = key_days.first_interval(key_days.day(start));
    if start.plus(period) <= first.plus(Interval::PER_DAY) { first } else { start }
}

/// By when the keys of a report that comes `now` are published. A function of the time alone: an answer that depended on
/// which keys are taken would tell which were seen before.
pub(crate) fn published_by(rules: &Rules, now: UnixTime) -> UnixTime {
    let (days, delay) = (rules.key_days, u64::from(rules.publication.delay_seconds));
    let newest = days.day(now.interval().plus(AHEAD)).minus(1);
    let wait = earliest(rules, days.first_interval(newest), Interval::PER_DAY);
    // An export that ends now may be planned already.
    slot_from(rules, wait.plus(delay)).max(slot_after(rules, now.plus(delay)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_published_no_earlier_than_twenty_minutes_after_its_day() {
        let rules = Rules::built_in();
        // The first interval of a day in Vietnam.
        let start = Interval(18_772 * 144 + 102);
        for period in [144, 50] {
            assert_eq!(earliest(&rules, start, period), start.plus(144).start().plus(1_200), "{period}");
        }
        assert_eq!(earliest(&rules, start.plus(1), 144), start.plus(145).start().plus(1_200));
        assert_eq!(earliest(&Rules::for_test(), start, 144), UnixTime(0));
    }

    #[test]
    fn what_an_answer_says_of_publication_depends_on_the_time_alone() {
        let rules = Rules::built_in();
        let midnight = rules.key_days.start(rules.key_days.day(Interval(2_700_000)));
        // Twenty minutes, two hours at most for the delay, and the next slot.
        assert_eq!(published_by(&rules, midnight), midnight.plus(4 * 3_600));
        assert_eq!(published_by(&rules, midnight.plus(36_001)), midnight.plus(14 * 3_600));
        // The key of the day that ends may be taken half an hour before midnight.
        assert_eq!(published_by(&rules, midnight.minus(1_800)), midnight.plus(4 * 3_600));
        assert_eq!(published_by(&rules, midnight.minus(1_801)), midnight.plus(2 * 3_600));
    }

    #[test]
    fn there_are_twelve_slots_a_day_by_the_clock_of_the_deployment() {
        let rules = Rules::built_in();
        // 17:00 UTC, midnight in Vietnam.
        let midnight = UnixTime(18_772 * 86_400 + 61_200);
        let slots = |at| [slot_until(&rules, at), slot_from(&rules, at), slot_after(&rules, at)];
        assert_eq!(slots(midnight), [midnight, midnight, midnight.plus(7_200)]);
        assert_eq!(slots(midnight.plus(1)), [midnight, midnight.plus(7_200), midnight.plus(7_200)]);
        let mut day = vec![midnight];
        while day.last().unwrap().0 < midnight.0 + 86_400 {
            day.push(slot_after(&rules, *day.last().unwrap()));
        }
        assert_eq!((day.len(), day.last()), (13, Some(&midnight.plus(86_400))));
    }
}
