//! Password and code once more, as a grave act needs.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::Console;
use super::address::within_the_console;
use super::form::Submitted;
use super::layout::Layout;
use super::page::page;
use super::problem_page::{in_one_line, with_its_page};
use super::session::Desk;
use crate::ground::error::Failure;
use crate::http::problem;

#[derive(Template)]
#[template(path = "confirm/page.html")]
struct ConfirmPage {
    layout: Layout,
    back: String,
    /// Why the last attempt failed, and what to do.
    error: Option<String>,
}

/// Which page to go to afterwards.
#[derive(Deserialize)]
pub(super) struct ConfirmedFor {
    #[serde(default)]
    back: String,
}

/// Password and code.
#[derive(Deserialize)]
pub(super) struct ShownAgain {
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    back: String,
}

/// Where an officer is led who has to confirm before the page at `back`; nothing where they did lately.
pub(super) fn detour(desk: &Desk, back: &str) -> Option<Response> {
    let back: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
    (!desk.officer.confirmed).then(|| Redirect::to(&format!("/console/confirm?back={back}")).into_response())
}

/// Asks for password and code.
pub(super) async fn ask(desk: Desk, Query(ConfirmedFor { back }): Query<ConfirmedFor>) -> Result<Response, Failure> {
    page(&ConfirmPage { layout: desk.layout, back, error: None })
}

/// Confirms the session, or says why not.
pub(super) async fn confirm(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<ShownAgain>,
) -> Result<Response, Failure> {
    let code = Some(form.code.trim()).filter(|code| !code.is_empty());
    match console.officers.re_authenticate(&desk.officer, &desk.token, &form.password, code).await {
        Ok(()) => Ok(Redirect::to(within_the_console(&form.back)).into_response()),
        Err(Failure::Refused(refusal)) if refusal.problem != Problem::Internal => {
            let layout = desk.layout;
            let error = Some(in_one_line(&refusal, layout.text()));
            let again = page(&ConfirmPage { layout, back: form.back, error })?;
            let status = StatusCode::from_u16(refusal.problem.status()).unwrap_or(StatusCode::BAD_REQUEST);
            Ok(with_its_page(status, problem::retry_after(refusal.problem), again))
        }
        Err(failure) => Err(failure),
    }
}
