//! Closing a case, and opening it again.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::console::Console;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;

#[derive(Template)]
#[template(path = "cases/close.html")]
struct ClosePage {
    layout: Layout,
    id: String,
    reference: String,
}

/// What shall become of the case.
#[derive(Deserialize)]
pub(in crate::console) struct Wish {
    /// `no` to open it again.
    #[serde(default)]
    closed: String,
}

/// Says what closing does, and asks whether to do it.
pub(in crate::console) async fn ask(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let file = console.cases.view(&desk.officer, &CaseId(id.clone())).await?;
    let reference = file.opened.and_then(|(reference, _)| reference);
    let reference = reference.unwrap_or_else(|| desk.layout.say("console-no-reference"));
    page(&ClosePage { layout: desk.layout, id, reference })
}

/// Closes the case, or opens it again.
pub(in crate::console) async fn close(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<Wish>,
) -> Result<Response, Failure> {
    console.cases.set_closed(&desk.officer, &CaseId(id.clone()), form.closed != "no").await?;
    Ok(Redirect::to(&format!("/console/cases/{id}")).into_response())
}
