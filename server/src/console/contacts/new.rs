//! A contact that is written down by hand.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;

use super::form::{ContactForm, FilledForm, in_words};
use crate::console::Console;
use crate::console::form::{FieldError, Submitted};
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;

#[derive(Template)]
#[template(path = "contacts/new.html")]
struct NewContactPage {
    layout: Layout,
    case: String,
    filled: FilledForm,
    errors: Vec<FieldError>,
}

/// Asks for a contact.
pub(in crate::console) async fn ask(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(case): Path<String>,
) -> Result<Response, Failure> {
    form_page(&console, desk, case, ContactForm::default(), Vec::new()).await
}

/// Writes the contact down, or says what is wrong.
pub(in crate::console) async fn add(
    State(console): State<Arc<Console>>,
    Path(case): Path<String>,
    Submitted { desk, form }: Submitted<ContactForm>,
) -> Result<Response, Failure> {
    let added = match form.read(&desk.layout, console.officers.units()) {
        Ok(new) => console.contacts()?.add(&desk.officer, &CaseId(case.clone()), new).await,
        Err(errors) => return again(&console, desk, case, form, errors).await,
    };
    match added {
        Ok(contact) => Ok(Redirect::to(&format!("/console/contacts/{}", contact.id)).into_response()),
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
            let errors = refusal.detail.iter().map(|detail| in_words(detail, &desk.layout)).collect();
            again(&console, desk, case, form, errors).await
        }
        Err(failure) => Err(failure),
    }
}

async fn again(
    console: &Console,
    desk: Desk,
    case: String,
    form: ContactForm,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    Ok(with_its_page(StatusCode::BAD_REQUEST, None, form_page(console, desk, case, form, errors).await?))
}

async fn form_page(
    console: &Console,
    desk: Desk,
    case: String,
    form: ContactForm,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let first = console.contacts()?.firsts(&desk.officer, &CaseId(case.clone())).await?;
    let filled = form.filled(&desk.layout, console.officers.units(), &first, true);
    page(&NewContactPage { layout: desk.layout, case, filled, errors })
}
