//! The rows of laboratories' keys.

use lancan_protocol::time::UnixTime;

use super::store::{self, OfficerRow};
use crate::ground::ids::{Digest, OfficerId};
use crate::http::Role;
use crate::store::{StoreError, Transaction};
use crate::values;

/// A key that a laboratory system shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LaboratoryKey {
    /// SHA-256 of the key.
    pub(super) hash: Digest,
    /// The laboratory's account.
    pub(super) officer: OfficerId,
    /// When made.
    pub(super) created_at: UnixTime,
}

/// A laboratory system, as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaboratoryRow {
    /// Row number of its account, as the audit log names it.
    pub id: OfficerId,
    /// Its name.
    pub name: String,
    /// The name of the health centre that it gives codes for.
    pub centre_name: String,
    /// How many keys are good: none after they were revoked.
    pub keys: u32,
    /// When a request came last, to the minute.
    pub used_at: Option<UnixTime>,
    /// Since when the account is disabled.
    pub disabled_at: Option<UnixTime>,
}

pub(super) fn insert_key(tx: &mut dyn Transaction, key: &LaboratoryKey) -> Result<(), StoreError> {
    tx.insert(
        "-- laboratories::insert_key
         INSERT INTO laboratory_keys (key_hash, officer, created_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (key_hash) DO NOTHING",
        values![&key.hash, key.officer, key.created_at],
    )
}

/// Every laboratory, by name.
pub(super) fn all(tx: &mut dyn Transaction) -> Result<Vec<LaboratoryRow>, StoreError> {
    tx.all(
        "-- laboratories::all
         SELECT officers.id, officers.name, coalesce(centres.name, officers.centre),
            (SELECT count(*) FROM laboratory_keys WHERE laboratory_keys.officer = officers.id),
            (SELECT max(used_at) FROM laboratory_keys WHERE laboratory_keys.officer = officers.id),
            officers.disabled_at
         FROM officers LEFT JOIN centres ON centres.id = officers.centre
         WHERE officers.role = ?1 ORDER BY officers.name",
        values![Role::Laboratory.name()],
        |mut row| {
            Ok(LaboratoryRow {
                id: row.take()?,
                name: row.take()?,
                centre_name: row.take()?,
                keys: row.take()?,
                used_at: row.take()?,
                disabled_at: row.take()?,
            })
        },
    )
}

/// The laboratory with this key, and when the key was used last.
pub(super) fn of_key(
    tx: &mut dyn Transaction,
    hash: &Digest,
) -> Result<Option<(OfficerRow, Option<UnixTime>)>, StoreError> {
    let found = tx.first(
        "-- laboratories::of_key\n SELECT officer, used_at FROM laboratory_keys WHERE key_hash = ?1",
        values![hash],
        |mut row| Ok((row.take()?, row.take()?)),
    )?;
    let Some((officer, used_at)) = found else { return Ok(None) };
    Ok(store::with_id(tx, officer)?.map(|row| (row, used_at)))
}

/// Notes that a key was used.
pub(super) fn use_key(tx: &mut dyn Transaction, hash: &Digest, at: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- laboratories::use_key\n UPDATE laboratory_keys SET used_at = ?2 WHERE key_hash = ?1",
        values![hash, at],
    )?;
    Ok(())
}

/// Deletes the keys of a laboratory but the newest.
pub(super) fn delete_all_but_newest(tx: &mut dyn Transaction, officer: OfficerId) -> Result<(), StoreError> {
    tx.execute(
        "-- laboratories::delete_all_but_newest
         DELETE FROM laboratory_keys WHERE officer = ?1 AND key_hash NOT IN (
            SELECT key_hash FROM laboratory_keys WHERE officer = ?1 ORDER BY created_at DESC, key_hash LIMIT 1)",
        values![officer],
    )?;
    Ok(())
}

/// Deletes the keys of a laboratory. Returns how many.
pub(super) fn delete_keys(tx: &mut dyn Transaction, officer: OfficerId) -> Result<u64, StoreError> {
    tx.execute("-- laboratories::delete_keys\n DELETE FROM laboratory_keys WHERE officer = ?1", values![officer])
}
