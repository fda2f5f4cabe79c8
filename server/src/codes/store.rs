//! The rows of codes, and the row that cover traffic writes.

use std::collections::BTreeMap;

use lancan_protocol::code::CodeKind;
use lancan_protocol::time::UnixTime;

use crate::ground::ids::{CaseId, Digest, TokenId};
use crate::store::{Row, StoreError, Transaction, Value, each_of, each_of_few};
use crate::values;

/// A code that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CodeRow {
    /// HMAC-SHA-256 of the code.
    pub(super) hmac: Digest,
    /// Short or long.
    pub(super) kind: CodeKind,
    /// The case that the code was given for.
    pub(super) case: CaseId,
    /// When given.
    pub(super) issued_at: UnixTime,
    /// Until when the code can be used.
    pub(super) expires_at: UnixTime,
    /// When and by what the code was used.
    pub(super) used: Option<CodeUse>,
}

/// The use of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CodeUse {
    /// When.
    pub(super) at: UnixTime,
    /// SHA-256 of the phone's public key.
    pub(super) jkt: Digest,
    /// The token given for the code.
    pub(super) token: TokenId,
}

const COLUMNS: &str = "hmac, kind, case_id, issued_at, expires_at, used_at, used_jkt, used_token";

fn code(mut row: Row) -> Result<CodeRow, StoreError> {
    Ok(CodeRow {
        hmac: row.take()?,
        kind: if row.take::<i64>()? == 0 { CodeKind::Short } else { CodeKind::Long },
        case: row.take()?,
        issued_at: row.take()?,
        expires_at: row.take()?,
        used: match row.take::<Option<UnixTime>>()? {
            None => None,
            Some(at) => Some(CodeUse { at, jkt: row.take()?, token: row.take()? }),
        },
    })
}

impl CodeRow {
    /// By which an officer names the code: the first 16 hex digits of its HMAC.
    pub(super) fn public_id(&self) -> String {
        lancan_protocol::hex::encode(self.hmac.get(..8).unwrap_or_default())
    }
}

/// Lets an unused code expire now. Returns whether the code could still have been used.
pub(super) fn revoke(tx: &mut dyn Transaction, hmac: &Digest, now: UnixTime) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "-- codes::revoke
         UPDATE codes SET expires_at = ?2 WHERE hmac = ?1 AND used_at IS NULL AND expires_at > ?2",
        values![hmac, now],
    )?;
    Ok(changed > 0)
}

/// Lets every unused code of a case expire now. Returns how many could still have been used.
pub(super) fn revoke_all(tx: &mut dyn Transaction, case: &CaseId, now: UnixTime) -> Result<u64, StoreError> {
    tx.execute(
        "-- codes::revoke_all
         UPDATE codes SET expires_at = ?2 WHERE case_id = ?1 AND used_at IS NULL AND expires_at > ?2",
        values![case, now],
    )
}

