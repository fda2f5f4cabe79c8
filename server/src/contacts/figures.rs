//! The five numbers by which one sees how tracing goes, and how many answered.

use std::sync::Arc;

use super::Contacts;
use super::kinds::{Source, Status};
use crate::ground::error::Failure;
use crate::http::{Area, Officer, Right};
use crate::store::{StoreError, Transaction};
use crate::values;

/// Seconds within which the first contact of a case should be known.
const TRACED_SECONDS: u64 = 86_400;

/// The five numbers of an area, with what they are parts of, and who answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ContactFigures {
    /// Contacts whose plan covers today, and those of them whom somebody saw today.
    pub(crate) due: usize,
    pub(crate) seen: usize,
    /// Contacts whose follow-up is completed, who were lost, who became a case.
    pub(crate) completed: usize,
    pub(crate) lost: usize,
    pub(crate) became_cases: usize,
    /// Cases, and those of them that had a contact within 24 hours.
    pub(crate) cases: usize,
    pub(crate) traced: usize,
    /// Contacts whose app answered its warning.
    pub(crate) answers: usize,
}

impl Contacts {
    /// The five numbers of the officer's area. They name nobody: the audit log does not record them.
    pub(crate) async fn figures(self: &Arc<Self>, officer: &Officer) -> Result<ContactFigures, Failure> {
        officer.may(Right::Read)?;
        let (contacts, area, today) = (self.clone(), officer.area.clone(), self.today().0);
        let figures = self.store.view("figures", move |tx| {
            let (due, seen) = contacts.seen_on(tx, &area, today)?;
            let by_status = by_status(tx, &area)?;
            let of = |status: Status| {
                by_status
                    .iter()
                    .filter(|(number, ..)| *number == status.number())
                    .map(|(_, count, _)| *count as usize)
                    .sum()
            };
            let (cases, traced) = traced(tx, &area)?;
            Ok::<_, StoreError>(ContactFigures {
                due,
                seen,
                completed: of(Status::Completed),
                lost: of(Status::Lost),
                became_cases: of(Status::BecameCase),
                cases,
                traced,
                answers: by_status.iter().map(|(_, _, answers)| *answers as usize).sum(),
            })
        });
        Ok(figures.await?)
    }
}

/// Status, its contacts, and those of them who are known by the app.
fn by_status(tx: &mut dyn Transaction, area: &Area) -> Result<Vec<(u32, u32, u32)>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        "-- contacts::figures::by_status
         SELECT status, count(*), CAST(sum(CASE WHEN source = ?3 THEN 1 ELSE 0 END) AS BIGINT) FROM contacts
         WHERE area >= ?1 AND area < ?2 AND merged_into IS NULL GROUP BY status",
        values![from.as_str(), to.as_str(), Source::App.number()],
        |mut row| Ok((row.take()?, row.take()?, row.take()?)),
    )
}

/// The cases of an area, and those of them that had a contact within the time.
fn traced(tx: &mut dyn Transaction, area: &Area) -> Result<(usize, usize), StoreError> {
    let (from, to) = area.bounds();
    let counts: Option<(u32, u32)> = tx.first(
        "-- contacts::figures::traced
         SELECT count(*), CAST(coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM contacts WHERE contacts.case_id = cases.id
         AND contacts.created_at <= cases.opened_at + ?3) THEN 1 ELSE 0 END), 0) AS BIGINT)
         FROM cases WHERE cases.area >= ?1 AND cases.area < ?2",
        values![from.as_str(), to.as_str(), TRACED_SECONDS],
        |mut row| Ok((row.take()?, row.take()?)),
    )?;
    let (cases, traced) = counts.unwrap_or_default();
    Ok((cases as usize, traced as usize))
}
