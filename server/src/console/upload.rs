//! Forms with a file: read only when they came from a page of the same session, as [`super::form`] does with the others.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::StatusCode;
use lancan_protocol::problem::Problem;
use subtle::ConstantTimeEq as _;

use super::Console;
use super::form::not_of_ours;
use super::session::Desk;
use crate::exchange::{self as files, too_large};
use crate::ground::error::{Failure, Refusal};
use crate::http::pages::same_site::refuse_other_sites;

/// Most bytes of the fields of a form. A file comes a second time as text, a third longer than it is, with what its columns
/// mean, which takes some hundred kilobytes at most.
const MOST_BYTES: usize = files::MOST_BYTES.div_ceil(3) * 4 + 256 * 1_024;
/// Most bytes of a form that are read at all.
pub(super) const MOST_SENT_BYTES: usize = 64 << 20;

/// A form with a file that an officer filled in.
pub(super) struct Uploaded {
    pub(super) desk: Desk,
    fields: BTreeMap<String, Vec<u8>>,
}

impl Uploaded {
    /// What a field holds; empty where the form has no such field.
    pub(super) fn bytes(&self, field: &str) -> &[u8] {
        self.fields.get(field).map_or(&[], Vec::as_slice)
    }

    /// The text of a field.
    pub(super) fn text(&self, field: &str) -> &str {
        core::str::from_utf8(self.bytes(field)).unwrap_or_default().trim()
    }
}

/// Why a form does not read.
fn broken(error: &MultipartError) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { not_of_ours() }
}

impl FromRequest<Arc<Console>> for Uploaded {
    type Rejection = Failure;

    async fn from_request(request: Request, console: &Arc<Console>) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        refuse_other_sites(&parts.headers)?;
        let desk = Desk::from_request_parts(&mut parts, console).await?;
        let request = Request::from_parts(parts, body);
        let mut form = Multipart::from_request(request, console).await.map_err(|_| not_of_ours())?;
        let mut fields = BTreeMap::new();
        let mut size = 0;
        while let Some(mut field) = form.next_field().await.map_err(|error| broken(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            let mut bytes = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
                size += chunk.len();
                // What is too much is dropped, and read on: a browser shows no answer before it has sent all.
                if size <= MOST_BYTES {
                    bytes.extend_from_slice(&chunk);
                }
            }
            fields.insert(name, bytes);
        }
        if size > MOST_BYTES {
            return Err(too_large().into());
        }
        let uploaded = Self { desk, fields };
        if !bool::from(uploaded.bytes("csrf").ct_eq(uploaded.desk.layout.csrf.as_bytes())) {
            return Err(Problem::NotAllowed.into());
        }
        Ok(uploaded)
    }
}
