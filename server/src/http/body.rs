//! Bodies of requests and answers.

use std::borrow::Cow;

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::{Padded, to_padded_json};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ground::calendar::Date;
use crate::ground::error::{Detail, Failure, Fault, Refusal};

/// Reads a JSON body. A refusal says the place and what was expected there, never what was sent, which may be a password.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(bytes).map_err(|error| Refusal {
        problem: Problem::RequestInvalid,
        detail: Some(Detail::Technical(Cow::Owned(format!(
            "body: not the documented JSON, {}",
            without_what_was_sent(&error)
        )))),
    })
}

/// The last "expected …" and "missing field …" name the form's own fields, types and values; what stands before may quote
/// the body.
fn without_what_was_sent(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let ours = if text.starts_with("missing field ") {
        Some(text.as_str())
    } else {
        text.rfind(", expected ").and_then(|at| text.get(at + 2..))
    };
    ours.map_or_else(|| format!("at line {} column {}", error.line(), error.column()), str::to_owned)
}

/// The day that a field says, such as `2021-05-27`.
///
/// # Errors
/// A refusal that names the field.
pub(crate) fn day(text: &str, field: &'static str) -> Result<Date, Refusal> {
    text.parse().map_err(|_| Refusal::of_field(field, "officer-day", Vec::new()))
}

/// A JSON answer that nobody may keep.
pub(crate) struct Answer<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => json(bytes),
            Err(_) => Failure::from(Fault::Broken("an answer does not encode")).into_response(),
        }
    }
}

/// A JSON answer of one size.
pub(crate) fn padded<T: Serialize + Padded>(mut answer: T, size: usize) -> Result<Response, Failure> {
    let bytes = to_padded_json(&mut answer, size).ok_or(Fault::Broken("an answer is longer than its size"))?;
    Ok(json(bytes))
}

fn json(bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use lancan_text::{Catalogue, Language};

    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Form {
        #[allow(dead_code, reason = "read, never looked at")]
        day: u32,
    }

    #[test]
    fn a_wrong_body_is_answered_with_what_was_expected_and_never_with_what_was_sent() {
        for (body, said) in [
            ("{}", "missing field `day` at line 1"),
            (r#"{"day": "s3cret, expected s3cret"}"#, "expected u32 at line 1"),
            (r#"{"s3cret": 1}"#, "expected `day` at line 1"),
            (r#"{"day": s3cret}"#, "at line 1"),
            ("", "at line 1"),
        ] {
            let refusal = read::<Form>(body.as_bytes()).unwrap_err();
            let detail = refusal.detail.unwrap().in_words(Catalogue::of(Language::Vi));
            assert!(detail.starts_with(&format!("body: not the documented JSON, {said}")), "{detail}");
            assert!(!detail.contains("s3cret"), "{detail}");
        }
    }
}
