//! Contacts of cases, however they became known: entered by officers or answered by phones, followed up, called, ordered.
//!
//! What is known of a person is sealed under the case's key and goes with the case. Names and numbers are found by HMACs
//! of folded words and of numbers: who holds the database alone learns which contacts share a word or a number, and how
//! often a word occurs, and no word.

mod api;
mod bulk;
mod call_queue;
mod callback;
mod calling;
mod convert;
mod duplicates;
mod entry;
mod exchanged;
mod field;
mod figures;
mod file;
mod follow_up;
mod graph;
mod index;
mod kinds;
mod line_list;
mod list;
mod order;
mod person;
mod query;
mod sheet;
mod store;
mod summary;
mod transfer;
mod views;
mod visitors;
mod waiting;
mod weighing;

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};
use serde::Serialize;
use utoipa::ToSchema;

use crate::calls;
use crate::cases::{self, Cases};
use crate::evidence::{Evidence, EvidenceGrade};
use crate::ground::calendar::Date;
use crate::ground::clock::Clock;
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::CaseId;
use crate::ground::sealing::SealingKey;
use crate::ground::secrets::Secrets;
use crate::http::{Area, Officer, Right};
use crate::otp::OneTimePasswords;
use crate::store::{Store, StoreError, Transaction};
use store::ContactRow;

pub(crate) use api::routes;
pub(crate) use bulk::SetStatus;
pub(crate) use call_queue::CallLine;
pub(crate) use callback::routes as public_routes;
pub(crate) use calling::CallOutcome;
pub(crate) use convert::BecomeCase;
pub(crate) use duplicates::Alike;
pub(crate) use entry::NewContact;
pub(crate) use exchanged::{Effect, Incoming, Outgoing, TakenBack, TakenIn, cases_of, count_outside, field_of};
pub(crate) use field::ContactField;
pub(crate) use figures::ContactFigures;
pub(crate) use file::{ContactFile, ContactName};
pub(crate) use follow_up::{DayRecord, DueContact, FollowUp, SpecimenRecord, SpecimenResult};
pub(crate) use graph::{ContactGraph, GraphNode};
pub(crate) use kinds::{Closeness, Seen, Source, Status, Tier};
#[cfg(any(test, fuzzing))]
pub(crate) use line_list::fuzzed_pasted_list;
pub(crate) use line_list::{CellFault, LineList};
pub(crate) use line_list::{sex as sex_of, with_lost_zero};
pub(crate) use list::ContactFilter;
pub(crate) use order::OrderShown;
pub(crate) use person::{Person, Sex};
pub(crate) use sheet::{Sheet, SheetColumn};
pub(crate) use summary::ContactSummary;
pub(crate) use transfer::{alike_in, can_be_sent, give, give_all};
pub(crate) use views::SavedView;
pub(crate) use visitors::Visitor;

/// The contacts of the store.
pub(crate) struct Contacts {
    pub(crate) store: Store,
    pub(crate) cases: Arc<Cases>,
    pub(crate) evidence: Arc<Evidence>,
    pub(crate) otp: Arc<OneTimePasswords>,
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// A contact, as an officer sees one.
#[allow(clippy::struct_field_names, reason = "the last contact is an event, not this type")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Contact {
    /// Random id.
    pub(crate) id: String,
    /// The case that the contact is of.
    pub(crate) case_id: String,
    /// Of an F2: the F1 that the contact is of.
    pub(crate) parent: Option<String>,
    /// F1 or F2.
    pub(crate) tier: Tier,
    /// How the contact became known.
    pub(crate) source: Source,
    /// Evidence of the app, where the contact answered.
    pub(crate) grade: Option<EvidenceGrade>,
    /// Whether a relay is suspected: two close intervals in a row that one phone alone heard.
    pub(crate) relay_suspected: bool,
    /// Whether an order may rest on what is known.
    pub(crate) supports_order: bool,
    /// How near case and contact were.
    pub(crate) closeness: Closeness,
    /// Minutes near each other.
    pub(crate) minutes: Option<u32>,
    /// Date of the last contact.
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) last_contact: Option<Date>,
    /// How far the follow-up is.
    pub(crate) status: Status,
    /// When entered or answered, Unix seconds.
    #[schema(value_type = u64)]
    pub(crate) created_at: UnixTime,
    /// When last changed.
    #[schema(value_type = u64)]
    pub(crate) changed_at: UnixTime,
    /// The person; null where what is sealed does not open, as after a restore.
    pub(crate) person: Option<Person>,
    /// The contact that this one was merged into.
    pub(crate) merged_into: Option<String>,
    /// The case that the contact became.
    pub(crate) became_case: Option<String>,
}

/// Whether an officer revoked a case.
fn is_revoked(tx: &mut dyn Transaction, case: &CaseId) -> Result<bool, StoreError> {
    Ok(cases::with_id(tx, case)?.is_some_and(|case| case.revoked_at.is_some()))
}

/// Deletes the contacts of the cases that end.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    for case in cases::ending(tx, today)? {
        for contact in store::ids_of(tx, &case)? {
            calls::forget(tx, &contact)?;
        }
        store::forget(tx, &case)?;
    }
    waiting::expire(tx, today)
}

/// The keys of the cases that one act opens, each opened once.
#[derive(Default)]
struct CaseKeys(BTreeMap<CaseId, Option<SealingKey>>);

impl CaseKeys {
    fn of(
        &mut self,
        cases: &Cases,
        tx: &mut dyn Transaction,
        case: &CaseId,
    ) -> Result<Option<&SealingKey>, StoreError> {
        if !self.0.contains_key(case) {
            self.0.insert(case.clone(), cases.key_of(tx, case)?);
        }
        Ok(self.0.get(case).and_then(Option::as_ref))
    }
}

