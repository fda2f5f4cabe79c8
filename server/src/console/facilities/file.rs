//! One facility: how it stands, its history, and what an officer does: inspects, opens a day again, says that it is closed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::criteria::Colour;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;
use serde::Deserialize;

use super::words;
use crate::console::Console;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::local::{Local, date};
use crate::console::page::page;
use crate::console::session::Desk;
use crate::facilities::{Facilities, PhotoOf, colour_name};
use crate::ground::error::Failure;
use crate::http::answers::DrawnPicture;

/// What an inspection found.
#[derive(Deserialize)]
pub(in crate::console) struct InspectionForm {
    /// `green`, `yellow`, `red`; `none` lifts the inspection before.
    found: String,
    #[serde(default)]
    note: String,
}

/// A day that is opened again.
#[derive(Deserialize)]
pub(in crate::console) struct ReopenedForm {
    day: u32,
}

/// Whether the facility is closed today.
#[derive(Deserialize)]
pub(in crate::console) struct ClosedTodayForm {
    closed: bool,
}

struct AssessmentLine {
    day: String,
    state: String,
    mark: &'static str,
    score: String,
    failed: String,
    decree: String,
    by: String,
    at: String,
    /// The addresses of its photographs.
    photos: Vec<String>,
}

#[derive(Template)]
#[template(path = "facilities/file.html")]
struct FacilityFilePage {
    layout: Layout,
    id: String,
    name: String,
    state: String,
    mark: &'static str,
    inspected: bool,
    is_closed: bool,
    facts: Vec<(String, String)>,
    /// Name and words of what an inspection may find.
    findings: Vec<(&'static str, String)>,
    /// Days that may be opened again: number and date.
    days: Vec<(u32, String)>,
    reopened: Vec<String>,
    history: Vec<AssessmentLine>,
}

/// Shows a facility.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let facilities = console.facilities()?;
    let file = facilities.view(&desk.officer, &id).await?;
    let (layout, local, today) = (desk.layout, Local(console.key_days), facilities.today());
    let (state, mark) = words::state(&layout, file.line.state, facilities.is_late(today));
    let row = &file.line.named.facility;
    let findings = Colour::ALL.map(|colour| {
        let name = colour_name(colour);
        (name, layout.say(&format!("facility-state-{name}")))
    });
    let facts = vec![
        (layout.say("facility-kind"), layout.say(&format!("facility-kind-{}", row.kind.name()))),
        (layout.say("console-places-address"), file.line.named.address.clone()),
        (layout.say("facility-people"), row.people.to_string()),
    ];
    let history = file.history.iter().map(|(one, words)| {
        let count = file.photos.get(&(one.day, one.version)).copied().unwrap_or_default();
        let address = |position| format!("/console/facilities/{id}/photos/{}/{}/{position}", one.day.0, one.version);
        let photos = (0..count).map(address).collect();
        AssessmentLine { photos, ..line(&layout, facilities, local, one, words.as_deref()) }
    });
    let history = history.collect();
    page(&FacilityFilePage {
        name: file.line.named.name.clone(),
        state,
        mark,
        inspected: file.line.inspected,
        is_closed: file.is_closed,
        facts,
        findings: findings.into(),
        days: (0..=7).map(|back| today.minus(back)).map(|day| (day.0, date(day))).collect(),
        reopened: file.reopened.iter().map(|day| date(*day)).collect(),
        history,
        id,
        layout,
    })
}

fn line(
    layout: &Layout,
    facilities: &Facilities,
    local: Local,
    row: &crate::facilities::AssessmentRow,
    words: Option<&str>,
) -> AssessmentLine {
    let (state, mark) = match row.verdict {
        Some(verdict) => words::state(layout, verdict.into(), false),
        None => (layout.say("facility-inspection-lifted"), ""),
    };
    let by = match (row.officer.is_some(), row.version) {
        (true, _) => "console-facilities-inspection",
        (false, 1) => "console-facilities-own",
        (false, _) => "console-facilities-correction",
    };
    let who = words.filter(|words| !words.is_empty()).map(|words| format!(": {words}")).unwrap_or_default();
    AssessmentLine {
        day: date(row.day),
        state,
        mark,
        score: if row.most == 0 { String::new() } else { format!("{} / {}", row.reached, row.most) },
        failed: words::failed(row),
        decree: facilities.criteria_of(row).map(|set| format!("{} · {}", set.decree, set.version)).unwrap_or_default(),
        by: layout.say(by) + &who,
        at: local.moment(row.at),
        photos: Vec::new(),
    }
}

/// A photograph that came with an assessment.
pub(in crate::console) async fn photo(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path((id, day, version, position)): Path<(String, u32, u32, u32)>,
) -> Result<DrawnPicture, Failure> {
    let photo = PhotoOf { day: Day(day), version, position };
    let picture = console.facilities()?.photo_for(&desk.officer, &id, photo).await?;
    Ok(DrawnPicture(picture))
}

fn back(id: &str) -> Response {
    Redirect::to(&format!("/console/facilities/{id}")).into_response()
}

/// Writes down an inspection.
pub(in crate::console) async fn inspect(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<InspectionForm>,
) -> Result<Response, Failure> {
    let found = match form.found.as_str() {
        "none" => None,
        name => {
            Some(Colour::ALL.into_iter().find(|colour| colour_name(*colour) == name).ok_or(Problem::RequestInvalid)?)
        }
    };
    console.facilities()?.inspect(&desk.officer, &id, found, &form.note).await?;
    Ok(back(&id))
}

/// Opens a day for the facility's assessment.
pub(in crate::console) async fn reopen(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<ReopenedForm>,
) -> Result<Response, Failure> {
    console.facilities()?.reopen(&desk.officer, &id, Day(form.day)).await?;
    Ok(back(&id))
}

/// Says that the facility is closed today, or open after all.
pub(in crate::console) async fn close(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<ClosedTodayForm>,
) -> Result<Response, Failure> {
    let facilities = console.facilities()?;
    facilities.officer_closes(&desk.officer, &id, facilities.today(), form.closed).await?;
    Ok(back(&id))
}
