//! Follow-up: from when until when, what was seen on each day, specimens, and whom to see today.

mod api;
mod joined;
mod kept;
mod plan;
mod today;

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;
use serde::Serialize;
use utoipa::ToSchema;

use super::order::Basis;
use super::store::ContactRow;
use super::{CaseKeys, Contact, Contacts, Opened, store};
use crate::contacts::kinds::Status;
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Refusal};
use crate::http::Officer;
use crate::store::{StoreError, Transaction};

pub(super) use api::routes;
pub(super) use joined::take_over;
pub(crate) use kept::{DayRecord, SpecimenRecord, SpecimenResult};
pub(crate) use plan::FollowUpPlan;
pub(crate) use today::{DueContact, DueList};

/// Most days that a further contact may lie back.
const OLDEST_DAYS: u32 = 60;
/// Most specimens of a contact.
const MOST_SPECIMENS: u32 = 50;

/// The follow-up of a contact.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FollowUp {
    /// First and last date of the plan; null where no rule asks for one or no day of contact is known.
    plan: Option<PlanDates>,
    /// Whether somebody is to look after the contact today.
    pub(crate) is_due: bool,
    /// Dates of contact, the first first.
    #[schema(value_type = Vec<String>)]
    pub(crate) contacts: Vec<Date>,
    /// What was written down, the newest day first.
    pub(crate) days: Vec<FollowedDay>,
    /// Specimens in their order.
    pub(crate) specimens: Vec<Specimen>,
}

/// First and last date of a plan.
#[derive(Debug, Serialize, ToSchema)]
struct PlanDates {
    #[schema(value_type = String, format = Date)]
    from: Date,
    #[schema(value_type = String, format = Date)]
    until: Date,
}

/// A day that was written down.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FollowedDay {
    /// Which day.
    #[schema(value_type = String, format = Date)]
    pub(crate) date: Date,
    /// Whether the temperature is 38.0 °C or more.
    pub(crate) is_alarm: bool,
    /// What was written down.
    pub(crate) record: DayRecord,
}

/// A specimen of a contact.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Specimen {
    /// The contact's first, second, ….
    pub(crate) number: u32,
    /// What was written down.
    pub(crate) record: SpecimenRecord,
}

impl FollowUp {
    /// The plan's first and last day.
    pub(crate) fn plan(&self) -> Option<FollowUpPlan> {
        self.plan.as_ref().map(|plan| FollowUpPlan { from: plan.from.0, until: plan.until.0 })
    }
}

impl Contacts {
    /// The follow-up of a contact of the officer's area.
    pub(crate) async fn follow_up(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
    ) -> Result<(Contact, FollowUp), Failure> {
        let (contacts, today) = (self.clone(), self.today());
        self.read(officer, id, "view-contact-days", move |tx, row| {
            let follow_up = contacts.followed(tx, &row, today)?;
            Ok((contacts.shown(tx, row, &mut CaseKeys::default())?, follow_up))
        })
        .await
    }

    fn followed(&self, tx: &mut dyn Transaction, row: &ContactRow, today: Date) -> Result<FollowUp, Failure> {
        let key = self.cases.key_of(tx, &row.case)?.ok_or_else(super::does_not_open)?;
        let contacts = days_of_contact(tx, row)?;
        let plan = FollowUpPlan::of(&self.cases.rules, row.tier, &contacts);
        let days = kept::days(tx, &key, &row.id)?.into_iter().map(|(day, record)| FollowedDay {
            date: Date(day),
            is_alarm: record.is_alarm(),
            record,
        });
        let specimens = kept::specimens(tx, &key, &row.id)?;
        Ok(FollowUp {
            is_due: row.merged_into.is_none() && plan.is_some_and(|plan| plan.is_due(row.status, today.0)),
            plan: plan.map(|plan| PlanDates { from: Date(plan.from), until: Date(plan.until) }),
            contacts: contacts.into_iter().map(Date).collect(),
            days: days.collect(),
            specimens: specimens.into_iter().map(|(number, record)| Specimen { number, record }).collect(),
        })
    }

    /// Writes down what was seen of a contact on a day, in the place of what was written of the day before. Who was seen is
    /// under follow-up from then on.
    pub(crate) async fn write_day(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        date: &str,
        record: DayRecord,
    ) -> Result<(), Failure> {
        let (today, now) = (self.today(), self.clock.now());
        let day = until_today("day", date, today)?;
        let record = record.checked()?;
        self.write(officer, id, "write-contact-day", move |tx, Opened { row, key, .. }| {
            stands(&row)?;
            kept::put_day(tx, &key, &row.id, day, &record)?;
            let status = if row.status == Status::New && record.seen.is_seen() { Status::FollowUp } else { row.status };
            Ok(store::set_status(tx, &row.id, status, now)?)
        })
        .await
    }

