//! A code that was just given, shown once; taking a code back; and codes for a file of results.

pub(super) mod bulk;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::code::CodeKind;
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::Console;
use super::form::{NoFields, Submitted};
use super::layout::Layout;
use super::local::Local;
use super::page::page;
use super::qr::Qr;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;

#[derive(Template)]
#[template(path = "codes/page.html")]
struct CodePage {
    layout: Layout,
    case: String,
    code: String,
    until: String,
    link: Option<String>,
    sms: Option<String>,
    qr: Option<Qr>,
    /// Why it is another kind than asked for.
    notice: Option<String>,
}

/// Which kind of code.
#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    kind: String,
}

/// Gives a code and shows it.
pub(super) async fn issue(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<Wanted>,
) -> Result<Response, Failure> {
    let kind = if form.kind == "long" { CodeKind::Long } else { CodeKind::Short };
    let issued = console.codes.issue(&desk.officer, &CaseId(id.clone()), kind).await?;
    let layout = desk.layout;
    let notice = issued.instead_of_short.then(|| layout.text().problem(Problem::CodesSuspended).title);
    page(&CodePage {
        case: id,
        code: issued.code.grouped(),
        until: layout
            .say_with("console-code-until", &[("when", (&Local(console.key_days).moment(issued.expires_at)).into())]),
        qr: issued.link.as_deref().and_then(Qr::of),
        link: issued.link,
        sms: issued.sms,
        notice,
        layout,
    })
}

/// Takes a code back.
pub(super) async fn revoke(
    State(console): State<Arc<Console>>,
    Path((id, code)): Path<(String, String)>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    console.codes.revoke(&desk.officer, &CaseId(id.clone()), code).await?;
    Ok(Redirect::to(&format!("/console/cases/{id}")).into_response())
}
