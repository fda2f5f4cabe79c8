//! The sets that the authority begins with, as `core/protocol/criteria` holds them.

use super::{CriteriaError, CriteriaSet};

const SETS: [&str; 4] = [
    include_str!("../../criteria/school-1467.json"),
    include_str!("../../criteria/school-hanoi-3668.json"),
    include_str!("../../criteria/hospital-3088.json"),
    include_str!("../../criteria/clinic-4999.json"),
];

impl CriteriaSet {
    /// Schools by 1467/BGDĐT-GDTC (2020), those of Hanoi by the guidance 3668 of its offices of education and of health
    /// (2021), hospitals by 3088/QĐ-BYT (2020), clinics and health stations by 4999/QĐ-BYT (2020).
    ///
    /// The wording of single criteria, the points of each criterion of 3088 and the verdict of 4999 are to be taken from the
    /// decrees before they are used: they are not known here, and nothing is made up in their place.
    ///
    /// # Errors
    /// [`CriteriaError`] when a shipped file is not allowed; the tests keep that from happening.
    pub fn shipped() -> Result<Vec<Self>, CriteriaError> {
        let read = |json: &&str| {
            let set: Self = serde_json::from_str(json).map_err(|error| CriteriaError::Malformed(error.to_string()))?;
            set.validate()?;
            Ok(set)
        };
        SETS.iter().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AnswersError, Colour, CriteriaAnswers, CriterionAnswer, FacilityKind};
    use super::*;
    use crate::forms::Date;

    fn set(id: &str) -> CriteriaSet {
        CriteriaSet::shipped().unwrap().into_iter().find(|set| set.id == id).unwrap()
    }

    /// Which criteria are passed, by bits.
    fn passed(bits: u32, count: u32) -> CriteriaAnswers {
        let answer = |number: u32| {
            if bits >> (number - 1) & 1 == 1 { CriterionAnswer::Passed } else { CriterionAnswer::Failed }
        };
        (1..=count).map(|number| (number, answer(number))).collect()
    }

    #[test]
    fn a_set_has_the_criteria_of_its_decree_in_its_parts() {
        let parts = |id: &str| set(id).parts.iter().map(|part| part.criteria).collect::<Vec<_>>();
        assert_eq!(parts("school-1467"), [7, 6, 2]);
        assert_eq!(parts("school-hanoi-3668"), [8, 6, 2]);
        assert_eq!(parts("hospital-3088"), [37]);
        assert_eq!(parts("clinic-4999"), [3, 4, 6, 3, 4, 5, 3, 2]);
        let schools = set("school-1467");
        let numbered: Vec<_> = schools.numbered().map(|(part, numbers)| (part.id.as_str(), numbers)).collect();
        assert_eq!(numbered, [("before", 1..=7), ("at", 8..=13), ("after", 14..=15)]);
    }

    /// 1467: all 32,768 combinations, by the decree's table.
    #[test]
    fn a_school_is_safe_from_11_checked_from_8_and_never_without_4_5_10_and_11() {
        let schools = set("school-1467");
        for bits in 0..1_u32 << 15 {
            let mandatory = [4, 5, 10, 11].iter().all(|number| bits >> (number - 1) & 1 == 1);
            let expected = match (bits.count_ones(), mandatory) {
                (_, false) | (0..=7, _) => Colour::Red,
                (8..=10, _) => Colour::Yellow,
                _ => Colour::Green,
            };
            assert_eq!(schools.judge(&passed(bits, 15)).unwrap().colour, expected, "{bits:015b}");
        }
    }

    #[test]
    fn a_school_of_hanoi_is_safe_from_12_of_16_with_its_own_five_mandatory_ones() {
        let schools = set("school-hanoi-3668");
        for bits in 0..1_u32 << 16 {
            let mandatory = [4, 5, 8, 11, 12].iter().all(|number| bits >> (number - 1) & 1 == 1);
            let expected = match (bits.count_ones(), mandatory) {
                (_, false) | (0..=7, _) => Colour::Red,
                (8..=11, _) => Colour::Yellow,
                _ => Colour::Green,
            };
            assert_eq!(schools.judge(&passed(bits, 16)).unwrap().colour, expected, "{bits:016b}");
        }
    }

