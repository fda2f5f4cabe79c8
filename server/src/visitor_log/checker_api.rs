//! What checkers' devices ask for and post. The page is `/kiem-soat`; nothing here answers to a visitor's code.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use lancan_protocol::hex;
use lancan_protocol::places::Minute;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::{ProblemBody, PublicKeyPem};
use p256::ecdsa::VerifyingKey;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::VisitorLog;
use super::checkers::{CheckingAt, checker_named};
use crate::ground::error::{Failure, Refusal};
use crate::ground::secrets::Secrets;
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;

pub(super) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<VisitorLog>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(join)).routes(routes!(checks)).routes(routes!(take_checked))
}

/// A device takes an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakenInvitation {
    /// The secret that stood behind `#` in the invitation's address.
    token: String,
    /// The device's public key: an uncompressed point of P-256, hexadecimal.
    key: String,
}

/// A device asks what it needs to check.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskingDevice {
    /// The device's name, 32 hex digits.
    checker: String,
    /// The minute by the device's own clock.
    minute: u32,
    /// r ‖ s over name ‖ minute, hexadecimal (docs/protocol.md, Visitor log).
    signature: String,
}

/// What a checker's device needs to check.
#[derive(Serialize, ToSchema)]
struct CheckerBody {
    /// The device's name.
    checker: String,
    /// The place's name.
    place: String,
    /// The door that the device was invited for.
    door: String,
    /// What today's envelopes are filed under, 32 hex digits.
    log: String,
    /// The number of the province whose opener opens the envelopes.
    province: u8,
    /// The server's time, Unix seconds.
    #[schema(value_type = u64)]
    now: UnixTime,
    /// Minutes that the deployment's days are ahead of UTC.
    offset_minutes: i32,
    /// The province's pack of public keys, base64; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pack: Option<String>,
    /// Who vouches for openers.
    national_keys: Vec<PublicKeyPem>,
    /// What paper cards are verified with.
    paper_keys: Vec<PublicKeyPem>,
    /// The paper cards that were taken back: their names of 16 bytes one after the other, base64; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_cards: Option<String>,
}

impl VisitorLog {
    fn checker_body(&self, at: CheckingAt) -> Answer<CheckerBody> {
        let revoked: Vec<u8> = at.revoked.iter().flat_map(|id| *id.as_bytes()).collect();
        Answer(CheckerBody {
            checker: hex::encode(&at.checker.0),
            place: at.place.place.name.as_str().to_owned(),
            door: at.door,
            log: hex::encode(at.log.as_bytes()),
            province: at.place.place.province.0,
            now: at.now,
            offset_minutes: self.key_days.offset_minutes(),
            pack: at.pack.map(|pack| STANDARD.encode(pack)),
            national_keys: self.national_pems.clone(),
            paper_keys: vec![self.secrets.paper.numbered(Secrets::PAPER_KEY_NUMBER)],
            revoked_cards: (!revoked.is_empty()).then(|| STANDARD.encode(revoked)),
        })
    }
}

/// A device takes an invitation, which is used up by it: it checks visitors at its place from then on.
#[utoipa::path(
    post, path = "/v1/visitor-log/checkers", tag = "public", request_body = TakenInvitation,
    responses(
        (status = 200, description = "what the device needs", body = CheckerBody),
        (status = 400, description = "not a key of P-256", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the invitation is over, or was used", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "the place has 50 checkers, or too many asked in vain", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn join(State(log): State<Arc<VisitorLog>>, sent: Bytes) -> Result<Answer<CheckerBody>, Failure> {
    let TakenInvitation { token, key } = body::read(&sent)?;
    let key = hex::decode(&key).filter(|bytes| bytes.len() == 65);
    let key = key.and_then(|bytes| VerifyingKey::from_sec1_bytes(&bytes).ok());
    let key =
        key.ok_or(Refusal::because(Problem::RequestInvalid, "key: an uncompressed point of P-256, hexadecimal"))?;
    Ok(log.checker_body(log.join(&token, key).await?))
}

/// What a checker's device needs, for the device that signed that it asks.
#[utoipa::path(
    post, path = "/v1/visitor-log/checkers/state", tag = "public", request_body = AskingDevice,
    responses(
        (status = 200, description = "what the device needs", body = CheckerBody),
        (status = 400, description = "not of this form", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "not known, taken off, or not signed", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "too many asked in vain", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn checks(State(log): State<Arc<VisitorLog>>, sent: Bytes) -> Result<Answer<CheckerBody>, Failure> {
    let AskingDevice { checker, minute, signature } = body::read(&sent)?;
    let wrong = |what| Refusal::because(Problem::RequestInvalid, what);
    let checker = checker_named(&checker).ok_or_else(|| wrong("checker: 32 hex digits"))?;
    let signature = hex::decode(&signature).ok_or_else(|| wrong("signature: hexadecimal"))?;
    Ok(log.checker_body(log.checks(checker, Minute(minute), signature).await?))
}

/// Takes an envelope that a checker's device sealed and signed, with the masked line for the place's manager: exactly 689 bytes.
/// The same one again is taken once.
#[utoipa::path(
    post, path = "/v1/visitor-log/checked", tag = "public",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "taken, now or before"),
        (status = 400, description = "not 689 bytes, or of another day", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the device does not check there", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "more than one a second, or the place's hour is full", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn take_checked(State(log): State<Arc<VisitorLog>>, sent: Bytes) -> Result<StatusCode, Failure> {
    log.take_checked(&sent).await?;
    Ok(StatusCode::NO_CONTENT)
}
