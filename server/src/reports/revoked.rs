//! Keys of reports that are taken back: by the patient, or because an officer revoked the case. They wait until an export takes
//! them back.

use std::collections::BTreeSet;

use lancan_protocol::hex;
use lancan_protocol::keys::DayKey;
use lancan_protocol::time::{Interval, UnixTime};

use super::Reports;
use super::queue::{self, GroupRow, Place, TakenBits};
use super::store::{self, ReportRow};
use super::upload::{self, Upload};
use crate::ground::error::{Failure, Fault};
use crate::ground::ids::{CaseId, ReportId};
use crate::ground::sealing::{NotOpened, SealingKey};
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// A key to take back.
pub(crate) struct RevokedKey {
    pub(crate) key: DayKey,
    /// Where the key waits.
    pub(crate) place: RevokedPlace,
}

/// Where a key to take back waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RevokedPlace {
    /// The report that brought the key.
    report: ReportId,
    /// Position among the keys of the report.
    position: u32,
}

impl RevokedPlace {
    fn sealed_at(&self) -> String {
        format!("revoked_keys|sealed|{}|{}", hex::encode(&self.report), self.position)
    }
}

/// A key to take back, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RevokedRow {
    place: RevokedPlace,
    /// The case whose key seals the key.
    case: CaseId,
    sealed: Vec<u8>,
}

fn revoked_row(mut row: Row) -> Result<RevokedRow, StoreError> {
    let place = RevokedPlace { report: row.take()?, position: row.take()? };
    Ok(RevokedRow { place, case: row.take()?, sealed: row.take()? })
}

/// What became of the day keys of reports that are taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RevokedKeys {
    /// Keys that were never published, and never are.
    pub(crate) stopped: u32,
    /// Keys that later exports take back.
    pub(crate) taken_back: u32,
    /// Published keys of days so long ago that no export takes them back any more.
    pub(crate) too_old: u32,
    /// Reports that do not open, as after a restore without their keys: what was published of them stands.
    pub(crate) unread: u32,
}

/// What is known of publication when reports are taken back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Published {
    /// The end of the last published export.
    pub(crate) last: Option<UnixTime>,
    /// The first interval of the oldest day of which the next export takes a key back.
    pub(crate) oldest: Interval,
}

/// Takes back what the reports of a case brought, as [`take_back`] does.
pub(crate) fn revoke(
    tx: &mut dyn Transaction,
    case: &CaseId,
    key: Option<&SealingKey>,
    published: Published,
) -> Result<RevokedKeys, Failure> {
    let reports = store::of_case(tx, case)?;
    take_back(tx, &reports, key, published)
}

/// Takes back what reports of a case brought: what waits is published no more, and every key that was published is taken
/// back by a later export. A key that was never published stays unknown: one that an unpublished export holds was not, and
/// that export is made again without it. Reports of before schema version 8 kept no keys: of them only what waits is stopped.
///
/// `key`: the case's key; without it no report opens.
pub(super) fn take_back(
    tx: &mut dyn Transaction,
    reports: &[ReportRow],
    key: Option<&SealingKey>,
    published: Published,
) -> Result<RevokedKeys, Failure> {
    let mut revoked = RevokedKeys::default();
    for report in reports {
        let groups = queue::of_report(tx, &report.id)?;
        queue::stop(tx, &report.id)?;
        let sealed = store::sealed_upload(tx, &report.id)?.unwrap_or_default();
        let opened = key.and_then(|key| {
            let Upload(upload) = Upload::open(key, &report.id, &sealed).ok()?;
            Some((key, upload, unpublished(groups.iter(), key, published.last).ok()?))
        });
        let Some((key, upload, unpublished)) = opened else {
            revoked.unread += 1;
            continue;
        };
        for (position, reported) in (0..).zip(&upload.keys) {
            if unpublished.contains(reported.key.as_slice()) {
                revoked.stopped += 1;
                continue;
            }
            let start = Interval(reported.start);
            if start < published.oldest {
                revoked.too_old += 1;
                continue;
            }
            let place = RevokedPlace { report: report.id, position };
            let sealed = key.seal(&place.sealed_at(), &reported.key).map_err(Fault::from)?;
            insert(tx, &RevokedRow { place, case: report.case.clone(), sealed }, start)?;
            revoked.taken_back += 1;
        }
    }
    Ok(revoked)
}

