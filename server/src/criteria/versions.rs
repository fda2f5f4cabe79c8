//! A file of criteria becomes new versions of sets.

use std::collections::BTreeMap;

use lancan_protocol::criteria::{Criteria, CriteriaSet, SetDuty};
use lancan_protocol::forms::Date;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;

use super::fault::{CriteriaFault, FaultAt, MOST_FAULTS, wrong};
use super::newest::newest;
use super::sets::SetOfFile;
use super::{document, sets, texts};
use crate::ground::error::{Detail, Refusal};
use crate::ground::unit_set::UnitSet;
use crate::units::{UnitLevel, Units};

/// Bytes that serial, times and signature may add to the sets of a document.
const BYTES_BESIDE: usize = 1_024;

/// The text of what a set must do.
pub(super) fn key_of(duty: SetDuty) -> &'static str {
    match duty {
        SetDuty::Id => "criteria-must-id",
        SetDuty::Decree => "criteria-must-decree",
        SetDuty::Days => "criteria-must-days",
        SetDuty::SomeAreas => "criteria-must-some-areas",
        SetDuty::Areas => "criteria-must-areas",
        SetDuty::Kinds => "criteria-must-kinds",
        SetDuty::Period => "criteria-must-period",
        SetDuty::SomeCriteria => "criteria-must-some-criteria",
        SetDuty::Parts => "criteria-must-parts",
        SetDuty::EachPartOnce => "criteria-must-each-part-once",
        SetDuty::Words => "criteria-import-words",
        SetDuty::EachCriterionOnce => "criteria-must-each-criterion-once",
        SetDuty::KnownCriteria => "criteria-must-known-criteria",
        SetDuty::Mandatory => "criteria-must-mandatory",
        SetDuty::NoTotal => "criteria-must-no-total",
        SetDuty::NoMost => "criteria-must-no-most",
        SetDuty::Total => "criteria-must-total",
        SetDuty::Most => "criteria-must-most",
        SetDuty::MostKnown => "criteria-must-most-known",
        SetDuty::FewRules => "criteria-must-few-rules",
        SetDuty::LastRule => "criteria-must-last-rule",
        SetDuty::Judgeable => "criteria-must-judgeable",
    }
}

