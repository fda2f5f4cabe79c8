//! What an accepted report has written.

use std::collections::BTreeMap;

use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::Report;

use super::check::{Checked, MOST_PER_DAY};
use super::incoming::IncomingBody;
use super::queue::{self, GroupRow, Place};
use super::store::{ReportRow, SeenKeyRow};
use super::upload::{self, CheckedKey, Upload, WaitingKey};
use super::{Reports, schedule};
use crate::codes::TokenCase;
use crate::ground::error::{Failure, Fault};
use crate::ground::ids::Digest;
use crate::ground::random;

/// A key of a report that is taken.
struct TakenKey<'c> {
    key: &'c CheckedKey,
    /// The HMAC under which it is remembered.
    hash: Digest,
    /// Whether it was never seen before.
    is_new: bool,
}

/// The rows of an accepted report.
pub(super) struct Accepted {
    pub(super) row: ReportRow,
    /// What is kept of the report, sealed under the case's key.
    pub(super) sealed: Vec<u8>,
    /// Its keys that wait for their publication.
    pub(super) groups: Vec<GroupRow>,
    /// Its keys as seen.
    pub(super) seen: BTreeMap<Digest, SeenKeyRow>,
}

/// A report with what is known of it.
pub(super) struct Acceptance<'a> {
    pub(super) reports: &'a Reports,
    pub(super) incoming: &'a IncomingBody,
    pub(super) case: TokenCase,
    /// Whether what came with the token was taken back.
    pub(super) is_withdrawn: bool,
    /// The keys that came before, with this token and with others.
    pub(super) of_tokens: &'a [SeenKeyRow],
    /// Those of the report's keys that were seen before, and of others.
    pub(super) seen: &'a BTreeMap<Digest, SeenKeyRow>,
}

impl Acceptance<'_> {
    /// The rows of a checked report.
    pub(super) fn of(&self, checked: &Checked) -> Result<Accepted, Failure> {
        let IncomingBody { token, hash, now, .. } = self.incoming;
        let case = &self.case;
        let mut keys = self.keys(checked);
        if case.is_revoked || self.is_withdrawn {
            // As much is sealed and written as for any other report, and nothing of it is published.
            for key in &mut keys {
                key.is_new = false;
            }
        }
        let rules = self.reports.codes.rules();
        let row = ReportRow {
            id: checked.report_id,
            token: token.clone(),
            case: case.id.clone(),
            body_hash: *hash,
            received_at: *now,
            published_by: schedule::published_by(rules, *now),
            keys: u32::try_from(checked.keys.len()).unwrap_or(u32::MAX),
            encounters: checked.encounters,
        };
        let new = keys.iter().filter(|key| key.is_new).map(|key| key.key);
        let upload = checked.upload.with_keys(new, rules.key_days);
        let upload = if self.is_withdrawn { Upload::of(Report::default()) } else { upload };
        let sealed = upload.seal(&case.key, &checked.report_id).map_err(Fault::from)?;
        let groups = self.groups(&keys);
        let parts = groups.iter().flat_map(|(at, keys)| keys.chunks(queue::MOST_KEYS).map(|keys| (*at, keys)));
        let rows = (0_u32..).zip(parts).map(|(position, (publish_at, part))| {
            let place = Place { publish_at, report: row.id, position };
            let (part, new): (Vec<WaitingKey>, Vec<bool>) = part.iter().cloned().unzip();
            let sealed = upload::seal_group(&part, &case.key, &row.id, position).map_err(Fault::from)?;
            // A key that was seen before is sealed with the others and waits for nothing.
            let waiting = new.iter().rev().fold(0, |bits, is_new| bits << 1 | u64::from(*is_new));
            Ok(GroupRow { place, case: case.id.clone(), sealed, waiting })
        });
        let groups = rows.collect::<Result<_, Failure>>()?;
        let seen = keys.iter().map(|TakenKey { key, hash, .. }| {
            let (start, period) = (rules.key_days.first_interval(key.day), Interval::PER_DAY);
            (*hash, SeenKeyRow { token: Some(token.clone()), start, period })
        });
        Ok(Accepted { sealed, groups, seen: seen.collect(), row })
    }

    /// The keys by the instant from which they may be published, each with whether it is new. One delay for the whole report
    /// hides the hour at which the report came.
    fn groups(&self, keys: &[TakenKey<'_>]) -> BTreeMap<UnixTime, Vec<(WaitingKey, bool)>> {
        let rules = self.reports.codes.rules();
        let delay = random::below(u64::from(rules.publication.delay_seconds));
        let mut groups = BTreeMap::<UnixTime, Vec<(WaitingKey, bool)>>::new();
        for TakenKey { key, is_new, .. } in keys {
            let start = rules.key_days.first_interval(key.day);
            let earliest = schedule::earliest(rules, start, Interval::PER_DAY).max(self.incoming.now);
            let waiting = WaitingKey::new(key, &self.case, rules.key_days);
            groups.entry(earliest.plus(delay)).or_default().push((waiting, *is_new));
        }
        groups
    }

    /// The keys that are taken, but those that came with this token before, and at most three of one day over all reports
    /// of the token. A key that was seen before is left out after the work of one that was not, and counts as one of its day,
    /// so that nothing tells whether it was.
    fn keys<'c>(&self, checked: &'c Checked) -> Vec<TakenKey<'c>> {
        let (key_days, token) = (self.reports.codes.rules().key_days, Some(&self.incoming.token));
        let mut of_day: BTreeMap<Day, usize> = BTreeMap::new();
        for key in self.of_tokens.iter().filter(|key| key.token.as_ref() == token) {
            *of_day.entry(key_days.day(key.start)).or_default() += 1;
        }
        let mut taken = Vec::new();
        for (key, hash) in checked.keys.iter().zip(&self.incoming.keys) {
            let seen = self.seen.get(hash);
            if seen.is_some_and(|seen| seen.token.as_ref() == token) {
                continue;
            }
            let count = of_day.entry(key.day).or_default();
            if *count < MOST_PER_DAY {
                *count += 1;
                taken.push(TakenKey { key, hash: *hash, is_new: seen.is_none() });
            }
        }
        taken
    }
}
