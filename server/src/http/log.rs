//! One log record for each request: route, status and time. Never an address, a name, a code or a query.

use lancan_protocol::Saturate;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

pub(crate) async fn requests(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let began = Instant::now();
    let response = next.run(request).await;
    tracing::info!(
        %method,
        route = route.as_deref().unwrap_or("(none)"),
        status = response.status().as_u16(),
        milliseconds = Saturate::<u64>::saturate(began.elapsed().as_millis()),
        "request"
    );
    response
}
