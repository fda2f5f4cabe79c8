//! The number that a code was sent to, while the code is on the way, and the browser that asked.

use axum::http::HeaderMap;
use axum::response::Response;
use lancan_protocol::hex;
use lancan_protocol::otp::Otp;
use lancan_protocol::phone_number::PhoneNumber;
use serde::{Deserialize, Serialize};

use crate::ground::error::Fault;
use crate::ground::ids::Digest;
use crate::ground::purposes;
use crate::ground::random;
use crate::web::{PublicPages, sealed};

/// The cookie that holds the number while its code is on the way.
const ASKED: [&str; 2] = ["__Host-lancan-asked", "lancan-asked"];
/// The cookie by which a browser is known that showed a number.
const KNOWN: [&str; 2] = ["__Host-lancan-browser", "lancan-browser"];
/// Seconds that a browser is known, as the server counts it: 180 days.
const KNOWN_SECONDS: u32 = 180 * 86_400;
/// What the HMAC of a browser's secret is for.
const BROWSER: &str = purposes::PLACE_BROWSER;

/// The number that a code was sent to, and the secret of the browser that asked.
#[derive(Serialize, Deserialize)]
pub(in crate::web) struct AskedNumber {
    /// As E.164 writes it.
    pub(super) phone: String,
    secret: String,
}

impl AskedNumber {
    /// A number, with the secret of a browser that is known, or a fresh one.
    pub(super) fn new(pages: &PublicPages, headers: &HeaderMap, phone: &PhoneNumber) -> Self {
        let secret = pages.kept(headers, KNOWN).unwrap_or_else(|| hex::encode(&random::bytes::<32>()));
        Self { phone: phone.as_str().to_owned(), secret }
    }

    /// The number whose code is on the way to this browser.
    pub(super) fn of(pages: &PublicPages, headers: &HeaderMap) -> Option<Self> {
        pages.kept(headers, ASKED)
    }

    /// Lets the browser be known from now on: the number was shown in it. The number itself is not kept.
    pub(in crate::web) fn know(
        self,
        pages: &PublicPages,
        response: &mut Response,
        headers: &HeaderMap,
    ) -> Result<(), Fault> {
        sealed::forget(response, headers, ASKED)?;
        pages.keep(response, (headers, KNOWN), self.secret, KNOWN_SECONDS)
    }

    /// Takes the number from a browser that is not to be known.
    pub(in crate::web) fn forget(response: &mut Response, headers: &HeaderMap) -> Result<(), Fault> {
        sealed::forget(response, headers, ASKED)
    }

    /// Lets the browser keep it as long as the code is good.
    pub(super) fn keep(self, pages: &PublicPages, response: &mut Response, headers: &HeaderMap) -> Result<(), Fault> {
        let seconds = u32::try_from(Otp::LIFETIME_SECONDS).unwrap_or(u32::MAX);
        pages.keep(response, (headers, ASKED), self, seconds)
    }

    /// What the code is bound to.
    pub(super) fn browser(&self, pages: &PublicPages) -> Digest {
        pages.secrets.digest(BROWSER, self.secret.as_bytes())
    }
}
