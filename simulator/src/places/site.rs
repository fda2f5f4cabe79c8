//! Which rooms are a place with a poster at its door.

use lancan_protocol::places::Category;

/// A place with a poster at its door. Rooms of other hours may be the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site {
    /// What tells places of one category apart, from 1 on.
    pub number: u32,
    /// What kind of place it is.
    pub category: Category,
}

impl Site {
    /// A name for the place, in Vietnamese.
    pub fn name(&self) -> String {
        let kind = match self.category {
            Category::School => "Lớp học",
            Category::Market => "Chợ",
            Category::Workplace => "Cơ quan",
            Category::Transport => "Chuyến xe",
            Category::Event => "Hội trường",
            _ => "Địa điểm",
        };
        format!("{kind} {}", self.number)
    }
}
