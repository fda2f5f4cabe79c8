//! A declaration becomes a contact of a case, or a case, with its history.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::ReportType;
use serde::Deserialize;

use super::file;
use crate::cases::NewCase;
use crate::console::Console;
use crate::console::calls::form::OutcomeForm;
use crate::console::form::{FieldError, Submitted};
use crate::console::local::Local;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::console::words::named;
use crate::contacts::{NewContact, Person};
use crate::declarations::{DeclarationFile, Made, form_title, number_of, words_of};
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;

/// Which case somebody is a contact of.
#[derive(Deserialize)]
pub(in crate::console) struct OfCase {
    /// The authority's number of the case, or the case's id.
    #[serde(default)]
    case: String,
}

/// The case that a declaration becomes.
#[derive(Deserialize)]
pub(in crate::console) struct ItsCase {
    /// The authority's number.
    #[serde(default)]
    reference: String,
}

/// Enters whoever declared as a contact of a case.
pub(in crate::console) async fn contact(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<OfCase>,
) -> Result<Response, Failure> {
    let found = console.cases.overview(&desk.officer).await?.into_iter().find(|case| {
        let reference = case.opened.as_ref().and_then(|(reference, _)| reference.as_deref());
        let wanted = form.case.trim();
        !wanted.is_empty() && (reference == Some(wanted) || case.case.id.0 == wanted)
    });
    let Some(case) = found.map(|case| case.case.id) else {
        let error = FieldError { field: "case", text: desk.layout.say("console-declared-no-case") };
        return again(&console, desk, &id, error).await;
    };
    let room = console.declarations()?;
    let file = room.view(&desk.officer, &id).await?;
    if file.line.became.is_some() {
        return Err(Problem::Conflict.into());
    }
    let person = person(&console, &desk, &file)?;
    let contact = console.contacts()?.add(&desk.officer, &case, NewContact::of(person)).await?;
    room.note_became(&desk.officer, &id, Made::Contact, &contact.id).await?;
    Ok(Redirect::to(&format!("/console/contacts/{}", contact.id)).into_response())
}

/// Opens a case for whoever declared.
pub(in crate::console) async fn case(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<ItsCase>,
) -> Result<Response, Failure> {
    let room = console.declarations()?;
    if room.view(&desk.officer, &id).await?.line.became.is_some() {
        return Err(Problem::Conflict.into());
    }
    let reference = Some(form.reference.trim().to_owned()).filter(|reference| !reference.is_empty());
    let new = NewCase { reference, onset: None, tested: None, report_type: ReportType::ConfirmedTest };
    let opened = match console.cases.open(&desk.officer, new).await {
        Ok(opened) => opened,
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
            let text = refusal.detail.map(|detail| detail.in_words(desk.layout.text())).unwrap_or_default();
            return again(&console, desk, &id, FieldError { field: "reference", text }).await;
        }
        Err(failure) => return Err(failure),
    };
    let CaseId(case) = opened.case.id;
    room.note_became(&desk.officer, &id, Made::Case, &case).await?;
    Ok(Redirect::to(&format!("/console/cases/{case}")).into_response())
}

async fn again(console: &Console, desk: Desk, id: &str, error: FieldError) -> Result<Response, Failure> {
    let page = file::file_page(console, desk, id, OutcomeForm::default(), vec![error]).await?;
    Ok(with_its_page(StatusCode::BAD_REQUEST, None, page))
}

/// Whoever declared, as far as a contact is described, with the history of the declaration in the notes.
fn person(console: &Console, desk: &Desk, file: &DeclarationFile) -> Result<Person, Failure> {
    let room = console.declarations()?;
    let response = &file.answers.as_ref().ok_or(Problem::Conflict)?.response;
    let words = |question: &str| words_of(response, question).map(str::to_owned);
    let layout = &desk.layout;
    let form = room.form(&file.line.form).map(|form| form_title(layout.text(), form)).unwrap_or_default();
    let reason = file.answers.as_ref().and_then(|answers| answers.reason.as_ref());
    let reason = reason.map(|reason| layout.say(&format!("declaration-reason-{reason}"))).unwrap_or_default();
    let when = Local(console.key_days).moment(file.line.at);
    let class = layout.say(&format!("console-declared-{}", file.line.class));
    let notes = layout.say_with(
        "console-declared-history",
        &[("form", (&form).into()), ("when", (&when).into()), ("class", (&class).into()), ("reason", (&reason).into())],
    );
    let unit = words("stay.ward").or_else(|| words("address.ward")).or_else(|| words("at.ward"));
    Ok(Person {
        name: words("name").or_else(|| words("who.name")),
        phone: words("phone").or_else(|| words("who.phone")),
        birth_year: number_of(response, "birth_year"),
        sex: words("gender").and_then(|gender| named(&gender)),
        address: words("stay.detail").or_else(|| words("address.detail")).or_else(|| words("at.detail")),
        unit: unit.and_then(|code| room.officers_unit(&code)),
        notes: Some(notes.trim().to_owned()),
        ..Person::default()
    })
}
