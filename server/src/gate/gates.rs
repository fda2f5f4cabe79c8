//! The gates: those of the form of entry, and the province that each lies in.

use lancan_protocol::forms::OptionCoding;
use lancan_protocol::pass::GateNumber;
use lancan_protocol::problem::Problem;
use lancan_text::Language;

use super::{FORM, Gates};
use crate::ground::error::Refusal;
use crate::ground::unit_set::UnitSet;
use crate::http::{Area, Officer, Right};
use crate::units::{self, UnitLevel, Units};

/// The province of 2021 that each gate lies in: a gate is seen by officers whose area holds its province.
const PROVINCES: [(u16, &str); 35] = [
    (101, "01"),
    (102, "79"),
    (103, "48"),
    (104, "56"),
    (105, "91"),
    (106, "22"),
    (107, "92"),
    (108, "31"),
    (109, "46"),
    (110, "68"),
    (201, "20"),
    (202, "22"),
    (203, "10"),
    (204, "02"),
    (205, "11"),
    (206, "38"),
    (207, "40"),
    (208, "42"),
    (209, "44"),
    (210, "45"),
    (211, "62"),
    (212, "64"),
    (213, "70"),
    (214, "72"),
    (215, "72"),
    (216, "89"),
    (217, "91"),
    (301, "31"),
    (302, "22"),
    (303, "48"),
    (304, "52"),
    (305, "56"),
    (306, "79"),
    (307, "77"),
    (308, "92"),
];

/// The province that a gate lies in, in a set of units. Provinces were joined whole in July 2025, so any ward tells which.
fn province(gate: GateNumber, set: UnitSet) -> Option<&'static str> {
    let (_, old) = PROVINCES.into_iter().find(|(number, _)| *number == gate.0)?;
    if set == UnitSet::Of2021 {
        return Some(old);
    }
    let (of_2021, of_2025) = (Units::of(UnitSet::Of2021), Units::of(UnitSet::Of2025));
    let wards = of_2021.inside(old).flat_map(|district| of_2021.inside(district.code));
    let new = wards.flat_map(|ward| units::wards_of_2025(ward.code)).find_map(|code| of_2025.find(code))?;
    of_2025.line(new).into_iter().find(|unit| unit.level == UnitLevel::Province).map(|unit| unit.code)
}

/// The area of a gate.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such gate.
fn area(gate: GateNumber, set: UnitSet) -> Result<Area, Refusal> {
    units::area_of(set, province(gate, set).ok_or(Problem::NotFound)?)
}

impl Gates {
    /// The gates that the form of entry names, in its order.
    fn options(&self) -> impl Iterator<Item = &OptionCoding> {
        let form = self.declarations.form(FORM);
        let gate = form.and_then(|form| form.questionnaire.find("gate"));
        gate.into_iter().flat_map(|item| &item.answer_option).map(|option| &option.value_coding)
    }

    /// The name of a gate.
    pub(crate) fn name(&self, gate: GateNumber, language: Language) -> Option<String> {
        let option = self.options().find(|option| option.code.parse() == Ok(gate.0))?;
        Some(match language {
            Language::Vi => option.display.clone(),
            Language::En => option.english.0.clone(),
        })
    }

    /// The gates of an officer's area.
    pub(super) fn of_officer(&self, officer: &Officer) -> impl Iterator<Item = GateNumber> {
        let numbers = self.options().filter_map(|option| option.code.parse().ok()).map(GateNumber);
        numbers.filter(|gate| self.seen(officer, *gate).is_ok())
    }

    /// Refuses a gate outside of the officer's area, exactly as if there were no such gate.
    ///
    /// # Errors
    /// [`Problem::NotFound`].
    pub(super) fn seen(&self, officer: &Officer, gate: GateNumber) -> Result<(), Refusal> {
        officer.sees(&area(gate, self.set)?)
    }

    /// Refuses whoever does not decide at a gate, and a gate outside of the officer's area as if there were none.
    ///
    /// # Errors
    /// [`Problem::NotAllowed`] and [`Problem::NotFound`].
    pub(crate) fn decides_at(&self, officer: &Officer, gate: GateNumber) -> Result<(), Refusal> {
        officer.may(Right::Write)?;
        self.seen(officer, gate)
    }

    /// Likewise whoever looks at no travellers.
    ///
    /// # Errors
    /// As [`Gates::decides_at`].
    pub(super) fn looks_at(&self, officer: &Officer, gate: GateNumber) -> Result<(), Refusal> {
        officer.may(Right::Read)?;
        self.seen(officer, gate)
    }

    /// The gates of an officer's area, as the officer asks for them. Says nothing of anybody.
    ///
    /// # Errors
    /// A refusal where the officer sees no travellers.
    pub(crate) fn listed(&self, officer: &Officer) -> Result<Vec<GateNumber>, Refusal> {
        officer.may(Right::Read)?;
        Ok(self.of_officer(officer).collect())
    }
}

#[cfg(test)]
mod tests {
    use lancan_protocol::forms::FormVersion;

    use super::*;

    #[test]
    fn every_gate_of_the_form_lies_in_a_province_of_either_set() {
        let forms = FormVersion::shipped().unwrap();
        let form = forms.iter().find(|form| form.id == FORM).unwrap();
        let options = &form.questionnaire.find("gate").unwrap().answer_option;
        assert_eq!(options.len(), PROVINCES.len());
        for option in options {
            let gate = GateNumber(option.value_coding.code.parse().unwrap());
            for set in [UnitSet::Of2021, UnitSet::Of2025] {
                assert!(area(gate, set).is_ok(), "{}", option.value_coding.display);
            }
        }
        assert!(area(GateNumber(999), UnitSet::Of2021).is_err());
    }

    #[test]
    fn a_gate_moves_with_its_province() {
        let name = |gate, set| Units::of(set).find(province(GateNumber(gate), set).unwrap()).unwrap().name;
        for (gate, of_2021, of_2025) in [
            (101, "Thành phố Hà Nội", "Thành phố Hà Nội"),
            (105, "Tỉnh Kiên Giang", "Tỉnh An Giang"),
            (201, "Tỉnh Lạng Sơn", "Tỉnh Lạng Sơn"),
            (204, "Tỉnh Hà Giang", "Tỉnh Tuyên Quang"),
            (211, "Tỉnh Kon Tum", "Tỉnh Quảng Ngãi"),
            (213, "Tỉnh Bình Phước", "Tỉnh Đồng Nai"),
            (304, "Tỉnh Bình Định", "Tỉnh Gia Lai"),
            (307, "Tỉnh Bà Rịa - Vũng Tàu", "Thành phố Hồ Chí Minh"),
        ] {
            assert_eq!([name(gate, UnitSet::Of2021), name(gate, UnitSet::Of2025)], [of_2021, of_2025], "{gate}");
        }
    }
}
