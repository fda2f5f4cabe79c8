//! The rows of reports, of the keys that were reported, and of those that wait for their publication.

use std::collections::BTreeMap;

use lancan_protocol::time::{Interval, UnixTime};

use crate::ground::ids::{CaseId, Digest, ReportId, TokenId};
use crate::store::{Row, StoreError, Transaction, Value, each_of, each_of_few, rows_of};
use crate::values;

/// An accepted report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReportRow {
    /// Chosen by the phone.
    pub(super) id: ReportId,
    /// The token that the report came with.
    pub(super) token: TokenId,
    /// The case that the report is for.
    pub(super) case: CaseId,
    /// SHA-256 of the body, to tell a retry from another report.
    pub(super) body_hash: Digest,
    /// When accepted.
    pub(super) received_at: UnixTime,
    /// When the last key of the report will be published at the latest.
    pub(super) published_by: UnixTime,
    /// How many day keys.
    pub(super) keys: u32,
    /// How many encounters.
    pub(super) encounters: u32,
}

const REPORT_COLUMNS: &str = "id, token, case_id, body_hash, received_at, published_by, keys, encounters";

fn report(mut row: Row) -> Result<ReportRow, StoreError> {
    Ok(ReportRow {
        id: row.take()?,
        token: row.take()?,
        case: row.take()?,
        body_hash: row.take()?,
        received_at: row.take()?,
        published_by: row.take()?,
        keys: row.take()?,
        encounters: row.take()?,
    })
}

/// A key that was reported or published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SeenKeyRow {
    /// The token of the report that brought the key; none for a key that filled an export up, and once its case expired.
    pub(super) token: Option<TokenId>,
    /// First interval of use.
    pub(super) start: Interval,
    /// Intervals of use.
    pub(super) period: u32,
}

/// Most keys that one statement looks up: of more PostgreSQL may think that to read the whole table is quicker.
const SOUGHT_AT_A_TIME: usize = 32;
/// Most keys that one statement remembers.
const KEYS_AT_A_TIME: usize = 64;

const SEEN_KEY_COLUMNS: &str = "token, start, period";

fn seen_key(mut row: Row) -> Result<SeenKeyRow, StoreError> {
    Ok(SeenKeyRow { token: row.take()?, start: row.take()?, period: row.take()? })
}

/// The reports with these ids.
pub(super) fn find(tx: &mut dyn Transaction, ids: &[ReportId]) -> Result<BTreeMap<ReportId, ReportRow>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (places, values) = each_of_few(ids);
    let found = format!("-- reports::find\n SELECT {REPORT_COLUMNS} FROM reports WHERE id IN ({places})");
    Ok(tx.all(&found, &values, report)?.into_iter().map(|report| (report.id, report)).collect())
}

