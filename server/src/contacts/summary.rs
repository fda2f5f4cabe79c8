//! What a case's file and an open page want to know of contacts, without opening what is sealed.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use lancan_protocol::time::UnixTime;

use super::Contacts;
use super::kinds::{Source, Status, Tier};
use crate::calls;
use crate::evidence::EvidenceGrade;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::http::{Area, Officer, Right};
use crate::store::{StoreError, Transaction};
use crate::values;

/// Newest answers that a case's file names.
const MOST_ANSWERS: u32 = 5;

/// How many contacts a case has, and who answered last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ContactSummary {
    /// Contacts of the case.
    pub(crate) first: u32,
    /// Contacts of contacts.
    pub(crate) second: u32,
    /// Those with whom nobody has spoken.
    pub(crate) waiting: u32,
    /// Answers of phones, the newest first.
    pub(crate) answers: Vec<PhoneAnswer>,
}

/// A contact whose phone answered a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PhoneAnswer {
    /// The contact's id.
    pub(crate) id: String,
    /// When the first answer came.
    pub(crate) at: UnixTime,
    /// The evidence.
    pub(crate) grade: Option<EvidenceGrade>,
}

impl Contacts {
    /// Counts the contacts of a case within the officer's area. Holds nothing of a person: the audit log does not record it.
    pub(crate) async fn summary(self: &Arc<Self>, officer: &Officer, case: &CaseId) -> Result<ContactSummary, Failure> {
        officer.may(Right::Read)?;
        let (area, case) = (officer.area.clone(), case.clone());
        Ok(self.store.view("summary", move |tx| summary(tx, &area, &case)).await?)
    }

    /// A number that changes when anything in the officer's lists of contacts and of calls does.
    pub(crate) async fn mark(self: &Arc<Self>, officer: &Officer) -> Result<u64, Failure> {
        officer.may(Right::Read)?;
        let area = officer.area.clone();
        Ok(self.store.view("mark_contacts", move |tx| mark(tx, &area)).await?)
    }
}

fn summary(tx: &mut dyn Transaction, area: &Area, case: &CaseId) -> Result<ContactSummary, StoreError> {
    let (from, to) = area.bounds();
    let counts: Vec<(u32, u32, u32)> = tx.all(
        "-- contacts::summary
         SELECT tier, status, count(*) FROM contacts
         WHERE case_id = ?1 AND area >= ?2 AND area < ?3 AND merged_into IS NULL GROUP BY tier, status",
        values![case, from.as_str(), to.as_str()],
        |mut row| Ok((row.take()?, row.take()?, row.take()?)),
    )?;
    let answers = tx.all(
        "-- contacts::summary, answers
         SELECT id, created_at, grade FROM contacts
         WHERE case_id = ?1 AND area >= ?2 AND area < ?3 AND source = ?4 AND merged_into IS NULL
         ORDER BY created_at DESC, id LIMIT ?5",
        values![case, from.as_str(), to.as_str(), Source::App.number(), MOST_ANSWERS],
        |mut row| {
            let (id, at, grade) = (row.take()?, row.take()?, row.take::<Option<u32>>()?);
            Ok(PhoneAnswer { id, at, grade: grade.and_then(EvidenceGrade::from_number) })
        },
    )?;
    let count = |fits: fn(u32, u32) -> bool| {
        counts.iter().filter(|(tier, status, _)| fits(*tier, *status)).map(|(_, _, count)| count).sum()
    };
    Ok(ContactSummary {
        first: count(|tier, _| tier == Tier::F1.number()),
        second: count(|tier, _| tier == Tier::F2.number()),
        waiting: count(|_, status| status == Status::New.number()),
        answers,
    })
}

/// Every change of a contact makes it later ([`Contacts::later`]), so the sum grows with each; calls have sums of their own.
fn mark(tx: &mut dyn Transaction, area: &Area) -> Result<u64, StoreError> {
    let (from, to) = area.bounds();
    let sums: Option<(i64, i64)> = tx.first(
        "-- contacts::mark
         SELECT count(*), CAST(coalesce(sum(changed_at), 0) AS BIGINT) FROM contacts WHERE area >= ?1 AND area < ?2",
        values![from.as_str(), to.as_str()],
        |mut row| Ok((row.take()?, row.take()?)),
    )?;
    let mut mark = DefaultHasher::new();
    sums.hash(&mut mark);
    calls::sums(tx, area)?.hash(&mut mark);
    Ok(mark.finish())
}
