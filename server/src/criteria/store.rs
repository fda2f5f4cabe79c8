//! The rows of imported versions of criteria. None is changed or deleted: assessments name them.

use lancan_protocol::criteria::CriteriaSet;
use lancan_protocol::time::UnixTime;

use crate::store::{StoreError, Transaction};
use crate::values;

/// How many versions were imported, and when the last one was.
pub(super) fn newest(tx: &mut dyn Transaction) -> Result<(u32, Option<UnixTime>), StoreError> {
    let found = tx.first(
        "-- criteria::newest\n SELECT count(*), max(imported_at) FROM criteria_sets",
        values![],
        |mut row| Ok((row.take()?, row.take()?)),
    )?;
    Ok(found.unwrap_or_default())
}

/// Every imported version, the oldest of each set first.
pub(super) fn all(tx: &mut dyn Transaction) -> Result<Vec<CriteriaSet>, StoreError> {
    tx.all("-- criteria::all\n SELECT content FROM criteria_sets ORDER BY id, version", values![], |mut row| {
        let content: String = row.take()?;
        let set: CriteriaSet = serde_json::from_str(&content).map_err(|_| StoreError::Corrupt("a set of criteria"))?;
        set.validate().map_err(|_| StoreError::Corrupt("a set of criteria"))?;
        Ok(set)
    })
}

/// Keeps a version.
pub(super) fn insert(tx: &mut dyn Transaction, set: &CriteriaSet, at: UnixTime) -> Result<(), StoreError> {
    let content = serde_json::to_string(set).map_err(|_| StoreError::Corrupt("a set of criteria"))?;
    tx.execute(
        "-- criteria::insert\n INSERT INTO criteria_sets (id, version, content, imported_at) VALUES (?1, ?2, ?3, ?4)",
        values![&set.id, set.version, content.as_str(), at],
    )?;
    Ok(())
}
