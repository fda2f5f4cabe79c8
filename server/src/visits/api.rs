//! A case's visits, as officers see, publish and withdraw them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use lancan_protocol::places::Minute;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::visits::VisitFlags;
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{CaseVisit, Publish, VisitGrade, Visits};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::CaseId;
use crate::http::answers::{NoSuchCase, NotSignedIn};
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};
use crate::places::PublishedWindow;

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Visits>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(visits)).routes(routes!(publish)).routes(routes!(withdraw))
}

/// A case's visits, and what was published.
#[derive(Serialize, ToSchema)]
struct VisitsAnswer {
    /// Visits that the user agreed to give, to places that are known, earliest first.
    visits: Vec<ViewedVisit>,
    /// The windows that were published for the case, earliest first.
    windows: Vec<PublishedWindow>,
}

/// A visit of a case.
#[derive(Serialize, ToSchema)]
struct ViewedVisit {
    /// Names it when it is published.
    visit: String,
    /// The place's id.
    place: String,
    /// The place's name.
    place_name: String,
    /// When the case entered, Unix seconds.
    #[schema(value_type = u64)]
    from: UnixTime,
    /// When the case left, or is taken to have left.
    #[schema(value_type = u64)]
    until: UnixTime,
    /// Whether the leave is an estimate by the kind of place.
    estimated_leave: bool,
    /// Whether the user changed the times.
    edited: bool,
    /// How far it is proven.
    grade: VisitGrade,
}

/// What to publish: visits, or a place with a time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PublishWindows {
    /// Visits of the case, 1 to 20.
    #[serde(default)]
    visits: Vec<String>,
    /// A place that the case named in an interview.
    #[serde(default)]
    place: Option<String>,
    /// When the case was there, Unix seconds.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    from: Option<UnixTime>,
    /// Until when.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    until: Option<UnixTime>,
}

impl From<CaseVisit> for ViewedVisit {
    fn from(known: CaseVisit) -> Self {
        let flags = known.visit.flags;
        Self {
            visit: known.name,
            place: known.place.id,
            place_name: known.place.place.name.as_str().to_owned(),
            from: known.visit.enter.start(),
            until: known.until.start(),
            estimated_leave: known.visit.leave.is_none() || flags.contains(VisitFlags::ESTIMATED_LEAVE),
            edited: flags.contains(VisitFlags::EDITED),
            grade: known.grade,
        }
    }
}

/// The visits that a case's reports brought, and the windows that were published for it.
#[utoipa::path(
    get, path = "/officer/v1/cases/{id}/visits", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id")),
    responses((status = 200, description = "the visits", body = VisitsAnswer), NotSignedIn, NoSuchCase)
)]
async fn visits(
    State(visits): State<Arc<Visits>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<VisitsAnswer>, Failure> {
    let found = visits.of_case(&signed_in.officer, &CaseId(id)).await?;
    Ok(Answer(VisitsAnswer {
        visits: found.visits.into_iter().map(Into::into).collect(),
        windows: found.windows.into_iter().map(Into::into).collect(),
    }))
}

/// Publishes visits of a case, or a place and time of an interview. An officer publishes 20 windows a day at most.
#[utoipa::path(
    post, path = "/officer/v1/cases/{id}/windows", tag = "officer", security(("officer" = [])),
    request_body = PublishWindows, params(("id" = String, Path, description = "the case's id")),
    responses(
        (status = 201, description = "published with the next exports", body = Vec<PublishedWindow>),
        (status = 400, description = "a time cannot be", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "a visit is published already", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "20 windows of this officer today", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn publish(
    State(visits): State<Arc<Visits>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<Vec<PublishedWindow>>), Failure> {
    let publish = match body::read::<PublishWindows>(&bytes)? {
        PublishWindows { visits, place: None, from: None, until: None } => Publish::Visits(visits),
        PublishWindows { visits, place: Some(place), from: Some(from), until: Some(until) } if visits.is_empty() => {
            Publish::Interview { place, from: Minute::of(from), until: Minute::of(until) }
        }
        _ => return Err(Refusal::because(Problem::RequestInvalid, "visits, or place with from and until").into()),
    };
    let published = visits.publish(&signed_in.officer, &CaseId(id), publish).await?;
    Ok((StatusCode::CREATED, Answer(published.into_iter().map(Into::into).collect())))
}

/// Withdraws a window of a case: phones take the warning back.
#[utoipa::path(
    post, path = "/officer/v1/cases/{id}/windows/{window}/withdraw", tag = "officer", security(("officer" = [])),
    params(
        ("id" = String, Path, description = "the case's id"),
        ("window" = String, Path, description = "the window's id"),
    ),
    responses(
        (status = 204, description = "withdrawn"),
        (status = 409, description = "it is withdrawn, or the day has no room for more withdrawals", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn withdraw(
    State(visits): State<Arc<Visits>>,
    signed_in: SignedIn,
    Path((id, window)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    visits.withdraw(&signed_in.officer, &CaseId(id), &window).await?;
    Ok(StatusCode::NO_CONTENT)
}
