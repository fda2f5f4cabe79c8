//! Refusals and faults as pages: what it means, what to do next, and a way on.

use askama::Template;
use axum::extract::Request;
use axum::http::header::{ACCEPT, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;

use super::HOME;
use super::sheet::PageSheet;
use crate::ground::error::{Failure, Refusal};
use crate::http::pages::{headers, page::page};
use crate::http::problem::{self, HasItsBody};

#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage {
    sheet: PageSheet,
    title: String,
    detail: Option<String>,
    next: Option<String>,
}

/// Gives every answer its headers, and every refusal its page. Who has shown no number is led to where one does.
pub(super) async fn dress(request: Request, next: Next) -> Response {
    let sheet = PageSheet::of(request.headers(), request.uri());
    let mut response = next.run(request).await;
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        response = match refusal.problem {
            Problem::SignInNeeded => Redirect::to(&format!("{}/number", sheet.root())).into_response(),
            _ => show(sheet, &refusal, response.status()),
        };
    }
    headers::add(response.headers_mut());
    response
}

/// An address that there is none of: a page that leads to the first one for a browser, and the problem for everything else.
pub(crate) async fn unknown(method: Method, asked: HeaderMap) -> Response {
    let is_browser = method == Method::GET
        && asked.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|kinds| kinds.contains("text/html"));
    if !is_browser {
        return Failure::from(Problem::NotFound).into_response();
    }
    let sheet = PageSheet::of(&asked, &Uri::from_static(HOME));
    let mut response = show(sheet, &Problem::NotFound.into(), StatusCode::NOT_FOUND);
    headers::add(response.headers_mut());
    response
}

fn show(sheet: PageSheet, refusal: &Refusal, status: StatusCode) -> Response {
    let said = sheet.text().problem(refusal.problem);
    let detail = refusal.detail.as_ref().map(|detail| detail.in_words(sheet.text()));
    let shown = match page(&RefusedPage { sheet, title: said.title, detail, next: said.next }) {
        Ok(shown) => shown,
        Err(failure) => return failure.into_response(),
    };
    refused(status, problem::retry_after(refusal.problem), shown)
}

/// A page that says what is wrong with an answer: status 400.
pub(super) fn asked_again(shown: Response) -> Response {
    refused(StatusCode::BAD_REQUEST, None, shown)
}

/// A page that says that what was asked for is not open here: status 503.
pub(super) fn not_open(shown: Response) -> Response {
    refused(StatusCode::SERVICE_UNAVAILABLE, None, shown)
}

/// A refusal whose page is written: nothing else is put in the page's place.
fn refused(status: StatusCode, retry_after: Option<&'static str>, mut shown: Response) -> Response {
    *shown.status_mut() = status;
    shown.extensions_mut().insert(HasItsBody);
    if let Some(seconds) = retry_after {
        shown.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(seconds));
    }
    shown
}
