//! The form: what it is about, the words, up to two photographs. Nobody but officers of the area reads it first.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts as _, Path, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;

use super::super::facility::words;
use super::number;
use super::session::{CitizenForm, SignedCitizen};
use super::words::FeedbackWords;
use crate::feedback::{MOST_LETTERS, NewFeedback};
use crate::ground::error::{Detail, Failure, Refusal};
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::dress::asked_again;
use crate::web::sheet::{AnswerError, PageSheet};

#[derive(Template)]
#[template(path = "feedback/form.html")]
struct FeedbackFormPage {
    sheet: PageSheet,
    id: String,
    name: String,
    /// Number, words and whether it is chosen.
    criteria: Vec<(String, String, bool)>,
    words: String,
    most: usize,
    errors: Vec<AnswerError>,
    own: Vec<FeedbackWords>,
}

impl FeedbackFormPage {
    fn is_wrong(&self, field: &str) -> bool {
        self.errors.iter().any(|error| error.field == field)
    }
}

/// Shows the form to whoever has shown a number; leads all others to where one does.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    let (mut parts, _) = request.into_parts();
    pages.facilities.shown(&id).await?;
    match SignedCitizen::from_request_parts(&mut parts, &pages).await {
        Ok(signed) => shown(&pages, signed, id, &NewFeedback::default(), Vec::new()).await,
        Err(Failure::Refused(Refusal { problem: Problem::SignInNeeded, .. })) => {
            number::first(&pages, &parts.headers, &id)
        }
        Err(failure) => Err(failure),
    }
}

/// Takes the form.
pub(in crate::web) async fn take(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    CitizenForm { signed, texts, photos }: CitizenForm,
) -> Result<Response, Failure> {
    let text = |name: &str| texts.get(name).cloned().unwrap_or_default();
    let criterion = match text("criterion").as_str() {
        "" => None,
        // What is no number is no criterion of any set.
        number => Some(number.parse().unwrap_or_default()),
    };
    let new = NewFeedback { place: id.clone(), criterion, words: text("words"), photos };
    match pages.feedback.send(signed.citizen, new.clone()).await {
        Ok(()) => Ok(Redirect::to(&format!("/ban-do/co-so/{id}/gop-y")).into_response()),
        Err(failure) => {
            let error = error(&signed.sheet, failure)?;
            shown(&pages, signed, id, &new, vec![error]).await.map(asked_again)
        }
    }
}

/// What is wrong with the form, at its field; any other refusal goes on.
pub(super) fn error(sheet: &PageSheet, failure: Failure) -> Result<AnswerError, Failure> {
    match failure {
        Failure::Refused(Refusal { detail: Some(Detail::Said { field, key, .. }), .. }) => {
            Ok(AnswerError { field: field.unwrap_or("words").to_owned(), text: sheet.say(key) })
        }
        other => Err(other),
    }
}

async fn shown(
    pages: &Arc<PublicPages>,
    signed: SignedCitizen,
    id: String,
    given: &NewFeedback,
    errors: Vec<AnswerError>,
) -> Result<Response, Failure> {
    let (sheet, facilities) = (signed.sheet, &pages.facilities);
    let named = facilities.shown(&id).await?.line.named;
    let set = facilities.criteria_for(facilities.today(), named.facility.kind, &named.facility.area);
    let criteria = set.into_iter().flat_map(|set| {
        let (sheet, chosen) = (&sheet, given.criterion);
        let one = |number: u32| (number.to_string(), words::criterion(sheet, &set, number), chosen == Some(number));
        (1..=set.len()).map(one).collect::<Vec<_>>()
    });
    let criteria = criteria.collect();
    let own = pages.feedback.own(signed.citizen, &id).await?;
    let own = own.into_iter().map(|row| FeedbackWords::of(&sheet, pages, row)).collect();
    let (words, name) = (given.words.clone(), named.name);
    page(&FeedbackFormPage { sheet, id, name, criteria, words, most: MOST_LETTERS, errors, own })
}
