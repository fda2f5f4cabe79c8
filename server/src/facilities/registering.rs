//! A place becomes a facility, or says something else of itself.

use std::sync::Arc;

use super::bodies::NewFacility;
use super::store::FacilityRow;
use super::{Facilities, description_store, store};
use crate::ground::error::Failure;
use crate::places::{Manager, PlaceRow, Places};
use crate::store::Transaction;

impl Facilities {
    /// A manager says that a place is a facility, or changes what was said.
    ///
    /// # Errors
    /// A refusal that names the field, or where the manager has no such place.
    pub(crate) async fn register(
        self: &Arc<Self>,
        manager: &Manager,
        place: &str,
        new: NewFacility,
    ) -> Result<(), Failure> {
        new.check()?;
        let (facilities, manager, place) = (self.clone(), manager.clone(), place.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            let place = Places::managed_by(tx, &manager, &place)?;
            facilities.register_in(tx, &place, &new)
        };
        self.store.run("register_facility", work).await
    }

    pub(super) fn register_in(
        &self,
        tx: &mut dyn Transaction,
        place: &PlaceRow,
        new: &NewFacility,
    ) -> Result<(), Failure> {
        let known = store::find(tx, &place.id)?;
        // Until an officer has said where the place belongs, the facility is where the conversion put it.
        let (unit, set, area) = match &known {
            Some(known) if place.set != self.set => (known.unit.clone(), known.set, known.area.clone()),
            _ => (place.unit.clone(), place.set, place.area.clone()),
        };
        let row = FacilityRow {
            place: place.id.clone(),
            kind: new.kind,
            people: new.people,
            point: new.point.map(|point| (point.latitude, point.longitude)),
            weekdays: new.weekdays,
            unit,
            set,
            area,
            added_at: known.map_or_else(|| self.clock.now(), |known| known.added_at),
            standing: None,
            gone: place.is_closed,
        };
        let today = self.today();
        self.changing(tx, &place.id, today, |tx| Ok(description_store::put(tx, &row, today)?))
    }
}
