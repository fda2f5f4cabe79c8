//! The telephone number of who declares, which a code is sent to.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::phone_number::PhoneNumber;
use serde::Deserialize;

use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::http::pages::same_site::refuse_other_sites;
use crate::web::dress::asked_again;
use crate::web::filled::OneAnswer;
use crate::web::registration::number::{AskedNumber, NumberPage};
use crate::web::sheet::{AnswerError, PageSheet};
use crate::web::{DECLARE_ROOT, PublicPages};

/// The key of the text that says what a declarer's number is for.
const WHY: &str = "web-declare-number-why";

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
    let why = if kept.is_empty() { WHY } else { KEPT };
    page(&NumberPage::new(PageSheet::of(&headers, &uri), why, String::new(), Vec::new()))
}

/// Sends a code to the number. Whether somebody declared with it already changes nothing.
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
    pages.declarations.send_password(phone, asked.browser(&pages), sheet.language()).await?;
    let mut response = Redirect::to("/khai-bao/code").into_response();
    asked.keep(&pages, &mut response, &headers)?;
    Ok(response)
}
