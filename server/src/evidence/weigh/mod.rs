//! Weighing what a contact's phone says against the log of one case (`docs/protocol.md`, Call me).
//!
//! Pure functions over slices: no case but the one that is given has any part in it. What counts is the case's log holding
//! the contact's identifiers, whose keys were never public; that the contact heard the case could be made from the export.
//! Each identifier stands for its own interval, whatever either phone's clock said.

use lancan_protocol::Saturate as _;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use lancan_protocol::IntervalMap;
use lancan_protocol::encounter::EncounterFlags;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::keys::{DayKey, Metadata, RollingId};
use lancan_protocol::rules::Rules;
use lancan_protocol::time::{Day, Interval};
use lancan_protocol::wire::{DayActivity, ReportedEncounter};

pub use super::grade::EvidenceGrade;

/// Seconds under which one interval both ways is enough.
const SHORT_STAY: u32 = 20 * 60;
/// Close intervals in a row that one phone alone heard, from which on a relay is suspected.
const SUSPICIOUS: u32 = 2;
/// Metres that count as close where a relay is looked for.
const CLOSE_METRES: f64 = 2.0;

/// What one phone says.
pub struct Side<'s> {
    /// Its day keys, each with the first interval of its day.
    pub keys: &'s [(DayKey, Interval)],
    /// What it heard.
    pub heard: Log,
    /// When it advertised and scanned. A day that is missing was left out.
    pub activity: Activity,
}

/// What a phone heard, by identifier.
#[derive(Default)]
pub struct Log(HashMap<RollingId, Vec<ReportedEncounter>>);

/// When a phone advertised and scanned.
pub struct Activity {
    key_days: KeyDays,
    days: BTreeMap<Day, Maps>,
}

/// The intervals of a day in which a phone advertised, and those in which it scanned.
type Maps = (IntervalMap, IntervalMap);

/// What weighing finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighing {
    /// How sure the contact's presence is.
    pub grade: EvidenceGrade,
    /// Whether two close intervals in a row or more were heard by one phone alone while both sent and listened.
    pub relay_suspected: bool,
    /// Intervals in which both phones heard each other.
    pub both_ways: u32,
    /// Seconds near each other, by the case's log; by the contact's where the case's holds nothing.
    pub seconds: u32,
    /// Of these, the seconds of intervals that were close as likely as not.
    pub close_seconds: u32,
    /// The day of the last of those intervals.
    pub last_day: Option<Day>,
}

/// What was heard of one phone in one interval of its identifiers.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Heard {
    seconds: u32,
    is_close: bool,
}

type ByInterval = BTreeMap<Interval, Heard>;

impl Log {
    /// A log of these encounters.
    pub fn new(heard: impl IntoIterator<Item = ReportedEncounter>) -> Self {
        let mut log = Self::default();
        for encounter in heard {
            log.0.entry(encounter.frame.id).or_default().push(encounter);
        }
        log
    }

    /// What the log holds of the phone with these keys. An identifier that was heard outside its own time, give or take the
    /// tolerance of the rules, was replayed and does not count.
    fn of(&self, keys: &[(DayKey, Interval)], rules: &Rules) -> ByInterval {
        let mut found = ByInterval::new();
        if self.0.is_empty() {
            return found;
        }
        for (key, start) in keys {
            let identifiers = key.identifiers();
            for own in (0..Interval::PER_DAY).map(|position| start.plus(position)) {
                let id = identifiers.rolling_id(own);
                let in_time = |heard: &&ReportedEncounter| heard.interval.0.abs_diff(own.0) <= rules.matching.tolerance;
                for encounter in self.0.get(&id).into_iter().flatten().filter(in_time) {
                    let power = match identifiers.decrypt(&id, encounter.frame.metadata) {
                        Ok(Metadata::Known { power_dbm, .. }) => power_dbm,
                        _ => rules.ranging.assumed_power_dbm,
                    };
                    let heard = found.entry(own).or_insert(Heard { seconds: 0, is_close: false });
                    heard.seconds = (heard.seconds + u32::from(encounter.seconds)).min(600);
                    heard.is_close |= is_close(encounter, power, rules);
                }
            }
        }
        found
    }
}