    /// Writes a new specimen down. Returns its number: the contact's first, second, ….
    ///
    /// # Errors
    /// A refusal that names the field that cannot be, or where the contact has fifty specimens.
    pub(crate) async fn add_specimen(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        record: SpecimenRecord,
    ) -> Result<u32, Failure> {
        let (now, record) = (self.clock.now(), record.checked(self.today())?);
        self.write(officer, id, "write-specimen", move |tx, Opened { row, key, .. }| {
            stands(&row)?;
            let number = kept::last_specimen(tx, &row.id)? + 1;
            if number > MOST_SPECIMENS {
                let most = vec![("most", MOST_SPECIMENS.to_string())];
                return Err(Refusal::of_field("taken", "officer-specimens", most).into());
            }
            kept::put_specimen(tx, &key, &row.id, number, &record)?;
            store::set_status(tx, &row.id, row.status, now)?;
            Ok(number)
        })
        .await
    }

    /// Writes down what became of a specimen.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the contact has no specimen of this number, or it does not open.
    pub(crate) async fn set_result(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        number: u32,
        result: SpecimenResult,
    ) -> Result<(), Failure> {
        let now = self.clock.now();
        self.write(officer, id, "write-specimen", move |tx, Opened { row, key, .. }| {
            stands(&row)?;
            let found = kept::specimens(tx, &key, &row.id)?.into_iter().find(|(of, _)| *of == number);
            let (_, record) = found.ok_or(Problem::NotFound)?;
            kept::put_specimen(tx, &key, &row.id, number, &SpecimenRecord { result, ..record })?;
            Ok(store::set_status(tx, &row.id, row.status, now)?)
        })
        .await
    }

    /// Notes that a contact was near the case on a further day: the plan grows by what the rules of that day ask for.
    pub(crate) async fn near_again(self: &Arc<Self>, officer: &Officer, id: &str, date: &str) -> Result<(), Failure> {
        let today = self.today();
        let day = until_today("last_contact", date, today)?;
        if day < today.0.minus(OLDEST_DAYS) {
            return Err(Refusal::of_field("last_contact", "officer-day-until-today", Vec::new()).into());
        }
        let contacts = self.clone();
        self.write(officer, id, "near-again", move |tx, Opened { row, person, key }| {
            stands(&row)?;
            kept::put_exposure(tx, &row.id, day)?;
            // The day that a mere claim tells does not become one that an officer wrote down: an order could rest on it then.
            if let Some(last) = row.last_contact.filter(|_| Basis::of(&row).is_ok()) {
                kept::put_exposure(tx, &row.id, last)?;
            }
            let row = ContactRow { last_contact: row.last_contact.max(Some(day)), ..row };
            contacts.put(tx, &Opened { row, person, key })?;
            Ok(())
        })
        .await
    }
}

/// Of two contacts that were merged only the one that remains is written about.
fn stands(row: &ContactRow) -> Result<(), Failure> {
    if row.merged_into.is_some() { Err(Problem::Conflict.into()) } else { Ok(()) }
}

fn until_today(field: &'static str, date: &str, today: Date) -> Result<Day, Refusal> {
    let day = date.parse::<Date>().ok().filter(|date| date.0 <= today.0).map(|date| date.0);
    day.ok_or_else(|| Refusal::of_field(field, "officer-day-until-today", Vec::new()))
}

/// The last day on which officers wrote that a contact was near the case again.
pub(super) fn latest_exposure(tx: &mut dyn Transaction, contact: &str) -> Result<Option<Day>, StoreError> {
    Ok(kept::exposures(tx, contact)?.last().copied())
}

/// Deletes the days after the last contact on which officers wrote that a contact was near the case again: whoever names the
/// last contact says that there was none later.
pub(super) fn forget_exposures_after(tx: &mut dyn Transaction, row: &ContactRow) -> Result<(), StoreError> {
    let Some(last) = row.last_contact else { return Ok(()) };
    kept::forget_exposures_after(tx, &row.id, last)
}

/// The days on which a contact was near the case, the first first.
fn days_of_contact(tx: &mut dyn Transaction, row: &ContactRow) -> Result<Vec<Day>, StoreError> {
    let mut days = kept::exposures(tx, &row.id)?;
    days.extend(row.last_contact);
    days.sort();
    days.dedup();
    Ok(days)
}
