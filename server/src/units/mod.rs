//! Provinces, districts and wards: names, codes, places, in the sets of 2021 (three levels) and of July 2025 (two).
//!
//! Codes are strings: `068` is no `68`. Within a set the length of a code says the level. The same code may mean another
//! unit in the other set, so a code is only ever read together with its set.

mod data;
mod meaning;
mod search;

use std::collections::HashMap;

use lancan_protocol::problem::Problem;

use crate::ground::error::Refusal;
use crate::ground::folded::folded;
use crate::ground::unit_set::UnitSet;
use crate::http::Area;

/// How far down a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitLevel {
    /// Tỉnh, thành phố trực thuộc trung ương.
    Province,
    /// Quận, huyện, thị xã; in the set of 2021 only.
    District,
    /// Xã, phường, thị trấn, đặc khu.
    Ward,
}

/// A province, district or ward.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// The General Statistics Office's code, with its zeros.
    pub code: &'static str,
    /// Name with its kind: `Huyện Bảo Lâm`.
    pub name: &'static str,
    /// How far down it is.
    pub level: UnitLevel,
    /// Latitude and longitude of its middle in degrees, where they are known.
    pub place: Option<(f64, f64)>,
    /// The code of the unit it lies in; none for a province.
    pub parent: Option<&'static str>,
}

/// The units of a set.
pub struct Units {
    list: Vec<Unit>,
    by_code: HashMap<&'static str, usize>,
    /// Each unit's name in small letters without marks, in the order of the list.
    folded: Vec<String>,
}

impl Units {
    /// The units of a set, read once.
    pub fn of(set: UnitSet) -> &'static Self {
        data::units(set)
    }

    fn new(units: Vec<Unit>) -> Self {
        let by_code = units.iter().enumerate().map(|(at, unit)| (unit.code, at)).collect();
        let folded = units.iter().map(|unit| folded(unit.name)).collect();
        Self { list: units, by_code, folded }
    }

    /// Every unit: each province, followed by what lies in it.
    pub fn all(&self) -> &[Unit] {
        &self.list
    }

    /// The unit with this code.
    pub fn find(&self, code: &str) -> Option<&Unit> {
        self.by_code.get(code).and_then(|at| self.list.get(*at))
    }

    /// The units that lie directly in the one with this code.
    pub fn inside<'u>(&'u self, code: &'u str) -> impl Iterator<Item = &'u Unit> {
        self.list.iter().filter(move |unit| unit.parent == Some(code))
    }

    /// The unit and those it lies in, the province first.
    pub fn line<'u>(&'u self, unit: &'u Unit) -> Vec<&'u Unit> {
        let mut line: Vec<&Unit> =
            std::iter::successors(Some(unit), |unit| unit.parent.and_then(|code| self.find(code))).collect();
        line.reverse();
        line
    }

    /// The unit's name with those it lies in: `Xã Lộc Thắng, Huyện Bảo Lâm, Tỉnh Lâm Đồng`.
    pub fn full_name(&self, unit: &Unit) -> String {
        let names: Vec<&str> = self.line(unit).into_iter().rev().map(|unit| unit.name).collect();
        names.join(", ")
    }

    /// The units whose full names hold every word of a text, whatever its marks and capitals: `bao lam lam dong`. Those
    /// whose own name is the text come first, then those whose own name holds most of its words, higher levels before lower
    /// ones. At most `most`.
    pub fn search(&self, text: &str, most: usize) -> Vec<&Unit> {
        search::search(self, text, most)
    }

    /// The units that words may mean, of those that answer a question: a code, a full name, or words of names, whatever their
    /// marks. One where there is no doubt; of what lies in a unit that is found, all.
    pub(crate) fn meant(&self, words: &str, answers: impl Fn(&Unit) -> bool) -> Vec<&Unit> {
        meaning::meant(self, words, answers)
    }
}

/// The area of the unit with this code.
///
/// # Errors
/// A refusal when the set has no such unit.
pub(crate) fn area_of(set: UnitSet, code: &str) -> Result<Area, Refusal> {
    let units = Units::of(set);
    let unit = units.find(code).ok_or_else(|| Refusal::saying(Problem::RequestInvalid, "officer-unit-unknown"))?;
    Ok(units.line(unit).into_iter().fold(Area::COUNTRY, |area, unit| area.unit(unit.code)))
}

/// The wards of July 2025 that hold a part of a ward of 2021, the default of the source first. Empty for the wards
/// that the source of the conversion does not have.
pub fn wards_of_2025(code: &str) -> &'static [&'static str] {
    data::conversion().get(code).map_or(&[], Vec::as_slice)
}

/// The wards of 2021 of which a ward of July 2025 holds a part.
pub fn wards_of_2021(code: &str) -> Vec<&'static str> {
    let mut found: Vec<_> =
        data::conversion().iter().filter(|(_, new)| new.contains(&code)).map(|(old, _)| *old).collect();
    found.sort_unstable();
    found
}

