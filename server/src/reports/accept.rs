//! Taking a report in.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::signed::Purpose;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::{Report, ReportAnswer};
use p256::ecdsa::VerifyingKey;
use prost::Message as _;

use super::check::{self, Checked};
use super::store::{self, PendingKeyRow, ReportRow, SeenKeyRow};
use super::upload::{CheckedKey, PendingKey};
use super::{Reports, schedule};
use crate::codes::{self, Claims};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::{Digest, TokenId};
use crate::ground::secrets::sha256;
use crate::store::{StoreError, Transaction};

/// What the HMAC of a reported day key is for.
const DAY_KEY: &str = "day-key";
/// Keys of a typical report.
const COVER_KEYS: usize = 14;

impl Reports {
    /// Accepts a report, or says why not. Nothing is stored of one that is refused; what is accepted is on disk when this
    /// returns.
    pub(super) async fn accept(self: &Arc<Self>, body: &[u8], signature: &[u8]) -> Result<ReportAnswer, Failure> {
        let report = Report::decode(body)
            .map_err(|_| Refusal::because(Problem::ReportInvalid, "body: not the documented protobuf message"))?;
        let key = VerifyingKey::from_sec1_bytes(&report.public_key)
            .ok()
            .filter(|_| report.public_key.len() == 65)
            .ok_or(Refusal::because(Problem::ReportInvalid, "public_key: 65 bytes, SEC1 uncompressed, P-256"))?;
        if !Purpose::Report.verifies(&key, body, signature) {
            return Err(Refusal::because(
                Problem::SignatureInvalid,
                "lancan-signature: not by public_key over this body",
            )
            .into());
        }
        if report.cover {
            return self.cover(&key, body, signature).await;
        }
        let claims = self.codes.read_token(&report.token)?;
        if !claims.is_bound_to(&sha256(&report.public_key)) {
            return Err(
                Refusal::because(Problem::SignatureInvalid, "public_key: the token is bound to another key").into()
            );
        }
        let now = self.clock.now();
        let checked = check::check(&report, &claims, self.codes.rules(), now);
        let report_id = check::report_id(&report)?;
        let (reports, body_hash) = (self.clone(), sha256(body));
        self.store
            .run("accept_report", move |tx| {
                if let Some(known) = store::find(tx, &report_id)? {
                    return retried(&known, &body_hash);
                }
                if claims.expires_at() <= now {
                    return Err(Refusal::because(Problem::TokenInvalid, "token: expired").into());
                }
                let checked = checked.as_ref().map_err(Clone::clone)?;
                let acceptance = Acceptance { reports: &reports, claims: &claims, now };
                let published_by = acceptance.store(tx, checked, body_hash)?;
                Ok(ReportAnswer { published_by, padding: String::new() })
            })
            .await
    }

    /// The work of an accepted report for cover traffic: a second signature check in place of the token's, as much
    /// written, nothing kept.
    async fn cover(&self, key: &VerifyingKey, body: &[u8], signature: &[u8]) -> Result<ReportAnswer, Failure> {
        std::hint::black_box(Purpose::Report.verifies(key, body, signature));
        let (bytes, digest) = (body.len(), sha256(body));
        self.store
            .run("cover_report", move |tx| {
                for _ in 0..COVER_KEYS {
                    store::find_seen_key(tx, &digest)?;
                }
                codes::write_noise(tx, bytes)?;
                Ok::<_, StoreError>(())
            })
            .await?;
        Ok(ReportAnswer { published_by: UnixTime(0), padding: String::new() })
    }
}

fn retried(known: &ReportRow, body_hash: &Digest) -> Result<ReportAnswer, Failure> {
    if known.body_hash != *body_hash {
        return Err(Refusal::because(Problem::ReportInvalid, "report_id: used for another report").into());
    }
    Ok(ReportAnswer { published_by: known.published_by, padding: String::new() })
}

struct Acceptance<'a> {
    reports: &'a Reports,
    claims: &'a Claims,
    now: UnixTime,
}

impl Acceptance<'_> {
    /// Stores a checked report; returns when the last of its keys is published at the latest.
    fn store(&self, tx: &mut dyn Transaction, checked: &Checked, body_hash: Digest) -> Result<UnixTime, Failure> {
        let token = self.claims.token();
        let case = self.reports.codes.case_of(tx, self.claims, self.now)?;
        let fresh = self.fresh_keys(tx, checked, &token)?;
        let key_days = self.reports.codes.rules().key_days;
        let publication = &self.reports.codes.rules().publication;
        let pending: Vec<(PendingKey, UnixTime)> = fresh
            .iter()
            .map(|key| {
                let published = schedule::earliest(publication, key.start, key.period).max(self.now);
                (PendingKey::new(key, &case, key_days), published)
            })
            .collect();
        let last = pending.iter().map(|(_, at)| *at).max().unwrap_or(self.now);
        let published_by = schedule::slot_from(publication, last);
        let row = ReportRow {
            id: checked.report_id,
            token: token.clone(),
            case: case.id.clone(),
            body_hash,
            received_at: self.now,
            published_by,
            keys: u32::try_from(checked.keys.len()).unwrap_or(u32::MAX),
            encounters: checked.encounters,
        };
        let sealed = checked.upload.seal(&case.key, &checked.report_id).map_err(Fault::from)?;
        store::insert(tx, &row, &sealed)?;
        for (position, (key, publish_at)) in (0_u32..).zip(&pending) {
            let sealed = key.seal(&case.key, &row.id, position).map_err(Fault::from)?;
            let key =
                PendingKeyRow { report: row.id, position, case: case.id.clone(), publish_at: *publish_at, sealed };
            store::insert_pending_key(tx, &key)?;
        }
        for key in fresh {
            let seen = SeenKeyRow { token: Some(token.clone()), start: key.start, period: key.period };
            store::insert_seen_key(tx, &self.digest(key), &seen)?;
        }
        Ok(published_by)
    }

    /// The keys that did not come with this token before. A later addition may repeat keys; it may not contradict them.
    fn fresh_keys<'c>(
        &self,
        tx: &mut dyn Transaction,
        checked: &'c Checked,
        token: &TokenId,
    ) -> Result<Vec<&'c CheckedKey>, Failure> {
        let mut fresh = Vec::new();
        for key in &checked.keys {
            match store::find_seen_key(tx, &self.digest(key))? {
                None => fresh.push(key),
                Some(seen)
                    if seen.token.as_ref() == Some(token) && seen.start == key.start && seen.period == key.period => {}
                Some(_) => return Err(Refusal::because(Problem::KeyRefused, "keys: one was reported before").into()),
            }
        }
        let earlier = store::seen_keys_of(tx, token)?;
        let spans = fresh.iter().map(|key| (key.start, key.period));
        check::spans(earlier.iter().map(|key| (key.start, key.period)).chain(spans))?;
        Ok(fresh)
    }

    fn digest(&self, key: &CheckedKey) -> Digest {
        self.reports.secrets.digest(DAY_KEY, key.key.as_bytes())
    }
}
