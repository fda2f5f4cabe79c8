//! The places of the officer's area, searched by name.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::Failure;
use crate::places::{PAGE, PlaceRow, Places, category_name};

/// What an officer looks for.
#[derive(Default, Deserialize)]
pub(in crate::console) struct PlaceQuery {
    /// Words of the name, whatever their marks.
    #[serde(default)]
    name: String,
    /// The id of the last place of the page before.
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "places/list.html")]
struct PlaceListPage {
    layout: Layout,
    name: String,
    rows: Vec<ListedPlaceLine>,
    /// The address of the next page.
    next: Option<String>,
    /// Whether this is a later page.
    is_later: bool,
}

/// A place in a list, in words.
pub(in crate::console) struct ListedPlaceLine {
    pub(in crate::console) id: String,
    pub(in crate::console) name: String,
    pub(in crate::console) kind: String,
    pub(in crate::console) unit: String,
    pub(in crate::console) address: String,
    pub(in crate::console) state: String,
    pub(in crate::console) mark: &'static str,
}

impl ListedPlaceLine {
    /// A place in words.
    pub(in crate::console) fn of(layout: &Layout, places: &Places, row: PlaceRow) -> Self {
        let (state, mark) = state(layout, &row);
        Self {
            name: row.place.name.as_str().to_owned(),
            kind: kind(layout, &row),
            unit: places.unit_name(&row.unit).unwrap_or_default(),
            id: row.id,
            address: row.address,
            state,
            mark,
        }
    }
}

/// The kind of a place, in words.
pub(super) fn kind(layout: &Layout, row: &PlaceRow) -> String {
    layout.say(&format!("category-{}", category_name(row.place.category)))
}

/// Whether a place is closed or verified, in words, and the class that the words are shown with.
pub(super) fn state(layout: &Layout, row: &PlaceRow) -> (String, &'static str) {
    let (key, mark) = match (row.is_closed, row.verified_at) {
        (true, _) => ("console-places-closed", "off"),
        (false, Some(_)) => ("web-verified", "good"),
        (false, None) => ("web-self-declared", "todo"),
    };
    (layout.say(key), mark)
}

/// Shows a page of the list.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(query): Query<PlaceQuery>,
) -> Result<Response, Failure> {
    let places = console.places()?;
    let found = places.list(&desk.officer, &query.name, &query.after).await?;
    let layout = desk.layout;
    let is_full = u32::try_from(found.len()).is_ok_and(|count| count >= PAGE);
    let next = found.last().filter(|_| is_full).map(|last| {
        let mut query_of = form_urlencoded::Serializer::new(String::new());
        query_of.append_pair("name", &query.name).append_pair("after", &last.id);
        format!("/console/places?{}", query_of.finish())
    });
    let rows = found.into_iter().map(|row| ListedPlaceLine::of(&layout, places, row)).collect();
    page(&PlaceListPage { layout, name: query.name, rows, next, is_later: !query.after.is_empty() })
}
