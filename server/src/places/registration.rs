//! Whoever runs a place registers it. It is self-declared until a health officer verifies it.

use std::sync::Arc;

use super::managers::{MOST_PLACES, Manager};
use super::{AddedPlace, NewPlace, Places, details, manager_store, store};
use crate::ground::error::{Failure, Refusal};
use crate::ground::random;
use crate::store::Transaction;
use crate::units::{Unit, UnitLevel, Units};

impl Places {
    /// Registers a place with a code for its posters, managed by who registers it. Where the unit has places of nearly the
    /// same name, those are returned and nothing is added, unless the place is to be added nevertheless.
    pub(crate) async fn register(
        self: &Arc<Self>,
        manager: &Manager,
        registrant: &str,
        new: NewPlace,
    ) -> Result<AddedPlace, Failure> {
        let checked = new.check(self.set)?;
        let registrant = details::person_name(registrant)?;
        let (places, manager, now) = (self.clone(), manager.clone(), self.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            if manager_store::places_of(tx, &manager.number)?.len() >= MOST_PLACES {
                return Err(Failure::from(details::too_many()));
            }
            let alike = store::alike(tx, checked.unit, &checked.folded)?;
            if !alike.is_empty() && !new.although_alike {
                return Ok(AddedPlace::Alike(alike));
            }
            let id = random::id();
            store::insert(tx, &id, &checked, now, None)?;
            places.new_code(tx, &id, false, places.rules.key_days.day(now))?;
            places.put_manager(tx, &id, &manager.phone, registrant.clone(), now)?;
            Ok(AddedPlace::Place(id))
        };
        self.officers.store.run("register_place", work).await
    }

    /// Whether a place could be registered, as far as that is seen without looking for others.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub(crate) fn could_be(&self, new: &NewPlace) -> Result<(), Refusal> {
        new.check(self.set).map(|_| ())
    }

    /// Whether a registrant's name can be one.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub(crate) fn could_be_registrant(name: &str) -> Result<(), Refusal> {
        details::person_name(name).map(|_| ())
    }

    /// Units that a place can lie in whose full names hold every word of a text, whatever its marks: code and full name. At
    /// most `most`.
    pub(crate) fn units_found(&self, text: &str, most: usize) -> Vec<(&'static str, String)> {
        let units = Units::of(self.set);
        let is_smallest = |unit: &Unit| unit.level == UnitLevel::Ward || units.inside(unit.code).next().is_none();
        // What is found may be a district or a province, whose wards are offered then.
        let found = units.search(text, 200);
        let own = found.iter().filter(|unit| is_smallest(unit)).copied();
        let inside = found.iter().filter(|unit| !is_smallest(unit)).flat_map(|unit| units.inside(unit.code));
        let mut seen = std::collections::BTreeSet::new();
        own.chain(inside.filter(|unit| is_smallest(unit)))
            .filter(|unit| seen.insert(unit.code))
            .take(most)
            .map(|unit| (unit.code, units.full_name(unit)))
            .collect()
    }

    /// The full name of a unit.
    pub(crate) fn unit_name(&self, code: &str) -> Option<String> {
        let units = Units::of(self.set);
        units.find(code).map(|unit| units.full_name(unit))
    }
}
