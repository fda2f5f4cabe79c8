//! A file that comes in: what it would do first; once it is taken, the page of the import follows.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::address_of;
use crate::console::Console;
use crate::console::form::not_of_ours;
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
    /// What the file would do, in words.
    summary: String,
    /// Number of an import by which the same file came in before.
    taken_before: Option<i64>,
    /// Whether something can be taken.
    can_take: bool,
    rows: Vec<ShownRow>,
    /// What rows are not shown, in words; empty where all are.
    more: String,
    faults: Vec<(usize, String, String)>,
    /// What faults are not shown, in words; empty where all are.
    more_faults: String,
    guessed_letters: bool,
    /// Headings that no column has.
    headings: Vec<ShownHeading>,
    columns: Vec<&'static str>,
    chosen: (&'static str, &'static str),
    /// The file itself, for the next step: it is kept nowhere else.
    kept: String,
}

/// A heading that no column has, and what the officer said that it means: `-` for a column that is left out.
struct ShownHeading {
    heading: String,
    meaning: String,
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
    let act = uploaded.text("act");
    let again = !uploaded.text("again").is_empty();
    let form = ImportForm { layout, dates, dry_run: act != "take", again, meanings };
    let (id, file) = (case.clone().map(CaseId), Bytes::from(file));
    let text = uploaded.desk.layout.text();
    let exchange = console.exchange()?;
    let imported = exchange.import(&uploaded.desk.officer, id.as_ref(), file.clone(), form.clone(), text).await?;
    if let Some(number) = imported.number {
        return Ok(Redirect::to(&format!("/console/imports/{number}")).into_response());
    }
    if act == "left-out" {
        return Ok(left_out(imported.left_out));
    }
    import_page(uploaded.desk.layout, case.as_deref(), &form, &file, imported)
}

fn import_page(
    page_layout: Layout,
    case: Option<&str>,
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
    let summary = layout.say_with("console-import-would", &counts);
    let more = |all: usize| match all.saturating_sub(SHOWN) {
        0 => String::new(),
        more => layout.say_with("console-import-more", &[("count", more.into())]),
    };
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
        address: address_of(case),
        summary,
        taken_before: imported.taken_before,
        can_take: imported.added + imported.changed > 0,
        rows: imported.rows.iter().take(SHOWN).map(row).collect(),
        more: more(imported.rows.len()),
        more_faults: more(imported.faults.len()),
        faults: imported.faults.into_iter().take(SHOWN).map(|fault| (fault.row, fault.column, fault.why)).collect(),
        guessed_letters: imported.guessed_letters,
        headings: headings(form, imported.unknown_headings),
        columns: form.layout.columns().collect(),
        chosen: (form.layout.name(), form.dates.name()),
        kept: STANDARD.encode(file),
        layout,
    })
}

/// The headings whose meaning was said, and those that nobody said anything of.
fn headings(form: &ImportForm, unknown: Vec<String>) -> Vec<ShownHeading> {
    let said = form.meanings.iter().map(|(heading, meaning)| ShownHeading {
        heading: heading.clone(),
        meaning: if meaning.is_empty() { "-".to_owned() } else { meaning.clone() },
    });
    said.chain(unknown.into_iter().map(|heading| ShownHeading { heading, meaning: String::new() })).collect()
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

/// The rows that were left out, as a file.
fn left_out(rows: String) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"left-out.csv\"")),
    ];
    (headers, rows).into_response()
}
