//! Whom to see today: those whose plan covers the day, the alarms first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lancan_protocol::time::{Day, UnixTime};
use serde::Serialize;
use utoipa::ToSchema;

use super::kept;
use super::plan::FollowUpPlan;
use crate::contacts::kinds::{Seen, Status, Tier};
use crate::contacts::store;
use crate::contacts::{CaseKeys, Contact, Contacts};
use crate::ground::calendar::Date;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::http::{Area, Officer};
use crate::store::{StoreError, Transaction};
use crate::values;

/// Most contacts of a list.
const MOST: usize = 500;
/// Most days that a plan lasts after the last contact: the most that rules may ask for, 90 of quarantine and 90 after.
const LONGEST_DAYS: u32 = 180;

/// Whom to see on a day.
#[derive(Serialize, ToSchema)]
pub(crate) struct DueList {
    /// The day.
    #[schema(value_type = String, format = Date)]
    pub(crate) date: Date,
    /// How many are to be seen.
    pub(crate) due: usize,
    /// How many of them were seen.
    pub(crate) seen: usize,
    /// At most 500 of them: alarms of today and yesterday first, then those whom nobody saw yet.
    pub(crate) contacts: Vec<DueContact>,
}

/// A contact whom somebody is to see.
#[derive(Serialize, ToSchema)]
pub(crate) struct DueContact {
    /// Who.
    pub(crate) contact: Contact,
    /// The last date of the plan.
    #[schema(value_type = String, format = Date)]
    pub(crate) until: Date,
    /// What was written down today.
    pub(crate) seen: Option<Seen>,
    /// Whether the temperature of today or of yesterday is 38.0 °C or more.
    pub(crate) is_alarm: bool,
    /// The higher of the temperatures of today and of yesterday, in tenths of a degree Celsius.
    pub(crate) temperature_tenths: Option<u32>,
}

/// A row that was written of a day.
struct WrittenDay {
    contact: String,
    day: Day,
    seen: Option<Seen>,
    sealed: Vec<u8>,
}

/// A contact whose follow-up is open, without what is sealed.
struct OpenRow {
    id: String,
    case: CaseId,
    tier: Tier,
    status: Status,
    last_contact: Option<Day>,
    created_at: UnixTime,
}

/// A contact who is due, before it is opened.
struct DueRow {
    row: OpenRow,
    plan: FollowUpPlan,
    seen: Option<Seen>,
    temperature_tenths: Option<u32>,
}

impl Contacts {
    /// Whom to see today in the officer's area.
    pub(crate) async fn due_today(self: &Arc<Self>, officer: &Officer) -> Result<DueList, Failure> {
        let (contacts, area, today) = (self.clone(), officer.area.clone(), self.today());
        self.cases
            .officers
            .read(
                officer,
                "list-follow-up",
                None,
                |_| Ok(()),
                move |tx| {
                    let mut keys = CaseKeys::default();
                    let mut all = contacts.due_on(tx, &area, today.0, &mut keys)?;
                    let count = all.len();
                    let seen = all.iter().filter(|due| due.seen.is_some_and(Seen::is_seen)).count();
                    let is_alarm =
                        |due: &DueRow| due.temperature_tenths.is_some_and(|tenths| tenths >= kept::ALARM_TENTHS);
                    all.sort_by_key(|due| {
                        let is_seen = due.seen.is_some_and(Seen::is_seen);
                        (!is_alarm(due), is_seen, due.row.created_at, due.row.id.clone())
                    });
                    all.truncate(MOST);
                    let shown = all.into_iter().map(|due| {
                        let row = store::find(tx, &due.row.id)?.ok_or(StoreError::Corrupt("a contact is gone"))?;
                        Ok::<_, Failure>(DueContact {
                            until: Date(due.plan.until),
                            seen: due.seen,
                            is_alarm: is_alarm(&due),
                            temperature_tenths: due.temperature_tenths,
                            contact: contacts.shown(tx, row, &mut keys)?,
                        })
                    });
                    Ok(DueList { date: today, due: count, seen, contacts: shown.collect::<Result<_, _>>()? })
                },
            )
            .await
    }

