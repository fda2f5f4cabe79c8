//! What is said of a facility when a place becomes one.

use lancan_protocol::criteria::FacilityKind;

use super::state::Weekdays;
use crate::ground::error::Refusal;

/// Most people whom a facility takes in a day.
const MOST_PEOPLE: u32 = 200_000;
/// South, north, west and east of Vietnam with its islands, in millionths of a degree.
const BOUNDS: [i64; 4] = [6_000_000, 24_000_000, 101_000_000, 118_000_000];

/// Where a facility stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FacilityPoint {
    /// Millionths of a degree to the north.
    pub(crate) latitude: i64,
    /// Millionths of a degree to the east.
    pub(crate) longitude: i64,
}

/// What a place says of itself as a facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewFacility {
    /// What kind it is.
    pub(crate) kind: FacilityKind,
    /// People whom it takes in a day.
    pub(crate) people: u32,
    /// Where it stands; none where nobody says.
    pub(crate) point: Option<FacilityPoint>,
    /// When it is open.
    pub(crate) weekdays: Weekdays,
}

impl NewFacility {
    /// Whether it can be.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if !(1..=MOST_PEOPLE).contains(&self.people) {
            return Err(Refusal::of_field("people", "facility-error-people", Vec::new()));
        }
        if self.weekdays.0 == 0 || self.weekdays.0 > Weekdays::ALL.0 {
            return Err(Refusal::of_field("weekdays", "facility-error-weekdays", Vec::new()));
        }
        let [south, north, west, east] = BOUNDS;
        let is_inside = |point: FacilityPoint| {
            (south..=north).contains(&point.latitude) && (west..=east).contains(&point.longitude)
        };
        if !self.point.is_none_or(is_inside) {
            return Err(Refusal::of_field("point", "facility-error-point", Vec::new()));
        }
        Ok(())
    }
}

impl FacilityPoint {
    /// Reads `11.64321, 107.83645`: degrees to the north and to the east.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (latitude, longitude) = text.split_once(',')?;
        let millionths = |text: &str| {
            let degrees: f64 = text.trim().parse().ok()?;
            // Within the bounds of a globe, so that the number is a small whole one.
            #[expect(clippy::cast_possible_truncation, reason = "at most 180 million")]
            (degrees.abs() <= 180.0).then(|| (degrees * 1e6).round() as i64)
        };
        Some(Self { latitude: millionths(latitude)?, longitude: millionths(longitude)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_read_in_degrees_and_nothing_else_is_one() {
        let point = FacilityPoint { latitude: 11_643_210, longitude: 107_836_450 };
        assert_eq!(FacilityPoint::read(" 11.64321 , 107.83645"), Some(point));
        for text in ["", "11.6", "11.6;107", "NaN, 107", "inf, 1", "91e9, 2", "một, hai"] {
            assert_eq!(FacilityPoint::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_facility_abroad_or_never_open_or_for_nobody_is_refused() {
        let good = NewFacility {
            kind: FacilityKind::School,
            people: 400,
            point: FacilityPoint::read("11.6, 107.8"),
            weekdays: Weekdays::SCHOOL,
        };
        assert!(good.check().is_ok());
        assert!(NewFacility { point: FacilityPoint::read("48.8, 2.3"), ..good.clone() }.check().is_err());
        assert!(NewFacility { weekdays: Weekdays(0), ..good.clone() }.check().is_err());
        assert!(NewFacility { people: 0, ..good }.check().is_err());
    }
}
