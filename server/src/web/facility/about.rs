//! What a place says of itself as a facility.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::criteria::FacilityKind;
use lancan_protocol::problem::Problem;

use super::words;
use crate::facilities::{FacilityPoint, NewFacility, Weekdays};
use crate::ground::error::{Detail, Failure, Refusal};
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::dress::asked_again;
use crate::web::filled::HolderForm;
use crate::web::session::Holder;
use crate::web::sheet::PageSheet;

#[derive(Template)]
#[template(path = "facility/about.html")]
struct AboutFacilityPage {
    sheet: PageSheet,
    id: String,
    name: String,
    /// Name and words of each kind, and whether it is chosen.
    kinds: Vec<(&'static str, String, bool)>,
    people: String,
    point: String,
    /// Bit and words of each day of the week, and whether it is chosen.
    weekdays: Vec<(u32, String, bool)>,
    errors: Vec<PageError>,
}

/// What is wrong with a field.
pub(in crate::web) struct PageError {
    pub(in crate::web) field: String,
    pub(in crate::web) text: String,
}

impl PageError {
    /// The error of a refusal that is about a form; any other refusal goes on.
    pub(in crate::web) fn of(sheet: &PageSheet, failure: Failure) -> Result<Self, Failure> {
        match failure {
            Failure::Refused(Refusal {
                problem: Problem::RequestInvalid,
                detail: Some(Detail::Said { field, key, arguments }),
            }) => {
                let said: Vec<_> = arguments.iter().map(|(name, value)| (*name, value.into())).collect();
                let number = arguments.iter().find(|(name, _)| *name == "number").map(|(_, number)| number.clone());
                let field = match (field, number) {
                    (Some("answers"), Some(number)) => format!("c{number}"),
                    (field, _) => field.unwrap_or("errors").to_owned(),
                };
                Ok(Self { field, text: sheet.say_with(key, &said) })
            }
            other => Err(other),
        }
    }
}

fn shown(
    sheet: PageSheet,
    id: String,
    name: String,
    given: &HashMap<String, String>,
    errors: Vec<PageError>,
) -> Result<Response, Failure> {
    let text = |name: &str| given.get(name).cloned().unwrap_or_default();
    let kind = text("kind");
    let kinds = FacilityKind::ALL.map(|each| (each.name(), words::kind(&sheet, each), each.name() == kind));
    let weekdays = (0..7).map(|day| {
        let is_chosen = given.contains_key(&format!("day{day}"));
        (day, sheet.say(&format!("facility-weekday-{day}")), is_chosen)
    });
    let (weekdays, is_wrong) = (weekdays.collect(), !errors.is_empty());
    let (people, point, kinds) = (text("people"), text("point"), kinds.into());
    let shown = page(&AboutFacilityPage { sheet, id, name, kinds, people, point, weekdays, errors })?;
    Ok(if is_wrong { asked_again(shown) } else { shown })
}

/// Asks what the place is.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let place = pages.places.managed(&holder.manager, &id).await?.place;
    let known = match pages.facilities.managed(&holder.manager, &id).await {
        Ok(file) => Some(file.line.named.facility),
        Err(Failure::Refused(Refusal { problem: Problem::NotFound, .. })) => None,
        Err(failure) => return Err(failure),
    };
    let mut given = HashMap::new();
    if let Some(known) = &known {
        let degrees = |millionths: i64| format!("{}.{:06}", millionths / 1_000_000, (millionths % 1_000_000).abs());
        given.insert("kind".to_owned(), known.kind.name().to_owned());
        given.insert("people".to_owned(), known.people.to_string());
        let point = known.point.map(|(latitude, longitude)| format!("{}, {}", degrees(latitude), degrees(longitude)));
        given.insert("point".to_owned(), point.unwrap_or_default());
    }
    let weekdays = known.map_or(Weekdays::SCHOOL, |known| known.weekdays);
    given.extend((0..7).filter(|day| weekdays.0 & (1 << day) != 0).map(|day| (format!("day{day}"), String::new())));
    shown(holder.sheet, id, place.place.name.as_str().to_owned(), &given, Vec::new())
}

/// Takes what the place is.
pub(in crate::web) async fn take(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    HolderForm { holder, form }: HolderForm<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let place = pages.places.managed(&holder.manager, &id).await?.place;
    let done = match read(&form) {
        Ok(new) => pages.facilities.register(&holder.manager, &id, new).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/dia-diem/places/{id}/assessment")).into_response()),
        Err(failure) => {
            let error = PageError::of(&holder.sheet, failure)?;
            shown(holder.sheet, id, place.place.name.as_str().to_owned(), &form, vec![error])
        }
    }
}

fn read(form: &HashMap<String, String>) -> Result<NewFacility, Refusal> {
    let text = |name: &str| form.get(name).map(|text| text.trim()).unwrap_or_default();
    let wrong = |field: &'static str, key: &'static str| Refusal::of_field(field, key, Vec::new());
    let kind = FacilityKind::of_name(text("kind")).ok_or_else(|| wrong("kind", "facility-error-kind"))?;
    let people = text("people").parse().map_err(|_| wrong("people", "facility-error-people"))?;
    let point = match text("point") {
        "" => None,
        text => Some(FacilityPoint::read(text).ok_or_else(|| wrong("point", "facility-error-point"))?),
    };
    let days = (0..7).filter(|day| form.contains_key(&format!("day{day}")));
    Ok(NewFacility { kind, people, point, weekdays: Weekdays(days.fold(0, |all, day| all | (1 << day))) })
}
