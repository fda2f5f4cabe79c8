//! A warned user asks to be called: the number is proven, the evidence weighed, and the keys are gone again.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, State};
use axum::http::HeaderMap;
use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::call_words::CallWords;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;
use lancan_protocol::signed::Purpose;
use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::wire::{
    Callback, CallbackAnswer, CallbackContent, ProblemBody, REPORT_ANSWER_BYTES, REPORT_BYTES, SIGNATURE_HEADER,
};
use p256::ecdsa::VerifyingKey;
use prost::Message as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::kinds::{Closeness, Source};
use super::store::ContactRow;
use super::{Contacts, Opened, Person, store};
use crate::cases::{self, CaseRow};
use crate::evidence::{EvidenceGrade, Weighing};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::Digest;
use crate::ground::secrets::sha256;
use crate::http::body;
use crate::http::problem::PROBLEM_JSON;
use crate::store::{StoreError, Transaction};
use crate::values;

/// Seconds within which an officer means to call.
const CALL_WITHIN: u64 = Day::SECONDS;
/// Days that a callback's id is remembered, so that a retry is answered as the callback was.
const REMEMBERED_DAYS: u32 = 7;
/// Seconds of closeness from which a contact counts as close (5053/QĐ-BYT: 15 minutes).
const CLOSE_SECONDS: u32 = 15 * 60;

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Contacts>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(callback))
}

