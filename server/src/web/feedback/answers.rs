//! The feedback on a manager's facility, and what the facility answers.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::form::error;
use super::words::FeedbackWords;
use crate::feedback::MOST_LETTERS;
use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::dress::asked_again;
use crate::web::filled::HolderForm;
use crate::web::session::Holder;
use crate::web::sheet::{AnswerError, PageSheet};

/// What a facility answers.
#[derive(Deserialize)]
pub(in crate::web) struct FacilityAnswerForm {
    #[serde(default)]
    feedback: String,
    #[serde(default)]
    answer: String,
}

#[derive(Template)]
#[template(path = "feedback/answers.html")]
struct AnswersPage {
    sheet: PageSheet,
    id: String,
    name: String,
    rows: Vec<FeedbackWords>,
    most: usize,
    /// The feedback whose answer was not taken, and what was written.
    given: FacilityAnswerForm,
    errors: Vec<AnswerError>,
}

async fn shown(
    pages: &Arc<PublicPages>,
    holder: Holder,
    id: String,
    given: FacilityAnswerForm,
    errors: Vec<AnswerError>,
) -> Result<Response, Failure> {
    let rows = pages.feedback.managed(&holder.manager, &id).await?;
    let name = pages.places.managed(&holder.manager, &id).await?.place.place.name.as_str().to_owned();
    let sheet = holder.sheet;
    let rows = rows.into_iter().map(|row| FeedbackWords::of(&sheet, pages, row)).collect();
    page(&AnswersPage { sheet, id, name, rows, most: MOST_LETTERS, given, errors })
}

/// Shows what everybody sees of it.
pub(in crate::web) async fn show(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let nothing = FacilityAnswerForm { feedback: String::new(), answer: String::new() };
    shown(&pages, holder, id, nothing, Vec::new()).await
}

/// Takes an answer.
pub(in crate::web) async fn take(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    HolderForm { holder, form }: HolderForm<FacilityAnswerForm>,
) -> Result<Response, Failure> {
    match pages.feedback.answer(&holder.manager, &id, &form.feedback, &form.answer).await {
        Ok(()) => Ok(Redirect::to(&format!("/dia-diem/places/{id}/feedback")).into_response()),
        Err(failure) => {
            let mut error = error(&holder.sheet, failure)?;
            error.field = format!("a-{}", form.feedback);
            shown(&pages, holder, id, form, vec![error]).await.map(asked_again)
        }
    }
}
