//! An officer adds a place that nobody registered.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::places::{Category, PlaceFlags};
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::list::ListedPlaceLine;
use crate::console::Console;
use crate::console::form::{FieldError, Submitted};
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::ground::error::{Detail, Failure};
use crate::places::{AddedPlace, NewPlace, PlaceDetails, category_name, category_named};

/// Most units that a search shows.
const UNITS_SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "places/new.html")]
struct NewPlacePage {
    layout: Layout,
    form: NewPlaceForm,
    /// Kinds of places: name and words.
    kinds: Vec<(String, String)>,
    /// Units that the search found: code and full name.
    units: Vec<(&'static str, String)>,
    /// Places of nearly this name.
    alike: Vec<ListedPlaceLine>,
    errors: Vec<FieldError>,
}

/// What an officer writes of a place.
#[derive(Default, Deserialize)]
pub(in crate::console) struct NewPlaceForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    address: String,
    /// The words of the search for a unit.
    #[serde(default)]
    words: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    although_alike: bool,
    /// Only looks for units.
    #[serde(default)]
    look: bool,
}

/// Asks for a place.
pub(in crate::console) async fn ask(State(console): State<Arc<Console>>, desk: Desk) -> Result<Response, Failure> {
    page(&new_page(&console, desk.layout, NewPlaceForm::default(), Vec::new())?)
}

/// Looks for units, or adds the place, or shows what is wrong or which places are like it.
pub(in crate::console) async fn add(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<NewPlaceForm>,
) -> Result<Response, Failure> {
    let places = console.places()?;
    if form.look {
        return page(&new_page(&console, desk.layout, form, Vec::new())?);
    }
    let new = NewPlace {
        name: form.name.clone(),
        category: category_named(&form.category).unwrap_or(Category::Other),
        unit: form.unit.clone(),
        address: form.address.clone(),
        flags: PlaceFlags::default(),
        details: PlaceDetails::default(),
        although_alike: form.although_alike,
    };
    match places.add(&desk.officer, new, false).await {
        Ok(AddedPlace::Place(id)) => Ok(Redirect::to(&format!("/console/places/{id}")).into_response()),
        Ok(AddedPlace::Alike(alike)) => {
            let mut shown = new_page(&console, desk.layout, form, Vec::new())?;
            shown.alike = alike.into_iter().map(|row| ListedPlaceLine::of(&shown.layout, places, row)).collect();
            page(&shown)
        }
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
            let errors = refusal.detail.iter().map(|detail| in_words(detail, &desk.layout)).collect();
            let again = page(&new_page(&console, desk.layout, form, errors)?)?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
        Err(failure) => Err(failure),
    }
}

fn new_page(
    console: &Console,
    layout: Layout,
    form: NewPlaceForm,
    errors: Vec<FieldError>,
) -> Result<NewPlacePage, Failure> {
    let units = console.places()?.units_found(&form.words, UNITS_SHOWN);
    let kinds = Category::ALL.into_iter().map(category_name);
    let kinds = kinds
        .map(|name| {
            let words = layout.say(&format!("category-{name}"));
            (name, words)
        })
        .collect();
    Ok(NewPlacePage { layout, form, kinds, units, alike: Vec::new(), errors })
}

fn in_words(detail: &Detail, layout: &Layout) -> FieldError {
    let field = match detail {
        Detail::Said { field: Some(field @ ("name" | "address")), .. } => *field,
        _ => "words",
    };
    let text = match detail {
        Detail::Said { key, .. } => layout.say(key),
        Detail::Technical(_) => detail.in_words(layout.text()),
    };
    FieldError { field, text }
}
