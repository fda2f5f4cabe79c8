//! Reports: what a phone uploads, checked, sealed under its case's key, its keys put in the queue for publication.

mod accept;
mod api;
mod bodies;
mod check;
mod schedule;
mod store;
mod upload;

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::export::ExportKey;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::keys::DayKey;
use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::wire::Report;

use crate::codes::{self, Codes};
use crate::ground::clock::Clock;
use crate::ground::error::{Failure, Fault};
use crate::ground::ids::{CaseId, Digest, ReportId, TokenId};
use crate::ground::sealing::SealingKey;
use crate::ground::secrets::Secrets;
use crate::store::{Store, StoreError, Transaction};

pub(crate) use api::routes;
pub(crate) use schedule::{slot_after, slot_until};
pub(crate) use upload::PendingKey;

use store::SeenKeyRow;
use upload::Upload;

/// What the HMAC of a seen day key is for.
const DAY_KEY: &str = "day-key";
/// Days that the hash of a seen key is kept: longer than the longest retention (60), so longer than a report reaches back.
const SEEN_KEY_DAYS: u32 = 64;

/// The reports of the store.
pub(crate) struct Reports {
    pub(crate) store: Store,
    pub(crate) codes: Arc<Codes>,
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// A report that came, without what it says.
pub(crate) struct Arrival {
    /// When it came.
    pub(crate) received_at: UnixTime,
    /// When the last of its keys is published at the latest.
    pub(crate) published_by: UnixTime,
    /// How many day keys.
    pub(crate) keys: u32,
    /// How many encounters.
    pub(crate) encounters: u32,
}

/// A case's reports, oldest first.
pub(crate) fn of_case(tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<Arrival>, StoreError> {
    Ok(store::of_case(tx, case)?.iter().map(Arrival::of).collect())
}

/// A case's reports with what they say, oldest first, opened with the case's key.
pub(crate) fn opened(
    tx: &mut dyn Transaction,
    case: &CaseId,
    key: &SealingKey,
) -> Result<Vec<(Arrival, Report)>, Failure> {
    let mut all = Vec::new();
    for row in store::of_case(tx, case)? {
        let sealed = store::sealed_upload(tx, &row.id)?.unwrap_or_default();
        let Upload(report) = Upload::open(key, &row.id, &sealed).map_err(Fault::from)?;
        all.push((Arrival::of(&row), report));
    }
    Ok(all)
}

/// Whether a report came with this token.
pub(crate) fn came_with(tx: &mut dyn Transaction, token: &TokenId) -> Result<bool, StoreError> {
    store::came_with(tx, token)
}

/// Deletes the reports of cases that end, with the keys that wait. Hashes of seen keys stay, without their token, until no
/// report can bring a key of their day any more.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    codes::ending(tx, today)?.iter().try_for_each(|case| store::forget(tx, case))?;
    bodies::expire(tx, today)?;
    store::delete_seen_keys_before(tx, KeyDays::UTC.first_interval(today.minus(SEEN_KEY_DAYS)))
}

/// Binds every key that may be published at the end of an export, and is bound to no other, to this export.
pub(crate) fn bind_keys(tx: &mut dyn Transaction, export_end: UnixTime) -> Result<(), StoreError> {
    store::bind_pending_keys(tx, export_end, export_end)
}

/// Forgets the keys that an export has published, and lets those that did not open wait for the next one.
pub(crate) fn release_keys(
    tx: &mut dyn Transaction,
    export_end: UnixTime,
    sealed: &SealedKeys,
) -> Result<(), StoreError> {
    for (report, position) in &sealed.0 {
        store::release_pending_key(tx, report, *position)?;
    }
    store::delete_pending_keys_of(tx, export_end)
}

/// Keys bound to an export that did not open.
pub(crate) struct SealedKeys(Vec<(ReportId, u32)>);

impl Arrival {
    fn of(row: &store::ReportRow) -> Self {
        Self {
            received_at: row.received_at,
            published_by: row.published_by,
            keys: row.keys,
            encounters: row.encounters,
        }
    }
}

impl Reports {
    /// Remembers keys of an export as seen, those that fill it up like real ones, so that no report can bring one of them
    /// and none can ask which are real. A key that was reported stays with its token.
    pub(crate) fn mark_published(&self, tx: &mut dyn Transaction, keys: &[ExportKey]) -> Result<(), StoreError> {
        keys.iter().try_for_each(|key| {
            let row = SeenKeyRow { token: None, start: key.start, period: key.period };
            store::see_key(tx, &self.digest(&key.key), &row)
        })
    }

    /// The HMAC under which a day key is remembered as seen.
    fn digest(&self, key: &DayKey) -> Digest {
        self.secrets.digest(DAY_KEY, key.as_bytes())
    }

    /// The keys that are bound to an export, opened.
    pub(crate) fn bound_keys(
        &self,
        tx: &mut dyn Transaction,
        export_end: UnixTime,
    ) -> Result<(Vec<ExportKey>, SealedKeys), StoreError> {
        let mut case_keys = BTreeMap::new();
        let (mut keys, mut sealed) = (Vec::new(), Vec::new());
        for row in store::pending_keys_of(tx, export_end)? {
            if !case_keys.contains_key(&row.case) {
                case_keys.insert(row.case.clone(), self.codes.key_of(tx, &row.case)?);
            }
            let case_key = case_keys.get(&row.case).and_then(Option::as_ref);
            match case_key.and_then(|key| PendingKey::open(key, &row.report, row.position, &row.sealed).ok()) {
                Some(key) => keys.push(key),
                None => sealed.push((row.report, row.position)),
            }
        }
        if !sealed.is_empty() {
            let keys = sealed.len();
            tracing::error!(
                keys,
                "keys that wait for publication do not open: is the directory of expiry keys in place?"
            );
        }
        Ok((keys, SealedKeys(sealed)))
    }
}
