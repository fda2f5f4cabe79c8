//! Entering and changing a contact by hand.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use serde::Deserialize;
use utoipa::ToSchema;

use super::kinds::{Closeness, Source, Status, Tier};
use super::person::Person;
use super::store::ContactRow;
use super::{Contact, Contacts, Opened, follow_up, seen};
use crate::calls;
use crate::cases::CaseRow;
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::CaseId;
use crate::ground::random;
use crate::ground::sealing::SealingKey;
use crate::http::{Area, Officer};
use crate::store::{StoreError, Transaction};

/// Most days that a last contact may lie back.
const OLDEST_DAYS: u32 = 60;
/// Most minutes near each other: a month of days and nights.
const MOST_MINUTES: u32 = 31 * 24 * 60;

/// A contact to be entered, or what a contact is changed to.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewContact {
    /// The person.
    pub(crate) person: Person,
    /// F1 where it is left out.
    #[serde(default)]
    pub(crate) tier: Option<Tier>,
    /// Of an F2: the F1 that the contact is of.
    #[serde(default)]
    pub(crate) parent: Option<String>,
    /// `interview`, `venue` or `list`; `interview` where it is left out. Never changed later.
    #[serde(default)]
    pub(crate) source: Option<Source>,
    /// How near case and contact were.
    #[serde(default)]
    pub(crate) closeness: Option<Closeness>,
    /// Minutes near each other.
    #[serde(default)]
    pub(crate) minutes: Option<u32>,
    /// Date of the last contact, from 60 days ago until today. In a change: days of contact after it are deleted; where it is
    /// left out, the days that were written down stay.
    #[serde(default)]
    #[schema(format = Date, example = "2021-05-20")]
    pub(crate) last_contact: Option<String>,
    /// Of a change: `changed_at` of the contact that was read, Unix seconds. Where somebody changed the contact since, nothing
    /// is changed. Left out: the change counts in any case.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    pub(crate) changed_at: Option<UnixTime>,
}

impl NewContact {
    /// A contact of whom only the person is known.
    pub(crate) fn of(person: Person) -> Self {
        Self {
            person,
            tier: None,
            parent: None,
            source: None,
            closeness: None,
            minutes: None,
            last_contact: None,
            changed_at: None,
        }
    }

    /// The contact's row, without what is made when it is written.
    ///
    /// # Errors
    /// A refusal that names the field that cannot be.
    pub(super) fn check(self, today: Date, row: ContactRow) -> Result<(ContactRow, Person), Refusal> {
        let person = self.person.checked()?;
        let tier = self.tier.unwrap_or(row.tier);
        if self.minutes.is_some_and(|minutes| minutes > MOST_MINUTES) {
            return Err(Refusal::of_field("minutes", "officer-minutes", vec![("most", MOST_MINUTES.to_string())]));
        }
        if (tier == Tier::F2) != self.parent.is_some() {
            return Err(Refusal::of_field("parent", "officer-parent", Vec::new()));
        }
        let oldest = Date(today.0.minus(OLDEST_DAYS));
        let last_contact = match self.last_contact.as_deref().map(str::parse::<Date>) {
            None => None,
            Some(Ok(Date(day))) if (oldest.0..=today.0).contains(&day) => Some(day),
            Some(_) => {
                let arguments = vec![("from", oldest.to_string()), ("to", today.to_string())];
                return Err(Refusal::of_field("last_contact", "officer-date", arguments));
            }
        };
        let closeness = self.closeness.unwrap_or(row.closeness);
        // What weighing found stays until an officer writes something else.
        let weighed = row.source == Source::App;
        let minutes = self.minutes.or(row.minutes.filter(|_| weighed));
        let last_contact = last_contact.or(row.last_contact.filter(|_| weighed));
        Ok((ContactRow { tier, parent: self.parent, closeness, minutes, last_contact, ..row }, person))
    }
}

