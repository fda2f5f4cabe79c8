//! The chain: each row's hash covers the hash before and every field, so no row can be changed, taken out or put in
//! between without a change to all hashes after it. The newest hash of each day is in that day's signed index, where it is
//! out of reach of whoever can write to the database.

use lancan_protocol::time::Day;
use serde::Serialize;

use super::store::{self, AuditRow, ChainHead};
use crate::ground::secrets::sha256;
use crate::store::{Store, StoreError, Transaction};

/// Rows that one look reads.
const ROWS_AT_A_TIME: u32 = 5_000;

/// What a look at the whole chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditVerdict {
    /// Every row is as it was written.
    Whole {
        /// How many rows there are.
        rows: u64,
        /// The hash of the newest row, hex; empty where there is none.
        head: String,
    },
    /// A row was changed, taken out or put in.
    Broken {
        /// The number of the first row that is not as it was written, or that is missing; of the first that is left where those
        /// before it are gone.
        row: i64,
    },
}

/// A row's fields as its hash covers them: a JSON array, so that no field runs into the next.
#[derive(Serialize)]
struct Covered<'a>(&'a str, i64, u64, i64, &'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>);

/// The hash of a row that follows the row with the hash `before`.
pub(super) fn hash(before: &str, row: &AuditRow) -> Result<String, StoreError> {
    let case = row.case.as_ref().map(|case| case.0.as_str());
    let about = row.about.as_deref();
    let covered = Covered(before, row.id, row.at.0, row.officer, &row.what, case, about, row.area.as_deref());
    let bytes = serde_json::to_vec(&covered).map_err(|_| StoreError::Corrupt("a row of the audit log"))?;
    Ok(lancan_protocol::hex::encode(&sha256(&bytes)))
}

/// Adds the next row. Whoever adds another at the same time waits until this transaction ends.
pub(super) fn append(tx: &mut dyn Transaction, row: AuditRow) -> Result<(), StoreError> {
    let mut head = store::hold_head(tx)?;
    if head.hash.is_empty() {
        head = chain_older_rows(tx)?;
    }
    let row = AuditRow { id: head.last.saturating_add(1), ..row };
    let hash = hash(&head.hash, &row)?;
    store::insert(tx, &row, &hash)?;
    store::set_head(tx, &ChainHead { last: row.id, hash })
}

/// Gives the rows of an earlier schema version their hashes, once.
fn chain_older_rows(tx: &mut dyn Transaction) -> Result<ChainHead, StoreError> {
    let mut head = ChainHead { last: 0, hash: String::new() };
    loop {
        let rows = store::rows_after(tx, head.last, ROWS_AT_A_TIME)?;
        if rows.is_empty() {
            return Ok(head);
        }
        for (row, _) in rows {
            let hash = hash(&head.hash, &row)?;
            store::set_hash(tx, row.id, &hash)?;
            head = ChainHead { last: row.id, hash };
        }
    }
}

/// The newest hash as of the first question of a day: what the day's index names. The same all day long, so that the index
/// does not tell how busy officers are.
pub(super) fn head_of_day(tx: &mut dyn Transaction, day: Day) -> Result<String, StoreError> {
    if let Some(known) = store::head_of_day(tx, day)? {
        return Ok(known.hash);
    }
    let head = store::head(tx)?;
    store::insert_head_of_day(tx, day, &head)?;
    Ok(head.hash)
}

/// Follows the chain from its first row to its last, and compares it with the heads that were published.
pub(super) async fn verify(store: &Store) -> Result<AuditVerdict, StoreError> {
    let (mut last, mut before, mut rows) = (0, String::new(), 0_u64);
    let (head, mut days) =
        store.view("audit_head", |tx| Ok::<_, StoreError>((store::head(tx)?, store::days(tx)?))).await?;
    // The heads of days before the first row are empty.
    days.retain(|day| day.last > 0);
    days.reverse();
    loop {
        let part = store.view("audit_rows", move |tx| store::rows_after(tx, last, ROWS_AT_A_TIME)).await?;
        if part.is_empty() {
            break;
        }
        let begin = last;
        for (row, stored) in part {
            // Rows that came while this goes on are the next look's.
            if row.id > head.last {
                break;
            }
            let hash = hash(&before, &row)?;
            if row.id != last.saturating_add(1) && last > 0 && stored.as_ref() != Some(&hash) {
                return Ok(AuditVerdict::Broken { row: last.saturating_add(1) });
            }
            if stored.as_ref() != Some(&hash) {
                return Ok(AuditVerdict::Broken { row: row.id });
            }
            while days.last().is_some_and(|day| day.last == row.id) {
                if days.pop().is_some_and(|day| day.hash != hash) {
                    return Ok(AuditVerdict::Broken { row: row.id });
                }
            }
            (last, before, rows) = (row.id, hash, rows.saturating_add(1));
        }
        // Also where the head's own row is gone and a later one is there.
        if last >= head.last || last == begin {
            break;
        }
    }
    if last != head.last || before != head.hash {
        return Ok(AuditVerdict::Broken { row: last.saturating_add(1) });
    }
    match days.pop() {
        Some(day) => Ok(AuditVerdict::Broken { row: day.last }),
        None => Ok(AuditVerdict::Whole { rows, head: before }),
    }
}
