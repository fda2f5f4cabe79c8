//! The gate, as officers' software works at it: the queue, a pass that was read, and who is at which counter.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use lancan_protocol::hex;
use lancan_protocol::pass::GateNumber;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ProblemBody;
use lancan_text::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answers::word;
use super::record_api::{OfGate, id_of};
use super::{AtCounter, FoundDeclaration, Gates, QueueLine};
use crate::declarations::DeclarationId;
use crate::ground::error::Failure;
use crate::http::answers::NotSignedIn;
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(crate) fn officers_routes<S>() -> OpenApiRouter<S>
where
    Arc<Gates>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new()
        .routes(routes!(view_queue))
        .routes(routes!(scan_pass))
        .routes(routes!(take_next_traveller))
        .routes(routes!(search_without_pass))
        .routes(routes!(present_without_pass))
        .routes(routes!(take_traveller))
        .routes(routes!(put_traveller_back))
        .merge(super::record_api::routes())
        .merge(super::bundle_api::routes())
        .merge(super::offline_api::routes())
        .merge(super::picture_api::routes())
}

/// The day of a gate.
#[derive(Serialize, ToSchema)]
struct GateQueue {
    /// The gate's name in Vietnamese.
    name: String,
    /// How many wait or are at a counter.
    waiting: usize,
    /// How many were decided today.
    decided: usize,
    /// Seconds from being presented to the decision, of the middle one of today.
    #[serde(skip_serializing_if = "Option::is_none")]
    median_seconds: Option<u64>,
    /// Those who wait, are at a counter or come back, who came first first; at most 100.
    travellers: Vec<QueuedTraveller>,
}

/// A traveller in the queue.
#[derive(Serialize, ToSchema)]
struct QueuedTraveller {
    /// The declaration, 32 hex digits.
    declaration: String,
    name: String,
    vehicle: String,
    seat: String,
    /// `green`, `yellow` or `red`, as corrected.
    class: String,
    /// `presented`, `sample` or `referred`.
    state: &'static str,
    /// Unix seconds.
    #[schema(value_type = u64)]
    presented_at: UnixTime,
    /// The officer at whose counter the traveller is.
    #[serde(skip_serializing_if = "Option::is_none")]
    officer: Option<String>,
}

/// A pass that was read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScannedPass {
    /// What the code says: `LC1:…`.
    pass: String,
}

/// A number that is looked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NumberSought {
    /// Of a passport, or a telephone number.
    number: String,
}

/// The declaration of a traveller who shows no pass.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WithoutPass {
    /// 32 hex digits. The officer has compared the passport.
    declaration: String,
}

/// What came of a traveller who was presented or taken.
#[derive(Serialize, ToSchema)]
struct CounterAnswer {
    /// `here`: at the officer's counter. `elsewhere`: at another. `decided`: nothing is to be decided any more. `nobody`: nobody
    /// waits. `refused`: the pass or the declaration lets nobody through.
    at: &'static str,
    /// 32 hex digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    declaration: Option<String>,
    /// At whose counter the traveller is.
    #[serde(skip_serializing_if = "Option::is_none")]
    officer: Option<String>,
    /// Why nobody goes through: `malformed`, `not-signed`, `wrong-gate`, `not-yet`, `expired` or `revoked`.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'static str>,
}

/// Declarations that a number found.
#[derive(Serialize, ToSchema)]
struct FoundAtGate {
    declarations: Vec<FoundTraveller>,
}

/// A declaration that a number found.
#[derive(Serialize, ToSchema)]
struct FoundTraveller {
    /// 32 hex digits.
    declaration: String,
    /// When it came, Unix seconds.
    #[schema(value_type = u64)]
    at: UnixTime,
    name: String,
    passport: String,
    vehicle: String,
    seat: String,
    /// Whether the traveller was presented already.
    presented: bool,
    /// Why nobody goes through with it now, as in the answer to a scan.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'static str>,
}

impl CounterAnswer {
    const NOBODY: Self = Self { at: "nobody", declaration: None, officer: None, refused: None };

    fn here(id: DeclarationId) -> Self {
        Self { at: "here", declaration: Some(hex::encode(&id)), ..Self::NOBODY }
    }
}

impl From<AtCounter> for CounterAnswer {
    fn from(at: AtCounter) -> Self {
        match at {
            AtCounter::Here(id) => Self::here(id),
            AtCounter::Elsewhere { id, officer } => Self { at: "elsewhere", officer: Some(officer), ..Self::here(id) },
            AtCounter::Decided(id) => Self { at: "decided", ..Self::here(id) },
            AtCounter::Refused(why) => Self { at: "refused", refused: Some(word(why)), ..Self::NOBODY },
        }
    }
}

impl From<QueueLine> for QueuedTraveller {
    fn from(line: QueueLine) -> Self {
        let QueueLine { row, name, seat, holder } = line;
        Self {
            declaration: hex::encode(&row.declaration),
            name,
            vehicle: row.vehicle,
            seat,
            class: row.class,
            state: row.state.name(),
            presented_at: row.presented_at,
            officer: holder,
        }
    }
}

impl From<FoundDeclaration> for FoundTraveller {
    fn from(found: FoundDeclaration) -> Self {
        let FoundDeclaration { id, at, name, passport, vehicle, seat, refused, is_presented } = found;
        let (declaration, refused) = (hex::encode(&id), refused.map(word));
        Self { declaration, at, name, passport, vehicle, seat, presented: is_presented, refused }
    }
}

