//! Taking a report in.

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::signed::Purpose;
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::{Report, ReportAnswer};
use p256::ecdsa::VerifyingKey;
use prost::Message as _;

use super::bodies::{self, Admission};
use super::check::{self, Checked, MOST_PER_DAY};
use super::queue::{self, GroupRow, Place};
use super::store::{self, ReportRow, SeenKeyRow};
use super::upload::{self, CheckedKey, Upload, WaitingKey};
use super::{Reports, schedule, withdrawn};
use crate::codes::{self, Claims, TokenCase};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::{Digest, TokenId};
use crate::ground::random;
use crate::ground::sealing::SealingKey;
use crate::ground::secrets::sha256;
use crate::store::{StoreError, Transaction, Value};

/// Keys of a typical report.
const COVER_KEYS: u8 = 14;

/// A body that came with a token.
struct Body {
    claims: Claims,
    hash: Digest,
    now: UnixTime,
}

impl Reports {
    /// Accepts a report, or says why not. Nothing is stored of one that is refused; what is accepted is on disk when this
    /// returns. An element that may not be taken is left out, and the answer is the same after equal work.
    pub(super) async fn accept(self: &Arc<Self>, bytes: &[u8], signature: &[u8]) -> Result<ReportAnswer, Failure> {
        let mut report = Report::decode(bytes)
            .map_err(|_| Refusal::because(Problem::ReportInvalid, "body: not the documented protobuf message"))?;
        report.padding = Vec::new();
        let key = VerifyingKey::from_sec1_bytes(&report.public_key)
            .ok()
            .filter(|_| report.public_key.len() == 65)
            .ok_or(Refusal::because(Problem::ReportInvalid, "public_key: 65 bytes, SEC1 uncompressed, P-256"))?;
        if !Purpose::Report.verifies(&key, bytes, signature) {
            return Err(Refusal::because(
                Problem::SignatureInvalid,
                "lancan-signature: not by public_key over this body",
            )
            .into());
        }
        let claims = self.codes.read_token(&report.token)?;
        if !claims.is_bound_to(&sha256(&report.public_key)) {
            return Err(
                Refusal::because(Problem::SignatureInvalid, "public_key: the token is bound to another key").into()
            );
        }
        let body = Body { claims, hash: sha256(bytes), now: self.clock.now() };
        let report_id = check::report_id(&report)?;
        if report.cover {
            return self.cover(body, bytes.len()).await;
        }
        if report.withdrawal {
            check::withdrawal(&report)?;
            return self.withdraw(body, bytes.len()).await;
        }
        let checked = check::check(report, &body.claims, self.codes.rules(), body.now);
        let reports = self.clone();
        self.store
            .run("accept_report", move |tx| {
                let known = store::find(tx, &report_id)?;
                body.count(tx, known.is_some())?;
                if let Some(known) = known {
                    return retried(&known, &body.hash);
                }
                let case = reports.codes.case_of(tx, &body.claims, body.now)?;
                let checked = checked.as_ref().map_err(Clone::clone)?;
                let published_by = Acceptance { reports: &reports, body: &body, case }.store(tx, checked)?;
                Ok(ReportAnswer { published_by, padding: String::new() })
            })
            .await
    }

    /// The work of an accepted report for cover traffic: as much looked up, sealed and written, nothing kept but that the
    /// body came.
    async fn cover(&self, body: Body, bytes: usize) -> Result<ReportAnswer, Failure> {
        let sealed = noise(bytes)?;
        self.store
            .run("cover_report", move |tx| {
                if body.count(tx, false)? == Admission::Again {
                    return Ok(());
                }
                body.work(tx, &sealed)?;
                Ok::<_, Failure>(())
            })
            .await?;
        Ok(ReportAnswer { published_by: UnixTime(0), padding: String::new() })
    }

    /// Takes back what came with the body's token, after the work of an accepted report.
    async fn withdraw(self: &Arc<Self>, body: Body, bytes: usize) -> Result<ReportAnswer, Failure> {
        let (sealed, reports) = (noise(bytes)?, self.clone());
        self.store
            .run("withdraw_report", move |tx| {
                let (token, now) = (body.claims.token(), body.now);
                let published_by = schedule::published_by(reports.codes.rules(), now);
                let answer = ReportAnswer { published_by, padding: String::new() };
                let is_known = withdrawn::with_token(tx, &token)?.is_some();
                if body.count(tx, is_known)? == Admission::Again {
                    return Ok(answer);
                }
                let case = reports.codes.unread_case_of(tx, &body.claims, now)?;
                body.work(tx, &sealed)?;
                withdrawn::withdraw(tx, &*reports.withdrawing, &case, &token, now)?;
                Ok(answer)
            })
            .await
    }
}

/// As many sealed bytes as a report has, of nothing.
fn noise(bytes: usize) -> Result<Value, Fault> {
    let sealed = SealingKey::new(&random::bytes::<32>()).and_then(|key| key.seal("cover", &vec![0; bytes]));
    Ok(sealed?.into())
}

impl Body {
    /// Counts the body, if its token is still good. A report that is known is answered after that time too.
    fn count(&self, tx: &mut dyn Transaction, is_known: bool) -> Result<Admission, Failure> {
        if self.claims.expires_at() <= self.now {
            let expired = Refusal::because(Problem::TokenInvalid, "token: expired");
            return if is_known { Ok(Admission::Again) } else { Err(expired.into()) };
        }
        match bodies::take(tx, &self.claims.token(), &self.hash, self.now)? {
            Admission::No => Err(Refusal::because(Problem::TooManyRequests, "token: eight bodies came with it").into()),
            taken => Ok(taken),
        }
    }

