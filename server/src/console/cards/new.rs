//! An officer prints a card, or takes one back.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::console::Console;
use crate::console::form::{FieldError, Submitted};
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::ground::error::{Detail, Failure};
use crate::http::pages::pdf;
use crate::visitor_log::NewCard;
use lancan_protocol::problem::Problem;

#[derive(Template)]
#[template(path = "cards/new.html")]
struct CardPage {
    layout: Layout,
    form: CardForm,
    code: String,
    is_revoked: bool,
    errors: Vec<FieldError>,
}

/// What an officer writes of a card's holder.
#[derive(Default, Deserialize)]
pub(in crate::console) struct CardForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    birth_year: String,
}

/// The code of a card that is taken back.
#[derive(Deserialize)]
pub(in crate::console) struct RevokedForm {
    #[serde(default)]
    code: String,
}

/// What the page has to tell.
#[derive(Deserialize)]
pub(in crate::console) struct CardQuery {
    #[serde(default)]
    revoked: bool,
}

/// Asks for a card's holder.
pub(in crate::console) async fn ask(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(told): Query<CardQuery>,
) -> Result<Response, Failure> {
    console.visitor_log()?;
    let (form, code) = (CardForm::default(), String::new());
    page(&CardPage { layout: desk.layout, form, code, is_revoked: told.revoked, errors: Vec::new() })
}

/// Makes a card, and answers with its sheet.
pub(in crate::console) async fn issue(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<CardForm>,
) -> Result<Response, Failure> {
    let CardForm { name, phone, birth_year } = &form;
    let new = NewCard { name: name.clone(), phone: phone.clone(), birth_year: birth_year.clone() };
    match console.visitor_log()?.issue_card(&desk.officer, &new).await {
        Ok(sheet) => Ok(pdf::answer(sheet)),
        Err(failure) => again(failure, desk.layout, form, String::new()),
    }
}

/// Takes a card back.
pub(in crate::console) async fn revoke(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<RevokedForm>,
) -> Result<Response, Failure> {
    match console.visitor_log()?.revoke_card(&desk.officer, &form.code).await {
        Ok(()) => Ok(Redirect::to("/console/cards?revoked=true").into_response()),
        Err(failure) => again(failure, desk.layout, CardForm::default(), form.code),
    }
}

/// The form as it was sent, with what is wrong in it.
fn again(failure: Failure, layout: Layout, form: CardForm, code: String) -> Result<Response, Failure> {
    let refusal = match failure {
        Failure::Refused(refusal) if refusal.problem == Problem::RequestInvalid => refusal,
        failure => return Err(failure),
    };
    let errors = refusal.detail.iter().filter_map(|detail| match detail {
        Detail::Said { field: Some(field), key, .. } => Some(FieldError { field, text: layout.say(key) }),
        _ => None,
    });
    let errors = errors.collect();
    let shown = page(&CardPage { layout, form, code, is_revoked: false, errors })?;
    Ok(with_its_page(StatusCode::BAD_REQUEST, None, shown))
}
