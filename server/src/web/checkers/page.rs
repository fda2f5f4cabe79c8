//! The page that a checker scans visitors' codes with. What is secret stands behind `#` in its address, or in the device.

use askama::Template;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use crate::ground::error::Failure;
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