/// Adds an unused code; [`StoreError::Exists`] when one with this HMAC is stored.
pub(super) fn insert(tx: &mut dyn Transaction, new: &CodeRow) -> Result<(), StoreError> {
    tx.insert(
        "-- codes::insert
         INSERT INTO codes (hmac, kind, case_id, issued_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (hmac) DO NOTHING",
        values![&new.hmac, i64::from(new.kind == CodeKind::Long), &new.case, new.issued_at, new.expires_at],
    )
}

pub(super) fn find(tx: &mut dyn Transaction, hmac: &Digest) -> Result<Option<CodeRow>, StoreError> {
    tx.first(&format!("-- codes::find\n SELECT {COLUMNS} FROM codes WHERE hmac = ?1"), values![hmac], code)
}

/// The codes with these HMACs.
pub(super) fn find_all(tx: &mut dyn Transaction, hmacs: &[Digest]) -> Result<BTreeMap<Digest, CodeRow>, StoreError> {
    if hmacs.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (places, values) = each_of_few(hmacs);
    let found = format!("-- codes::find_all\n SELECT {COLUMNS} FROM codes WHERE hmac IN ({places})");
    Ok(tx.all(&found, &values, code)?.into_iter().map(|code| (code.hmac, code)).collect())
}

/// The cases that these tokens were given for.
pub(super) fn cases_of_tokens(
    tx: &mut dyn Transaction,
    tokens: &[TokenId],
) -> Result<BTreeMap<TokenId, CaseId>, StoreError> {
    if tokens.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (places, values) = each_of_few(tokens);
    let found =
        format!("-- codes::cases_of_tokens\n SELECT used_token, case_id FROM codes WHERE used_token IN ({places})");
    let found = tx.all(&found, &values, |mut row| Ok((row.take()?, row.take()?)))?;
    Ok(found.into_iter().collect())
}

/// A case's codes, oldest first.
pub(super) fn of_case(tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<CodeRow>, StoreError> {
    tx.all(
        &format!("-- codes::of_case\n SELECT {COLUMNS} FROM codes WHERE case_id = ?1 ORDER BY issued_at, hmac"),
        values![case],
        code,
    )
}

/// How many codes these cases have, the sum of their ends, and how many were used.
pub(super) fn mark(tx: &mut dyn Transaction, cases: &[CaseId]) -> Result<(i64, i64, i64), StoreError> {
    let (places, values) = each_of(cases);
    let mark = tx.first(
        &format!(
            "-- codes::mark
             SELECT count(*), CAST(coalesce(sum(expires_at), 0) AS BIGINT), count(used_at) FROM codes
             WHERE case_id IN ({places})"
        ),
        &values,
        |mut row| Ok((row.take()?, row.take()?, row.take()?)),
    )?;
    Ok(mark.unwrap_or_default())
}

/// Unused short codes that have not expired.
pub(super) fn live_short(tx: &mut dyn Transaction, now: UnixTime) -> Result<u64, StoreError> {
    let count = tx.first(
        "-- codes::live_short
         SELECT count(*) FROM codes WHERE used_at IS NULL AND expires_at > ?1 AND kind = 0",
        values![now],
        |mut row| row.take(),
    )?;
    Ok(count.unwrap_or(0))
}

/// Marks a code used, unless it was used before.
pub(super) fn mark_used(tx: &mut dyn Transaction, hmac: &Digest, used: &CodeUse) -> Result<(), StoreError> {
    tx.execute(
        "-- codes::mark_used
         UPDATE codes SET used_at = ?2, used_jkt = ?3, used_token = ?4 WHERE hmac = ?1 AND used_at IS NULL",
        values![hmac, used.at, &used.jkt, &used.token],
    )?;
    Ok(())
}

pub(super) fn delete_of(tx: &mut dyn Transaction, case: &CaseId) -> Result<(), StoreError> {
    tx.execute("-- codes::delete_of\n DELETE FROM codes WHERE case_id = ?1", values![case])?;
    Ok(())
}

/// The rows that cover traffic writes: a running server takes one of them, so that servers do not wait for each other.
pub(super) const COVER_ROWS: u64 = 64;

/// Writes what the use of a code writes, over the use before in this row.
pub(super) fn write_cover_use(tx: &mut dyn Transaction, row: u64, used: &CodeUse) -> Result<(), StoreError> {
    tx.execute(
        "-- codes::write_cover_use
         INSERT INTO cover_uses (id, used_at, used_jkt, used_token) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE
         SET used_at = excluded.used_at, used_jkt = excluded.used_jkt, used_token = excluded.used_token",
        values![row, used.at, &used.jkt, &used.token],
    )?;
    Ok(())
}

/// Overwrites a row that cover traffic writes.
pub(super) fn write_noise(tx: &mut dyn Transaction, row: u64, noise: &Value) -> Result<(), StoreError> {
    tx.execute(
        "-- codes::write_noise
         INSERT INTO cover_work (id, noise) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET noise = excluded.noise",
        &[row.into(), noise.clone()],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    fn new_code(hmac: u8, kind: CodeKind) -> CodeRow {
        let expires_at = NOW.plus(kind.lifetime_seconds());
        CodeRow { hmac: [hmac; 32], kind, case: CaseId("a".into()), issued_at: NOW, expires_at, used: None }
    }

    fn used(token: &str) -> CodeUse {
        CodeUse { at: NOW, jkt: [3; 32], token: TokenId(token.into()) }
    }

    /// An officer and a case.
    fn set_up(tx: &mut dyn Transaction) -> Result<(), StoreError> {
        tx.execute("INSERT INTO officers (id, name, centre, password, created_at) VALUES (1, 'an', 'c', 'p', 0)", &[])?;
        tx.execute(
            "INSERT INTO cases (id, centre, opened_by, opened_at, expiry, sealed_key, report_type)
             VALUES ('a', 'c', 1, 0, 1, ?1, 1)",
            values![&[0_u8][..]],
        )?;
        insert(tx, &new_code(1, CodeKind::Short))
    }

    async fn a_code_reads_back_as_it_was_written_and_is_there_once(store: Store) {
        let done: Result<(), StoreError> = store
            .run("codes", |tx| {
                set_up(tx)?;
                let new = new_code(1, CodeKind::Short);
                assert_eq!(insert(tx, &new_code(1, CodeKind::Long)), Err(StoreError::Exists));
                assert_eq!(find(tx, &[1; 32])?, Some(new.clone()));
                assert_eq!(find_all(tx, &[[1; 32], [2; 32]])?, BTreeMap::from([([1; 32], new.clone())]));
                mark_used(tx, &[1; 32], &used("t"))?;
                let row = CodeRow { used: Some(used("t")), ..new };
                let (t, other) = (TokenId("t".into()), TokenId("u".into()));
                let of_tokens = cases_of_tokens(tx, &[other, t.clone()])?;
                assert_eq!(of_tokens, BTreeMap::from([(t, row.case.clone())]));
                assert_eq!(find(tx, &[1; 32])?, Some(row.clone()));
                assert_eq!(of_case(tx, &row.case)?, std::slice::from_ref(&row));
                delete_of(tx, &row.case)?;
                assert_eq!(find(tx, &[1; 32])?, None);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn a_used_code_keeps_its_first_use(store: Store) {
        let done: Result<(), StoreError> = store
            .run("use_twice", |tx| {
                set_up(tx)?;
                mark_used(tx, &[1; 32], &used("first"))?;
                mark_used(tx, &[1; 32], &used("second"))?;
                assert_eq!(find(tx, &[1; 32])?.unwrap().used, Some(used("first")));
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn only_unused_short_codes_in_time_are_live(store: Store) {
        let done: Result<(), StoreError> = store
            .run("live", |tx| {
                set_up(tx)?;
                insert(tx, &new_code(2, CodeKind::Long))?;
                insert(tx, &new_code(3, CodeKind::Short))?;
                mark_used(tx, &[3; 32], &used("t"))?;
                assert_eq!(live_short(tx, NOW)?, 1);
                assert_eq!(live_short(tx, NOW.plus(15 * 60))?, 0);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn a_code_is_revoked_once_and_only_while_nobody_used_it(store: Store) {
        let done: Result<(), StoreError> = store
            .run("revoke", |tx| {
                set_up(tx)?;
                insert(tx, &new_code(2, CodeKind::Long))?;
                mark_used(tx, &[2; 32], &used("t"))?;
                assert!(revoke(tx, &[1; 32], NOW)? && !revoke(tx, &[1; 32], NOW)? && !revoke(tx, &[2; 32], NOW)?);
                assert_eq!((live_short(tx, NOW)?, find(tx, &[1; 32])?.unwrap().expires_at), (0, NOW));
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn cover_traffic_writes_the_row_of_a_server_over_and_over(store: Store) {
        let done: Result<(), StoreError> = store
            .run("noise", |tx| {
                write_noise(tx, 7, &vec![1].into())?;
                write_noise(tx, 7, &vec![2; 100].into())?;
                write_noise(tx, 9, &vec![3].into())?;
                let noise = tx.all("SELECT noise FROM cover_work ORDER BY id", &[], |mut row| row.take::<Vec<u8>>())?;
                assert_eq!(noise, [vec![2; 100], vec![3]]);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        a_code_reads_back_as_it_was_written_and_is_there_once
        a_used_code_keeps_its_first_use
        only_unused_short_codes_in_time_are_live
        a_code_is_revoked_once_and_only_while_nobody_used_it
        cover_traffic_writes_the_row_of_a_server_over_and_over
    }
}
