//! Who looks at a page: the holder of a number, by the cookie of their session.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cookie::SameSite;
use lancan_protocol::problem::Problem;

use super::sheet::PageSheet;
use super::{PublicPages, sealed};
use crate::ground::error::{Failure, Fault};
use crate::ground::purposes;
use crate::http::pages::cookies;
use crate::places::{Manager, SESSION_DAYS};

/// The cookie of a session.
const SESSION: [&str; 2] = ["__Host-lancan-place", "lancan-place"];
/// What the HMAC over a session's token is for.
const CSRF: &str = purposes::PLACE_CSRF;

/// The holder of a number at a page.
pub(super) struct Holder {
    pub(super) manager: Manager,
    pub(super) sheet: PageSheet,
    /// What came with the request, which cookies are read from.
    pub(super) headers: HeaderMap,
}

impl FromRequestParts<Arc<PublicPages>> for Holder {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, pages: &Arc<PublicPages>) -> Result<Self, Failure> {
        let token = cookies::value(&parts.headers, SESSION).ok_or(Problem::SignInNeeded)?;
        let manager = pages.places.manager(&token).await?;
        let mut sheet = PageSheet::of(&parts.headers, &parts.uri);
        sheet.csrf = URL_SAFE_NO_PAD.encode(pages.secrets.digest(CSRF, token.as_bytes()));
        Ok(Self { manager, sheet, headers: parts.headers.clone() })
    }
}

/// Gives a browser the token of a session that begins.
pub(super) fn begin(response: &mut Response, headers: &HeaderMap, token: &str) -> Result<(), Fault> {
    let seconds = i64::from(SESSION_DAYS) * 86_400;
    sealed::append(response, &cookies::set(headers, SESSION, token, seconds, SameSite::Lax))
}

/// Takes the token of a session from a browser.
pub(super) fn end(response: &mut Response, headers: &HeaderMap) -> Result<(), Fault> {
    sealed::forget(response, headers, SESSION)
}
