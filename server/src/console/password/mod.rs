//! An officer's own new password.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::Console;
use super::confirm;
use super::form::Submitted;
use super::layout::Layout;
use super::page::page;
use super::problem_page::with_its_page;
use super::session::Desk;
use crate::ground::error::Failure;

/// Where the page is.
const HERE: &str = "/console/password";

#[derive(Template)]
#[template(path = "password/page.html")]
struct PasswordPage {
    layout: Layout,
    /// What is wrong, and what to do.
    error: Option<String>,
}

/// The new password.
#[derive(Deserialize)]
pub(super) struct NewPassword {
    #[serde(default)]
    password: String,
}

/// Asks for a new password, after the old one was shown.
pub(super) async fn ask(desk: Desk) -> Result<Response, Failure> {
    match confirm::detour(&desk, HERE) {
        Some(detour) => Ok(detour),
        None => page(&PasswordPage { layout: desk.layout, error: None }),
    }
}

/// Sets the password, or says what is wrong with it.
pub(super) async fn set(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<NewPassword>,
) -> Result<Response, Failure> {
    if let Some(detour) = confirm::detour(&desk, HERE) {
        return Ok(detour);
    }
    match console.officers.set_own_password(&desk.officer, &desk.token, &form.password).await {
        Ok(()) => Ok(Redirect::to("/console/").into_response()),
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
            let error = refusal.detail.map(|detail| detail.in_words(desk.layout.text()));
            let again = page(&PasswordPage { layout: desk.layout, error })?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
        Err(failure) => Err(failure),
    }
}
