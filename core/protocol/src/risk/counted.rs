//! What of an exposure counts under a contact rule, and which condition fails where it does not.

use crate::Saturate as _;
use std::collections::BTreeMap;

use super::{Crowds, Exposure, Stretch};
use crate::{
    rules::{ContactRule, Rules},
    time::Interval,
};

/// The first condition of a close contact that an exposure does not meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FailedCondition {
    /// The rule was not in force on the days of the exposure.
    NotInForce,
    /// A case reported like this makes no contacts of the rule's degree.
    ReportType,
    /// The case did not count as infectious.
    NotInfectious {
        /// The exposure's day, counted from onset.
        days_since_onset: i32,
        /// First day that counts, from onset.
        from: i32,
        /// Last day that counts, from onset; none where all later ones do.
        until: Option<i32>,
    },
    /// Heard for too short a time, however near.
    TooShort {
        /// Most seconds heard within any window of the rule's hours.
        seconds: f64,
        /// Seconds that make a contact.
        needed: u32,
    },
    /// Heard for long enough, but not near enough for that long with enough likelihood.
    TooUnlikely {
        /// Probability of having been near enough for long enough.
        probability: f64,
        /// Probability that makes a close contact.
        needed: f64,
    },
    /// Likely and long enough, but heard in a way that allows "possible" at most.
    WeakEvidence,
}

/// What keeps all of an exposure from counting under a rule.
pub(super) fn refused(exposure: &Exposure<'_>, rule: &ContactRule) -> Option<FailedCondition> {
    if !rule.applies_to(exposure.report_type) {
        return Some(FailedCondition::ReportType);
    }
    let days_since_onset = exposure.days_since_onset.filter(|days| !rule.infectious.covers(Some(*days)))?;
    let days = |count: u32| -> i32 { count.saturate() };
    let from = -days(rule.infectious.days_before_onset);
    Some(FailedCondition::NotInfectious { days_since_onset, from, until: rule.infectious.days_after.map(days) })
}

/// The stretches of days on which a rule is in force, each with the doubt of the crowd around.
pub(super) fn counted(stretches: &[Stretch], rule: &ContactRule, crowds: &Crowds, rules: &Rules) -> Vec<Stretch> {
    let mut doubts: BTreeMap<Interval, f64> = BTreeMap::new();
    let in_force = stretches.iter().filter(|stretch| rule.in_force(rules.key_days.day(stretch.start)));
    let in_crowd = |stretch: &Stretch| {
        let interval = stretch.end().interval();
        let doubt = *doubts.entry(interval).or_insert_with(|| {
            let crowd = crowds.get(&interval).zip(rule.distance_m);
            crowd.map_or(0.0, |(crowd, distance)| crowd.doubt(distance, &rules.ranging))
        });
        Stretch { doubt, ..*stretch }
    };
    in_force.map(in_crowd).collect()
}
