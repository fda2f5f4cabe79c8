//! Exposures: cases' day keys that this phone heard, and the warnings that follow by the rules in force.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::{
    encounter::{Encounter, EncounterFlags},
    export::ExportKey,
    keys::{DayKey, IdentifierKeys},
    matching::{Match, settle},
    ranging::ReceiverLevel,
    risk::{self, ContactVerdict, Exposure, Heard, Verdict},
    rules::Rules,
    time::{Interval, UnixTime},
    wire::ReportType,
};
use serde::{Deserialize, Serialize};

use crate::{
    kept::keep_as_json,
    notice::{Advice, Warning},
};

/// Matched keys, kept so that a change of the rules scores them again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Exposures {
    keys: Vec<MatchedKey>,
}

keep_as_json!(Exposures);

/// One matched key and where it was heard.
#[derive(Clone, Serialize, Deserialize)]
struct MatchedKey {
    key: [u8; 16],
    start: Interval,
    period: u32,
    report_type: Option<ReportType>,
    days_since_onset: Option<i32>,
    published_at: UnixTime,
    revised: bool,
    heard: BTreeSet<HeardAt>,
}

/// An encounter with a matched key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct HeardAt {
    /// The identifier's own interval, by the sender's clock.
    identifier: Interval,
    /// The interval it was recorded in, by this phone's clock.
    recorded: Interval,
}

impl core::fmt::Debug for MatchedKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("MatchedKey(…)")
    }
}

/// Encounters by the interval they were recorded in.
pub(crate) type Recorded = BTreeMap<Interval, Vec<Encounter>>;

impl Exposures {
    /// Takes in what an export matched. `recorded` says in which interval the encounter of a handle was recorded.
    /// Returns whether anything changed.
    pub(crate) fn add(&mut self, matches: Vec<Match>, recorded: impl Fn(u32) -> Option<Interval>) -> bool {
        let mut changed = false;
        for found in settle(matches) {
            let heard = found.encounters.iter().filter_map(|encounter| {
                Some(HeardAt { identifier: encounter.interval, recorded: recorded(encounter.handle)? })
            });
            let new = MatchedKey::new(&found.key, found.published_at, found.revised, heard.collect());
            changed |= self.insert(new);
        }
        self.keys.retain(|key| key.report_type != Some(ReportType::Revoked));
        changed
    }

    fn insert(&mut self, new: MatchedKey) -> bool {
        match self.keys.iter_mut().find(|known| known.key == new.key) {
            None => {
                self.keys.push(new);
                true
            }
            // A revised key replaces what was said of it; the encounters are the same.
            Some(known) if new.revised && !known.revised => {
                *known = MatchedKey { heard: core::mem::take(&mut known.heard), ..new };
                true
            }
            Some(known) => {
                let before = known.heard.len();
                known.heard.extend(new.heard);
                known.heard.len() > before
            }
        }
    }

    /// Takes in what another phone of the same person matched.
    pub(crate) fn join(&mut self, other: Self) {
        for key in other.keys {
            match self.keys.iter_mut().find(|known| known.key == key.key) {
                None => self.keys.push(key),
                Some(known) => known.heard.extend(key.heard),
            }
        }
    }

    /// The intervals whose encounters [`Self::assess`] needs.
    pub(crate) fn intervals(&self) -> BTreeSet<Interval> {
        self.keys.iter().flat_map(|key| key.heard.iter().map(|heard| heard.recorded)).collect()
    }

    /// Scores everything by the rules and returns the warning that follows, unless a known one says as much: a new one
    /// is a graver verdict or a later day of contact.
    pub(crate) fn assess<'w>(
        &self,
        recorded: &Recorded,
        receiver: &ReceiverLevel,
        rules: &Rules,
        mut known: impl Iterator<Item = &'w Warning>,
        now: UnixTime,
    ) -> Option<Warning> {
        let exposures: Vec<Exposure<'_>> = self.keys.iter().filter_map(|key| key.exposure(recorded)).collect();
        let heard = recorded.iter().map(|(interval, encounters)| (*interval, encounters.as_slice()));
        let crowds = risk::crowds(heard, &exposures, receiver, rules);
        let assessment = risk::assess(&exposures, &crowds, receiver, rules);
        let gravest = assessment.gravest().filter(|verdict| verdict.verdict > Verdict::None)?;
        let said = known.any(|warning| {
            warning.rule == gravest.rule
                && warning.last_contact >= gravest.last_contact
                && warning.verdict >= gravest.verdict
        });
        if said { None } else { warning(gravest, rules, now) }
    }

    /// Whether nothing was matched.
    pub(crate) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The latest publication of a matched key.
    pub(crate) fn last_published(&self) -> Option<UnixTime> {
        self.keys.iter().map(|key| key.published_at).max()
    }

    /// Forgets keys all of whose intervals, and the one after them, lie before the oldest interval that is kept.
    pub(crate) fn forget_before(&mut self, oldest: Interval) {
        self.keys.retain(|key| key.start.plus(key.period) >= oldest);
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
        last_contact: verdict.last_contact,
        expected_minutes: verdict.expected_minutes,
        probability: verdict.probability,
        decree: rule.decree.number.clone(),
        advice: Advice { key: rule.advice.clone(), quarantine_until, follow_up_until },
        found_at: now,
    })
}

