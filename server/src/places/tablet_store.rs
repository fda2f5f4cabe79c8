//! The rows of tablets.

use lancan_protocol::time::UnixTime;

use crate::ground::ids::Digest;
use crate::store::{StoreError, Transaction};
use crate::values;

/// Takes the addresses of all tablets of a place away.
pub(super) fn forget(tx: &mut dyn Transaction, place: &str) -> Result<(), StoreError> {
    tx.execute("-- places::forget_tablets\n DELETE FROM place_tablets WHERE place = ?1", values![place])?;
    Ok(())
}

/// How many tablets a place has.
pub(super) fn count(tx: &mut dyn Transaction, place: &str) -> Result<u64, StoreError> {
    let counted = tx.first(
        "-- places::count_tablets\n SELECT count(*) FROM place_tablets WHERE place = ?1",
        values![place],
        |mut row| row.take(),
    )?;
    Ok(counted.unwrap_or(0))
}

/// Adds a tablet.
pub(super) fn insert(tx: &mut dyn Transaction, token: &Digest, place: &str, now: UnixTime) -> Result<(), StoreError> {
    tx.insert(
        "-- places::insert_tablet
         INSERT INTO place_tablets (token, place, added_at) VALUES (?1, ?2, ?3) ON CONFLICT (token) DO NOTHING",
        values![token, place, now],
    )
}

/// The place of the tablet with this token.
pub(super) fn place_of(tx: &mut dyn Transaction, token: &Digest) -> Result<Option<String>, StoreError> {
    tx.first(
        "-- places::place_of_tablet\n SELECT place FROM place_tablets WHERE token = ?1",
        values![token],
        |mut row| row.take(),
    )
}
