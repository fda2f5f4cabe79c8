//! What apps ask for beside declaring: pictures of documents, each by itself, and erasing what the number declared.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRef, FromRequest as _, Path, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::ProblemBody;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::desk::id_of;
use super::{Declarations, Declarer};
use crate::ground::error::Failure;
use crate::ground::picture::MOST_BYTES;
use crate::http::body::Answer;
use crate::http::problem::PROBLEM_JSON;

/// The routes of apps.
pub(crate) fn app_routes<S>() -> OpenApiRouter<S>
where
    Arc<Declarations>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    let picture = OpenApiRouter::new().routes(routes!(put_picture)).layer(DefaultBodyLimit::max(MOST_BYTES));
    OpenApiRouter::new().routes(routes!(list_pictures)).routes(routes!(erase_declarations)).merge(picture)
}

/// Which pictures of a declaration have arrived.
#[derive(Serialize, ToSchema)]
struct ArrivedPictures {
    /// Their positions, 0 to 2.
    positions: Vec<u32>,
}

/// Whoever holds the session of a request.
async fn declarer(declarations: &Declarations, headers: &HeaderMap) -> Result<Declarer, Failure> {
    let token = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    declarations.declarer(token.ok_or(Problem::SignInNeeded)?).await
}

/// Takes a picture of a document for a declaration, JPEG or PNG, in the place of the one at its position. It is drawn again, and
/// kept for seven days. After a network that broke the same one is sent again; what arrived is listed beside.
#[utoipa::path(
    put, path = "/v1/declarations/{id}/pictures/{position}", tag = "public",
    params(
        ("id" = String, Path, description = "the declaration's id, 32 hex digits"),
        ("position" = u32, Path, description = "0 to 2"),
        ("authorization" = String, Header, description = "Bearer and the session's token"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "taken"),
        (status = 400, description = "not a picture", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 401, description = "the session is over", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the number has no such declaration, or a declaration no such position", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 413, description = "more than 8 MiB", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn put_picture(
    State(declarations): State<Arc<Declarations>>,
    headers: HeaderMap,
    Path((id, position)): Path<(String, u32)>,
    request: Request,
) -> Result<StatusCode, Failure> {
    let (declarer, id) = (declarer(&declarations, &headers).await?, id_of(&id)?);
    // Nothing is read of whoever has no such declaration: many connections would hold 8 MiB each.
    declarations.own_pictures(declarer, id).await?;
    let picture = Bytes::from_request(request, &()).await.map_err(|_| Failure::from(Problem::TooLarge))?;
    declarations.put_picture(declarer, id, position, picture.to_vec()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which pictures of a declaration have arrived, so that an app sends the others.
#[utoipa::path(
    get, path = "/v1/declarations/{id}/pictures", tag = "public",
    params(
        ("id" = String, Path, description = "the declaration's id, 32 hex digits"),
        ("authorization" = String, Header, description = "Bearer and the session's token"),
    ),
    responses(
        (status = 200, description = "their positions", body = ArrivedPictures),
        (status = 401, description = "the session is over", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the number has no such declaration", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn list_pictures(
    State(declarations): State<Arc<Declarations>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Answer<ArrivedPictures>, Failure> {
    let declarer = declarer(&declarations, &headers).await?;
    let positions = declarations.own_pictures(declarer, id_of(&id)?).await?;
    Ok(Answer(ArrivedPictures { positions }))
}

/// Erases everything that the number declared, with its family, drafts and passes, and ends its other sessions.
#[utoipa::path(
    delete, path = "/v1/declarations", tag = "public",
    params(("authorization" = String, Header, description = "Bearer and the session's token")),
    responses(
        (status = 204, description = "erased"),
        (status = 401, description = "the session is over", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn erase_declarations(
    State(declarations): State<Arc<Declarations>>,
    headers: HeaderMap,
) -> Result<StatusCode, Failure> {
    let declarer = declarer(&declarations, &headers).await?;
    declarations.erase(declarer).await?;
    Ok(StatusCode::NO_CONTENT)
}
