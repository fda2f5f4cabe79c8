//! Who writes, by the cookie of their session, and the form with its photographs.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cookie::SameSite;
use lancan_protocol::problem::Problem;

use crate::feedback::{Citizen, MOST_PHOTOS, SESSION_DAYS};
use crate::ground::error::{Failure, Fault};
use crate::ground::purposes;
use crate::http::pages::cookies;
use crate::web::photo_form::{PhotoForm, most_sent_bytes};
use crate::web::sheet::PageSheet;
use crate::web::{PublicPages, sealed};

/// The cookie of a session.
pub(super) const SESSION: [&str; 2] = ["__Host-lancan-feedback", "lancan-feedback"];
/// What the HMAC over a session's token is for.
const CSRF: &str = purposes::FEEDBACK_CSRF;
/// Most bytes of a form that are read.
pub(in crate::web) const MOST_SENT_BYTES: usize = most_sent_bytes(MOST_PHOTOS);

/// Whoever writes, at a page.
pub(in crate::web) struct SignedCitizen {
    pub(super) citizen: Citizen,
    pub(super) sheet: PageSheet,
    pub(super) headers: HeaderMap,
}

/// A form that a citizen filled in.
pub(in crate::web) struct CitizenForm {
    pub(super) signed: SignedCitizen,
    pub(super) texts: HashMap<String, String>,
    /// The files that are not empty.
    pub(super) photos: Vec<Vec<u8>>,
}

impl FromRequestParts<Arc<PublicPages>> for SignedCitizen {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, pages: &Arc<PublicPages>) -> Result<Self, Failure> {
        let token = cookies::value(&parts.headers, SESSION).ok_or(Problem::SignInNeeded)?;
        let citizen = pages.feedback.citizen(&token).await?;
        let mut sheet = PageSheet::of(&parts.headers, &parts.uri);
        sheet.csrf = URL_SAFE_NO_PAD.encode(pages.secrets.digest(CSRF, token.as_bytes()));
        Ok(Self { citizen, sheet, headers: parts.headers.clone() })
    }
}

impl FromRequest<Arc<PublicPages>> for CitizenForm {
    type Rejection = Failure;

    async fn from_request(request: Request, pages: &Arc<PublicPages>) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let signed = SignedCitizen::from_request_parts(&mut parts, pages).await?;
        let request = Request::from_parts(parts, body);
        let PhotoForm { texts, photos } = PhotoForm::read(request, &signed.sheet, MOST_PHOTOS).await?;
        Ok(Self { signed, texts, photos })
    }
}

/// Gives a browser the token of a session that begins.
pub(super) fn begin(response: &mut Response, headers: &HeaderMap, token: &str) -> Result<(), Fault> {
    let seconds = i64::from(SESSION_DAYS) * 86_400;
    sealed::append(response, &cookies::set(headers, SESSION, token, seconds, SameSite::Lax))
}
