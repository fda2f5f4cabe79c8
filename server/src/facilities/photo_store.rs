//! The rows of photographs that came with assessments.

use std::collections::BTreeMap;

use lancan_protocol::time::Day;

use crate::store::{StoreError, Transaction};
use crate::values;

/// Keeps a photograph, sealed.
pub(super) fn insert(
    tx: &mut dyn Transaction,
    place: &str,
    day: Day,
    version: u32,
    position: u32,
    sealed: &[u8],
) -> Result<(), StoreError> {
    tx.execute(
        "-- facilities::insert_photo
         INSERT INTO assessment_photos (place, day, version, position, sealed) VALUES (?1, ?2, ?3, ?4, ?5)",
        values![place, day, version, position, sealed],
    )?;
    Ok(())
}

/// How many photographs came with each assessment of a facility since a day, by day and version.
pub(super) fn since(tx: &mut dyn Transaction, place: &str, day: Day) -> Result<BTreeMap<(Day, u32), u32>, StoreError> {
    let counts = tx.all(
        "-- facilities::photos_since
         SELECT day, version, count(*) FROM assessment_photos WHERE place = ?1 AND day >= ?2 GROUP BY day, version",
        values![place, day],
        |mut row| Ok(((row.take()?, row.take()?), row.take()?)),
    )?;
    Ok(counts.into_iter().collect())
}

/// A photograph, sealed.
pub(super) fn find(
    tx: &mut dyn Transaction,
    place: &str,
    day: Day,
    version: u32,
    position: u32,
) -> Result<Option<Vec<u8>>, StoreError> {
    tx.first(
        "-- facilities::photo
         SELECT sealed FROM assessment_photos WHERE place = ?1 AND day = ?2 AND version = ?3 AND position = ?4",
        values![place, day, version, position],
        |mut row| row.take(),
    )
}

/// Deletes the photographs of days before `oldest`.
pub(super) fn expire(tx: &mut dyn Transaction, oldest: Day) -> Result<(), StoreError> {
    tx.execute("-- facilities::expire_photos\n DELETE FROM assessment_photos WHERE day < ?1", values![oldest])?;
    Ok(())
}
