//! What a gate's device fetches.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRef, Query, State};
use lancan_protocol::problem::Problem;
use lancan_protocol::signed::Signed;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Gates;
use crate::ground::error::Failure;
use crate::http::body::Answer;

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Gates>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(revoked_passes)).merge(super::phone_api::routes())
}

/// From where on a list is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListSince {
    /// Serial of the newest list that the device took; absent for a whole list.
    #[serde(default)]
    since: u64,
}

/// The signed list of gate passes that were taken back. A device asks again with the list's serial until nothing is added.
#[utoipa::path(
    get, path = "/v1/passes/revoked", tag = "public",
    params(ListSince),
    responses((status = 200, description = "the signed list", body = Signed))
)]
async fn revoked_passes(
    State(gates): State<Arc<Gates>>,
    asked: Result<Query<ListSince>, QueryRejection>,
) -> Result<Answer<Signed>, Failure> {
    let Query(asked) = asked.map_err(|_| Problem::RequestInvalid)?;
    Ok(Answer(gates.revoked(asked.since).await?))
}
