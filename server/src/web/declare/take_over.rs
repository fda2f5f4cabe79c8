//! Taking one's record over: who has a number of their own declares for themselves from then on.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::hex;
use lancan_protocol::problem::Problem;

use super::about::id_in;
use super::session::{DeclarerForm, SignedDeclarer};
use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::dress::asked_again;
use crate::web::sheet::{AnswerError, PageSheet};

#[derive(Template)]
#[template(path = "declare/take_over.html")]
struct TakeOverPage {
    sheet: PageSheet,
    /// The records, by id.
    records: Vec<String>,
    errors: Vec<AnswerError>,
}

/// Lists what can be taken over; nothing of the records is shown before.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    signed: SignedDeclarer,
) -> Result<Response, Failure> {
    page(&of(&pages, signed, Vec::new()).await?)
}

async fn of(
    pages: &Arc<PublicPages>,
    signed: SignedDeclarer,
    errors: Vec<AnswerError>,
) -> Result<TakeOverPage, Failure> {
    let records = pages.declarations.to_take_over(signed.declarer).await?;
    Ok(TakeOverPage { sheet: signed.sheet, records: records.iter().map(|id| hex::encode(id)).collect(), errors })
}

/// Takes a record over, by the year of birth.
pub(in crate::web) async fn take(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    DeclarerForm { signed, written }: DeclarerForm,
) -> Result<Response, Failure> {
    let person = id_in(&id)?.ok_or(Problem::NotFound)?;
    if pages.declarations.take_over(signed.declarer, person, &written.text("birth_year")).await? {
        return Ok(Redirect::to("/khai-bao/own").into_response());
    }
    let errors = vec![AnswerError { field: format!("year-{id}"), text: signed.sheet.say("web-family-year-wrong") }];
    Ok(asked_again(page(&of(&pages, signed, errors).await?)?))
}
