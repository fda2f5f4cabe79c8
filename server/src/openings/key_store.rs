//! The rows of officers' signing keys.

use lancan_protocol::time::UnixTime;
use lancan_protocol::visitor_log::OfficerKey;
use p256::ecdsa::VerifyingKey;

use crate::ground::ids::OfficerId;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// A key that an officer signs requests with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SigningKeyRow {
    /// Random, 32 hex digits.
    pub(crate) id: String,
    /// Whose it is.
    pub(super) officer: OfficerId,
    /// The name by which the officer's authenticator knows it.
    pub(crate) credential: Vec<u8>,
    /// The key, and the page on which it was made.
    pub(crate) key: OfficerKey,
    /// When it was made.
    pub(crate) added_at: UnixTime,
    /// Since when it signs nothing more.
    pub(crate) revoked_at: Option<UnixTime>,
}

const COLUMNS: &str = "id, officer, credential, public_key, relying_party, origin, added_at, revoked_at";

fn signing_key(mut row: Row) -> Result<SigningKeyRow, StoreError> {
    let (id, officer, credential) = (row.take()?, row.take()?, row.take()?);
    let point: Vec<u8> = row.take()?;
    let key = VerifyingKey::from_sec1_bytes(&point).map_err(|_| StoreError::Corrupt("an officer's signing key"))?;
    let key = OfficerKey { key, relying_party: row.take()?, origin: row.take()? };
    Ok(SigningKeyRow { id, officer, credential, key, added_at: row.take()?, revoked_at: row.take()? })
}

pub(super) fn insert(tx: &mut dyn Transaction, new: &SigningKeyRow) -> Result<(), StoreError> {
    let point = new.key.key.to_sec1_point(true);
    tx.execute(
        "-- openings::insert_key
         INSERT INTO signing_keys (id, officer, credential, public_key, relying_party, origin, added_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        values![
            &new.id,
            new.officer,
            &new.credential,
            point.as_bytes(),
            &new.key.relying_party,
            &new.key.origin,
            new.added_at
        ],
    )?;
    Ok(())
}

/// The keys of an officer, the newest first.
pub(super) fn of_officer(tx: &mut dyn Transaction, officer: OfficerId) -> Result<Vec<SigningKeyRow>, StoreError> {
    let found = format!(
        "-- openings::keys_of_officer
         SELECT {COLUMNS} FROM signing_keys WHERE officer = ?1 ORDER BY added_at DESC, id"
    );
    tx.all(&found, values![officer], signing_key)
}

/// The key that an officer signs with.
pub(super) fn live(tx: &mut dyn Transaction, officer: OfficerId) -> Result<Option<SigningKeyRow>, StoreError> {
    Ok(of_officer(tx, officer)?.into_iter().find(|key| key.revoked_at.is_none()))
}

/// Ends a key.
pub(super) fn revoke(tx: &mut dyn Transaction, id: &str, now: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- openings::revoke_key
         UPDATE signing_keys SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL",
        values![id, now],
    )?;
    Ok(())
}

/// Deletes the keys that ended before then.
pub(super) fn forget_before(tx: &mut dyn Transaction, before: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- openings::forget_keys
         DELETE FROM signing_keys WHERE revoked_at IS NOT NULL AND revoked_at < ?1",
        values![before],
    )?;
    Ok(())
}
