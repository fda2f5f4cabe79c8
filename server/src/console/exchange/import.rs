//! A file that comes in: what it would do first, then what it did.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;

use super::address_of;
use crate::console::Console;
use crate::console::form::{Submitted, not_of_ours};
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::upload::Uploaded;
use crate::contacts::ContactField;
use crate::exchange::{DateForm, FileLayout, ImportForm, Imported, LineEffect};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::CaseId;
use lancan_protocol::problem::Problem;

/// Rows that a page shows at most; all are counted.
const SHOWN: usize = 500;

#[derive(Template)]
#[template(path = "exchange/import.html")]
struct ImportPage {
    layout: Layout,
    address: String,
    case: Option<String>,
    /// What the file does, in words.
    summary: String,
    /// The number of the import; none where the file was only looked at.
    number: Option<i64>,
    /// Whether nothing was taken, and something can be.
    can_take: bool,
    rows: Vec<ShownRow>,
    /// What rows are not shown, in words; empty where all are.
    more: String,
    faults: Vec<(usize, String, String)>,
    left_out: String,
    guessed_letters: bool,
    /// Headings that no column has.
    headings: Vec<String>,
    columns: Vec<&'static str>,
    chosen: (&'static str, &'static str),
    /// The file itself, for the next step: it is kept nowhere else.
    kept: String,
}

struct ShownRow {
    row: usize,
    name: String,
    effect: String,
    mark: &'static str,
    alike: bool,
    /// What changes, in words; empty where nothing does.
    changes: String,
    outdated: bool,
}

/// Looks at a file for a case, or takes it.
pub(in crate::console) async fn into_case(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    uploaded: Uploaded,
) -> Result<Response, Failure> {
    import(&console, Some(id), uploaded).await
}

/// Looks at a file for the cases that its rows name, or takes it.
pub(in crate::console) async fn into_area(
    State(console): State<Arc<Console>>,
    uploaded: Uploaded,
) -> Result<Response, Failure> {
    import(&console, None, uploaded).await
}

async fn import(console: &Console, case: Option<String>, uploaded: Uploaded) -> Result<Response, Failure> {
    let layout = FileLayout::named(uploaded.text("layout")).ok_or_else(not_of_ours)?;
    let dates = DateForm::named(uploaded.text("dates")).ok_or_else(not_of_ours)?;
    let kept = STANDARD.decode(uploaded.text("kept")).map_err(|_| not_of_ours())?;
    let file = if uploaded.bytes("file").is_empty() { kept } else { uploaded.bytes("file").to_vec() };
    if file.is_empty() {
        return Err(Refusal::saying(Problem::RequestInvalid, "console-import-no-file").into());
    }
    // Each unknown heading has a number, and what it means has the same.
    let meanings = (0..)
        .map_while(|n| {
            let heading = uploaded.text(&format!("heading.{n}"));
            (!heading.is_empty()).then(|| (heading.to_owned(), uploaded.text(&format!("meaning.{n}")).to_owned()))
        })
        .filter(|(_, meaning)| !meaning.is_empty())
        // A dash stands for a column that is left out from now on.
        .map(|(heading, meaning)| (heading, if meaning == "-" { String::new() } else { meaning }))
        .collect();
    let form = ImportForm { layout, dates, dry_run: uploaded.text("act") != "take", meanings };
    let id = case.clone().map(CaseId);
    let text = uploaded.desk.layout.text();
    let imported = console.exchange()?.import(&uploaded.desk.officer, id.as_ref(), &file, form.clone(), text).await?;
    import_page(uploaded.desk.layout, case, &form, &file, imported)
}

fn import_page(
    page_layout: Layout,
    case: Option<String>,
    form: &ImportForm,
    file: &[u8],
    imported: Imported,
) -> Result<Response, Failure> {
    let layout = page_layout;
    let left_out = imported.rows.iter().filter(|row| row.effect == LineEffect::LeftOut).count();
    let counts = [
        ("added", imported.added.into()),
        ("changed", imported.changed.into()),
        ("unchanged", imported.unchanged.into()),
        ("left", left_out.into()),
    ];
    let key = if form.dry_run { "console-import-would" } else { "console-import-did" };
    let summary = layout.say_with(key, &counts);
    let more = imported.rows.len().saturating_sub(SHOWN);
    let more = if more > 0 { layout.say_with("console-import-more", &[("count", more.into())]) } else { String::new() };
    let row = |row: &crate::exchange::RowEffect| {
        let (key, mark) = match row.effect {
            LineEffect::Added => ("console-import-added", "good"),
            LineEffect::Changed => ("console-import-changed", "going"),
            LineEffect::Unchanged => ("console-import-unchanged", "off"),
            LineEffect::LeftOut => ("console-import-left-out", "bad"),
        };
        let name = row.name.clone().unwrap_or_default();
        let changes: Vec<String> = row.changes.iter().map(|field| layout.say(label_of(*field))).collect();
        let (changes, outdated) = (changes.join(", "), row.outdated);
        ShownRow { row: row.row, name, effect: layout.say(key), mark, alike: row.alike, changes, outdated }
    };
    page(&ImportPage {
        address: address_of(case.as_deref()),
        case,
        summary,
        number: imported.number,
        can_take: form.dry_run && imported.added + imported.changed > 0,
        rows: imported.rows.iter().take(SHOWN).map(row).collect(),
        more,
        faults: imported.faults.into_iter().map(|fault| (fault.row, fault.column, fault.why)).collect(),
        left_out: imported.left_out,
        guessed_letters: imported.guessed_letters,
        headings: if form.dry_run { imported.unknown_headings } else { Vec::new() },
        columns: form.layout.columns().collect(),
        chosen: (form.layout.name(), form.dates.name()),
        kept: if form.dry_run { STANDARD.encode(file) } else { String::new() },
        layout,
    })
}

/// The text that names a field.
const fn label_of(field: ContactField) -> &'static str {
    match field {
        ContactField::Name => "console-contact-name",
        ContactField::Phone => "console-contact-phone",
        ContactField::BirthYear => "console-birth-year",
        ContactField::Sex => "console-sex",
        ContactField::Address => "console-address",
        ContactField::Unit => "console-import-unit",
        ContactField::Relation => "console-relation",
        ContactField::Notes => "console-notes",
        ContactField::Tier => "console-tier",
        ContactField::Closeness => "console-closeness",
        ContactField::Minutes => "console-minutes",
        ContactField::LastContact => "console-last-contact",
        ContactField::Status => "console-state",
    }
}

/// The rows that were left out, as the page before had them.
#[derive(Deserialize)]
pub(in crate::console) struct LeftOut {
    #[serde(default)]
    rows: String,
}

/// Gives the rows that were left out as a file.
pub(in crate::console) async fn left_out(Submitted { form, .. }: Submitted<LeftOut>) -> Result<Response, Failure> {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"left-out.csv\"")),
    ];
    Ok((headers, form.rows).into_response())
}