/// The keys of a report's groups that no published export holds.
fn unpublished<'g>(
    groups: impl Iterator<Item = &'g (GroupRow, TakenBits)>,
    key: &SealingKey,
    last: Option<UnixTime>,
) -> Result<BTreeSet<Vec<u8>>, NotOpened> {
    let mut unpublished = BTreeSet::new();
    for (group, taken) in groups {
        let Place { report, position, .. } = &group.place;
        let keys = upload::open_group(key, report, *position, &group.sealed)?;
        let is_out = taken.export_end.is_some_and(|end| last.is_some_and(|last| end <= last));
        let out = if is_out { taken.keys } else { 0 };
        let bits = (0..).map_while(|at| 1_u64.checked_shl(at));
        let waits = bits.zip(keys).filter(|(bit, _)| group.waiting & !out & bit != 0);
        unpublished.extend(waits.map(|(_, waiting)| waiting.key.as_bytes().to_vec()));
    }
    Ok(unpublished)
}

/// How many reports of a case do not open.
pub(crate) fn unread(tx: &mut dyn Transaction, case: &CaseId, key: Option<&SealingKey>) -> Result<u32, StoreError> {
    let mut unread = 0;
    for report in store::of_case(tx, case)? {
        let sealed = store::sealed_upload(tx, &report.id)?.unwrap_or_default();
        unread += u32::from(key.is_none_or(|key| Upload::open(key, &report.id, &sealed).is_err()));
    }
    Ok(unread)
}

/// How many keys of a case wait to be taken back.
pub(crate) fn waits_to_be_taken_back(tx: &mut dyn Transaction, case: &CaseId) -> Result<u32, StoreError> {
    let count = tx.first(
        "-- reports::revoked::waits_to_be_taken_back
         SELECT count(*) FROM revoked_keys WHERE report IN (SELECT id FROM reports WHERE case_id = ?1)",
        values![case],
        |mut row| row.take(),
    )?;
    Ok(count.unwrap_or_default())
}

impl Reports {
    /// The first key of the day that begins with this interval that waits to be taken back, but those that `held` knows of.
    pub(crate) fn revoked_key(
        &self,
        tx: &mut dyn Transaction,
        start: Interval,
        held: &BTreeSet<DayKey>,
    ) -> Result<Option<RevokedKey>, StoreError> {
        for row in of_day(tx, start)? {
            // As after a restore: a key that does not open lets the others go first.
            let case_key = self.codes.key_of(tx, &row.case)?;
            let plain = case_key.and_then(|key| key.open(&row.place.sealed_at(), &row.sealed).ok());
            let key = plain.and_then(|plain| plain.as_slice().try_into().ok()).map(DayKey::from_bytes);
            if let Some(key) = key.filter(|key| !held.contains(key)) {
                return Ok(Some(RevokedKey { key, place: row.place }));
            }
        }
        Ok(None)
    }
}

/// Forgets a key that an export has taken back.
pub(crate) fn forget_revoked(tx: &mut dyn Transaction, place: &RevokedPlace) -> Result<(), StoreError> {
    tx.execute(
        "-- reports::revoked::forget_revoked
         DELETE FROM revoked_keys WHERE report = ?1 AND position = ?2",
        values![&place.report, place.position],
    )
    .map(drop)
}

fn insert(tx: &mut dyn Transaction, new: &RevokedRow, start: Interval) -> Result<(), StoreError> {
    tx.execute(
        "-- reports::revoked::insert
         INSERT INTO revoked_keys (report, position, case_id, sealed, start) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (report, position) DO NOTHING",
        values![&new.place.report, new.place.position, &new.case, &new.sealed, start],
    )?;
    Ok(())
}

/// Keys of one day that one export looks at.
const LOOKED_AT: u32 = 64;

fn of_day(tx: &mut dyn Transaction, start: Interval) -> Result<Vec<RevokedRow>, StoreError> {
    tx.all(
        "-- reports::revoked::of_day
         SELECT report, position, case_id, sealed FROM revoked_keys WHERE start = ?1 ORDER BY report, position LIMIT ?2",
        values![start, LOOKED_AT],
        revoked_row,
    )
}

#[cfg(test)]
mod tests {
    use lancan_protocol::wire::{Report, ReportedKey};

