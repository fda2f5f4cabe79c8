//! Who has not reported today: the units of the officer's area by how many are missing, and the facilities themselves.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

use super::list::{FacilityChoices, FacilityQuery, ListedFacility};
use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::local::date;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::facilities::{Facilities, MissingReports};
use crate::ground::cells::guarded;
use crate::ground::error::{Failure, Fault};

#[derive(Template)]
#[template(path = "facilities/missing.html")]
struct MissingReportsPage {
    layout: Layout,
    day: String,
    /// Name of a unit, how many are missing, and of how many.
    units: Vec<(String, i64, i64)>,
    rows: Vec<ListedFacility>,
    is_late: bool,
    /// Whether more are missing than are listed.
    has_more: bool,
    choices: FacilityChoices,
}

/// Shows who is missing.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(asked): Query<FacilityQuery>,
) -> Result<Response, Failure> {
    let facilities = console.facilities()?;
    let MissingReports { units, lines, has_more } = facilities.missing(&desk.officer, &asked.filter()).await?;
    let choices = FacilityChoices::of(&desk.layout, facilities, &desk.officer, &asked);
    let (today, layout) = (facilities.today(), desk.layout);
    let is_late = facilities.is_late(today);
    let units = units.iter().map(|line| (line.unit.name.to_owned(), line.all().awaited(), line.all().due));
    page(&MissingReportsPage {
        day: date(today),
        units: units.collect(),
        rows: lines.iter().map(|line| ListedFacility::of(&layout, line, is_late)).collect(),
        is_late,
        has_more,
        choices,
        layout,
    })
}

/// The same as a CSV file, for a spreadsheet.
pub(in crate::console) async fn export(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(asked): Query<FacilityQuery>,
) -> Result<Response, Failure> {
    let facilities = console.facilities()?;
    let missing = facilities.missing(&desk.officer, &asked.filter()).await?;
    let file = written(&desk.layout, facilities, &missing).map_err(|_| Fault::Broken("a CSV file is not written"))?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"missing-reports.csv\""),
    ];
    Ok((headers, file).into_response())
}

fn written(layout: &Layout, facilities: &Facilities, missing: &MissingReports) -> Result<Vec<u8>, csv::Error> {
    // A spreadsheet takes the file for UTF-8 by this mark.
    let file = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(file);
    writer.write_record(
        ["console-places-name", "facility-kind", "console-places-address", "console-places-unit"]
            .map(|key| layout.say(key)),
    )?;
    for line in &missing.lines {
        let facility = &line.named.facility;
        let kind = layout.say(&format!("facility-kind-{}", facility.kind.name()));
        let unit = facilities.unit_name(&facility.unit);
        let cells = [line.named.name.as_str(), &kind, &line.named.address, &unit];
        writer.write_record(cells.map(guarded))?;
    }
    if missing.has_more {
        writer.write_record([layout.say("console-facilities-more")])?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}
