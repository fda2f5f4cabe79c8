//! How places are warned of, and what a phone keeps of visits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::places::Category;

/// How places are warned of, and what a phone keeps of visits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceRules {
    /// Minutes by which a stay counts longer at an end that nobody scanned. 60 by the announcement of January 2022.
    pub margin_minutes: u32,
    /// Fewest minutes of overlap between a stay and a window; a window that is only touched never counts.
    pub least_overlap_minutes: u32,
    /// Minutes for which a visitor is taken to stay who scans no leave, for each kind of place.
    pub default_stay: BTreeMap<Category, u32>,
    /// Days for which a phone keeps visits, 1 to 60.
    pub keep_days: u32,
    /// Most visits of a day that a phone keeps and a report brings.
    pub most_visits_per_day: u32,
    /// Who decides which windows are published.
    pub publish: WindowPublication,
}

/// Who decides which windows are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WindowPublication {
    /// An officer ticks each of them.
    Officer,
}

/// Stay, in minutes, for a kind of place that a document does not name.
const USUAL_STAY_MINUTES: u32 = 60;

impl PlaceRules {
    /// Longest stay at most places, in minutes: as long after an enter a scan of the same code still means to leave.
    pub const LONGEST_STAY_MINUTES: u32 = 16 * 60;

    /// Minutes for which a visitor is taken to stay who scans no leave.
    pub fn default_stay(&self, category: Category) -> u32 {
        self.default_stay.get(&category).copied().unwrap_or(USUAL_STAY_MINUTES)
    }

    /// Whether these are the rules of documents that do not speak of places.
    pub(super) fn are_usual(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for PlaceRules {
    /// The announcement of January 2022: everybody who scanned within an hour of a case. How long people stay where is our
    /// estimate.
    fn default() -> Self {
        let stays = [
            (Category::School, 300),
            (Category::Hospital, 180),
            (Category::Clinic, 60),
            (Category::Market, 60),
            (Category::Shop, 30),
            (Category::Restaurant, 90),
            (Category::Lodging, 720),
            (Category::Workplace, 480),
            (Category::Transport, 60),
            (Category::Worship, 90),
            (Category::Event, 180),
            (Category::Other, 60),
        ];
        Self {
            margin_minutes: 60,
            least_overlap_minutes: 0,
            default_stay: stays.into_iter().collect(),
            keep_days: 21,
            most_visits_per_day: 20,
            publish: WindowPublication::Officer,
        }
    }
}
