//! Keys of reports whose case an officer revoked. They wait until an export takes them back.

use std::collections::BTreeSet;

use lancan_protocol::hex;
use lancan_protocol::keys::DayKey;
use lancan_protocol::time::Interval;

use super::queue::{self, Place};
use super::upload::{self, Upload};
use super::{Reports, store};
use crate::ground::error::{Failure, Fault};
use crate::ground::ids::{CaseId, ReportId};
use crate::ground::sealing::SealingKey;
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

/// Takes back what the reports of a case brought: what waits is published no more, and every key that was published, or that
/// a made export holds, is taken back by a later export. A key that was never published stays unknown. Reports of before schema
/// version 8 kept no keys: of them only what waits is stopped. Returns how many keys will be taken back.
pub(crate) fn revoke(tx: &mut dyn Transaction, case: &CaseId, key: &SealingKey) -> Result<u32, Failure> {
    let unpublished = unpublished(tx, case, key)?;
    queue::stop(tx, case)?;
    let mut revoked = 0;
    for report in store::of_case(tx, case)? {
        let sealed = store::sealed_upload(tx, &report.id)?.unwrap_or_default();
        let Upload(upload) = Upload::open(key, &report.id, &sealed).map_err(Fault::from)?;
        for (position, reported) in (0..).zip(&upload.keys) {
            if unpublished.contains(reported.key.as_slice()) {
                continue;
            }
            let place = RevokedPlace { report: report.id, position };
            let sealed = key.seal(&place.sealed_at(), &reported.key).map_err(Fault::from)?;
            insert(tx, &RevokedRow { place, case: case.clone(), sealed }, Interval(reported.start))?;
            revoked += 1;
        }
    }
    Ok(revoked)
}

/// The keys of a case that no export holds.
fn unpublished(tx: &mut dyn Transaction, case: &CaseId, key: &SealingKey) -> Result<BTreeSet<Vec<u8>>, Failure> {
    let mut unpublished = BTreeSet::new();
    for (group, taken) in queue::of_case(tx, case)? {
        let Place { report, position, .. } = &group.place;
        let keys = upload::open_group(key, report, *position, &group.sealed).map_err(Fault::from)?;
        let bits = (0..).map_while(|at| 1_u64.checked_shl(at));
        let waits = bits.zip(keys).filter(|(bit, _)| group.waiting & !taken & bit != 0);
        unpublished.extend(waits.map(|(_, waiting)| waiting.key.as_bytes().to_vec()));
    }
    Ok(unpublished)
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

/// Forgets keys that an export has taken back.
pub(crate) fn forget_revoked(tx: &mut dyn Transaction, places: &[RevokedPlace]) -> Result<(), StoreError> {
    places.iter().try_for_each(|place| {
        tx.execute(
            "-- reports::revoked::forget_revoked
             DELETE FROM revoked_keys WHERE report = ?1 AND position = ?2",
            values![&place.report, place.position],
        )
        .map(drop)
    })
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
