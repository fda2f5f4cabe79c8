//! Revoking a case, as an officer asks for it.

use std::sync::Arc;

use axum::extract::{FromRef, Path, State};
use lancan_protocol::wire::ProblemBody;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Revocation, Revoked};
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::http::answers::{NoSuchCase, NotSignedIn};
use crate::http::body::Answer;
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Revocation>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(revoke))
}

/// Revokes a case, as after a laboratory's mistake: its codes end, what waits is never published, and what was published is
/// taken back, so that phones tell whom they warned. It cannot be undone, and needs password and code shown lately.
#[utoipa::path(
    post, path = "/officer/v1/cases/{id}/revocation", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id")),
    responses(
        (status = 200, description = "revoked", body = Revoked),
        (status = 409, description = "revoked before", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn revoke(
    State(revocation): State<Arc<Revocation>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<Revoked>, Failure> {
    Ok(Answer(revocation.revoke(&signed_in.officer, &CaseId(id)).await?))
}
