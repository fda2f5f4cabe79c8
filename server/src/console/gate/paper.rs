//! The paper of a quarantine: the plan with its days, and from its last day on the certificate that it was kept.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use lancan_protocol::pass::GateNumber;
use lancan_protocol::problem::Problem;

use super::queue::id_of;
use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::local::{Local, date};
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::{Failure, Refusal};
use crate::http::pages::pdf::{self, Paper, Weight};

/// Width and height of the certificate (A4), in millimetres.
const SHEET: (f32, f32) = (210.0, 297.0);
/// Letters of a line of it, at most.
const LETTERS: usize = 70;

#[derive(Template)]
#[template(path = "gate/paper.html")]
struct QuarantinePaperPage {
    layout: Layout,
    /// Whether it is the certificate.
    is_over: bool,
    gate: u16,
    id: String,
    centre: String,
    title: String,
    lead: String,
    /// Name and value of what the paper states.
    facts: Vec<(String, String)>,
    /// The day and what is due on it; empty on the certificate.
    days: Vec<(String, String)>,
    when: String,
}

/// Shows the plan; after its last day the certificate.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path((gate, id)): Path<(u16, String)>,
) -> Result<Response, Failure> {
    page(&stated(&console, desk, gate, id).await?)
}

/// The certificate as a PDF file, after the last day of the quarantine.
pub(in crate::console) async fn certificate(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path((gate, id)): Path<(u16, String)>,
) -> Result<Response, Failure> {
    let paper = stated(&console, desk, gate, id).await?;
    if !paper.is_over {
        return Err(Problem::NotFound.into());
    }
    let file = paper.drawn().ok_or_else(|| Refusal::saying(Problem::Unavailable, "web-poster-no-font"))?;
    Ok(pdf::answer(file))
}

impl QuarantinePaperPage {
    /// The paper as a sheet of A4; none where the build had no font to embed.
    fn drawn(&self) -> Option<Vec<u8>> {
        let (width, height) = SHEET;
        let mut paper = Paper::new(width, height)?;
        let mut line = |text: &str, weight, down, points| paper.line(text, weight, down, points, width - 50.0);
        line(&self.centre, Weight::Regular, 40.0, 12.0);
        line(&self.title, Weight::SemiBold, 60.0, 20.0);
        let mut down = 78.0;
        for part in lines_of(&self.lead, LETTERS) {
            line(&part, Weight::Regular, down, 12.0);
            down += 7.0;
        }
        down += 8.0;
        for (name, value) in &self.facts {
            line(name, Weight::Regular, down, 10.0);
            line(value, Weight::SemiBold, down + 6.0, 14.0);
            down += 17.0;
        }
        line(&self.when, Weight::Regular, down + 8.0, 11.0);
        line(&self.layout.say("console-gate-signature"), Weight::Regular, down + 15.0, 11.0);
        Some(paper.finish(&self.title, self.layout.tag()))
    }
}

/// A text in lines of so many letters at most, as far as its words are no longer.
fn lines_of(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

async fn stated(console: &Console, desk: Desk, gate: u16, id: String) -> Result<QuarantinePaperPage, Failure> {
    let gates = console.gates()?;
    let file = gates.view(&desk.officer, GateNumber(gate), id_of(&id)?).await?;
    let (from, to) = file.row.quarantine.ok_or(Problem::NotFound)?;
    let (layout, local) = (desk.layout, Local(console.key_days));
    let now = console.clock.now();
    let is_over = local.day(now) > to;
    let place = file.record.decisions.iter().rev().map(|one| one.place.clone()).find(|place| !place.is_empty());
    let record = &file.record;
    let facts = [
        ("console-gate-name", record.words("name").unwrap_or_default().to_owned()),
        ("console-gate-passport", record.words("passport").unwrap_or_default().to_owned()),
        ("console-gate-name-of-gate", gates.name(GateNumber(gate), layout.language()).unwrap_or_default()),
        ("console-gate-vehicle", file.row.vehicle.clone()),
        ("console-gate-place", place.unwrap_or_default()),
        ("console-gate-from", date(from)),
        ("console-gate-to", date(to)),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
    let days = (from.0..=to.0).map(lancan_protocol::time::Day).map(|day| {
        let due = match day {
            first if first == from => "console-gate-plan-first",
            last if last == to => "console-gate-plan-last",
            _ => "console-gate-plan-daily",
        };
        (date(day), layout.say(due))
    });
    Ok(QuarantinePaperPage {
        is_over,
        gate,
        id,
        centre: layout.centre.clone(),
        title: layout.say(if is_over { "console-gate-certificate" } else { "console-gate-plan" }),
        lead: layout.say(if is_over { "console-gate-certificate-lead" } else { "console-gate-plan-lead" }),
        facts: facts.map(|(key, value)| (layout.say(key), value)).collect(),
        days: if is_over { Vec::new() } else { days.collect() },
        when: local.moment(now),
        layout,
    })
}
