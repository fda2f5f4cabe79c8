//! What waits for an officer, what is open, and what an officer decides.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::console::Console;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::feedback::{FeedbackJudgement, FeedbackRow, REASONS};
use crate::ground::error::Failure;
use crate::http::answers::DrawnPicture;

/// Which of what waits is shown.
#[derive(Deserialize)]
pub(in crate::console) struct DeskQuery {
    /// Also what waits for less than 24 hours in wards below.
    #[serde(default)]
    all: bool,
}

/// What an officer decides about feedback that came: `show`, or a reason to reject it.
#[derive(Deserialize)]
pub(in crate::console) struct JudgementForm {
    decision: String,
}

/// Whether it is set right.
#[derive(Deserialize)]
pub(in crate::console) struct EndForm {
    resolved: bool,
}

struct DeskFeedback {
    id: String,
    place: String,
    place_name: String,
    about: String,
    words: String,
    at: String,
    state: String,
    mark: &'static str,
    answer: Option<String>,
    photos: Vec<u32>,
}

#[derive(Template)]
#[template(path = "feedback/desk.html")]
struct FeedbackDeskPage {
    layout: Layout,
    all: bool,
    waiting: Vec<DeskFeedback>,
    /// What came when a facility got many within an hour.
    collapsed: Vec<DeskFeedback>,
    collapsed_words: String,
    open: Vec<DeskFeedback>,
    /// Name and words of the reasons to reject.
    reasons: Vec<(&'static str, String)>,
}

impl DeskFeedback {
    fn of(layout: &Layout, local: Local, row: FeedbackRow) -> Self {
        let number = row.criterion.map(|number| number.to_string());
        let about = match number {
            Some(number) => layout.say_with("facility-criterion", &[("number", number.as_str().into())]),
            None => layout.say("feedback-other"),
        };
        Self {
            about,
            at: local.moment(row.sent_at),
            state: layout.say(&format!("feedback-state-{}", row.state.name())),
            mark: if row.answer.is_some() { "going" } else { "todo" },
            answer: row.answer.map(|(words, _)| words),
            photos: (0..row.photos).collect(),
            id: row.id,
            place: row.place,
            place_name: row.place_name,
            words: row.words,
        }
    }
}

/// Shows the desk.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(DeskQuery { all }): Query<DeskQuery>,
) -> Result<Response, Failure> {
    let found = console.feedback()?.desk(&desk.officer, all).await?;
    let (layout, local) = (desk.layout, Local(console.key_days));
    let (collapsed, waiting): (Vec<_>, Vec<_>) = found.waiting.into_iter().partition(|row| row.collapsed);
    let words = |rows: Vec<FeedbackRow>| rows.into_iter().map(|row| DeskFeedback::of(&layout, local, row)).collect();
    let (waiting, collapsed, open): (_, Vec<_>, _) = (words(waiting), words(collapsed), words(found.open));
    let reasons = REASONS.map(|reason| (reason, layout.say(&format!("feedback-reason-{reason}")))).into();
    let count = collapsed.len().to_string();
    let collapsed_words = layout.say_with("feedback-collapsed", &[("count", count.as_str().into())]);
    page(&FeedbackDeskPage { layout, all, waiting, collapsed, collapsed_words, open, reasons })
}

/// Lets everybody see what came, or rejects it.
pub(in crate::console) async fn judge(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<JudgementForm>,
) -> Result<Response, Failure> {
    let judgement = match form.decision.as_str() {
        "show" => FeedbackJudgement::Show,
        reason => FeedbackJudgement::Reject(reason.to_owned()),
    };
    console.feedback()?.judge(&desk.officer, &id, judgement).await?;
    Ok(Redirect::to("/console/feedback").into_response())
}

/// Says whether it is set right.
pub(in crate::console) async fn end(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<EndForm>,
) -> Result<Response, Failure> {
    console.feedback()?.end(&desk.officer, &id, form.resolved).await?;
    Ok(Redirect::to("/console/feedback").into_response())
}

/// A photograph.
pub(in crate::console) async fn photo(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path((id, position)): Path<(String, u32)>,
) -> Result<DrawnPicture, Failure> {
    let picture = console.feedback()?.photo_for(&desk.officer, &id, position).await?;
    Ok(DrawnPicture(picture))
}
