//! Forms: read only when they came from a page of the same session.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use lancan_protocol::problem::Problem;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq as _;

use super::Console;
use super::session::Desk;
use crate::ground::error::{Failure, Refusal};
use crate::http::pages::same_site::refuse_other_sites;

/// The header that scripts send a session's token in.
const CSRF_HEADER: &str = "x-csrf";
/// The field that forms send a session's token in.
const CSRF_FIELD: &[u8] = b"csrf";

/// A form that an officer filled in.
pub(super) struct Submitted<T> {
    pub(super) desk: Desk,
    pub(super) form: T,
}

impl<T: DeserializeOwned> FromRequest<Arc<Console>> for Submitted<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, console: &Arc<Console>) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        refuse_other_sites(&parts.headers)?;
        let desk = Desk::from_request_parts(&mut parts, console).await?;
        let header = parts.headers.get(CSRF_HEADER).map(|value| value.as_bytes().to_vec());
        let bytes = Bytes::from_request(Request::from_parts(parts, body), console)
            .await
            .map_err(|_| Failure::from(Problem::TooLarge))?;
        let field = || form_urlencoded::parse(&bytes).find(|(name, _)| name.as_bytes() == CSRF_FIELD);
        let sent = header.or_else(|| field().map(|(_, value)| value.into_owned().into_bytes())).unwrap_or_default();
        if !bool::from(sent.ct_eq(desk.layout.csrf.as_bytes())) {
            return Err(Problem::NotAllowed.into());
        }
        let form = serde_urlencoded::from_bytes(&bytes).map_err(|_| not_of_ours())?;
        Ok(Self { desk, form })
    }
}

/// A form without fields of its own.
#[derive(serde::Deserialize)]
pub(super) struct NoFields {}

pub(super) fn not_of_ours() -> Refusal {
    Problem::RequestInvalid.into()
}

/// What is wrong with a field: the field's name and what to do.
pub(super) struct FieldError {
    pub(super) field: &'static str,
    pub(super) text: String,
}
