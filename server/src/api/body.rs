//! Bodies in and out.

use std::borrow::Cow;

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::{Padded, to_padded_json};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Failure, Fault, Refusal};

/// Reads a JSON body. What is wrong is said by place only: what was sent may be a password.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(bytes).map_err(|error| Refusal {
        problem: Problem::RequestInvalid,
        detail: Some(Cow::Owned(format!(
            "body: not the documented JSON, at line {} column {}",
            error.line(),
            error.column()
        ))),
    })
}

/// A JSON answer that nobody may keep.
pub(super) struct Answer<T>(pub(super) T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => json(bytes),
            Err(_) => Failure::from(Fault::Broken("an answer does not encode")).into_response(),
        }
    }
}

/// A JSON answer of one size.
pub(super) fn padded<T: Serialize + Padded>(mut answer: T, size: usize) -> Result<Response, Failure> {
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
