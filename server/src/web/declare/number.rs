//! The telephone number of whoever declares, and the code that was sent to the number.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::session;
use crate::declarations::DeclarersDevice;
use crate::ground::error::Failure;
use crate::http::pages::same_site::refuse_other_sites;
use crate::web::filled::OneAnswer;
use crate::web::number::{AskedNumber, CodeOutcome, ShowingSteps};
use crate::web::sheet::PageSheet;
use crate::web::{DECLARE_ROOT, PublicPages};

const STEPS: ShowingSteps = ShowingSteps {
    why: "web-declare-number-why",
    number: "/khai-bao/number",
    code: "/khai-bao/code",
    otherwise: Some((super::recovery::ADDRESS, "web-recovery-otherwise")),
};

/// The key of the text that says that a form was kept whose session was over.
const KEPT: &str = "web-draft-sign-in";

/// What an address says.
#[derive(Deserialize)]
pub(in crate::web) struct NumberQuery {
    /// Not empty where a form was kept whose session was over.
    #[serde(default)]
    kept: String,
}

/// Asks for the number, where a code can be sent to it.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Query(NumberQuery { kept }): Query<NumberQuery>,
) -> Result<Response, Failure> {
    if !pages.declarations.sends_passwords() {
        return Ok(Redirect::to(DECLARE_ROOT).into_response());
    }
    let sheet = PageSheet::of(&headers, &uri);
    if kept.is_empty() { STEPS.ask(sheet) } else { STEPS.ask_saying(sheet, KEPT) }
}

/// Sends a code to the number. Whether somebody declared with it already changes nothing.
pub(in crate::web) async fn send(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Form(OneAnswer { answer }): Form<OneAnswer>,
) -> Result<Response, Failure> {
    refuse_other_sites(&headers)?;
    let written = (PageSheet::of(&headers, &uri), answer);
    let send = async |phone, browser, language| pages.declarations.send_password(phone, browser, language).await;
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

/// Takes the code: whoever has it declares with the number.
pub(in crate::web) async fn take_code(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Form(OneAnswer { answer }): Form<OneAnswer>,
) -> Result<Response, Failure> {
    refuse_other_sites(&headers)?;
    let written = (PageSheet::of(&headers, &uri), answer);
    let device = session::device(&headers);
    let begin = async |phone, otp, browser| pages.declarations.begin_session(phone, otp, browser, device).await;
    let (token, asked) = match STEPS.take_code(&pages, &headers, written, begin).await? {
        CodeOutcome::Shown(token, asked) => (token, asked),
        CodeOutcome::Instead(page) => return Ok(page),
    };
    let mut response = Redirect::to(DECLARE_ROOT).into_response();
    session::begin(&mut response, &headers, &token)?;
    match device {
        DeclarersDevice::Own => asked.know(&pages, &mut response, &headers)?,
        DeclarersDevice::Shared => AskedNumber::forget(&mut response, &headers)?,
    }
    Ok(response)
}
