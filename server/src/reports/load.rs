//! Keys that wait for their publication as reports leave them, made up by the hundred thousand: for measurements.

use lancan_protocol::keys::DayKey;
use lancan_protocol::time::{Interval, UnixTime};

use super::Reports;
use super::queue::{self, GroupRow, Place};
use super::store::{self, ReportRow, SeenKeyRow};
use super::upload::{self, WaitingKey};
use crate::ground::error::{Failure, Fault};
use crate::ground::ids::{CaseId, TokenId};
use crate::ground::random;
use crate::store::Transaction;

/// Days since onset of made-up keys: one of each part of the illness.
const ONSETS: [i32; 3] = [-2, 2, 9];

impl Reports {
    /// Stores a made-up report of one key for each start, which may be published at `publish_at`. `part` draws the part of
    /// the illness.
    pub(crate) fn make_up(
        &self,
        tx: &mut dyn Transaction,
        case: &CaseId,
        starts: &[Interval],
        part: usize,
        publish_at: UnixTime,
    ) -> Result<(), Failure> {
        let missing = || Fault::Broken("a made-up report of no case");
        let key = self.codes.key_of(tx, case)?.ok_or_else(missing)?;
        let token = TokenId(random::id());
        let row = ReportRow {
            id: random::bytes(),
            token: token.clone(),
            case: case.clone(),
            body_hash: [0; 32],
            received_at: publish_at,
            published_by: publish_at,
            keys: u32::try_from(starts.len()).unwrap_or(u32::MAX),
            encounters: 0,
        };
        store::insert(tx, vec![(row.clone(), Vec::new())])?;
        let waiting = |start: &Interval| WaitingKey {
            key: DayKey::generate(&mut random::rng()),
            start: *start,
            period: Interval::PER_DAY,
            days_since_onset: ONSETS.get(part % ONSETS.len()).copied(),
        };
        let keys: Vec<WaitingKey> = starts.iter().map(waiting).collect();
        let sealed = upload::seal_group(&keys, &key, &row.id, 0).map_err(Fault::from)?;
        let place = Place { publish_at, report: row.id, position: 0 };
        let waiting = (1_u64 << keys.len().min(queue::MOST_KEYS)) - 1;
        queue::insert(tx, vec![GroupRow { place, case: case.clone(), sealed, waiting }])?;
        let seen = keys.iter().map(|key| {
            let row = SeenKeyRow { token: Some(token.clone()), start: key.start, period: key.period };
            (self.digest(&key.key), row)
        });
        Ok(store::see_keys(tx, &seen.collect())?)
    }
}
