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
use crate::ground::error::Failure;

#[derive(Template)]
#[template(path = "gate/paper.html")]
struct QuarantinePaperPage {
    layout: Layout,
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
    page(&QuarantinePaperPage {
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
