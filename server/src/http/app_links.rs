//! What Android and iOS ask a host before they let an app open its links (`[apps]` of the settings).

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use lancan_protocol::problem::Problem;
use serde_json::json;

use crate::ground::config::Config;
use crate::ground::error::Failure;

/// The two documents; without one, no app of that system opens the links.
pub(crate) struct AppLinks {
    android: Option<Bytes>,
    ios: Option<Bytes>,
}

impl AppLinks {
    /// The documents of the apps that these settings name. The links are those of places (`/p`) and of reports (`codes.link`).
    pub(crate) fn of(config: &Config) -> Self {
        let apps = &config.apps;
        let android = apps.android_package.as_ref().map(|package| {
            json!([{
                "relation": ["delegate_permission/common.handle_all_urls"],
                "target": {
                    "namespace": "android_app",
                    "package_name": package,
                    "sha256_cert_fingerprints": apps.android_sha256_fingerprints,
                },
            }])
        });
        // The server's first page without a code stays in the browser.
        let ios = apps.ios_app_id.as_ref().map(|app| {
            let components = json!([{ "/": "/p", "#": "?*" }, { "/": config.link_path(), "#": "?*" }]);
            json!({ "applinks": { "details": [{ "appIDs": [app], "components": components }] } })
        });
        let written = |document: serde_json::Value| Bytes::from(document.to_string());
        Self { android: android.map(written), ios: ios.map(written) }
    }
}

/// The routes of the documents.
pub(crate) fn routes(links: Arc<AppLinks>) -> Router {
    Router::new()
        .route("/.well-known/assetlinks.json", get(android))
        .route("/.well-known/apple-app-site-association", get(ios))
        .with_state(links)
}

async fn android(State(links): State<Arc<AppLinks>>) -> Result<Response, Failure> {
    answer(links.android.as_ref())
}

async fn ios(State(links): State<Arc<AppLinks>>) -> Result<Response, Failure> {
    answer(links.ios.as_ref())
}

fn answer(document: Option<&Bytes>) -> Result<Response, Failure> {
    let document = document.ok_or(Problem::NotFound)?.clone();
    Ok(([(CONTENT_TYPE, "application/json")], document).into_response())
}
