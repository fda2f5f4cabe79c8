//! What came in so far, and undoing it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::layout_name;
use crate::console::Console;
use crate::console::form::{NoFields, Submitted};
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::contacts::ContactName;
use crate::exchange::Undone;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;

#[derive(Template)]
#[template(path = "exchange/imports.html")]
struct ImportsPage {
    layout: Layout,
    rows: Vec<ImportLine>,
    /// What undoing came to, in words.
    said: Option<String>,
    /// The contacts that stay.
    kept: Vec<ContactName>,
    /// How many of them are not shown, in words; empty where all are.
    more: String,
}

struct ImportLine {
    number: i64,
    at: String,
    /// Id and number of the case; none where the file had contacts of several.
    case: Option<(String, String)>,
    file: String,
    added: u32,
    changed: u32,
    undone: Option<String>,
}

/// Shows the imports of the officer's area.
pub(in crate::console) async fn show(State(console): State<Arc<Console>>, desk: Desk) -> Result<Response, Failure> {
    imports_page(&console, desk, None).await
}

/// Undoes an import, and says what stays.
pub(in crate::console) async fn undo(
    State(console): State<Arc<Console>>,
    Path(number): Path<i64>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    let exchange = console.exchange()?;
    let undone = exchange.undo(&desk.officer, number).await?;
    // What is still there of those that were new is what stays. Their names are read, and that is on record.
    let kept = match undone.kept.as_slice() {
        [] => Vec::new(),
        _ => exchange.import_of(&desk.officer, number).await?.contacts,
    };
    imports_page(&console, desk, Some((undone, kept))).await
}

async fn imports_page(
    console: &Console,
    desk: Desk,
    undone: Option<(Undone, Vec<ContactName>)>,
) -> Result<Response, Failure> {
    let imports = console.exchange()?.imports(&desk.officer).await?;
    let cases = imports.iter().filter_map(|import| import.case_id.clone()).map(CaseId).collect();
    let references = console.cases.references(&desk.officer, cases).await?;
    let (layout, local) = (desk.layout, Local(console.key_days));
    let case_of = |id: String| {
        let name = references.get(&CaseId(id.clone())).cloned();
        (id, name.unwrap_or_else(|| layout.say("console-no-reference")))
    };
    let rows = imports.into_iter().map(|import| ImportLine {
        number: import.number,
        at: local.moment(import.at),
        case: import.case_id.map(case_of),
        file: layout_name(&layout, &import.layout),
        added: import.added,
        changed: import.changed,
        undone: import.undone_at.map(|at| local.moment(at)),
    });
    let said = undone.as_ref().map(|(undone, _)| {
        let counts = [
            ("deleted", undone.deleted.into()),
            ("kept", undone.kept.len().into()),
            ("elsewhere", undone.elsewhere.into()),
            ("changed", undone.changed.into()),
        ];
        layout.say_with("console-import-undone", &counts)
    });
    let (kept, more) = undone.map_or_else(Default::default, |(undone, kept)| {
        let more = undone.kept.len().saturating_sub(kept.len());
        (kept, more)
    });
    page(&ImportsPage {
        rows: rows.collect(),
        said,
        kept,
        more: if more > 0 { layout.say_with("console-import-more", &[("count", more.into())]) } else { String::new() },
        layout,
    })
}
