//! Places of a list: whoever oversees schools or clinics knows them all, and who runs each.

use lancan_protocol::phone_number::PhoneNumber;

use super::managers::MOST_PLACES;
use super::{NewPlace, PlaceRow, Places, details, manager_store, store};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::random;
use crate::ground::unit_set::UnitSet;
use crate::store::Transaction;

/// A place of a list, and who runs it.
pub(crate) struct PlaceOfList {
    /// What is written of the place.
    pub(crate) new: NewPlace,
    /// The number that its manager shows.
    pub(crate) phone: PhoneNumber,
    /// The manager's name.
    pub(crate) manager: String,
}

/// What became of a place of a list.
pub(crate) enum AddedListed {
    /// It was added.
    New(Box<PlaceRow>),
    /// The number manages a place of this name in this unit: nothing was added.
    Known,
}

impl PlaceOfList {
    /// Whether it can be, as far as that is seen without the store.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub(crate) fn check(&self, set: UnitSet) -> Result<(), Refusal> {
        self.new.check(set)?;
        details::person_name(&self.manager).map(|_| ())
    }
}

impl Places {
    /// Adds a place of a list. It is verified: who made the list vouches for it.
    ///
    /// # Errors
    /// A refusal when the number manages as many places as one may.
    pub(crate) fn add_listed(&self, tx: &mut dyn Transaction, listed: &PlaceOfList) -> Result<AddedListed, Failure> {
        let checked = listed.new.check(self.set)?;
        let manager = details::person_name(&listed.manager)?;
        let own = manager_store::places_of(tx, &self.manager_number(&listed.phone))?;
        if own.iter().any(|row| row.unit == checked.unit && row.place.name == checked.place.name) {
            return Ok(AddedListed::Known);
        }
        if own.len() >= MOST_PLACES {
            return Err(details::too_many().into());
        }
        let (id, now) = (random::id(), self.clock.now());
        store::insert(tx, &id, &checked, now, Some(now))?;
        self.new_code(tx, &id, false, self.today())?;
        self.put_manager(tx, &id, &listed.phone, manager, now)?;
        let added = store::find(tx, &id)?.ok_or(Fault::Broken("a place that was added is missing"))?;
        Ok(AddedListed::New(Box::new(added)))
    }
}
