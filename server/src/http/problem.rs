//! Failures as problem+json (RFC 9457), with the title in the language asked for.

use std::any::Any;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::{ProblemBody, REPORT_ANSWER_BYTES, VERIFY_BYTES, path};
use lancan_text::{Catalogue, Language};

use crate::ground::error::{Failure, Refusal};

/// The form of an error's body.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// Marks an error whose answer is whole, such as a page.
#[derive(Clone, Copy)]
pub(crate) struct HasItsBody;

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let refusal = match self {
            Self::Refused(refusal) => refusal,
            Self::Fault(fault) => {
                tracing::error!(%fault, "a request failed");
                let problem = if fault.is_temporary() { Problem::Unavailable } else { Problem::Internal };
                problem.into()
            }
        };
        let status = status_of(refusal.problem);
        let mut response = status.into_response();
        response.extensions_mut().insert(refusal);
        response
    }
}

fn status_of(problem: Problem) -> StatusCode {
    StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A handler panicked: the request fails, the server goes on.
#[allow(clippy::needless_pass_by_value, reason = "the layer's signature")]
pub(crate) fn of_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a request handler panicked");
    Failure::from(Problem::Internal).into_response()
}

/// The language a request asks for.
pub(crate) fn language(headers: &axum::http::HeaderMap) -> Language {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Language::negotiate(accepted)
}

/// Gives every error a body: those of handlers and those of the layers around them.
pub(crate) async fn render(request: Request, next: Next) -> Response {
    let language = language(request.headers());
    let size = match request.uri().path() {
        path::VERIFY | path::OTP => Some(VERIFY_BYTES),
        path::REPORT | path::CALLBACKS => Some(REPORT_ANSWER_BYTES),
        _ => None,
    };
    let mut response = next.run(request).await;
    response.headers_mut().insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    let has_its_body = response.extensions_mut().remove::<HasItsBody>().is_some();
    if !has_its_body && (response.status().is_client_error() || response.status().is_server_error()) {
        describe(&mut response, language, size);
    }
    if size.is_some() {
        pad_head(&mut response);
    }
    response
}

/// Bytes of an answer's head on the padded paths: of its reason phrase and of all headers but those that the connection
/// adds to every answer alike. Longer than any head that there is.
const HEAD_BYTES: usize = 320;
/// The header that fills a head up.
const PADDING: &str = "lancan-padding";

/// Makes all heads of a padded path equally long: status line and headers of an error are longer than those of a success.
fn pad_head(response: &mut Response) {
    let line = |name: &str, value: usize| name.len() + ": ".len() + value + "\r\n".len();
    let reason = response.status().canonical_reason().unwrap_or_default().len();
    let headers = response.headers().iter().filter(|(name, _)| *name != CONTENT_LENGTH);
    let head = reason + headers.map(|(name, value)| line(name.as_str(), value.len())).sum::<usize>();
    let missing = HEAD_BYTES.saturating_sub(head + line(PADDING, 0));
    if let Ok(padding) = HeaderValue::from_str(&"0".repeat(missing)) {
        response.headers_mut().insert(PADDING, padding);
    }
}

/// A problem's body, `size` bytes long where there is a size: spaces after JSON mean nothing.
fn body(refusal: &Refusal, status: StatusCode, language: Language, size: Option<usize>) -> Vec<u8> {
    let text = Catalogue::of(language);
    let mut body = ProblemBody {
        kind: format!("urn:lancan:problem:{}", refusal.problem.code()),
        title: text.problem(refusal.problem).title,
        status: status.as_u16(),
        detail: refusal.detail.as_ref().map(|detail| detail.in_words(text)),
    };
    let mut bytes = serde_json::to_vec(&body).unwrap_or_default();
    if let Some(size) = size {
        if bytes.len() > size {
            body.detail = None;
            bytes = serde_json::to_vec(&body).unwrap_or_default();
        }
        bytes.resize(size, b' ');
    }
    bytes
}

/// Gives an error its body and headers.
fn describe(response: &mut Response, language: Language, size: Option<usize>) {
    let status = response.status();
    let refusal = response.extensions_mut().remove::<Refusal>().unwrap_or_else(|| of_status(status));
    let bytes = body(&refusal, status, language, size);
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if matches!(refusal.problem, Problem::SignInNeeded | Problem::SignInFailed) {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(seconds) = retry_after(refusal.problem) {
        headers.insert(RETRY_AFTER, HeaderValue::from_static(seconds));
    }
    *response.body_mut() = Body::from(bytes);
}

/// After how many seconds a client may come again, where it is told.
pub(crate) fn retry_after(problem: Problem) -> Option<&'static str> {
    match problem {
        Problem::TooManyRequests | Problem::CodesSuspended | Problem::OtpLimit => Some("900"),
        Problem::Unavailable => Some("5"),
        _ => None,
    }
}

/// What a bare status of a layer means.
fn of_status(status: StatusCode) -> Refusal {
    match status {
        StatusCode::NOT_FOUND => Problem::NotFound.into(),
        StatusCode::METHOD_NOT_ALLOWED => Refusal::because(Problem::RequestInvalid, "method: not allowed here"),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge.into(),
        StatusCode::SERVICE_UNAVAILABLE => Problem::Unavailable.into(),
        status if status.is_server_error() => Problem::Internal.into(),
        _ => Problem::RequestInvalid.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_fits_the_size_of_an_answer_in_both_languages_with_its_title() {
        for problem in Problem::ALL {
            for language in [Language::Vi, Language::En] {
                for size in [VERIFY_BYTES, REPORT_ANSWER_BYTES] {
                    let bytes = body(&(*problem).into(), status_of(*problem), language, Some(size));
                    let read: ProblemBody = serde_json::from_slice(&bytes).unwrap();
                    assert_eq!((bytes.len(), read.title.is_empty()), (size, false), "{problem}");
                }
            }
        }
    }
}
