//! The openings for cases of the officer's area.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{hours, state};
use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::Failure;

struct OpeningLine {
    id: String,
    place: String,
    hours: String,
    case: String,
    case_id: String,
    state: String,
    mark: &'static str,
    asked: String,
    /// Whether this officer is to sign now.
    is_mine: bool,
}

#[derive(Template)]
#[template(path = "openings/list.html")]
struct OpeningsPage {
    layout: Layout,
    rows: Vec<OpeningLine>,
}

/// Shows the openings.
pub(in crate::console) async fn show(State(console): State<Arc<Console>>, desk: Desk) -> Result<Response, Failure> {
    let (layout, local) = (desk.layout, Local(console.key_days));
    let found = console.openings()?.list(&desk.officer).await?;
    let rows = found.into_iter().map(|file| {
        let (state, mark) = state(&layout, file.state);
        OpeningLine {
            hours: hours(local, &file.request),
            is_mine: file.waits_for(&desk.officer),
            place: file.request.place,
            case: file.request.case,
            case_id: file.row.case.0,
            state,
            mark,
            asked: local.moment(file.row.asked_at),
            id: file.row.id,
        }
    });
    let rows = rows.collect();
    page(&OpeningsPage { layout, rows })
}
