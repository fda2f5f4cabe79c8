//! Whoever writes shows a telephone number first, once in 30 days.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;

use super::session;
use crate::ground::error::{Failure, Refusal};
use crate::http::pages::same_site::refuse_other_sites;
use crate::web::filled::{self, OneAnswer};
use crate::web::number::{CodeOutcome, ShowingSteps};
use crate::web::sheet::PageSheet;
use crate::web::{MAP_ROOT, PublicPages, sealed};

const STEPS: ShowingSteps =
    ShowingSteps { why: "feedback-number-why", number: "/ban-do/number", code: "/ban-do/code", otherwise: None };
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
    STEPS.ask(PageSheet::of(&headers, &uri))
}

/// Sends a code to the number.
pub(in crate::web) async fn send(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Form(OneAnswer { answer }): Form<OneAnswer>,
) -> Result<Response, Failure> {
    refuse_other_sites(&headers)?;
    let written = (PageSheet::of(&headers, &uri), answer);
    let send = async |phone, browser, language| pages.feedback.send_password(phone, browser, language).await;
    STEPS.send(&pages, &headers, written, send).await
}

/// Asks for the code.
pub(in crate::web) async fn ask_code(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    STEPS.ask_code(&pages, &headers, PageSheet::of(&headers, &uri))
}

/// Takes the code, and goes on to the form.
pub(in crate::web) async fn take_code(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Form(OneAnswer { answer }): Form<OneAnswer>,
) -> Result<Response, Failure> {
    refuse_other_sites(&headers)?;
    let written = (PageSheet::of(&headers, &uri), answer);
    let begin = async |phone, otp, browser| pages.feedback.begin_session(phone, otp, browser).await;
    let (token, asked) = match STEPS.take_code(&pages, &headers, written, begin).await? {
        CodeOutcome::Shown(token, asked) => (token, asked),
        CodeOutcome::Instead(page) => return Ok(page),
    };
    let meant = pages.kept::<String>(&headers, MEANT);
    let next = meant.map_or_else(|| MAP_ROOT.to_owned(), |place| format!("/ban-do/co-so/{place}/gop-y"));
    let mut response = Redirect::to(&next).into_response();
    session::begin(&mut response, &headers, &token)?;
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