    /// A hospital's answers that reach these points, with no zero.
    fn points(reached: u32) -> CriteriaAnswers {
        let mut answers: CriteriaAnswers = (1..=37).map(|number| (number, CriterionAnswer::Points(1))).collect();
        answers.insert(37, CriterionAnswer::Points(reached - 36));
        answers
    }

    #[test]
    fn a_hospital_is_safe_above_75_percent_and_unsafe_below_50_or_with_one_zero() {
        // The decree's bounds in tenths of a per cent need a total that divides by them.
        let of_1000 = CriteriaSet { total: Some(1_000), ..set("hospital-3088") };
        let colour = |reached| of_1000.judge(&points(reached)).unwrap().colour;
        assert_eq!([751, 750, 749].map(colour), [Colour::Green, Colour::Yellow, Colour::Yellow]);
        assert_eq!([500, 499].map(colour), [Colour::Yellow, Colour::Red]);
        let hospitals = set("hospital-3088");
        let colour = |answers: &CriteriaAnswers| hospitals.judge(answers).unwrap().colour;
        assert_eq!([113, 112, 75, 74].map(|reached| colour(&points(reached))), {
            [Colour::Green, Colour::Yellow, Colour::Yellow, Colour::Red]
        });
        let mut with_zero = points(149);
        with_zero.insert(1, CriterionAnswer::Points(0));
        assert_eq!(colour(&with_zero), Colour::Red);
        let mut too_many = points(150);
        assert_eq!(colour(&too_many), Colour::Green);
        too_many.insert(1, CriterionAnswer::Points(2));
        assert_eq!(hospitals.judge(&too_many), Err(AnswersError::OverTotal { total: 150 }));
        too_many.insert(1, CriterionAnswer::Points(151));
        assert_eq!(hospitals.judge(&too_many), Err(AnswersError::TooManyPoints { number: 1, most: 150 }));
    }

    #[test]
    fn clinics_are_judged_by_nothing_until_their_decree_is_read_in() {
        assert!(set("clinic-4999").verdict.is_empty());
    }

    #[test]
    fn answers_that_are_missing_unknown_or_of_another_form_are_named_by_their_number() {
        let schools = set("school-1467");
        let judged = |change: &dyn Fn(&mut CriteriaAnswers)| {
            let mut answers = passed(u32::MAX, 15);
            change(&mut answers);
            schools.judge(&answers).map(|judged| judged.colour)
        };
        assert_eq!(judged(&|_| ()), Ok(Colour::Green));
        assert_eq!(judged(&|answers| _ = answers.remove(&3)), Err(AnswersError::Missing(3)));
        let put = |number, answer| judged(&move |answers: &mut CriteriaAnswers| _ = answers.insert(number, answer));
        assert_eq!(put(16, CriterionAnswer::Passed), Err(AnswersError::Unknown(16)));
        assert_eq!(put(0, CriterionAnswer::Passed), Err(AnswersError::Unknown(0)));
        assert_eq!(put(2, CriterionAnswer::Points(1)), Err(AnswersError::NotTaken(2)));
        assert_eq!(put(2, CriterionAnswer::NotApplicable), Err(AnswersError::NotTaken(2)));
    }

    #[test]
    fn a_set_holds_in_its_days_and_areas_for_its_kinds() {
        let hanoi = set("school-hanoi-3668");
        let on = |date: &str| Date::parse(date).unwrap();
        assert!(hanoi.holds(on("2021-10-25"), FacilityKind::School, "01"));
        assert!(!hanoi.holds(on("2021-10-24"), FacilityKind::School, "01"));
        assert!(!hanoi.holds(on("2021-10-25"), FacilityKind::School, "68"));
        assert!(!hanoi.holds(on("2021-10-25"), FacilityKind::Clinic, "01"));
        let ended = CriteriaSet { until: Some(on("2021-12-31")), ..hanoi };
        assert!(ended.holds(on("2021-12-31"), FacilityKind::School, "01"));
        assert!(!ended.holds(on("2022-01-01"), FacilityKind::School, "01"));
    }
}