impl Contacts {
    /// A contact of the officer's area.
    pub(crate) async fn view(self: &Arc<Self>, officer: &Officer, id: &str) -> Result<Contact, Failure> {
        let contacts = self.clone();
        self.read(officer, id, "view-contact", move |tx, row| contacts.shown(tx, row, &mut CaseKeys::default())).await
    }

    /// What an officer looks at of a contact of the area, on record in the audit log before it is read.
    async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        what: &'static str,
        mut read: impl FnMut(&mut dyn Transaction, ContactRow) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        officer.may(Right::Read)?;
        let case = self.case_of(officer, id).await?;
        let about = (&case, format!("contact {id}"));
        let (area, id) = (officer.area.clone(), id.to_owned());
        let read = move |tx: &mut dyn Transaction| {
            let row = seen(tx, &area, &id)?;
            read(tx, row)
        };
        self.cases.officers.read(officer, what, about, |_| Ok(()), read).await
    }

    /// What an officer changes about a contact of the area, on record in the audit log. The work gets the contact, the
    /// person, and the key that both are sealed under.
    async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        what: &'static str,
        mut work: impl FnMut(&mut dyn Transaction, Opened) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        officer.may(Right::Write)?;
        let case = self.case_of(officer, id).await?;
        let about = (&case, format!("contact {id}"));
        let (contacts, area, id) = (self.clone(), officer.area.clone(), id.to_owned());
        self.cases
            .officers
            .write(officer, what, about, move |tx| {
                let row = seen(tx, &area, &id)?;
                let opened = contacts.open(tx, row)?;
                work(tx, opened)
            })
            .await
    }

    /// The case of a contact of the officer's area.
    pub(crate) async fn case_of(&self, officer: &Officer, id: &str) -> Result<CaseId, Failure> {
        let (area, id) = (officer.area.clone(), id.to_owned());
        self.store.view("case_of_contact", move |tx| Ok(seen(tx, &area, &id)?.case)).await
    }

    /// Opens a contact.
    fn open(&self, tx: &mut dyn Transaction, row: ContactRow) -> Result<Opened, Failure> {
        let key = self.cases.key_of(tx, &row.case)?.ok_or_else(does_not_open)?;
        let person = Person::open(&key, &row.id, &row.sealed).map_err(|_| does_not_open())?;
        Ok(Opened { row, person, key })
    }

    /// When a contact is changed that was changed then: now, and later than then, so that a list that was looked at in the
    /// same second is known to be old.
    fn later(&self, changed_at: UnixTime) -> UnixTime {
        self.clock.now().max(changed_at.plus(1))
    }

    /// Writes a contact with its person. Returns the row that stands.
    fn put(&self, tx: &mut dyn Transaction, opened: &Opened) -> Result<ContactRow, Failure> {
        let Opened { row, person, key } = opened;
        let sealed = person.seal(key, &row.id).map_err(Fault::from)?;
        let index = self.index();
        // A plan rests on every day of contact, whatever was left out of what is written now.
        let last_contact = row.last_contact.max(follow_up::latest_exposure(tx, &row.id)?);
        let row = ContactRow {
            last_contact,
            sealed,
            phone: index.phone(person),
            alike: index.alike(person),
            changed_at: self.later(row.changed_at),
            ..row.clone()
        };
        // Whoever was merged is found as the one that remains.
        let words = if row.merged_into.is_none() { index.words(person) } else { Vec::new() };
        store::put(tx, &row, &words)?;
        Ok(row)
    }

    /// A contact as an officer sees one.
    fn shown(&self, tx: &mut dyn Transaction, row: ContactRow, keys: &mut CaseKeys) -> Result<Contact, Failure> {
        let key = keys.of(&self.cases, tx, &row.case)?;
        let person = key.and_then(|key| Person::open(key, &row.id, &row.sealed).ok());
        Ok(Contact::of(row, person))
    }
}

/// A contact whose person is open.
struct Opened {
    row: ContactRow,
    person: Person,
    key: SealingKey,
}

impl Contact {
    fn of(row: ContactRow, person: Option<Person>) -> Self {
        Self {
            supports_order: order::Basis::of(&row).is_ok(),
            id: row.id,
            case_id: row.case.0,
            parent: row.parent,
            tier: row.tier,
            source: row.source,
            grade: row.grade,
            relay_suspected: row.relay,
            closeness: row.closeness,
            minutes: row.minutes,
            last_contact: row.last_contact.map(Date),
            status: row.status,
            created_at: row.created_at,
            changed_at: row.changed_at,
            person,
            merged_into: row.merged_into,
            became_case: row.became_case.map(|case| case.0),
        }
    }
}

/// A health centre lies elsewhere now, and what hangs on its cases with it.
pub(crate) fn moved(tx: &mut dyn Transaction, centre: &str, area: &Area) -> Result<(), StoreError> {
    store::move_contacts(tx, centre, area)
}

/// Where the contact with this id lies.
pub(crate) fn area_of(tx: &mut dyn Transaction, id: &str) -> Result<Option<Area>, StoreError> {
    Ok(store::find(tx, id)?.map(|row| row.area))
}

/// The contact with this id, if it lies in the area; one that lies elsewhere is not there.
fn seen(tx: &mut dyn Transaction, area: &Area, id: &str) -> Result<ContactRow, Failure> {
    let row = store::find(tx, id)?.filter(|row| area.covers(&row.area));
    row.ok_or_else(|| Problem::NotFound.into())
}

fn does_not_open() -> Refusal {
    Refusal::saying(Problem::Conflict, "officer-case-does-not-open")
}
