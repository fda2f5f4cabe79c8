//! What phones fetch.

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::{FromRef, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use lancan_protocol::problem::Problem;
use lancan_protocol::rules::Rules;
use lancan_protocol::signed::Signed;
use lancan_protocol::wire::Deployment;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Publication;
use super::store::{DocumentKind, ExportFile};
use crate::ground::error::{Failure, Fault};
use crate::http::answers::{NoSuchPart, NothingNew};
use crate::http::body::Answer;
use crate::http::cache::{self, Keep};

/// Seconds that an index or rules document may be kept by caches.
const DOCUMENT_SECONDS: u32 = 60;

/// Seconds that an index or rules document may be kept by caches under these rules.
pub(super) fn document_seconds(rules: &Rules) -> u32 {
    DOCUMENT_SECONDS.min(rules.publication.every_seconds)
}

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Publication>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    // Index and rules are the same for everybody and hold no secret, so their size tells nothing. Exports are packed
    // already, and nothing else is compressed.
    let documents = OpenApiRouter::new().routes(routes!(index)).routes(routes!(rules)).layer(CompressionLayer::new());
    OpenApiRouter::new()
        .routes(routes!(deployment))
        .merge(documents)
        .routes(routes!(export))
        .routes(routes!(day))
        .routes(routes!(places))
        .routes(routes!(place_day))
}

/// Whose server this is and which keys it signs with. An app pins them.
#[utoipa::path(
    get, path = "/v1/deployment", tag = "public",
    responses((status = 200, description = "the deployment", body = Deployment))
)]
async fn deployment(State(publication): State<Arc<Publication>>) -> Answer<Deployment> {
    Answer(publication.deployment())
}

/// The signed index of exports: serial, times, and every export that a phone may still need.
#[utoipa::path(
    get, path = "/v1/index", tag = "public",
    responses(
        (status = 200, description = "the signed index", body = Signed),
        NothingNew,
    )
)]
async fn index(State(publication): State<Arc<Publication>>, headers: HeaderMap) -> Result<Response, Failure> {
    document(&publication, &headers, DocumentKind::Index).await
}

/// The signed rules: who counts as a contact, and how phones behave.
#[utoipa::path(
    get, path = "/v1/rules", tag = "public",
    responses(
        (status = 200, description = "the signed rules", body = Signed),
        NothingNew,
    )
)]
async fn rules(State(publication): State<Arc<Publication>>, headers: HeaderMap) -> Result<Response, Failure> {
    document(&publication, &headers, DocumentKind::Rules).await
}

async fn document(publication: &Publication, headers: &HeaderMap, kind: DocumentKind) -> Result<Response, Failure> {
    let document = publication.document(kind).await?.ok_or(Problem::Unavailable)?;
    let keep = Keep::Seconds(document_seconds(&publication.rules));
    cache::answer(headers, document.tag, keep, "application/json", async { Ok(document.bytes) }).await
}

/// A published export; it never changes. Takes `Range`.
#[utoipa::path(
    get, path = "/v1/exports/{name}", tag = "public",
    params(("name" = String, Path, description = "file name from the index")),
    responses(
        (status = 200, description = "the file", content_type = "application/zip", body = Vec<u8>),
        (status = 206, description = "the part asked for", content_type = "application/zip", body = Vec<u8>),
        NoSuchPart,
    )
)]
async fn export(
    State(publication): State<Arc<Publication>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    serve(&publication, &headers, publication.published(name).await?, "application/zip").await
}

/// The exports of a finished day in one file; it never changes. Takes `Range`.
#[utoipa::path(
    get, path = "/v1/days/{name}", tag = "public",
    params(("name" = String, Path, description = "file name from the index")),
    responses(
        (status = 200, description = "the file", content_type = "application/x-protobuf", body = Vec<u8>),
        (status = 206, description = "the part asked for", content_type = "application/x-protobuf", body = Vec<u8>),
        NoSuchPart,
    )
)]
async fn day(
    State(publication): State<Arc<Publication>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    serve(&publication, &headers, publication.published_day(name).await?, "application/x-protobuf").await
}

/// A published export of places: sealed rows of one province; it never changes. Takes `Range`.
#[utoipa::path(
    get, path = "/v1/place-exports/{name}", tag = "public",
    params(("name" = String, Path, description = "file name from the index")),
    responses(
        (status = 200, description = "the file", content_type = "application/zip", body = Vec<u8>),
        (status = 206, description = "the part asked for", content_type = "application/zip", body = Vec<u8>),
        NoSuchPart,
    )
)]
async fn places(
    State(publication): State<Arc<Publication>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    serve(&publication, &headers, publication.published_places(name).await?, "application/zip").await
}

/// A province's exports of places of a finished day in one file; it never changes. Takes `Range`.
#[utoipa::path(
    get, path = "/v1/place-days/{name}", tag = "public",
    params(("name" = String, Path, description = "file name from the index")),
    responses(
        (status = 200, description = "the file", content_type = "application/x-protobuf", body = Vec<u8>),
        (status = 206, description = "the part asked for", content_type = "application/x-protobuf", body = Vec<u8>),
        NoSuchPart,
    )
)]
async fn place_day(
    State(publication): State<Arc<Publication>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    serve(&publication, &headers, publication.published_place_day(name).await?, "application/x-protobuf").await
}

async fn serve(
    publication: &Publication,
    headers: &HeaderMap,
    found: Option<(PathBuf, ExportFile)>,
    content_type: &'static str,
) -> Result<Response, Failure> {
    let (path, file) = found.ok_or(Problem::NotFound)?;
    let tag = cache::tag(&file.sha256);
    let read = async { tokio::fs::read(&path).await.map_err(Fault::file(&path)) };
    let bytes = publication.shared.get(&tag, read);
    cache::file(headers, tag.clone(), file.bytes, content_type, bytes).await
}
