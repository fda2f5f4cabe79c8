//! Signing in and out.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::Console;
use super::address::within_the_console;
use super::form::{NoFields, Submitted};
use super::layout::Layout;
use super::page::page;
use super::problem_page::{in_one_line, with_its_page};
use super::session;
use crate::ground::error::{Failure, Fault};
use crate::http::pages::same_site::refuse_other_sites;
use crate::http::problem;

#[derive(Template)]
#[template(path = "sign_in/page.html")]
struct SignInPage {
    layout: Layout,
    back: String,
    name: String,
    /// Why the last attempt failed, and what to do.
    error: Option<String>,
}

/// Which page to go to afterwards.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    back: String,
}

/// Asks for name and password.
pub(super) async fn ask(
    headers: HeaderMap,
    uri: Uri,
    Query(Asked { back }): Query<Asked>,
) -> Result<Response, Failure> {
    page(&SignInPage { layout: Layout::of(&headers, &uri), back, name: String::new(), error: None })
}

/// Name and password.
#[derive(Deserialize)]
pub(super) struct Credentials {
    name: String,
    password: String,
    /// The code of an authenticator app; empty without one.
    #[serde(default)]
    code: String,
    /// The secret that `lancan-server officer device` printed; empty where the browser is known or needs none.
    #[serde(default)]
    device: String,
    #[serde(default)]
    back: String,
}

/// Signs in, or says why not.
pub(super) async fn sign_in(
    State(console): State<Arc<Console>>,
    headers: HeaderMap,
    uri: Uri,
    Form(written): Form<Credentials>,
) -> Result<Response, Failure> {
    refuse_other_sites(&headers)?;
    let written_device = Some(written.device.trim()).filter(|device| !device.is_empty());
    let device = written_device.map(str::to_owned).or_else(|| session::device(&headers));
    let now = console.clock.now();
    let code = Some(written.code.trim()).filter(|code| !code.is_empty());
    let begun = match console.officers.sign_in(&written.name, &written.password, code, device).await {
        Ok(begun) => begun,
        Err(Failure::Refused(refusal)) if refusal.problem != Problem::Internal => {
            let layout = Layout::of(&headers, &uri);
            let error = Some(in_one_line(&refusal, layout.text()));
            let asked_again = page(&SignInPage { layout, back: written.back, name: written.name, error })?;
            let status = StatusCode::from_u16(refusal.problem.status()).unwrap_or(StatusCode::BAD_REQUEST);
            return Ok(with_its_page(status, problem::retry_after(refusal.problem), asked_again));
        }
        Err(failure) => return Err(failure),
    };
    let mut response = Redirect::to(within_the_console(&written.back)).into_response();
    for cookie in session::begin(&headers, &begun.token, &begun.device, now, begun.expires_at) {
        append(&mut response, &cookie)?;
    }
    Ok(response)
}

/// Signs out.
pub(super) async fn sign_out(
    State(console): State<Arc<Console>>,
    headers: HeaderMap,
    filled: Submitted<NoFields>,
) -> Result<Response, Failure> {
    console.officers.end_session(&filled.desk.officer, &filled.desk.token).await?;
    let mut response = Redirect::to("/console/sign-in").into_response();
    append(&mut response, &session::end(&headers))?;
    Ok(response)
}

fn append(response: &mut Response, cookie: &str) -> Result<(), Fault> {
    let value = HeaderValue::try_from(cookie).map_err(|_| Fault::Broken("a cookie does not encode"))?;
    response.headers_mut().append(SET_COOKIE, value);
    Ok(())
}