impl MatchedKey {
    fn new(key: &ExportKey, published_at: UnixTime, revised: bool, heard: BTreeSet<HeardAt>) -> Self {
        Self {
            key: *key.key.as_bytes(),
            start: key.start,
            period: key.period,
            report_type: key.report_type,
            days_since_onset: key.days_since_onset,
            published_at,
            revised,
            heard,
        }
    }

    /// Its encounters, as far as they are still kept.
    fn exposure<'a>(&self, recorded: &'a Recorded) -> Option<Exposure<'a>> {
        let keys = DayKey::from_bytes(self.key).identifiers();
        let encounters: Vec<Heard<'a>> = self.heard.iter().flat_map(|at| at.find(&keys, recorded)).collect();
        (!encounters.is_empty()).then(|| Exposure {
            // An export that says nothing of the kind of report means a confirmed case.
            report_type: self.report_type.unwrap_or(ReportType::ConfirmedTest),
            days_since_onset: self.days_since_onset,
            encounters,
        })
    }
}

impl HeardAt {
    fn find<'a>(self, keys: &IdentifierKeys, recorded: &'a Recorded) -> impl Iterator<Item = Heard<'a>> + use<'a> {
        let id = keys.rolling_id(self.identifier);
        let encounters = recorded.get(&self.recorded).map(Vec::as_slice).unwrap_or_default();
        let found: Vec<_> = encounters
            .iter()
            .filter(|encounter| encounter.frame.id == id && !encounter.flags.contains(EncounterFlags::BELOW_FLOOR))
            .map(|encounter| Heard { encounter, metadata: keys.decrypt(&id, encounter.frame.metadata).ok() })
            .collect();
        found.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use lancan_protocol::{
        encounter::{RssiHistogram, ScanInstance},
        frame::Frame,
        keys::Metadata,
    };

    use super::*;

    /// 3 May 2021, when 5053/QĐ-BYT is in force: two metres, fifteen minutes.
    const FIRST: Interval = Interval(2_700_000);

    fn heard(frame: Frame, interval: Interval) -> Encounter {
        let scan = ScanInstance { seconds_since_last: 30, typical_rssi: -60, strongest_rssi: -58 };
        Encounter {
            frame,
            interval,
            first: 0,
            last: 599,
            sightings: 60,
            scans: vec![scan; 20],
            histogram: RssiHistogram::default(),
            flags: EncounterFlags::default(),
        }
    }

    /// The warning after half an hour of a case and of this number of others, all equally strong.
    fn warned(others: u8) -> Option<Warning> {
        let key = DayKey::from_bytes([5; 16]);
        let keys = key.identifiers();
        let intervals = [0, 1, 2].map(|at| FIRST.plus(at));
        let recorded: Recorded = intervals
            .iter()
            .map(|interval| {
                let id = keys.rolling_id(*interval);
                let case = Frame { id, metadata: keys.encrypt(&id, Metadata::with_power(-12)) };
                let others = (0..others).map(|other| Frame::from_bytes(&[other; 20]).unwrap());
                (*interval, core::iter::once(case).chain(others).map(|frame| heard(frame, *interval)).collect())
            })
            .collect();
        let export_key = ExportKey {
            report_type: Some(ReportType::ConfirmedTest),
            days_since_onset: Some(0),
            ..ExportKey::new(key, FIRST, 144)
        };
        let heard_at = intervals.map(|interval| HeardAt { identifier: interval, recorded: interval });
        let published_at = FIRST.plus(200).start();
        let mut exposures = Exposures::default();
        exposures.insert(MatchedKey::new(&export_key, published_at, false, heard_at.into()));
        exposures.assess(&recorded, &ReceiverLevel::default(), &Rules::built_in(), core::iter::empty(), published_at)
    }

    #[test]
    fn a_matched_key_is_forgotten_once_nothing_of_it_can_be_kept() {
        let ending = |end: Interval| {
            let export_key = ExportKey::new(DayKey::from_bytes([5; 16]), end.minus(144), 144);
            let mut exposures = Exposures::default();
            exposures.insert(MatchedKey::new(&export_key, end.start(), false, BTreeSet::new()));
            exposures.forget_before(FIRST);
            !exposures.is_empty()
        };
        // A key that ends as that interval begins may have been heard an interval late, in a block that is kept.
        assert!(ending(FIRST));
        assert!(!ending(FIRST.minus(1)));
    }

    #[test]
    fn the_same_signal_is_close_among_few_and_doubted_in_a_crowd() {
        let few = warned(2).unwrap();
        assert_eq!(few.verdict, Verdict::Close);
        let crowd = warned(60);
        assert!(crowd.as_ref().is_none_or(|warning| warning.verdict < Verdict::Close), "{crowd:?}");
    }
}
