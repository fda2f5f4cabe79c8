//! Whether the process lives and whether it can serve.

use std::pin::Pin;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;

use crate::ground::clock::Clock;
use crate::ground::clock_guard::ClockGuard;
use crate::ground::error::{Failure, Refusal};

/// What is said while nothing is done because of the clock.
const CLOCK_IN_DOUBT: &str = "officer-clock-in-doubt";

/// Whether a part of the server can serve, or why it cannot.
pub(crate) type Readiness<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

/// A part of the server that may not be ready.
pub(crate) trait Ready: Send + Sync {
    /// Whether the part can serve.
    fn ready(&self, now: UnixTime) -> Readiness<'_>;
}

/// What readiness depends on.
pub(crate) struct Health {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) guard: Arc<ClockGuard>,
    pub(crate) parts: Vec<Arc<dyn Ready>>,
}

impl Health {
    fn trusts_the_clock(&self) -> bool {
        self.guard.trusts(self.clock.now())
    }
}

/// While the clock is in doubt only what is published is served: everything else would be stored, checked or expire by
/// the clock.
pub(crate) async fn doubt(State(health): State<Arc<Health>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let by_the_clock = path.starts_with("/officer/")
        || path.starts_with("/console/")
        || path.starts_with("/dia-diem/")
        || request.method() == Method::POST;
    if by_the_clock && !health.trusts_the_clock() {
        return Failure::from(Refusal::saying(Problem::Unavailable, CLOCK_IN_DOUBT)).into_response();
    }
    next.run(request).await
}

/// The process answers.
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200, description = "it lives")))]
pub(crate) async fn live() -> StatusCode {
    StatusCode::OK
}

/// The clock is trusted, disk and database take writes, and the publisher runs: what is published is there and in date.
#[utoipa::path(
    get, path = "/health/ready", tag = "health",
    responses((status = 200, description = "it can serve"), (status = 503, description = "it cannot, the detail says why"))
)]
pub(crate) async fn ready(State(health): State<Arc<Health>>) -> Result<StatusCode, Failure> {
    if !health.trusts_the_clock() {
        return Err(Refusal::saying(Problem::Unavailable, CLOCK_IN_DOUBT).into());
    }
    for part in &health.parts {
        part.ready(health.clock.now()).await?;
    }
    Ok(StatusCode::OK)
}
