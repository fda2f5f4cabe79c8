//! The audit log, for those who answer for officers.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRef, Query, State};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Officers;
use crate::audit::AuditFilter;
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::CaseId;
use crate::http::answers::NotSignedIn;
use crate::http::body::Answer;
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

/// Most rows of a page, and as many as are sent where the request does not say.
const MOST: u32 = 200;

pub(super) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Officers>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(view_audit))
}

/// Which part of the log.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Most acts to send, 1 to 200; 200 where it is left out.
    limit: Option<u32>,
    /// Only acts before the one with this number: the last of the page before.
    before: Option<u32>,
    /// Only acts of the officer with this number.
    officer: Option<i64>,
    /// Only acts on the case with this id.
    case: Option<String>,
}

/// One act of an officer.
#[derive(Serialize, ToSchema)]
struct AuditedAct {
    /// Its number, in the order of acts.
    number: i64,
    /// When, Unix seconds.
    #[schema(value_type = u64)]
    at: UnixTime,
    /// Number of the officer; 0 is the operator, at a command.
    officer: i64,
    /// What was done.
    act: String,
    /// Id of the case that it was about.
    case: Option<String>,
    /// What else it was about, as kind and number: `officer 12`.
    about: Option<String>,
}

/// What the officers of one's area did, newest first. Looking is an act too.
#[utoipa::path(
    get, path = "/officer/v1/audit", tag = "officer", security(("officer" = [])), params(AuditQuery),
    responses(
        (status = 200, description = "the acts", body = Vec<AuditedAct>),
        (status = 400, description = "no such page", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn view_audit(
    State(officers): State<Arc<Officers>>,
    signed_in: SignedIn,
    query: Result<Query<AuditQuery>, QueryRejection>,
) -> Result<Answer<Vec<AuditedAct>>, Failure> {
    let refused =
        || Refusal::because(Problem::RequestInvalid, "query: limit of 1 to 200, before, officer and case are known");
    let AuditQuery { limit, before, officer, case } = query.map_err(|_| refused())?.0;
    let most = limit.unwrap_or(MOST);
    if !(1..=MOST).contains(&most) {
        return Err(refused().into());
    }
    let before = before.map_or(i64::MAX, i64::from);
    let filter = AuditFilter { officer, case: case.map(CaseId) };
    let acts = officers.acts(&signed_in.officer, &filter, before, most).await?.into_iter().map(|row| AuditedAct {
        number: row.id,
        at: row.at,
        officer: row.officer,
        act: row.what,
        case: row.case.map(|case| case.0),
        about: row.about,
    });
    Ok(Answer(acts.collect()))
}
