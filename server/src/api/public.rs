//! What phones ask for.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::{
    Deployment, REPORT_ANSWER_BYTES, REPORT_BYTES, SIGNATURE_HEADER, VERIFY_BYTES, VerifyAnswer, VerifyRequest,
};

use super::answers::NothingNew;
use super::body::{self, Answer};
use super::cache::{self, Keep};
use super::openapi::schema;
use super::problem::PROBLEM_JSON;
use crate::app::App;
use crate::codes;
use crate::error::{Failure, Fault, Refusal};
use crate::reports;
use crate::secrets::sha256;
use crate::store::{Digest, DocumentKind};

/// Seconds that an index or rules document may be kept by caches.
const DOCUMENT_SECONDS: u32 = 60;

/// Whose server this is and which keys it signs with. An app pins them.
#[utoipa::path(
    get, path = "/v1/deployment", tag = "public",
    responses((status = 200, description = "the deployment", body = schema::Deployment))
)]
pub(super) async fn deployment(State(app): State<Arc<App>>) -> Answer<Deployment> {
    Answer(app.deployment())
}

/// The signed index of exports: serial, times, and every export that a phone may still need.
#[utoipa::path(
    get, path = "/v1/index", tag = "public",
    responses(
        (status = 200, description = "the signed index", body = schema::Signed),
        NothingNew,
    )
)]
pub(super) async fn index(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Failure> {
    document(&app, &headers, DocumentKind::Index).await
}

/// The signed rules: who counts as a contact, and how phones behave.
#[utoipa::path(
    get, path = "/v1/rules", tag = "public",
    responses(
        (status = 200, description = "the signed rules", body = schema::Signed),
        NothingNew,
    )
)]
pub(super) async fn rules(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Failure> {
    document(&app, &headers, DocumentKind::Rules).await
}

async fn document(app: &App, headers: &HeaderMap, kind: DocumentKind) -> Result<Response, Failure> {
    let found = app.store.view("document", move |tx| tx.document(kind)).await?;
    let document = found.ok_or(Problem::Unavailable)?;
    let tag = cache::tag(&sha256(&document.bytes));
    let keep = Keep::Seconds(DOCUMENT_SECONDS.min(app.rules.publication.every_seconds));
    cache::answer(headers, tag, keep, "application/json", async { Ok(document.bytes) }).await
}

/// A published export; it never changes.
#[utoipa::path(
    get, path = "/v1/exports/{name}", tag = "public",
    params(("name" = String, Path, description = "file name from the index")),
    responses(
        (status = 200, description = "the file", content_type = "application/zip", body = Vec<u8>),
        (status = 304, description = "unchanged"),
        (status = 404, description = "no such export", content_type = PROBLEM_JSON, body = schema::ProblemBody),
    )
)]
pub(super) async fn export(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let found = app.store.view("export", move |tx| tx.export_named(&name)).await?;
    let Some((row, file)) = found.and_then(|row| row.file.clone().map(|file| (row, file))) else {
        return Err(Problem::NotFound.into());
    };
    let path = app.exports.join(&row.name);
    let bytes = async { tokio::fs::read(&path).await.map_err(Fault::file(&path)) };
    cache::answer(&headers, cache::tag(&file.sha256), Keep::Forever, "application/zip", bytes).await
}

/// Exchanges a code for a token, bound to the phone's fresh key. Request and answer have 1,024 bytes.
#[utoipa::path(
    post, path = "/v1/verify", tag = "public",
    request_body(content = schema::VerifyRequest, description = "padded to exactly 1,024 bytes"),
    responses(
        (status = 200, description = "the token and who issued the code", body = schema::VerifyAnswer),
        (status = 400, description = "mistyped, or not of this form", content_type = PROBLEM_JSON, body = schema::ProblemBody),
        (status = 404, description = "no such code", content_type = PROBLEM_JSON, body = schema::ProblemBody),
        (status = 409, description = "used", content_type = PROBLEM_JSON, body = schema::ProblemBody),
        (status = 410, description = "expired", content_type = PROBLEM_JSON, body = schema::ProblemBody),
        (status = 429, description = "short codes are suspended", content_type = PROBLEM_JSON, body = schema::ProblemBody),
    )
)]
pub(super) async fn verify(State(app): State<Arc<App>>, bytes: Bytes) -> Result<Response, Failure> {
    if bytes.len() != VERIFY_BYTES {
        return Err(Refusal::because(Problem::RequestInvalid, "body: pad it to exactly 1024 bytes").into());
    }
    let request: VerifyRequest = body::read(&bytes)?;
    let jkt = URL_SAFE_NO_PAD.decode(&request.jkt).ok().and_then(|bytes| Digest::try_from(bytes).ok());
    let jkt = jkt.ok_or(Refusal::because(Problem::RequestInvalid, "jkt: base64url of 32 bytes"))?;
    let verified = if request.cover {
        codes::cover(&app, &request.code, jkt).await?
    } else {
        codes::verify(&app, &request.code, jkt).await?
    };
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

/// Takes a report. Its body is the protobuf message `Report` of docs/protocol.md, padded to exactly 73,728 bytes and
/// signed by the key that the token is bound to. The same report sent again is accepted once.
#[utoipa::path(
    post, path = "/v1/report", tag = "public",
    params(("lancan-signature" = String, Header, description = "base64url of r ‖ s over the body, purpose report")),
    request_body(content = Vec<u8>, content_type = "application/x-protobuf"),
    responses(
        (status = 200, description = "accepted, now or before", body = schema::ReportAnswer),
        (status = 400, description = "breaks a rule of the protocol", content_type = PROBLEM_JSON, body = schema::ProblemBody),
        (status = 401, description = "token or signature do not hold", content_type = PROBLEM_JSON, body = schema::ProblemBody),
        (status = 409, description = "a key was seen before, or overlaps", content_type = PROBLEM_JSON, body = schema::ProblemBody),
        (status = 413, description = "too large", content_type = PROBLEM_JSON, body = schema::ProblemBody),
    )
)]
pub(super) async fn report(State(app): State<Arc<App>>, headers: HeaderMap, bytes: Bytes) -> Result<Response, Failure> {
    if bytes.len() != REPORT_BYTES {
        return Err(Refusal::because(Problem::ReportInvalid, "body: pad it to exactly 73728 bytes").into());
    }
    let signature = headers
        .get(SIGNATURE_HEADER)
        .and_then(|value| URL_SAFE_NO_PAD.decode(value.as_bytes()).ok())
        .ok_or(Refusal::because(Problem::SignatureInvalid, "lancan-signature: base64url of 64 bytes"))?;
    let answer = reports::accept(&app, &bytes, &signature).await?;
    body::padded(answer, REPORT_ANSWER_BYTES)
}
