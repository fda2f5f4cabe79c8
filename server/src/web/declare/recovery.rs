//! Declaring an entry without a text message: who cannot get one begins here, writes a recovery code down, and comes back by it.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;

use super::session::{self, SignedDeclarer};
use crate::declarations::RecoveryCode;
use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::http::pages::same_site::refuse_other_sites;
use crate::web::dress::asked_again;
use crate::web::filled::OneAnswer;
use crate::web::sheet::{AnswerError, PageSheet};
use crate::web::{DECLARE_ROOT, PublicPages};

/// Where somebody begins without a number, or comes back by a code.
pub(super) const ADDRESS: &str = "/khai-bao/without-number";
/// Where the code is shown.
const SHOWN: &str = "/khai-bao/recovery";

#[derive(Template)]
#[template(path = "declare/without_number.html")]
struct WithoutNumberPage {
    sheet: PageSheet,
    answer: String,
    errors: Vec<AnswerError>,
}

#[derive(Template)]
#[template(path = "declare/recovery.html")]
struct RecoveryPage {
    sheet: PageSheet,
    code: String,
}

/// Says what can be declared without a number, and asks for a code that somebody has.
pub(in crate::web) async fn ask(headers: HeaderMap, uri: Uri) -> Result<Response, Failure> {
    page(&WithoutNumberPage { sheet: PageSheet::of(&headers, &uri), answer: String::new(), errors: Vec::new() })
}

/// Begins without a number, and shows the code that leads back.
pub(in crate::web) async fn begin(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    refuse_other_sites(&headers)?;
    let (token, code) = pages.declarations.begin_without_number(session::device(&headers)).await?;
    let mut response = Redirect::to(SHOWN).into_response();
    came(&pages, (&mut response, &headers), &token, &code)?;
    Ok(response)
}

/// Leads whoever has a code back to what they declared.
pub(in crate::web) async fn take(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Form(OneAnswer { answer }): Form<OneAnswer>,
) -> Result<Response, Failure> {
    refuse_other_sites(&headers)?;
    let begun = match RecoveryCode::parse(&answer) {
        Some(code) => {
            let begun = pages.declarations.begin_recovered(&code, session::device(&headers)).await;
            begun.map(|token| (token, code))
        }
        None => Err(Problem::NotFound.into()),
    };
    match begun {
        Ok((token, code)) => {
            let mut response = Redirect::to(DECLARE_ROOT).into_response();
            came(&pages, (&mut response, &headers), &token, &code)?;
            Ok(response)
        }
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::NotFound => {
            let sheet = PageSheet::of(&headers, &uri);
            let errors = vec![AnswerError::of(&sheet, "web-recovery-wrong")];
            Ok(asked_again(page(&WithoutNumberPage { sheet, answer, errors })?))
        }
        Err(failure) => Err(failure),
    }
}

/// Shows the code to who declares by it in this browser.
pub(in crate::web) async fn show(
    State(pages): State<Arc<PublicPages>>,
    signed: SignedDeclarer,
) -> Result<Response, Failure> {
    match signed.recovery(&pages) {
        Some(code) => page(&RecoveryPage { code: code.to_string(), sheet: signed.sheet }),
        None => Ok(Redirect::to(DECLARE_ROOT).into_response()),
    }
}

fn came(
    pages: &PublicPages,
    (response, headers): (&mut Response, &HeaderMap),
    token: &str,
    code: &RecoveryCode,
) -> Result<(), Failure> {
    session::begin(response, headers, token)?;
    Ok(pages.keep(response, (headers, session::RECOVERY), code.to_string(), session::device(headers).seconds())?)
}
