//! The rows of boundaries.

use lancan_protocol::time::UnixTime;

use super::shape::Rings;
use crate::ground::unit_set::UnitSet;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// A unit's code and its rings.
pub(super) type Bounded = (String, Rings);

fn bounded(mut row: Row) -> Result<Bounded, StoreError> {
    let (code, rings): (String, String) = (row.take()?, row.take()?);
    let rings = serde_json::from_str(&rings).map_err(|_| StoreError::Corrupt("a boundary"))?;
    Ok((code, rings))
}

/// The boundaries of the units that lie directly in a unit; of the provinces for an empty code.
pub(super) fn inside(tx: &mut dyn Transaction, set: UnitSet, parent: &str) -> Result<Vec<Bounded>, StoreError> {
    tx.all(
        "-- boundaries::inside
         SELECT code, rings FROM unit_boundaries WHERE unit_set = ?1 AND parent = ?2 ORDER BY code",
        values![set.name(), parent],
        bounded,
    )
}

/// The boundary of a unit.
pub(super) fn of(tx: &mut dyn Transaction, set: UnitSet, code: &str) -> Result<Option<Bounded>, StoreError> {
    tx.first(
        "-- boundaries::of\n SELECT code, rings FROM unit_boundaries WHERE unit_set = ?1 AND code = ?2",
        values![set.name(), code],
        bounded,
    )
}

/// Keeps the boundary of a unit in place of the one before.
pub(super) fn keep(
    tx: &mut dyn Transaction,
    set: UnitSet,
    parent: &str,
    (code, rings): &Bounded,
    at: UnixTime,
) -> Result<(), StoreError> {
    let rings = serde_json::to_string(rings).map_err(|_| StoreError::Corrupt("a boundary"))?;
    tx.execute(
        "-- boundaries::keep
         INSERT INTO unit_boundaries (unit_set, code, parent, rings, imported_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (unit_set, code) DO UPDATE SET parent = excluded.parent, rings = excluded.rings,
         imported_at = excluded.imported_at",
        values![set.name(), code, parent, rings.as_str(), at],
    )?;
    Ok(())
}
