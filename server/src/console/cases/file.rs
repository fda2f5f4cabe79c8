//! The file of one case: what is known, what happened, its codes, and what its reports say.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::code::CodeKind;
use lancan_protocol::time::UnixTime;

use super::row::Wording;
use crate::cases::{CaseCode, CaseFile, CaseWithdrawal};
use crate::console::Console;
use crate::console::form::{NoFields, Submitted};
use crate::console::layout::Layout;
use crate::console::local::{Local, date};
use crate::console::page::page;
use crate::console::session::Desk;
use crate::console::words::{InWords as _, mark_of_grade};
use crate::contacts::ContactSummary;
use crate::evidence::ReportEvidence;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::revocation::Left;

#[derive(Template)]
#[template(path = "cases/file.html")]
#[allow(clippy::struct_excessive_bools, reason = "each is a question of the template's")]
struct CasePage {
    layout: Layout,
    id: String,
    reference: String,
    state: String,
    mark: &'static str,
    /// Name and value of what is known.
    facts: Vec<(String, String)>,
    events: Vec<Happened>,
    codes: Vec<CodeLine>,
    reports: Vec<ReportLine>,
    /// Days with the phone's activity and what it heard.
    days: Vec<DayLine>,
    places: Vec<PlaceLine>,
    contacts: Option<CaseContacts>,
    opens: bool,
    /// Whether the case takes no code until a second officer approves it.
    needs_approval: bool,
    /// Whether this officer may.
    can_approve: bool,
    closed: bool,
    /// When the case was revoked, in words.
    revoked: Option<String>,
    /// What of a revoked case stands still, in words.
    left: Vec<String>,
    /// When and where this was printed, for the paper.
    printed: String,
}

/// The contacts of a case, in words.
struct CaseContacts {
    /// How many, by tier, and with how many nobody has spoken.
    counts: String,
    answers: Vec<AnswerLine>,
}

struct AnswerLine {
    id: String,
    when: String,
    grade: String,
    mark: &'static str,
}

struct PlaceLine {
    id: String,
    place: String,
    from: String,
    to: String,
}

struct Happened {
    at: UnixTime,
    when: String,
    machine: String,
    what: String,
}

struct CodeLine {
    id: String,
    kind: String,
    issued: String,
    state: String,
    mark: &'static str,
    can_be_revoked: bool,
}

struct ReportLine {
    received: String,
    published: String,
    keys: u32,
    encounters: u32,
    /// When the patient took the report back, in words.
    withdrawn: Option<String>,
}

struct DayLine {
    date: String,
    advertised: u32,
    scanned: u32,
    intervals: usize,
    minutes: u32,
}

/// Approves a case that another officer opened.
pub(in crate::console) async fn approve(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    console.cases.approve(&desk.officer, &CaseId(id.clone())).await?;
    Ok(Redirect::to(&format!("/console/cases/{id}")).into_response())
}

/// Shows the file of a case.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = CaseId(id);
    let (file, milestones) = console.cases.view_whole(&desk.officer, &id).await?;
    let evidence = match &console.evidence {
        Some(evidence) if file.opened.is_some() && !file.reports.is_empty() => {
            evidence.of_case(&desk.officer, &id).await?
        }
        _ => Vec::new(),
    };
    let contacts = match &console.contacts {
        Some(contacts) => Some(contacts.summary(&desk.officer, &id).await?),
        None => None,
    };
    let left = match file.case.revoked_at {
        Some(_) => Some(console.revocation.left(&id).await?),
        None => None,
    };
    let (officer, layout) = (desk.officer.id, desk.layout);
    let shown = Wording { layout: &layout, local: Local(console.key_days), now: console.clock.now() };
    let (state, mark) = shown.state(&file);
    let row = shown.row(&file);
    page(&CasePage {
        id: row.id,
        reference: row.reference,
        state,
        mark,
        facts: shown.facts(&file),
        events: shown.events(&file),
        codes: file.codes.iter().rev().map(|code| shown.code(code)).collect(),
        reports: file
            .reports
            .iter()
            .map(|report| ReportLine {
                received: shown.local.moment(report.received_at),
                published: shown.local.moment(report.published_by),
                keys: report.keys,
                encounters: report.encounters,
                withdrawn: report.withdrawn_at.map(|at| {
                    layout.say_with("console-report-withdrawn", &[("when", (&shown.local.moment(at)).into())])
                }),
            })
            .collect(),
        days: days(&evidence),
        contacts: contacts.map(|summary| shown.contacts(&summary)),
        places: milestones
            .into_iter()
            .map(|stay| PlaceLine {
                id: stay.id,
                place: stay.place,
                from: shown.local.moment(stay.from),
                to: shown.local.moment(stay.to),
            })
            .collect(),
        closed: file.case.closed_at.is_some(),
        left: left.map(|left| left_in_words(&layout, left)).unwrap_or_default(),
        revoked: file
            .case
            .revoked_at
            .map(|at| layout.say_with("console-revoked-lead", &[("when", (&shown.local.moment(at)).into())])),
        printed: layout.say_with(
            "console-printed",
            &[("when", (&shown.local.moment(shown.now)).into()), ("centre", (&layout.centre).into())],
        ),
        opens: file.opened.is_some(),
        needs_approval: file.case.needs_approval(),
        can_approve: layout.changes_cases() && file.case.may_be_approved_by(officer),
        layout,
    })
}

fn left_in_words(layout: &Layout, left: Left) -> Vec<String> {
    let Left { keys, unread, windows } = left;
    [
        ("console-revoked-keys-left", "keys", keys),
        ("console-revoked-windows-left", "windows", windows),
        ("console-revoked-unread", "reports", unread),
    ]
    .into_iter()
    .filter(|(_, _, number)| *number > 0)
    .map(|(key, name, number)| layout.say_with(key, &[(name, number.into())]))
    .collect()
}

