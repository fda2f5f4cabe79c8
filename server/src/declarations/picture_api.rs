//! Pictures of documents, as officers' software looks at them.

use std::sync::Arc;

use axum::extract::{FromRef, Path, State};
use lancan_protocol::wire::ProblemBody;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Declarations;
use crate::ground::error::Failure;
use crate::http::answers::{DrawnPicture, NotSignedIn};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(super) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Declarations>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(view_declaration_picture))
}

/// A picture of a document that came with a declaration, drawn again. It is kept for seven days; each look is in the audit log.
#[utoipa::path(
    get, path = "/officer/v1/declarations/{id}/pictures/{position}", tag = "officer", security(("officer" = [])),
    params(
        ("id" = String, Path, description = "32 hex digits"),
        ("position" = u32, Path, description = "one of `pictures` of the declaration"),
    ),
    responses(
        (status = 200, description = "the picture", content_type = "image/jpeg", body = Vec<u8>),
        (status = 404, description = "the officer's area has no such picture, or not any more", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn view_declaration_picture(
    State(declarations): State<Arc<Declarations>>,
    signed_in: SignedIn,
    Path((id, position)): Path<(String, u32)>,
) -> Result<DrawnPicture, Failure> {
    let picture = declarations.picture_for(&signed_in.officer, &id, position).await?;
    Ok(DrawnPicture(picture))
}