/// Whether an encounter was within two metres as likely as not.
fn is_close(encounter: &ReportedEncounter, power_dbm: i8, rules: &Rules) -> bool {
    let flags = EncounterFlags(encounter.flags);
    let is_doubtful = [EncounterFlags::NO_RSSI, EncounterFlags::METADATA_CONFLICT, EncounterFlags::WRITTEN_ONLY];
    let limit = rules.ranging.attenuation_at_1m_db + rules.ranging.decay_db * CLOSE_METRES.log10();
    let attenuation = f64::from(power_dbm) + f64::from(encounter.typical_attenuation);
    !is_doubtful.iter().any(|flag| flags.0 & flag.0 != 0) && attenuation <= limit
}

impl Activity {
    /// The maps of these days; a day whose maps have another length was left out.
    pub fn new<'d>(days: impl IntoIterator<Item = &'d DayActivity>, key_days: KeyDays) -> Self {
        let days = days.into_iter().filter_map(|day| Some((Day(day.day), day.maps()?))).collect();
        Self { key_days, days }
    }

    fn position(&self, interval: Interval) -> Option<(&Maps, u32)> {
        let day = self.key_days.day(interval);
        Some((self.days.get(&day)?, self.key_days.position(day, interval)?))
    }

    fn scanned(&self, interval: Interval) -> bool {
        self.position(interval).is_some_and(|((_, scanned), at)| scanned.contains(at))
    }

    fn was_whole(&self, interval: Interval) -> bool {
        self.position(interval).is_some_and(|((sent, scanned), at)| sent.contains(at) && scanned.contains(at))
    }
}

/// Weighs what a contact says against what a case's phone heard. Of the case, `keys` are the published ones that the contact
/// names; of the contact, its own.
pub fn weigh(case: &Side<'_>, contact: &Side<'_>, rules: &Rules) -> Weighing {
    let of_contact = case.heard.of(contact.keys, rules);
    let of_case = contact.heard.of(case.keys, rules);
    let both_ways = count(of_contact.keys().filter(|interval| of_case.contains_key(interval)).count());
    let seconds = |heard: &ByInterval| heard.values().map(|heard| heard.seconds).sum::<u32>();
    let stay = seconds(&of_contact).max(seconds(&of_case));
    let could_have_heard = || of_case.keys().any(|interval| case.activity.scanned(*interval));
    let grade = if both_ways >= 2 || (both_ways == 1 && stay < SHORT_STAY) {
        EvidenceGrade::Corroborated
    } else if !of_contact.is_empty() {
        EvidenceGrade::CaseHeard
    } else if !of_case.is_empty() && !could_have_heard() {
        EvidenceGrade::Uncorroborable
    } else {
        EvidenceGrade::Claimed
    };
    let counted = if of_contact.is_empty() { &of_case } else { &of_contact };
    Weighing {
        grade,
        relay_suspected: is_relay_suspected(case, contact, &of_case, &of_contact),
        both_ways,
        seconds: seconds(counted),
        close_seconds: counted.values().filter(|heard| heard.is_close).map(|heard| heard.seconds).sum(),
        last_day: counted.keys().next_back().map(|interval| rules.key_days.day(*interval)),
    }
}

/// Whether close intervals in a row were heard by the same phone alone, while both phones sent and listened.
fn is_relay_suspected(case: &Side<'_>, contact: &Side<'_>, of_case: &ByInterval, of_contact: &ByInterval) -> bool {
    let one_sided = |here: &ByInterval, there: &ByInterval| -> BTreeSet<Interval> {
        let alone = here.iter().filter(|(interval, heard)| heard.is_close && !there.contains_key(interval));
        let whole = |interval: &Interval| case.activity.was_whole(*interval) && contact.activity.was_whole(*interval);
        alone.map(|(interval, _)| *interval).filter(whole).collect()
    };
    let in_a_row = |alone: BTreeSet<Interval>| {
        alone.iter().any(|first| (0..SUSPICIOUS).all(|later| alone.contains(&first.plus(later))))
    };
    in_a_row(one_sided(of_case, of_contact)) || in_a_row(one_sided(of_contact, of_case))
}

fn count(number: usize) -> u32 {
    number.saturate()
}

#[cfg(test)]
mod tests;
