//! Reports: what a phone uploads, checked, sealed under its case's key, its keys put in the queue for publication.

mod accept;
mod acceptance;
mod api;
mod bodies;
mod check;
mod incoming;
mod intake;
mod load;
mod queue;
mod revoked;
mod schedule;
mod store;
mod upload;
mod withdrawn;

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::export::ExportKey;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::keys::DayKey;
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::{Report, ReportAnswer};

use crate::codes::{self, Codes};
use crate::ground::clock::Clock;
use crate::ground::error::{Failure, Fault};
use crate::ground::ids::{CaseId, Digest, TokenId};
use crate::ground::leases::Lease;
use crate::ground::purposes;
use crate::ground::sealing::SealingKey;
use crate::ground::secrets::Secrets;
use crate::store::{Store, StoreError, Together, Transaction};

pub(crate) use api::routes;
#[cfg(any(test, fuzzing))]
pub(crate) use check::fuzzed_report;
pub(crate) use queue::Place;
pub(crate) use revoked::{Published, RevokedKey, RevokedPlace, forget_revoked, revoke, unread, waits_to_be_taken_back};
pub(crate) use schedule::{AGES, oldest_taken_back, slot_after, slot_until, whole_day, youngest};
pub(crate) use upload::WaitingKey;
pub(crate) use withdrawn::{Withdrawing, WithdrawnWindows, withdrawals};

use incoming::IncomingBody;
use queue::GroupRow;
use store::SeenKeyRow;
use upload::Upload;

/// What the HMAC of a seen day key is for.
const DAY_KEY: &str = purposes::DAY_KEY;
/// Days that the hash of a seen key is kept: longer than the longest retention (60), so longer than a report reaches back.
const SEEN_KEY_DAYS: u32 = 64;

/// The reports of the store.
pub(crate) struct Reports {
    pub(crate) store: Store,
    pub(crate) codes: Arc<Codes>,
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) withdrawing: Arc<dyn Withdrawing>,
    /// Bodies that come at the same time.
    pub(crate) intake: Intake,
}

/// What takes bodies in that come at the same time.
pub(crate) type Intake = Together<IncomingBody, Result<ReportAnswer, Failure>, Failure>;

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
    /// When the patient took the report back.
    pub(crate) withdrawn_at: Option<UnixTime>,
}

/// Numbers that change when a report of these cases comes or is taken back: how many came, and how often some were taken back.
pub(crate) fn mark(tx: &mut dyn Transaction, cases: &[CaseId]) -> Result<(i64, i64), StoreError> {
    Ok((store::count_of(tx, cases)?, withdrawn::count_of(tx, cases)?))
}