fn saying(field: Option<&'static str>, key: &'static str, arguments: Vec<(&'static str, String)>) -> Refusal {
    Refusal { problem: Problem::RequestInvalid, detail: Some(Detail::Said { field, key, arguments }) }
}

/// The new versions that a file makes of the known sets. A set that the file does not change gets none.
///
/// `from` is the first day of what the file brings: of texts, else today; of whole sets no earlier than their own first day.
pub(super) fn read(
    known: &[CriteriaSet],
    file: &[u8],
    from: Option<Day>,
    today: Day,
) -> Result<Vec<CriteriaSet>, Vec<CriteriaFault>> {
    if from.is_some_and(|from| from < today) {
        return Err(vec![CriteriaFault::new(FaultAt::File, wrong("from", "criteria-import-past"))]);
    }
    if file.len() > Criteria::MOST_BYTES {
        return Err(vec![CriteriaFault::new(FaultAt::File, saying(None, "criteria-import-too-much", Vec::new()))]);
    }
    let is_whole = sets::are_in(file);
    let sets = if is_whole {
        sets::read(file)?
    } else {
        let changed = texts::read(known, file)?.into_iter();
        changed.map(|(at, set)| SetOfFile { at, set, version: None }).collect()
    };
    let first = if is_whole { from } else { from.or(Some(today)) };
    let (newest, mut all, mut faults) = (newest(known), known.to_vec(), Vec::new());
    for one in sets {
        let at = one.at.clone();
        match version(&newest, &all, one, (first.map(Date::of), Date::of(today))) {
            Ok(set) => all.extend(set),
            Err(refusal) => faults.push(CriteriaFault::new(at, refusal)),
        }
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let new = all.split_off(known.len());
    let whole = document(known.iter().chain(&new).cloned().collect());
    let bytes = serde_json::to_vec(&whole).map_or(usize::MAX, |json| json.len());
    if whole.validate().is_err() || bytes.saturating_add(BYTES_BESIDE) > Criteria::MOST_BYTES / 2 {
        return Err(vec![CriteriaFault::new(FaultAt::File, saying(None, "criteria-import-too-much", Vec::new()))]);
    }
    Ok(new)
}

/// The version that a set of a file becomes; none where the file changes nothing of it.
fn version(
    newest: &BTreeMap<&str, &CriteriaSet>,
    all: &[CriteriaSet],
    SetOfFile { at: _, mut set, version }: SetOfFile,
    (first, today): (Option<Date>, Date),
) -> Result<Option<CriteriaSet>, Refusal> {
    let known = newest.get(set.id.as_str());
    let last = known.map_or(0, |known| known.version);
    // A file that is taken again changes nothing, with whatever version and first day it was taken.
    if known.is_some_and(|known| **known == CriteriaSet { version: known.version, from: known.from, ..set.clone() }) {
        return Ok(None);
    }
    if all.iter().any(|other| other.id == set.id && other.version > last) {
        return Err(wrong("id", "criteria-import-set-twice"));
    }
    set.version = last.saturating_add(1);
    if version.is_some_and(|version| version != set.version) {
        return Err(saying(Some("version"), "criteria-import-version", vec![("next", set.version.to_string())]));
    }
    set.from = first.map_or(set.from, |first| first.max(set.from));
    if set.from < today {
        return Err(wrong("from", "criteria-import-past"));
    }
    match set.validate() {
        Err(error) if error.duty == SetDuty::Days => return Err(wrong("until", "criteria-import-ended")),
        Err(error) => return Err(saying(None, key_of(error.duty), Vec::new())),
        Ok(()) => {}
    }
    let is_province =
        |set: UnitSet, code: &str| Units::of(set).find(code).is_some_and(|unit| unit.level == UnitLevel::Province);
    let is_area = |code: &str| {
        code == CriteriaSet::COUNTRY || is_province(UnitSet::Of2021, code) || is_province(UnitSet::Of2025, code)
    };
    if let Some(code) = set.areas.iter().find(|code| !is_area(code)) {
        return Err(saying(Some("areas"), "criteria-import-area", vec![("code", code.clone())]));
    }
    match rival(all, &set) {
        Some(other) => Err(saying(Some("from"), "criteria-import-same-day", vec![("other", other.to_owned())])),
        None => Ok(Some(set)),
    }
}

/// Another set that began on the day on which this one begins, for the same facilities: nothing would say which of the two holds.
fn rival<'s>(all: &'s [CriteriaSet], new: &CriteriaSet) -> Option<&'s str> {
    if all.iter().any(|set| set.id == new.id) {
        return None;
    }
    let whole = document(all.to_vec());
    let is_of_same = |set: &&CriteriaSet| {
        set.kinds.iter().any(|kind| new.kinds.contains(kind)) && set.areas.iter().any(|area| new.areas.contains(area))
    };
    let others = all.iter().filter(is_of_same).map(|set| set.id.as_str());
    let mut beside = others.filter(|id| whole.began(id) == Some(new.from));
    beside.next()
}

/// Reads any bytes as a file of criteria: every version that it makes is allowed, the next of its set, and not of a day that is
/// over.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzzed_criteria(bytes: &[u8]) {
    let known = CriteriaSet::shipped().unwrap_or_default();
    let today = Day(18_773);
    match read(&known, bytes, None, today) {
        Ok(new) => {
            let newest = newest(&known);
            for set in new {
                let next = newest.get(set.id.as_str()).map_or(1, |known| known.version + 1);
                assert!(set.validate().is_ok() && set.version == next && set.from >= Date::of(today));
            }
        }
        Err(faults) => assert!(!faults.is_empty() && faults.len() <= MOST_FAULTS),
    }
}
