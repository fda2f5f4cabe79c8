//! The page that a checker scans visitors' codes with. What is secret stands behind `#` in its address, or in the device.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Response};
use lancan_protocol::problem::Problem;

use crate::ground::error::Failure;
use crate::http::pages::assets;
use crate::http::pages::page::page;
use crate::web::sheet::PageSheet;

#[derive(Template)]
#[template(path = "checkers/page.html")]
struct CheckerPage {
    sheet: PageSheet,
}

/// The page.
pub(in crate::web) async fn show(headers: HeaderMap, uri: Uri) -> Result<Response, Failure> {
    page(&CheckerPage { sheet: PageSheet::of(&headers, &uri) })
}

/// What keeps the page for a start without a network. It stands beside the page, for a browser lets a worker speak for its own
/// folder alone.
pub(in crate::web) async fn worker() -> Result<Response, Failure> {
    let file = assets::file("page-worker.js").ok_or(Problem::NotFound)?;
    let headers = [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    Ok((headers, file).into_response())
}
