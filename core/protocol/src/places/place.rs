//! What a code says of its place.

use serde::{Deserialize, Serialize};

use super::{Category, PlaceName, UnitCode};

/// The number of a province, 1 to 99: which files of the export warn of its places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Province(pub u8);

impl Province {
    /// The two digits by which the index and the export name the province.
    pub fn region(self) -> String {
        format!("{:02}", self.0)
    }

    /// The province of a region of two digits.
    pub fn from_region(region: &str) -> Option<Self> {
        let is_two_digits = region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_digit());
        region.parse().ok().filter(|number| is_two_digits && *number > 0).map(Self)
    }
}

/// What else holds at a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceFlags(pub u8);

impl PlaceFlags {
    /// The code hangs at an entry: a scan is never a leave.
    pub const ENTRY_ONLY: Self = Self(1);
    /// The code hangs at an exit: a scan is never an enter.
    pub const EXIT_ONLY: Self = Self(2);
    /// An entrance for staff.
    pub const STAFF_ENTRANCE: Self = Self(4);
    /// The law requires a visitor log here.
    pub const VISITOR_LOG: Self = Self(8);
    /// The place has a display with a rotating code.
    pub const HAS_ROTATING: Self = Self(16);

    /// Whether all of `flag` is set.
    pub fn contains(self, flag: Self) -> bool {
        self.0 & flag.0 == flag.0
    }
}

/// What a code says of its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Properties of the place.
    pub flags: PlaceFlags,
    /// The kind of the place.
    pub category: Category,
    /// The province.
    pub province: Province,
    /// The ward; the district where it has no wards.
    pub unit: UnitCode,
    /// The name, for people.
    pub name: PlaceName,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_province_is_named_by_two_digits() {
        assert_eq!([Province(1), Province(68)].map(Province::region), ["01", "68"]);
        assert_eq!(Province::from_region("01"), Some(Province(1)));
        for region in ["00", "1", "001", "+1", "a1", ""] {
            assert_eq!(Province::from_region(region), None, "{region}");
        }
    }
}