    /// As much looked up and written as for an accepted report, and nothing kept.
    fn work(&self, tx: &mut dyn Transaction, noise: &Value) -> Result<(), StoreError> {
        let keys: Vec<Digest> = (0..COVER_KEYS).map(|number| sha256(&[&self.hash[..], &[number]].concat())).collect();
        store::find_seen_keys(tx, &keys)?;
        codes::write_noise(tx, noise)
    }
}

fn retried(known: &ReportRow, body_hash: &Digest) -> Result<ReportAnswer, Failure> {
    if known.body_hash != *body_hash {
        return Err(Refusal::because(Problem::ReportInvalid, "report_id: used for another report").into());
    }
    Ok(ReportAnswer { published_by: known.published_by, padding: String::new() })
}

/// A key of a report that is taken.
struct TakenKey<'c> {
    key: &'c CheckedKey,
    /// The HMAC under which it is remembered.
    hash: Digest,
    /// Whether it was never seen before.
    is_new: bool,
}

struct Acceptance<'a> {
    reports: &'a Reports,
    body: &'a Body,
    case: TokenCase,
}

impl Acceptance<'_> {
    /// Stores a checked report; returns by when its keys are published.
    fn store(&self, tx: &mut dyn Transaction, checked: &Checked) -> Result<UnixTime, Failure> {
        let Body { claims, hash, now } = self.body;
        let (token, case) = (claims.token(), &self.case);
        let mut keys = self.keys(tx, checked, &token)?;
        let is_withdrawn = withdrawn::with_token(tx, &token)?.is_some();
        if case.is_revoked || is_withdrawn {
            // As much is sealed and written as for any other report, and nothing of it is published.
            for key in &mut keys {
                key.is_new = false;
            }
        }
        let rules = self.reports.codes.rules();
        let published_by = schedule::published_by(rules, *now);
        let row = ReportRow {
            id: checked.report_id,
            token: token.clone(),
            case: case.id.clone(),
            body_hash: *hash,
            received_at: *now,
            published_by,
            keys: u32::try_from(checked.keys.len()).unwrap_or(u32::MAX),
            encounters: checked.encounters,
        };
        let new = keys.iter().filter(|key| key.is_new).map(|key| key.key);
        let upload = checked.upload.with_keys(new, rules.key_days);
        let upload = if is_withdrawn { Upload::of(Report::default()) } else { upload };
        let sealed = upload.seal(&case.key, &checked.report_id).map_err(Fault::from)?;
        store::insert(tx, &row, sealed)?;
        let groups = self.groups(&keys);
        let parts = groups.iter().flat_map(|(at, keys)| keys.chunks(queue::MOST_KEYS).map(|keys| (*at, keys)));
        for (position, (publish_at, part)) in (0_u32..).zip(parts) {
            let place = Place { publish_at, report: row.id, position };
            let (part, new): (Vec<WaitingKey>, Vec<bool>) = part.iter().cloned().unzip();
            let sealed = upload::seal_group(&part, &case.key, &row.id, position).map_err(Fault::from)?;
            // A key that was seen before is sealed with the others and waits for nothing.
            let waiting = new.iter().rev().fold(0, |bits, is_new| bits << 1 | u64::from(*is_new));
            queue::insert(tx, &GroupRow { place, case: case.id.clone(), sealed, waiting })?;
        }
        let seen = keys.iter().map(|TakenKey { key, hash, .. }| {
            let (start, period) = (rules.key_days.first_interval(key.day), Interval::PER_DAY);
            (*hash, SeenKeyRow { token: Some(token.clone()), start, period })
        });
        store::see_keys(tx, &seen.collect())?;
        Ok(published_by)
    }

    /// The keys by the instant from which they may be published, each with whether it is new. One delay for the whole report
    /// hides the hour at which the report came.
    fn groups(&self, keys: &[TakenKey<'_>]) -> BTreeMap<UnixTime, Vec<(WaitingKey, bool)>> {
        let rules = self.reports.codes.rules();
        let delay = random::below(u64::from(rules.publication.delay_seconds));
        let mut groups = BTreeMap::<UnixTime, Vec<(WaitingKey, bool)>>::new();
        for TakenKey { key, is_new, .. } in keys {
            let start = rules.key_days.first_interval(key.day);
            let earliest = schedule::earliest(rules, start, Interval::PER_DAY).max(self.body.now);
            let waiting = WaitingKey::new(key, &self.case, rules.key_days);
            groups.entry(earliest.plus(delay)).or_default().push((waiting, *is_new));
        }
        groups
    }

    /// The keys that are taken, but those that came with this token before, and at most three of one day over all reports
    /// of the token. A key that was seen before is left out after the work of one that was not, and counts as one of its day,
    /// so that nothing tells whether it was.
    fn keys<'c>(
        &self,
        tx: &mut dyn Transaction,
        checked: &'c Checked,
        token: &TokenId,
    ) -> Result<Vec<TakenKey<'c>>, StoreError> {
        let key_days = self.reports.codes.rules().key_days;
        let mut of_day: BTreeMap<Day, usize> = BTreeMap::new();
        for key in store::seen_keys_of(tx, token)? {
            *of_day.entry(key_days.day(key.start)).or_default() += 1;
        }
        let hashes: Vec<Digest> = checked.keys.iter().map(|key| self.reports.digest(&key.key)).collect();
        let seen = store::find_seen_keys(tx, &hashes)?;
        let mut taken = Vec::new();
        for (key, hash) in checked.keys.iter().zip(hashes) {
            let seen = seen.get(&hash);
            if seen.is_some_and(|seen| seen.token.as_ref() == Some(token)) {
                continue;
            }
            let count = of_day.entry(key.day).or_default();
            if *count < MOST_PER_DAY {
                *count += 1;
                taken.push(TakenKey { key, hash, is_new: seen.is_none() });
            }
        }
        Ok(taken)
    }
}
