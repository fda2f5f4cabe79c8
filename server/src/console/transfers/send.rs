//! Sending a contact or a case to another province.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use crate::console::Console;
use crate::console::form::{FieldError, Submitted};
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::ground::error::{Detail, Failure};
use crate::ground::ids::CaseId;
use crate::transfers::{SendTo, Sent};
use crate::units::UnitLevel;

#[derive(Template)]
#[template(path = "transfers/send.html")]
struct SendPage {
    layout: Layout,
    /// Where the form goes, and where the page of what is sent is.
    address: String,
    name: String,
    is_case: bool,
    /// Code and name of each province, and whether it is chosen.
    provinces: Vec<(&'static str, &'static str, bool)>,
    form: SendForm,
    errors: Vec<FieldError>,
}

/// What an officer writes.
#[derive(Default, Deserialize)]
pub(in crate::console) struct SendForm {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    note: String,
}

/// Asks where a contact shall go.
pub(in crate::console) async fn ask_contact(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    send_page(&console, desk, &Sent::Contact(id), SendForm::default(), Vec::new()).await
}

/// Asks where a case shall go.
pub(in crate::console) async fn ask_case(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    send_page(&console, desk, &Sent::Case(CaseId(id)), SendForm::default(), Vec::new()).await
}

async fn send_page(
    console: &Console,
    desk: Desk,
    sent: &Sent,
    form: SendForm,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let (name, address, is_case) = match sent {
        Sent::Contact(id) => {
            let contact = console.contacts()?.view(&desk.officer, id).await?;
            let name = contact.person.and_then(|person| person.name.or(person.phone));
            (name, format!("/console/contacts/{id}"), false)
        }
        Sent::Case(id) => {
            let file = console.cases.view(&desk.officer, id).await?;
            (file.opened.and_then(|(reference, _)| reference), format!("/console/cases/{}", id.0), true)
        }
    };
    let units = console.officers.units().all().iter().filter(|unit| unit.level == UnitLevel::Province);
    let mut provinces: Vec<_> = units.map(|unit| (unit.code, unit.name, unit.code == form.unit)).collect();
    provinces.sort_by_key(|(_, name, _)| crate::ground::folded::folded(name));
    let name = name.unwrap_or_else(|| desk.layout.say("console-call-no-name"));
    page(&SendPage { layout: desk.layout, address, name, is_case, provinces, form, errors })
}

/// Sends a contact.
pub(in crate::console) async fn send_contact(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<SendForm>,
) -> Result<Response, Failure> {
    send(&console, desk, Sent::Contact(id), form).await
}

/// Sends a case with its contacts.
pub(in crate::console) async fn send_case(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<SendForm>,
) -> Result<Response, Failure> {
    send(&console, desk, Sent::Case(CaseId(id)), form).await
}

async fn send(console: &Console, desk: Desk, sent: Sent, form: SendForm) -> Result<Response, Failure> {
    let to = SendTo { unit: form.unit.clone(), note: form.note.clone() };
    match console.transfers()?.send(&desk.officer, sent.clone(), to).await {
        Ok(_) => Ok(Redirect::to("/console/transfers").into_response()),
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
            let error = |detail: &Detail| match detail {
                Detail::Said { field: Some("note"), .. } => {
                    FieldError { field: "note", text: detail.in_words(desk.layout.text()) }
                }
                Detail::Said { field: Some(_), key, .. } => FieldError { field: "unit", text: desk.layout.say(key) },
                _ => FieldError { field: "unit", text: desk.layout.say("console-transfer-choose") },
            };
            let errors = refusal.detail.iter().map(error).collect();
            let again = send_page(console, desk, &sent, form, errors).await?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
        Err(failure) => Err(failure),
    }
}