/// The wards of a set that hold a part of a ward of the other set, the source's default first. A district of 2021 without wards
/// is the ward of the same name.
pub(crate) fn wards_in(set: UnitSet, code: &str) -> Vec<&'static str> {
    let known = match set {
        UnitSet::Of2025 => wards_of_2025(code).to_vec(),
        UnitSet::Of2021 => wards_of_2021(code),
    };
    if !known.is_empty() {
        return known;
    }
    let Some(unit) = Units::of(set.other()).find(code) else { return Vec::new() };
    let bare = bare_name(unit.name);
    let units = Units::of(set);
    let is_smallest = |unit: &&Unit| unit.parent.is_some() && units.inside(unit.code).next().is_none();
    units.all().iter().filter(is_smallest).filter(|other| bare_name(other.name) == bare).map(|unit| unit.code).collect()
}

/// A unit's name without its kind, in small letters without marks.
fn bare_name(name: &str) -> String {
    let kinds = ["xa ", "phuong ", "thi tran ", "dac khu ", "huyen ", "quan ", "thi xa ", "thanh pho "];
    let name = folded(name);
    kinds.iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(&name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(set: UnitSet) -> [usize; 3] {
        [UnitLevel::Province, UnitLevel::District, UnitLevel::Ward]
            .map(|level| Units::of(set).all().iter().filter(|unit| unit.level == level).count())
    }

    #[test]
    fn the_sets_have_the_units_that_they_are_known_to_have() {
        assert_eq!(count(UnitSet::Of2021), [63, 705, 10_599]);
        assert_eq!(count(UnitSet::Of2025), [34, 0, 3_321]);
        for set in [UnitSet::Of2021, UnitSet::Of2025] {
            assert_eq!(Units::of(set).by_code.len(), Units::of(set).all().len(), "a code is one unit's");
        }
    }

    #[test]
    fn five_island_districts_have_no_wards() {
        let units = Units::of(UnitSet::Of2021);
        let empty: Vec<&str> = units
            .all()
            .iter()
            .filter(|unit| unit.level == UnitLevel::District && units.inside(unit.code).next().is_none())
            .map(|unit| unit.name)
            .collect();
        assert_eq!(empty, ["Huyện Bạch Long Vĩ", "Huyện Cồn Cỏ", "Huyện Hoàng Sa", "Huyện Lý Sơn", "Huyện Côn Đảo"]);
    }

    #[test]
    fn both_archipelagos_are_at_sea_in_both_sets() {
        for (set, hoang_sa, truong_sa) in [(UnitSet::Of2021, "498", "576"), (UnitSet::Of2025, "20333", "22736")] {
            let place = |code| Units::of(set).find(code).unwrap().place.unwrap();
            assert!(place(hoang_sa).1 > 111.0 && (15.0..18.0).contains(&place(hoang_sa).0), "{set:?}");
            assert!(place(truong_sa).1 > 111.0 && (6.0..12.0).contains(&place(truong_sa).0), "{set:?}");
        }
    }

    #[test]
    fn the_two_districts_called_bao_lam_are_told_apart() {
        let units = Units::of(UnitSet::Of2021);
        let found: Vec<String> = units
            .search("huyen bao lam", 2)
            .into_iter()
            .map(|unit| format!("{} {}", unit.code, units.full_name(unit)))
            .collect();
        assert_eq!(found, ["042 Huyện Bảo Lâm, Tỉnh Cao Bằng", "680 Huyện Bảo Lâm, Tỉnh Lâm Đồng"]);
        assert_eq!(units.search("bao lam lam dong", 1)[0].code, "680");
        assert_eq!(area_of(UnitSet::Of2021, "680").unwrap().path(), "68/680/");
        assert!(area_of(UnitSet::Of2021, "680").unwrap().covers(&area_of(UnitSet::Of2021, "25054").unwrap()));
        assert!(area_of(UnitSet::Of2025, "680").is_err(), "no district since 2025");
        assert!(area_of(UnitSet::Of2021, "68 ").is_err() && area_of(UnitSet::Of2021, "").is_err());
    }

    #[test]
    fn an_island_district_without_wards_is_the_ward_of_its_name() {
        for (district, ward) in [("536", "Đặc khu Lý Sơn"), ("755", "Đặc khu Côn Đảo"), ("498", "Đặc khu Hoàng Sa")]
        {
            let found = wards_in(UnitSet::Of2025, district);
            let names: Vec<&str> =
                found.iter().map(|code| Units::of(UnitSet::Of2025).find(code).unwrap().name).collect();
            assert_eq!(names, [ward], "{district}");
        }
        assert!(wards_in(UnitSet::Of2025, "no").is_empty());
    }

    #[test]
    fn a_ward_of_2021_is_found_in_2025_and_back() {
        assert_eq!(wards_of_2025("00001"), ["00097"]);
        assert!(wards_of_2021("00097").contains(&"00001"));
        assert!(wards_of_2025("xx").is_empty());
        let (old, new) = (Units::of(UnitSet::Of2021), Units::of(UnitSet::Of2025));
        let known = data::conversion().iter().filter(|(code, _)| old.find(code).is_some());
        assert_eq!(known.clone().count(), 10_032);
        assert!(known.flat_map(|(_, codes)| codes).all(|code| new.find(code).is_some()));
        let reached: std::collections::BTreeSet<_> = data::conversion().values().flatten().collect();
        assert!(reached.len() > 3_300, "{}", reached.len());
    }
}
