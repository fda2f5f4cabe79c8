//! Asking for an opening.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use lancan_protocol::visitor_log::OpeningRequest;
use serde::Deserialize;

use crate::console::Console;
use crate::console::form::{FieldError, Submitted};
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::ground::error::{Detail, Failure, Refusal};
use crate::http::Officer;
use crate::openings::{NewOpening, Openings, SecondOfficer};

/// Of which place and case.
#[derive(Deserialize)]
pub(in crate::console) struct AboutOpening {
    #[serde(default)]
    place: String,
}

/// What an officer writes.
#[derive(Default, Deserialize)]
pub(in crate::console) struct OpeningForm {
    #[serde(default)]
    place: String,
    #[serde(default)]
    case: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    hours: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    second: String,
}

#[derive(Template)]
#[template(path = "openings/new.html")]
struct NewOpeningPage {
    layout: Layout,
    name: String,
    form: OpeningForm,
    /// Number of hours, and in words.
    hours: Vec<(String, String)>,
    seconds: Vec<SecondOfficer>,
    /// Whether the officer has a key to sign with.
    has_key: bool,
    errors: Vec<FieldError>,
}

async fn shown(
    openings: &Arc<Openings>,
    officer: &Officer,
    layout: Layout,
    form: OpeningForm,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let place = openings.place(officer, &form.place).await?;
    let hours = (1..=OpeningRequest::MOST_HOURS).map(|count| {
        let words = layout.say_with("opening-hours-count", &[("count", u32::from(count).into())]);
        (count.to_string(), words)
    });
    page(&NewOpeningPage {
        name: place.place.name.as_str().to_owned(),
        hours: hours.collect(),
        seconds: openings.seconds(officer).await?,
        has_key: openings.keys(officer).await?.iter().any(|key| key.revoked_at.is_none()),
        form,
        errors,
        layout,
    })
}

/// Shows the form for a place.
pub(in crate::console) async fn ask(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(AboutOpening { place }): Query<AboutOpening>,
) -> Result<Response, Failure> {
    let form = OpeningForm { place, hours: "2".to_owned(), ..OpeningForm::default() };
    shown(console.openings()?, &desk.officer, desk.layout, form, Vec::new()).await
}

/// Asks, or shows what is wrong.
pub(in crate::console) async fn take(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<OpeningForm>,
) -> Result<Response, Failure> {
    let openings = console.openings()?;
    let asked = match written(&form, Local(console.key_days)) {
        Ok(new) => openings.ask(&desk.officer, new).await,
        Err(refusal) => Err(refusal.into()),
    };
    match asked {
        Ok(id) => Ok(Redirect::to(&format!("/console/openings/{id}")).into_response()),
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
            let errors = refusal.detail.iter().map(|detail| in_words(detail, &desk.layout)).collect();
            let again = shown(openings, &desk.officer, desk.layout, form, errors).await?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
        Err(failure) => Err(failure),
    }
}

fn written(form: &OpeningForm, local: Local) -> Result<NewOpening, Refusal> {
    let wrong = |field, key| Refusal::of_field(field, key, Vec::new());
    Ok(NewOpening {
        case: form.case.trim().to_owned(),
        place: form.place.clone(),
        from: local.read_moment(&form.from).ok_or_else(|| wrong("from", "opening-error-from"))?,
        hours: form.hours.parse().map_err(|_| wrong("hours", "opening-error-hours"))?,
        reason: form.reason.clone(),
        second: form.second.parse().map_err(|_| wrong("second", "opening-error-second"))?,
    })
}

fn in_words(detail: &Detail, layout: &Layout) -> FieldError {
    let field = match detail {
        Detail::Said { field: Some(field @ ("case" | "from" | "hours" | "reason" | "second")), .. } => *field,
        _ => "case",
    };
    let text = match detail {
        Detail::Said { key, .. } => layout.say(key),
        Detail::Technical(_) => detail.in_words(layout.text()),
    };
    FieldError { field, text }
}
