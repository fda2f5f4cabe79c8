//! What a case's reports say.

use std::sync::Arc;

use axum::extract::{FromRef, Path, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Evidence, ReportEvidence};
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::http::answers::{NoSuchCase, NotSignedIn};
use crate::http::body::Answer;
use crate::http::{Authenticate, SignedIn};

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Evidence>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(view_report))
}

/// What a case's reports say, unsealed for this answer: days and intervals with their encounters, never a key or an
/// identifier.
#[utoipa::path(
    get, path = "/officer/v1/cases/{id}/report", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id")),
    responses(
        (status = 200, description = "one entry for each report", body = Vec<ReportEvidence>),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn view_report(
    State(evidence): State<Arc<Evidence>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<Vec<ReportEvidence>>, Failure> {
    Ok(Answer(evidence.of_case(&signed_in.officer, &CaseId(id)).await?))
}
