//! The sheet of one call: the number, the words to say first, what is known, and the form for what came of the call.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::form::OutcomeForm;
use super::words;
use crate::calls::CallResult;
use crate::console::Console;
use crate::console::form::{FieldError, NoFields, Submitted, not_of_ours};
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::console::words::{InWords as _, name_of, title_of};
use crate::ground::error::Failure;

#[derive(Template)]
#[template(path = "calls/sheet.html")]
struct SheetPage {
    layout: Layout,
    id: String,
    name: String,
    case: String,
    reference: String,
    /// That the case was revoked, in words.
    revoked: Option<String>,
    state: String,
    mark: &'static str,
    /// The number to dial and as people read it.
    number: Option<(String, String)>,
    /// The words to say first, in Vietnamese and in English.
    words: Vec<[String; 2]>,
    /// What the evidence says.
    evidence: Vec<String>,
    known: Vec<(String, String)>,
    so_far: String,
    /// Whether the officer has the call, and writes down what comes of it.
    is_ours: bool,
    /// Whether the officer may take the call.
    can_take: bool,
    is_closed: bool,
    /// To whom the call can be given: number, name, whether it is theirs.
    callers: Vec<(String, String, bool)>,
    results: Vec<ResultChoice>,
    form: OutcomeForm,
    errors: Vec<FieldError>,
}

/// A result of a call that a form offers.
pub(in crate::console) struct ResultChoice {
    pub(in crate::console) value: String,
    pub(in crate::console) text: String,
    hint: String,
    pub(in crate::console) chosen: bool,
}

/// Shows the sheet.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    sheet(&console, desk, &id, OutcomeForm::default(), Vec::new()).await
}

/// The sheet with a form that is filled in so far, and what is wrong with it.
pub(super) async fn sheet(
    console: &Console,
    desk: Desk,
    id: &str,
    form: OutcomeForm,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let sheet = console.contacts()?.call_sheet(&desk.officer, id).await?;
    let (officer, layout, local, now) = (desk.officer.id, desk.layout, Local(console.key_days), console.clock.now());
    let (contact, call) = (sheet.line.contact, sheet.line.call);
    let (state, mark) = words::state(&layout, local, &call, now);
    let holder = call.held.as_ref().map(|(caller, _)| caller.id);
    let assigned = call.assigned.as_ref().map(|caller| caller.id);
    let callers = sheet.callers.into_iter().map(|caller| {
        let is_theirs = assigned == Some(caller.id);
        (caller.id.to_string(), caller.name, is_theirs)
    });
    let person = contact.person.clone().unwrap_or_default();
    let last = call.outcome.map(|outcome| layout.say(&outcome.key())).unwrap_or_default();
    let so_far = [("count", call.attempts.into()), ("outcome", (&last).into())];
    page(&SheetPage {
        name: title_of(&layout, &contact),
        revoked: sheet.line.case_is_revoked.then(|| layout.say("console-call-of-revoked")),
        reference: sheet.line.reference.unwrap_or_else(|| layout.say("console-no-reference")),
        state,
        mark,
        number: person.phone.as_ref().map(|phone| (phone.clone(), words::number(phone))),
        words: words::first_words(&person),
        evidence: words::evidence(&layout, &contact),
        known: words::known(&layout, console.officers.units(), &contact),
        so_far: if call.attempts > 0 { layout.say_with("console-call-so-far", &so_far) } else { String::new() },
        is_ours: holder == Some(officer) && layout.changes_cases() && !call.is_closed,
        can_take: holder.is_none()
            && !call.is_closed
            && assigned.is_none_or(|theirs| theirs == officer)
            && layout.changes_cases(),
        is_closed: call.is_closed,
        callers: callers.collect(),
        results: results(&layout, &form),
        form,
        errors,
        id: contact.id,
        case: contact.case_id,
        layout,
    })
}

/// The results of a call that a form offers, with the one that is chosen.
pub(in crate::console) fn results(layout: &Layout, form: &OutcomeForm) -> Vec<ResultChoice> {
    let choice = |result: CallResult| ResultChoice {
        value: name_of(result),
        text: layout.say(&result.key()),
        hint: layout.say(&format!("{}-hint", result.key())),
        chosen: form.outcome == name_of(result),
    };
    words::RESULTS.into_iter().map(choice).collect()
}

/// Takes the call of the sheet, due or not.
pub(in crate::console) async fn take(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    console.contacts()?.take_call(&desk.officer, &id).await?;
    Ok(Redirect::to(&format!("/console/calls/{id}")).into_response())
}

/// Who is to call.
#[derive(Deserialize)]
pub(in crate::console) struct GivenTo {
    /// The officer's number; empty for whoever is free.
    #[serde(default)]
    officer: String,
}

/// Gives the call to an officer, or to whoever is free.
pub(in crate::console) async fn assign(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<GivenTo>,
) -> Result<Response, Failure> {
    let to = match form.officer.as_str() {
        "" => None,
        number => Some(number.parse().map_err(|_| not_of_ours())?),
    };
    console.contacts()?.assign_call(&desk.officer, &id, to).await?;
    Ok(Redirect::to(&format!("/console/calls/{id}")).into_response())
}
