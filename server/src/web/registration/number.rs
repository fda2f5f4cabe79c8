//! The telephone number, which a code is sent to.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::hex;
use lancan_protocol::otp::Otp;
use lancan_protocol::phone_number::PhoneNumber;
use serde::{Deserialize, Serialize};

use crate::ground::error::{Failure, Fault};
use crate::ground::ids::Digest;
use crate::ground::purposes;
use crate::ground::random;
use crate::http::pages::page::page;
use crate::http::pages::same_site::refuse_other_sites;
use crate::web::PublicPages;
use crate::web::dress::{asked_again, not_open};
use crate::web::filled::OneAnswer;
use crate::web::sheet::{AnswerError, PageSheet};

/// The key of the text that says what a manager's number is for.
const WHY: &str = "web-number-why";
/// The cookie that holds the number while its code is on the way.
pub(in crate::web) const ASKED: [&str; 2] = ["__Host-lancan-asked", "lancan-asked"];
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
    pub(in crate::web) phone: String,
    secret: String,
}

impl AskedNumber {
    /// A number, with the secret of a browser that is known, or a fresh one.
    pub(in crate::web) fn new(pages: &PublicPages, headers: &HeaderMap, phone: &PhoneNumber) -> Self {
        let secret = pages.kept(headers, KNOWN).unwrap_or_else(|| hex::encode(&random::bytes::<32>()));
        Self { phone: phone.as_str().to_owned(), secret }
    }

    /// Lets the browser be known from now on: the number was shown in it. The number itself is not kept.
    pub(in crate::web) fn know(
        self,
        pages: &PublicPages,
        response: &mut Response,
        headers: &HeaderMap,
    ) -> Result<(), Fault> {
        pages.keep(response, (headers, KNOWN), self.secret, KNOWN_SECONDS)
    }

    /// Lets the browser keep it as long as the code is good.
    pub(in crate::web) fn keep(
        self,
        pages: &PublicPages,
        response: &mut Response,
        headers: &HeaderMap,
    ) -> Result<(), Fault> {
        let seconds = u32::try_from(Otp::LIFETIME_SECONDS).unwrap_or(u32::MAX);
        pages.keep(response, (headers, ASKED), self, seconds)
    }

    /// What the code is bound to.
    pub(in crate::web) fn browser(&self, pages: &PublicPages) -> Digest {
        pages.secrets.digest(BROWSER, self.secret.as_bytes())
    }
}

#[derive(Template)]
#[template(path = "registration/number.html")]
pub(in crate::web) struct NumberPage {
    sheet: PageSheet,
    /// What the number is for, and who sees it.
    why: String,
    answer: String,
    errors: Vec<AnswerError>,
}

impl NumberPage {
    pub(in crate::web) fn new(sheet: PageSheet, why: &str, answer: String, errors: Vec<AnswerError>) -> Self {
        Self { why: sheet.say(why), sheet, answer, errors }
    }
}

/// Says that nothing can be registered here yet, and what to do.
#[derive(Template)]
#[template(path = "registration/closed.html")]
struct NotOpenPage {
    sheet: PageSheet,
}

/// Asks for the number, where a code can be sent to it.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    let sheet = PageSheet::of(&headers, &uri);
    if !pages.places.sends_passwords() {
        return Ok(not_open(page(&NotOpenPage { sheet })?));
    }
    page(&NumberPage::new(sheet, WHY, String::new(), Vec::new()))
}

/// Sends a code to the number. Whether it manages a place already changes nothing.
pub(in crate::web) async fn send(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Form(OneAnswer { answer }): Form<OneAnswer>,
) -> Result<Response, Failure> {
    refuse_other_sites(&headers)?;
    let sheet = PageSheet::of(&headers, &uri);
    if !pages.places.sends_passwords() {
        return Ok(not_open(page(&NotOpenPage { sheet })?));
    }
    let Ok(phone) = PhoneNumber::parse(&answer) else {
        let errors = vec![AnswerError::of(&sheet, "web-error-number")];
        return Ok(asked_again(page(&NumberPage::new(sheet, WHY, answer, errors))?));
    };
    let asked = AskedNumber::new(&pages, &headers, &phone);
    pages.places.send_password(phone, asked.browser(&pages), sheet.language()).await?;
    let mut response = Redirect::to("/dia-diem/code").into_response();
    asked.keep(&pages, &mut response, &headers)?;
    Ok(response)
}
