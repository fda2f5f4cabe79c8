//! Showing the number again before a grave act: a code of the newest text message.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::otp::Otp;
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::PublicPages;
use super::dress::asked_again;
use super::filled::{HolderForm, Nothing, OneAnswer};
use super::language::within_the_pages;
use super::session::Holder;
use super::sheet::{AnswerError, PageSheet};
use crate::ground::error::Failure;
use crate::http::pages::page::page;

#[derive(Template)]
#[template(path = "confirm.html")]
struct ShowNumberPage {
    sheet: PageSheet,
    lead: String,
    /// Where the form is sent, with the page to come back to.
    action: String,
    /// Whether the code is on the way and is asked for.
    is_sent: bool,
    errors: Vec<AnswerError>,
}

/// The page to come back to.
#[derive(Deserialize)]
pub(super) struct ComeBack {
    #[serde(default)]
    back: String,
}

impl ComeBack {
    /// The page that leads back here afterwards.
    fn address(&self, path: &str) -> String {
        let back: String = form_urlencoded::byte_serialize(self.back.as_bytes()).collect();
        format!("{path}?back={back}")
    }
}

impl PublicPages {
    /// Where a manager is led who has to show the number before the page at `back`; nothing where they did lately.
    pub(super) fn confirms_first(&self, holder: &Holder, back: &str) -> Option<Response> {
        let address = ComeBack { back: back.to_owned() }.address("/dia-diem/confirm");
        (!self.places.is_confirmed(&holder.manager)).then(|| Redirect::to(&address).into_response())
    }
}

fn confirm_page(holder: Holder, come: &ComeBack, is_sent: bool, errors: Vec<AnswerError>) -> ShowNumberPage {
    let sheet = holder.sheet;
    let key = if is_sent { "web-code-lead" } else { "web-confirm-lead" };
    let lead = sheet.say_of(key, "number", holder.manager.phone.as_str());
    let action = come.address(if is_sent { "/dia-diem/confirm/code" } else { "/dia-diem/confirm" });
    ShowNumberPage { sheet, lead, action, is_sent, errors }
}

/// Says why the number is asked for.
pub(super) async fn ask(holder: Holder, Query(come): Query<ComeBack>) -> Result<Response, Failure> {
    page(&confirm_page(holder, &come, false, Vec::new()))
}

/// Sends the code.
pub(super) async fn send(
    State(pages): State<Arc<PublicPages>>,
    Query(come): Query<ComeBack>,
    HolderForm { holder, .. }: HolderForm<Nothing>,
) -> Result<Response, Failure> {
    pages.places.send_confirmation(&holder.manager, holder.sheet.language()).await?;
    Ok(Redirect::to(&come.address("/dia-diem/confirm/code")).into_response())
}

/// Asks for the code.
pub(super) async fn ask_code(holder: Holder, Query(come): Query<ComeBack>) -> Result<Response, Failure> {
    page(&confirm_page(holder, &come, true, Vec::new()))
}

/// Takes the code, and leads back.
pub(super) async fn take(
    State(pages): State<Arc<PublicPages>>,
    Query(come): Query<ComeBack>,
    HolderForm { holder, form: OneAnswer { answer } }: HolderForm<OneAnswer>,
) -> Result<Response, Failure> {
    let taken = match Otp::parse(&answer) {
        Some(otp) => pages.places.confirm_manager(&holder.manager, otp).await,
        None => Err(Problem::OtpWrong.into()),
    };
    match code_error(&holder.sheet, taken)? {
        None => Ok(Redirect::to(within_the_pages(&come.back)).into_response()),
        Some(error) => Ok(asked_again(page(&confirm_page(holder, &come, true, vec![error]))?)),
    }
}

/// What is wrong with a code that was typed.
///
/// # Errors
/// Every other failure.
pub(super) fn code_error(sheet: &PageSheet, taken: Result<(), Failure>) -> Result<Option<AnswerError>, Failure> {
    match taken {
        Ok(()) => Ok(None),
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::OtpWrong => {
            Ok(Some(AnswerError::of(sheet, "web-error-code")))
        }
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::OtpExpired => {
            Ok(Some(AnswerError::of(sheet, "web-error-code-over")))
        }
        Err(failure) => Err(failure),
    }
}
