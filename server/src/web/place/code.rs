//! A new code for a place, for its posters or for a display.

use std::sync::Arc;

use askama::Template;
use axum::extract::Query;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::filled::{HolderForm, Nothing};
use crate::web::session::Holder;
use crate::web::sheet::PageSheet;

#[derive(Template)]
#[template(path = "place/code.html")]
struct ChangeCodePage {
    sheet: PageSheet,
    id: String,
    name: String,
    /// `poster` or `display`.
    kind: &'static str,
}

/// Which code is meant.
#[derive(Deserialize)]
pub(in crate::web) struct CodeFor {
    #[serde(default)]
    kind: String,
}

impl CodeFor {
    fn rotates(&self) -> bool {
        self.kind == "display"
    }

    fn name(&self) -> &'static str {
        if self.rotates() { "display" } else { "poster" }
    }
}

fn address(id: &str, kind: &CodeFor) -> String {
    format!("/dia-diem/places/{id}/code?kind={}", kind.name())
}

/// Says what a new code means.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
    Query(kind): Query<CodeFor>,
) -> Result<Response, Failure> {
    let place = pages.places.managed(&holder.manager, &id).await?.place;
    if let Some(first) = pages.confirms_first(&holder, &address(&id, &kind)) {
        return Ok(first);
    }
    page(&ChangeCodePage { sheet: holder.sheet, id, name: place.place.name.as_str().to_owned(), kind: kind.name() })
}

/// Gives the place a new code.
pub(in crate::web) async fn change(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    Query(kind): Query<CodeFor>,
    HolderForm { holder, .. }: HolderForm<Nothing>,
) -> Result<Response, Failure> {
    if let Some(first) = pages.confirms_first(&holder, &address(&id, &kind)) {
        return Ok(first);
    }
    pages.places.manager_changes_code(&holder.manager, &id, kind.rotates()).await?;
    Ok(Redirect::to(&format!("/dia-diem/places/{id}")).into_response())
}
