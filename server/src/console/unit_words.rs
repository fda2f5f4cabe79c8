//! Provinces, districts and wards as officers write them in a form: by words of their names, or by code.

use super::words::ContactChoice;
use crate::contacts::Person;
use crate::ground::folded::folded;
use crate::units::Units;

/// Most units that a form offers.
const MOST: usize = 24;

/// The code of the unit that words mean, or the words where no unit has them: files bring such. `chosen` is the code that was
/// chosen among those that the words may mean. None where they may mean several and none of these is chosen.
pub(super) fn unit_written(units: &Units, words: &str, chosen: &str) -> Option<String> {
    let meant = units.meant(words, |_| true);
    match meant.as_slice() {
        [] => Some(words.to_owned()),
        [unit] => Some(unit.code.to_owned()),
        several => several.iter().find(|unit| unit.code == chosen).map(|unit| unit.code.to_owned()),
    }
}

/// What a form offers for words that may mean several units.
pub(super) fn unit_choices(units: &Units, words: &str, chosen: &str) -> Vec<ContactChoice> {
    let meant = units.meant(words, |_| true);
    if meant.len() < 2 {
        return Vec::new();
    }
    let choice = |unit: &&crate::units::Unit| ContactChoice {
        value: unit.code.to_owned(),
        text: units.full_name(unit),
        chosen: unit.code == chosen,
    };
    meant.iter().take(MOST).map(choice).collect()
}

/// The full name of the unit with this code, where it means this unit and no other; else the code.
pub(super) fn full_name(units: &Units, code: &str) -> String {
    let name = units.find(code).map(|unit| units.full_name(unit));
    name.filter(|name| unit_written(units, name, "").as_deref() == Some(code)).unwrap_or_else(|| code.to_owned())
}

/// Where somebody lives, as a letter has it: house and street, then ward, district and province as far as the address does not
/// name them itself. None where nothing is known.
pub(super) fn home_of(units: &Units, person: &Person) -> Option<String> {
    let address = person.address.clone().unwrap_or_default();
    let named = folded(&address);
    let unit = person.unit.as_deref().map(|code| match units.find(code) {
        Some(unit) => units.line(unit).into_iter().rev().map(|unit| unit.name).collect(),
        None => vec![code],
    });
    let above = unit.unwrap_or_default().into_iter().filter(|name| !named.contains(&folded(name)));
    let parts: Vec<&str> = [address.as_str()].into_iter().filter(|address| !address.is_empty()).chain(above).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::unit_set::UnitSet;

    #[test]
    fn a_unit_is_written_by_its_name_and_what_may_mean_several_is_chosen() {
        let units = Units::of(UnitSet::Of2021);
        let written = |words: &str, chosen: &str| unit_written(units, words, chosen);
        assert_eq!(written("loc thang lam dong", "").as_deref(), Some("25054"));
        assert_eq!(written(&full_name(units, "25054"), "").as_deref(), Some("25054"), "as the form shows it");
        assert_eq!(written("Xóm Mới, không rõ", "").as_deref(), Some("Xóm Mới, không rõ"), "as a file brings it");
        assert_eq!((written("Bảo Lâm", ""), written("Bảo Lâm", "25054")), (None, Some("25054".to_owned())));
        assert_eq!(written("Bảo Lâm", "00001"), None, "what was not offered");
        let offered = unit_choices(units, "Bảo Lâm", "680");
        assert!(offered.len() == MOST && offered.iter().any(|choice| choice.chosen));
        assert!(unit_choices(units, "25054", "").is_empty());
        for set in [UnitSet::Of2021, UnitSet::Of2025] {
            let units = Units::of(set);
            let wards = units.all().iter().step_by(97);
            let lost = wards
                .filter(|unit| unit_written(units, &full_name(units, unit.code), "").as_deref() != Some(unit.code));
            assert_eq!(lost.count(), 0, "a form that is saved as it was shown changes nothing");
        }
    }
    #[test]
    fn a_home_is_the_address_with_the_units_that_it_does_not_name() {
        let units = Units::of(UnitSet::Of2021);
        let home = |address: Option<&str>, unit: Option<&str>| {
            let [address, unit] = [address, unit].map(|text| text.map(str::to_owned));
            home_of(units, &Person { address, unit, ..Person::default() })
        };
        let whole = "Thị trấn Lộc Thắng, Huyện Bảo Lâm, Tỉnh Lâm Đồng";
        assert_eq!(home(None, Some("25054")).as_deref(), Some(whole));
        assert_eq!(home(Some("Tổ 3"), Some("25054")), Some(format!("Tổ 3, {whole}")));
        assert_eq!(
            home(Some("Tổ 3, thị trấn Lộc Thắng"), Some("25054")).as_deref(),
            Some("Tổ 3, thị trấn Lộc Thắng, Huyện Bảo Lâm, Tỉnh Lâm Đồng")
        );
        assert_eq!(home(Some("Tổ 3"), Some("Xóm Mới")).as_deref(), Some("Tổ 3, Xóm Mới"), "as a file brings it");
        assert_eq!((home(Some("Tổ 3"), None).as_deref(), home(None, None)), (Some("Tổ 3"), None));
    }
}
