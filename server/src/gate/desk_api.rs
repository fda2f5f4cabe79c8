//! The gate, as officers' software works at it: the queue, a pass that was read, a traveller's record, and what is decided.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use lancan_protocol::forms::Response;
use lancan_protocol::hex;
use lancan_protocol::pass::GateNumber;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::wire::ProblemBody;
use lancan_text::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answers::word;
use super::{AtCounter, Corrected, FoundDeclaration, GateDecision, Gates, QueueLine, TravellerFile};
use crate::declarations::DeclarationId;
use crate::ground::calendar::Date;
use crate::ground::error::{Detail, Failure, Refusal};
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
        .routes(routes!(view_traveller))
        .routes(routes!(take_traveller))
        .routes(routes!(put_traveller_back))
        .routes(routes!(decide_on_traveller))
        .routes(routes!(correct_answer))
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

/// A traveller's record.
#[derive(Serialize, ToSchema)]
struct TravellerShown {
    /// 32 hex digits.
    declaration: String,
    /// `green`, `yellow` or `red`, as corrected.
    class: String,
    /// Why: the end of the key of the text `declaration-reason-…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// `presented`, `cleared`, `corrected`, `sample`, `quarantine`, `referred` or `refused`.
    state: &'static str,
    vehicle: String,
    /// Unix seconds.
    #[schema(value_type = u64)]
    presented_at: UnixTime,
    /// The officer at whose counter the traveller is.
    #[serde(skip_serializing_if = "Option::is_none")]
    officer: Option<String>,
    /// The answers as corrected, a FHIR R4 `QuestionnaireResponse`.
    #[schema(value_type = Object)]
    answers: Response,
    /// The answers as they were declared, where an officer corrected one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    declared: Option<Response>,
    decisions: Vec<SignedDecision>,
    /// The first day of quarantine.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    quarantine_from: Option<Date>,
    /// The last day of quarantine.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    quarantine_to: Option<Date>,
    /// How many others came with the same passport.
    same_passport: usize,
    /// The positions of the pictures of documents that came with the declaration.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pictures: Vec<u32>,
}

/// What an officer decided and signed.
#[derive(Serialize, ToSchema)]
struct SignedDecision {
    /// Unix seconds.
    #[schema(value_type = u64)]
    at: UnixTime,
    officer: String,
    /// As in the record; `provisional` of a clearance without a network that decided nothing.
    state: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    place: String,
    /// Whether it was decided without a network.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    offline: bool,
}

/// What an officer decides.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DecisionSent {
    /// `clear`, `sample`, `quarantine`, `refer` or `refuse`.
    decision: String,
    /// Where, for quarantine.
    #[serde(default)]
    place: String,
    /// Needed for `refer` and `refuse`.
    #[serde(default)]
    reason: String,
}

/// The state that a decision led to.
#[derive(Serialize, ToSchema)]
struct StateAfter {
    /// As in the traveller's record.
    state: &'static str,
}

/// One answer, corrected.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CorrectionSent {
    /// The question's name.
    question: String,
    /// The new answer, as the console's field has it; empty takes the answer away.
    value: String,
}

/// Gate and traveller of a path.
type OfGate = Path<(u16, String)>;

