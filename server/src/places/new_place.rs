//! What somebody writes of a new place, and whether it can be.

use lancan_protocol::places::{Category, Place, PlaceFlags, PlaceName, Province, UnitCode};
use lancan_protocol::problem::Problem;

use super::details::PlaceDetails;
use crate::ground::error::Refusal;
use crate::ground::folded::folded;
use crate::ground::unit_set::UnitSet;
use crate::http::Area;
use crate::units::{self, UnitLevel, Units};

/// Most characters of an address.
const LONGEST_ADDRESS: usize = 200;
/// What a new place may say of itself. Whether a display hangs there is known by its codes, whether the law requires a visitor
/// log is not for the place to say.
const FLAGS: u8 = PlaceFlags::ENTRY_ONLY.0 | PlaceFlags::EXIT_ONLY.0 | PlaceFlags::STAFF_ENTRANCE.0;

/// What is written of a place.
pub(crate) struct NewPlace {
    /// The name, for people.
    pub(crate) name: String,
    /// The kind of place.
    pub(crate) category: Category,
    /// Code of the ward; of the district where it has no wards.
    pub(crate) unit: String,
    /// Where the place is, for people.
    pub(crate) address: String,
    /// What else holds there.
    pub(crate) flags: PlaceFlags,
    /// What whoever runs it says besides.
    pub(crate) details: PlaceDetails,
    /// Add it although the unit has a place with the same or nearly the same name.
    pub(crate) although_alike: bool,
}

/// A place that can be added.
pub(super) struct CheckedPlace {
    /// What its codes say.
    pub(super) place: Place,
    /// Code of its unit, with its zeros.
    pub(super) unit: &'static str,
    /// The set of units that the unit is of.
    pub(super) set: UnitSet,
    /// Where its unit lies.
    pub(super) area: Area,
    /// The name in small letters without marks.
    pub(super) folded: String,
    /// Where the place is, for people.
    pub(super) address: String,
    /// What whoever runs it says besides.
    pub(super) details: PlaceDetails,
}

impl NewPlace {
    /// What is checked without looking into the store.
    pub(super) fn check(&self, set: UnitSet) -> Result<CheckedPlace, Refusal> {
        let name =
            PlaceName::typed(&self.name).map_err(|_| Refusal::of_field("name", "officer-place-name", Vec::new()))?;
        let folded = folded(name.as_str());
        if folded.is_empty() {
            return Err(Refusal::of_field("name", "officer-place-name", Vec::new()));
        }
        let address = self.address.trim().to_owned();
        if address.chars().count() > LONGEST_ADDRESS || address.chars().any(char::is_control) {
            return Err(Refusal::of_field("address", "officer-place-address", Vec::new()));
        }
        self.details.check()?;
        let no_unit = || Refusal::of_field("unit", "officer-place-unit", Vec::new());
        let units = Units::of(set);
        let unit = units.find(&self.unit).ok_or_else(no_unit)?;
        let is_smallest = unit.level == UnitLevel::Ward || units.inside(unit.code).next().is_none();
        let province = units.line(unit).first().and_then(|province| Province::from_region(province.code));
        let (code, province) =
            UnitCode::from_digits(unit.code).zip(province).filter(|_| is_smallest).ok_or_else(no_unit)?;
        if self.flags.0 & !FLAGS != 0 {
            return Err(Refusal::because(Problem::RequestInvalid, "flags: entry only, exit only, staff entrance"));
        }
        let area = units::area_of(set, unit.code)?;
        let place = Place { flags: self.flags, category: self.category, province, unit: code, name };
        Ok(CheckedPlace { place, unit: unit.code, set, area, folded, address, details: self.details.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(name: &str, unit: &str) -> NewPlace {
        NewPlace {
            name: name.to_owned(),
            category: Category::Market,
            unit: unit.to_owned(),
            address: "12 Hùng Vương".to_owned(),
            flags: PlaceFlags::default(),
            details: PlaceDetails::default(),
            although_alike: false,
        }
    }

    #[test]
    fn a_place_lies_in_a_ward_or_in_a_district_without_wards() {
        let checked = new("Chợ Lộc Thắng", "25054").check(UnitSet::Of2021).unwrap_or_else(|_| panic!("refused"));
        assert_eq!((checked.place.province, checked.area.path()), (Province(68), "68/680/25054/"));
        assert_eq!(checked.folded, "cho loc thang");
        let island = new("Cảng", "536").check(UnitSet::Of2021).unwrap_or_else(|_| panic!("refused"));
        assert_eq!((island.place.province, island.unit), (Province(51), "536"), "Lý Sơn has no wards");
        for unit in ["680", "68", "", "99999", "25054 "] {
            assert!(new("Chợ", unit).check(UnitSet::Of2021).is_err(), "{unit}");
        }
    }

    #[test]
    fn names_and_addresses_that_cannot_be_printed_are_refused() {
        for name in ["", " ", "★★", "a\nb", &"ạ".repeat(21)] {
            assert!(new(name, "25054").check(UnitSet::Of2021).is_err());
        }
        let mut long = new("Chợ", "25054");
        long.address = "a".repeat(201);
        assert!(long.check(UnitSet::Of2021).is_err());
        let mut log = new("Chợ", "25054");
        log.flags = PlaceFlags::VISITOR_LOG;
        assert!(log.check(UnitSet::Of2021).is_err(), "no place puts itself under a duty");
    }
}
