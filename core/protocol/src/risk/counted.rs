//! What of an exposure counts under a contact rule, and which condition fails where it does not.

use crate::Saturate as _;
use std::collections::BTreeMap;

use super::{Crowds, Exposure, Stretch, stretches};
use crate::{
    ranging::ReceiverLevel,
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

/// An exposure as a phone of one level heard it.
pub(super) struct Near<'a> {
    pub(super) exposure: &'a Exposure<'a>,
    receiver: &'a ReceiverLevel,
    stretches: Vec<Stretch>,
    /// The power in dBm with which the crowd around is taken to send: the usual one of this phone's surroundings or, where this
    /// phone does not know its own, the median of what the case declares.
    crowd_dbm: Option<f64>,
}

impl<'a> Near<'a> {
    pub(super) fn new(exposure: &'a Exposure<'a>, receiver: &'a ReceiverLevel, rules: &Rules) -> Self {
        let declared = || {
            let heard = exposure.encounters.iter();
            let mut powers: Vec<i8> = heard.filter_map(|heard| heard.metadata?.power_dbm()).collect();
            powers.sort_unstable();
            powers.get(powers.len() / 2).copied().map(f64::from)
        };
        let crowd_dbm = receiver.usual_power_dbm().or_else(declared);
        Self { exposure, receiver, stretches: stretches(&exposure.encounters, receiver, &rules.ranging), crowd_dbm }
    }

    /// The stretches of days on which a rule is in force, each with the doubt of the crowd around.
    pub(super) fn counted(&self, rule: &ContactRule, crowds: &Crowds, rules: &Rules) -> Vec<Stretch> {
        let mut doubts: BTreeMap<Interval, f64> = BTreeMap::new();
        let in_force = self.stretches.iter().filter(|stretch| rule.in_force(rules.key_days.day(stretch.start)));
        let in_crowd = |stretch: &Stretch| {
            let interval = stretch.end().interval();
            let doubt = *doubts.entry(interval).or_insert_with(|| {
                let crowd = crowds.get(&interval).zip(rule.distance_m);
                crowd.map_or(0.0, |(crowd, distance)| {
                    crowd.doubt(distance, self.crowd_dbm, self.receiver, &rules.ranging)
                })
            });
            Stretch { doubt, ..*stretch }
        };
        in_force.map(in_crowd).collect()
    }
}
