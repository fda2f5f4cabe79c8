//! Provinces, districts and wards as people write them in a declaration.

use lancan_protocol::places::UnitLevel as AskedLevel;

use super::UNITS;
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
    match units.meant(words, |unit| answers(unit, asked)).as_slice() {
        [unit] => UnitsMeant::One(unit.code),
        several => {
            UnitsMeant::Several(several.iter().take(most).map(|unit| (unit.code, units.full_name(unit))).collect())
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::folded::folded;

    #[test]
    fn wards_that_differ_in_a_mark_alone_are_told_apart_and_without_marks_both_are_offered() {
        let [pa, pả] = ["03001", "03002"].map(|code| unit_name(code).unwrap());
        assert_eq!(folded(&pa), folded(&pả));
        let meant = |words: &str| units_meant(words, AskedLevel::Ward, 9);
        assert_eq!((meant(&pa), meant(&pả.to_uppercase())), (UnitsMeant::One("03001"), UnitsMeant::One("03002")));
        let UnitsMeant::Several(offered) = meant(&folded(&pa)) else { panic!("one of two") };
        assert!(["03001", "03002"].iter().all(|code| offered.iter().any(|(offered, _)| offered == code)));
    }
}
