//! The visitor log, as phones and officers ask for it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use lancan_protocol::visitor_log::WantedCards;
use lancan_protocol::wire::ProblemBody;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{VisitorLog, checker_api, day_card_api};
use crate::ground::error::{Failure, Fault};
use crate::http::answers::NotSignedIn;
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn, body};

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<VisitorLog>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new()
        .routes(routes!(take_envelope))
        .routes(routes!(take_card))
        .routes(routes!(pack))
        .routes(routes!(envelopes))
        .routes(routes!(cards))
        .merge(checker_api::routes())
        .merge(day_card_api::routes())
}

fn bytes(bytes: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, "application/octet-stream"), (CACHE_CONTROL, "no-store")], bytes).into_response()
}

/// Takes an envelope of the visitor log: exactly 512 bytes (docs/protocol.md, Visitor log). The same one again is taken once.
/// A name that is not known and a proof that does not hold are answered alike.
#[utoipa::path(
    post, path = "/v1/visitor-log", tag = "public",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "taken, now or before"),
        (status = 400, description = "not 512 bytes, or of another day", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "no log is kept there, or the proof does not hold", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "the place's hour is full", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn take_envelope(State(log): State<Arc<VisitorLog>>, sent: Bytes) -> Result<StatusCode, Failure> {
    log.take(&sent).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the sealed contact of a phone's card whose code was shown: exactly 512 bytes that the card signed (docs/protocol.md,
/// Visitor log). The same card again is taken, and changes nothing.
#[utoipa::path(
    post, path = "/v1/visitor-log/cards", tag = "public",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "taken, now or before"),
        (status = 400, description = "not 512 bytes that a card signed, or of another month", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the province has no opener", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "too many cards of the province came", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn take_card(State(log): State<Arc<VisitorLog>>, sent: Bytes) -> Result<StatusCode, Failure> {
    log.take_card(&sent).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The pack of public keys that a province's envelopes are sealed to.
#[utoipa::path(
    get, path = "/v1/visitor-log/packs/{province}", tag = "public",
    params(("province" = String, Path, description = "two digits")),
    responses(
        (status = 200, description = "the pack", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, description = "there is none", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn pack(State(log): State<Arc<VisitorLog>>, Path(province): Path<String>) -> Result<Response, Failure> {
    Ok(bytes(log.pack(&province)?))
}

/// What an officer wants to have opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WantedEnvelopes {
    /// The bytes of an opening request, hexadecimal.
    request: String,
}

/// The envelopes of a request, for its opener: one place of the officer's area, at most six hours. Nobody else can read them.
#[utoipa::path(
    post, path = "/officer/v1/visitor-log/envelopes", tag = "officer", request_body = WantedEnvelopes,
    security(("officer" = [])),
    responses(
        (status = 200, description = "the envelopes", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 400, description = "not a request, or one for too much", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the area has no such place", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn envelopes(State(log): State<Arc<VisitorLog>>, signed_in: SignedIn, sent: Bytes) -> Result<Response, Failure> {
    let wanted: WantedEnvelopes = body::read(&sent)?;
    Ok(bytes(log.envelopes(&signed_in.officer, &wanted.request).await?))
}

/// Which cards an opener named.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NamedCards {
    /// The request that they are for, 32 hex digits.
    request: String,
    /// The cards' names, 32 hex digits each.
    cards: Vec<String>,
}

/// The sealed contacts of the cards that an opener named, for that opener: a JSON file. Nobody else can read them.
#[utoipa::path(
    post, path = "/officer/v1/visitor-log/cards", tag = "officer", request_body = NamedCards,
    security(("officer" = [])),
    responses(
        (status = 200, description = "the sealed contacts, as far as they are kept", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 400, description = "not a list of cards", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn cards(State(log): State<Arc<VisitorLog>>, signed_in: SignedIn, sent: Bytes) -> Result<Response, Failure> {
    let NamedCards { request, cards } = body::read(&sent)?;
    let blobs = log.cards(&signed_in.officer, WantedCards { request, cards }).await?;
    Ok(bytes(serde_json::to_vec(&blobs).map_err(|_| Fault::Broken("cards are not written as JSON"))?))
}
