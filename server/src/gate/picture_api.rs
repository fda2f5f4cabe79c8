//! Pictures of documents, as officers' software at a gate looks at them.

use std::sync::Arc;

use axum::extract::{FromRef, Path, State};
use lancan_protocol::hex;
use lancan_protocol::pass::GateNumber;
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::ProblemBody;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Gates;
use crate::ground::error::Failure;
use crate::http::answers::{DrawnPicture, NotSignedIn};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(super) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Gates>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(view_traveller_picture))
}

/// A picture of a document that came with a traveller's declaration. Each look is in the audit log.
#[utoipa::path(
    get, path = "/officer/v1/gates/{gate}/travellers/{id}/pictures/{position}", tag = "officer",
    security(("officer" = [])),
    params(
        ("gate" = u16, Path, description = "the gate's number"),
        ("id" = String, Path, description = "the declaration, 32 hex digits"),
        ("position" = u32, Path, description = "one of `pictures` of the traveller"),
    ),
    responses(
        (status = 200, description = "the picture", content_type = "image/jpeg", body = Vec<u8>),
        (status = 404, description = "the gate has no such traveller, or no such picture any more", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn view_traveller_picture(
    State(gates): State<Arc<Gates>>,
    signed_in: SignedIn,
    Path((gate, id, position)): Path<(u16, String, u32)>,
) -> Result<DrawnPicture, Failure> {
    let id = hex::decode(&id).and_then(|id| id.try_into().ok()).ok_or(Problem::NotFound)?;
    let picture = gates.picture(&signed_in.officer, GateNumber(gate), id, position).await?;
    Ok(DrawnPicture(picture))
}
