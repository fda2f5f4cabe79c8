//! Provinces, districts and wards by the names that other systems have them under.

use crate::ground::folded::folded;
use crate::units::{Unit, UnitLevel, Units};

/// The names of a unit's province, district and ward, empty where the unit lies above; none where the code is not known.
pub(super) fn names_of(units: &Units, code: &str) -> Option<[String; 3]> {
    let unit = units.find(code)?;
    let mut names = <[String; 3]>::default();
    for part in units.line(unit) {
        let [province, district, ward] = &mut names;
        let place = match part.level {
            UnitLevel::Province => province,
            UnitLevel::District => district,
            UnitLevel::Ward => ward,
        };
        part.name.clone_into(place);
    }
    Some(names)
}

/// The code of the unit with these names of province, district and ward, or what the lowest of them says where no unit is
/// meant without doubt. A code is taken as a code, also one that lost its zeros.
pub(super) fn code_of(units: &Units, names: [Option<&str>; 3]) -> Option<String> {
    let lowest = names.iter().rev().copied().flatten().next()?;
    if units.find(lowest).is_some() {
        return Some(lowest.to_owned());
    }
    if lowest.bytes().all(|byte| byte.is_ascii_digit()) {
        let full = [2, 3, 5].into_iter().map(|width| format!("{lowest:0>width$}"));
        return Some(full.rev().find(|code| units.find(code).is_some()).unwrap_or_else(|| lowest.to_owned()));
    }
    let wanted: Vec<String> = names.iter().copied().flatten().map(folded).collect();
    let is_meant = |unit: &&Unit| {
        let line: Vec<String> = units.line(unit).into_iter().map(|unit| folded(unit.name)).collect();
        line.last() == wanted.last() && wanted.iter().all(|name| line.contains(name))
    };
    let mut meant = units.search(lowest, 50).into_iter().filter(is_meant);
    match (meant.next(), meant.next()) {
        (Some(unit), None) => Some(unit.code.to_owned()),
        _ => Some(lowest.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::unit_set::UnitSet;

    #[test]
    fn a_ward_is_found_by_its_names_by_its_code_and_by_a_code_that_lost_its_zeros() {
        let units = Units::of(UnitSet::Of2021);
        let names = names_of(units, "00001").unwrap();
        let [province, district, ward] = &names;
        let found = code_of(units, [Some(province), Some(district), Some(ward)]);
        assert_eq!(found.as_deref(), Some("00001"), "{names:?}");
        assert_eq!(code_of(units, [None, None, Some("00001")]).as_deref(), Some("00001"));
        assert_eq!(code_of(units, [None, None, Some("1")]).as_deref(), Some("00001"));
        assert_eq!(code_of(units, [None, None, Some("68")]).as_deref(), Some("68"), "whole as it is");
        assert_eq!(code_of(units, [None, Some("Bảo Lâm?"), None]).as_deref(), Some("Bảo Lâm?"), "kept as it is");
        assert_eq!(code_of(units, [Some("Tỉnh Lâm Đồng"), Some("Huyện Bảo Lâm"), None]).as_deref(), Some("680"));
        assert_eq!(
            code_of(units, [None, Some("Huyện Bảo Lâm"), None]).as_deref(),
            Some("Huyện Bảo Lâm"),
            "there are two"
        );
        assert!(names_of(units, "x").is_none() && code_of(units, [None; 3]).is_none());
    }
}
