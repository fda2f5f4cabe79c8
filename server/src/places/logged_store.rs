//! Codes and places by what envelopes of the visitor log are filed under.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::places::LogId;

use super::store::{CODE_COLUMNS, PLACE_COLUMNS, PlaceCodeRow, PlaceRow, code, place};
use crate::store::{StoreError, Transaction, each_of_few};
use crate::values;

/// The code whose envelopes of the visitor log are filed under this name.
pub(super) fn code_of_log(tx: &mut dyn Transaction, log: &LogId) -> Result<Option<PlaceCodeRow>, StoreError> {
    tx.first(
        &format!("-- places::code_of_log\n SELECT {CODE_COLUMNS} FROM place_codes WHERE log_id = ?1"),
        values![log.as_bytes()],
        code,
    )
}

/// The codes whose envelopes are filed under these names.
pub(super) fn codes_of_logs(
    tx: &mut dyn Transaction,
    logs: &BTreeSet<LogId>,
) -> Result<BTreeMap<LogId, PlaceCodeRow>, StoreError> {
    if logs.is_empty() {
        return Ok(BTreeMap::new());
    }
    let logs: Vec<[u8; 16]> = logs.iter().map(|log| *log.as_bytes()).collect();
    let (logs, values) = each_of_few(&logs);
    let statement =
        format!("-- places::codes_of_logs\n SELECT log_id, {CODE_COLUMNS} FROM place_codes WHERE log_id IN ({logs})");
    let found = tx.all(&statement, &values, |mut row| Ok((LogId::from_bytes(row.take()?), code(row)?)))?;
    Ok(found.into_iter().collect())
}

/// The places with these ids.
pub(super) fn with_ids(
    tx: &mut dyn Transaction,
    ids: &BTreeSet<String>,
) -> Result<BTreeMap<String, PlaceRow>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<String> = ids.iter().cloned().collect();
    let (ids, values) = each_of_few(&ids);
    let statement = format!("-- places::with_ids\n SELECT {PLACE_COLUMNS} FROM places WHERE id IN ({ids})");
    let found = tx.all(&statement, &values, |row| place(row).map(|place| (place.id.clone(), place)))?;
    Ok(found.into_iter().collect())
}
