//! A warned user asks to be called: the number is proven, and the callback waits, sealed, until it is weighed.
//!
//! A request does the same work whatever it says: cover, a key that fills an export up, and a key of a case are kept alike.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, State};
use axum::http::HeaderMap;
use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;
use lancan_protocol::signed::Purpose;
use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::wire::{
    Callback, CallbackAnswer, ProblemBody, REPORT_ANSWER_BYTES, REPORT_BYTES, SIGNATURE_HEADER,
};
use p256::ecdsa::VerifyingKey;
use prost::Message as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Contacts;
use super::waiting::{self, WaitingRow};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::Digest;
use crate::ground::secrets::sha256;
use crate::http::body;
use crate::http::problem::PROBLEM_JSON;

/// Seconds within which an officer means to call.
const CALL_WITHIN: u64 = Day::SECONDS;
/// Days from the day of a callback to the one that destroys the key that seals it. It is weighed within seconds; a server
/// that stood still for a day finds it.
const WAITS_DAYS: u32 = 2;

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
        let content =
            if callback.cover { None } else { Some(callback.content().map_err(|refused| invalid(refused.0))?) };
        let id = match &content {
            Some(content) => self.index().callback(&content.callback_id),
            // Of nobody's: 256 rows, so that cover seldom waits for cover.
            None => nobody(hash[0]),
        };
        let waiting = self.sealed_callback(&id, bytes, now)?;
        let contacts = self.clone();
        let refused = self
            .store
            .run("accept_callback", move |tx| {
                let known = waiting::remembered(tx, &id)?;
                let spent = match &content {
                    None => contacts.otp.spend_nobodys(tx, &id)?,
                    Some(_) if known.is_some() => {
                        return Ok(if known == Some(hash) { None } else { Some(Problem::RequestInvalid) });
                    }
                    Some(content) => contacts.otp.spend(tx, &content.phone, &content.otp, &jkt)?,
                };
                if let Err(problem) = spent {
                    return Ok::<_, Failure>(Some(problem));
                }
                waiting::put(tx, &id, &hash, &waiting)?;
                Ok(None)
            })
            .await?;
        match refused {
            Some(problem) => Err(problem.into()),
            None => Ok(now.plus(CALL_WITHIN)),
        }
    }

    /// A callback as it waits. It is sealed under a key that is destroyed soon, so that no copy of the database keeps it.
    fn sealed_callback(&self, id: &Digest, bytes: &[u8], now: UnixTime) -> Result<WaitingRow, Failure> {
        let expiry = KeyDays::UTC.day(now).plus(WAITS_DAYS);
        let key = self.cases.expiry_keys.get_or_make(expiry)?;
        let sealed = key.seal(&waiting::place(id), bytes).map_err(Fault::from)?;
        Ok(WaitingRow { at: now, expiry, sealed })
    }
}

/// An id of no callback.
fn nobody(place: u8) -> Digest {
    let mut id = [0; 32];
    id[0] = place;
    id
}
