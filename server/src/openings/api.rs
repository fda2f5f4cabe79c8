//! Openings of the visitor log, as officers' software asks for them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRef, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::time::UnixTime;
use lancan_protocol::visitor_log::Assertion;
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{FromOpener, MOST_RESULT_BYTES, NewOpening, OpeningFile, Openings, keys_api};
use crate::ground::error::Failure;
use crate::http::answers::NotSignedIn;
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Openings>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    let from_opener = OpenApiRouter::new().routes(routes!(bring)).layer(DefaultBodyLimit::max(MOST_RESULT_BYTES));
    OpenApiRouter::new()
        .routes(routes!(list_openings, ask_for_opening))
        .routes(routes!(view_opening))
        .routes(routes!(sign_opening))
        .routes(routes!(refuse_opening))
        .routes(routes!(take_file))
        .merge(keys_api::routes())
        .merge(from_opener)
}

/// An opening to ask for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskForOpening {
    /// The case: its number, or its id.
    case: String,
    /// Id of the place, which has to keep a visitor log.
    place: String,
    /// The beginning of the first hour, Unix seconds; within the last 28 days.
    #[schema(value_type = u64)]
    from: UnixTime,
    /// How many hours: 1 to 6.
    hours: u8,
    /// Why, at most 240 bytes.
    reason: String,
    /// Number of the officer who is to sign second: a supervisor with a key of their own.
    second: i64,
}

/// The id of an opening.
#[derive(Serialize, ToSchema)]
struct AskedOpening {
    id: String,
}

/// How many envelopes gave no entry, and why.
#[derive(Serialize, ToSchema)]
struct UnopenedEnvelopes {
    /// Filed under another place or hour.
    foreign: u32,
    /// They did not open.
    sealed_otherwise: u32,
    /// They opened, and hold no entry.
    malformed: u32,
    /// The signature of a card or of its issuer does not fit.
    forged: u32,
    /// The contact of the scanned card was not there.
    without_card: u32,
    /// The same envelope twice.
    repeated: u32,
}

/// An opening of a visitor log.
#[derive(Serialize, ToSchema)]
struct ListedOpening {
    /// 32 hex digits.
    id: String,
    /// The case that it is for.
    case_id: String,
    /// Id of the place.
    place_id: String,
    /// The place's name, as it is signed.
    place: String,
    /// The beginning of the first hour, Unix seconds.
    #[schema(value_type = u64)]
    from: UnixTime,
    /// How many hours.
    hours: u8,
    /// The case's number, as it is signed.
    case: String,
    /// Why, as it is signed.
    reason: String,
    /// `waits-for-first`, `waits-for-second`, `signed`, `refused`, `expired` or `imported`.
    state: &'static str,
    /// Number of the officer who asked and signs first.
    first: i64,
    /// Number of the officer who signs second.
    second: i64,
    /// When it was asked for, Unix seconds.
    #[schema(value_type = u64)]
    asked_at: UnixTime,
    /// When the request ends.
    #[schema(value_type = u64)]
    expires_at: UnixTime,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<String>,
    /// How many entries the opener found.
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<u32>,
    /// How many contacts of the case came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<u32>,
    /// How many envelopes gave no entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    unopened: Option<UnopenedEnvelopes>,
    /// The bytes that both sign, hex.
    request: String,
    /// SHA-256("lancan-open-v1\0" ‖ request): the challenge to sign, base64url.
    challenge: String,
}

impl From<OpeningFile> for ListedOpening {
    fn from(file: OpeningFile) -> Self {
        let (entries, unopened) = file.found.unzip();
        Self {
            id: file.row.id,
            case_id: file.row.case.0,
            place_id: file.row.place,
            from: file.request.first_hour.start(),
            hours: file.request.hours,
            challenge: URL_SAFE_NO_PAD.encode(file.request.challenge()),
            place: file.request.place,
            case: file.request.case,
            reason: file.request.reason,
            state: file.state.name(),
            first: file.row.first,
            second: file.row.second,
            asked_at: file.row.asked_at,
            expires_at: file.row.expires_at,
            refusal: file.refusal,
            entries,
            contacts: file.row.contacts,
            unopened: unopened.map(|not| UnopenedEnvelopes {
                foreign: not.foreign,
                sealed_otherwise: not.sealed_otherwise,
                malformed: not.malformed,
                forged: not.forged,
                without_card: not.without_card,
                repeated: not.repeated,
            }),
            request: file.hex,
        }
    }
}

/// What an officer's authenticator answered to the challenge. Each field is base64url without padding.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignatureOfOpening {
    /// `authenticatorData`.
    authenticator_data: String,
    /// `clientDataJSON`.
    client_data: String,
    /// The signature, DER.
    signature: String,
}

/// Why an opening is refused.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RefusalOfOpening {
    /// At most 240 bytes.
    reason: String,
}

/// What came of a result.
#[derive(Serialize, ToSchema)]
struct ImportedOpening {
    /// How many contacts of the case it became.
    contacts: u32,
}

