//! Closing a place: its codes end, and nothing is kept of who ran it. A place is closed when none of its codes is without an
//! end; a new code of an officer opens it again. What hangs on the place is told in the same transaction.

use std::sync::Arc;

use super::managers::{Manager, managed};
use super::{Places, about, manager_store, store, tablet_store};
use crate::ground::error::Failure;
use crate::http::Officer;
use crate::store::Transaction;

impl Places {
    /// Closes a manager's place, for all who manage it.
    ///
    /// # Errors
    /// A refusal where the manager did not show the number lately, or does not manage the place.
    pub(crate) async fn manager_closes(self: &Arc<Self>, manager: &Manager, id: &str) -> Result<(), Failure> {
        self.demand_confirmation(manager)?;
        let (places, number, id) = (self.clone(), manager.number, id.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            managed(tx, &id, &number)?;
            places.close_codes_and_forget_people(tx, &id)
        };
        self.officers.store.run("manager_closes_place", work).await
    }

    /// Closes a place of the officer's area. One that is closed stays so.
    ///
    /// # Errors
    /// A refusal where the area has no such place.
    pub(crate) async fn close(self: &Arc<Self>, officer: &Officer, id: &str) -> Result<(), Failure> {
        let (places, finder, named) = (self.clone(), Self::finder(officer, id), about(id));
        let id = id.to_owned();
        let work = move |tx: &mut dyn Transaction| {
            finder(tx)?;
            places.close_codes_and_forget_people(tx, &id)
        };
        self.officers.write(officer, "close-place", named, work).await
    }

    fn close_codes_and_forget_people(&self, tx: &mut dyn Transaction, id: &str) -> Result<(), Failure> {
        store::close_codes(tx, id, self.today())?;
        tablet_store::forget(tx, id)?;
        for manager in manager_store::managers(tx, id)? {
            manager_store::take_off(tx, id, &manager.number)?;
        }
        self.followed(tx, id)
    }
}
