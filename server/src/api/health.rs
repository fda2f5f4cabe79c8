//! Whether the process lives and whether it can serve.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use lancan_protocol::problem::Problem;

use crate::app::App;
use crate::error::{Failure, Refusal};
use crate::store::DocumentKind;

/// The process answers.
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200, description = "it lives")))]
pub(super) async fn live() -> StatusCode {
    StatusCode::OK
}

/// The store answers and what is published is in date.
#[utoipa::path(
    get, path = "/health/ready", tag = "health",
    responses((status = 200, description = "it can serve"), (status = 503, description = "it cannot, the detail says why"))
)]
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<StatusCode, Failure> {
    let not_ready = |detail| Failure::from(Refusal::because(Problem::Unavailable, detail));
    let documents = app
        .store
        .view("ready", |tx| Ok::<_, Failure>((tx.document(DocumentKind::Index)?, tx.document(DocumentKind::Rules)?)))
        .await
        .map_err(|_| not_ready("the store does not answer"))?;
    let (Some(index), Some(rules)) = documents else { return Err(not_ready("nothing is published yet")) };
    let now = app.now();
    if index.expires_at <= now || rules.expires_at <= now {
        return Err(not_ready("what is published has expired: the publisher does not run"));
    }
    Ok(StatusCode::OK)
}
