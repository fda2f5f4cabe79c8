//! A contact goes to another part of the country: what is sent, who there is alike, and who follows the contact from then on.

use lancan_protocol::problem::Problem;

use super::{Contacts, Opened, Person, seen, store};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::CaseId;
use crate::http::Area;
use crate::store::{StoreError, Transaction};

/// A contact that can be sent.
pub(crate) struct ToSend {
    /// The part of the country that follows the contact.
    pub(crate) area: Area,
    pub(crate) person: Person,
}

impl Contacts {
    /// A contact of an area, if it can be sent: one that is neither merged nor a case.
    ///
    /// # Errors
    /// A refusal where the area has no such contact, or it cannot be sent.
    pub(crate) fn to_send(&self, tx: &mut dyn Transaction, area: &Area, id: &str) -> Result<ToSend, Failure> {
        let row = seen(tx, area, id)?;
        if row.merged_into.is_some() || row.became_case.is_some() {
            return Err(Refusal::saying(Problem::Conflict, "officer-transfer-gone").into());
        }
        let Opened { row, person, .. } = self.open(tx, row)?;
        Ok(ToSend { area: row.area, person })
    }
}

/// Whether an area follows this contact and can send it: neither merged nor a case.
pub(crate) fn can_be_sent(tx: &mut dyn Transaction, area: &Area, id: &str) -> Result<bool, StoreError> {
    let row = store::find(tx, id)?.filter(|row| area.covers(&row.area));
    Ok(row.is_some_and(|row| row.merged_into.is_none() && row.became_case.is_none()))
}

/// The contacts of an area that are probably the same person as this one, which lies elsewhere: by number, or by name, birth
/// year and ward.
pub(crate) fn alike_in(tx: &mut dyn Transaction, area: &Area, id: &str) -> Result<Vec<String>, StoreError> {
    let Some(row) = store::find(tx, id)? else { return Ok(Vec::new()) };
    store::alike_in(tx, area, &row)
}

/// Officers of this area follow a contact from now on, and call them: nobody there is told to yet.
pub(crate) fn give(tx: &mut dyn Transaction, id: &str, area: &Area) -> Result<(), StoreError> {
    store::give(tx, id, area)
}

/// The contacts of a case that this area follows are followed by another from now on.
pub(crate) fn give_all(tx: &mut dyn Transaction, case: &CaseId, from: &Area, to: &Area) -> Result<(), StoreError> {
    for row in store::of_case(tx, case)?.into_iter().filter(|row| from.covers(&row.area)) {
        store::give(tx, &row.id, to)?;
    }
    Ok(())
}
