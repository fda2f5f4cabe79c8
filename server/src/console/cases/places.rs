//! Where a patient was: a place with its times is written down, or deleted.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use crate::cases::NewMilestone;
use crate::console::Console;
use crate::console::form::{FieldError, NoFields, Submitted};
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::ground::error::{Detail, Failure};
use crate::ground::ids::CaseId;

#[derive(Template)]
#[template(path = "cases/places.html")]
struct PlacePage {
    layout: Layout,
    id: String,
    form: PlaceForm,
    errors: Vec<FieldError>,
}

/// What an officer writes of a place.
#[derive(Default, Deserialize)]
pub(in crate::console) struct PlaceForm {
    #[serde(default)]
    place: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// Asks for a place.
pub(in crate::console) async fn ask(desk: Desk, Path(id): Path<String>) -> Result<Response, Failure> {
    page(&PlacePage { layout: desk.layout, id, form: PlaceForm::default(), errors: Vec::new() })
}

/// Writes the place down, or says what is wrong.
pub(in crate::console) async fn add(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<PlaceForm>,
) -> Result<Response, Failure> {
    let local = Local(console.key_days);
    let new = NewMilestone {
        place: form.place.clone(),
        from: local.read_moment(&form.from),
        to: local.read_moment(&form.to),
    };
    match console.cases.add_milestone(&desk.officer, &CaseId(id.clone()), new).await {
        Ok(()) => Ok(Redirect::to(&format!("/console/cases/{id}#places")).into_response()),
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
            let errors = refusal.detail.iter().map(|detail| in_words(detail, &desk.layout)).collect();
            let again = page(&PlacePage { layout: desk.layout, id, form, errors })?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
        Err(failure) => Err(failure),
    }
}

/// Deletes a place.
pub(in crate::console) async fn delete(
    State(console): State<Arc<Console>>,
    Path((id, place)): Path<(String, String)>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    console.cases.delete_milestone(&desk.officer, &CaseId(id.clone()), place).await?;
    Ok(Redirect::to(&format!("/console/cases/{id}#places")).into_response())
}

fn in_words(detail: &Detail, layout: &Layout) -> FieldError {
    let (field, name) = match detail {
        Detail::Said { field: Some("from"), .. } => ("from", "console-place-from"),
        Detail::Said { field: Some("to"), .. } => ("to", "console-place-to"),
        _ => ("place", "console-place"),
    };
    let text = match detail {
        Detail::Said { key, .. } => layout.say(key),
        Detail::Technical(_) => detail.in_words(layout.text()),
    };
    FieldError { field, text: format!("{}: {text}", layout.say(name)) }
}
