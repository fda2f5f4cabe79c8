//! A visit as it is kept.

use std::collections::BTreeMap;

use lancan_protocol::{
    key_days::KeyDays,
    places::{Category, CodeId, DaySeed, Minute, Place, Province, UnitCode},
    rules::PlaceRules,
    time::Day,
    visits::{Proof, Stay, VisitFlags},
};
use serde::{Deserialize, Serialize};

use super::{Judged, Visit};

/// A visit as it is kept. Of a poster's seed only three days are: that of the enter, and those before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredVisit {
    pub(super) id: i64,
    pub(super) code_id: CodeId,
    pub(super) seeds: BTreeMap<Day, DaySeed>,
    pub(super) name: String,
    pub(super) category: Category,
    pub(super) province: Province,
    pub(super) unit: UnitCode,
    pub(super) enter: Minute,
    pub(super) leave: Minute,
    pub(super) flags: VisitFlags,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) proof: Option<Proof>,
}

impl StoredVisit {
    pub(super) fn new(id: i64, code_id: CodeId, place: &Place, enter: Minute, leave: Minute) -> Self {
        Self {
            id,
            code_id,
            seeds: BTreeMap::new(),
            name: place.name.as_str().to_owned(),
            category: place.category,
            province: place.province,
            unit: place.unit,
            enter,
            leave,
            flags: VisitFlags::default(),
            proof: None,
        }
    }

    pub(super) fn stay(&self) -> Stay {
        Stay { enter: self.enter, leave: self.leave, flags: self.flags }
    }

    /// The days that the stay touches, its margins included, as far as their seeds are known.
    pub(super) fn days(&self, by: Judged<'_>) -> impl Iterator<Item = (Day, DaySeed)> {
        let (from, until) = self.stay().possible(by.rules);
        let (first, last) = (by.days.day(from), by.days.day(until));
        self.seeds.range(first..=last.max(first)).map(|(day, seed)| (*day, seed.clone()))
    }

    /// Whether a scan of the same code at this minute still belongs to the visit.
    pub(super) fn reaches(&self, at: Minute) -> bool {
        self.enter <= at && at.since(self.enter) <= PlaceRules::LONGEST_STAY_MINUTES
    }

    pub(super) fn shown(&self, is_open: bool, days: KeyDays) -> Visit {
        let has = |flag| self.flags.contains(flag);
        Visit {
            id: self.id,
            place: self.name.clone(),
            category: self.category,
            unit: self.unit.to_string(),
            day: days.day(self.enter),
            enter: self.enter.start(),
            leave: self.leave.start(),
            is_open,
            leave_is_estimated: has(VisitFlags::ESTIMATED_LEAVE),
            edited: has(VisitFlags::EDITED),
            by_hand: has(VisitFlags::BY_HAND),
            rotating: has(VisitFlags::ROTATING),
        }
    }
}
