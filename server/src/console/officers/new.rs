//! A new officer.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::told;
use crate::console::Console;
use crate::console::confirm;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::console::unit_words::{unit_choices, unit_written};
use crate::console::words::ContactChoice;
use crate::ground::error::Failure;
use crate::http::Role;
use crate::officers::{Centre, CentreRef, Keeper, Scope};

/// Where the page is.
const HERE: &str = "/console/officers/new";

#[derive(Template)]
#[template(path = "officers/new.html")]
struct NewOfficerPage {
    layout: Layout,
    form: NewOfficerForm,
    roles: Vec<(&'static str, String)>,
    centres: Vec<Centre>,
    /// The units that the words may mean; none where there is no doubt.
    units: Vec<ContactChoice>,
    /// What is wrong, and what to do.
    error: Option<String>,
}

/// What is written of a new officer.
#[derive(Default, Deserialize)]
pub(in crate::console) struct NewOfficerForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    centre: String,
    #[serde(default)]
    role: String,
    /// `centre`, `country`, or `unit` for the unit that is written.
    #[serde(default)]
    scope: String,
    #[serde(default)]
    unit: String,
    /// The code of the unit that was chosen among several.
    #[serde(default)]
    unit_code: String,
}

/// Asks for a new officer.
pub(in crate::console) async fn ask(State(console): State<Arc<Console>>, desk: Desk) -> Result<Response, Failure> {
    if let Some(detour) = confirm::detour(&desk, HERE) {
        return Ok(detour);
    }
    let form = NewOfficerForm { role: Role::Officer.name().to_owned(), ..NewOfficerForm::default() };
    page(&new_page(&console, desk, form, None).await?)
}

async fn new_page(
    console: &Console,
    desk: Desk,
    form: NewOfficerForm,
    error: Option<String>,
) -> Result<NewOfficerPage, Failure> {
    let (officer, layout) = (desk.officer, desk.layout);
    let centres = console.officers.centres(&officer).await?;
    let roles = Role::ALL
        .into_iter()
        .filter(|role| officer.role == Role::Administrator || matches!(role, Role::Officer | Role::ReadOnly))
        .filter(|role| *role != Role::Laboratory)
        .map(|role| (role.name(), layout.say(&format!("console-role-{}", role.name()))))
        .collect();
    let units = unit_choices(console.officers.units(), &form.unit, &form.unit_code);
    Ok(NewOfficerPage { layout, form, roles, centres, units, error })
}

/// Adds an officer and shows what they have to be told, or says what is wrong.
pub(in crate::console) async fn create(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<NewOfficerForm>,
) -> Result<Response, Failure> {
    if let Some(detour) = confirm::detour(&desk, HERE) {
        return Ok(detour);
    }
    let role = Role::named(&form.role).unwrap_or(Role::ReadOnly);
    let unit = unit_written(console.officers.units(), &form.unit, &form.unit_code);
    let scope = match (form.scope.as_str(), &unit) {
        ("country", _) => Scope::Country,
        ("unit", Some(unit)) => Scope::Unit(unit.trim()),
        ("unit", None) => {
            let [name, why] = ["console-unit-code", "console-unit-several"].map(|key| desk.layout.say(key));
            let error = format!("{name}: {why}");
            let again = page(&new_page(&console, desk, form, Some(error)).await?)?;
            return Ok(with_its_page(StatusCode::BAD_REQUEST, None, again));
        }
        _ => Scope::Centre,
    };
    let keeper = Keeper::Officer(desk.officer.clone());
    match console.officers.add(keeper, &form.name, CentreRef::Id(&form.centre), role, scope).await {
        Ok((added, password)) => told::show(desk.layout, added.id, Some(password), added.enrolment),
        Err(Failure::Refused(refusal)) if matches!(refusal.problem, Problem::RequestInvalid | Problem::Conflict) => {
            let text = desk.layout.text();
            let error = refusal
                .detail
                .as_ref()
                .map_or_else(|| text.problem(refusal.problem).title, |detail| detail.in_words(text));
            let again = page(&new_page(&console, desk, form, Some(error)).await?)?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
        Err(failure) => Err(failure),
    }
}
