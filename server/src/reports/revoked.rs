//! Keys of reports whose case an officer revoked. They wait until an export takes them back.

use lancan_protocol::hex;
use lancan_protocol::keys::DayKey;
use lancan_protocol::time::Interval;

use super::Reports;
use super::queue;
use super::store;
use super::upload::Upload;
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

/// Takes back what the reports of a case brought: what waits is published no more, and every key of theirs is taken back by a
/// later export. Reports of before schema version 8 kept no keys: of them only what waits is stopped. Returns how many keys
/// will be taken back.
pub(crate) fn revoke(tx: &mut dyn Transaction, case: &CaseId, key: &SealingKey) -> Result<u32, Failure> {
    queue::stop(tx, case)?;
    let mut revoked = 0;
    for report in store::of_case(tx, case)? {
        let sealed = store::sealed_upload(tx, &report.id)?.unwrap_or_default();
        let Upload(upload) = Upload::open(key, &report.id, &sealed).map_err(Fault::from)?;
        for (position, reported) in (0..).zip(&upload.keys) {
            let place = RevokedPlace { report: report.id, position };
            let sealed = key.seal(&place.sealed_at(), &reported.key).map_err(Fault::from)?;
            insert(tx, &RevokedRow { place, case: case.clone(), sealed }, Interval(reported.start))?;
            revoked += 1;
        }
    }
    Ok(revoked)
}

impl Reports {
    /// A key of the day that begins with this interval that waits to be taken back.
    pub(crate) fn revoked_key(
        &self,
        tx: &mut dyn Transaction,
        start: Interval,
    ) -> Result<Option<RevokedKey>, StoreError> {
        let Some(row) = first(tx, start)? else { return Ok(None) };
        let case_key = self.codes.key_of(tx, &row.case)?;
        let plain = case_key.and_then(|key| key.open(&row.place.sealed_at(), &row.sealed).ok());
        let key = plain.and_then(|plain| plain.as_slice().try_into().ok()).map(DayKey::from_bytes);
        Ok(key.map(|key| RevokedKey { key, place: row.place }))
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

fn first(tx: &mut dyn Transaction, start: Interval) -> Result<Option<RevokedRow>, StoreError> {
    tx.first(
        "-- reports::revoked::first
         SELECT report, position, case_id, sealed FROM revoked_keys WHERE start = ?1 ORDER BY report, position LIMIT 1",
        values![start],
        revoked_row,
    )
}