/// The queue of a gate, and its figures of today.
#[utoipa::path(
    get, path = "/officer/v1/gates/{gate}", tag = "officer", security(("officer" = [])),
    params(("gate" = u16, Path, description = "the gate's number")),
    responses(
        (status = 200, description = "the queue", body = GateQueue),
        (status = 404, description = "the officer's area has no such gate", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn view_queue(
    State(gates): State<Arc<Gates>>,
    signed_in: SignedIn,
    Path(gate): Path<u16>,
) -> Result<Answer<GateQueue>, Failure> {
    let gate = GateNumber(gate);
    let day = gates.day(&signed_in.officer, gate).await?;
    Ok(Answer(GateQueue {
        name: gates.name(gate, Language::Vi).unwrap_or_default(),
        waiting: day.waiting,
        decided: day.decided,
        median_seconds: day.median_seconds,
        travellers: day.open.into_iter().map(Into::into).collect(),
    }))
}

/// Takes a pass that was read: the traveller is queued and at the officer's counter, or it says why nobody goes through.
#[utoipa::path(
    post, path = "/officer/v1/gates/{gate}/scan", tag = "officer", request_body = ScannedPass, security(("officer" = [])),
    params(("gate" = u16, Path, description = "the gate's number")),
    responses(
        (status = 200, description = "what came of it", body = CounterAnswer),
        (status = 404, description = "the officer's area has no such gate", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn scan_pass(
    State(gates): State<Arc<Gates>>,
    signed_in: SignedIn,
    Path(gate): Path<u16>,
    bytes: Bytes,
) -> Result<Answer<CounterAnswer>, Failure> {
    let ScannedPass { pass } = body::read(&bytes)?;
    Ok(Answer(gates.scan(&signed_in.officer, GateNumber(gate), &pass).await?.into()))
}

/// Takes whoever waits longest to the officer's counter.
#[utoipa::path(
    post, path = "/officer/v1/gates/{gate}/next", tag = "officer", security(("officer" = [])),
    params(("gate" = u16, Path, description = "the gate's number")),
    responses(
        (status = 200, description = "who it is, or nobody", body = CounterAnswer),
        (status = 404, description = "the officer's area has no such gate", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn take_next_traveller(
    State(gates): State<Arc<Gates>>,
    signed_in: SignedIn,
    Path(gate): Path<u16>,
) -> Result<Answer<CounterAnswer>, Failure> {
    let next = gates.take_next(&signed_in.officer, GateNumber(gate)).await?;
    Ok(Answer(next.map_or(CounterAnswer::NOBODY, CounterAnswer::here)))
}

/// Finds the declarations for a gate that hold a number, for a traveller who shows no pass.
#[utoipa::path(
    post, path = "/officer/v1/gates/{gate}/search", tag = "officer", request_body = NumberSought,
    security(("officer" = [])), params(("gate" = u16, Path, description = "the gate's number")),
    responses(
        (status = 200, description = "what was found", body = FoundAtGate),
        (status = 400, description = "no number", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the officer's area has no such gate", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn search_without_pass(
    State(gates): State<Arc<Gates>>,
    signed_in: SignedIn,
    Path(gate): Path<u16>,
    bytes: Bytes,
) -> Result<Answer<FoundAtGate>, Failure> {
    let NumberSought { number } = body::read(&bytes)?;
    let found = gates.find_without_pass(&signed_in.officer, GateNumber(gate), &number).await?;
    Ok(Answer(FoundAtGate { declarations: found.into_iter().map(Into::into).collect() }))
}

/// Queues a traveller who shows no pass, and takes them to the officer's counter.
#[utoipa::path(
    post, path = "/officer/v1/gates/{gate}/travellers", tag = "officer", request_body = WithoutPass,
    security(("officer" = [])), params(("gate" = u16, Path, description = "the gate's number")),
    responses(
        (status = 200, description = "what came of it", body = CounterAnswer),
        (status = 404, description = "the gate has no such declaration", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn present_without_pass(
    State(gates): State<Arc<Gates>>,
    signed_in: SignedIn,
    Path(gate): Path<u16>,
    bytes: Bytes,
) -> Result<Answer<CounterAnswer>, Failure> {
    let WithoutPass { declaration } = body::read(&bytes)?;
    let at = gates.present_without_pass(&signed_in.officer, GateNumber(gate), id_of(&declaration)?).await?;
    Ok(Answer(at.into()))
}

/// Takes a traveller of the queue to the officer's counter for five minutes.
#[utoipa::path(
    post, path = "/officer/v1/gates/{gate}/travellers/{id}/take", tag = "officer", security(("officer" = [])),
    params(
        ("gate" = u16, Path, description = "the gate's number"),
        ("id" = String, Path, description = "the declaration, 32 hex digits"),
    ),
    responses(
        (status = 200, description = "what came of it", body = CounterAnswer),
        (status = 404, description = "the gate has no such traveller", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn take_traveller(
    State(gates): State<Arc<Gates>>,
    signed_in: SignedIn,
    Path((gate, id)): OfGate,
) -> Result<Answer<CounterAnswer>, Failure> {
    Ok(Answer(gates.take(&signed_in.officer, GateNumber(gate), id_of(&id)?).await?.into()))
}

/// Lets a traveller at the officer's counter go back into the queue.
#[utoipa::path(
    post, path = "/officer/v1/gates/{gate}/travellers/{id}/back", tag = "officer", security(("officer" = [])),
    params(
        ("gate" = u16, Path, description = "the gate's number"),
        ("id" = String, Path, description = "the declaration, 32 hex digits"),
    ),
    responses(
        (status = 204, description = "back"),
        (status = 404, description = "the gate has no such traveller", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "not at the officer's counter", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn put_traveller_back(
    State(gates): State<Arc<Gates>>,
    signed_in: SignedIn,
    Path((gate, id)): OfGate,
) -> Result<StatusCode, Failure> {
    gates.put_back(&signed_in.officer, GateNumber(gate), id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
