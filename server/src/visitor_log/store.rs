//! The rows of envelopes.

use std::collections::BTreeSet;

use lancan_protocol::places::LogId;
use lancan_protocol::time::Day;
use lancan_protocol::visitor_log::{EnvelopeId, LogHour};

use crate::store::{Row, StoreError, Transaction, Value, each_of_few, places};
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

/// Those of these envelopes that are kept already.
pub(super) fn kept(tx: &mut dyn Transaction, ids: &[EnvelopeId]) -> Result<BTreeSet<EnvelopeId>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let ids: Vec<[u8; 16]> = ids.iter().map(|id| id.0).collect();
    let (ids, values) = each_of_few(&ids);
    let statement = format!("-- visitor_log::kept\n SELECT id FROM log_envelopes WHERE id IN ({ids})");
    let found = tx.all(&statement, &values, |mut row| row.take().map(EnvelopeId))?;
    Ok(found.into_iter().collect())
}

/// Keeps envelopes. One that is kept already changes nothing.
pub(super) fn insert(tx: &mut dyn Transaction, new: &[EnvelopeRow]) -> Result<(), StoreError> {
    if new.is_empty() {
        return Ok(());
    }
    let rows: Vec<String> = (0..new.len()).map(|row| format!("({})", places(1 + 6 * row, 6))).collect();
    let values: Vec<[Value; 6]> = new.iter().map(values_of).collect();
    tx.execute(
        &format!(
            "-- visitor_log::insert
             INSERT INTO log_envelopes ({COLUMNS}) VALUES {} ON CONFLICT DO NOTHING",
            rows.join(", ")
        ),
        values.as_flattened(),
    )?;
    Ok(())
}

fn values_of(row: &EnvelopeRow) -> [Value; 6] {
    [
        (&row.id.0).into(),
        row.log.as_bytes().into(),
        row.hour.0.into(),
        row.expiry.into(),
        (&row.sealed).into(),
        u32::from(row.checked).into(),
    ]
}

/// An hour of a place's log, and how many envelopes are counted at most.
pub(super) type CountedUntil = ((LogId, LogHour), u32);

/// How many envelopes of each of these hours came by checkers, or by phones; counts no further than as many as are said.
pub(super) fn counts(tx: &mut dyn Transaction, hours: &[CountedUntil], checked: bool) -> Result<Vec<u32>, StoreError> {
    // The last hour again until there are as many as a power of two: a database knows few statements then.
    let Some(last) = hours.last() else { return Ok(Vec::new()) };
    let count = hours.len().next_power_of_two();
    let asked = hours.iter().chain(std::iter::repeat(last)).take(count);
    let mut values: Vec<Value> = vec![u32::from(checked).into()];
    values.extend(asked.flat_map(|((log, hour), most)| [log.as_bytes().into(), hour.0.into(), (*most).into()]));
    let counts: Vec<String> = (0..count)
        .map(|number| {
            let (log, hour, most) = (2 + 3 * number, 3 + 3 * number, 4 + 3 * number);
            format!(
                "(SELECT count(*) FROM (SELECT 1 FROM log_envelopes
                 WHERE log_id = ?{log} AND hour = ?{hour} AND checked = ?1 LIMIT ?{most}) AS found)"
            )
        })
        .collect();
    let statement = format!("-- visitor_log::counts\n SELECT {}", counts.join(", "));
    let counted = tx.first(&statement, &values, |mut row| hours.iter().map(|_| row.take()).collect())?;
    Ok(counted.unwrap_or_default())
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
