//! A traveller's record at a gate, as officers' software reads it, decides on it and corrects it.

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
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Corrected, GateDecision, Gates, TravellerFile};
use crate::declarations::DeclarationId;
use crate::ground::calendar::Date;
use crate::ground::error::{Detail, Failure, Refusal};
use crate::http::answers::NotSignedIn;
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(super) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Gates>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new()
        .routes(routes!(view_traveller))
        .routes(routes!(decide_on_traveller))
        .routes(routes!(correct_answer))
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
pub(super) type OfGate = Path<(u16, String)>;

pub(super) fn id_of(text: &str) -> Result<DeclarationId, Failure> {
    let id = hex::decode(text).and_then(|id| DeclarationId::try_from(id).ok());
    id.ok_or_else(|| Problem::NotFound.into())
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
