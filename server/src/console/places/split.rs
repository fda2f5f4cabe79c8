//! Places whose ward was split by the new division of the country: an officer says in which part each lies.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::console::Console;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::Failure;
use crate::places::SplitPlace;

/// The ward that an officer chose.
#[derive(Deserialize)]
pub(in crate::console) struct ChosenUnit {
    unit: String,
}

#[derive(Template)]
#[template(path = "places/split.html")]
struct SplitPlacesPage {
    layout: Layout,
    places: Vec<SplitPlace>,
}

/// Shows the places that wait.
pub(in crate::console) async fn show(State(console): State<Arc<Console>>, desk: Desk) -> Result<Response, Failure> {
    let places = console.places()?.split(&desk.officer).await?;
    page(&SplitPlacesPage { layout: desk.layout, places })
}

/// Moves a place.
pub(in crate::console) async fn choose(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<ChosenUnit>,
) -> Result<Response, Failure> {
    console.places()?.place_split(&desk.officer, &id, form.unit.trim()).await?;
    Ok(Redirect::to("/console/places/split").into_response())
}
