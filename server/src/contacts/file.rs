//! The file of one contact: the person, the order, the calls, those near, and what officers did.

use std::sync::Arc;

use lancan_protocol::time::UnixTime;

use super::kinds::Tier;
use super::order::{self, OrderShown};
use super::store::{self, COLUMNS, ContactRow};
use super::{CaseKeys, Contact, Contacts, is_revoked};
use crate::calls::{self, CallRow};
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::http::{Area, Officer};
use crate::store::{StoreError, Transaction};
use crate::values;

/// Most acts of a file.
const MOST_ACTS: u32 = 50;
/// Most other contacts that a file names of one kind.
const MOST_NAMED: u32 = 500;

/// All that is kept of a contact.
pub(crate) struct ContactFile {
    pub(crate) contact: Contact,
    pub(crate) order: Option<OrderShown>,
    /// Whether an officer revoked the contact's case.
    pub(crate) case_is_revoked: bool,
    /// What is known of the calls to the contact.
    pub(crate) call: Option<CallRow>,
    /// What officers changed, newest first.
    pub(crate) acts: Vec<ContactAct>,
    /// The F1s of the case, of whom an F2 may be a contact.
    pub(crate) first: Vec<ContactName>,
    /// Of an F1: the F2s that are contacts of this one.
    pub(crate) second: Vec<ContactName>,
    /// The contacts that were merged into this one.
    pub(crate) same: Vec<ContactName>,
}

/// What an officer did about a contact.
pub(crate) struct ContactAct {
    pub(crate) at: UnixTime,
    /// The officer's name; none for an account that is no more.
    pub(crate) officer: Option<String>,
    /// What, as the audit log names it.
    pub(crate) what: String,
}

/// A contact by id and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContactName {
    pub(crate) id: String,
    /// The name, or the number where no name is known; none where neither is.
    pub(crate) name: Option<String>,
}

impl Contacts {
    /// The file of a contact of the officer's area.
    pub(crate) async fn file(self: &Arc<Self>, officer: &Officer, id: &str) -> Result<ContactFile, Failure> {
        let (contacts, area) = (self.clone(), officer.area.clone());
        self.read(officer, id, "view-contact", move |tx, row| {
            let mut keys = CaseKeys::default();
            let order = match keys.of(&contacts.cases, tx, &row.case)? {
                Some(key) => order::find(tx, &row.id, key)?.map(OrderShown::from),
                None => None,
            };
            let mut named = |tx: &mut dyn Transaction, rows: Vec<ContactRow>| -> Result<Vec<_>, Failure> {
                rows.into_iter().map(|row| contacts.named(tx, row, &mut keys)).collect()
            };
            let first = firsts(tx, &area, &row.case)?;
            let second = of(tx, &area, "parent", &row)?;
            let same = of(tx, &area, "merged_into", &row)?;
            let (first, second, same) = (named(tx, first)?, named(tx, second)?, named(tx, same)?);
            let about = format!("contact {}", row.id);
            let acts = contacts.cases.officers.changes_of(tx, &row.case, &about, MOST_ACTS)?;
            Ok(ContactFile {
                order,
                case_is_revoked: is_revoked(tx, &row.case)?,
                call: calls::of(tx, &row.id)?,
                acts: acts
                    .into_iter()
                    .map(|act| ContactAct { at: act.at, officer: act.officer, what: act.what })
                    .collect(),
                first,
                second,
                same,
                contact: contacts.shown(tx, row, &mut keys)?,
            })
        })
        .await
    }

    /// The F1s of a case of the officer's area, of whom an F2 may be a contact.
    pub(crate) async fn firsts(
        self: &Arc<Self>,
        officer: &Officer,
        case: &CaseId,
    ) -> Result<Vec<ContactName>, Failure> {
        let (contacts, area) = (self.clone(), officer.area.clone());
        self.cases
            .read(officer, case, "list-contacts", move |tx, case| {
                let mut keys = CaseKeys::default();
                let rows = firsts(tx, &area, &case.id)?;
                rows.into_iter().map(|row| contacts.named(tx, row, &mut keys)).collect()
            })
            .await
    }

    fn named(&self, tx: &mut dyn Transaction, row: ContactRow, keys: &mut CaseKeys) -> Result<ContactName, Failure> {
        let contact = self.shown(tx, row, keys)?;
        let name = contact.person.and_then(|person| person.name.or(person.phone));
        Ok(ContactName { id: contact.id, name })
    }
}

/// The F1s of a case that an area follows, the oldest first. A contact may lie elsewhere than the case.
fn firsts(tx: &mut dyn Transaction, area: &Area, case: &CaseId) -> Result<Vec<ContactRow>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        &format!(
            "-- contacts::file::firsts
             SELECT {COLUMNS} FROM contacts WHERE case_id = ?1 AND tier = ?2 AND area >= ?3 AND area < ?4 AND merged_into IS NULL
             ORDER BY created_at, contacts.id LIMIT ?5"
        ),
        values![case, Tier::F1.number(), from.as_str(), to.as_str(), MOST_NAMED],
        store::contact,
    )
}

/// The contacts of the same case that an area follows and that name this one in a column.
fn of(
    tx: &mut dyn Transaction,
    area: &Area,
    column: &'static str,
    row: &ContactRow,
) -> Result<Vec<ContactRow>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        &format!(
            "-- contacts::file::of
             SELECT {COLUMNS} FROM contacts WHERE case_id = ?1 AND {column} = ?2 AND area >= ?3 AND area < ?4
             ORDER BY created_at, contacts.id LIMIT ?5"
        ),
        values![&row.case, &row.id, from.as_str(), to.as_str(), MOST_NAMED],
        store::contact,
    )
}
