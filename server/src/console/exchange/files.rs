//! The page from which a file of contacts goes out, and into which one comes in.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::{FileChoice, address_of, date_forms, layout_name, layouts};
use crate::console::Console;
use crate::console::form::{Submitted, not_of_ours};
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::exchange::{DateForm, ExportForm, FileForm, FileLayout, Meaning, SharedMeanings, TakenOver, as_file};
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
    /// Whether files go out for DHIS2.
    writes_dhis2: bool,
    /// What headings mean to the officer's centre.
    meanings: Vec<ShownMeaning>,
    /// Whether the centre shares them, by layout.
    own_shares: Vec<OwnShare>,
    /// What other centres share.
    shared: Vec<ShownShare>,
    /// What taking over did, in words.
    taken_over: Option<String>,
}

/// What the officer's centre remembers of a layout.
struct OwnShare {
    layout: &'static str,
    is_shared: bool,
    /// What the button does.
    text: String,
}

/// What another centre shares.
struct ShownShare {
    centre: String,
    name: String,
    layout: &'static str,
    /// The kind of file, in words.
    file: String,
    meanings: Vec<(String, String)>,
}

struct ShownMeaning {
    heading: String,
    /// Empty: the column is left out.
    column: String,
    layout: &'static str,
    /// The kind of file, in words.
    file: String,
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
    files_page(&console, desk, Some(id), reference, None).await
}

/// Shows the page of the contacts of the officer's area.
pub(in crate::console) async fn of_area(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(done): Query<TakenOverJustNow>,
) -> Result<Response, Failure> {
    desk.officer.may(crate::http::Right::Read)?;
    let said = done.taken.zip(done.kept).map(|(taken, kept)| {
        desk.layout.say_with("console-import-taken-over", &[("taken", taken.into()), ("kept", kept.into())])
    });
    files_page(&console, desk, None, String::new(), said).await
}

/// What taking over meanings did, as the address says after it was done.
#[derive(Deserialize)]
pub(in crate::console) struct TakenOverJustNow {
    taken: Option<u32>,
    kept: Option<u32>,
}

async fn files_page(
    console: &Console,
    desk: Desk,
    case: Option<String>,
    reference: String,
    taken_over: Option<String>,
) -> Result<Response, Failure> {
    let meanings = console.exchange()?.meanings(&desk.officer).await?;
    let shared = console.exchange()?.shared_meanings(&desk.officer).await?;
    let (own, others): (Vec<_>, Vec<_>) = shared.into_iter().partition(|one| one.centre == desk.officer.centre);
    let layout = desk.layout;
    let shown = |Meaning { layout: of, heading, column }: Meaning| ShownMeaning {
        heading,
        column,
        layout: of.name(),
        file: layout_name(&layout, of.name()),
    };
    let own_share = |of: FileLayout| {
        let is_shared = own.iter().any(|one| one.layout == of);
        let key = if is_shared { "console-import-unshare" } else { "console-import-share" };
        let text = layout.say_with(key, &[("file", (&layout_name(&layout, of.name())).into())]);
        OwnShare { layout: of.name(), is_shared, text }
    };
    let remembered = |of: &FileLayout| meanings.iter().any(|meaning| meaning.layout == *of);
    page(&FilesPage {
        own_shares: FileLayout::ALL.into_iter().filter(remembered).map(own_share).collect(),
        shared: others
            .into_iter()
            .filter(|one| !one.meanings.is_empty())
            .map(|one| shown_share(&layout, one))
            .collect(),
        taken_over,
        address: address_of(case.as_deref()),
        layouts: layouts(&layout, FileLayout::Sormas),
        dates: date_forms(&layout, DateForm::Dmy),
        writes_dhis2: console.exchange()?.writes_dhis2(),
        meanings: meanings.into_iter().map(shown).collect(),
        case,
        reference,
        layout,
    })
}

fn shown_share(layout: &Layout, shared: SharedMeanings) -> ShownShare {
    let SharedMeanings { centre, name, layout: of, meanings } = shared;
    ShownShare { centre, name, layout: of.name(), file: layout_name(layout, of.name()), meanings }
}

/// Of which layout meanings are to be shared, or shared no more.
#[derive(Deserialize)]
pub(in crate::console) struct SharedLayout {
    layout: String,
    shared: String,
}

/// Shares what the officer's centre remembers of a layout, or shares it no more.
pub(in crate::console) async fn share_meanings(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<SharedLayout>,
) -> Result<Response, Failure> {
    let layout = FileLayout::named(&form.layout).ok_or_else(not_of_ours)?;
    console.exchange()?.share_meanings(&desk.officer, layout, form.shared == "yes").await?;
    Ok(Redirect::to("/console/contacts/file#headings").into_response())
}

/// Whose meanings are to be taken over.
#[derive(Deserialize)]
pub(in crate::console) struct TakenLayout {
    centre: String,
    layout: String,
}

/// Takes over what another centre shares.
pub(in crate::console) async fn take_over_meanings(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<TakenLayout>,
) -> Result<Response, Failure> {
    let layout = FileLayout::named(&form.layout).ok_or_else(not_of_ours)?;
    let TakenOver { taken, kept } = console.exchange()?.take_over_meanings(&desk.officer, &form.centre, layout).await?;
    Ok(Redirect::to(&format!("/console/contacts/file?taken={taken}&kept={kept}")).into_response())
}

/// A heading whose meaning is to be forgotten.
#[derive(Deserialize)]
pub(in crate::console) struct ForgottenHeading {
    layout: String,
    heading: String,
}

/// Forgets what a heading means to the officer's centre.
pub(in crate::console) async fn forget_meaning(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<ForgottenHeading>,
) -> Result<Response, Failure> {
    let layout = FileLayout::named(&form.layout).ok_or_else(not_of_ours)?;
    console.exchange()?.forget_meaning(&desk.officer, layout, &form.heading).await?;
    Ok(Redirect::to("/console/contacts/file#headings").into_response())
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
