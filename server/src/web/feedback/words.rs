//! Feedback in words.

use super::super::facility::words;
use crate::feedback::FeedbackRow;
use crate::http::pages::local::Local;
use crate::web::PublicPages;
use crate::web::sheet::PageSheet;

/// Feedback as pages show it. It never says who wrote.
pub(super) struct FeedbackWords {
    pub(super) id: String,
    /// What it is about.
    pub(super) about: String,
    pub(super) words: String,
    pub(super) at: String,
    pub(super) state: String,
    pub(super) mark: &'static str,
    /// Why it was rejected.
    pub(super) reason: Option<String>,
    /// What the facility answered, and when.
    pub(super) answer: Option<(String, String)>,
    /// The addresses of its photographs, where everybody sees them.
    pub(super) photos: Vec<String>,
    /// Whether the facility may answer now.
    pub(super) may_answer: bool,
    pub(super) collapsed: bool,
}

impl FeedbackWords {
    pub(super) fn of(sheet: &PageSheet, pages: &PublicPages, row: FeedbackRow) -> Self {
        use crate::feedback::FeedbackState::{Answered, Persists, Received, Rejected, Resolved, Visible};
        let set = pages.facilities.criteria_version(&row.criteria.0, row.criteria.1);
        let about = match (row.criterion, set) {
            (Some(number), Some(set)) => words::criterion(sheet, &set, number),
            (Some(number), None) => sheet.say_of("facility-criterion", "number", &number.to_string()),
            (None, _) => sheet.say("feedback-other"),
        };
        let local = Local(pages.key_days);
        let photos = if row.state.is_public() { row.photos } else { 0 };
        let photo = |position| format!("/ban-do/co-so/{}/y-kien/{}/{position}", row.place, row.id);
        Self {
            about,
            at: local.moment(row.sent_at),
            state: sheet.say(&format!("feedback-state-{}", row.state.name())),
            mark: match row.state {
                Resolved => "good",
                Persists | Rejected => "bad",
                Received | Visible | Answered => "todo",
            },
            reason: row.reason.as_ref().map(|reason| sheet.say(&format!("feedback-reason-{reason}"))),
            answer: row.answer.map(|(words, at)| (words, local.moment(at))),
            photos: (0..photos).map(photo).collect(),
            may_answer: matches!(row.state, Visible | Persists),
            collapsed: row.collapsed,
            words: row.words,
            id: row.id,
        }
    }
}
