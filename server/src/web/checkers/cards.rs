//! Paper cards for visitors of a place: a manager writes who it is, the visitor reads out the code that their number was sent, and
//! the card is printed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::otp::Otp;
use lancan_protocol::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::ground::error::{Detail, Failure};
use crate::http::pages::page::page;
use crate::http::pages::pdf;
use crate::visitor_log::NewCard;
use crate::web::confirm::code_error;
use crate::web::dress::asked_again;
use crate::web::filled::{HolderForm, OneAnswer};
use crate::web::session::Holder;
use crate::web::sheet::{AnswerError, PageSheet};
use crate::web::{PublicPages, sealed};

/// The cookie that holds whose card is made while their code is on the way.
const VISITOR: [&str; 2] = ["__Host-lancan-visitor", "lancan-visitor"];

#[derive(Template)]
#[template(path = "checkers/cards.html")]
struct CardPage {
    sheet: PageSheet,
    id: String,
    name: String,
    form: Visitor,
    errors: Vec<AnswerError>,
}

#[derive(Template)]
#[template(path = "checkers/card_code.html")]
struct CardCodePage {
    sheet: PageSheet,
    id: String,
    lead: String,
    errors: Vec<AnswerError>,
}

/// Whose card it is.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::web) struct Visitor {
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    birth_year: String,
    /// The place; of what the browser keeps, so that the card is one of no other place's province.
    #[serde(default)]
    place: String,
}

impl Visitor {
    fn card(&self) -> NewCard {
        NewCard { name: self.name.clone(), phone: self.phone.clone(), birth_year: self.birth_year.clone() }
    }
}

fn address(id: &str) -> String {
    format!("/dia-diem/places/{id}/cards")
}

async fn card_page(
    pages: &PublicPages,
    holder: Holder,
    id: String,
    form: Visitor,
    errors: Vec<AnswerError>,
) -> Result<Response, Failure> {
    let (place, _) = pages.visitor_log.checkers(&holder.manager, &id).await?;
    let name = place.place.name.as_str().to_owned();
    page(&CardPage { sheet: holder.sheet, id, name, form, errors })
}

/// Asks whose card it is.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    card_page(&pages, holder, id, Visitor::default(), Vec::new()).await
}

/// Sends a code to the visitor's number.
pub(in crate::web) async fn send(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    HolderForm { holder, form }: HolderForm<Visitor>,
) -> Result<Response, Failure> {
    let language = holder.sheet.language();
    match pages.visitor_log.ask_visitor(&holder.manager, &id, &form.card(), language).await {
        Ok(()) => {}
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
            let errors = refusal.detail.iter().filter_map(|detail| match detail {
                Detail::Said { field: Some(field), key, .. } => {
                    Some(AnswerError { field: (*field).to_owned(), text: holder.sheet.say(key) })
                }
                _ => None,
            });
            let errors = errors.collect();
            return Ok(asked_again(card_page(&pages, holder, id, form, errors).await?));
        }
        Err(failure) => return Err(failure),
    }
    let mut response = Redirect::to(&format!("{}/code", address(&id))).into_response();
    let seconds = u32::try_from(Otp::LIFETIME_SECONDS).unwrap_or(u32::MAX);
    pages.keep(&mut response, (&holder.headers, VISITOR), Visitor { place: id, ..form }, seconds)?;
    Ok(response)
}

/// Asks for the code that the visitor was sent.
pub(in crate::web) async fn ask_code(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    match visitor(&pages, &holder, &id) {
        Some(visitor) => page(&code_page(holder.sheet, id, &visitor, Vec::new())),
        None => Ok(Redirect::to(&address(&id)).into_response()),
    }
}

/// Takes the code, and answers with the card's sheet.
pub(in crate::web) async fn issue(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    HolderForm { holder, form: OneAnswer { answer } }: HolderForm<OneAnswer>,
) -> Result<Response, Failure> {
    let Some(visitor) = visitor(&pages, &holder, &id) else {
        return Ok(Redirect::to(&address(&id)).into_response());
    };
    let issued = match Otp::parse(&answer) {
        Some(otp) => pages.visitor_log.issue_card_at(&holder.manager, &id, &visitor.card(), otp).await,
        None => Err(Problem::OtpWrong.into()),
    };
    let mut response = match issued {
        Ok(sheet) => pdf::answer(sheet),
        Err(failure) => {
            let errors = code_error(&holder.sheet, Err(failure))?.into_iter().collect();
            return Ok(asked_again(page(&code_page(holder.sheet, id, &visitor, errors))?));
        }
    };
    sealed::forget(&mut response, &holder.headers, VISITOR)?;
    Ok(response)
}

/// Whose card of this place is being made.
fn visitor(pages: &PublicPages, holder: &Holder, id: &str) -> Option<Visitor> {
    let kept: Visitor = pages.kept(&holder.headers, VISITOR)?;
    (kept.place == id).then_some(kept)
}

fn code_page(sheet: PageSheet, id: String, visitor: &Visitor, errors: Vec<AnswerError>) -> CardCodePage {
    let lead = sheet.say_of("web-card-code-lead", "number", visitor.phone.trim());
    CardCodePage { sheet, id, lead, errors }
}