/// The openings for cases of the officer's area, the newest first, at most 200.
#[utoipa::path(
    get, path = "/officer/v1/openings", tag = "officer", security(("officer" = [])),
    responses((status = 200, description = "the openings", body = Vec<ListedOpening>), NotSignedIn)
)]
async fn list_openings(
    State(openings): State<Arc<Openings>>,
    signed_in: SignedIn,
) -> Result<Answer<Vec<ListedOpening>>, Failure> {
    Ok(Answer(openings.list(&signed_in.officer).await?.into_iter().map(Into::into).collect()))
}

/// Asks for the visitor log of one place and at most six hours to be opened, for a case of the officer's area. Nothing is signed
/// yet. At most 4 a place and week, 5 an officer and day, 20 a district and day.
#[utoipa::path(
    post, path = "/officer/v1/openings", tag = "officer", request_body = AskForOpening, security(("officer" = [])),
    responses(
        (status = 201, description = "asked for", body = AskedOpening),
        (status = 400, description = "case, place, hours, reason or second officer cannot be", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "the officer has no key to sign with", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "a limit is reached", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn ask_for_opening(
    State(openings): State<Arc<Openings>>,
    signed_in: SignedIn,
    sent: Bytes,
) -> Result<Response, Failure> {
    let AskForOpening { case, place, from, hours, reason, second } = body::read(&sent)?;
    let new = NewOpening { case, place, from, hours, reason, second };
    let id = openings.ask(&signed_in.officer, new).await?;
    Ok((StatusCode::CREATED, Answer(AskedOpening { id })).into_response())
}

/// One opening, for a case of the officer's area.
#[utoipa::path(
    get, path = "/officer/v1/openings/{id}", tag = "officer", security(("officer" = [])),
    responses(
        (status = 200, description = "the opening", body = ListedOpening),
        (status = 404, description = "the area has no such opening", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn view_opening(
    State(openings): State<Arc<Openings>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<ListedOpening>, Failure> {
    Ok(Answer(openings.view(&signed_in.officer, &id).await?.into()))
}

/// Signs an opening with the officer's own key: the officer who asked first, then the second, a supervisor.
#[utoipa::path(
    post, path = "/officer/v1/openings/{id}/signature", tag = "officer", request_body = SignatureOfOpening,
    security(("officer" = [])),
    responses(
        (status = 204, description = "signed"),
        (status = 400, description = "the signature does not fit", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the area has no such opening", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "it is not this officer's turn, or the officer has no key", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn sign_opening(
    State(openings): State<Arc<Openings>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    sent: Bytes,
) -> Result<StatusCode, Failure> {
    let SignatureOfOpening { authenticator_data, client_data, signature } = body::read(&sent)?;
    let assertion = Assertion { authenticator_data, client_data, signature };
    openings.sign(&signed_in.officer, &id, assertion).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Refuses an opening before both have signed. Either of the two officers may.
#[utoipa::path(
    post, path = "/officer/v1/openings/{id}/refusal", tag = "officer", request_body = RefusalOfOpening,
    security(("officer" = [])),
    responses(
        (status = 204, description = "refused"),
        (status = 400, description = "the reason is none", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the area has no such opening", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "both have signed, or it ended", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn refuse_opening(
    State(openings): State<Arc<Openings>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    sent: Bytes,
) -> Result<StatusCode, Failure> {
    let RefusalOfOpening { reason } = body::read(&sent)?;
    openings.refuse(&signed_in.officer, &id, &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The file for the opener: the request with both signatures and the envelopes of its hours, which the opener alone can read.
/// For the two officers.
#[utoipa::path(
    post, path = "/officer/v1/openings/{id}/file", tag = "officer", security(("officer" = [])),
    responses(
        (status = 200, description = "the file", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, description = "the area has no such opening", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "not signed by both, ended, or a key was revoked", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn take_file(
    State(openings): State<Arc<Openings>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    Ok(file(openings.bundle(&signed_in.officer, &id).await?))
}

fn file(bytes: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, "application/octet-stream"), (CACHE_CONTROL, "no-store")], bytes).into_response()
}

/// Takes a file from the opener, of one of the two officers. The list of cards is answered with the file of cards; the result
/// becomes contacts of the case, once.
#[utoipa::path(
    post, path = "/officer/v1/openings/{id}/from-opener", tag = "officer", security(("officer" = [])),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "the cards that were asked for", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 201, description = "the result became contacts", body = ImportedOpening),
        (status = 400, description = "not of this request, or not signed by the opener", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the area has no such opening", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "not signed by both, or a result came before", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn bring(
    State(openings): State<Arc<Openings>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    sent: Bytes,
) -> Result<Response, Failure> {
    Ok(match openings.bring(&signed_in.officer, &id, sent.to_vec()).await? {
        FromOpener::Cards(cards) => file(cards),
        FromOpener::Contacts(contacts) => (StatusCode::CREATED, Answer(ImportedOpening { contacts })).into_response(),
    })
}
