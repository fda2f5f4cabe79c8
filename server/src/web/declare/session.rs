//! Who declares at a page, by the cookie of their session, and the forms that they fill in.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cookie::SameSite;
use lancan_protocol::problem::Problem;

use super::drafted;
use super::written::WrittenFields;
use crate::declarations::{Declarer, DeclarersDevice, RecoveryCode};
use crate::ground::error::{Failure, Fault};
use crate::ground::purposes;
use crate::http::pages::cookies;
use crate::web::shared_device::is_shared;
use crate::web::sheet::PageSheet;
use crate::web::{DECLARE_ROOT, PublicPages, filled, sealed};

/// The cookie of a session.
pub(super) const SESSION: [&str; 2] = ["__Host-lancan-declare", "lancan-declare"];
/// The cookie that holds the recovery code of who declares without a number, sealed: it is shown beside the pass.
pub(super) const RECOVERY: [&str; 2] = ["__Host-lancan-recovery", "lancan-recovery"];
/// What the HMAC over a session's token is for.
const CSRF: &str = purposes::DECLARE_CSRF;

/// Whoever declares, at a page.
pub(in crate::web) struct SignedDeclarer {
    pub(super) declarer: Declarer,
    pub(super) sheet: PageSheet,
    /// What came with the request, which cookies are read from.
    headers: HeaderMap,
}

/// A form that a declarer filled in, as it was written.
pub(in crate::web) struct DeclarerForm {
    pub(super) signed: SignedDeclarer,
    pub(super) written: WrittenFields,
}

impl FromRequestParts<Arc<PublicPages>> for SignedDeclarer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, pages: &Arc<PublicPages>) -> Result<Self, Failure> {
        let token = cookies::value(&parts.headers, SESSION).ok_or(Problem::SignInNeeded)?;
        let declarer = pages.declarations.declarer(&token).await?;
        let mut sheet = PageSheet::of(&parts.headers, &parts.uri);
        sheet.csrf = URL_SAFE_NO_PAD.encode(pages.secrets.digest(CSRF, token.as_bytes()));
        Ok(Self { declarer, sheet, headers: parts.headers.clone() })
    }
}

impl FromRequest<Arc<PublicPages>> for DeclarerForm {
    type Rejection = Response;

    async fn from_request(request: Request, pages: &Arc<PublicPages>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let signed = match SignedDeclarer::from_request_parts(&mut parts, pages).await {
            Ok(signed) => signed,
            Err(failure) if is_over(&failure) => {
                let kept = drafted::rescue(pages, Request::from_parts(parts, body)).await;
                return Err(kept.map_err(Failure::into_response)?.unwrap_or_else(|| failure.into_response()));
            }
            Err(failure) => return Err(failure.into_response()),
        };
        let bytes = filled::read(Request::from_parts(parts, body), &signed.sheet).await;
        let bytes = bytes.map_err(Failure::into_response)?;
        Ok(Self { written: WrittenFields::of(&bytes), signed })
    }
}

impl SignedDeclarer {
    /// The recovery code by which they declare in this browser.
    pub(super) fn recovery(&self, pages: &PublicPages) -> Option<RecoveryCode> {
        let code = RecoveryCode::parse(&pages.kept::<String>(&self.headers, RECOVERY)?)?;
        pages.declarations.is_code_of(&code, self.declarer).then_some(code)
    }
}

/// Whether somebody has to sign in.
pub(super) fn is_over(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused(refusal) if refusal.problem == Problem::SignInNeeded)
}

/// Whose device this browser is on.
pub(super) fn device(headers: &HeaderMap) -> DeclarersDevice {
    if is_shared(headers) { DeclarersDevice::Shared } else { DeclarersDevice::Own }
}

/// Gives a browser the token of a session that begins.
pub(super) fn begin(response: &mut Response, headers: &HeaderMap, token: &str) -> Result<(), Fault> {
    let seconds = device(headers).seconds().into();
    sealed::append(response, &cookies::set(headers, SESSION, token, seconds, SameSite::Lax))
}

/// Ends every session of the number.
pub(in crate::web) async fn sign_out_everywhere(
    State(pages): State<Arc<PublicPages>>,
    DeclarerForm { signed, .. }: DeclarerForm,
) -> Result<Response, Failure> {
    pages.declarations.end_every_session(signed.declarer).await?;
    signed_out(&signed.headers)
}

/// Ends the session.
pub(in crate::web) async fn sign_out(
    State(pages): State<Arc<PublicPages>>,
    DeclarerForm { signed, .. }: DeclarerForm,
) -> Result<Response, Failure> {
    pages.declarations.end_session(signed.declarer).await?;
    signed_out(&signed.headers)
}

/// Takes what a browser keeps of a session, and leads to the first page.
pub(super) fn signed_out(headers: &HeaderMap) -> Result<Response, Failure> {
    let mut response = Redirect::to(DECLARE_ROOT).into_response();
    sealed::forget(&mut response, headers, SESSION)?;
    sealed::forget(&mut response, headers, RECOVERY)?;
    Ok(response)
}