/// Takes a request to be called. Its body is the protobuf message `Callback` of docs/protocol.md, padded to exactly 81,920
/// bytes and signed by the key that the one-time password is bound to. The same callback sent again is taken once. The
/// answer does not tell whether the keys that it names are of a case.
#[utoipa::path(
    post, path = "/v1/callbacks", tag = "public",
    params(("lancan-signature" = String, Header, description = "base64url of r ‖ s over the body, purpose callback")),
    request_body(content = Vec<u8>, content_type = "application/x-protobuf"),
    responses(
        (status = 200, description = "taken, now or before", body = CallbackAnswer),
        (status = 400, description = "breaks a rule of the protocol", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 401, description = "the signature does not hold", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 403, description = "the password is wrong", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 410, description = "the password is over", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "too many wrong passwords in the service", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn callback(
    State(contacts): State<Arc<Contacts>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Failure> {
    if bytes.len() != REPORT_BYTES {
        return Err(Refusal::because(Problem::RequestInvalid, "body: pad it to exactly 81920 bytes").into());
    }
    let signature = headers
        .get(SIGNATURE_HEADER)
        .and_then(|value| URL_SAFE_NO_PAD.decode(value.as_bytes()).ok())
        .ok_or(Refusal::because(Problem::SignatureInvalid, "lancan-signature: base64url of 64 bytes"))?;
    let call_by = contacts.call_me(&bytes, &signature).await?;
    body::padded(CallbackAnswer { call_by, padding: String::new() }, REPORT_ANSWER_BYTES)
}

impl Contacts {
    /// Takes a callback, or says why not. Returns by when an officer means to call: a function of the time alone.
    async fn call_me(self: &Arc<Self>, bytes: &[u8], signature: &[u8]) -> Result<UnixTime, Failure> {
        let invalid = |detail| Refusal::because(Problem::RequestInvalid, detail);
        let callback = Callback::decode(bytes).map_err(|_| invalid("body: not the documented protobuf message"))?;
        let key = VerifyingKey::from_sec1_bytes(&callback.public_key)
            .ok()
            .filter(|_| callback.public_key.len() == 65)
            .ok_or(invalid("public_key: 65 bytes, SEC1 uncompressed, P-256"))?;
        if !Purpose::Callback.verifies(&key, bytes, signature) {
            let detail = "lancan-signature: not by public_key over this body";
            return Err(Refusal::because(Problem::SignatureInvalid, detail).into());
        }
        let (now, jkt, hash) = (self.clock.now(), sha256(&callback.public_key), sha256(bytes));
        if callback.cover {
            // Of nobody's: 256 rows, so that cover seldom waits for cover.
            let mut nobody = [0; 32];
            nobody[0] = hash[0];
            self.store.run("cover_callback", move |tx| remember(tx, &nobody, &hash, now).map(|_| ())).await?;
            return Ok(now.plus(CALL_WITHIN));
        }
        let content = callback.content().map_err(|refused| invalid(refused.0))?;
        let contacts = self.clone();
        let id = self.index().callback(&content.callback_id);
        let refused = self
            .store
            .run("accept_callback", move |tx| {
                if let Some(known) = remembered(tx, &id)? {
                    return Ok(if known == hash { None } else { Some(Problem::RequestInvalid) });
                }
                if let Err(problem) = contacts.otp.spend(tx, &content.phone, &content.otp, &jkt)? {
                    return Ok::<_, Failure>(Some(problem));
                }
                remember(tx, &id, &hash, now)?;
                contacts.take(tx, &content, now)?;
                Ok(None)
            })
            .await?;
        match refused {
            Some(problem) => Err(problem.into()),
            None => Ok(now.plus(CALL_WITHIN)),
        }
    }

    /// Weighs a callback against each case that it names, by itself, and keeps what came out. Keys and entries end here.
    fn take(&self, tx: &mut dyn Transaction, content: &CallbackContent, now: UnixTime) -> Result<(), Failure> {
        let own_keys = self.evidence.own_keys(tx, content)?;
        for (case, keys) in self.evidence.named(tx, &content.matched)? {
            let Some(case) = cases::unexpired(tx, &case, now)? else { continue };
            if let Some(weighing) = self.evidence.weigh(tx, &case, &keys, &own_keys, content)? {
                self.answered(tx, &case, content, &weighing)?;
            }
        }
        Ok(())
    }

    /// Keeps an answer as a contact of the case. A number has one open callback for a case: an answer of before keeps the
    /// better evidence.
    fn answered(
        &self,
        tx: &mut dyn Transaction,
        case: &CaseRow,
        content: &CallbackContent,
        weighing: &Weighing,
    ) -> Result<(), Failure> {
        let number = self.index().number(&content.phone);
        let words = CallWords::of(&content.callback_id);
        let words = (words.first, words.second);
        let known = store::of_phone(tx, &case.id, &number)?.into_iter().find(|row| row.source == Source::App);
        let mut opened = if let Some(row) = known {
            self.open(tx, row)?
        } else {
            let person = Person { phone: Some(content.phone.as_str().to_owned()), ..Person::default() };
            Opened { row: self.fresh(case, Source::App), person, key: self.cases.opened(case)?.key }
        };
        // The app shows the words of the last callback.
        opened.person.call_words = vec![words];
        if opened.row.grade.is_none_or(|grade| grade < weighing.grade) {
            opened.row = with_evidence(opened.row, weighing);
        }
        self.enqueue(tx, &opened.row, &opened.person)?;
        self.put(tx, &opened)
    }
}

/// A contact with what weighing found.
fn with_evidence(row: ContactRow, weighing: &Weighing) -> ContactRow {
    let by_ranging = match weighing.close_seconds {
        0 => Closeness::SamePlace,
        seconds if seconds >= CLOSE_SECONDS && weighing.grade >= EvidenceGrade::CaseHeard => Closeness::Close,
        _ => Closeness::Possible,
    };
    ContactRow {
        grade: Some(weighing.grade),
        relay: weighing.relay_suspected,
        closeness: if weighing.last_day.is_some() { by_ranging } else { Closeness::Unknown },
        minutes: weighing.last_day.map(|_| weighing.seconds.div_ceil(60)),
        last_contact: weighing.last_day,
        ..row
    }
}

/// Remembers a callback's id with the hash of its body.
fn remember(tx: &mut dyn Transaction, id: &Digest, body: &Digest, now: UnixTime) -> Result<u64, StoreError> {
    tx.execute(
        "-- contacts::callback::remember
         INSERT INTO callbacks (id, body, at) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET body = excluded.body, at = excluded.at",
        values![id, body, now],
    )
}

/// The hash of the body of the callback with this id.
fn remembered(tx: &mut dyn Transaction, id: &Digest) -> Result<Option<Digest>, StoreError> {
    tx.first("-- contacts::callback::remembered\n SELECT body FROM callbacks WHERE id = ?1", values![id], |mut row| {
        row.take()
    })
}

/// Forgets callbacks' ids.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    let since = KeyDays::UTC.start(today.minus(REMEMBERED_DAYS));
    tx.execute("-- contacts::callback::expire\n DELETE FROM callbacks WHERE at < ?1", values![since])?;
    Ok(())
}
