//! The routes of every room, and the OpenAPI document that is generated from them.

use std::time::Duration;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Router, middleware};
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::REPORT_BYTES;
use tokio::sync::watch;
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
use crate::http::pages::assets;
use crate::http::{app_links, health, local_only, log, metrics, problem};
use crate::safety_map::{self, LiveMap};
use crate::web::OpenPages;
use crate::{
    area_risks, cases, codes, console, contacts, criteria, declarations, evidence, exchange, facilities, feedback,
    gate, officers, openings, otp, places, publication, reports, revocation, transfers, visitor_log, visits, web,
};

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
        .merge(reports::routes())
        .merge(otp::routes());
    if open.officers {
        routes = routes
            .merge(officers::routes())
            .merge(cases::routes())
            .merge(codes::officers_routes())
            .merge(revocation::routes());
    }
    if open.officers && open.evidence {
        routes = routes.merge(evidence::routes());
    }
    if open.officers && open.places {
        routes = routes.merge(places::routes()).merge(visits::routes()).merge(visitor_log::routes());
    }
    if open.officers && open.evidence && open.contacts {
        routes = routes
            .merge(contacts::routes())
            .merge(contacts::public_routes())
            .merge(exchange::routes())
            .merge(transfers::routes());
    }
    if open.officers && open.opens_logs() {
        routes = routes.merge(openings::routes());
    }
    if open.officers && open.places && open.place_pages && open.facilities {
        routes = routes
            .merge(area_risks::routes())
            .merge(criteria::routes())
            .merge(facilities::routes())
            .merge(feedback::routes());
    }
    if open.declarations {
        routes = routes.merge(gate::routes()).merge(declarations::app_routes());
    }
    if open.officers && open.declarations {
        routes = routes.merge(declarations::routes()).merge(gate::officers_routes());
    }
    routes.routes(routes!(health::live)).routes(routes!(health::ready)).routes(routes!(serve))
}

/// All routes with what every request passes through. `stopped` turns true when the server stops.
pub(crate) fn router(app: &App, stopped: watch::Receiver<bool>) -> Router {
    // Written once: it is the same for every request.
    let mut app = app.clone();
    let requests = app.requests.clone();
    app.openapi = document(&app.open).into();
    let (mut router, _) = routes(&app.open).with_state(app.clone()).split_for_parts();
    router = router.merge(app_links::routes(app.links.clone()));
    let places = app.open.officers && app.open.places;
    if places {
        router = router.merge(web::landing_routes());
    }
    if places && app.open.place_pages {
        router = router.merge(web::routes(app.pages.clone())).merge(web::checker_routes());
    }
    if places && app.open.place_pages && app.open.facilities {
        let live = LiveMap { map: app.map.clone(), stopped: stopped.clone() };
        router = router.merge(web::map_routes(app.pages.clone())).merge(safety_map::routes(live));
    }
    if app.open.declarations {
        router = router.merge(web::declare_routes(app.pages.clone()));
    }
    let pages = OpenPages {
        declarations: app.open.declarations,
        map: places && app.open.place_pages && app.open.facilities,
        places: places && app.open.place_pages,
        console: app.open.officers && app.open.console,
    };
    let has_pages = places || pages.declarations || pages.console;
    if has_pages {
        router = router.route(assets::ROUTE, get(assets::serve)).merge(web::home_routes(pages));
    }
    if app.open.officers && app.open.console {
        router = router.merge(console::routes(app.console.clone(), stopped));
    }
    let router = router.layer(middleware::from_fn_with_state(app.health.clone(), health::doubt));
    let router = if app.configured { router } else { router.layer(middleware::from_fn(local_only::refuse_others)) };
    let router = if has_pages {
        router.fallback(web::unknown)
    } else {
        router.fallback(|| async { Failure::from(Problem::NotFound) })
    };
    router
        .layer(DefaultBodyLimit::max(REPORT_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(middleware::from_fn(problem::render))
        .layer(middleware::from_fn(log::requests))
        .layer(middleware::from_fn_with_state(requests, metrics::count))
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
    ([(CONTENT_TYPE, "application/json")], app.openapi)
}
