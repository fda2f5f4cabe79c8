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

use crate::ground::error::Failure;
use crate::ground::ids::Digest;
use crate::ground::random;
use crate::http::pages::page::page;
use crate::http::pages::same_site::refuse_other_sites;
use crate::web::PublicPages;
use crate::web::dress::{asked_again, not_open};
use crate::web::filled::OneAnswer;
use crate::web::sheet::{AnswerError, PageSheet};

/// The cookie that holds the number while its code is on the way.
pub(super) const ASKED: [&str; 2] = ["__Host-lancan-asked", "lancan-asked"];
/// What the HMAC of a browser's secret is for.
const BROWSER: &str = "place-browser";

/// The number that a code was sent to, and the secret of the browser that asked.
#[derive(Serialize, Deserialize)]
pub(super) struct AskedNumber {
    /// As E.164 writes it.
    pub(super) phone: String,
    secret: String,
}

impl AskedNumber {
    /// What the code is bound to.
    pub(super) fn browser(&self, pages: &PublicPages) -> Digest {
        pages.secrets.digest(BROWSER, self.secret.as_bytes())
    }
}

#[derive(Template)]
#[template(path = "registration/number.html")]
struct NumberPage {
    sheet: PageSheet,
    answer: String,
    errors: Vec<AnswerError>,
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
    page(&NumberPage { sheet, answer: String::new(), errors: Vec::new() })
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
        return Ok(asked_again(page(&NumberPage { sheet, answer, errors })?));
    };
    let asked = AskedNumber { phone: phone.as_str().to_owned(), secret: hex::encode(&random::bytes::<32>()) };
    pages.places.send_password(phone, asked.browser(&pages), sheet.language()).await?;
    let mut response = Redirect::to("/dia-diem/code").into_response();
    let seconds = u32::try_from(Otp::LIFETIME_SECONDS).unwrap_or(u32::MAX);
    pages.keep(&mut response, (&headers, ASKED), asked, seconds)?;
    Ok(response)
}
