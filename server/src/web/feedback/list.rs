//! The feedback on a facility that everybody sees.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Response};

use super::words::FeedbackWords;
use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::sheet::PageSheet;

#[derive(Template)]
#[template(path = "feedback/list.html")]
struct FeedbackListPage {
    sheet: PageSheet,
    id: String,
    name: String,
    open: u32,
    rows: Vec<FeedbackWords>,
    /// Those that came when many came within an hour.
    collapsed: Vec<FeedbackWords>,
}

/// Shows it, the newest first.
pub(in crate::web) async fn show(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let sheet = PageSheet::of(&headers, &uri);
    let name = pages.facilities.shown(&id).await?.line.named.name;
    let (rows, open) = pages.feedback.public_of(&id).await?;
    let rows = rows.into_iter().map(|row| FeedbackWords::of(&sheet, &pages, row));
    let (collapsed, rows) = rows.partition(|row| row.collapsed);
    page(&FeedbackListPage { sheet, id, name, open, rows, collapsed })
}

/// A photograph that everybody sees.
pub(in crate::web) async fn photo(
    State(pages): State<Arc<PublicPages>>,
    Path((id, feedback, position)): Path<(String, String, u32)>,
) -> Result<Response, Failure> {
    let picture = pages.feedback.photo(&id, &feedback, position).await?;
    Ok(([(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, "public, max-age=300")], picture).into_response())
}
