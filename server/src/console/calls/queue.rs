//! The queue: whom to call next, and who does.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::words;
use crate::console::Console;
use crate::console::form::{NoFields, Submitted};
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::console::words::{InWords as _, title_of};
use crate::contacts::CallLine;
use crate::ground::error::Failure;
use crate::http::Officer;

#[derive(Template)]
#[template(path = "calls/queue.html")]
struct QueuePage {
    layout: Layout,
    /// What the last act came to, in words.
    said: Option<String>,
    found: String,
    rows: Vec<QueueRow>,
}

struct QueueRow {
    id: String,
    name: String,
    case: String,
    reference: String,
    case_is_revoked: bool,
    due: String,
    due_machine: String,
    state: String,
    mark: &'static str,
    attempts: u32,
    outcome: String,
    assigned: String,
}

/// What the last act came to.
#[derive(Deserialize)]
pub(in crate::console) struct LastAct {
    #[serde(default)]
    said: String,
}

/// The address of the queue after an act that came to this.
const NOBODY: &str = "/console/calls?said=nobody";

/// Shows the queue.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(LastAct { said }): Query<LastAct>,
) -> Result<Response, Failure> {
    let lines = console.contacts()?.call_queue(&desk.officer).await?;
    let (layout, local, now) = (desk.layout, Local(console.key_days), console.clock.now());
    let row = |line: CallLine| {
        let (state, mark) = words::state(&layout, local, &line.call, now);
        QueueRow {
            name: title_of(&layout, &line.contact),
            id: line.contact.id,
            case: line.contact.case_id,
            reference: line.reference.unwrap_or_else(|| layout.say("console-no-reference")),
            case_is_revoked: line.case_is_revoked,
            due: local.moment(line.call.due_at),
            due_machine: local.machine(line.call.due_at),
            state,
            mark,
            attempts: line.call.attempts,
            outcome: line.call.outcome.map(|outcome| layout.say(&outcome.key())).unwrap_or_default(),
            assigned: line.call.assigned.map(|caller| caller.name).unwrap_or_default(),
        }
    };
    let due = lines.iter().filter(|line| line.call.due_at <= now).count();
    let found = layout.say_with("console-calls-found", &[("count", lines.len().into()), ("due", due.into())]);
    let said = match said.as_str() {
        "nobody" => Some(layout.say("console-call-nobody")),
        "saved" => Some(layout.say("console-call-saved")),
        _ => None,
    };
    page(&QueuePage { said, found, rows: lines.into_iter().map(row).collect(), layout })
}

/// Takes the next call and leads to its sheet, or back to the queue where nobody waits.
pub(in crate::console) async fn take_next(
    State(console): State<Arc<Console>>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    to_next(&console, &desk.officer).await
}

/// As [`take_next`], after another act.
pub(super) async fn to_next(console: &Console, officer: &Officer) -> Result<Response, Failure> {
    let address = match console.contacts()?.next_call(officer).await? {
        Some(call) => format!("/console/calls/{}", call.contact.id),
        None => NOBODY.to_owned(),
    };
    Ok(Redirect::to(&address).into_response())
}
