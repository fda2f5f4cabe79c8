//! Revoking a case that never was one.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::console::Console;
use crate::console::confirm;
use crate::console::form::{NoFields, Submitted};
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;

#[derive(Template)]
#[template(path = "cases/revoke.html")]
struct RevokePage {
    layout: Layout,
    id: String,
    reference: String,
    reports: usize,
}

/// Says what revoking does, and asks whether to do it. Whoever has not shown password and code lately does that first.
pub(in crate::console) async fn ask(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let file = console.cases.view(&desk.officer, &CaseId(id.clone())).await?;
    if let Some(detour) = confirm::detour(&desk, &format!("/console/cases/{id}/revocation")) {
        return Ok(detour);
    }
    let reference = file.opened.and_then(|(reference, _)| reference);
    let reference = reference.unwrap_or_else(|| desk.layout.say("console-no-reference"));
    page(&RevokePage { layout: desk.layout, id, reference, reports: file.reports.len() })
}

/// Revokes the case.
pub(in crate::console) async fn revoke(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    if let Some(detour) = confirm::detour(&desk, &format!("/console/cases/{id}/revocation")) {
        return Ok(detour);
    }
    console.revocation.revoke(&desk.officer, &CaseId(id.clone())).await?;
    Ok(Redirect::to(&format!("/console/cases/{id}")).into_response())
}
