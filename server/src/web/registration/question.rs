//! A question about the place, one a page.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::places::Category;
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::answers::{PlaceAnswers, Question};
use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::places::category_name;
use crate::web::PublicPages;
use crate::web::dress::asked_again;
use crate::web::filled::{HolderForm, OneAnswer};
use crate::web::session::Holder;
use crate::web::sheet::{AnswerError, PageSheet};

/// Most units that a search shows.
const UNITS_SHOWN: usize = 30;

#[derive(Template)]
#[template(path = "registration/question.html")]
struct QuestionPage {
    sheet: PageSheet,
    /// Its name in addresses and keys.
    name: &'static str,
    /// Where the answer is sent.
    action: String,
    title: String,
    hint: String,
    /// Where one came from.
    back: String,
    step: String,
    answer: String,
    /// What there is to choose from; empty where one writes.
    choices: Vec<Choice>,
    /// The words of the search for a unit; none where nothing is searched.
    search: Option<String>,
    optional: bool,
    /// What the browser may fill in.
    autocomplete: &'static str,
    errors: Vec<AnswerError>,
}

/// An answer to choose.
struct Choice {
    value: String,
    text: String,
}

/// The words of a search for a unit.
#[derive(Deserialize)]
pub(in crate::web) struct UnitWords {
    #[serde(default)]
    q: String,
}

/// Begins a registration: with the first question that is open.
pub(in crate::web) async fn begin(State(pages): State<Arc<PublicPages>>, holder: Holder) -> Response {
    Redirect::to(&next(&PlaceAnswers::of(&pages, &holder.headers))).into_response()
}

/// Asks a question.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(name): Path<String>,
    Query(words): Query<UnitWords>,
) -> Result<Response, Failure> {
    let question = Question::named(&name).ok_or(Problem::NotFound)?;
    let answers = PlaceAnswers::of(&pages, &holder.headers);
    let answer = answers.written(question).unwrap_or_default();
    page(&asked(&pages, holder.sheet, question, (answer, words.q), Vec::new()))
}

/// Takes the answer, or asks again.
pub(in crate::web) async fn take(
    State(pages): State<Arc<PublicPages>>,
    Path(name): Path<String>,
    Query(words): Query<UnitWords>,
    HolderForm { holder, form: OneAnswer { answer } }: HolderForm<OneAnswer>,
) -> Result<Response, Failure> {
    let question = Question::named(&name).ok_or(Problem::NotFound)?;
    let mut answers = PlaceAnswers::of(&pages, &holder.headers);
    if let Err(key) = answers.take(&pages.places, question, &answer) {
        let errors = vec![AnswerError::of(&holder.sheet, key)];
        return Ok(asked_again(page(&asked(&pages, holder.sheet, question, (answer, words.q), errors))?));
    }
    let mut response = Redirect::to(&next(&answers)).into_response();
    answers.keep(&pages, &mut response, &holder.headers)?;
    Ok(response)
}

fn next(answers: &PlaceAnswers) -> String {
    answers.open_question().map_or_else(|| "/dia-diem/new/check".to_owned(), Question::address)
}

fn asked(
    pages: &PublicPages,
    sheet: PageSheet,
    question: Question,
    (answer, words): (String, String),
    errors: Vec<AnswerError>,
) -> QuestionPage {
    let name = question.name();
    let at = Question::ALL.iter().position(|other| *other == question).unwrap_or_default();
    let before = at.checked_sub(1).and_then(|at| Question::ALL.get(at));
    let choice = |value: String, key: &str| Choice { text: capital(&sheet.say(key)), value };
    let choices = match question {
        Question::Category => {
            let named = Category::ALL.into_iter().map(category_name);
            named
                .map(|value| {
                    let key = format!("category-{value}");
                    choice(value, &key)
                })
                .collect()
        }
        Question::Log => ["no", "yes"].map(|value| choice(value.to_owned(), &format!("web-log-{value}"))).into(),
        Question::Unit => {
            let words = if words.is_empty() { answer.as_str() } else { words.as_str() };
            let found = pages.places.units_found(words, UNITS_SHOWN).into_iter();
            found.map(|(code, name)| Choice { value: code.to_owned(), text: name }).collect()
        }
        _ => Vec::new(),
    };
    let encoded: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
    let query = if words.is_empty() { String::new() } else { format!("?q={encoded}") };
    QuestionPage {
        name,
        action: format!("{}{query}", question.address()),
        title: sheet.say(&format!("web-ask-{name}")),
        hint: sheet.say(&format!("web-ask-{name}-hint")),
        back: before.map_or_else(|| "/dia-diem".to_owned(), |before| before.address()),
        step: sheet.say_with("web-step", &[("at", (at + 1).into()), ("all", Question::ALL.len().into())]),
        answer,
        choices,
        search: (question == Question::Unit).then_some(words),
        optional: matches!(question, Question::Address | Question::Hours | Question::Capacity),
        autocomplete: match question {
            Question::Registrant => "name",
            Question::Address => "street-address",
            _ => "off",
        },
        errors,
        sheet,
    }
}

/// The text with a capital at its beginning.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
