//! The code of the text message.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::otp::Otp;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::problem::Problem;

use super::number::{ASKED, AskedNumber};
use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::http::pages::same_site::refuse_other_sites;
use crate::web::confirm::code_error;
use crate::web::dress::asked_again;
use crate::web::filled::OneAnswer;
use crate::web::sheet::{AnswerError, PageSheet};
use crate::web::{PublicPages, ROOT, sealed, session};

#[derive(Template)]
#[template(path = "registration/code.html")]
pub(in crate::web) struct SmsCodePage {
    sheet: PageSheet,
    lead: String,
    errors: Vec<AnswerError>,
}

impl SmsCodePage {
    pub(in crate::web) fn new(sheet: PageSheet, asked: &AskedNumber, errors: Vec<AnswerError>) -> Self {
        let lead = sheet.say_of("web-code-lead", "number", &asked.phone);
        Self { sheet, lead, errors }
    }
}

/// Asks for the code.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    match pages.kept::<AskedNumber>(&headers, ASKED) {
        Some(asked) => page(&SmsCodePage::new(PageSheet::of(&headers, &uri), &asked, Vec::new())),
        None => Ok(Redirect::to("/dia-diem/number").into_response()),
    }
}

/// Takes the code: whoever has it holds the number.
pub(in crate::web) async fn take(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Form(OneAnswer { answer }): Form<OneAnswer>,
) -> Result<Response, Failure> {
    refuse_other_sites(&headers)?;
    let sheet = PageSheet::of(&headers, &uri);
    let asked = pages.kept::<AskedNumber>(&headers, ASKED);
    let phone = asked.as_ref().and_then(|asked| PhoneNumber::from_e164(asked.phone.clone()).ok());
    let Some((asked, phone)) = asked.zip(phone) else {
        return Ok(Redirect::to("/dia-diem/number").into_response());
    };
    let begun = match Otp::parse(&answer) {
        Some(otp) => pages.places.begin_session(phone, otp, asked.browser(&pages)).await,
        None => Err(Problem::OtpWrong.into()),
    };
    let token = match begun {
        Ok(token) => token,
        Err(failure) => return again(sheet, &asked, failure),
    };
    let mut response = Redirect::to(ROOT).into_response();
    session::begin(&mut response, &headers, &token)?;
    sealed::forget(&mut response, &headers, ASKED)?;
    asked.know(&pages, &mut response, &headers)?;
    Ok(response)
}

/// Asks again where the code is wrong or over.
///
/// # Errors
/// Every other failure.
pub(in crate::web) fn again(sheet: PageSheet, asked: &AskedNumber, failure: Failure) -> Result<Response, Failure> {
    let error = code_error(&sheet, Err(failure))?;
    Ok(asked_again(page(&SmsCodePage::new(sheet, asked, error.into_iter().collect()))?))
}
