//! What a file did that came in.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::layout_name;
use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::contacts::ContactName;
use crate::exchange::ImportFile;
use crate::ground::error::Failure;

#[derive(Template)]
#[template(path = "exchange/taken.html")]
struct TakenPage {
    layout: Layout,
    number: i64,
    case: Option<String>,
    /// What the file did, in words.
    summary: String,
    /// The kind of file, and when it came in.
    file: String,
    at: String,
    /// When the import was undone.
    undone: Option<String>,
    has_left_out: bool,
    /// The contacts that were new and are still there.
    contacts: Vec<ContactName>,
    /// How many contacts are not shown, in words; empty where all are.
    more: String,
}

/// Shows an import of the officer's area.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(number): Path<i64>,
) -> Result<Response, Failure> {
    let (layout, local) = (desk.layout, Local(console.key_days));
    let ImportFile { import, left_out, contacts, more } = console.exchange()?.import_of(&desk.officer, number).await?;
    let counts = [("added", import.added.into()), ("changed", import.changed.into()), ("left", left_out.into())];
    page(&TakenPage {
        number: import.number,
        case: import.case_id,
        summary: layout.say_with("console-import-did", &counts),
        file: layout_name(&layout, &import.layout),
        at: local.moment(import.at),
        undone: import.undone_at.map(|at| local.moment(at)),
        has_left_out: left_out > 0,
        contacts,
        more: if more > 0 { layout.say_with("console-import-more", &[("count", more.into())]) } else { String::new() },
        layout,
    })
}
