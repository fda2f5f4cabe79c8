//! The rows of envelopes.

use lancan_protocol::places::LogId;
use lancan_protocol::time::Day;
use lancan_protocol::visitor_log::{EnvelopeId, LogHour};

use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// An envelope, sealed once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EnvelopeRow {
    pub(super) id: EnvelopeId,
    pub(super) log: LogId,
    pub(super) hour: LogHour,
    /// The day whose key seals it.
    pub(super) expiry: Day,
    pub(super) sealed: Vec<u8>,
    /// Whether a checker's device brought it.
    pub(super) checked: bool,
}

const COLUMNS: &str = "id, log_id, hour, expiry, sealed, checked";

fn envelope(mut row: Row) -> Result<EnvelopeRow, StoreError> {
    Ok(EnvelopeRow {
        id: EnvelopeId(row.take()?),
        log: LogId::from_bytes(row.take()?),
        hour: LogHour(row.take()?),
        expiry: row.take()?,
        sealed: row.take()?,
        checked: row.take::<u32>()? != 0,
    })
}

/// Whether an envelope is kept already.
pub(super) fn is_kept(tx: &mut dyn Transaction, id: EnvelopeId) -> Result<bool, StoreError> {
    let found = tx.first(
        "-- visitor_log::is_kept
         SELECT hour FROM log_envelopes WHERE id = ?1",
        values![&id.0],
        |mut row| row.take::<u32>(),
    )?;
    Ok(found.is_some())
}

/// Keeps an envelope. The same one again changes nothing.
pub(super) fn insert(tx: &mut dyn Transaction, new: &EnvelopeRow) -> Result<(), StoreError> {
    tx.execute(
        &format!(
            "-- visitor_log::insert
             INSERT INTO log_envelopes ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING"
        ),
        values![&new.id.0, new.log.as_bytes(), new.hour.0, new.expiry, &new.sealed, u32::from(new.checked)],
    )?;
    Ok(())
}

/// How many envelopes of a place and hour came by checkers, or by phones; counts no further than `most`.
pub(super) fn count(
    tx: &mut dyn Transaction,
    (log, hour): (LogId, LogHour),
    checked: bool,
    most: u32,
) -> Result<u32, StoreError> {
    let counted = tx.first(
        "-- visitor_log::count
         SELECT count(*) FROM (
             SELECT 1 FROM log_envelopes WHERE log_id = ?1 AND hour = ?2 AND checked = ?3 LIMIT ?4
         ) AS found",
        values![log.as_bytes(), hour.0, u32::from(checked), most],
        |mut row| row.take::<u32>(),
    )?;
    Ok(counted.unwrap_or(0))
}

/// How many envelopes are kept of an hour of a code generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CountedHour {
    pub(super) hour: LogHour,
    pub(super) all: u32,
    /// Those that phones brought.
    pub(super) by_phones: u32,
}

/// How many envelopes are kept of each hour of a code generation from this one on, where there are any.
pub(super) fn by_hour(tx: &mut dyn Transaction, log: LogId, since: LogHour) -> Result<Vec<CountedHour>, StoreError> {
    tx.all(
        "-- visitor_log::by_hour
         SELECT hour, count(*), CAST(sum(1 - checked) AS BIGINT) FROM log_envelopes WHERE log_id = ?1 AND hour >= ?2 GROUP BY hour ORDER BY hour",
        values![log.as_bytes(), since.0],
        |mut row| Ok(CountedHour { hour: LogHour(row.take()?), all: row.take()?, by_phones: row.take()? }),
    )
}

/// The envelopes of a place and hour.
pub(super) fn of_hour(tx: &mut dyn Transaction, log: LogId, hour: LogHour) -> Result<Vec<EnvelopeRow>, StoreError> {
    tx.all(
        &format!(
            "-- visitor_log::of_hour
             SELECT {COLUMNS} FROM log_envelopes WHERE log_id = ?1 AND hour = ?2 ORDER BY id"
        ),
        values![log.as_bytes(), hour.0],
        envelope,
    )
}

/// Deletes the envelopes whose time is over.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute("-- visitor_log::expire\n DELETE FROM log_envelopes WHERE expiry <= ?1", values![today])?;
    Ok(())
}
