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
use crate::declarations::{RedCall, form_title};
use crate::ground::error::Failure;
use crate::http::Officer;

#[derive(Template)]
#[template(path = "calls/queue.html")]
struct QueuePage {
    layout: Layout,
    /// What the last act came to, in words.
    said: Option<String>,
    found: String,
    /// Red answers of declarations that wait for a call, before all others.
    red: Vec<RedRow>,
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

/// A red answer in the queue.
struct RedRow {
    id: String,
    name: String,
    form: String,
    due: String,
    due_machine: String,
    state: String,
    mark: &'static str,
    attempts: u32,
    outcome: String,
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
    let red = match &console.declarations {
        Some(declarations) => declarations.red_calls(&desk.officer).await?,
        None => Vec::new(),
    };
    let (layout, local, now) = (desk.layout, Local(console.key_days), console.clock.now());
    let red = red.into_iter().map(|red| red_row(&console, &layout, local, red)).collect();
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
    page(&QueuePage { said, found, red, rows: lines.into_iter().map(row).collect(), layout })
}

fn red_row(console: &Console, layout: &Layout, local: Local, red: RedCall) -> RedRow {
    let (state, mark) = words::state(layout, local, &red.call, console.clock.now());
    let form = console.declarations.as_ref().and_then(|room| room.form(&red.line.form));
    RedRow {
        name: red.line.name.unwrap_or_else(|| layout.say("console-declared-nameless")),
        form: form.map_or(red.line.form, |form| form_title(layout.text(), form)),
        due: local.moment(red.call.due_at),
        due_machine: local.machine(red.call.due_at),
        state,
        mark,
        attempts: red.call.attempts,
        outcome: red.call.outcome.map(|outcome| layout.say(&outcome.key())).unwrap_or_default(),
        id: red.line.id,
    }
}

/// Takes the next call and leads to its sheet, or back to the queue where nobody waits.
pub(in crate::console) async fn take_next(
    State(console): State<Arc<Console>>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    to_next(&console, &desk.officer).await
}

/// As [`take_next`], after another act. Whoever gave a red answer comes first.
pub(in crate::console) async fn to_next(console: &Console, officer: &Officer) -> Result<Response, Failure> {
    if let Some(declarations) = &console.declarations
        && let Some(id) = declarations.next_red_call(officer).await?
    {
        return Ok(Redirect::to(&format!("/console/declarations/{id}")).into_response());
    }
    let address = match console.contacts()?.next_call(officer).await? {
        Some(call) => format!("/console/calls/{}", call.contact.id),
        None => NOBODY.to_owned(),
    };
    Ok(Redirect::to(&address).into_response())
}
