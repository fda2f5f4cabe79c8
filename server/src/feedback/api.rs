//! Feedback, as officers' software reads and decides it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRef, Path, Query, State};
use axum::http::StatusCode;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Feedback, FeedbackJudgement, FeedbackRow};
use crate::ground::error::{Failure, Refusal};
use crate::http::answers::NotSignedIn;
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Feedback>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(list_feedback)).routes(routes!(judge_feedback)).routes(routes!(end_feedback))
}

/// Which feedback an officer asks for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FeedbackQuery {
    /// What has waited less than 24 hours too, above the ward.
    #[serde(default)]
    all: bool,
}

/// What officers of an area have to do.
#[derive(Serialize, ToSchema)]
struct ListedFeedbackDesk {
    /// What waits for an officer, the oldest first.
    waiting: Vec<ListedFeedback>,
    /// What everybody sees and is not settled.
    open: Vec<ListedFeedback>,
}

/// Feedback on a facility. Nothing says who wrote it.
#[derive(Serialize, ToSchema)]
struct ListedFeedback {
    /// Random id.
    id: String,
    /// The facility.
    facility: String,
    facility_name: String,
    /// Unix seconds.
    #[schema(value_type = u64)]
    sent_at: UnixTime,
    /// Number of the criterion that it is about; absent for something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    criterion: Option<u32>,
    words: String,
    /// How many photographs came with it; the console shows them.
    photos: u32,
    /// Whether it stands with others under one line: more came about the facility than are shown one by one.
    collapsed: bool,
    /// `received`, `visible`, `answered` or `persists`.
    state: &'static str,
    /// What the facility answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
}

/// What an officer decides.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct JudgeFeedback {
    /// `show`, or why it is rejected: `other-place`, `about-a-person`, `insulting`, `unclear` or `repeated`.
    decision: String,
}

/// How feedback ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EndFeedback {
    /// Whether it is settled.
    resolved: bool,
}

impl From<FeedbackRow> for ListedFeedback {
    fn from(row: FeedbackRow) -> Self {
        Self {
            state: row.state.name(),
            id: row.id,
            facility: row.place,
            facility_name: row.place_name,
            sent_at: row.sent_at,
            criterion: row.criterion,
            words: row.words,
            photos: row.photos,
            collapsed: row.collapsed,
            answer: row.answer.map(|(words, _)| words),
        }
    }
}

/// What waits for an officer of the area, and what is not settled.
#[utoipa::path(
    get, path = "/officer/v1/feedback", tag = "officer", security(("officer" = [])), params(FeedbackQuery),
    responses((status = 200, description = "the feedback", body = ListedFeedbackDesk), NotSignedIn)
)]
async fn list_feedback(
    State(feedback): State<Arc<Feedback>>,
    signed_in: SignedIn,
    query: Result<Query<FeedbackQuery>, QueryRejection>,
) -> Result<Answer<ListedFeedbackDesk>, Failure> {
    let unknown = |_| Refusal::because(Problem::RequestInvalid, "query: all is known");
    let Query(FeedbackQuery { all }) = query.map_err(unknown)?;
    let desk = feedback.desk(&signed_in.officer, all).await?;
    let listed = |rows: Vec<FeedbackRow>| rows.into_iter().map(Into::into).collect();
    Ok(Answer(ListedFeedbackDesk { waiting: listed(desk.waiting), open: listed(desk.open) }))
}

/// Lets everybody see feedback, or rejects it.
#[utoipa::path(
    post, path = "/officer/v1/feedback/{id}/judgement", tag = "officer", request_body = JudgeFeedback,
    security(("officer" = [])),
    responses(
        (status = 204, description = "decided"),
        (status = 400, description = "no such reason", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the officer's area has none such", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "it was decided before", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn judge_feedback(
    State(feedback): State<Arc<Feedback>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<StatusCode, Failure> {
    let JudgeFeedback { decision } = body::read(&bytes)?;
    let judgement = if decision == "show" { FeedbackJudgement::Show } else { FeedbackJudgement::Reject(decision) };
    feedback.judge(&signed_in.officer, &id, judgement).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says whether feedback is settled.
#[utoipa::path(
    post, path = "/officer/v1/feedback/{id}/end", tag = "officer", request_body = EndFeedback,
    security(("officer" = [])),
    responses(
        (status = 204, description = "done"),
        (status = 404, description = "the officer's area has none such", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "nobody sees it, or it is settled", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn end_feedback(
    State(feedback): State<Arc<Feedback>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<StatusCode, Failure> {
    let EndFeedback { resolved } = body::read(&bytes)?;
    feedback.end(&signed_in.officer, &id, resolved).await?;
    Ok(StatusCode::NO_CONTENT)
}