impl Wording<'_> {
    fn facts(&self, file: &CaseFile) -> Vec<(String, String)> {
        let (_, days) = file.opened.clone().unwrap_or_default();
        let unknown = || self.layout.say("console-unknown");
        let kind = match file.case.report_type {
            lancan_protocol::wire::ReportType::ConfirmedClinicalDiagnosis => "report-type-confirmed-clinical-diagnosis",
            _ => "report-type-confirmed-test",
        };
        vec![
            (self.layout.say("console-onset-long"), days.onset.map_or_else(unknown, date)),
            (self.layout.say("console-tested-long"), days.tested.map_or_else(unknown, date)),
            (self.layout.say("console-report-type"), self.layout.say(kind)),
            (self.layout.say("console-opened"), self.local.moment(file.case.opened_at)),
            (self.layout.say("console-destroyed"), date(file.case.expiry)),
        ]
    }

    fn contacts(&self, summary: &ContactSummary) -> CaseContacts {
        let counts =
            [("first", summary.first.into()), ("second", summary.second.into()), ("waiting", summary.waiting.into())];
        let answers = summary.answers.iter().map(|answer| AnswerLine {
            id: answer.id.clone(),
            when: self.local.moment(answer.at),
            grade: answer.grade.map(|grade| self.layout.say(&grade.key())).unwrap_or_default(),
            mark: answer.grade.map(mark_of_grade).unwrap_or_default(),
        });
        CaseContacts { counts: self.layout.say_with("console-contact-counts", &counts), answers: answers.collect() }
    }

    /// What happened, the latest first.
    fn events(&self, file: &CaseFile) -> Vec<Happened> {
        let happened = |at: UnixTime, what: String| Happened {
            at,
            when: self.local.moment(at),
            machine: self.local.machine(at),
            what,
        };
        let mut events = vec![happened(file.case.opened_at, self.layout.say("console-event-opened"))];
        for code in &file.codes {
            let key = match code.kind {
                CodeKind::Short => "console-event-short-code",
                CodeKind::Long => "console-event-long-code",
            };
            events.push(happened(code.issued_at, self.layout.say(key)));
            if let Some(used_at) = code.used_at {
                events.push(happened(used_at, self.layout.say("console-event-code-used")));
            } else if code.is_revoked() {
                events.push(happened(code.expires_at, self.layout.say("console-event-code-revoked")));
            }
        }
        for report in &file.reports {
            let counts = [("keys", report.keys.into()), ("encounters", report.encounters.into())];
            events.push(happened(report.received_at, self.layout.say_with("console-event-report", &counts)));
        }
        for withdrawal in &file.withdrawals {
            events.push(happened(withdrawal.at, self.withdrawn(withdrawal)));
        }
        if let Some(at) = file.case.revoked_at {
            events.push(happened(at, self.layout.say("console-event-revoked")));
        } else if let Some(at) = file.case.closed_at {
            events.push(happened(at, self.layout.say("console-event-closed")));
        }
        events.reverse();
        events.sort_by_key(|event| std::cmp::Reverse(event.at));
        events
    }

    /// That the patient took a report back, and what it did.
    fn withdrawn(&self, withdrawal: &CaseWithdrawal) -> String {
        let CaseWithdrawal { stopped, taken_back, too_old, unread, windows, standing, .. } = *withdrawal;
        let counted = [
            ("console-withdrawn-stopped", stopped),
            ("console-withdrawn-taken-back", taken_back),
            ("console-withdrawn-too-old", too_old),
            ("console-withdrawn-unread", unread),
            ("console-withdrawn-windows", windows),
            ("console-withdrawn-standing", standing),
        ];
        let counted = counted.into_iter().filter(|(_, number)| *number > 0);
        let parts = counted.map(|(key, number)| self.layout.say_with(key, &[("number", number.into())]));
        std::iter::once(self.layout.say("console-event-withdrawn")).chain(parts).collect::<Vec<_>>().join(" ")
    }

    fn code(&self, code: &CaseCode) -> CodeLine {
        let is_live = code.is_live(self.now);
        let time = |key, at| self.layout.say_with(key, &[("when", (&self.local.moment(at)).into())]);
        let (state, mark) = match code.used_at {
            Some(at) => (time("console-code-used", at), "good"),
            None if is_live => (time("console-code-live", code.expires_at), "going"),
            None if code.is_revoked() => (time("console-code-revoked", code.expires_at), "off"),
            None => (time("console-code-expired", code.expires_at), "off"),
        };
        let kind = match code.kind {
            CodeKind::Short => "console-code-short",
            CodeKind::Long => "console-code-long",
        };
        CodeLine {
            id: code.id.clone(),
            kind: self.layout.say(kind),
            issued: self.local.moment(code.issued_at),
            state,
            mark,
            can_be_revoked: is_live,
        }
    }
}

/// The days of all reports: each day as the report with the most of it has it.
fn days(reports: &[ReportEvidence]) -> Vec<DayLine> {
    let mut all: Vec<_> = reports.iter().flat_map(|report| &report.days).collect();
    all.sort_by_key(|day| (std::cmp::Reverse(day.date.0), std::cmp::Reverse(day.scanned)));
    all.dedup_by_key(|day| day.date.0);
    let line = |day: &&crate::evidence::DayEvidence| DayLine {
        date: date(day.date.0),
        advertised: day.advertised * 10,
        scanned: day.scanned * 10,
        intervals: day.intervals.len(),
        minutes: day.intervals.iter().map(|interval| u32::from(interval.longest_seconds)).sum::<u32>() / 60,
    };
    all.iter().map(line).collect()
}
