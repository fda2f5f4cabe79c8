//! The first page: what is open, what waits, and how the last days were.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use lancan_protocol::time::{Day, UnixTime};

use super::Console;
use super::cases::row::{CaseLine, Wording};
use super::chart::Bars;
use super::layout::Layout;
use super::local::{Local, short_date};
use super::page::page;
use super::session::Desk;
use crate::cases::{CaseFile, CaseState};
use crate::contacts::ContactFigures;
use crate::ground::error::Failure;

/// Days that the charts show.
const CHART_DAYS: u32 = 14;
/// Most cases of a list of the first page.
const LISTED: usize = 10;

#[derive(Template)]
#[template(path = "dashboard/page.html")]
struct DashboardPage {
    layout: Layout,
    /// What is counted, and where the counted things are listed.
    figures: Vec<Figure>,
    /// The five numbers of contacts; empty where the room is closed.
    numbers: Vec<ContactNumber>,
    opened: Bars,
    reported: Bars,
    /// Cases for which an officer has something to do, oldest first.
    waiting: Vec<CaseLine>,
    has_cases: bool,
    /// Transfers that have waited for an answer for two hours, in words; empty where none has.
    late_transfers: String,
}

/// The first page of who keeps the accounts and sees no case.
#[derive(Template)]
#[template(path = "dashboard/administrator.html")]
struct AdministratorPage {
    layout: Layout,
}

struct Figure {
    key: &'static str,
    count: usize,
    link: &'static str,
}

/// A number of contacts: what it says, and where those who are counted are listed.
struct ContactNumber {
    key: &'static str,
    value: String,
    link: &'static str,
}

/// The five numbers by which one sees how tracing goes.
fn numbers(figures: ContactFigures) -> Vec<ContactNumber> {
    let number = |key, value, link| ContactNumber { key, value, link };
    vec![
        number("console-number-followed", share(figures.seen, figures.due), "/console/follow-up"),
        number("console-number-completed", figures.completed.to_string(), "/console/contacts?status=completed"),
        number("console-number-lost", figures.lost.to_string(), "/console/contacts?status=lost"),
        number("console-number-became-cases", figures.became_cases.to_string(), "/console/contacts?status=became_case"),
        number("console-number-traced", share(figures.traced, figures.cases), "/console/cases"),
    ]
}

/// A part of a whole in hundredths, with both: `30 % (12/40)`; a dash where there is no whole.
fn share(part: usize, whole: usize) -> String {
    part.saturating_mul(100)
        .checked_div(whole)
        .map_or_else(|| "–".to_owned(), |hundredths| format!("{hundredths} % ({part}/{whole})"))
}

/// Shows the first page.
pub(super) async fn show(State(console): State<Arc<Console>>, desk: Desk) -> Result<Response, Failure> {
    if !desk.layout.sees_cases() {
        return page(&AdministratorPage { layout: desk.layout });
    }
    let mut cases = console.cases.overview(&desk.officer).await?;
    let of_contacts = match &console.contacts {
        Some(contacts) => Some(contacts.figures(&desk.officer).await?),
        None => None,
    };
    let (now, local) = (console.clock.now(), Local(console.key_days));
    let late = match &console.transfers {
        Some(transfers) => transfers.late(&desk.officer).await?,
        None => 0,
    };
    let layout = desk.layout;
    let late_transfers =
        if late > 0 { layout.say_with("console-transfers-late", &[("count", late.into())]) } else { String::new() };
    let [opened, reported] = charts(&layout, &cases, local, now);
    cases.retain(|case| case.case.closed_at.is_none());
    let shown = Wording { layout: &layout, local, now };
    let waiting = cases.iter().rev().filter(|case| waits(case, now)).take(LISTED).map(|case| shown.row(case)).collect();
    let answered = of_contacts.map(|of| Figure {
        key: "console-figure-answers",
        count: of.answers,
        link: "/console/contacts?source=app",
    });
    let figures = figures(&cases, now).into_iter().chain(answered).collect();
    let numbers = of_contacts.map(numbers).unwrap_or_default();
    let has_cases = !cases.is_empty();
    page(&DashboardPage { layout, figures, numbers, opened, reported, waiting, has_cases, late_transfers })
}

/// No code was given yet, or no code can be used any more and no report came.
fn waits(case: &CaseFile, now: UnixTime) -> bool {
    case.opened.is_some()
        && match case.state() {
            CaseState::Open => true,
            CaseState::CodeIssued => !case.codes.iter().any(|code| code.is_live(now)),
            CaseState::CodeUsed | CaseState::Reported => false,
        }
}

fn figures(cases: &[CaseFile], now: UnixTime) -> Vec<Figure> {
    let count = |what: fn(&CaseFile) -> bool| cases.iter().filter(|case| what(case)).count();
    let live = cases.iter().flat_map(|case| &case.codes).filter(|code| code.is_live(now)).count();
    vec![
        Figure { key: "console-figure-cases", count: cases.len(), link: "/console/cases" },
        Figure {
            key: "console-figure-without-code",
            count: count(|case| case.state() == CaseState::Open),
            link: "/console/cases?state=open",
        },
        Figure { key: "console-figure-live-codes", count: live, link: "/console/cases" },
        Figure {
            key: "console-figure-reported",
            count: count(|case| case.state() == CaseState::Reported),
            link: "/console/cases?state=reported",
        },
    ]
}

fn charts(layout: &Layout, cases: &[CaseFile], local: Local, now: UnixTime) -> [Bars; 2] {
    let today = local.day(now);
    let by_day = |times: Vec<UnixTime>| -> Vec<(String, usize)> {
        let days: Vec<Day> = times.into_iter().map(|at| local.day(at)).collect();
        let shown = (0..CHART_DAYS).rev().map(|ago| today.minus(ago));
        shown.map(|day| (short_date(day), days.iter().filter(|of| **of == day).count())).collect()
    };
    let day = || layout.say("console-day");
    [
        Bars {
            id: "chart-opened",
            title: layout.say("console-chart-opened"),
            heads: [day(), layout.say("console-cases")],
            counts: by_day(cases.iter().map(|case| case.case.opened_at).collect()),
        },
        Bars {
            id: "chart-reported",
            title: layout.say("console-chart-reported"),
            heads: [day(), layout.say("console-reports")],
            counts: by_day(cases.iter().flat_map(|case| &case.reports).map(|report| report.received_at).collect()),
        },
    ]
}
