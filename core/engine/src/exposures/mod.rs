//! Exposures: cases' day keys that this phone heard, with the evidence, and the warnings that follow by the rules in
//! force. Warnings are a function of what is in here and of the rules ([`Exposures::warnings`]); [`crate::reconcile`]
//! compares them with what the user was told.

mod by_day;
mod matched_key;
mod version;
mod witnessed;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use lancan_matching::Match;
use lancan_protocol::{
    encounter::Encounter,
    keys::DayKey,
    ranging::{Crowd, ReceiverLevel},
    risk::{self, ContactVerdict, Crowds, Exposure, JudgedExposure, Reason, Verdict},
    rules::Rules,
    time::{Day, Interval, UnixTime},
    wire::ReportedEncounter,
};
use serde::{Deserialize, Serialize};

pub use self::by_day::ExposureDay;
use self::{matched_key::MatchedKey, version::Version, witnessed::HeardAt};
use crate::{
    kept::keep_as_json,
    notice::{Advice, Warning},
};

/// Matched keys and the evidence about them, kept so that a change of rules or a revocation judges everything again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Exposures {
    #[serde(default)]
    version: Version,
    /// Revoked keys too: a key that is published once more is still revoked.
    keys: Vec<MatchedKey>,
    /// Who else was heard in the intervals of the evidence, as it was heard and in numbers alone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    crowds: Crowds,
}

keep_as_json!(Exposures);

/// Encounters by the interval they were recorded in.
pub(crate) type Recorded = BTreeMap<Interval, Vec<Encounter>>;

/// The evidence of one key that counts, ready to be judged.
struct Evidence<'k> {
    key: &'k MatchedKey,
    encounters: Vec<Encounter>,
}

/// One published key that a warning rests on, and what this phone heard of it.
pub(crate) struct HeardOfCase {
    pub(crate) key: DayKey,
    /// First interval of the key, as it was published.
    pub(crate) start: Interval,
    pub(crate) entries: Vec<ReportedEncounter>,
}

impl Exposures {
    /// Takes in what an export matched. `recorded` says in which interval the encounter of a handle was recorded.
    /// Returns whether anything changed.
    pub(crate) fn add(&mut self, matches: Vec<Match>, recorded: impl Fn(u32) -> Option<Interval>) -> bool {
        let mut changed = false;
        for found in matches {
            let heard = found.encounters.iter().filter_map(|encounter| {
                Some(HeardAt { identifier: encounter.interval, recorded: recorded(encounter.handle)? })
            });
            changed |= self.take_in(MatchedKey::new(&found, heard.collect()));
        }
        changed
    }

    fn take_in(&mut self, new: MatchedKey) -> bool {
        if let Some(known) = self.keys.iter_mut().find(|known| known.is_same(&new)) {
            return known.join(new);
        }
        self.keys.push(new);
        true
    }

    /// Takes in what another phone of the same person matched, with its evidence.
    pub(crate) fn join(&mut self, other: Self) {
        for key in other.keys {
            self.take_in(key);
        }
        for (interval, crowd) in other.crowds {
            self.crowds.entry(interval).or_insert(crowd);
        }
    }

    /// The intervals whose encounters [`Self::witness`] needs.
    pub(crate) fn unwitnessed(&self) -> BTreeSet<Interval> {
        self.keys.iter().filter(|key| !key.is_revoked()).flat_map(MatchedKey::unwitnessed).collect()
    }

    /// Copies the evidence that is missing out of what was recorded, with the receiver's level of now. Returns whether
    /// there was any.
    pub(crate) fn witness(&mut self, recorded: &Recorded, receiver: &ReceiverLevel) -> bool {
        let mut any = false;
        for key in &mut self.keys {
            any |= key.witness(recorded, receiver);
        }
        if any {
            self.crowds.extend(recorded.iter().map(|(interval, heard)| (*interval, Crowd::of(heard))));
        }
        any
    }

    /// The warnings that follow by the rules from what was heard from a day on: one for each contact rule with a verdict, in the
    /// rules' order. Minutes and days under one decree never hide those under another.
    pub(crate) fn warnings(&self, rules: &Rules, since: Day, now: UnixTime) -> Vec<Warning> {
        let evidence = self.evidence(rules, since);
        let exposures: Vec<JudgedExposure<'_>> = evidence.iter().map(Evidence::judged).collect();
        let verdicts = risk::assess_each(&exposures, &self.crowds, rules).verdicts;
        let contacts = verdicts.iter().filter(|verdict| verdict.verdict > Verdict::None);
        contacts.filter_map(|verdict| warning(verdict, rules, now)).collect()
    }

