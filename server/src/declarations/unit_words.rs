//! Provinces, districts and wards as people write them in a declaration.

use std::collections::BTreeSet;

use lancan_protocol::places::UnitLevel as AskedLevel;

use super::UNITS;
use crate::ground::folded::folded;
use crate::units::{Unit, UnitLevel, Units};

/// What somebody's words for a unit may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum UnitsMeant {
    /// This unit, by its code.
    One(&'static str),
    /// One of these: code and full name. Empty where there is none.
    Several(Vec<(&'static str, String)>),
}

fn level(asked: AskedLevel) -> UnitLevel {
    match asked {
        AskedLevel::Province => UnitLevel::Province,
        AskedLevel::District => UnitLevel::District,
        AskedLevel::Ward => UnitLevel::Ward,
    }
}

/// Whether a unit answers a question for this level. Where a ward is asked for, a district without wards does.
fn answers(unit: &Unit, asked: AskedLevel) -> bool {
    let has_no_wards = || unit.level == UnitLevel::District && Units::of(UNITS).inside(unit.code).next().is_none();
    unit.level == level(asked) || (asked == AskedLevel::Ward && has_no_wards())
}

/// Whether there is a unit with this code that answers a question for this level.
pub(super) fn is_unit(code: &str, asked: AskedLevel) -> bool {
    Units::of(UNITS).find(code).is_some_and(|unit| answers(unit, asked))
}

/// What words mean: a code, a full name, or words of names, whatever their marks. At most `most` are returned.
pub(crate) fn units_meant(words: &str, asked: AskedLevel, most: usize) -> UnitsMeant {
    let units = Units::of(UNITS);
    if let Some(unit) = units.find(words.trim()).filter(|unit| answers(unit, asked)) {
        return UnitsMeant::One(unit.code);
    }
    // What is found may be a district, whose wards are offered then.
    let found = units.search(words, 200);
    let inside = found.iter().flat_map(|unit| units.inside(unit.code));
    let mut seen = BTreeSet::new();
    let meant: Vec<&Unit> =
        found.iter().copied().chain(inside).filter(|unit| answers(unit, asked) && seen.insert(unit.code)).collect();
    let text = folded(words);
    let exact = meant.iter().find(|unit| folded(&units.full_name(unit)) == text);
    match (exact, meant.as_slice()) {
        (Some(unit), _) | (None, [unit]) => UnitsMeant::One(unit.code),
        _ => UnitsMeant::Several(meant.iter().take(most).map(|unit| (unit.code, units.full_name(unit))).collect()),
    }
}

/// The code of the unit of a level that a unit lies in, or of the unit itself.
pub(crate) fn unit_above(code: &str, asked: AskedLevel) -> Option<&'static str> {
    let units = Units::of(UNITS);
    units.line(units.find(code)?).into_iter().find(|unit| unit.level == level(asked)).map(|unit| unit.code)
}

/// The full name of a unit.
pub(crate) fn unit_name(code: &str) -> Option<String> {
    let units = Units::of(UNITS);
    units.find(code).map(|unit| units.full_name(unit))
}

/// Code and name of every province.
pub(crate) fn provinces() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = Units::of(UNITS).all().iter();
    all.filter(|unit| unit.level == UnitLevel::Province).map(|unit| (unit.code, unit.name))
}
