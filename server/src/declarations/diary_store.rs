//! The rows of those who report daily in quarantine.

use lancan_protocol::time::Day;

use super::store::{DeclarationId, PersonId};
use crate::ground::ids::Digest;
use crate::http::Area;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// Somebody in quarantine, who reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DiaryRow {
    /// The declaration of entry.
    pub(super) declaration: DeclarationId,
    /// HMAC of the number that reports.
    pub(super) number: Digest,
    /// The person of the family.
    pub(super) person: Option<PersonId>,
    pub(super) area: Area,
    pub(super) first_day: Day,
    pub(super) last_day: Day,
    /// The last day that was looked at.
    pub(super) checked: Day,
    /// Days in a row, up to that one, without a report.
    pub(super) missed: u32,
}

/// A diary as an officer sees it.
#[derive(Clone, Copy)]
pub(crate) struct DiarySeen {
    pub(crate) last_day: Day,
    /// Days in a row without a report.
    pub(crate) missed: u32,
}

/// What an officer sees of the diary of a declaration.
pub(super) fn seen(tx: &mut dyn Transaction, id: &DeclarationId) -> Result<Option<DiarySeen>, StoreError> {
    Ok(find(tx, id)?.map(|row| DiarySeen { last_day: row.last_day, missed: row.missed }))
}

const COLUMNS: &str = "declaration, number, person, area, first_day, last_day, checked, missed";

fn diary(mut row: Row) -> Result<DiaryRow, StoreError> {
    Ok(DiaryRow {
        declaration: row.take()?,
        number: row.take()?,
        person: row.take()?,
        area: Area::at(row.take()?),
        first_day: row.take()?,
        last_day: row.take()?,
        checked: row.take()?,
        missed: row.take()?,
    })
}

/// Begins a diary, or changes its days.
pub(super) fn put(tx: &mut dyn Transaction, row: &DiaryRow) -> Result<(), StoreError> {
    tx.execute(
        &format!(
            "-- declarations::put_diary
             INSERT INTO declaration_diaries ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (declaration) DO UPDATE SET number = excluded.number, person = excluded.person,
             first_day = excluded.first_day, last_day = excluded.last_day, checked = excluded.checked,
             missed = excluded.missed"
        ),
        values![
            &row.declaration,
            &row.number,
            row.person.as_ref(),
            row.area.path(),
            row.first_day,
            row.last_day,
            row.checked,
            row.missed
        ],
    )?;
    Ok(())
}

/// The diary of a declaration of entry.
pub(super) fn find(tx: &mut dyn Transaction, id: &DeclarationId) -> Result<Option<DiaryRow>, StoreError> {
    tx.first(
        &format!("-- declarations::find_diary\n SELECT {COLUMNS} FROM declaration_diaries WHERE declaration = ?1"),
        values![id],
        diary,
    )
}

/// The diaries that a number keeps, those that end first first.
pub(super) fn of_number(tx: &mut dyn Transaction, number: &Digest) -> Result<Vec<DiaryRow>, StoreError> {
    tx.all(
        &format!(
            "-- declarations::diaries_of_number
             SELECT {COLUMNS} FROM declaration_diaries WHERE number = ?1 ORDER BY last_day, declaration"
        ),
        values![number],
        diary,
    )
}

/// The diaries that were not looked at up to this day, and last longer than they were.
pub(super) fn unchecked(tx: &mut dyn Transaction, day: Day, most: u32) -> Result<Vec<DiaryRow>, StoreError> {
    tx.all(
        &format!(
            "-- declarations::unchecked_diaries
             SELECT {COLUMNS} FROM declaration_diaries WHERE checked < ?1 AND checked < last_day
             ORDER BY checked, declaration LIMIT ?2"
        ),
        values![day, most],
        diary,
    )
}

/// How many people of an area missed their latest report, of those whose quarantine goes on.
pub(super) fn missing(tx: &mut dyn Transaction, area: &Area, today: Day) -> Result<u32, StoreError> {
    let (first, end) = area.bounds();
    let count = tx.first(
        "-- declarations::missing_diaries
         SELECT COUNT(*) FROM declaration_diaries WHERE area >= ?1 AND area < ?2 AND last_day >= ?3 AND missed > 0",
        values![first.as_str(), end.as_str(), today],
        |mut row| row.take::<u32>(),
    )?;
    Ok(count.unwrap_or(0))
}

/// Makes the diary of a person another number's own.
pub(super) fn hand_over(tx: &mut dyn Transaction, person: &PersonId, number: &Digest) -> Result<(), StoreError> {
    tx.execute(
        "-- declarations::hand_over_diary\n UPDATE declaration_diaries SET number = ?2, person = NULL WHERE person = ?1",
        values![person, number],
    )?;
    Ok(())
}

/// Deletes the diaries whose last day was looked at, the day before `today` at the latest.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute(
        "-- declarations::expire_diaries\n DELETE FROM declaration_diaries WHERE last_day < ?1",
        values![today.minus(2)],
    )?;
    Ok(())
}
