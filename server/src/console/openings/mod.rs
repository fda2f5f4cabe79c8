//! Openings of visitor logs: asking, signing, the file for the opener and what comes back; and the keys that officers sign with.

pub(super) mod file;
pub(super) mod keys;
pub(super) mod list;
pub(super) mod new;

use lancan_protocol::visitor_log::OpeningRequest;

use super::layout::Layout;
use super::local::Local;
use crate::openings::OpeningState;

/// A state in words, with the class that it is shown with.
fn state(layout: &Layout, state: OpeningState) -> (String, &'static str) {
    let mark = match state {
        OpeningState::WaitsForFirst | OpeningState::WaitsForSecond => "todo",
        OpeningState::Signed => "going",
        OpeningState::Imported => "good",
        OpeningState::Refused => "bad",
        OpeningState::Expired => "off",
    };
    (layout.say(&format!("opening-state-{}", state.name())), mark)
}

/// The hours of a request: `26/11/2026 08:00 – 26/11/2026 10:00`.
fn hours(local: Local, request: &OpeningRequest) -> String {
    let until = request.first_hour.plus(request.hours.into());
    format!("{} – {}", local.moment(request.first_hour.start()), local.moment(until.start()))
}
