//! Published windows as the rows of a table, of a place or of a case.

use crate::console::layout::Layout;
use crate::console::local::{Local, date};
use crate::places::WindowRow;

/// A published window, in words.
pub(in crate::console) struct WindowLine {
    pub(in crate::console) id: String,
    pub(in crate::console) place: String,
    /// The place's name, where the table shows it.
    pub(in crate::console) name: String,
    pub(in crate::console) from: String,
    pub(in crate::console) until: String,
    pub(in crate::console) published: String,
    /// Until when phones are told of it.
    pub(in crate::console) listed_until: String,
    pub(in crate::console) state: String,
    pub(in crate::console) mark: &'static str,
    pub(in crate::console) stands: bool,
}

impl WindowLine {
    /// A window in words. Phones are told of it for `keep_days` after it was published.
    pub(in crate::console) fn of(
        layout: &Layout,
        local: Local,
        (window, name): (&WindowRow, String),
        keep_days: u32,
    ) -> Self {
        let (state, mark) = match window.withdrawn_at {
            None => (layout.say("console-window-stands"), "going"),
            Some(at) => (layout.say_with("console-window-withdrawn", &[("when", (&local.moment(at)).into())]), "off"),
        };
        Self {
            id: window.id.clone(),
            place: window.place.clone(),
            name,
            from: local.moment(window.start.start()),
            until: local.moment(window.stop.start()),
            published: local.moment(window.at),
            listed_until: date(local.day(window.at).plus(keep_days)),
            state,
            mark,
            stands: window.withdrawn_at.is_none(),
        }
    }
}
