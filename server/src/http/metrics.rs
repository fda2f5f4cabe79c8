//! Counts and times for whoever runs the server, in the text that Prometheus reads, on an address of their own.
//!
//! No label holds anything of a person: a route is the template that it was declared with, never the path that was asked for.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::ground::error::{Failure, Fault};

/// What every name begins with.
const PREFIX: &str = "lancan";
/// The route of requests that no route takes.
const NO_ROUTE: &str = "(none)";
/// Upper ends of the classes of a request's time, in seconds.
const SECONDS: [f64; 9] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

/// A registry that rooms put their counts into.
pub(crate) fn registry() -> Registry {
    Registry::with_prefix(PREFIX)
}

/// A histogram of seconds.
pub(crate) fn seconds() -> Histogram {
    Histogram::new(SECONDS)
}

/// What is counted of requests and connections. Clones count together.
#[derive(Clone)]
pub(crate) struct RequestMetrics {
    answered: Family<AnswerLabels, Counter>,
    seconds: Family<RouteLabels, Histogram>,
    /// Connections that are open.
    pub(crate) connections: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AnswerLabels {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    method: &'static str,
    route: String,
}

impl RequestMetrics {
    pub(crate) fn new(registry: &mut Registry) -> Self {
        let metrics = Self {
            answered: Family::default(),
            seconds: Family::new_with_constructor(seconds),
            connections: Gauge::default(),
        };
        registry.register("requests", "Requests that were answered", metrics.answered.clone());
        registry.register("request_seconds", "Time until the answer began, in seconds", metrics.seconds.clone());
        registry.register("connections", "Connections that are open", metrics.connections.clone());
        metrics
    }
}

/// Counts a request.
pub(crate) async fn count(State(metrics): State<RequestMetrics>, request: Request, next: Next) -> Response {
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let began = Instant::now();
    let response = next.run(request).await;
    let labels = RouteLabels { method, route: route.clone() };
    metrics.seconds.get_or_create(&labels).observe(began.elapsed().as_secs_f64());
    let status = response.status().as_u16();
    metrics.answered.get_or_create(&AnswerLabels { method, route, status }).inc();
    response
}

/// The method as a label: clients may write anything for one.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

/// The page that Prometheus reads.
pub(crate) fn page(registry: Registry) -> Router {
    Router::new().route("/metrics", get(written)).with_state(Arc::new(registry))
}

async fn written(State(registry): State<Arc<Registry>>) -> Result<impl IntoResponse, Failure> {
    let mut page = String::new();
    text::encode(&mut page, &registry).map_err(|_| Fault::Broken("the metrics do not encode"))?;
    Ok(([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], page))
}