    use super::*;
    use crate::ground::ids::TokenId;
    use crate::reports::upload::WaitingKey;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);
    const OLDEST: Interval = Interval(1_000);
    const REPORT: ReportId = [1; 16];

    fn key_of(number: u8) -> DayKey {
        DayKey::from_bytes([number; 16])
    }

    fn case_key() -> SealingKey {
        SealingKey::new(&[1; 32]).unwrap()
    }

    /// A case with one report of keys 0 to 5, of which key 0 is of a day that no export reaches.
    fn report(tx: &mut dyn Transaction) -> Result<(), StoreError> {
        tx.execute("INSERT INTO officers (id, name, centre, password, created_at) VALUES (1, 'an', 'c', 'p', 0)", &[])?;
        tx.execute(
            "INSERT INTO cases (id, centre, opened_by, opened_at, expiry, sealed_key, report_type)
             SELECT 'a', 'c', 1, 0, 1, ?1, 1",
            values![&[1_u8; 16][..]],
        )?;
        let keys = (0..6_u8).map(|number| ReportedKey {
            key: vec![number; 16],
            start: if number == 0 { OLDEST.0 - 1 } else { OLDEST.0 },
            period: 144,
        });
        let upload = Upload(Report { keys: keys.collect(), ..Report::default() });
        let row = ReportRow {
            id: REPORT,
            token: TokenId("t".into()),
            case: CaseId("a".into()),
            body_hash: [0; 32],
            received_at: NOW,
            published_by: NOW,
            keys: 6,
            encounters: 0,
        };
        store::insert(tx, vec![(row, upload.seal(&case_key(), &REPORT).unwrap())])
    }

    /// A group of waiting keys, of which the export with this end has taken the first.
    fn group(
        tx: &mut dyn Transaction,
        position: u32,
        keys: &[u8],
        taken_by: Option<UnixTime>,
    ) -> Result<(), StoreError> {
        let waiting =
            |number: &u8| WaitingKey { key: key_of(*number), start: OLDEST, period: 144, days_since_onset: None };
        let keys: Vec<WaitingKey> = keys.iter().map(waiting).collect();
        let sealed = upload::seal_group(&keys, &case_key(), &REPORT, position).unwrap();
        let place = Place { publish_at: NOW, report: REPORT, position };
        let waiting = (1 << keys.len()) - 1;
        queue::insert(tx, vec![GroupRow { place, case: CaseId("a".into()), sealed, waiting }])?;
        taken_by.map_or(Ok(true), |end| queue::take(tx, end, &place, 1)).map(drop)
    }

    fn taken_back(tx: &mut dyn Transaction) -> Result<Vec<DayKey>, StoreError> {
        let rows = of_day(tx, OLDEST)?.into_iter();
        let opened = rows.map(|row| case_key().open(&row.place.sealed_at(), &row.sealed).unwrap());
        Ok(opened.map(|plain| DayKey::from_bytes(plain.as_slice().try_into().unwrap())).collect())
    }

    async fn of_a_revoked_case_only_what_is_out_and_in_reach_is_taken_back(store: Store) {
        let done: Result<(), Failure> = store
            .run("revoke", |tx| {
                report(tx)?;
                // Keys 0 and 5 went out before; 1 is in a published export and 2 waits; 3 is in one that is being made, 4 waits.
                group(tx, 0, &[1, 2], Some(NOW))?;
                group(tx, 1, &[3, 4], Some(NOW.plus(1)))?;
                let published = Published { last: Some(NOW), oldest: OLDEST };
                let revoked = revoke(tx, &CaseId("a".into()), Some(&case_key()), published)?;
                assert_eq!(revoked, RevokedKeys { stopped: 3, taken_back: 2, too_old: 1, unread: 0 });
                assert_eq!(taken_back(tx)?, [key_of(1), key_of(5)]);
                assert!(queue::due(tx, NOW, None, 9)?.is_empty());
                assert_eq!((queue::taken(tx, NOW.plus(1))?, queue::unsettled(tx)?), (0, None));
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn without_the_key_of_the_case_what_waits_is_stopped_and_its_reports_count_as_unread(store: Store) {
        let done: Result<(), Failure> = store
            .run("revoke", |tx| {
                report(tx)?;
                group(tx, 0, &[1, 2], None)?;
                let case = CaseId("a".into());
                let published = Published { last: None, oldest: OLDEST };
                assert_eq!((unread(tx, &case, Some(&case_key()))?, unread(tx, &case, None)?), (0, 1));
                let revoked = revoke(tx, &case, None, published)?;
                assert_eq!(revoked, RevokedKeys { unread: 1, ..RevokedKeys::default() });
                assert!(queue::due(tx, NOW, None, 9)?.is_empty() && taken_back(tx)?.is_empty());
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        of_a_revoked_case_only_what_is_out_and_in_reach_is_taken_back
        without_the_key_of_the_case_what_waits_is_stopped_and_its_reports_count_as_unread
    }

    /// Sealed by another program, under the label that stored rows have.
    #[test]
    fn a_revoked_key_that_was_sealed_earlier_opens() {
        let sealed = lancan_protocol::hex::decode(
            "01010101010101010101010173e48cb295bae90bd4d1d92475327534a9e9d7b95a7a401f3245fcd2832d7966",
        );
        let key = SealingKey::new(&[7; 32]).unwrap();
        assert_eq!(
            key.open(&RevokedPlace { report: [3; 16], position: 2 }.sealed_at(), &sealed.unwrap()).unwrap().as_slice(),
            [5; 16]
        );
    }
}
