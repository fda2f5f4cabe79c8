//! Reports, as phones send them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, State};
use axum::http::HeaderMap;
use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::{ProblemBody, REPORT_ANSWER_BYTES, REPORT_BYTES, ReportAnswer, SIGNATURE_HEADER};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Reports;
use crate::ground::error::{Failure, Refusal};
use crate::http::body;
use crate::http::problem::PROBLEM_JSON;

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Reports>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(report))
}

/// Takes a report. Its body is the protobuf message `Report` of docs/protocol.md, padded to exactly 81,920 bytes and
/// signed by the key that the token is bound to. The same report sent again is accepted once. Keys that may not be taken are
/// left out, and the answer does not say which. At most eight bodies come with a token; one sent again is answered as before.
#[utoipa::path(
    post, path = "/v1/report", tag = "public",
    params(("lancan-signature" = String, Header, description = "base64url of r ‖ s over the body, purpose report")),
    request_body(content = Vec<u8>, content_type = "application/x-protobuf"),
    responses(
        (status = 200, description = "accepted, now or before", body = ReportAnswer),
        (status = 400, description = "breaks a rule of the protocol", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 401, description = "token or signature do not hold", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 413, description = "too large", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "eight other bodies came with the token", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn report(State(reports): State<Arc<Reports>>, headers: HeaderMap, bytes: Bytes) -> Result<Response, Failure> {
    if bytes.len() != REPORT_BYTES {
        return Err(Refusal::because(Problem::ReportInvalid, "body: pad it to exactly 81920 bytes").into());
    }
    let signature = headers
        .get(SIGNATURE_HEADER)
        .and_then(|value| URL_SAFE_NO_PAD.decode(value.as_bytes()).ok())
        .ok_or(Refusal::because(Problem::SignatureInvalid, "lancan-signature: base64url of 64 bytes"))?;
    let answer = reports.accept(&bytes, &signature).await?;
    body::padded(answer, REPORT_ANSWER_BYTES)
}
