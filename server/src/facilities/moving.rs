//! What becomes of a facility when its place changes: another division of the country, a closing for good.

use std::sync::Arc;

use lancan_protocol::time::Day;

use super::store::FacilityRow;
use super::{Facilities, description_store, store};
use crate::ground::error::Failure;
use crate::ground::unit_set::UnitSet;
use crate::http::Area;
use crate::places::{self, PlaceFollower};
use crate::store::{StoreError, Transaction};
use crate::units::{self, Units};

/// Rows that are read at once.
const AT_ONCE: u32 = 1_000;

/// Moves facilities into a set of units from a day on. Returns whether there were any to move. A facility goes where its place
/// went; while nobody knows where the place belongs, into the ward that took over most of its own, as the source of the
/// conversion has it; without such a ward it stays in its province, as far as that goes on.
pub(super) fn move_to_set(tx: &mut dyn Transaction, set: UnitSet, from: Day) -> Result<bool, StoreError> {
    let mut has_moved = false;
    loop {
        let rows = store::of_set(tx, set.other(), AT_ONCE)?;
        if rows.is_empty() {
            return Ok(has_moved);
        }
        for (mut row, place) in rows {
            let (unit, area) = place.unwrap_or_else(|| moved(&row, set));
            (row.unit, row.area, row.set) = (unit, area, set);
            description_store::put(tx, &row, from)?;
        }
        has_moved = true;
    }
}

fn moved(row: &FacilityRow, set: UnitSet) -> (String, Area) {
    let province = row.area.path().split('/').next().unwrap_or_default().to_owned();
    let units = Units::of(set);
    let wards = units::wards_in(set, &row.unit);
    let candidates = wards.first().copied().into_iter().map(str::to_owned).chain([province]);
    let found = candidates.filter(|code| units.find(code).is_some()).find_map(|code| {
        let area = units::area_of(set, &code).ok()?;
        Some((code, area))
    });
    found.unwrap_or_else(|| (row.unit.clone(), row.area.clone()))
}

impl Facilities {
    /// What becomes of facilities when places change, for the places to call.
    pub(crate) fn follower(self: &Arc<Self>) -> PlaceFollower {
        let facilities = self.clone();
        Arc::new(move |tx, place| facilities.follow(tx, place))
    }

    /// Takes over what became of a place: closed for good, opened again, or moved into another unit. From today on the counts
    /// have it so; what was counted before stays.
    ///
    /// # Errors
    /// [`Failure`] when the store fails.
    fn follow(&self, tx: &mut dyn Transaction, place: &str) -> Result<(), Failure> {
        let today = self.today();
        let Some((row, place)) = store::find(tx, place)?.zip(places::find(tx, place)?) else { return Ok(()) };
        let mut new = FacilityRow { gone: place.is_closed, ..row.clone() };
        if place.set == self.set {
            (new.unit, new.area, new.set) = (place.unit, place.area, place.set);
        }
        if new == row {
            return Ok(());
        }
        self.changing(tx, &row.place, today, |tx| Ok(description_store::put(tx, &new, today)?))
    }
}
