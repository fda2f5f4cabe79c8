//! The colour of a unit: a ward, a district, a province.

use serde::{Deserialize, Serialize};

use super::{Colour, FacilityKind};

/// How many facilities of one kind have which colour on a day. Closed ones are not among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Counts {
    /// Safe.
    pub green: u64,
    /// At risk.
    pub yellow: u64,
    /// Not safe.
    pub red: u64,
    /// Without an assessment of the day.
    pub grey: u64,
}

impl Counts {
    /// All together.
    pub fn all(self) -> u64 {
        [self.green, self.yellow, self.red, self.grey].into_iter().fold(0, u64::saturating_add)
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            green: self.green.saturating_add(other.green),
            yellow: self.yellow.saturating_add(other.yellow),
            red: self.red.saturating_add(other.red),
            grey: self.grey.saturating_add(other.grey),
        }
    }
}

/// From which counts a unit has which colour. Unknown fields are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitRule {
    /// Red from this percentage of red facilities on.
    pub red_percent: u32,
    /// Kinds of which one red facility makes the unit red.
    pub red_alone: Vec<FacilityKind>,
    /// Yellow from this percentage of yellow and grey facilities on.
    pub yellow_percent: u32,
}

impl Default for UnitRule {
    /// Red from 5 % red ones or with one red hospital, yellow from 20 % yellow and grey ones.
    fn default() -> Self {
        Self { red_percent: 5, red_alone: vec![FacilityKind::Hospital], yellow_percent: 20 }
    }
}

impl UnitRule {
    /// The colour of a unit whose facilities have these counts, by kind; none for a unit without an open facility.
    pub fn colour(&self, kinds: &[(FacilityKind, Counts)]) -> Option<Colour> {
        let all = kinds.iter().fold(Counts::default(), |all, (_, counts)| all.and(*counts));
        if all.all() == 0 {
            return None;
        }
        let reaches =
            |part: u64, percent: u32| part > 0 && u128::from(part) * 100 >= u128::from(percent) * u128::from(all.all());
        let alone = kinds.iter().any(|(kind, counts)| counts.red > 0 && self.red_alone.contains(kind));
        Some(if alone || reaches(all.red, self.red_percent) {
            Colour::Red
        } else if reaches(all.yellow.saturating_add(all.grey), self.yellow_percent) {
            Colour::Yellow
        } else {
            Colour::Green
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schools(green: u64, yellow: u64, red: u64, grey: u64) -> (FacilityKind, Counts) {
        (FacilityKind::School, Counts { green, yellow, red, grey })
    }

    #[test]
    fn a_unit_is_red_from_five_percent_and_yellow_from_twenty_of_yellow_and_grey() {
        let colour = |counts| UnitRule::default().colour(&[counts]);
        assert_eq!(colour(schools(0, 0, 0, 0)), None, "nothing is open");
        assert_eq!(colour(schools(96, 0, 4, 0)), Some(Colour::Green));
        assert_eq!(colour(schools(95, 0, 5, 0)), Some(Colour::Red));
        assert_eq!(colour(schools(81, 10, 0, 9)), Some(Colour::Green));
        assert_eq!(colour(schools(80, 10, 0, 10)), Some(Colour::Yellow));
        assert_eq!(colour(schools(0, 0, 0, 1)), Some(Colour::Yellow));
    }

    #[test]
    fn one_red_hospital_makes_its_unit_red_and_one_red_clinic_among_many_schools_does_not() {
        let red = Counts { red: 1, ..Counts::default() };
        let with = |kind| UnitRule::default().colour(&[schools(999, 0, 0, 0), (kind, red)]);
        assert_eq!(with(FacilityKind::Hospital), Some(Colour::Red));
        assert_eq!(with(FacilityKind::Clinic), Some(Colour::Green));
    }

    #[test]
    fn a_rule_of_nothing_makes_no_unit_red_that_has_no_red_facility() {
        let rule = UnitRule { red_percent: 0, red_alone: Vec::new(), yellow_percent: 0 };
        assert_eq!(rule.colour(&[schools(1, 0, 0, 0)]), Some(Colour::Green));
        assert_eq!(rule.colour(&[schools(u64::MAX, 0, 1, 0)]), Some(Colour::Red));
    }
}