/// A case's reports, oldest first. What came after its token was withdrawn is none.
pub(crate) fn of_case(tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<Arrival>, StoreError> {
    let withdrawals = withdrawals(tx, case)?;
    let rows = store::of_case(tx, case)?;
    let arrivals = rows.iter().map(|row| {
        let withdrawal = withdrawals.iter().find(|withdrawal| withdrawal.token == row.token);
        Arrival { withdrawn_at: withdrawal.map(|withdrawal| withdrawal.at), ..Arrival::of(row) }
    });
    Ok(arrivals.filter(|arrival| arrival.withdrawn_at.is_none_or(|at| arrival.received_at <= at)).collect())
}

/// A case's reports with what they say, oldest first, opened with the case's key; but those that the patient took back.
pub(crate) fn opened(
    tx: &mut dyn Transaction,
    case: &CaseId,
    key: &SealingKey,
) -> Result<Vec<(Arrival, Report)>, Failure> {
    let mut all = Vec::new();
    let withdrawals = withdrawals(tx, case)?;
    let is_withdrawn = |row: &store::ReportRow| withdrawals.iter().any(|withdrawal| withdrawal.token == row.token);
    for row in store::of_case(tx, case)?.into_iter().filter(|row| !is_withdrawn(row)) {
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

/// How many groups of waiting keys an export has taken keys of. A case that is revoked takes its own away, and so
/// does a report that is taken back.
pub(crate) fn taken_groups(tx: &mut dyn Transaction, export_end: UnixTime) -> Result<u64, StoreError> {
    queue::taken(tx, export_end)
}

/// Groups of waiting keys that one transaction reads or writes.
const GROUPS_AT_A_TIME: usize = 1_000;

/// Keys of one report that wait for their publication.
pub(crate) struct Group {
    /// Where the group stands among all that wait.
    pub(crate) place: Place,
    /// The keys that still wait, each with the bit by which the group knows the key.
    pub(crate) keys: Vec<(u64, WaitingKey)>,
    /// Whether the group opened.
    pub(crate) is_open: bool,
}

impl Arrival {
    fn of(row: &store::ReportRow) -> Self {
        Self {
            received_at: row.received_at,
            published_by: row.published_by,
            keys: row.keys,
            encounters: row.encounters,
            withdrawn_at: None,
        }
    }
}

impl Reports {
    /// The next groups that may be published at `until`, in the order in which they are published, from behind a place on:
    /// a part of all, and none when there are no more.
    pub(crate) async fn due_groups(
        self: &Arc<Self>,
        until: UnixTime,
        behind: Option<Place>,
    ) -> Result<Vec<Group>, StoreError> {
        let reports = self.clone();
        self.store
            .view("due_groups", move |tx| {
                let mut case_keys = BTreeMap::new();
                let most = u32::try_from(GROUPS_AT_A_TIME).unwrap_or(u32::MAX);
                let rows = queue::due(tx, until, behind.as_ref(), most)?;
                rows.into_iter().map(|row| reports.open_group(tx, row, &mut case_keys)).collect()
            })
            .await
    }

    fn open_group(
        &self,
        tx: &mut dyn Transaction,
        row: GroupRow,
        case_keys: &mut BTreeMap<CaseId, Option<SealingKey>>,
    ) -> Result<Group, StoreError> {
        let GroupRow { place, case, sealed, waiting } = row;
        if !case_keys.contains_key(&case) {
            case_keys.insert(case.clone(), self.codes.key_of(tx, &case)?);
        }
        let case_key = case_keys.get(&case).and_then(Option::as_ref);
        let opened = case_key.and_then(|key| upload::open_group(key, &place.report, place.position, &sealed).ok());
        let is_open = opened.is_some();
        let bits = (0..).map_while(|at| 1_u64.checked_shl(at));
        let keys = bits.zip(opened.unwrap_or_default()).filter(|(bit, _)| waiting & bit != 0);
        Ok(Group { keys: keys.collect(), place, is_open })
    }

    /// Notes which keys an export holds: of each group the bits of its keys. Returns false where one of them waits no more,
    /// because its case was revoked, or its report taken back, while the export was made. For the holder of the publisher's lease.
    pub(crate) async fn take_keys(
        &self,
        lease: &Arc<Lease>,
        export_end: UnixTime,
        taken: &[(Place, u64)],
    ) -> Result<bool, StoreError> {
        for groups in taken.chunks(GROUPS_AT_A_TIME) {
            let (lease, groups) = (lease.clone(), groups.to_vec());
            let taken = self.store.run("take_keys", move |tx| {
                lease.hold(tx)?;
                for (place, keys) in &groups {
                    if !queue::take(tx, export_end, place, *keys)? {
                        return Ok(false);
                    }
                }
                Ok::<_, StoreError>(true)
            });
            if !taken.await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Clears what an earlier attempt noted: forgets the keys that a published export holds, and gives those back that an
    /// export was to hold that was not published. `published`: the end of the last published export. For the holder of the
    /// publisher's lease.
    pub(crate) async fn settle_keys(&self, lease: &Arc<Lease>, published: Option<UnixTime>) -> Result<(), StoreError> {
        let most = u32::try_from(GROUPS_AT_A_TIME).unwrap_or(u32::MAX);
        while let Some(end) = self.store.view("unsettled_keys", queue::unsettled).await? {
            let is_out = published.is_some_and(|published| end <= published);
            let clear = if is_out { queue::forget } else { queue::give_back };
            let lease = lease.clone();
            let settled = self.store.run("settle_keys", move |tx| lease.hold(tx).and_then(|()| clear(tx, end, most)));
            settled.await?;
        }
        Ok(())
    }

    /// Remembers keys of an export as seen, those that fill it up like real ones, so that no report can bring one of them
    /// and none can ask which are real. A key that was reported stays with its token.
    pub(crate) fn mark_published(&self, tx: &mut dyn Transaction, keys: &[ExportKey]) -> Result<(), StoreError> {
        let seen = keys.iter().map(|key| {
            let row = SeenKeyRow { token: None, start: key.start, period: key.period };
            (self.digest(&key.key), row)
        });
        store::see_keys(tx, &seen.collect())
    }

    /// The case that a day key was reported for and the first interval of the key; none for a key that fills an export up, for
    /// one that nobody reported, and once the case has expired.
    pub(crate) fn case_of_key(
        &self,
        tx: &mut dyn Transaction,
        key: &DayKey,
    ) -> Result<Option<(CaseId, Interval)>, StoreError> {
        store::case_of_key(tx, &self.digest(key))
    }

    /// Whether a key was ever reported or published. Whoever shows such a key proves nothing by it: others may have it.
    pub(crate) fn is_seen(&self, tx: &mut dyn Transaction, key: &DayKey) -> Result<bool, StoreError> {
        Ok(store::find_seen_key(tx, &self.digest(key))?.is_some())
    }

    /// The HMAC under which a day key is remembered as seen.
    fn digest(&self, key: &DayKey) -> Digest {
        self.secrets.digest(DAY_KEY, key.as_bytes())
    }
}
