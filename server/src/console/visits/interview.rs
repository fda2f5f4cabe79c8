//! A place and a time that a case named in an interview.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::places::Minute;
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use crate::console::Console;
use crate::console::form::{FieldError, Submitted};
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::places::list::ListedPlaceLine;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::http::Officer;
use crate::visits::Publish;

#[derive(Template)]
#[template(path = "visits/interview.html")]
struct InterviewPage {
    layout: Layout,
    id: String,
    form: InterviewForm,
    found: Vec<ListedPlaceLine>,
    errors: Vec<FieldError>,
}

/// What an officer writes of a visit.
#[derive(Default, Deserialize)]
pub(in crate::console) struct InterviewForm {
    /// Words of the place's name.
    #[serde(default)]
    words: String,
    /// The place's id.
    #[serde(default)]
    place: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    /// Only looks for places.
    #[serde(default)]
    look: bool,
}

/// Asks for place and time.
pub(in crate::console) async fn ask(desk: Desk, Path(id): Path<String>) -> Result<Response, Failure> {
    let form = InterviewForm::default();
    page(&InterviewPage { layout: desk.layout, id, form, found: Vec::new(), errors: Vec::new() })
}

/// Looks for places, or publishes the window, or says what is wrong.
pub(in crate::console) async fn publish(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<InterviewForm>,
) -> Result<Response, Failure> {
    if form.look {
        let found = found(&console, &desk.layout, &desk.officer, &form.words).await?;
        return page(&InterviewPage { layout: desk.layout, id, form, found, errors: Vec::new() });
    }
    let local = Local(console.key_days);
    let (from, until) = (local.read_moment(&form.from), local.read_moment(&form.to));
    let mut errors = Vec::new();
    let mut wrong = |field, key: &str| errors.push(FieldError { field, text: desk.layout.say(key) });
    if form.place.is_empty() {
        wrong("words", "console-visits-choose-place");
    }
    if from.is_none() {
        wrong("from", "console-visits-moment");
    }
    if until.is_none() {
        wrong("to", "console-visits-moment");
    }
    if let (Some(from), Some(until), true) = (from, until, !form.place.is_empty()) {
        let publish =
            Publish::Interview { place: form.place.clone(), from: Minute::of(from), until: Minute::of(until) };
        match console.visits()?.publish(&desk.officer, &CaseId(id.clone()), publish).await {
            Ok(_) => return Ok(Redirect::to(&format!("/console/cases/{id}/visits#windows")).into_response()),
            Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
                let text = refusal.detail.map(|detail| detail.in_words(desk.layout.text()));
                errors.push(FieldError { field: "from", text: text.unwrap_or_default() });
            }
            Err(failure) => return Err(failure),
        }
    }
    let found = found(&console, &desk.layout, &desk.officer, &form.words).await?;
    let again = page(&InterviewPage { layout: desk.layout, id, form, found, errors })?;
    Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
}

async fn found(
    console: &Console,
    layout: &Layout,
    officer: &Officer,
    words: &str,
) -> Result<Vec<ListedPlaceLine>, Failure> {
    if words.trim().is_empty() {
        return Ok(Vec::new());
    }
    let places = console.places()?;
    let rows = places.list(officer, words, "").await?;
    Ok(rows.into_iter().map(|row| ListedPlaceLine::of(layout, places, row)).collect())
}
