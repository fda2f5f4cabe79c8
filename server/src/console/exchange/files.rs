//! The page from which a file of contacts goes out, and into which one comes in.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::{FileChoice, address_of, date_forms, layouts};
use crate::console::Console;
use crate::console::form::not_of_ours;
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::exchange::{DateForm, ExportForm, FileForm, FileLayout, as_file};
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;

#[derive(Template)]
#[template(path = "exchange/files.html")]
struct FilesPage {
    layout: Layout,
    /// Where the forms go.
    address: String,
    case: Option<String>,
    /// The authority's number of the case.
    reference: String,
    layouts: Vec<FileChoice>,
    dates: Vec<FileChoice>,
}

/// Shows the page of a case's contacts.
pub(in crate::console) async fn of_case(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let file = console.cases.view(&desk.officer, &CaseId(id.clone())).await?;
    let reference = file.opened.and_then(|(reference, _)| reference);
    let reference = reference.unwrap_or_else(|| desk.layout.say("console-no-reference"));
    files_page(&console, desk.layout, Some(id), reference)
}

/// Shows the page of the contacts of the officer's area.
pub(in crate::console) async fn of_area(State(console): State<Arc<Console>>, desk: Desk) -> Result<Response, Failure> {
    desk.officer.may(crate::http::Right::Read)?;
    files_page(&console, desk.layout, None, String::new())
}

fn files_page(console: &Console, layout: Layout, case: Option<String>, reference: String) -> Result<Response, Failure> {
    console.exchange()?;
    page(&FilesPage {
        address: address_of(case.as_deref()),
        layouts: layouts(&layout, FileLayout::Sormas),
        dates: date_forms(&layout, DateForm::Dmy),
        case,
        reference,
        layout,
    })
}

/// Which file an officer wants.
#[derive(Deserialize)]
pub(in crate::console) struct WantedFile {
    #[serde(default)]
    file: String,
    #[serde(default)]
    dates: String,
    #[serde(default)]
    prefix: String,
}

/// The contacts of a case as a file.
pub(in crate::console) async fn export_case(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
    Query(wanted): Query<WantedFile>,
) -> Result<Response, Failure> {
    export(&console, &desk, Some(&CaseId(id)), wanted).await
}

/// The contacts of the officer's area as a file.
pub(in crate::console) async fn export_area(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(wanted): Query<WantedFile>,
) -> Result<Response, Failure> {
    export(&console, &desk, None, wanted).await
}

async fn export(
    console: &Console,
    desk: &Desk,
    case: Option<&CaseId>,
    wanted: WantedFile,
) -> Result<Response, Failure> {
    let file = FileForm::named(&wanted.file).ok_or_else(not_of_ours)?;
    let dates = DateForm::named(&wanted.dates).ok_or_else(not_of_ours)?;
    let form = ExportForm { file, dates, prefix: wanted.prefix.trim().to_owned() };
    Ok(as_file(console.exchange()?.export(&desk.officer, case, &form).await?, file))
}
