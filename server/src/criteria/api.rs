//! The criteria as apps and other programs fetch them.

use std::sync::Arc;

use axum::extract::{FromRef, State};
use axum::http::HeaderMap;
use axum::response::Response;
use lancan_protocol::signed::Signed;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::CriteriaSets;
use crate::ground::error::Failure;
use crate::ground::secrets::sha256;
use crate::http::answers::NothingNew;
use crate::http::cache::{self, Keep};

/// Seconds that the criteria may be kept by caches.
const CRITERIA_SECONDS: u32 = 300;

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<CriteriaSets>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    // The same for everybody, without a secret, so that the size tells nothing.
    OpenApiRouter::new().routes(routes!(criteria)).layer(CompressionLayer::new())
}

/// The signed criteria by which facilities assess themselves: each set with its decree, area and first day.
#[utoipa::path(
    get, path = "/v1/criteria", tag = "public",
    responses((status = 200, description = "the signed criteria", body = Signed), NothingNew)
)]
async fn criteria(State(sets): State<Arc<CriteriaSets>>, headers: HeaderMap) -> Result<Response, Failure> {
    let bytes = sets.signed().await?;
    let tag = cache::tag(&sha256(&bytes));
    cache::answer(&headers, tag, Keep::Seconds(CRITERIA_SECONDS), "application/json", async { Ok(bytes) }).await
}
