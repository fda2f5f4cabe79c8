//! Codes: given by officers, exchanged by phones.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::code::CodeKind;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::{ProblemBody, VERIFY_BYTES, VerifyAnswer, VerifyRequest};
use lancan_text::Catalogue;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Codes;
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::{CaseId, Digest};
use crate::http::answers::{NoSuchCase, NotSignedIn};
use crate::http::body::{self, Answer};
use crate::http::problem::{self, PROBLEM_JSON};
use crate::http::{Authenticate, SignedIn};

/// What phones ask for.
pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Codes>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(verify))
}

/// What officers ask for.
pub(crate) fn officers_routes<S>() -> OpenApiRouter<S>
where
    Arc<Codes>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(issue_code))
}

/// Which kind of code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IssueCode {
    /// Short (by voice or SMS, 15 minutes) or long (in a link or QR, 24 hours).
    kind: CodeKind,
}

/// A code, for the officer's eyes: it is shown once and stored nowhere.
#[derive(Serialize, ToSchema)]
struct IssuedCode {
    /// The code, grouped for reading aloud.
    code: String,
    /// What it is. Long where short codes are suspended, although a short one was asked for.
    kind: CodeKind,
    /// Until when it can be used, Unix seconds.
    #[schema(value_type = u64)]
    expires_at: UnixTime,
    /// How many characters it has, its check digit counted.
    digits: usize,
    /// The link that opens the app with a long code, for SMS or a QR.
    link: Option<String>,
    /// The text message, unaccented Vietnamese, at most 160 characters.
    sms: Option<String>,
    /// Why it is another kind than asked for, in the officer's language.
    notice: Option<String>,
}

/// Gives a code for a case.
#[utoipa::path(
    post, path = "/officer/v1/cases/{id}/codes", tag = "officer", request_body = IssueCode, security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id")),
    responses(
        (status = 201, description = "the code", body = IssuedCode),
        NotSignedIn,
        NoSuchCase,
        (status = 409, description = "the case is about to be destroyed, or nobody vouches for it yet", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn issue_code(
    State(codes): State<Arc<Codes>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<IssuedCode>), Failure> {
    let IssueCode { kind } = body::read(&bytes)?;
    let issued = codes.issue(&signed_in.officer, &CaseId(id), kind).await?;
    let text = Catalogue::of(problem::language(&headers));
    let notice = issued.instead_of_short.then(|| text.problem(Problem::CodesSuspended).title);
    let answer = IssuedCode {
        code: issued.code.grouped(),
        kind: issued.code.kind(),
        expires_at: issued.expires_at,
        digits: issued.code.as_str().len(),
        link: issued.link,
        sms: issued.sms,
        notice,
    };
    Ok((StatusCode::CREATED, Answer(answer)))
}

/// Exchanges a code for a token, bound to the phone's fresh key. Request and answer have 1,024 bytes.
#[utoipa::path(
    post, path = "/v1/verify", tag = "public",
    request_body(content = VerifyRequest, description = "padded to exactly 1,024 bytes"),
    responses(
        (status = 200, description = "the token and who issued the code", body = VerifyAnswer),
        (status = 400, description = "mistyped, or not of this form", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "no such code", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "used", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 410, description = "expired", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "short codes are suspended", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn verify(State(codes): State<Arc<Codes>>, bytes: Bytes) -> Result<Response, Failure> {
    if bytes.len() != VERIFY_BYTES {
        return Err(Refusal::because(Problem::RequestInvalid, "body: pad it to exactly 1024 bytes").into());
    }
    let request: VerifyRequest = body::read(&bytes)?;
    let jkt = URL_SAFE_NO_PAD.decode(&request.jkt).ok().and_then(|bytes| Digest::try_from(bytes).ok());
    let jkt = jkt.ok_or(Refusal::because(Problem::RequestInvalid, "jkt: base64url of 32 bytes"))?;
    let verified =
        if request.cover { codes.cover(&request.code, jkt).await? } else { codes.verify(&request.code, jkt).await? };
    let answer = VerifyAnswer {
        token: verified.token,
        centre: verified.centre,
        window_from: verified.window_from,
        window_to: verified.window_to,
        report_type: verified.report_type,
        padding: String::new(),
    };
    body::padded(answer, VERIFY_BYTES)
}