    /// Why each case is a contact or none: for every key that counts, by every contact rule, the oldest key first.
    pub(crate) fn reasons(&self, rules: &Rules) -> Vec<Reason> {
        let evidence = self.evidence(rules, Day(0));
        let mut reasons: Vec<Reason> = evidence
            .iter()
            .flat_map(|evidence| risk::reasons(&evidence.exposure(), &self.crowds, &evidence.key.level(), rules))
            .collect();
        reasons.sort_by_key(|reason| reason.day);
        reasons
    }

    /// What a warning rests on: each key whose evidence lies in the days of the warning, with that evidence as a report
    /// carries it. It outlives the encounters of the store.
    pub(crate) fn heard_of(&self, warning: &Warning, rules: &Rules) -> Vec<HeardOfCase> {
        let days = rules.key_days;
        let concerned = warning.first_day..=warning.last_contact.max(warning.last_day);
        let heard = self.evidence(rules, Day(0)).into_iter().map(|Evidence { key, encounters }| {
            let of_days = encounters.iter().filter(|encounter| concerned.contains(&days.day(encounter.interval)));
            let entries = of_days.map(|encounter| risk::reported(encounter, &rules.ranging)).collect();
            HeardOfCase { key: key.day_key(), start: key.span().0, entries }
        });
        heard.filter(|heard| !heard.entries.is_empty()).collect()
    }

    /// What counts by the rules of the evidence from a day on: they say how far off an identifier's interval may be.
    fn evidence(&self, rules: &Rules, since: Day) -> Vec<Evidence<'_>> {
        let (since, tolerance) = (rules.key_days.first_interval(since), rules.matching.tolerance);
        let of = |key| Evidence { encounters: MatchedKey::encounters(key, since, tolerance), key };
        let counted = self.keys.iter().filter(|key| !key.is_revoked()).map(of);
        counted.filter(|evidence| !evidence.encounters.is_empty()).collect()
    }

    /// Whether keys of the time of a warning are known here, revoked ones included, and the evidence of each: only then does
    /// it mean anything that the warning does not follow any more.
    pub(crate) fn know_of(&self, warning: &Warning, rules: &Rules) -> bool {
        let until = rules.key_days.first_interval(warning.last_contact.max(warning.last_day).plus(1));
        let mut of_its_time = self.keys.iter().filter(|key| {
            let (from, end) = key.span();
            from < until && end.start() > warning.window_start
        });
        let is_judged = |key: &MatchedKey| key.is_revoked() || key.unwitnessed().next().is_none();
        of_its_time.clone().next().is_some() && of_its_time.all(is_judged)
    }

    /// The latest publication of a matched key.
    pub(crate) fn last_published(&self) -> Option<UnixTime> {
        self.keys.iter().map(MatchedKey::last_published).max()
    }

    /// Forgets keys all of whose intervals, and the one after them, lie before `oldest`, and the crowds that only they
    /// needed.
    pub(crate) fn forget_before(&mut self, oldest: Interval) {
        self.keys.retain(|key| key.span().1 >= oldest);
        let needed: BTreeSet<Interval> = self.keys.iter().flat_map(MatchedKey::witnessed_in).collect();
        self.crowds.retain(|interval, _| needed.contains(interval));
    }
}

impl Evidence<'_> {
    fn exposure(&self) -> Exposure<'_> {
        Exposure {
            report_type: self.key.report_type(),
            days_since_onset: self.key.days_since_onset(),
            encounters: self.key.heard(&self.encounters),
        }
    }

    fn judged(&self) -> JudgedExposure<'_> {
        JudgedExposure { exposure: self.exposure(), receiver: self.key.level() }
    }
}

fn warning(verdict: &ContactVerdict, rules: &Rules, now: UnixTime) -> Option<Warning> {
    let rule = rules.contact_rule(&verdict.rule)?;
    let (quarantine_until, follow_up_until) = verdict.quarantine_until(rule);
    Some(Warning {
        id: 0,
        rule: verdict.rule.clone(),
        verdict: verdict.verdict,
        window_start: verdict.window_start,
        first_day: verdict.first_day,
        last_day: verdict.last_day,
        last_contact: verdict.last_contact,
        expected_minutes: verdict.expected_minutes,
        probability: verdict.probability,
        decree: rule.decree.number.clone(),
        advice: Advice {
            key: rule.advice.clone(),
            quarantine_until,
            follow_up_until,
            decree: Some(rule.quarantine.decree.number.clone()),
        },
        found_at: now,
    })
}