impl Contacts {
    /// Enters a contact of a case of the officer's area.
    pub(crate) async fn add(
        self: &Arc<Self>,
        officer: &Officer,
        case: &CaseId,
        new: NewContact,
    ) -> Result<Contact, Failure> {
        let today = self.today();
        if new.source.is_some_and(|source| !source.is_told()) {
            return Err(Refusal::of_field("source", "officer-source", Vec::new()).into());
        }
        let source = new.source.unwrap_or(Source::Interview);
        let (contacts, area) = (self.clone(), officer.area.clone());
        self.cases
            .write(officer, case, "add-contact", move |tx, case| {
                case.must_hold()?;
                let key = contacts.cases.opened(&case)?.key;
                let (row, person) = new.clone().check(today, contacts.fresh(&case, source))?;
                check_parent(tx, &area, &row)?;
                contacts.enqueue(tx, &row, &person)?;
                contacts.insert(tx, row, person, key)
            })
            .await
    }

    /// Changes a contact of the officer's area. Source and evidence stay as they are.
    ///
    /// # Errors
    /// [`Problem::Conflict`] where somebody changed the contact after `changed_at`, besides a refusal that names the field that
    /// cannot be.
    pub(crate) async fn change(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        new: NewContact,
    ) -> Result<Contact, Failure> {
        let (today, seen_at, names_a_day) = (self.today(), new.changed_at, new.last_contact.is_some());
        let (contacts, area) = (self.clone(), officer.area.clone());
        self.write(officer, id, "change-contact", move |tx, Opened { row, person: before, key }| {
            if row.merged_into.is_some() {
                return Err(Problem::Conflict.into());
            }
            if seen_at.is_some_and(|seen_at| seen_at != row.changed_at) {
                return Err(Refusal::saying(Problem::Conflict, "officer-contact-changed-since").into());
            }
            let parent = row.parent.clone();
            let (row, person) = new.clone().check(today, row)?;
            if names_a_day {
                follow_up::forget_exposures_after(tx, &row)?;
            }
            // The F1 may have gone to another area since.
            if row.parent != parent {
                check_parent(tx, &area, &row)?;
            }
            if person.phone != before.phone {
                match &person.phone {
                    Some(_) if row.status.is_open() => contacts.enqueue(tx, &row, &person)?,
                    _ => calls::forget(tx, &row.id)?,
                }
            }
            contacts.insert(tx, row, Person { call_words: before.call_words, ..person }, key)
        })
        .await
    }

    /// Writes a contact and shows what was written.
    pub(super) fn insert(
        &self,
        tx: &mut dyn Transaction,
        row: ContactRow,
        person: Person,
        key: SealingKey,
    ) -> Result<Contact, Failure> {
        let opened = Opened { row, person, key };
        let row = self.put(tx, &opened)?;
        Ok(Contact::of(row, Some(opened.person)))
    }

    /// Puts a contact who has a number into the queue of calls.
    pub(super) fn enqueue(
        &self,
        tx: &mut dyn Transaction,
        row: &ContactRow,
        person: &Person,
    ) -> Result<(), StoreError> {
        if person.phone.is_none() {
            return Ok(());
        }
        calls::enqueue(tx, &row.id, &row.area, self.clock.now())
    }

    /// A new contact of a case.
    pub(super) fn fresh(&self, case: &CaseRow, source: Source) -> ContactRow {
        let now = self.clock.now();
        ContactRow {
            id: random::id(),
            case: case.id.clone(),
            area: case.area.clone(),
            parent: None,
            tier: Tier::F1,
            source,
            grade: None,
            relay: false,
            closeness: Closeness::Unknown,
            minutes: None,
            last_contact: None,
            status: Status::New,
            created_at: now,
            changed_at: UnixTime(0),
            sealed: Vec::new(),
            phone: None,
            alike: None,
            merged_into: None,
            became_case: None,
        }
    }

    /// Today by the deployment's calendar.
    pub(super) fn today(&self) -> Date {
        Date(self.cases.rules.key_days.day(self.clock.now()))
    }
}

/// The F1 of an F2 is another contact of the same case, and an F1.
pub(super) fn check_parent(tx: &mut dyn Transaction, area: &Area, row: &ContactRow) -> Result<(), Failure> {
    let Some(parent) = &row.parent else { return Ok(()) };
    let found = seen(tx, area, parent).ok();
    let is_right = found.is_some_and(|parent| {
        parent.case == row.case && parent.tier == Tier::F1 && parent.id != row.id && parent.merged_into.is_none()
    });
    if is_right { Ok(()) } else { Err(Refusal::of_field("parent", "officer-parent", Vec::new()).into()) }
}