    /// Those of an area whom somebody is to see on a day, with what was written of it and of the day before.
    fn due_on(
        &self,
        tx: &mut dyn Transaction,
        area: &Area,
        day: Day,
        keys: &mut CaseKeys,
    ) -> Result<Vec<DueRow>, Failure> {
        let mut written: BTreeMap<String, Vec<WrittenDay>> = BTreeMap::new();
        for row in rows_of_days(tx, area, day)? {
            written.entry(row.contact.clone()).or_default().push(row);
        }
        let mut all = Vec::new();
        for (row, plan) in self.planned(tx, area, day)? {
            let rows = written.remove(&row.id).unwrap_or_default();
            let seen = rows.iter().find(|of| of.day == day).and_then(|of| of.seen);
            let mut temperature_tenths = None;
            for of in rows {
                let Some(key) = keys.of(&self.cases, tx, &row.case)? else { continue };
                let opened = kept::open_day(key, &row.id, of.day, &of.sealed);
                temperature_tenths = temperature_tenths.max(opened.and_then(|(_, record)| record.temperature_tenths));
            }
            all.push(DueRow { row, plan, seen, temperature_tenths });
        }
        Ok(all)
    }

    /// Those of an area whose plan covers a day.
    fn planned(
        &self,
        tx: &mut dyn Transaction,
        area: &Area,
        day: Day,
    ) -> Result<Vec<(OpenRow, FollowUpPlan)>, StoreError> {
        let mut exposures: BTreeMap<String, Vec<Day>> = BTreeMap::new();
        for (contact, day) in open_exposures(tx, area, day)? {
            exposures.entry(contact).or_default().push(day);
        }
        let open = open_rows(tx, area, day)?.into_iter().filter_map(|row| {
            let mut days = exposures.remove(&row.id).unwrap_or_default();
            days.extend(row.last_contact);
            let plan = FollowUpPlan::of(&self.cases.rules, row.tier, &days);
            plan.filter(|plan| plan.is_due(row.status, day)).map(|plan| (row, plan))
        });
        Ok(open.collect())
    }

    /// How many of an area somebody is to see on a day, and how many of them were seen.
    pub(in crate::contacts) fn seen_on(
        &self,
        tx: &mut dyn Transaction,
        area: &Area,
        day: Day,
    ) -> Result<(usize, usize), StoreError> {
        let rows = rows_of_days(tx, area, day)?.into_iter().filter(|row| row.day == day);
        let seen: BTreeSet<String> =
            rows.filter(|row| row.seen.is_some_and(Seen::is_seen)).map(|row| row.contact).collect();
        let planned = self.planned(tx, area, day)?;
        Ok((planned.len(), planned.iter().filter(|(row, _)| seen.contains(&row.id)).count()))
    }
}

/// The contacts of an area whose follow-up is open and may cover a day.
fn open_rows(tx: &mut dyn Transaction, area: &Area, day: Day) -> Result<Vec<OpenRow>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        "-- contacts::follow_up::open_rows
         SELECT id, case_id, tier, status, last_contact, created_at FROM contacts
         WHERE area >= ?1 AND area < ?2 AND last_contact >= ?3 AND last_contact <= ?4 AND status <= 2
         AND merged_into IS NULL",
        values![from.as_str(), to.as_str(), day.minus(LONGEST_DAYS), day],
        |mut row| {
            let (id, case) = (row.take()?, row.take()?);
            let tier = Tier::from_number(row.take()?).ok_or(StoreError::Corrupt("a contact's tier"))?;
            let status = Status::from_number(row.take()?).ok_or(StoreError::Corrupt("a contact's status"))?;
            Ok(OpenRow { id, case, tier, status, last_contact: row.take()?, created_at: row.take()? })
        },
    )
}

fn open_exposures(tx: &mut dyn Transaction, area: &Area, day: Day) -> Result<Vec<(String, Day)>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        "-- contacts::follow_up::open_exposures
         SELECT e.contact, e.day FROM contacts JOIN contact_exposures e ON e.contact = contacts.id
         WHERE contacts.area >= ?1 AND contacts.area < ?2 AND contacts.last_contact >= ?3 AND contacts.status <= 2
         AND contacts.merged_into IS NULL",
        values![from.as_str(), to.as_str(), day.minus(LONGEST_DAYS)],
        |mut row| Ok((row.take()?, row.take()?)),
    )
}

/// What was written of a day and of the day before, the day itself first.
fn rows_of_days(tx: &mut dyn Transaction, area: &Area, day: Day) -> Result<Vec<WrittenDay>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        "-- contacts::follow_up::rows_of_days
         SELECT d.contact, d.day, d.seen, d.sealed FROM contacts JOIN contact_days d ON d.contact = contacts.id
         WHERE contacts.area >= ?1 AND contacts.area < ?2 AND contacts.status <= 2 AND contacts.merged_into IS NULL
         AND d.day >= ?3 AND d.day <= ?4 ORDER BY d.day DESC",
        values![from.as_str(), to.as_str(), day.minus(1), day],
        |mut row| {
            let (contact, day, seen, sealed) = (row.take()?, row.take()?, row.take::<u32>()?, row.take()?);
            Ok(WrittenDay { contact, day, seen: Seen::from_number(seen), sealed })
        },
    )
}
