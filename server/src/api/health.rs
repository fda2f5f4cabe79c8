//! Whether the process lives and whether it can serve.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use lancan_protocol::problem::Problem;

use crate::app::App;
use crate::error::{Failure, Refusal};
use crate::store::DocumentKind;

/// What is said while nothing is done because of the clock.
const CLOCK_IN_DOUBT: &str = "officer-clock-in-doubt";

/// While the clock is in doubt only what is published is served: whatever else is asked for would be stored, checked or
/// expire by it.
pub(super) async fn doubt(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let by_the_clock = path.starts_with("/officer/") || request.method() == Method::POST;
    if by_the_clock && !app.clock_guard.believes(app.now()) {
        return Failure::from(Refusal::saying(Problem::Unavailable, CLOCK_IN_DOUBT)).into_response();
    }
    next.run(request).await
}

/// The process answers.
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200, description = "it lives")))]
pub(super) async fn live() -> StatusCode {
    StatusCode::OK
}

/// The clock is to be believed, the store answers, and what is published is in date.
#[utoipa::path(
    get, path = "/health/ready", tag = "health",
    responses((status = 200, description = "it can serve"), (status = 503, description = "it cannot, the detail says why"))
)]
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<StatusCode, Failure> {
    let not_ready = |detail| Failure::from(Refusal::because(Problem::Unavailable, detail));
    let now = app.now();
    if !app.clock_guard.believes(now) {
        return Err(Refusal::saying(Problem::Unavailable, CLOCK_IN_DOUBT).into());
    }
    let documents = app
        .store
        .view("ready", |tx| Ok::<_, Failure>((tx.document(DocumentKind::Index)?, tx.document(DocumentKind::Rules)?)))
        .await
        .map_err(|_| not_ready("the store does not answer"))?;
    let (Some(index), Some(rules)) = documents else { return Err(not_ready("nothing is published yet")) };
    if index.expires_at <= now || rules.expires_at <= now {
        return Err(not_ready("what is published has expired: the publisher does not run"));
    }
    Ok(StatusCode::OK)
}
