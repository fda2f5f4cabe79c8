//! Closing a place.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::console::Console;
use crate::console::form::{NoFields, Submitted};
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::Failure;

#[derive(Template)]
#[template(path = "places/close.html")]
struct ClosePlacePage {
    layout: Layout,
    id: String,
    name: String,
    /// Who loses the place: name and number.
    managers: Vec<String>,
}

/// Says what ends, and asks.
pub(in crate::console) async fn ask(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let file = console.places()?.view(&desk.officer, &id).await?;
    let managers = file.managers.iter().map(|manager| format!("{} ({})", manager.name, manager.phone)).collect();
    page(&ClosePlacePage { layout: desk.layout, id, name: file.place.place.name.as_str().to_owned(), managers })
}

/// Closes the place.
pub(in crate::console) async fn close(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    console.places()?.close(&desk.officer, &id).await?;
    Ok(Redirect::to(&format!("/console/places/{id}")).into_response())
}
