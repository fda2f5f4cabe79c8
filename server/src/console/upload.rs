//! Forms with a file: read only when they came from a page of the same session, as [`super::form`] does with the others.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use lancan_protocol::problem::Problem;
use subtle::ConstantTimeEq as _;

use super::Console;
use super::form::not_of_ours;
use super::session::Desk;
use crate::ground::error::Failure;
use crate::http::pages::same_site::refuse_other_sites;

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

impl FromRequest<Arc<Console>> for Uploaded {
    type Rejection = Failure;

    async fn from_request(request: Request, console: &Arc<Console>) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        refuse_other_sites(&parts.headers)?;
        let desk = Desk::from_request_parts(&mut parts, console).await?;
        let request = Request::from_parts(parts, body);
        let mut form = Multipart::from_request(request, console).await.map_err(|_| not_of_ours())?;
        let mut fields = BTreeMap::new();
        while let Some(field) = form.next_field().await.map_err(|_| not_of_ours())? {
            let name = field.name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(|_| Failure::from(Problem::TooLarge))?;
            fields.insert(name, bytes.to_vec());
        }
        let uploaded = Self { desk, fields };
        if !bool::from(uploaded.bytes("csrf").ct_eq(uploaded.desk.layout.csrf.as_bytes())) {
            return Err(Problem::NotAllowed.into());
        }
        Ok(uploaded)
    }
}