/// A case's reports, oldest first.
pub(super) fn of_case(tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<ReportRow>, StoreError> {
    tx.all(
        &format!(
            "-- reports::of_case
             SELECT {REPORT_COLUMNS} FROM reports WHERE case_id = ?1 ORDER BY received_at, id"
        ),
        values![case],
        report,
    )
}

/// The reports that came with a token, oldest first.
pub(super) fn of_token(tx: &mut dyn Transaction, token: &TokenId) -> Result<Vec<ReportRow>, StoreError> {
    tx.all(
        &format!(
            "-- reports::of_token
             SELECT {REPORT_COLUMNS} FROM reports WHERE token = ?1 ORDER BY received_at, id"
        ),
        values![token],
        report,
    )
}

/// Seals something else in the place of what a report said.
pub(super) fn reseal(tx: &mut dyn Transaction, id: &ReportId, sealed: &[u8]) -> Result<(), StoreError> {
    tx.execute("-- reports::reseal\n UPDATE reports SET sealed = ?2 WHERE id = ?1", values![id, sealed])?;
    Ok(())
}

/// How many reports came for these cases.
pub(super) fn count_of(tx: &mut dyn Transaction, cases: &[CaseId]) -> Result<i64, StoreError> {
    let (places, values) = each_of(cases);
    let statement = format!("-- reports::count_of\n SELECT count(*) FROM reports WHERE case_id IN ({places})");
    Ok(tx.first(&statement, &values, |mut row| row.take())?.unwrap_or_default())
}

/// Whether a report came with this token.
pub(super) fn came_with(tx: &mut dyn Transaction, token: &TokenId) -> Result<bool, StoreError> {
    let found = tx.query("-- reports::came_with\n SELECT id FROM reports WHERE token = ?1 LIMIT 1", values![token])?;
    Ok(!found.is_empty())
}

/// Adds reports, each with its sealed upload; [`StoreError::Exists`] when there is one with such an id.
pub(super) fn insert(tx: &mut dyn Transaction, new: Vec<(ReportRow, Vec<u8>)>) -> Result<(), StoreError> {
    let rows = new.into_iter().map(|(row, sealed)| {
        [
            (&row.id).into(),
            (&row.token).into(),
            (&row.case).into(),
            (&row.body_hash).into(),
            row.received_at.into(),
            row.published_by.into(),
            row.keys.into(),
            row.encounters.into(),
            sealed.into(),
        ]
    });
    let rows: Vec<[Value; 9]> = rows.collect();
    tx.insert_all(&rows, |rows| {
        format!(
            "-- reports::insert
                 INSERT INTO reports ({REPORT_COLUMNS}, sealed) VALUES {rows} ON CONFLICT (id) DO NOTHING"
        )
    })
}

/// A report's sealed upload.
pub(super) fn sealed_upload(tx: &mut dyn Transaction, id: &ReportId) -> Result<Option<Vec<u8>>, StoreError> {
    tx.first("-- reports::sealed_upload\n SELECT sealed FROM reports WHERE id = ?1", values![id], |mut row| row.take())
}

/// The reported key with this hash.
pub(super) fn find_seen_key(tx: &mut dyn Transaction, hash: &Digest) -> Result<Option<SeenKeyRow>, StoreError> {
    tx.first(
        &format!("-- reports::find_seen_key\n SELECT {SEEN_KEY_COLUMNS} FROM seen_keys WHERE hash = ?1"),
        values![hash],
        seen_key,
    )
}

/// The case of the report that brought the key with this hash, and the key's first interval.
pub(super) fn case_of_key(tx: &mut dyn Transaction, hash: &Digest) -> Result<Option<(CaseId, Interval)>, StoreError> {
    tx.first(
        "-- reports::case_of_key
         SELECT reports.case_id, seen_keys.start FROM seen_keys JOIN reports ON reports.token = seen_keys.token
         WHERE seen_keys.hash = ?1 LIMIT 1",
        values![hash],
        |mut row| Ok((row.take()?, row.take()?)),
    )
}

/// Keys reported with these tokens.
pub(super) fn seen_keys_of(tx: &mut dyn Transaction, tokens: &[TokenId]) -> Result<Vec<SeenKeyRow>, StoreError> {
    if tokens.is_empty() {
        return Ok(Vec::new());
    }
    let (places, values) = each_of_few(tokens);
    let found =
        format!("-- reports::seen_keys_of\n SELECT {SEEN_KEY_COLUMNS} FROM seen_keys WHERE token IN ({places})");
    tx.all(&found, &values, seen_key)
}

/// Those of these keys that were seen before, by their hashes.
pub(super) fn find_seen_keys(
    tx: &mut dyn Transaction,
    hashes: &[Digest],
) -> Result<BTreeMap<Digest, SeenKeyRow>, StoreError> {
    let mut found = BTreeMap::new();
    for hashes in hashes.chunks(SOUGHT_AT_A_TIME) {
        let (places, values) = each_of_few(hashes);
        let statement = format!(
            "-- reports::find_seen_keys\n SELECT hash, {SEEN_KEY_COLUMNS} FROM seen_keys WHERE hash IN ({places})"
        );
        found.extend(tx.all(&statement, &values, |mut row| Ok((row.take()?, seen_key(row)?)))?);
    }
    Ok(found)
}

/// Remembers keys as seen. A key that was seen before stays as it is; as much is written either way.
pub(super) fn see_keys(tx: &mut dyn Transaction, keys: &BTreeMap<Digest, SeenKeyRow>) -> Result<(), StoreError> {
    let rows: Vec<[Value; 4]> = keys
        .iter()
        .map(|(hash, key)| [hash.into(), key.token.as_ref().into(), key.start.into(), key.period.into()])
        .collect();
    for rows in rows.chunks(KEYS_AT_A_TIME) {
        tx.execute(
            &format!(
                "-- reports::see_keys
                 INSERT INTO seen_keys (hash, {SEEN_KEY_COLUMNS}) VALUES {}
                 ON CONFLICT (hash) DO UPDATE SET start = seen_keys.start",
                rows_of(rows.len(), 4)
            ),
            rows.as_flattened(),
        )?;
    }
    Ok(())
}

/// Forgets the seen keys that begin before an interval.
pub(super) fn delete_seen_keys_before(tx: &mut dyn Transaction, start: Interval) -> Result<(), StoreError> {
    tx.execute("-- reports::delete_seen_keys_before\n DELETE FROM seen_keys WHERE start < ?1", values![start])?;
    Ok(())
}

/// Deletes the reports of a case with their pending keys. Hashes of reported keys stay, without their token.
pub(super) fn forget(tx: &mut dyn Transaction, case: &CaseId) -> Result<(), StoreError> {
    for statement in [
        "-- reports::forget, seen keys
         UPDATE seen_keys SET token = NULL WHERE token IN (SELECT token FROM reports WHERE case_id = ?1)",
        "-- reports::forget, withdrawals
         DELETE FROM withdrawals WHERE case_id = ?1",
        "-- reports::forget, revoked keys
         DELETE FROM revoked_keys WHERE report IN (SELECT id FROM reports WHERE case_id = ?1)",
        "-- reports::forget, waiting keys
         DELETE FROM waiting_keys WHERE report IN (SELECT id FROM reports WHERE case_id = ?1)",
        "-- reports::forget
         DELETE FROM reports WHERE case_id = ?1",
    ] {
        tx.execute(statement, values![case])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::queue::{self, GroupRow, Place};
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    fn new_report(id: u8, token: &str, case: &str) -> ReportRow {
        ReportRow {
            id: [id; 16],
            token: TokenId(token.into()),
            case: CaseId(case.into()),
            body_hash: [4; 32],
            received_at: NOW,
            published_by: NOW.plus(600),
            keys: 2,
            encounters: 3,
        }
    }

    fn waiting(report: u8) -> GroupRow {
        let place = Place { publish_at: NOW, report: [report; 16], position: 0 };
        GroupRow { place, case: CaseId("a".into()), sealed: vec![5], waiting: 1 }
    }

    /// An officer and two cases.
    fn set_up(tx: &mut dyn Transaction) -> Result<(), StoreError> {
        tx.execute("INSERT INTO officers (id, name, centre, password, created_at) VALUES (1, 'an', 'c', 'p', 0)", &[])?;
        for case in ["a", "b"] {
            tx.execute(
                "INSERT INTO cases (id, centre, opened_by, opened_at, expiry, sealed_key, report_type)
                 VALUES (?1, 'c', 1, 0, 1, ?2, 1)",
                values![case, &[0_u8][..]],
            )?;
        }
        Ok(())
    }

    async fn a_report_reads_back_as_it_was_written_and_is_there_once(store: Store) {
        let done: Result<(), StoreError> = store
            .run("reports", |tx| {
                set_up(tx)?;
                let row = new_report(1, "t", "a");
                assert!(!came_with(tx, &row.token)?);
                insert(tx, vec![(row.clone(), vec![8, 9])])?;
                let (again, other) = ((row.clone(), Vec::new()), (new_report(2, "u", "a"), Vec::new()));
                assert_eq!(insert(tx, vec![other, again]), Err(StoreError::Exists));
                assert!(came_with(tx, &row.token)?);
                assert_eq!(find(tx, &[row.id, [9; 16]])?, BTreeMap::from([(row.id, row.clone())]));
                assert_eq!(sealed_upload(tx, &row.id)?, Some(vec![8, 9]));
                assert_eq!(of_case(tx, &row.case)?.first(), Some(&row));
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn a_key_is_seen_once_and_forgotten_by_its_day(store: Store) {
        let done: Result<(), StoreError> = store
            .run("keys", |tx| {
                let key = SeenKeyRow { token: Some(TokenId("t".into())), start: Interval(1), period: 144 };
                see_keys(tx, &BTreeMap::from([([7; 32], key.clone())]))?;
                let filler = SeenKeyRow { token: None, start: Interval(2), period: 144 };
                see_keys(tx, &BTreeMap::from([([7; 32], filler.clone())]))?;
                assert_eq!(find_seen_key(tx, &[7; 32])?, Some(key.clone()));
                see_keys(tx, &BTreeMap::from([([8; 32], filler)]))?;
                assert_eq!(seen_keys_of(tx, &[TokenId("t".into())])?, std::slice::from_ref(&key));
                delete_seen_keys_before(tx, Interval(2))?;
                assert!(find_seen_key(tx, &[7; 32])?.is_none() && find_seen_key(tx, &[8; 32])?.is_some());
                Ok(())
            })
            .await;
        done.unwrap();
    }

    /// More than one statement takes, some of them seen before.
    async fn many_keys_are_seen_and_found_at_once_and_one_seen_before_stays_as_it_is(store: Store) {
        let done: Result<(), StoreError> = store
            .run("keys", |tx| {
                let row = |start| SeenKeyRow { token: None, start: Interval(start), period: 144 };
                let keys = |numbers: std::ops::Range<u8>, start| -> BTreeMap<Digest, SeenKeyRow> {
                    numbers.map(|number| ([number; 32], row(start))).collect()
                };
                assert!(find_seen_keys(tx, &[])?.is_empty());
                see_keys(tx, &BTreeMap::new())?;
                see_keys(tx, &keys(90..100, 1))?;
                see_keys(tx, &keys(0..150, 2))?;
                let asked: Vec<Digest> = (80..200).map(|number| [number; 32]).collect();
                let mut expected = keys(80..150, 2);
                expected.extend(keys(90..100, 1));
                assert_eq!(find_seen_keys(tx, &asked)?, expected);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn what_is_forgotten_of_a_case_is_all_but_the_hashes_of_its_keys(store: Store) {
        let done: Result<(), StoreError> = store
            .run("forget", |tx| {
                set_up(tx)?;
                for (id, token, case) in [(1, "ta", "a"), (2, "tb", "b")] {
                    insert(tx, vec![(new_report(id, token, case), vec![1])])?;
                    queue::insert(tx, vec![waiting(id)])?;
                    let key = SeenKeyRow { token: Some(TokenId(token.into())), start: Interval(1), period: 144 };
                    see_keys(tx, &BTreeMap::from([([id; 32], key)]))?;
                }
                forget(tx, &CaseId("a".into()))?;
                assert_eq!(find(tx, &[[1; 16], [2; 16]])?.into_keys().collect::<Vec<_>>(), [[2; 16]]);
                assert_eq!(queue::due(tx, NOW, None, 9)?, [waiting(2)]);
                assert!(find_seen_key(tx, &[1; 32])?.is_some_and(|key| key.token.is_none()));
                assert!(find_seen_key(tx, &[2; 32])?.is_some_and(|key| key.token.is_some()));
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        a_report_reads_back_as_it_was_written_and_is_there_once
        a_key_is_seen_once_and_forgotten_by_its_day
        many_keys_are_seen_and_found_at_once_and_one_seen_before_stays_as_it_is
        what_is_forgotten_of_a_case_is_all_but_the_hashes_of_its_keys
    }
}
