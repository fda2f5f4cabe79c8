//! One place: what is known, who runs it, its codes and the windows of which the authority warned.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::places::PlaceFlags;
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::list::{kind, state};
use super::windows::WindowLine;
use crate::console::Console;
use crate::console::form::{NoFields, Submitted};
use crate::console::layout::Layout;
use crate::console::local::{Local, date};
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::Failure;
use crate::http::pages::pdf;
use crate::places::{PlaceFile, PosterPaper, ShownCode};

#[derive(Template)]
#[template(path = "places/file.html")]
struct PlaceFilePage {
    layout: Layout,
    id: String,
    name: String,
    state: String,
    mark: &'static str,
    is_verified: bool,
    is_closed: bool,
    /// Whether the law demands a visitor log there.
    has_log: bool,
    /// Hours in which phones brought as many entries as may come.
    full_hours: Vec<String>,
    /// Name and value of what is known.
    facts: Vec<(String, String)>,
    codes: Vec<(String, String)>,
    windows: Vec<WindowLine>,
}

/// Which kind of code is changed.
#[derive(Deserialize)]
pub(in crate::console) struct CodeKindForm {
    #[serde(default)]
    rotating: bool,
}

/// Shows a place.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let places = console.places()?;
    let file = places.view(&desk.officer, &id).await?;
    let (layout, local) = (desk.layout, Local(console.key_days));
    let row = &file.place;
    let has_log = row.place.flags.contains(PlaceFlags::VISITOR_LOG);
    let full_hours = match &console.visitor_log {
        Some(log) if has_log => log.full_hours(row).await?,
        _ => Vec::new(),
    };
    let (state, mark) = state(&layout, row);
    let lines =
        file.windows.iter().map(|window| WindowLine::of(&layout, local, (window, String::new()), places.keep_days()));
    page(&PlaceFilePage {
        name: row.place.name.as_str().to_owned(),
        state,
        mark,
        is_verified: row.verified_at.is_some(),
        is_closed: row.is_closed,
        has_log,
        full_hours: full_hours.into_iter().map(|begins| local.moment(begins)).collect(),
        facts: facts(&layout, local, &file, places.unit_name(&row.unit).unwrap_or_default()),
        codes: file.codes.iter().rev().map(|code| code_line(&layout, code)).collect(),
        windows: lines.collect(),
        id,
        layout,
    })
}

/// Notes that the officer has seen the place.
pub(in crate::console) async fn verify(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    console.places()?.verify(&desk.officer, &id).await?;
    Ok(Redirect::to(&format!("/console/places/{id}")).into_response())
}

/// Whether a log is demanded.
#[derive(Deserialize)]
pub(in crate::console) struct LogForm {
    required: bool,
}

/// Says whether the law demands a visitor log at the place.
pub(in crate::console) async fn demand_log(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<LogForm>,
) -> Result<Response, Failure> {
    console.places()?.demand_log(&desk.officer, &id, form.required).await?;
    Ok(Redirect::to(&format!("/console/places/{id}#log")).into_response())
}

/// Gives the place a new code.
pub(in crate::console) async fn change_code(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<CodeKindForm>,
) -> Result<Response, Failure> {
    console.places()?.change_code(&desk.officer, &id, form.rotating).await?;
    Ok(Redirect::to(&format!("/console/places/{id}#codes")).into_response())
}

/// The poster to print, as a PDF file.
pub(in crate::console) async fn print(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path((id, paper)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let on = PosterPaper::named(&paper).ok_or(Problem::NotFound)?;
    Ok(pdf::answer(console.places()?.poster_sheet(&desk.officer, &id, on).await?))
}

/// Withdraws a window at the place.
pub(in crate::console) async fn withdraw(
    State(console): State<Arc<Console>>,
    Path((id, window)): Path<(String, String)>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    console.places()?.withdraw_window(&desk.officer, &id, &window).await?;
    Ok(Redirect::to(&format!("/console/places/{id}#windows")).into_response())
}

fn facts(layout: &Layout, local: Local, file: &PlaceFile, unit: String) -> Vec<(String, String)> {
    let row = &file.place;
    let given = |text: &str| if text.is_empty() { layout.say("web-not-given") } else { text.to_owned() };
    let duty = match row.details.log_duty {
        Some(true) => layout.say("web-log-yes"),
        Some(false) => layout.say("web-declare-no"),
        None => layout.say("web-not-given"),
    };
    let capacity = row.details.capacity.map(|people| people.to_string()).unwrap_or_default();
    let people = file.managers.iter().map(|manager| format!("{} ({})", manager.name, manager.phone));
    let people = people.collect::<Vec<_>>().join(", ");
    let verified = row.verified_at.map(|at| local.moment(at)).unwrap_or_default();
    vec![
        (layout.say("console-places-kind"), kind(layout, row)),
        (layout.say("console-places-unit"), unit),
        (layout.say("console-places-address"), given(&row.address)),
        (layout.say("web-check-hours"), given(&row.details.hours)),
        (layout.say("web-check-capacity"), given(&capacity)),
        (layout.say("web-check-log"), duty),
        (layout.say("web-managers"), given(&people)),
        (layout.say("console-places-added"), local.moment(row.added_at)),
        (layout.say("console-places-verified-at"), given(&verified)),
    ]
}

fn code_line(layout: &Layout, code: &ShownCode) -> (String, String) {
    let kind = layout.say(if code.rotating { "web-code-display" } else { "web-code-poster" });
    let from = date(code.live_from);
    let when = match code.live_until {
        None => layout.say_with("console-places-code-since", &[("from", (&from).into())]),
        Some(until) => {
            let until = date(until);
            layout.say_with("console-places-code-until", &[("from", (&from).into()), ("until", (&until).into())])
        }
    };
    (kind, when)
}
