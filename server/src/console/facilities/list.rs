//! The facilities of the officer's area.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::words;
use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::facilities::FacilityLine;
use crate::ground::error::Failure;

/// Facilities of a page.
const PAGE: u32 = 100;

/// What an officer looks for.
#[derive(Default, Deserialize)]
pub(in crate::console) struct FacilityQuery {
    /// Words of the name, whatever their marks.
    #[serde(default)]
    name: String,
    /// Area and id of the last facility of the page before.
    #[serde(default)]
    after: String,
}

/// A facility in a list, in words.
pub(super) struct ListedFacility {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) address: String,
    pub(super) state: String,
    pub(super) mark: &'static str,
    pub(super) inspected: bool,
}

impl ListedFacility {
    pub(super) fn of(layout: &Layout, line: &FacilityLine, is_late: bool) -> Self {
        let facility = &line.named.facility;
        let (state, mark) = words::state(layout, line.state, is_late);
        Self {
            id: facility.place.clone(),
            name: line.named.name.clone(),
            kind: layout.say(&format!("facility-kind-{}", facility.kind.name())),
            address: line.named.address.clone(),
            state,
            mark,
            inspected: line.inspected,
        }
    }
}

#[derive(Template)]
#[template(path = "facilities/list.html")]
struct FacilityListPage {
    layout: Layout,
    name: String,
    rows: Vec<ListedFacility>,
    next: Option<String>,
}

/// Shows the list.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(asked): Query<FacilityQuery>,
) -> Result<Response, Failure> {
    let facilities = console.facilities()?;
    let after = asked.after.split_once('|').map(|(area, id)| (area.to_owned(), id.to_owned()));
    let lines = facilities.list(&desk.officer, &asked.name, after.unwrap_or_default(), PAGE).await?;
    let next = (lines.len() == PAGE as usize).then(|| lines.last()).flatten().map(|last| {
        let row = &last.named.facility;
        let after = format!("{}|{}", row.area.path(), row.place);
        let query = [("name", asked.name.as_str()), ("after", after.as_str())];
        format!("/console/facilities?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    });
    let is_late = facilities.is_late(facilities.today());
    let rows = lines.iter().map(|line| ListedFacility::of(&desk.layout, line, is_late)).collect();
    page(&FacilityListPage { layout: desk.layout, name: asked.name, rows, next })
}
