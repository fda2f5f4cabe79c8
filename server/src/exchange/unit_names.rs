//! Provinces, districts and wards by the names that other systems have them under.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use crate::ground::folded::folded;
use crate::ground::unit_set::UnitSet;
use crate::units::{Unit, UnitLevel, Units, wards_of_2025};

/// Most bytes of a cell that is looked up as a name or a code: the longest name of a unit is far shorter.
const LONGEST: usize = 200;

/// The units in force, found by their names.
pub(super) struct UnitNames {
    units: &'static Units,
    /// The units that have a name, by the name in small letters without marks. Made when it is first needed.
    by_name: OnceLock<BTreeMap<String, Vec<&'static Unit>>>,
}

impl UnitNames {
    pub(super) const fn of(units: &'static Units) -> Self {
        Self { units, by_name: OnceLock::new() }
    }

    /// Whether a text is the code of a unit.
    pub(super) fn is_code(&self, text: &str) -> bool {
        self.units.find(text).is_some()
    }

    /// The names of a unit's province, district and ward, empty where the unit lies above; none where the code is not known.
    pub(super) fn names_of(&self, code: &str) -> Option<[String; 3]> {
        let unit = self.units.find(code)?;
        let mut names = <[String; 3]>::default();
        for part in self.units.line(unit) {
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

    /// The codes of a unit and of those that it lies in, the province first; none where the code is not known.
    pub(super) fn line_of(&self, code: &str) -> Vec<&'static str> {
        let unit = self.units.find(code);
        unit.map(|unit| self.units.line(unit).into_iter().map(|unit| unit.code).collect()).unwrap_or_default()
    }

    /// The code of the unit with these names of province, district and ward, or what the lowest of them says where no unit is
    /// meant without doubt. A code is taken as a code, also one that lost its zeros.
    pub(super) fn code_of(&self, names: [Option<&str>; 3]) -> Option<String> {
        let lowest = names.iter().rev().copied().flatten().next()?;
        if self.is_code(lowest) || names.iter().flatten().any(|name| name.len() > LONGEST) {
            return Some(lowest.to_owned());
        }
        if lowest.bytes().all(|byte| byte.is_ascii_digit()) {
            let full = [2, 3, 5].into_iter().map(|width| format!("{lowest:0>width$}"));
            return Some(full.rev().find(|code| self.is_code(code)).unwrap_or_else(|| lowest.to_owned()));
        }
        let wanted: Vec<String> = names.iter().copied().flatten().map(folded).collect();
        let of_name = self.by_name.get_or_init(|| self.all_by_name()).get(&folded(lowest));
        let is_meant = |unit: &&&'static Unit| {
            let line: Vec<String> = self.units.line(unit).into_iter().map(|unit| folded(unit.name)).collect();
            wanted.iter().all(|name| line.contains(name))
        };
        let mut meant = of_name.into_iter().flatten().filter(is_meant);
        match (meant.next(), meant.next()) {
            (Some(unit), None) => Some(unit.code.to_owned()),
            _ => Some(self.since_2021(names).unwrap_or(lowest).to_owned()),
        }
    }

    /// The ward that most of a ward of 2021 with these names became, where the units in force are later ones.
    fn since_2021(&self, names: [Option<&str>; 3]) -> Option<&'static str> {
        static OF_2021: LazyLock<UnitNames> = LazyLock::new(|| UnitNames::of(Units::of(UnitSet::Of2021)));
        if std::ptr::eq(self.units, OF_2021.units) {
            return None;
        }
        let ward = OF_2021.code_of(names).filter(|code| OF_2021.is_code(code))?;
        wards_of_2025(&ward).first().copied().filter(|code| self.is_code(code))
    }

    fn all_by_name(&self) -> BTreeMap<String, Vec<&'static Unit>> {
        let mut by_name: BTreeMap<String, Vec<&'static Unit>> = BTreeMap::new();
        for unit in self.units.all() {
            by_name.entry(folded(unit.name)).or_default().push(unit);
        }
        by_name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::unit_set::UnitSet;

    #[test]
    fn a_ward_is_found_by_its_names_by_its_code_and_by_a_code_that_lost_its_zeros() {
        let units = UnitNames::of(Units::of(UnitSet::Of2021));
        let names = units.names_of("00001").unwrap();
        let [province, district, ward] = &names;
        let found = units.code_of([Some(province), Some(district), Some(ward)]);
        assert_eq!(found.as_deref(), Some("00001"), "{names:?}");
        assert_eq!(units.code_of([None, None, Some("00001")]).as_deref(), Some("00001"));
        assert_eq!(units.code_of([None, None, Some("1")]).as_deref(), Some("00001"));
        assert_eq!(units.code_of([None, None, Some("68")]).as_deref(), Some("68"), "whole as it is");
        assert_eq!(units.code_of([None, Some("Bảo Lâm?"), None]).as_deref(), Some("Bảo Lâm?"), "kept as it is");
        assert_eq!(units.code_of([Some("Tỉnh Lâm Đồng"), Some("Huyện Bảo Lâm"), None]).as_deref(), Some("680"));
        assert_eq!(
            units.code_of([None, Some("Huyện Bảo Lâm"), None]).as_deref(),
            Some("Huyện Bảo Lâm"),
            "there are two"
        );
        assert!(units.names_of("x").is_none() && units.code_of([None; 3]).is_none());
    }

    #[test]
    fn a_ward_of_2021_is_read_as_the_one_that_most_of_it_became() {
        let names = UnitNames::of(Units::of(UnitSet::Of2025));
        let read = |ward| names.code_of([Some("Tỉnh Lâm Đồng"), Some("Huyện Bảo Lâm"), Some(ward)]);
        assert_eq!(read("Thị trấn Lộc Thắng").as_deref(), wards_of_2025("25054").first().copied());
        assert!(names.is_code(&read("Thị trấn Lộc Thắng").unwrap()));
        assert_eq!(read("Thị trấn Không Có").as_deref(), Some("Thị trấn Không Có"), "kept as it is");
    }

    #[test]
    fn wards_of_one_name_are_told_apart_by_what_they_lie_in() {
        let units = Units::of(UnitSet::Of2021);
        let names = UnitNames::of(units);
        let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for unit in units.all() {
            by_name.entry(unit.name).or_default().push(unit.code);
        }
        let most = by_name.into_values().max_by_key(Vec::len).unwrap();
        assert!(most.len() > 20, "{}", most.len());
        for code in most {
            let [province, district, ward] = names.names_of(code).unwrap();
            assert_eq!(names.code_of([Some(&province), Some(&district), Some(&ward)]).as_deref(), Some(code));
        }
    }
}
