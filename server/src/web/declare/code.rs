//! The code of the text message: whoever has it declares with the number.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::otp::Otp;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::problem::Problem;

use super::session;
use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::http::pages::same_site::refuse_other_sites;
use crate::web::filled::OneAnswer;
use crate::web::registration::code::{SmsCodePage, again};
use crate::web::registration::number::{ASKED, AskedNumber};
use crate::web::sheet::PageSheet;
use crate::web::{DECLARE_ROOT, PublicPages, sealed};

/// Asks for the code.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    match pages.kept::<AskedNumber>(&headers, ASKED) {
        Some(asked) => page(&SmsCodePage::new(PageSheet::of(&headers, &uri), &asked, Vec::new())),
        None => Ok(Redirect::to("/khai-bao/number").into_response()),
    }
}

/// Takes the code.
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
        return Ok(Redirect::to("/khai-bao/number").into_response());
    };
    let begun = match Otp::parse(&answer) {
        Some(otp) => pages.declarations.begin_session(phone, otp, asked.browser(&pages)).await,
        None => Err(Problem::OtpWrong.into()),
    };
    let token = match begun {
        Ok(token) => token,
        Err(failure) => return again(sheet, &asked, failure),
    };
    let mut response = Redirect::to(DECLARE_ROOT).into_response();
    session::begin(&mut response, &headers, &token)?;
    sealed::forget(&mut response, &headers, ASKED)?;
    asked.know(&pages, &mut response, &headers)?;
    Ok(response)
}
