//! Refusals and faults as pages: what it means, what to do next, and a way on.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use lancan_text::Catalogue;

use super::layout::Layout;
use super::page::page;
use super::{Console, ROOT, headers};
use crate::ground::error::Refusal;
use crate::http::problem::{self, HasItsBody};

#[derive(Template)]
#[template(path = "problem_page.html")]
struct ProblemPage {
    layout: Layout,
    title: String,
    detail: Option<String>,
    next: Option<String>,
}

/// Gives every answer of the console its headers, and every refusal its page. Who is not signed in is led to the page
/// where one signs in.
pub(super) async fn dress(State(_): State<Arc<Console>>, request: Request, next: Next) -> Response {
    let layout = Layout::of(request.headers(), request.uri());
    let (asked_by_script, method) = (request.headers().contains_key("hx-request"), request.method().clone());
    let uri = request.uri().clone();
    let mut response = next.run(request).await;
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        response = match refusal.problem {
            Problem::SignInNeeded => to_sign_in(&method, &uri, asked_by_script),
            _ => show(layout, &refusal, response.status()),
        };
    }
    headers::add(response.headers_mut());
    response
}

/// Why an attempt failed and what to do, in one line.
pub(super) fn in_one_line(refusal: &Refusal, text: &Catalogue) -> String {
    let said = text.problem(refusal.problem);
    let next = refusal.detail.as_ref().map_or_else(|| said.next.unwrap_or_default(), |detail| detail.in_words(text));
    format!("{}. {next}", said.title)
}

fn to_sign_in(method: &Method, uri: &Uri, asked_by_script: bool) -> Response {
    let back = uri.path_and_query().filter(|_| method == Method::GET && !asked_by_script && uri.path() != "/console/");
    let back = back.map(|here| form_urlencoded::byte_serialize(here.as_str().as_bytes()).collect::<String>());
    let address = match back {
        Some(back) => format!("{ROOT}/sign-in?back={back}"),
        None => format!("{ROOT}/sign-in"),
    };
    if !asked_by_script {
        return Redirect::to(&address).into_response();
    }
    // A script would follow a redirect itself and put the page where a part of another belongs.
    let mut response = StatusCode::UNAUTHORIZED.into_response();
    response.extensions_mut().insert(HasItsBody);
    if let Ok(value) = HeaderValue::try_from(address) {
        response.headers_mut().insert("hx-redirect", value.clone());
        response.headers_mut().insert(LOCATION, value);
    }
    response
}

fn show(layout: Layout, refusal: &Refusal, status: StatusCode) -> Response {
    let said = layout.text().problem(refusal.problem);
    let detail = refusal.detail.as_ref().map(|detail| detail.in_words(layout.text()));
    match page(&ProblemPage { layout, title: said.title, detail, next: said.next }) {
        Ok(shown) => with_its_page(status, problem::retry_after(refusal.problem), shown),
        Err(failure) => failure.into_response(),
    }
}

/// An error whose page is written: nothing else is put in the page's place.
pub(super) fn with_its_page(status: StatusCode, retry_after: Option<&'static str>, mut shown: Response) -> Response {
    *shown.status_mut() = status;
    shown.extensions_mut().insert(HasItsBody);
    if let Some(seconds) = retry_after {
        shown.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(seconds));
    }
    shown
}
