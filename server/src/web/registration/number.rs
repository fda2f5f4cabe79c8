//! The telephone number of whoever registers a place or manages one, and the code that was sent to the number.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::http::pages::same_site::refuse_other_sites;
use crate::web::dress::not_open;
use crate::web::filled::OneAnswer;
use crate::web::number::{CodeOutcome, ShowingSteps};
use crate::web::sheet::PageSheet;
use crate::web::{PublicPages, ROOT, session};

const STEPS: ShowingSteps =
    ShowingSteps { why: "web-number-why", number: "/dia-diem/number", code: "/dia-diem/code", otherwise: None };

/// Says that nothing can be registered here yet, and what to do.
#[derive(Template)]
#[template(path = "registration/closed.html")]
struct NotOpenPage {
    sheet: PageSheet,
}

/// Asks for the number, where a code can be sent to it.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    let sheet = PageSheet::of(&headers, &uri);
    if !pages.places.sends_passwords() {
        return Ok(not_open(page(&NotOpenPage { sheet })?));
    }
    STEPS.ask(sheet)
}

/// Sends a code to the number. Whether it manages a place already changes nothing.
pub(in crate::web) async fn send(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Form(OneAnswer { answer }): Form<OneAnswer>,
) -> Result<Response, Failure> {
    refuse_other_sites(&headers)?;
    let sheet = PageSheet::of(&headers, &uri);
    if !pages.places.sends_passwords() {
        return Ok(not_open(page(&NotOpenPage { sheet })?));
    }
    let send = async |phone, browser, language| pages.places.send_password(phone, browser, language).await;
    STEPS.send(&pages, &headers, (sheet, answer), send).await
}

/// Asks for the code.
pub(in crate::web) async fn ask_code(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    STEPS.ask_code(&pages, &headers, PageSheet::of(&headers, &uri))
}

/// Takes the code.
pub(in crate::web) async fn take_code(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Form(OneAnswer { answer }): Form<OneAnswer>,
) -> Result<Response, Failure> {
    refuse_other_sites(&headers)?;
    let written = (PageSheet::of(&headers, &uri), answer);
    let begin = async |phone, otp, browser| pages.places.begin_session(phone, otp, browser).await;
    let (token, asked) = match STEPS.take_code(&pages, &headers, written, begin).await? {
        CodeOutcome::Shown(token, asked) => (token, asked),
        CodeOutcome::Instead(page) => return Ok(page),
    };
    let mut response = Redirect::to(ROOT).into_response();
    session::begin(&mut response, &headers, &token)?;
    asked.know(&pages, &mut response, &headers)?;
    Ok(response)
}
