//! A case as a row of a table.

use lancan_protocol::time::UnixTime;

use crate::cases::{CaseFile, CaseState};
use crate::console::layout::Layout;
use crate::console::local::{Local, date};

/// A row of a table of cases, in words.
pub(in crate::console) struct CaseLine {
    pub(in crate::console) id: String,
    pub(in crate::console) reference: String,
    pub(in crate::console) onset: String,
    pub(in crate::console) tested: String,
    pub(in crate::console) opened: String,
    pub(in crate::console) opened_machine: String,
    pub(in crate::console) state: String,
    /// The class that the state is shown with.
    pub(in crate::console) mark: &'static str,
    pub(in crate::console) codes: usize,
    pub(in crate::console) reports: usize,
}

/// In whose language, by which clocks and when rows are shown.
pub(in crate::console) struct Wording<'a> {
    pub(in crate::console) layout: &'a Layout,
    pub(in crate::console) local: Local,
    pub(in crate::console) now: UnixTime,
}

impl Wording<'_> {
    /// A case in words.
    pub(in crate::console) fn row(&self, file: &CaseFile) -> CaseLine {
        let (reference, days) = file.opened.clone().unwrap_or_default();
        let (state, mark) = self.state(file);
        CaseLine {
            id: file.case.id.0.clone(),
            reference: reference.unwrap_or_else(|| self.layout.say("console-no-reference")),
            onset: days.onset.map(date).unwrap_or_default(),
            tested: days.tested.map(date).unwrap_or_default(),
            opened: self.local.moment(file.case.opened_at),
            opened_machine: self.local.machine(file.case.opened_at),
            state,
            mark,
            codes: file.codes.len(),
            reports: file.reports.len(),
        }
    }

    /// How far a case is, in words, and the class that the words are shown with.
    pub(in crate::console) fn state(&self, file: &CaseFile) -> (String, &'static str) {
        if file.case.revoked_at.is_some() {
            return (self.layout.say("console-state-revoked"), "off");
        }
        if file.opened.is_none() {
            return (self.layout.say("console-state-does-not-open"), "bad");
        }
        if file.case.closed_at.is_some() {
            return (self.layout.say("console-state-closed"), "off");
        }
        let (key, mark) = match file.state() {
            CaseState::Open => ("console-state-open", "todo"),
            CaseState::CodeIssued if file.codes.iter().any(|code| code.is_live(self.now)) => {
                ("console-state-code-issued", "going")
            }
            CaseState::CodeIssued => ("console-state-code-over", "todo"),
            CaseState::CodeUsed => ("console-state-code-used", "going"),
            CaseState::Reported if file.reports.iter().all(|report| report.withdrawn_at.is_some()) => {
                ("console-state-withdrawn", "todo")
            }
            CaseState::Reported => ("console-state-reported", "good"),
        };
        (self.layout.say(key), mark)
    }
}
