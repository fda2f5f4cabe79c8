//! Which officers a declaration concerns: those of the ward of the address, or of the province that somebody travels to.

use lancan_protocol::forms::{Answer, Checked, Questionnaire};
use lancan_protocol::places::UnitLevel as AskedLevel;

use super::UNITS;
use crate::ground::unit_set::UnitSet;
use crate::http::Area;
use crate::units::{UnitLevel, Units, area_of, wards_of_2025};

/// The area of answers, in the units that officers work with; none where the answers name no unit in the clear.
pub(super) fn of_answers(set: UnitSet, form: &Questionnaire, checked: &Checked<'_>) -> Option<Area> {
    let code = |level: AskedLevel| {
        let items: Vec<_> =
            form.all_items().filter(|item| item.is_clear() && item.unit_level() == Some(level)).collect();
        // Of a journey the last province is where it leads.
        items.into_iter().rev().find_map(|item| match checked.answers(&item.link_id) {
            [Answer::String(code)] => Some(code.as_str()),
            _ => None,
        })
    };
    of_unit(set, code(AskedLevel::Ward).or_else(|| code(AskedLevel::Province))?)
}

/// The area of a unit of the forms. Since July 2025 a ward is the one that most of it became; of a ward that the conversion
/// does not have, of a district and of a province it is the province that its wards became a part of.
pub(super) fn of_unit(set: UnitSet, code: &str) -> Option<Area> {
    if set == UNITS {
        return area_of(set, code).ok();
    }
    if let [ward, ..] = wards_of_2025(code) {
        return area_of(set, ward).ok();
    }
    let (old, new) = (Units::of(UNITS), Units::of(set));
    let unit = old.find(code)?;
    let province = old.line(unit).first()?.code;
    let wards = old.all().iter().filter(|one| one.level == UnitLevel::Ward);
    let within = wards.filter(|ward| old.line(ward).first().is_some_and(|top| top.code == province));
    let became = within.filter_map(|ward| wards_of_2025(ward.code).first()).find_map(|code| new.find(code))?;
    let top = new.line(became).first()?.code;
    area_of(set, top).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ward_lies_in_its_district_and_since_july_2025_in_the_ward_that_it_became() {
        let path = |set, code| of_unit(set, code).map(|area| area.path().to_owned());
        assert_eq!(path(UnitSet::Of2021, "25054").as_deref(), Some("68/680/25054/"));
        assert_eq!(path(UnitSet::Of2021, "68").as_deref(), Some("68/"));
        let became = wards_of_2025("25054").first().unwrap();
        assert!(path(UnitSet::Of2025, "25054").unwrap().ends_with(&format!("/{became}/")));
        assert_eq!(path(UnitSet::Of2021, "xx"), None);
    }

    #[test]
    fn a_province_is_the_one_that_its_wards_became_a_part_of() {
        // Lâm Đồng kept its code; Bình Thuận became a part of it.
        for province in ["68", "60"] {
            assert_eq!(of_unit(UnitSet::Of2025, province).unwrap().path(), "68/", "{province}");
        }
        // Lý Sơn, a district without wards, lies in Quảng Ngãi.
        assert_eq!(of_unit(UnitSet::Of2025, "536").unwrap().path(), "51/");
    }
}