fn id_of(text: &str) -> Result<DeclarationId, Failure> {
    let id = hex::decode(text).and_then(|id| DeclarationId::try_from(id).ok());
    id.ok_or_else(|| Problem::NotFound.into())
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

impl From<TravellerFile> for TravellerShown {
    fn from(file: TravellerFile) -> Self {
        let TravellerFile { row, record, holder, officers, alike, pictures, .. } = file;
        let officer = |id| officers.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone());
        let decisions = record.decisions.iter().map(|one| SignedDecision {
            at: one.at,
            officer: officer(one.officer).unwrap_or_default(),
            state: one.state.clone(),
            reason: one.reason.clone(),
            place: one.place.clone(),
            offline: one.is_offline,
        });
        let (quarantine_from, quarantine_to): (Option<Day>, Option<Day>) = row.quarantine.unzip();
        Self {
            declaration: hex::encode(&row.declaration),
            class: row.class,
            reason: record.reason.clone(),
            state: row.state.name(),
            vehicle: row.vehicle,
            presented_at: row.presented_at,
            officer: holder.map(|(name, _)| name),
            answers: record.answers().clone(),
            decisions: decisions.collect(),
            declared: (!record.corrections.is_empty()).then_some(record.declared),
            quarantine_from: quarantine_from.map(Date),
            quarantine_to: quarantine_to.map(Date),
            same_passport: alike.len(),
            pictures,
        }
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

/// A traveller's record.
#[utoipa::path(
    get, path = "/officer/v1/gates/{gate}/travellers/{id}", tag = "officer", security(("officer" = [])),
    params(
        ("gate" = u16, Path, description = "the gate's number"),
        ("id" = String, Path, description = "the declaration, 32 hex digits"),
    ),
    responses(
        (status = 200, description = "the record", body = TravellerShown),
        (status = 404, description = "the gate has no such traveller", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn view_traveller(
    State(gates): State<Arc<Gates>>,
    signed_in: SignedIn,
    Path((gate, id)): OfGate,
) -> Result<Answer<TravellerShown>, Failure> {
    Ok(Answer(gates.view(&signed_in.officer, GateNumber(gate), id_of(&id)?).await?.into()))
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

/// Decides on a traveller at the officer's counter.
#[utoipa::path(
    post, path = "/officer/v1/gates/{gate}/travellers/{id}/decision", tag = "officer", request_body = DecisionSent,
    security(("officer" = [])),
    params(
        ("gate" = u16, Path, description = "the gate's number"),
        ("id" = String, Path, description = "the declaration, 32 hex digits"),
    ),
    responses(
        (status = 200, description = "decided", body = StateAfter),
        (status = 400, description = "no such decision, or a reason or a place is missing", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the gate has no such traveller", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "not at the officer's counter", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn decide_on_traveller(
    State(gates): State<Arc<Gates>>,
    signed_in: SignedIn,
    Path((gate, id)): OfGate,
    bytes: Bytes,
) -> Result<Answer<StateAfter>, Failure> {
    let DecisionSent { decision, place, reason } = body::read(&bytes)?;
    let decision = GateDecision::named(&decision, place)
        .ok_or(Refusal::because(Problem::RequestInvalid, "decision: clear, sample, quarantine, refer or refuse"))?;
    let state = gates.decide(&signed_in.officer, GateNumber(gate), id_of(&id)?, decision, &reason).await?;
    Ok(Answer(StateAfter { state: state.name() }))
}

/// Corrects one answer of a traveller at the officer's counter. A refusal names the questions that would be wrong.
#[utoipa::path(
    post, path = "/officer/v1/gates/{gate}/travellers/{id}/correction", tag = "officer", request_body = CorrectionSent,
    security(("officer" = [])),
    params(
        ("gate" = u16, Path, description = "the gate's number"),
        ("id" = String, Path, description = "the declaration, 32 hex digits"),
    ),
    responses(
        (status = 204, description = "corrected"),
        (status = 400, description = "no such question, or answers would be wrong", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the gate has no such traveller", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "not at the officer's counter", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn correct_answer(
    State(gates): State<Arc<Gates>>,
    signed_in: SignedIn,
    Path((gate, id)): OfGate,
    bytes: Bytes,
) -> Result<StatusCode, Failure> {
    let CorrectionSent { question, value } = body::read(&bytes)?;
    match gates.correct(&signed_in.officer, GateNumber(gate), id_of(&id)?, &question, &value).await? {
        Corrected::Kept => Ok(StatusCode::NO_CONTENT),
        Corrected::Refused(refused) => {
            // Names of the form's own questions, never an answer.
            let mut questions: Vec<String> = refused.into_iter().map(|one| one.link_id).collect();
            questions.dedup();
            let detail = Detail::Technical(format!("value: {}", questions.join(", ")).into());
            Err(Refusal { problem: Problem::RequestInvalid, detail: Some(detail) }.into())
        }
    }
}
