//! The rows of transfers.

use lancan_protocol::time::UnixTime;

use super::TransferState;
use crate::ground::ids::{CaseId, OfficerId};
use crate::http::Area;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// A transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TransferRow {
    pub(super) id: i64,
    /// The case that is sent, or that the contact is of.
    pub(super) case: CaseId,
    /// The contact that is sent; none: the case with its contacts.
    pub(super) contact: Option<String>,
    pub(super) from: Area,
    pub(super) to: Area,
    pub(super) sent_by: OfficerId,
    pub(super) sent_at: UnixTime,
    pub(super) state: TransferState,
    pub(super) answered_by: Option<OfficerId>,
    pub(super) answered_at: Option<UnixTime>,
    pub(super) sealed: Vec<u8>,
}

const COLUMNS: &str =
    "id, case_id, contact, from_area, to_area, sent_by, sent_at, state, answered_by, answered_at, sealed";

fn transfer(mut row: Row) -> Result<TransferRow, StoreError> {
    Ok(TransferRow {
        id: row.take()?,
        case: row.take()?,
        contact: row.take()?,
        from: Area::at(row.take()?),
        to: Area::at(row.take()?),
        sent_by: row.take()?,
        sent_at: row.take()?,
        state: TransferState::from_number(row.take()?).ok_or(StoreError::Corrupt("a transfer's state"))?,
        answered_by: row.take()?,
        answered_at: row.take()?,
        sealed: row.take()?,
    })
}

/// Writes a transfer down; returns its number. `row.id` does not count.
pub(super) fn insert(tx: &mut dyn Transaction, row: &TransferRow) -> Result<i64, StoreError> {
    let id = tx.first(
        "-- transfers::insert
         INSERT INTO transfers (case_id, contact, from_area, to_area, sent_by, sent_at, state, sealed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id",
        values![
            &row.case,
            row.contact.as_deref(),
            row.from.path(),
            row.to.path(),
            row.sent_by,
            row.sent_at,
            row.state.number(),
            &row.sealed
        ],
        |mut row| row.take(),
    )?;
    id.ok_or(StoreError::Corrupt("a transfer's number"))
}

pub(super) fn find(tx: &mut dyn Transaction, id: i64) -> Result<Option<TransferRow>, StoreError> {
    tx.first(&format!("-- transfers::find\n SELECT {COLUMNS} FROM transfers WHERE id = ?1"), values![id], transfer)
}

/// Whether a transfer of this contact, or of this case as a whole, waits for an answer.
pub(super) fn is_waiting(tx: &mut dyn Transaction, case: &CaseId, contact: Option<&str>) -> Result<bool, StoreError> {
    let found: Option<i64> = tx.first(
        "-- transfers::is_waiting
         SELECT id FROM transfers WHERE case_id = ?1 AND state = 1 AND coalesce(contact, '') = ?2 LIMIT 1",
        values![case, contact.unwrap_or_default()],
        |mut row| row.take(),
    )?;
    Ok(found.is_some())
}

/// The transfers that wait for an answer.
pub(super) fn waiting(tx: &mut dyn Transaction) -> Result<Vec<TransferRow>, StoreError> {
    let sql = format!("-- transfers::waiting\n SELECT {COLUMNS} FROM transfers WHERE state = 1 ORDER BY id");
    tx.all(&sql, &[], transfer)
}

/// The transfers of a case and of its contacts that wait for an answer.
pub(super) fn waiting_of(tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<TransferRow>, StoreError> {
    tx.all(
        &format!(
            "-- transfers::waiting_of
             SELECT {COLUMNS} FROM transfers WHERE case_id = ?1 AND state = 1 ORDER BY id"
        ),
        values![case],
        transfer,
    )
}

/// Closes a transfer that nobody can answer any more.
pub(super) fn close(tx: &mut dyn Transaction, id: i64) -> Result<(), StoreError> {
    tx.execute(
        "-- transfers::close
         UPDATE transfers SET state = ?2 WHERE id = ?1",
        values![id, TransferState::Gone.number()],
    )?;
    Ok(())
}

/// The transfers that an area sent, or that were sent to it: those that wait for an answer first, then the newest.
pub(super) fn of_area(tx: &mut dyn Transaction, area: &Area, most: u32) -> Result<Vec<TransferRow>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        &format!(
            "-- transfers::of_area
             SELECT {COLUMNS} FROM transfers
             WHERE (from_area >= ?1 AND from_area < ?2) OR (to_area >= ?1 AND to_area < ?2)
             ORDER BY CASE WHEN state = 1 THEN 0 ELSE 1 END, sent_at DESC, id DESC LIMIT ?3"
        ),
        values![from.as_str(), to.as_str(), most],
        transfer,
    )
}

/// How many transfers from or to an area have waited for an answer since before then.
pub(super) fn count_waiting(tx: &mut dyn Transaction, area: &Area, before: UnixTime) -> Result<u32, StoreError> {
    let (from, to) = area.bounds();
    let count: Option<u32> = tx.first(
        "-- transfers::count_waiting
         SELECT count(*) FROM transfers WHERE state = 1 AND sent_at <= ?3
         AND ((from_area >= ?1 AND from_area < ?2) OR (to_area >= ?1 AND to_area < ?2))",
        values![from.as_str(), to.as_str(), before],
        |mut row| row.take(),
    )?;
    Ok(count.unwrap_or(0))
}

/// Writes the answer down.
pub(super) fn answer(tx: &mut dyn Transaction, row: &TransferRow) -> Result<(), StoreError> {
    tx.execute(
        "-- transfers::answer
         UPDATE transfers SET state = ?2, answered_by = ?3, answered_at = ?4, sealed = ?5 WHERE id = ?1",
        values![row.id, row.state.number(), row.answered_by, row.answered_at, &row.sealed],
    )?;
    Ok(())
}

/// Deletes the transfers of a case and of its contacts.
pub(super) fn forget(tx: &mut dyn Transaction, case: &CaseId) -> Result<(), StoreError> {
    tx.execute("-- transfers::forget\n DELETE FROM transfers WHERE case_id = ?1", values![case])?;
    Ok(())
}
