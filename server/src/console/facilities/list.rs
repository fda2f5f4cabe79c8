//! The facilities of the officer's area.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use lancan_protocol::criteria::{Colour, FacilityKind};
use serde::Deserialize;

use super::words;
use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::facilities::{AreaCounts, DayCounts, Facilities, FacilityFilter, FacilityLine, next_page, page_start};
use crate::ground::error::Failure;
use crate::http::Officer;

/// Facilities of a page.
const PAGE: u32 = 100;

/// What an officer looks for.
#[derive(Default, Deserialize)]
pub(in crate::console) struct FacilityQuery {
    /// Words of the name, whatever their marks.
    #[serde(default)]
    name: String,
    /// Code of a unit of the officer's area.
    #[serde(default)]
    unit: String,
    /// `school`, `hospital` or `clinic`.
    #[serde(default)]
    kind: String,
    /// Area and id of the last facility of the page before.
    #[serde(default)]
    after: String,
}

impl FacilityQuery {
    /// What it asks for. An unknown kind is none.
    pub(super) fn filter(&self) -> FacilityFilter {
        let kind = FacilityKind::of_name(&self.kind);
        FacilityFilter { words: self.name.clone(), unit: self.unit.clone(), kind }
    }
}

/// The choices by which a list is narrowed.
pub(super) struct FacilityChoices {
    /// Units: code, name, and whether it is chosen.
    pub(super) units: Vec<(&'static str, &'static str, bool)>,
    /// Kinds: name, words, and whether it is chosen.
    pub(super) kinds: Vec<(&'static str, String, bool)>,
    /// The query of what is chosen, with `?`; empty where nothing is.
    pub(super) query: String,
}

impl FacilityChoices {
    pub(super) fn of(layout: &Layout, facilities: &Facilities, officer: &Officer, asked: &FacilityQuery) -> Self {
        let units = facilities.units_of(officer).into_iter();
        let words = |kind: FacilityKind| layout.say(&format!("facility-kind-{}", kind.name()));
        let chosen = [("unit", asked.unit.as_str()), ("kind", asked.kind.as_str())];
        let chosen: Vec<_> = chosen.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_urlencoded::to_string(&chosen).unwrap_or_default();
        Self {
            units: units.map(|(code, name)| (code, name, code == asked.unit)).collect(),
            kinds: FacilityKind::ALL.map(|kind| (kind.name(), words(kind), kind.name() == asked.kind)).into(),
            query: if query.is_empty() { query } else { format!("?{query}") },
        }
    }
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

/// How many facilities of a unit or a kind stand how.
struct CountedLine {
    name: String,
    state: String,
    mark: &'static str,
    /// Safe, at risk, not safe, without an assessment, closed; those without a verdict where there are some.
    counts: Vec<i64>,
}

impl CountedLine {
    fn of(layout: &Layout, name: String, colour: Option<Colour>, counts: Vec<i64>) -> Self {
        let (state, mark) = words::colour(layout, colour);
        Self { name, state, mark, counts }
    }

    /// One line for each kind, one for all, and one for each unit.
    fn all(layout: &Layout, facilities: &Facilities, counted: &AreaCounts) -> Vec<Self> {
        let is_late = facilities.is_late(facilities.today());
        let has_unjudged = counted.has_unjudged();
        let kind = |(kind, counts): &(FacilityKind, DayCounts)| {
            let name = layout.say(&format!("facility-kind-{}", kind.name()));
            Self::of(layout, name, facilities.colour(&[(*kind, *counts)], is_late), counts.in_columns(has_unjudged))
        };
        let mut lines: Vec<Self> = counted.kinds.iter().map(kind).collect();
        if lines.len() > 1 {
            let sum = counted.kinds.iter().fold(DayCounts::default(), |sum, (_, counts)| sum.and(*counts));
            let colour = facilities.colour(&counted.kinds, is_late);
            lines.push(Self::of(layout, layout.say("facility-filter-all-kinds"), colour, sum.in_columns(has_unjudged)));
        }
        let units = counted.units.iter();
        lines.extend(
            units.map(|line| {
                Self::of(layout, line.unit.name.to_owned(), line.colour, line.all().in_columns(has_unjudged))
            }),
        );
        lines
    }
}

#[derive(Template)]
#[template(path = "facilities/list.html")]
struct FacilityListPage {
    layout: Layout,
    name: String,
    choices: FacilityChoices,
    counted: Vec<CountedLine>,
    /// Whether the table has a column for facilities whose criteria have no rule of a verdict.
    has_unjudged: bool,
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
    let counted = facilities.standing_today(&desk.officer, &asked.filter()).await?;
    let has_unjudged = counted.has_unjudged();
    let counted = CountedLine::all(&desk.layout, facilities, &counted);
    let lines = facilities.list(&desk.officer, asked.filter(), page_start(&asked.after), PAGE).await?;
    let next = next_page(&lines, PAGE).map(|after| {
        let (name, unit, kind) = (asked.name.as_str(), asked.unit.as_str(), asked.kind.as_str());
        let query = [("name", name), ("unit", unit), ("kind", kind), ("after", after.as_str())];
        format!("/console/facilities?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    });
    let is_late = facilities.is_late(facilities.today());
    let rows = lines.iter().map(|line| ListedFacility::of(&desk.layout, line, is_late)).collect();
    let choices = FacilityChoices::of(&desk.layout, facilities, &desk.officer, &asked);
    page(&FacilityListPage { layout: desk.layout, name: asked.name, choices, counted, has_unjudged, rows, next })
}
