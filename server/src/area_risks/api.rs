//! Risks of areas, as officers' software enters and reads them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{AreaRiskRow, AreaRisks, NewAreaRisk, risk_name};
use crate::ground::calendar::Date;
use crate::ground::error::Failure;
use crate::http::answers::NotSignedIn;
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<AreaRisks>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(list_area_risks, enter_area_risk)).routes(routes!(take_back_area_risk))
}

/// The risk of a unit to enter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EnterAreaRisk {
    /// Code of the province, district or ward.
    unit: String,
    /// 0 to 100.
    score: u32,
    /// The first day on which it stands, such as `2021-05-27`; within the next 31 days.
    from: String,
    /// The last one, at most 92 days later.
    until: String,
    /// Where it comes from, at most 200 characters: everybody sees it.
    source: String,
}

/// The id of what was entered.
#[derive(Serialize, ToSchema)]
struct EnteredAreaRisk {
    id: String,
}

/// The risk of a unit.
#[derive(Serialize, ToSchema)]
struct ListedAreaRisk {
    /// Random id.
    id: String,
    /// Code of the unit.
    unit: String,
    /// 0 to 100.
    score: u32,
    /// `low` up to 50, `moderate` up to 70, `high` up to 90, `very-high` above.
    risk: &'static str,
    /// The first day on which it stands.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// The last one.
    #[schema(value_type = String, format = Date)]
    until: Date,
    /// Where it comes from.
    source: String,
    /// When it was entered, Unix seconds.
    #[schema(value_type = u64)]
    entered_at: UnixTime,
    /// When it was taken back; absent while it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    taken_back_at: Option<UnixTime>,
}

impl From<AreaRiskRow> for ListedAreaRisk {
    fn from(row: AreaRiskRow) -> Self {
        Self {
            risk: risk_name(row.risk()),
            id: row.id,
            unit: row.unit,
            score: row.score,
            from: Date(row.first),
            until: Date(row.last),
            source: row.source,
            entered_at: row.at,
            taken_back_at: row.taken_back_at,
        }
    }
}

/// Enters the risk of a unit. Only officers of a province or of the country do.
#[utoipa::path(
    post, path = "/officer/v1/area-risks", tag = "officer", request_body = EnterAreaRisk, security(("officer" = [])),
    responses(
        (status = 201, description = "entered", body = EnteredAreaRisk),
        (status = 400, description = "unit, number, days or source cannot be", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn enter_area_risk(
    State(risks): State<Arc<AreaRisks>>,
    signed_in: SignedIn,
    bytes: Bytes,
) -> Result<Response, Failure> {
    let enter: EnterAreaRisk = body::read(&bytes)?;
    let new = NewAreaRisk {
        first: body::day(&enter.from, "from")?.0,
        last: body::day(&enter.until, "until")?.0,
        unit: enter.unit,
        score: enter.score,
        source: enter.source,
    };
    let id = risks.enter(&signed_in.officer, new).await?;
    Ok((StatusCode::CREATED, Answer(EnteredAreaRisk { id })).into_response())
}

/// What was entered for the officer's area and has not ended, the newest first, at most 500.
#[utoipa::path(
    get, path = "/officer/v1/area-risks", tag = "officer", security(("officer" = [])),
    responses((status = 200, description = "the risks", body = Vec<ListedAreaRisk>), NotSignedIn)
)]
async fn list_area_risks(
    State(risks): State<Arc<AreaRisks>>,
    signed_in: SignedIn,
) -> Result<Answer<Vec<ListedAreaRisk>>, Failure> {
    Ok(Answer(risks.list(&signed_in.officer).await?.into_iter().map(Into::into).collect()))
}

/// Takes a risk back: from now on the one entered before stands, where there is one.
#[utoipa::path(
    post, path = "/officer/v1/area-risks/{id}/withdraw", tag = "officer", security(("officer" = [])),
    responses(
        (status = 204, description = "it stands no more"),
        (status = 404, description = "the officer's area has no such risk", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn take_back_area_risk(
    State(risks): State<Arc<AreaRisks>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    risks.take_back(&signed_in.officer, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
