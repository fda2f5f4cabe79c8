//! Whoever writes shows a telephone number first, once in 30 days.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::otp::Otp;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::problem::Problem;

use super::session;
use crate::ground::error::{Failure, Refusal};
use crate::http::pages::page::page;
use crate::http::pages::same_site::refuse_other_sites;
use crate::web::dress::asked_again;
use crate::web::filled::{self, OneAnswer};
use crate::web::registration::code::{SmsCodePage, again};
use crate::web::registration::number::{ASKED, AskedNumber, NumberPage};
use crate::web::sheet::{AnswerError, PageSheet};
use crate::web::{MAP_ROOT, PublicPages, sealed};

/// The key of the text that says what the number is for.
const WHY: &str = "feedback-number-why";
/// The cookie that holds the facility that somebody is about to write of.
const MEANT: [&str; 2] = ["__Host-lancan-meant", "lancan-meant"];
/// Seconds that it is held.
const MEANT_SECONDS: u32 = 3_600;

/// Leads to where a number is shown, and later back to the form of the facility.
pub(super) fn first(pages: &PublicPages, headers: &HeaderMap, place: &str) -> Result<Response, Failure> {
    let mut response = Redirect::to("/ban-do/number").into_response();
    pages.keep(&mut response, (headers, MEANT), place.to_owned(), MEANT_SECONDS)?;
    Ok(response)
}

/// Asks for the number.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    if !pages.feedback.sends_passwords() {
        return Err(Refusal::saying(Problem::Unavailable, "feedback-not-open").into());
    }
    page(&NumberPage::new(PageSheet::of(&headers, &uri), WHY, String::new(), Vec::new()))
}

/// Sends a code to the number.
pub(in crate::web) async fn send(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Form(OneAnswer { answer }): Form<OneAnswer>,
) -> Result<Response, Failure> {
    refuse_other_sites(&headers)?;
    let sheet = PageSheet::of(&headers, &uri);
    let Ok(phone) = PhoneNumber::parse(&answer) else {
        let errors = vec![AnswerError::of(&sheet, "web-error-number")];
        return Ok(asked_again(page(&NumberPage::new(sheet, WHY, answer, errors))?));
    };
    let asked = AskedNumber::new(&pages, &headers, &phone);
    pages.feedback.send_password(phone, asked.browser(&pages), sheet.language()).await?;
    let mut response = Redirect::to("/ban-do/code").into_response();
    asked.keep(&pages, &mut response, &headers)?;
    Ok(response)
}

/// Asks for the code.
pub(in crate::web) async fn ask_code(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    match pages.kept::<AskedNumber>(&headers, ASKED) {
        Some(asked) => page(&SmsCodePage::new(PageSheet::of(&headers, &uri), &asked, Vec::new())),
        None => Ok(Redirect::to("/ban-do/number").into_response()),
    }
}

/// Takes the code, and goes on to the form.
pub(in crate::web) async fn take_code(
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
        return Ok(Redirect::to("/ban-do/number").into_response());
    };
    let begun = match Otp::parse(&answer) {
        Some(otp) => pages.feedback.begin_session(phone, otp, asked.browser(&pages)).await,
        None => Err(Problem::OtpWrong.into()),
    };
    let token = match begun {
        Ok(token) => token,
        Err(failure) => return again(sheet, &asked, failure),
    };
    let meant = pages.kept::<String>(&headers, MEANT);
    let next = meant.map_or_else(|| MAP_ROOT.to_owned(), |place| format!("/ban-do/co-so/{place}/gop-y"));
    let mut response = Redirect::to(&next).into_response();
    session::begin(&mut response, &headers, &token)?;
    sealed::forget(&mut response, &headers, ASKED)?;
    asked.know(&pages, &mut response, &headers)?;
    Ok(response)
}

/// Ends the session.
pub(in crate::web) async fn sign_out(
    State(pages): State<Arc<PublicPages>>,
    signed: session::SignedCitizen,
    request: Request,
) -> Result<Response, Failure> {
    filled::read(request, &signed.sheet).await?;
    pages.feedback.end_session(signed.citizen).await?;
    let mut response = Redirect::to(MAP_ROOT).into_response();
    sealed::forget(&mut response, &signed.headers, session::SESSION)?;
    Ok(response)
}
