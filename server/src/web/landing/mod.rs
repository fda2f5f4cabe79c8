//! Where a camera lands that scanned a place's code without the app: what the app is, and what to do without it. The code
//! stands behind `#`, which browsers send to nobody.

use askama::Template;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use super::sheet::PageSheet;
use crate::ground::error::Failure;
use crate::http::pages::page::page;

#[derive(Template)]
#[template(path = "landing/page.html")]
struct LandingPage {
    sheet: PageSheet,
}

/// Says what the code is for.
pub(super) async fn show(headers: HeaderMap, uri: Uri) -> Result<Response, Failure> {
    page(&LandingPage { sheet: PageSheet::of(&headers, &uri) })
}
