//! How many bodies came with a token: eight are taken, retries included, so that neither a token nor a body that is sent
//! again and again can keep the server writing.

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::{Day, UnixTime};

use crate::ground::ids::{Digest, TokenId};
use crate::store::{StoreError, Transaction};
use crate::values;

/// Most bodies that are taken with one token, retries included.
pub(super) const MOST_BODIES: u64 = 8;
/// Days that the bodies of a token are remembered: longer than a token may live.
const KEPT_DAYS: u32 = 8;

/// Whether a body was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// The first time.
    First,
    /// Once more, the same bytes.
    Again,
    /// No: the token's bodies are used up. Nothing was written.
    No,
}

/// Counts a body of a token, unless the token's bodies are used up.
pub(super) fn take(
    tx: &mut dyn Transaction,
    token: &TokenId,
    hash: &Digest,
    now: UnixTime,
) -> Result<Admission, StoreError> {
    let hashes: Vec<Digest> =
        tx.all("-- bodies::take, known\n SELECT hash FROM bodies WHERE token = ?1", values![token], |mut row| {
            row.take()
        })?;
    let count = u64::try_from(hashes.len()).unwrap_or(u64::MAX);
    if count >= MOST_BODIES {
        return Ok(Admission::No);
    }
    tx.insert(
        "-- bodies::take
         INSERT INTO bodies (token, number, hash, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (token, number) DO NOTHING",
        values![token, count.saturating_add(1), hash, now],
    )?;
    Ok(if hashes.contains(hash) { Admission::Again } else { Admission::First })
}

/// Forgets the bodies of tokens that are long over.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    let before = KeyDays::UTC.start(today.minus(KEPT_DAYS));
    tx.execute("-- bodies::expire\n DELETE FROM bodies WHERE at < ?1", values![before])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    async fn eight_bodies_of_a_token_are_taken_and_no_ninth(store: Store) {
        let done: Result<(), StoreError> = store
            .run("bodies", |tx| {
                let token = TokenId("t".into());
                for number in 0..8 {
                    let taken = take(tx, &token, &[number % 2; 32], NOW)?;
                    assert_eq!(taken, if number < 2 { Admission::First } else { Admission::Again }, "{number}");
                }
                assert_eq!(take(tx, &token, &[0; 32], NOW)?, Admission::No);
                assert_eq!(take(tx, &TokenId("u".into()), &[0; 32], NOW)?, Admission::First);
                expire(tx, KeyDays::UTC.day(NOW).plus(KEPT_DAYS))?;
                assert_eq!(take(tx, &token, &[0; 32], NOW)?, Admission::No);
                expire(tx, KeyDays::UTC.day(NOW).plus(KEPT_DAYS + 1))?;
                assert_eq!(take(tx, &token, &[0; 32], NOW)?, Admission::First);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        eight_bodies_of_a_token_are_taken_and_no_ninth
    }
}
