//! Closing a place, by which its managers take their names and numbers away.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;

use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::filled::{HolderForm, Nothing};
use crate::web::session::Holder;
use crate::web::sheet::PageSheet;

#[derive(Template)]
#[template(path = "place/close.html")]
struct CloseOwnPlacePage {
    sheet: PageSheet,
    id: String,
    name: String,
    /// Who loses the place, by name.
    managers: Vec<String>,
}

#[derive(Template)]
#[template(path = "place/closed.html")]
struct ClosedOwnPlacePage {
    sheet: PageSheet,
    name: String,
}

/// Says what ends, and asks.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let file = pages.places.managed(&holder.manager, &id).await?;
    if let Some(first) = pages.confirms_first(&holder, &address(&id)) {
        return Ok(first);
    }
    let managers = file.managers.into_iter().map(|manager| manager.name).collect();
    page(&CloseOwnPlacePage { sheet: holder.sheet, id, name: file.place.place.name.as_str().to_owned(), managers })
}

/// Closes the place. The page after it is shown without a session: there may be none any more.
pub(in crate::web) async fn close(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    HolderForm { holder, .. }: HolderForm<Nothing>,
) -> Result<Response, Failure> {
    let file = pages.places.managed(&holder.manager, &id).await?;
    if let Some(first) = pages.confirms_first(&holder, &address(&id)) {
        return Ok(first);
    }
    pages.places.manager_closes(&holder.manager, &id).await?;
    let sheet = PageSheet::of(&holder.headers, &Uri::from_static("/dia-diem"));
    page(&ClosedOwnPlacePage { sheet, name: file.place.place.name.as_str().to_owned() })
}

fn address(id: &str) -> String {
    format!("/dia-diem/places/{id}/close")
}
