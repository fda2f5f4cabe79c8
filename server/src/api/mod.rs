//! HTTP: the public API, the officers' API, health, and the OpenAPI document that is generated from them.

mod answers;
mod body;
mod cache;
mod health;
mod log;
mod officer;
mod openapi;
mod problem;
mod public;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::REPORT_BYTES;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::error::Failure;

pub use openapi::document as openapi_document;

/// A request that takes longer is given up.
const TIMEOUT: Duration = Duration::from_secs(20);

fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(openapi::head())
        .routes(routes!(public::deployment))
        .routes(routes!(public::index))
        .routes(routes!(public::rules))
        .routes(routes!(public::export))
        .routes(routes!(public::verify))
        .routes(routes!(public::report))
        .routes(routes!(officer::sign_in, officer::sign_out))
        .routes(routes!(officer::open_case, officer::list_cases))
        .routes(routes!(officer::view_case))
        .routes(routes!(officer::issue_code))
        .routes(routes!(officer::view_report))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(openapi::serve))
}

/// All routes with what every request passes through.
pub(crate) fn router(app: Arc<App>) -> Router {
    let (router, _) = routes().with_state(app.clone()).split_for_parts();
    router
        .layer(middleware::from_fn_with_state(app, health::doubt))
        .fallback(|| async { Failure::from(Problem::NotFound) })
        .layer(DefaultBodyLimit::max(REPORT_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(middleware::from_fn(problem::render))
        .layer(middleware::from_fn(log::requests))
}
