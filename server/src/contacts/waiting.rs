//! Callbacks that came: ids and hashes of bodies for a week, bodies sealed until they are weighed.

use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::{Day, UnixTime};

use crate::ground::ids::Digest;
use crate::store::{StoreError, Transaction};
use crate::values;

/// Days that a callback's id is remembered, so that a retry is answered as the callback was.
const REMEMBERED_DAYS: u32 = 7;

/// A callback that waits to be weighed.
pub(super) struct WaitingRow {
    /// When it came.
    pub(super) at: UnixTime,
    /// The day whose key seals it.
    pub(super) expiry: Day,
    /// The body as it came, sealed.
    pub(super) sealed: Vec<u8>,
}

/// The place for which a callback's body is sealed.
pub(super) fn place(id: &Digest) -> String {
    format!("waiting_callbacks|sealed|{}", hex::encode(id))
}

/// Keeps a callback until it is weighed, and remembers its id with the hash of its body. Cover of before is overwritten.
pub(super) fn put(tx: &mut dyn Transaction, id: &Digest, body: &Digest, row: &WaitingRow) -> Result<(), StoreError> {
    tx.execute(
        "-- contacts::waiting::put, id
         INSERT INTO callbacks (id, body, at) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET body = excluded.body, at = excluded.at",
        values![id, body, row.at],
    )?;
    tx.execute(
        "-- contacts::waiting::put
         INSERT INTO waiting_callbacks (id, at, expiry, sealed) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET at = excluded.at, expiry = excluded.expiry, sealed = excluded.sealed",
        values![id, row.at, row.expiry, &row.sealed],
    )?;
    Ok(())
}

/// The hash of the body of the callback with this id.
pub(super) fn remembered(tx: &mut dyn Transaction, id: &Digest) -> Result<Option<Digest>, StoreError> {
    tx.first("-- contacts::waiting::remembered\n SELECT body FROM callbacks WHERE id = ?1", values![id], |mut row| {
        row.take()
    })
}

/// The next callbacks that wait, behind one of them, the oldest first: time and id.
pub(super) fn next(
    tx: &mut dyn Transaction,
    behind: Option<&(UnixTime, Digest)>,
    most: u32,
) -> Result<Vec<(UnixTime, Digest)>, StoreError> {
    let (at, id) = behind.copied().unwrap_or_default();
    tx.all(
        "-- contacts::waiting::next
         SELECT at, id FROM waiting_callbacks WHERE at > ?1 OR (at = ?1 AND id > ?2) ORDER BY at, id LIMIT ?3",
        values![at, &id, most],
        |mut row| Ok((row.take()?, row.take()?)),
    )
}

/// Takes a callback that waits out of the store; none when it was taken before.
pub(super) fn take(tx: &mut dyn Transaction, id: &Digest) -> Result<Option<WaitingRow>, StoreError> {
    let found = tx.first(
        "-- contacts::waiting::take
         SELECT at, expiry, sealed FROM waiting_callbacks WHERE id = ?1",
        values![id],
        |mut row| Ok(WaitingRow { at: row.take()?, expiry: row.take()?, sealed: row.take()? }),
    )?;
    tx.execute("-- contacts::waiting::take, row\n DELETE FROM waiting_callbacks WHERE id = ?1", values![id])?;
    Ok(found)
}

/// Forgets callbacks' ids, and callbacks whose key is destroyed today.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    let since = KeyDays::UTC.start(today.minus(REMEMBERED_DAYS));
    tx.execute("-- contacts::waiting::expire\n DELETE FROM callbacks WHERE at < ?1", values![since])?;
    tx.execute(
        "-- contacts::waiting::expire, bodies\n DELETE FROM waiting_callbacks WHERE expiry <= ?1",
        values![today],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::sealing::SealingKey;

    /// Sealed by another program, under the label that stored rows have.
    #[test]
    fn a_callback_that_was_sealed_earlier_opens() {
        let sealed = lancan_protocol::hex::decode("010101010101010101010101148eedcef69516b2a1d90314c678de1d7370fee2");
        let key = SealingKey::new(&[7; 32]).unwrap();
        assert_eq!(key.open(&place(&[3; 32]), &sealed.unwrap()).unwrap().as_slice(), b"body");
    }
}
