//! What kind of place a place is.

use serde::{Deserialize, Serialize};

/// The kind of a place. The number is the byte in the place code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Category {
    /// A school, kindergarten or university.
    School = 0,
    /// A hospital.
    Hospital = 1,
    /// A clinic, a doctor's practice or a pharmacy.
    Clinic = 2,
    /// A market.
    Market = 3,
    /// A shop or supermarket.
    Shop = 4,
    /// A restaurant, café or bar.
    Restaurant = 5,
    /// A hotel or hostel.
    Lodging = 6,
    /// An office or factory.
    Workplace = 7,
    /// A station, an airport or a vehicle.
    Transport = 8,
    /// A pagoda, church or other house of worship.
    Worship = 9,
    /// An event.
    Event = 10,
    /// Any other place.
    Other = 11,
}

impl Category {
    /// Every category, by its number.
    pub const ALL: [Self; 12] = [
        Self::School,
        Self::Hospital,
        Self::Clinic,
        Self::Market,
        Self::Shop,
        Self::Restaurant,
        Self::Lodging,
        Self::Workplace,
        Self::Transport,
        Self::Worship,
        Self::Event,
        Self::Other,
    ];

    /// The byte in the place code.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The category of this byte.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Whether people stay for longer than 16 hours: in lodgings, workplaces and hospitals.
    pub fn allows_long_stays(self) -> bool {
        matches!(self, Self::Lodging | Self::Workplace | Self::Hospital)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_is_read_back_from_its_number_and_no_other_number_is_one() {
        for (number, category) in (0..).zip(Category::ALL) {
            assert_eq!((category.number(), Category::from_number(number)), (number, Some(category)));
        }
        assert_eq!(Category::from_number(12), None);
    }
}
