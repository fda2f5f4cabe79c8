//! The routes of every room, and the OpenAPI document that is generated from them.

use std::time::Duration;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::{Router, middleware};
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::REPORT_BYTES;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::ground::config::RoomSettings;
use crate::ground::error::Failure;
use crate::http::{health, log, problem};
use crate::{cases, codes, evidence, officers, publication, reports};

/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(20);

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Lân Cận", description = "The health authority's server: what phones ask for, and officers."),
    tags(
        (name = "public", description = "Asked by phones, without knowing which"),
        (name = "officer", description = "Asked by health officers, signed in; each act is audited"),
        (name = "health", description = "Asked by whoever runs the server"),
    )
)]
struct Head;

/// The document without its paths.
fn head() -> OpenApi {
    let mut document = Head::openapi();
    let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    document.components.get_or_insert_default().add_security_scheme("officer", scheme);
    document
}

/// The routes of the rooms that are open.
fn routes(open: &RoomSettings) -> OpenApiRouter<App> {
    let mut routes = OpenApiRouter::with_openapi(head())
        .merge(publication::routes())
        .merge(codes::routes())
        .merge(reports::routes());
    if open.officers {
        routes = routes.merge(officers::routes()).merge(cases::routes()).merge(codes::officers_routes());
    }
    if open.officers && open.evidence {
        routes = routes.merge(evidence::routes());
    }
    routes.routes(routes!(health::live)).routes(routes!(health::ready)).routes(routes!(serve))
}

/// All routes with what every request passes through.
pub(crate) fn router(app: &App) -> Router {
    let (router, _) = routes(&app.open).with_state(app.clone()).split_for_parts();
    router
        .layer(middleware::from_fn_with_state(app.health.clone(), health::doubt))
        .fallback(|| async { Failure::from(Problem::NotFound) })
        .layer(DefaultBodyLimit::max(REPORT_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(middleware::from_fn(problem::render))
        .layer(middleware::from_fn(log::requests))
}

/// The OpenAPI document of a server with every room, as pretty JSON.
pub fn openapi_document() -> String {
    document(&RoomSettings::default())
}

fn document(open: &RoomSettings) -> String {
    routes(open).into_openapi().to_pretty_json().unwrap_or_default()
}

/// This document.
#[utoipa::path(get, path = "/openapi.json", tag = "health", responses((status = 200, description = "OpenAPI 3.1")))]
async fn serve(State(app): State<App>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], document(&app.open))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use lancan_protocol::frame::ServiceUuid;
    use lancan_protocol::time::{Interval, UnixTime};
    use lancan_protocol::wire;
    use serde_json::Value;

    fn fields_of(message: &impl serde::Serialize) -> BTreeSet<String> {
        serde_json::to_value(message).unwrap().as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn the_described_messages_have_the_fields_of_the_real_ones() {
        let document: Value = serde_json::from_str(&super::openapi_document()).unwrap();
        let described = |name: &str| -> BTreeSet<String> {
            let properties = &document["components"]["schemas"][name]["properties"];
            properties.as_object().unwrap_or_else(|| panic!("{name} is not described")).keys().cloned().collect()
        };
        let text = String::new;
        let key = wire::PublicKeyPem { id: text(), version: text(), pem: text() };
        assert_eq!(described("PublicKeyPem"), fields_of(&key));
        let deployment = wire::Deployment {
            authority: text(),
            service_uuid: ServiceUuid::DEFAULT,
            export_keys: vec![],
            index_keys: vec![],
            rules_keys: vec![],
        };
        assert_eq!(described("Deployment"), fields_of(&deployment));
        let signed = lancan_protocol::signed::Signed { payload: text(), key_id: text(), signature: text() };
        assert_eq!(described("Signed"), fields_of(&signed));
        let request = wire::VerifyRequest { code: text(), jkt: text(), cover: false, padding: text() };
        assert_eq!(described("VerifyRequest"), fields_of(&request));
        let answer = wire::VerifyAnswer {
            token: text(),
            centre: text(),
            window_from: Interval(0),
            window_to: Interval(0),
            report_type: wire::ReportType::ConfirmedTest,
            padding: text(),
        };
        assert_eq!(described("VerifyAnswer"), fields_of(&answer));
        let answer = wire::ReportAnswer { published_by: UnixTime(0), padding: text() };
        assert_eq!(described("ReportAnswer"), fields_of(&answer));
        let problem = wire::ProblemBody { kind: text(), title: text(), status: 400, detail: Some(text()) };
        assert_eq!(described("ProblemBody"), fields_of(&problem));
    }
}
