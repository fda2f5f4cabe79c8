//! Ending a case before its day.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use crate::cases::ErasureReason;
use crate::console::Console;
use crate::console::confirm;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::CaseId;

#[derive(Template)]
#[template(path = "cases/erase.html")]
struct ErasePage {
    layout: Layout,
    id: String,
    reference: String,
    /// How many contacts go with the case, in words.
    contacts: Option<String>,
    /// Value and words of each reason.
    reasons: Vec<(&'static str, String)>,
}

/// Why the case ends.
#[derive(Deserialize)]
pub(in crate::console) struct ErasureWish {
    #[serde(default)]
    reason: String,
}

/// Says what ending the case does, and asks why and whether to do it. Whoever has not shown password and code lately does that
/// first.
pub(in crate::console) async fn ask(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let case = CaseId(id.clone());
    let file = console.cases.view(&desk.officer, &case).await?;
    if let Some(detour) = confirm::detour(&desk, &format!("/console/cases/{id}/erasure")) {
        return Ok(detour);
    }
    let layout = desk.layout;
    let contacts = match &console.contacts {
        Some(contacts) => {
            let summary = contacts.summary(&desk.officer, &case).await?;
            let counts = [("first", summary.first.into()), ("second", summary.second.into())];
            Some(layout.say_with("console-erase-contacts", &counts))
        }
        None => None,
    };
    let reference = file.opened.and_then(|(reference, _)| reference);
    let reference = reference.unwrap_or_else(|| layout.say("console-no-reference"));
    let words = |reason: ErasureReason| (reason.name(), layout.say(&format!("console-erase-{}", reason.name())));
    page(&ErasePage { id, reference, contacts, reasons: ErasureReason::ALL.map(words).into(), layout })
}

/// Ends the case.
pub(in crate::console) async fn erase(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<ErasureWish>,
) -> Result<Response, Failure> {
    if let Some(detour) = confirm::detour(&desk, &format!("/console/cases/{id}/erasure")) {
        return Ok(detour);
    }
    let unknown = || Refusal::saying(Problem::RequestInvalid, "officer-erase-reason");
    let reason = ErasureReason::named(&form.reason).ok_or_else(unknown)?;
    console.cases.erase(&desk.officer, &CaseId(id), reason).await?;
    Ok(Redirect::to("/console/cases").into_response())
}
