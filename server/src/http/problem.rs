//! Failures as problem+json (RFC 9457), with the title in the language asked for.

use std::any::Any;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::{ProblemBody, REPORT_ANSWER_BYTES, VERIFY_BYTES, path};
use lancan_text::{Catalogue, Language};

use crate::ground::error::{Failure, Refusal};

/// The form of an error's body.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

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
    let unit = match request.uri().path() {
        path::VERIFY => VERIFY_BYTES,
        path::REPORT => REPORT_ANSWER_BYTES,
        _ => 1,
    };
    let mut response = next.run(request).await;
    response.headers_mut().insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let refusal = response.extensions_mut().remove::<Refusal>().unwrap_or_else(|| of_status(status));
    let text = Catalogue::of(language);
    let body = ProblemBody {
        kind: format!("urn:lancan:problem:{}", refusal.problem.code()),
        title: text.problem(refusal.problem).title,
        status: status.as_u16(),
        detail: refusal.detail.map(|detail| detail.in_words(text)),
    };
    let mut bytes = serde_json::to_vec(&body).unwrap_or_default();
    // Spaces after JSON mean nothing: on the padded paths an error is as long as an answer.
    bytes.resize(bytes.len().next_multiple_of(unit), b' ');
    let headers = response.headers_mut();
    headers.remove(axum::http::header::CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    match refusal.problem {
        Problem::SignInNeeded | Problem::SignInFailed => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        Problem::TooManyRequests | Problem::CodesSuspended => {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("900"));
        }
        Problem::Unavailable => {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        _ => {}
    }
    *response.body_mut() = Body::from(bytes);
    response
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
