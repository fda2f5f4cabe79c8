//! Forms of a session: read only when they came from a page of the same session.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use lancan_protocol::problem::Problem;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq as _;

use super::PublicPages;
use super::session::Holder;
use super::sheet::PageSheet;
use crate::ground::error::Failure;
use crate::http::pages::same_site::refuse_other_sites;

/// The field that forms send a session's token in.
const CSRF_FIELD: &[u8] = b"csrf";

/// A form that the holder of a number filled in.
pub(super) struct HolderForm<T> {
    pub(super) holder: Holder,
    pub(super) form: T,
}

/// A form without fields of its own.
#[derive(Deserialize)]
pub(super) struct Nothing {}

/// The answer to a page's one question.
#[derive(Deserialize)]
pub(super) struct OneAnswer {
    #[serde(default)]
    pub(super) answer: String,
}

impl<T: DeserializeOwned> FromRequest<Arc<PublicPages>> for HolderForm<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, pages: &Arc<PublicPages>) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let holder = Holder::from_request_parts(&mut parts, pages).await?;
        let bytes = read(Request::from_parts(parts, body), &holder.sheet).await?;
        let form = serde_urlencoded::from_bytes(&bytes).map_err(|_| Failure::from(Problem::RequestInvalid))?;
        Ok(Self { holder, form })
    }
}

/// The body of a form that a page of the same session sent.
///
/// # Errors
/// [`Problem::NotAllowed`] where another site or another session did.
pub(super) async fn read(request: Request, sheet: &PageSheet) -> Result<Bytes, Failure> {
    refuse_other_sites(request.headers())?;
    let bytes = Bytes::from_request(request, &()).await.map_err(|_| Failure::from(Problem::TooLarge))?;
    let mut fields = form_urlencoded::parse(&bytes);
    let sent = fields.find(|(name, _)| name.as_bytes() == CSRF_FIELD).map(|(_, value)| value.into_owned());
    if !bool::from(sent.unwrap_or_default().as_bytes().ct_eq(sheet.csrf.as_bytes())) {
        return Err(Problem::NotAllowed.into());
    }
    Ok(bytes)
}
