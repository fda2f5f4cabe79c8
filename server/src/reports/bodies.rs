//! Which bodies came with a token: eight are taken, so that no token can keep the server writing. One that is sent again and
//! again, as by a phone that no answer reaches, counts once and has nothing written.

use std::collections::BTreeMap;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::{Day, UnixTime};

use crate::ground::ids::{Digest, TokenId};
use crate::store::{StoreError, Transaction, Value, each_of_few};
use crate::values;

/// Most bodies that are taken with one token; one that is sent again is the same body.
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
    /// No: it is another body, and the token's are used up.
    No,
}

/// The bodies that came with some tokens, by their hashes, in the order in which they came.
#[derive(Default)]
pub(super) struct KnownBodies(BTreeMap<TokenId, Vec<Digest>>);

/// A body that is taken.
pub(super) struct BodyRow {
    pub(super) token: TokenId,
    /// 1 to 8, in the order in which the token's bodies came.
    pub(super) number: u64,
    pub(super) hash: Digest,
    pub(super) at: UnixTime,
}

impl KnownBodies {
    /// Looks up what came with these tokens.
    pub(super) fn of(tx: &mut dyn Transaction, tokens: &[TokenId]) -> Result<Self, StoreError> {
        let mut known = Self::default();
        if tokens.is_empty() {
            return Ok(known);
        }
        let (places, values) = each_of_few(tokens);
        let found = format!(
            "-- bodies::known\n SELECT token, hash FROM bodies WHERE token IN ({places}) ORDER BY token, number"
        );
        for (token, hash) in tx.all(&found, &values, |mut row| Ok((row.take()?, row.take()?)))? {
            known.0.entry(token).or_default().push(hash);
        }
        Ok(known)
    }

    /// The tokens with which a body came.
    pub(super) fn tokens(&self) -> Vec<TokenId> {
        self.0.keys().cloned().collect()
    }

    /// Whether one more body of a token is taken, and its number then.
    pub(super) fn admission(&self, token: &TokenId, hash: &Digest) -> (Admission, u64) {
        let hashes = self.0.get(token).map(Vec::as_slice).unwrap_or_default();
        let count = u64::try_from(hashes.len()).unwrap_or(u64::MAX);
        let admission = match hashes.contains(hash) {
            true => Admission::Again,
            false if count >= MOST_BODIES => Admission::No,
            false => Admission::First,
        };
        (admission, count.saturating_add(1))
    }
}

/// Remembers bodies that are taken.
pub(super) fn insert(tx: &mut dyn Transaction, new: &[BodyRow]) -> Result<(), StoreError> {
    let rows = new.iter().map(|row| [(&row.token).into(), row.number.into(), (&row.hash).into(), row.at.into()]);
    let rows: Vec<[Value; 4]> = rows.collect();
    tx.insert_all(&rows, |rows| {
        format!(
            "-- bodies::insert
             INSERT INTO bodies (token, number, hash, at) VALUES {rows} ON CONFLICT (token, number) DO NOTHING"
        )
    })
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

    fn take(tx: &mut dyn Transaction, token: &TokenId, hash: &Digest, at: UnixTime) -> Result<Admission, StoreError> {
        let (taken, number) = KnownBodies::of(tx, std::slice::from_ref(token))?.admission(token, hash);
        if taken == Admission::First {
            insert(tx, &[BodyRow { token: token.clone(), number, hash: *hash, at }])?;
        }
        Ok(taken)
    }

    async fn eight_bodies_of_a_token_are_taken_and_each_again_and_no_ninth(store: Store) {
        let done: Result<(), StoreError> = store
            .run("bodies", |tx| {
                assert!(KnownBodies::of(tx, &[])?.tokens().is_empty());
                let token = TokenId("t".into());
                for number in 0..8 {
                    assert_eq!(take(tx, &token, &[number; 32], NOW)?, Admission::First, "{number}");
                }
                for number in (0..8).chain(0..8) {
                    assert_eq!(take(tx, &token, &[number; 32], NOW)?, Admission::Again, "{number}");
                }
                assert_eq!(take(tx, &token, &[8; 32], NOW)?, Admission::No);
                assert_eq!(take(tx, &TokenId("u".into()), &[0; 32], NOW)?, Admission::First);
                expire(tx, KeyDays::UTC.day(NOW).plus(KEPT_DAYS))?;
                assert_eq!(take(tx, &token, &[8; 32], NOW)?, Admission::No);
                expire(tx, KeyDays::UTC.day(NOW).plus(KEPT_DAYS + 1))?;
                assert_eq!(take(tx, &token, &[0; 32], NOW)?, Admission::First);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        eight_bodies_of_a_token_are_taken_and_each_again_and_no_ninth
    }
}
