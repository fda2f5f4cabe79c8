//! What was sent out of the officer's area and into it, and the answers.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::console::Console;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::Failure;
use crate::transfers::{TransferAnswer, TransferShown, TransferState};

#[derive(Template)]
#[template(path = "transfers/list.html")]
struct TransfersPage {
    layout: Layout,
    /// What waits for the officer's answer.
    incoming: Vec<TransferLine>,
    /// Everything else.
    others: Vec<TransferLine>,
}

struct TransferLine {
    number: i64,
    what: String,
    /// The page of what was sent, where the officer sees it.
    link: Option<String>,
    phone: String,
    from: String,
    to: String,
    sent: String,
    state: String,
    mark: &'static str,
    note: String,
    reason: String,
    /// Ids of contacts that are probably the same person.
    alike: Vec<String>,
}

/// Shows the transfers.
pub(in crate::console) async fn show(State(console): State<Arc<Console>>, desk: Desk) -> Result<Response, Failure> {
    let transfers = console.transfers()?.list(&desk.officer).await?;
    let (layout, local) = (desk.layout, Local(console.key_days));
    let waits = |shown: &TransferShown| shown.state == TransferState::Sent && shown.is_incoming;
    let (incoming, others): (Vec<_>, Vec<_>) = transfers.into_iter().partition(waits);
    let lines = |all: Vec<TransferShown>| all.into_iter().map(|shown| line(&layout, local, shown)).collect();
    page(&TransfersPage { incoming: lines(incoming), others: lines(others), layout })
}

fn line(layout: &Layout, local: Local, shown: TransferShown) -> TransferLine {
    let (key, mark) = match (shown.state, shown.is_late) {
        (TransferState::Sent, true) => ("console-transfer-late", "bad"),
        (TransferState::Sent, false) => ("console-transfer-sent", "todo"),
        (TransferState::Accepted, _) => ("console-transfer-accepted", "good"),
        (TransferState::Refused, _) => ("console-transfer-refused", "off"),
        (TransferState::Gone, _) => ("console-transfer-gone", "off"),
    };
    let state =
        shown.answered_at.map_or_else(|| layout.say(key), |at| format!("{}, {}", layout.say(key), local.moment(at)));
    // Whoever owns it sees it: the sender until it is accepted, the receiver from then on.
    let is_owner = match shown.state {
        TransferState::Sent | TransferState::Refused => shown.is_outgoing,
        TransferState::Accepted => shown.is_incoming,
        TransferState::Gone => false,
    };
    let link = match &shown.contact {
        Some(contact) => format!("/console/contacts/{contact}"),
        None => format!("/console/cases/{}", shown.case_id),
    };
    let kind = layout.say(if shown.contact.is_some() { "console-transfer-contact" } else { "console-transfer-case" });
    TransferLine {
        number: shown.number,
        what: shown.name.map_or(kind.clone(), |name| format!("{kind}: {name}")),
        link: is_owner.then_some(link),
        phone: shown.phone.unwrap_or_default(),
        from: shown.from,
        to: shown.to,
        sent: local.moment(shown.sent_at),
        state,
        mark,
        note: shown.note,
        reason: shown.reason,
        alike: shown.alike,
    }
}

/// What the officer answers.
#[derive(Deserialize)]
pub(in crate::console) struct AnswerForm {
    /// `accept` or `refuse`.
    #[serde(default)]
    answer: String,
    #[serde(default)]
    reason: String,
}

/// Accepts or refuses what was sent.
pub(in crate::console) async fn answer(
    State(console): State<Arc<Console>>,
    Path(number): Path<i64>,
    Submitted { desk, form }: Submitted<AnswerForm>,
) -> Result<Response, Failure> {
    let answer = TransferAnswer { accept: form.answer == "accept", reason: form.reason };
    console.transfers()?.answer(&desk.officer, number, answer).await?;
    Ok(Redirect::to("/console/transfers").into_response())
}
