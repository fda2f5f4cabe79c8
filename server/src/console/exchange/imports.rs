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
use crate::exchange::Undone;
use crate::ground::error::Failure;

#[derive(Template)]
#[template(path = "exchange/imports.html")]
struct ImportsPage {
    layout: Layout,
    rows: Vec<ImportLine>,
    /// What undoing came to, in words.
    said: Option<String>,
    /// Ids of contacts that stay.
    kept: Vec<String>,
}

struct ImportLine {
    number: i64,
    at: String,
    case: Option<String>,
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
    let undone = console.exchange()?.undo(&desk.officer, number).await?;
    imports_page(&console, desk, Some(undone)).await
}

async fn imports_page(console: &Console, desk: Desk, undone: Option<Undone>) -> Result<Response, Failure> {
    let (layout, local) = (desk.layout, Local(console.key_days));
    let imports = console.exchange()?.imports(&desk.officer).await?;
    let rows = imports.into_iter().map(|import| ImportLine {
        number: import.number,
        at: local.moment(import.at),
        case: import.case_id,
        file: layout_name(&layout, &import.layout),
        added: import.added,
        changed: import.changed,
        undone: import.undone_at.map(|at| local.moment(at)),
    });
    let said = undone.as_ref().map(|undone| {
        let counts = [
            ("deleted", undone.deleted.into()),
            ("kept", undone.kept.len().into()),
            ("elsewhere", undone.elsewhere.into()),
            ("changed", undone.changed.into()),
        ];
        layout.say_with("console-import-undone", &counts)
    });
    page(&ImportsPage {
        rows: rows.collect(),
        said,
        kept: undone.map(|undone| undone.kept).unwrap_or_default(),
        layout,
    })
}
