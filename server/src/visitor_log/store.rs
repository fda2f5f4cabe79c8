//! The rows of envelopes.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::places::LogId;
use lancan_protocol::time::Day;
use lancan_protocol::visitor_log::{EnvelopeId, LogHour};

use crate::store::{Row, StoreError, Transaction, Value, each_of_few, rows_of};
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
    let values: Vec<[Value; 6]> = new.iter().map(values_of).collect();
    tx.execute(
        &format!(
            "-- visitor_log::insert
             INSERT INTO log_envelopes ({COLUMNS}) VALUES {} ON CONFLICT DO NOTHING",
            rows_of(new.len(), 6)
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

/// An hour of a code generation.
pub(super) type HourOfLog = (LogId, LogHour);

/// How many envelopes of each of these hours came by checkers, or by phones.
pub(super) fn counts(tx: &mut dyn Transaction, hours: &[HourOfLog], checked: bool) -> Result<Vec<u32>, StoreError> {
    // The last hour again until there are as many as a power of two: a database knows few statements then.
    let Some(last) = hours.last() else { return Ok(Vec::new()) };
    let count = hours.len().next_power_of_two();
    let asked = hours.iter().chain(std::iter::repeat(last)).take(count);
    let mut values: Vec<Value> = vec![u32::from(checked).into()];
    values.extend(asked.flat_map(|(log, hour)| [log.as_bytes().into(), hour.0.into()]));
    let counts: Vec<String> = (0..count)
        .map(|number| {
            let (log, hour) = (2 + 2 * number, 3 + 2 * number);
            format!(
                "coalesce((SELECT envelopes FROM log_counts WHERE log_id = ?{log} AND hour = ?{hour} AND checked = ?1), 0)"
            )
        })
        .collect();
    let statement = format!("-- visitor_log::counts\n SELECT {}", counts.join(", "));
    let counted = tx.first(&statement, &values, |mut row| hours.iter().map(|_| row.take()).collect())?;
    Ok(counted.unwrap_or_default())
}

/// Counts envelopes that are kept from now on.
pub(super) fn count(tx: &mut dyn Transaction, new: &[EnvelopeRow]) -> Result<(), StoreError> {
    let mut counts = BTreeMap::<(HourOfLog, bool), u32>::new();
    for row in new {
        *counts.entry(((row.log, row.hour), row.checked)).or_default() += 1;
    }
    if counts.is_empty() {
        return Ok(());
    }
    let values: Vec<[Value; 4]> = counts
        .into_iter()
        .map(|(((log, hour), checked), count)| {
            [log.as_bytes().into(), hour.0.into(), u32::from(checked).into(), count.into()]
        })
        .collect();
    tx.execute(
        &format!(
            "-- visitor_log::count
             INSERT INTO log_counts (log_id, hour, checked, envelopes) VALUES {}
             ON CONFLICT (log_id, hour, checked) DO UPDATE SET envelopes = log_counts.envelopes + excluded.envelopes",
            rows_of(values.len(), 4)
        ),
        values.as_flattened(),
    )?;
    Ok(())
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

/// Deletes the envelopes whose time is over, and the counts of the hours before one.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day, counts_before: LogHour) -> Result<(), StoreError> {
    tx.execute("-- visitor_log::expire, counts\n DELETE FROM log_counts WHERE hour < ?1", values![counts_before.0])?;
    tx.execute("-- visitor_log::expire\n DELETE FROM log_envelopes WHERE expiry <= ?1", values![today])?;
    Ok(())
}
