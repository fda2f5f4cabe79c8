//! All answers on one page, and the place is registered.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::answers::{PlaceAnswers, Question};
use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::places::{AddedPlace, PlaceRow};
use crate::web::PublicPages;
use crate::web::filled::HolderForm;
use crate::web::session::Holder;
use crate::web::sheet::PageSheet;

#[derive(Template)]
#[template(path = "registration/check.html")]
struct CheckPage {
    sheet: PageSheet,
    lines: Vec<CheckLine>,
}

struct CheckLine {
    title: String,
    answer: String,
    /// Where the answer is changed.
    address: String,
}

#[derive(Template)]
#[template(path = "registration/alike.html")]
struct AlikePage {
    sheet: PageSheet,
    alike: Vec<AlikePlace>,
}

struct AlikePlace {
    name: String,
    place: String,
}

/// The button that was pressed.
#[derive(Deserialize)]
pub(in crate::web) struct Send {
    #[serde(default)]
    although_alike: bool,
}

/// Shows all answers.
pub(in crate::web) async fn show(State(pages): State<Arc<PublicPages>>, holder: Holder) -> Result<Response, Failure> {
    let answers = PlaceAnswers::of(&pages, &holder.headers);
    if let Some(question) = answers.open_question() {
        return Ok(Redirect::to(&question.address()).into_response());
    }
    let sheet = holder.sheet;
    let lines = Question::ALL.into_iter().map(|question| CheckLine {
        title: sheet.say(&format!("web-check-{}", question.name())),
        answer: in_words(&pages, &sheet, &answers, question),
        address: question.address(),
    });
    let lines = lines.collect();
    page(&CheckPage { sheet, lines })
}

/// Registers the place; shows those of nearly the same name first.
pub(in crate::web) async fn register(
    State(pages): State<Arc<PublicPages>>,
    HolderForm { holder, form }: HolderForm<Send>,
) -> Result<Response, Failure> {
    let (registrant, place) = PlaceAnswers::of(&pages, &holder.headers).whole(form.although_alike)?;
    match pages.places.register(&holder.manager, &registrant, place).await? {
        AddedPlace::Alike(alike) => {
            let alike = alike.into_iter().map(|row| in_short(&pages, &row)).collect();
            page(&AlikePage { sheet: holder.sheet, alike })
        }
        AddedPlace::Place(id) => {
            let mut response = Redirect::to(&format!("/dia-diem/places/{id}")).into_response();
            PlaceAnswers::forget(&mut response, &holder.headers)?;
            Ok(response)
        }
    }
}

fn in_short(pages: &PublicPages, row: &PlaceRow) -> AlikePlace {
    let unit = pages.places.unit_name(&row.unit).unwrap_or_default();
    let place = if row.address.is_empty() { unit } else { format!("{}, {unit}", row.address) };
    AlikePlace { name: row.place.name.as_str().to_owned(), place }
}

fn in_words(pages: &PublicPages, sheet: &PageSheet, answers: &PlaceAnswers, question: Question) -> String {
    let written = answers.written(question).unwrap_or_default();
    match question {
        Question::Category => sheet.say(&format!("category-{written}")),
        Question::Unit => pages.places.unit_name(&written).unwrap_or_default(),
        Question::Log => sheet.say(&format!("web-log-{written}")),
        _ if written.is_empty() => sheet.say("web-not-given"),
        _ => written,
    }
}
