//! The visits that a case's user agreed to give: the officer ticks which of them the authority warns of.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::visits::VisitFlags;

use crate::console::Console;
use crate::console::form::{NoFields, Submitted};
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::places::windows::WindowLine;
use crate::console::session::Desk;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::visits::{CaseVisit, Publish, VisitGrade};

#[derive(Template)]
#[template(path = "visits/list.html")]
struct VisitsPage {
    layout: Layout,
    id: String,
    visits: Vec<VisitLine>,
    /// Whether there is a visit to tick.
    any_open: bool,
    windows: Vec<WindowLine>,
}

struct VisitLine {
    visit: String,
    place: String,
    name: String,
    from: String,
    until: String,
    /// What makes the times uncertain, in words.
    remark: String,
    grade: String,
    mark: &'static str,
    is_published: bool,
}

/// Shows the visits of a case, and what was published.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let found = console.visits()?.of_case(&desk.officer, &CaseId(id.clone())).await?;
    let (layout, local) = (desk.layout, Local(console.key_days));
    let standing: Vec<_> = found.windows.iter().filter(|window| window.withdrawn_at.is_none()).collect();
    let is_published = |visit: &str| standing.iter().any(|window| window.visit.as_deref() == Some(visit));
    let line = |visit: &CaseVisit| line(&layout, local, visit, is_published(&visit.name));
    let visits: Vec<_> = found.visits.iter().map(line).collect();
    let keep_days = console.places()?.keep_days();
    let windows = found.windows.iter().map(|window| {
        let name = found.names.get(&window.place).cloned().unwrap_or_default();
        WindowLine::of(&layout, local, (window, name), keep_days)
    });
    let windows = windows.collect();
    page(&VisitsPage { id, any_open: visits.iter().any(|visit| !visit.is_published), visits, windows, layout })
}

/// Publishes the visits that are ticked.
pub(in crate::console) async fn publish(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let ticked: Vec<String> = form.into_iter().filter(|(name, _)| name == "visit").map(|(_, visit)| visit).collect();
    if !ticked.is_empty() {
        let publish = Publish::Visits(ticked);
        console.visits()?.publish(&desk.officer, &CaseId(id.clone()), publish).await?;
    }
    Ok(Redirect::to(&format!("/console/cases/{id}/visits#windows")).into_response())
}

/// Withdraws a window of the case.
pub(in crate::console) async fn withdraw(
    State(console): State<Arc<Console>>,
    Path((id, window)): Path<(String, String)>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    console.visits()?.withdraw(&desk.officer, &CaseId(id.clone()), &window).await?;
    Ok(Redirect::to(&format!("/console/cases/{id}/visits#windows")).into_response())
}

fn line(layout: &Layout, local: Local, visit: &CaseVisit, is_published: bool) -> VisitLine {
    let flags = visit.visit.flags;
    let mut remarks = Vec::new();
    if visit.visit.leave.is_none() || flags.contains(VisitFlags::ESTIMATED_LEAVE) {
        remarks.push(layout.say("console-visit-estimated"));
    }
    if flags.contains(VisitFlags::EDITED) {
        remarks.push(layout.say("console-visit-edited"));
    }
    let (grade, mark) = match visit.grade {
        VisitGrade::ShownAtTheDoor => ("console-visit-shown-at-the-door", "good"),
        VisitGrade::Poster => ("console-visit-poster", "going"),
        VisitGrade::ByHand => ("console-visit-by-hand", "todo"),
    };
    VisitLine {
        visit: visit.name.clone(),
        place: visit.place.id.clone(),
        name: visit.place.place.name.as_str().to_owned(),
        from: local.moment(visit.visit.enter.start()),
        until: local.moment(visit.until.start()),
        remark: remarks.join(", "),
        grade: layout.say(grade),
        mark,
        is_published,
    }
}
