//! The rows of pictures that came with declarations.

use lancan_protocol::time::Day;

use super::store::DeclarationId;
use crate::store::{StoreError, Transaction};
use crate::values;

/// Keeps a picture, sealed.
pub(super) fn insert(
    tx: &mut dyn Transaction,
    id: &DeclarationId,
    position: u32,
    expiry: Day,
    sealed: &[u8],
) -> Result<(), StoreError> {
    tx.execute(
        "-- declarations::insert_picture
         INSERT INTO declaration_pictures (declaration, position, expiry, sealed) VALUES (?1, ?2, ?3, ?4)",
        values![id, position, expiry, sealed],
    )?;
    Ok(())
}

/// The positions of a declaration's pictures whose key is there on `today`, the first first.
pub(super) fn positions(tx: &mut dyn Transaction, id: &DeclarationId, today: Day) -> Result<Vec<u32>, StoreError> {
    tx.all(
        "-- declarations::picture_positions
         SELECT position FROM declaration_pictures WHERE declaration = ?1 AND expiry > ?2 ORDER BY position",
        values![id, today],
        |mut row| row.take(),
    )
}

/// A picture, sealed, and the day whose key opens it.
pub(super) fn find(
    tx: &mut dyn Transaction,
    id: &DeclarationId,
    position: u32,
) -> Result<Option<(Day, Vec<u8>)>, StoreError> {
    tx.first(
        "-- declarations::picture
         SELECT expiry, sealed FROM declaration_pictures WHERE declaration = ?1 AND position = ?2",
        values![id, position],
        |mut row| Ok((row.take()?, row.take()?)),
    )
}

/// Deletes a picture. Returns whether there was one.
pub(super) fn delete(tx: &mut dyn Transaction, id: &DeclarationId, position: u32) -> Result<bool, StoreError> {
    let deleted = tx.execute(
        "-- declarations::delete_picture\n DELETE FROM declaration_pictures WHERE declaration = ?1 AND position = ?2",
        values![id, position],
    )?;
    Ok(deleted > 0)
}

/// Deletes the pictures whose key ends on `today` or before.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute(
        "-- declarations::expire_pictures\n DELETE FROM declaration_pictures WHERE expiry <= ?1",
        values![today],
    )?;
    Ok(())
}
