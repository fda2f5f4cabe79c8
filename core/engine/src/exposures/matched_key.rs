//! One matched key: what was published about the key, where the key was heard, and the evidence of that.

use std::collections::BTreeSet;

use lancan_matching::Match;
use lancan_protocol::{
    encounter::{Encounter, EncounterFlags},
    export::ExportKey,
    keys::{DayKey, IdentifierKeys},
    ranging::ReceiverLevel,
    risk::Heard,
    time::{Interval, UnixTime},
    wire::ReportType,
};
use serde::{Deserialize, Serialize};

use super::witnessed::{HeardAt, LevelThen, Witnessed};

/// One matched key, where it was heard, and what was heard there.
///
/// The evidence is copied from the store when the key is first judged, with the receiver's level of that moment: so the
/// same matches, rules and revocations give the same warnings, also after the store has deleted the encounters, after the
/// level has moved on, and on another phone of the same person.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct MatchedKey {
    key: [u8; 16],
    start: Interval,
    period: u32,
    report_type: Option<ReportType>,
    days_since_onset: Option<i32>,
    /// When the key was first published.
    published_at: UnixTime,
    /// The key was published again with other words.
    revised: bool,
    /// When these words were published; none in stores of earlier versions and for words that came with the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revised_at: Option<UnixTime>,
    heard: BTreeSet<HeardAt>,
    /// What was heard there, as far as it could be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    witnessed: Vec<Witnessed>,
    /// The receiver's level when the evidence was first copied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    level: Option<LevelThen>,
}

impl core::fmt::Debug for MatchedKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("MatchedKey(…)")
    }
}

impl MatchedKey {
    pub(super) fn new(found: &Match, heard: BTreeSet<HeardAt>) -> Self {
        let ExportKey { key, start, period, report_type, days_since_onset, .. } = &found.key;
        Self {
            key: *key.as_bytes(),
            start: *start,
            period: *period,
            report_type: *report_type,
            days_since_onset: *days_since_onset,
            published_at: found.published_at,
            revised: found.revised,
            revised_at: found.revised.then_some(found.published_at),
            heard,
            witnessed: Vec::new(),
            level: None,
        }
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.key == other.key
    }

    /// Takes in the same key from another export or another phone. Returns whether anything changed.
    ///
    /// The latest revision says what is said of the key, whichever comes first here. The earliest publication that is known
    /// bounds what counts: what was heard after it, and before the key was published once more, is a replay.
    pub(super) fn join(&mut self, other: Self) -> bool {
        let mut changed = false;
        if other.revision() > self.revision() {
            self.report_type = other.report_type;
            self.days_since_onset = other.days_since_onset;
            (self.start, self.period) = (other.start, other.period);
            (self.revised, self.revised_at) = (other.revised, other.revised_at);
            changed = true;
        }
        if other.published_at < self.published_at {
            self.published_at = other.published_at;
            changed |= self.leave_replays_out();
        }
        if other.published_at == self.published_at {
            for heard in other.heard {
                changed |= self.heard.insert(heard);
            }
            for witnessed in other.witnessed {
                if !self.is_witnessed(witnessed.at()) {
                    self.witnessed.push(witnessed);
                    changed = true;
                }
            }
            self.level = self.level.or(other.level);
        }
        changed
    }

    /// Leaves out what was heard after the key was public. Returns whether there was any. Of what was not witnessed yet, only
    /// intervals stay that were over by then: the earlier publication brings the others, where they were before it.
    fn leave_replays_out(&mut self) -> bool {
        let (before, public) = (self.heard.len(), self.published_at);
        self.witnessed.retain(|witnessed| witnessed.last_seen() < public);
        let Self { heard, witnessed, .. } = self;
        heard.retain(|at| at.recorded.end() <= public || witnessed.iter().any(|witnessed| witnessed.at() == *at));
        before != self.heard.len()
    }

    /// Revisions in the order of their publication; nothing before the first.
    fn revision(&self) -> Option<UnixTime> {
        self.revised.then(|| self.revised_at.unwrap_or(self.published_at))
    }

