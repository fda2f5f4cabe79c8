//! The country has a new division: places move into the units of the set in force. One whose ward was split stays where it was
//! until an officer says which part it lies in.

use std::sync::Arc;

use super::{PlaceRow, Places, about, store, territory};
use crate::ground::error::{Failure, Refusal};
use crate::ground::unit_set::UnitSet;
use crate::http::{Area, Officer};
use crate::store::{StoreError, Transaction};
use crate::units::{self, Units};

/// Rows that one transaction reads.
const AT_ONCE: u32 = 500;
/// Places that a page names.
const SHOWN: usize = 100;

/// A place whose ward was split.
pub(crate) struct SplitPlace {
    /// The place.
    pub(crate) place: PlaceRow,
    /// The full name of its unit in the other set.
    pub(crate) unit: String,
    /// The wards that took over a part of its ward: code and full name. Empty where the source of the conversion has none.
    pub(crate) candidates: Vec<(&'static str, String)>,
}

impl Places {
    /// Moves every place of the other set whose ward lies in one ward now. Returns how many moved, and how many wait for an
    /// officer.
    ///
    /// # Errors
    /// [`Failure`] when the store fails; the next start goes on.
    pub(crate) async fn move_to_set(&self) -> Result<(u32, u32), Failure> {
        let (set, mut after) = (self.set, String::new());
        let (mut moved, mut waiting) = (0, 0);
        loop {
            let from = after.clone();
            let work = move |tx: &mut dyn Transaction| move_page(tx, set, &from);
            let Some(page) = self.officers.store.run("move_places", work).await? else { return Ok((moved, waiting)) };
            moved += page.moved;
            waiting += page.waiting;
            after = page.last;
        }
    }

    /// The places of the officer's area whose ward was split, at most a hundred: those that lay in the area, and those that
    /// may lie there now.
    pub(crate) async fn split(self: &Arc<Self>, officer: &Officer) -> Result<Vec<SplitPlace>, Failure> {
        let (set, area) = (self.set, territory(officer));
        let read = move |tx: &mut dyn Transaction| match &area {
            Some(area) => split_in(tx, set, area),
            None => Ok(Vec::new()),
        };
        self.officers.read(officer, "list-places", None, |_| Ok(()), read).await
    }

    /// An officer says in which ward of the set in force a place lies.
    ///
    /// # Errors
    /// A refusal where the officer's area has neither the place's ward nor the new one, where the set has no such ward, or
    /// where the place does not wait for this.
    pub(crate) async fn place_split(self: &Arc<Self>, officer: &Officer, id: &str, unit: &str) -> Result<(), Failure> {
        let no_unit = || Refusal::of_field("unit", "officer-place-unit", Vec::new());
        let units = Units::of(self.set);
        let found = units.find(unit).filter(|unit| units.inside(unit.code).next().is_none() && unit.parent.is_some());
        let unit = found.ok_or_else(no_unit)?.code;
        let (places, set, area) = (self.clone(), self.set, units::area_of(self.set, unit)?);
        let (named, id, officers_area) = (about(id), id.to_owned(), territory(officer));
        let work = move |tx: &mut dyn Transaction| {
            let place = store::find(tx, &id)?.filter(|place| place.set != set);
            let may = |place: &PlaceRow| officers_area.as_ref().is_some_and(|own| sees(own, place, set));
            place.filter(may).ok_or(lancan_protocol::problem::Problem::NotFound)?;
            if !officers_area.as_ref().is_some_and(|own| own.covers(&area)) {
                return Err(no_unit().into());
            }
            store::move_to(tx, &id, unit, &area, set)?;
            places.followed(tx, &id)
        };
        self.officers.write(officer, "move-place", named, work).await
    }
}

struct MovedPage {
    moved: u32,
    waiting: u32,
    last: String,
}

fn move_page(tx: &mut dyn Transaction, set: UnitSet, after: &str) -> Result<Option<MovedPage>, Failure> {
    let rows = store::of_set(tx, set.other(), after, AT_ONCE)?;
    let Some(last) = rows.last().map(|row| row.id.clone()) else { return Ok(None) };
    let mut page = MovedPage { moved: 0, waiting: 0, last };
    for row in rows {
        match units::wards_in(set, &row.unit).as_slice() {
            [only] => {
                store::move_to(tx, &row.id, only, &units::area_of(set, only)?, set)?;
                page.moved += 1;
            }
            _ => page.waiting += 1,
        }
    }
    Ok(Some(page))
}

/// Whether an area has the place's ward of the other set, or a ward that the place may lie in now.
fn sees(area: &Area, place: &PlaceRow, set: UnitSet) -> bool {
    let now = units::wards_in(set, &place.unit);
    let may_be = |code: &&str| units::area_of(set, code).is_ok_and(|ward| area.covers(&ward));
    if now.is_empty() { area.covers(&place.area) } else { now.iter().any(may_be) }
}

fn split_in(tx: &mut dyn Transaction, set: UnitSet, area: &Area) -> Result<Vec<SplitPlace>, Failure> {
    let (now, before) = (Units::of(set), Units::of(set.other()));
    let (mut found, mut after) = (Vec::new(), String::new());
    while found.len() < SHOWN {
        let rows: Vec<PlaceRow> = page_of(tx, set, &mut after)?;
        if rows.is_empty() {
            break;
        }
        for place in rows.into_iter().filter(|place| sees(area, place, set)) {
            let candidates = units::wards_in(set, &place.unit).into_iter().filter_map(|code| now.find(code));
            found.push(SplitPlace {
                unit: before.find(&place.unit).map_or_else(|| place.unit.clone(), |unit| before.full_name(unit)),
                candidates: candidates.map(|unit| (unit.code, now.full_name(unit))).collect(),
                place,
            });
        }
    }
    found.truncate(SHOWN);
    Ok(found)
}

fn page_of(tx: &mut dyn Transaction, set: UnitSet, after: &mut String) -> Result<Vec<PlaceRow>, StoreError> {
    let rows = store::of_set(tx, set.other(), after, AT_ONCE)?;
    if let Some(last) = rows.last() {
        last.id.clone_into(after);
    }
    Ok(rows)
}
