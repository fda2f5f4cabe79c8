//! The queue of a gate: a field for the scanner, who waits, and the figures of today.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::hex;
use lancan_protocol::pass::{GateNumber, PassRefused};
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use crate::console::Console;
use crate::console::form::{NoFields, Submitted};
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::gate::{AtCounter, Gates, QueueLine, TravellerState};
use crate::ground::error::Failure;

#[derive(Template)]
#[template(path = "gate/queue.html")]
struct GateQueuePage {
    layout: Layout,
    gate: u16,
    name: String,
    /// What the last act came to, in words.
    said: Option<String>,
    /// Why the pass that was scanned is not let through.
    refused: Option<String>,
    /// Name and value of the figures of today.
    figures: Vec<(String, String)>,
    rows: Vec<GateRow>,
    more: Option<String>,
    vehicles: Vec<(String, usize, usize)>,
}

struct GateRow {
    id: String,
    name: String,
    vehicle: String,
    seat: String,
    class: String,
    class_mark: &'static str,
    since: String,
    since_machine: String,
    state: String,
    mark: &'static str,
}

/// What the last act came to.
#[derive(Deserialize)]
pub(in crate::console) struct LastDecision {
    #[serde(default)]
    said: String,
}

/// What a scanner typed.
#[derive(Deserialize)]
pub(in crate::console) struct ScannedForm {
    #[serde(default)]
    pub(super) code: String,
}

/// Shows the queue.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(gate): Path<u16>,
    Query(LastDecision { said }): Query<LastDecision>,
) -> Result<Response, Failure> {
    let state = TravellerState::named(&said).map(|state| format!("console-gate-said-{}", state.name()));
    let said =
        state.or_else(|| ["nobody", "back"].contains(&said.as_str()).then(|| format!("console-gate-said-{said}")));
    let said = said.map(|key| desk.layout.say(&key));
    queue(&console, desk, GateNumber(gate), said, None).await
}

/// Shows the queue with what the last act came to.
async fn queue(
    console: &Console,
    desk: Desk,
    gate: GateNumber,
    said: Option<String>,
    refused: Option<String>,
) -> Result<Response, Failure> {
    let gates = console.gates()?;
    let day = gates.day(&desk.officer, gate).await?;
    let (layout, local) = (desk.layout, Local(console.key_days));
    let minutes = day.median_seconds.map_or_else(|| "–".to_owned(), |seconds| seconds.div_ceil(60).to_string());
    let figures = [
        ("console-gate-waiting", day.waiting.to_string()),
        ("console-gate-decided", day.decided.to_string()),
        ("console-gate-median", minutes),
    ];
    let shown = day.open.len();
    let all: usize = day.waiting;
    let more = (all > shown).then(|| layout.say_with("console-gate-more", &[("count", shown.into())]));
    page(&GateQueuePage {
        gate: gate.0,
        name: gates.name(gate, layout.language()).unwrap_or_default(),
        said,
        refused,
        figures: figures.map(|(key, value)| (layout.say(key), value)).to_vec(),
        rows: day.open.into_iter().map(|line| row(&layout, local, line)).collect(),
        more,
        vehicles: day.vehicles,
        layout,
    })
}

fn row(layout: &Layout, local: Local, line: QueueLine) -> GateRow {
    let (state, mark) = match &line.holder {
        Some(officer) => (layout.say_with("console-gate-at-counter", &[("officer", officer.as_str().into())]), "going"),
        None => state(layout, line.row.state),
    };
    let (class, class_mark) = class(layout, &line.row.class);
    GateRow {
        id: hex::encode(&line.row.declaration),
        name: line.name,
        vehicle: line.row.vehicle,
        seat: line.seat,
        class,
        class_mark,
        since: local.moment(line.row.presented_at),
        since_machine: local.machine(line.row.presented_at),
        state,
        mark,
    }
}

/// A state in words, and the mark that it is shown with.
pub(super) fn state(layout: &Layout, state: TravellerState) -> (String, &'static str) {
    let mark = match state {
        TravellerState::Presented => "todo",
        TravellerState::Cleared | TravellerState::Corrected => "good",
        TravellerState::Sample | TravellerState::Referred => "going",
        TravellerState::Quarantine | TravellerState::Refused => "bad",
    };
    (layout.say(&format!("console-gate-state-{}", state.name())), mark)
}

/// A class in words, and the mark that it is shown with.
pub(super) fn class(layout: &Layout, class: &str) -> (String, &'static str) {
    let mark = match class {
        "green" => "good",
        "yellow" => "todo",
        _ => "bad",
    };
    (layout.say(&format!("console-gate-class-{class}")), mark)
}

/// Takes what was scanned: leads to the traveller, or says why the pass is not let through.
pub(in crate::console) async fn scan(
    State(console): State<Arc<Console>>,
    Path(gate): Path<u16>,
    Submitted { desk, form }: Submitted<ScannedForm>,
) -> Result<Response, Failure> {
    scanned(&console, desk, GateNumber(gate), &form.code).await
}

/// Leads to the traveller whose pass was scanned.
pub(super) async fn scanned(console: &Console, desk: Desk, gate: GateNumber, code: &str) -> Result<Response, Failure> {
    let gates = console.gates()?;
    match gates.scan(&desk.officer, gate, code).await? {
        AtCounter::Here(id) | AtCounter::Elsewhere { id, .. } | AtCounter::Decided(id) => {
            Ok(Redirect::to(&address(gate, &hex::encode(&id))).into_response())
        }
        AtCounter::Refused(why) => {
            let said = refused_words(gates, &desk.layout, Local(console.key_days), why);
            let shown = queue(console, desk, gate, None, Some(said)).await?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, shown))
        }
    }
}

/// Why a pass is not let through.
pub(super) fn refused_words(gates: &Gates, layout: &Layout, local: Local, why: PassRefused) -> String {
    let say = |key: &str| layout.say(&format!("console-gate-refused-{key}"));
    let with =
        |key: &str, name, value: &str| layout.say_with(&format!("console-gate-refused-{key}"), &[(name, value.into())]);
    match why {
        PassRefused::Malformed => say("malformed"),
        PassRefused::NewerVersion(_) | PassRefused::UnknownKey(_) | PassRefused::NotSigned => say("not-signed"),
        PassRefused::WrongGate { valid_at } => {
            with("wrong-gate", "gate", &gates.name(valid_at, layout.language()).unwrap_or_default())
        }
        PassRefused::NotYet { from } => with("not-yet", "when", &local.moment(from.start())),
        PassRefused::Expired { since } => with("expired", "when", &local.moment(since.start())),
        PassRefused::Revoked | PassRefused::ListExpired => say("revoked"),
    }
}

/// Takes whoever waits longest to the counter.
pub(in crate::console) async fn next(
    State(console): State<Arc<Console>>,
    Path(gate): Path<u16>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    let gate = GateNumber(gate);
    let to = match console.gates()?.take_next(&desk.officer, gate).await? {
        Some(id) => address(gate, &hex::encode(&id)),
        None => format!("/console/gate/{}?said=nobody", gate.0),
    };
    Ok(Redirect::to(&to).into_response())
}

/// Where a traveller's record is.
pub(super) fn address(gate: GateNumber, id: &str) -> String {
    format!("/console/gate/{}/{id}", gate.0)
}

/// Reads the id of a declaration in an address.
pub(super) fn id_of(text: &str) -> Result<crate::declarations::DeclarationId, Failure> {
    hex::decode(text).and_then(|id| id.try_into().ok()).ok_or_else(|| Problem::NotFound.into())
}
