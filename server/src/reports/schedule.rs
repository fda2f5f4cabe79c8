//! When exports are published, and which keys may be in them.

use lancan_protocol::rules::{PublicationRules, Rules};
use lancan_protocol::time::{Interval, UnixTime};

/// The publication instant at or before `now`: a multiple of the period.
pub(crate) fn slot_until(publication: &PublicationRules, now: UnixTime) -> UnixTime {
    let period = u64::from(publication.every_seconds.max(1));
    UnixTime(now.0 / period * period)
}

/// The first publication instant at or after `at`.
pub(crate) fn slot_from(publication: &PublicationRules, at: UnixTime) -> UnixTime {
    let slot = slot_until(publication, at);
    if slot == at { slot } else { slot_after(publication, at) }
}

/// The first publication instant after `at`.
pub(crate) fn slot_after(publication: &PublicationRules, at: UnixTime) -> UnixTime {
    slot_until(publication, at).plus(u64::from(publication.every_seconds.max(1)))
}

/// When a key may be published: once nobody can hear its identifiers as fresh, `(start + period) · 600 + wait`
/// seconds. Tests' rules may publish keys in use.
pub(crate) fn earliest(publication: &PublicationRules, start: Interval, period: u32) -> UnixTime {
    if publication.while_in_use {
        return UnixTime(0);
    }
    start.plus(period).start().plus(u64::from(publication.wait_seconds))
}

/// By when the keys of a report that comes `now` are published. A function of the time alone: an answer that depended on
/// which keys are taken would tell which were seen before.
pub(crate) fn published_by(rules: &Rules, now: UnixTime) -> UnixTime {
    let (publication, days) = (&rules.publication, rules.key_days);
    let wait = earliest(publication, days.first_interval(days.day(now).minus(1)), Interval::PER_DAY);
    // An export that ends now may be planned already.
    slot_from(publication, wait).max(slot_after(publication, now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_published_no_earlier_than_twenty_minutes_after_its_last_interval() {
        let publication = Rules::built_in().publication;
        assert_eq!(earliest(&publication, Interval(2_700_000), 144), UnixTime(2_700_144 * 600 + 1_200));
        assert_eq!(earliest(&Rules::for_test().publication, Interval(2_700_000), 144), UnixTime(0));
    }

    #[test]
    fn what_an_answer_says_of_publication_depends_on_the_time_alone() {
        let rules = Rules::built_in();
        let midnight = rules.key_days.start(rules.key_days.day(Interval(2_700_000)));
        assert_eq!(published_by(&rules, midnight), midnight.plus(1_200));
        assert_eq!(published_by(&rules, midnight.plus(36_001)), midnight.plus(36_600));
    }

    #[test]
    fn slots_are_multiples_of_the_period() {
        let publication = Rules::built_in().publication;
        let slots = |at| [slot_until(&publication, at), slot_from(&publication, at), slot_after(&publication, at)];
        assert_eq!(slots(UnixTime(1_200)), [1_200, 1_200, 1_800].map(UnixTime));
        assert_eq!(slots(UnixTime(1_201)), [1_200, 1_800, 1_800].map(UnixTime));
    }
}
