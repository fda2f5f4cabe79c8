//! Revoking a case, as an officer asks for it.

use std::sync::Arc;

use axum::extract::{FromRef, Path, State};
use lancan_protocol::wire::ProblemBody;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Retracted, Revocation};
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

/// What was taken back.
#[derive(Serialize, ToSchema)]
struct RevokedCase {
    /// Codes that could still have been used.
    codes: u64,
    /// Day keys that the next exports take back, one of each day in an export.
    keys: u32,
    /// Times at places that are withdrawn.
    windows: u32,
    /// Times at places that stand, because a day of the place has no room for another withdrawal.
    standing: u32,
}

/// Revokes a case, as after a laboratory's mistake: its codes end, what waits is never published, and what was published is
/// taken back, so that phones tell whom they warned. It cannot be undone, and needs password and code shown lately.
#[utoipa::path(
    post, path = "/officer/v1/cases/{id}/revocation", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id")),
    responses(
        (status = 200, description = "revoked", body = RevokedCase),
        (status = 409, description = "revoked before, or the case does not open", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn revoke(
    State(revocation): State<Arc<Revocation>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<RevokedCase>, Failure> {
    let Retracted { codes, keys, windows, standing } = revocation.revoke(&signed_in.officer, &CaseId(id)).await?;
    Ok(Answer(RevokedCase { codes, keys, windows, standing }))
}
