//! The rows of the audit log.

use lancan_protocol::time::{Day, UnixTime};

use super::AuditFilter;
use crate::ground::ids::{CaseId, OfficerId};
use crate::http::Area;
use crate::store::{Row, StoreError, Transaction, Value};
use crate::values;

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AuditRow {
    /// The row's number; rows are numbered in the order in which they were written.
    pub(crate) id: i64,
    /// When.
    pub(crate) at: UnixTime,
    /// Who; zero is the operator, at a command.
    pub(crate) officer: OfficerId,
    /// What.
    pub(crate) what: String,
    /// On which case.
    pub(crate) case: Option<CaseId>,
    /// What else it is about.
    pub(crate) about: Option<String>,
    /// Path to where the officer's centre lay.
    pub(crate) area: Option<String>,
}

/// The newest row at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChainHead {
    /// Its number.
    pub(super) last: i64,
    /// Its hash, hex.
    pub(super) hash: String,
}

const COLUMNS: &str = "id, at, officer, act, case_id, about, area";

fn audit_row(row: &mut Row) -> Result<AuditRow, StoreError> {
    Ok(AuditRow {
        id: row.take()?,
        at: row.take()?,
        officer: row.take()?,
        what: row.take()?,
        case: row.take()?,
        about: row.take()?,
        area: row.take()?,
    })
}

pub(super) fn insert(tx: &mut dyn Transaction, row: &AuditRow, hash: &str) -> Result<(), StoreError> {
    tx.execute(
        &format!("-- audit::insert\n INSERT INTO audit ({COLUMNS}, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
        values![row.id, row.at, row.officer, &row.what, row.case.as_ref(), row.about.as_ref(), row.area.as_ref(), hash],
    )?;
    Ok(())
}

/// The newest row's number and hash.
pub(super) fn head(tx: &mut dyn Transaction) -> Result<ChainHead, StoreError> {
    let head = tx.first("-- audit::head\n SELECT last, hash FROM audit_head WHERE id = 1", &[], |mut row| {
        Ok(ChainHead { last: row.take()?, hash: row.take()? })
    })?;
    head.ok_or(StoreError::Corrupt("no head of the audit log"))
}

/// As [`head`], kept from all others until the transaction ends. Held before the next row is inserted: of two transactions
/// that both insert the same number one would find the row there, which PostgreSQL does not count as a reason to run again.
pub(super) fn hold_head(tx: &mut dyn Transaction) -> Result<ChainHead, StoreError> {
    let held = "-- audit::hold_head\n UPDATE audit_head SET last = last WHERE id = 1 RETURNING last, hash";
    let head = tx.first(held, &[], |mut row| Ok(ChainHead { last: row.take()?, hash: row.take()? }))?;
    head.ok_or(StoreError::Corrupt("no head of the audit log"))
}

pub(super) fn set_head(tx: &mut dyn Transaction, head: &ChainHead) -> Result<(), StoreError> {
    tx.execute(
        "-- audit::set_head\n UPDATE audit_head SET last = ?1, hash = ?2 WHERE id = 1",
        values![head.last, &head.hash],
    )?;
    Ok(())
}

/// The rows after the one with this number, with their hashes, in order; at most `most`.
pub(super) fn rows_after(
    tx: &mut dyn Transaction,
    id: i64,
    most: u32,
) -> Result<Vec<(AuditRow, Option<String>)>, StoreError> {
    tx.all(
        &format!("-- audit::rows_after\n SELECT {COLUMNS}, hash FROM audit WHERE id > ?1 ORDER BY id LIMIT ?2"),
        values![id, most],
        |mut row| Ok((audit_row(&mut row)?, row.take()?)),
    )
}

/// Gives a row of an earlier schema version its hash.
pub(super) fn set_hash(tx: &mut dyn Transaction, id: i64, hash: &str) -> Result<(), StoreError> {
    tx.execute("-- audit::set_hash\n UPDATE audit SET hash = ?2 WHERE id = ?1", values![id, hash])?;
    Ok(())
}

/// At most `most` rows of officers of an area, newest first, those before the row with this number.
pub(super) fn in_area(
    tx: &mut dyn Transaction,
    area: &Area,
    filter: &AuditFilter,
    before: i64,
    most: u32,
) -> Result<Vec<AuditRow>, StoreError> {
    let (from, to) = area.bounds();
    let mut values = values![from.as_str(), to.as_str(), before, most].to_vec();
    let mut narrowed = String::new();
    // Rows of schema version 5 name no area: whoever sees the country sees them.
    let within = if *area == Area::COUNTRY {
        "((area >= ?1 AND area < ?2) OR area IS NULL)"
    } else {
        "area >= ?1 AND area < ?2"
    };
    let chosen = [("officer", filter.officer.map(Value::from)), ("case_id", filter.case.as_ref().map(Value::from))];
    for (column, value) in chosen {
        if let Some(value) = value {
            values.push(value);
            narrowed = format!("{narrowed} AND {column} = ?{}", values.len());
        }
    }
    tx.all(
        &format!(
            "-- audit::in_area
             SELECT {COLUMNS} FROM audit
             WHERE {within} AND id < ?3{narrowed} ORDER BY id DESC LIMIT ?4"
        ),
        &values,
        |mut row| audit_row(&mut row),
    )
}

pub(super) fn head_of_day(tx: &mut dyn Transaction, day: Day) -> Result<Option<ChainHead>, StoreError> {
    tx.first("-- audit::head_of_day\n SELECT last, hash FROM audit_days WHERE day = ?1", values![day], |mut row| {
        Ok(ChainHead { last: row.take()?, hash: row.take()? })
    })
}

pub(super) fn insert_head_of_day(tx: &mut dyn Transaction, day: Day, head: &ChainHead) -> Result<(), StoreError> {
    tx.execute(
        "-- audit::insert_head_of_day\n INSERT INTO audit_days (day, last, hash) VALUES (?1, ?2, ?3)",
        values![day, head.last, &head.hash],
    )?;
    Ok(())
}

/// The heads of all days, oldest first.
pub(super) fn days(tx: &mut dyn Transaction) -> Result<Vec<ChainHead>, StoreError> {
    tx.all("-- audit::days\n SELECT last, hash FROM audit_days ORDER BY last, day", &[], |mut row| {
        Ok(ChainHead { last: row.take()?, hash: row.take()? })
    })
}
