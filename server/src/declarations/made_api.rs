//! What officers' software makes of declarations: a file of travel entries, and the note that a contact or a case was made of one.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRef, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::ProblemBody;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::api::{DaysAsked, days_asked};
use super::{Declarations, Made};
use crate::ground::error::{Failure, Refusal};
use crate::http::answers::NotSignedIn;
use crate::http::body;
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

/// Most letters of the id of a contact or a case.
const LONGEST_ID: usize = 64;

pub(super) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Declarations>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(export_travel_entries)).routes(routes!(note_what_became))
}

/// What was made of a declaration.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MadeOfDeclaration {
    /// `contact` or `case`.
    kind: String,
    /// Its id.
    id: String,
}

/// The declarations on entry of the officer's area on some days, in the layout of SORMAS' travel entries.
#[utoipa::path(
    get, path = "/officer/v1/declarations/travel-entries", tag = "officer", security(("officer" = [])), params(DaysAsked),
    responses(
        (status = 200, description = "the file", content_type = "text/csv"),
        (status = 400, description = "no such days", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn export_travel_entries(
    State(declarations): State<Arc<Declarations>>,
    signed_in: SignedIn,
    query: Result<Query<DaysAsked>, QueryRejection>,
) -> Result<Response, Failure> {
    let (from, until) = days_asked(query)?;
    let file = declarations.travel_entries(&signed_in.officer, from, until).await?;
    let head = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"travel-entries.csv\""),
    ];
    Ok((head, file).into_response())
}

/// Notes that a contact or a case was made of a declaration, once. The software enters the contact or opens the case first.
#[utoipa::path(
    post, path = "/officer/v1/declarations/{id}/became", tag = "officer", request_body = MadeOfDeclaration,
    security(("officer" = [])), params(("id" = String, Path, description = "32 hex digits")),
    responses(
        (status = 204, description = "noted"),
        (status = 400, description = "neither a contact nor a case of the officer's area", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the officer's area has no such declaration", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "something was made of it already", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn note_what_became(
    State(declarations): State<Arc<Declarations>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<StatusCode, Failure> {
    let made: MadeOfDeclaration = body::read(&bytes)?;
    let kind = match made.kind.as_str() {
        "contact" => Made::Contact,
        "case" => Made::Case,
        _ => return Err(Refusal::because(Problem::RequestInvalid, "kind: contact or case").into()),
    };
    let is_id = (1..=LONGEST_ID).contains(&made.id.len()) && made.id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_id {
        return Err(Refusal::because(Problem::RequestInvalid, "id: of a contact or a case").into());
    }
    declarations.note_became(&signed_in.officer, &id, kind, &made.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