    pub(super) fn is_revoked(&self) -> bool {
        self.report_type == Some(ReportType::Revoked)
    }

    /// The key itself.
    pub(super) fn day_key(&self) -> DayKey {
        DayKey::from_bytes(self.key)
    }

    /// The key's first interval, and the first one after it.
    pub(super) fn span(&self) -> (Interval, Interval) {
        (self.start, self.start.plus(self.period))
    }

    /// The latest publication.
    pub(super) fn last_published(&self) -> UnixTime {
        self.published_at.max(self.revised_at.unwrap_or_default())
    }

    /// What it was reported as. An export that says nothing of the kind of report means a confirmed case.
    pub(super) fn report_type(&self) -> ReportType {
        self.report_type.unwrap_or(ReportType::ConfirmedTest)
    }

    pub(super) fn days_since_onset(&self) -> Option<i32> {
        self.days_since_onset
    }

    fn is_witnessed(&self, at: HeardAt) -> bool {
        self.witnessed.iter().any(|witnessed| witnessed.at() == at)
    }

    /// Intervals in which the key was heard and of which there is no evidence yet.
    pub(super) fn unwitnessed(&self) -> impl Iterator<Item = Interval> {
        self.heard.iter().filter(|at| !self.is_witnessed(**at)).map(|at| at.recorded)
    }

    /// Intervals of which there is evidence.
    pub(super) fn witnessed_in(&self) -> impl Iterator<Item = Interval> {
        self.witnessed.iter().map(|witnessed| witnessed.at().recorded)
    }

    /// Copies the evidence that is missing out of what was recorded. Returns whether there was any.
    pub(super) fn witness(&mut self, recorded: &super::Recorded, receiver: &ReceiverLevel) -> bool {
        let keys = DayKey::from_bytes(self.key).identifiers();
        let missing: Vec<HeardAt> = self.heard.iter().filter(|at| !self.is_witnessed(**at)).copied().collect();
        let found = missing.iter().flat_map(|at| find(*at, &keys, recorded).map(|found| Witnessed::new(*at, found)));
        let found: Vec<Witnessed> = found.collect();
        if found.is_empty() {
            return false;
        }
        self.witnessed.extend(found);
        self.level.get_or_insert(LevelThen::of(receiver));
        true
    }

    /// The level with which its evidence is judged.
    pub(super) fn level(&self) -> ReceiverLevel {
        self.level.map(LevelThen::level).unwrap_or_default()
    }

    /// The encounters of the evidence from an interval on, that were recorded within so many intervals of the identifier's own.
    pub(super) fn encounters(&self, since: Interval, tolerance: u32) -> Vec<Encounter> {
        let keys = DayKey::from_bytes(self.key).identifiers();
        let counts = |at: HeardAt| at.recorded >= since && at.off() <= tolerance;
        self.witnessed
            .iter()
            .filter(|witnessed| counts(witnessed.at()))
            .map(|witnessed| witnessed.encounter(&keys))
            .collect()
    }

    /// These encounters, each with the metadata that the key decrypts.
    pub(super) fn heard<'a>(&self, encounters: &'a [Encounter]) -> Vec<Heard<'a>> {
        let keys = DayKey::from_bytes(self.key).identifiers();
        let heard = |encounter: &'a Encounter| Heard {
            encounter,
            metadata: keys.decrypt(&encounter.frame.id, encounter.frame.metadata).ok(),
        };
        encounters.iter().map(heard).collect()
    }
}

/// The encounters with an identifier of the key in an interval.
fn find<'a>(
    at: HeardAt,
    keys: &IdentifierKeys,
    recorded: &'a super::Recorded,
) -> impl Iterator<Item = &'a Encounter> + use<'a> {
    let id = keys.rolling_id(at.identifier);
    let encounters = recorded.get(&at.recorded).map(Vec::as_slice).unwrap_or_default();
    encounters
        .iter()
        .filter(move |encounter| encounter.frame.id == id && !encounter.flags.contains(EncounterFlags::BELOW_FLOOR))
}
