//! A line list: rows pasted from a spreadsheet, shown as they were understood, and saved where they are good.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::form::label_of;
use crate::console::Console;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::console::words::{ContactChoice, choices, name_of, named};
use crate::contacts::{CellFault, LineList, Sheet, SheetColumn, Source};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::CaseId;

/// How contacts of a list may have become known.
const SOURCES: [Source; 3] = [Source::List, Source::Venue, Source::Interview];

#[derive(Template)]
#[template(path = "contacts/lines.html")]
struct LinesPage {
    layout: Layout,
    case: String,
    text: String,
    sources: Vec<ContactChoice>,
    /// What was understood; none before anything was pasted.
    understood: Option<Understood>,
    /// How many contacts were saved just now, in words.
    saved: Option<String>,
    /// Why nothing can be read.
    error: Option<String>,
}

/// What was understood of a paste.
struct Understood {
    counts: String,
    heads: Vec<ColumnHead>,
    rows: Vec<UnderstoodRow>,
}

struct ColumnHead {
    text: String,
    is_known: bool,
}

struct UnderstoodRow {
    line: usize,
    cells: Vec<UnderstoodCell>,
    /// Column and what to write there, for each fault.
    faults: Vec<String>,
}

struct UnderstoodCell {
    text: String,
    is_faulty: bool,
}

/// What was pasted, and what shall become of it.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::console) struct PastedLines {
    text: String,
    source: String,
    /// `save` to save the good rows.
    act: String,
}

/// Asks for rows.
pub(in crate::console) async fn ask(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(case): Path<String>,
) -> Result<Response, Failure> {
    console.contacts()?;
    console.cases.view(&desk.officer, &CaseId(case.clone())).await?;
    page(&LinesPage::of(desk.layout, case, &PastedLines::default()))
}

/// Shows what was understood, and saves the good rows where asked. The rows that stay can be corrected and sent again.
pub(in crate::console) async fn enter(
    State(console): State<Arc<Console>>,
    Path(case): Path<String>,
    Submitted { desk, form }: Submitted<PastedLines>,
) -> Result<Response, Failure> {
    let sheet = match Sheet::read(&form.text) {
        Ok(sheet) => sheet,
        Err(refusal) => return unreadable(desk.layout, case, &form, &refusal),
    };
    let (save, source) = (form.act == "save", named(&form.source));
    let list = LineList { text: form.text.clone(), source, save };
    let outcome = console.contacts()?.enter_lines(&desk.officer, &CaseId(case.clone()), list).await?;
    let faulty: BTreeSet<usize> = outcome.faults.iter().map(|fault| fault.row).collect();
    let (text, sheet) = if save {
        let rest = sheet.text_of(&faulty);
        let corrected = if rest.is_empty() { None } else { Sheet::read(&rest).ok() };
        (rest, corrected)
    } else {
        (form.text.clone(), Some(sheet))
    };
    let mut shown = LinesPage::of(desk.layout, case, &PastedLines { text, ..form });
    if save {
        let count = [("count", outcome.saved.len().into())];
        shown.saved = Some(shown.layout.say_with("console-lines-saved", &count));
    }
    if let Some(sheet) = sheet {
        // What is left begins in other lines than what was pasted.
        let faults = if save { renumbered(outcome.faults, &sheet) } else { outcome.faults };
        shown.understood = Some(Understood::of(&shown.layout, &sheet, &faults));
    }
    page(&shown)
}

fn unreadable(layout: Layout, case: String, form: &PastedLines, refusal: &Refusal) -> Result<Response, Failure> {
    let mut shown = LinesPage::of(layout, case, form);
    shown.error = refusal.detail.as_ref().map(|detail| detail.in_words(shown.layout.text()));
    let problem = StatusCode::from_u16(Problem::RequestInvalid.status()).unwrap_or(StatusCode::BAD_REQUEST);
    Ok(with_its_page(problem, None, page(&shown)?))
}

/// The faults by the lines of the sheet that holds the faulty rows alone, in the order of before.
fn renumbered(faults: Vec<CellFault>, sheet: &Sheet) -> Vec<CellFault> {
    let before: BTreeSet<usize> = faults.iter().map(|fault| fault.row).collect();
    let lines: Vec<(usize, usize)> = before.into_iter().zip(sheet.rows.iter().map(|row| row.line)).collect();
    let line = |of: usize| lines.iter().find(|(before, _)| *before == of).map_or(of, |(_, line)| *line);
    faults.into_iter().map(|fault| CellFault { row: line(fault.row), ..fault }).collect()
}

impl LinesPage {
    fn of(layout: Layout, case: String, form: &PastedLines) -> Self {
        let source = if form.source.is_empty() { name_of(Source::List) } else { form.source.clone() };
        let sources = choices(&layout, &SOURCES, &source);
        Self { layout, case, text: form.text.clone(), sources, understood: None, saved: None, error: None }
    }
}

impl Understood {
    fn of(layout: &Layout, sheet: &Sheet, faults: &[CellFault]) -> Self {
        let head = |column: &SheetColumn| match column.of {
            Some(of) => ColumnHead { text: layout.say(label_of(of)), is_known: true },
            None => ColumnHead { text: column.head.clone(), is_known: false },
        };
        let rows: Vec<UnderstoodRow> = sheet
            .rows
            .iter()
            .map(|row| {
                let of_row: Vec<&CellFault> = faults.iter().filter(|fault| fault.row == row.line).collect();
                let cells = row.cells.iter().zip(&sheet.columns).map(|(text, column)| UnderstoodCell {
                    text: text.clone(),
                    is_faulty: of_row.iter().any(|fault| Some(fault.column) == column.of),
                });
                let why = |fault: &&CellFault| {
                    format!("{}: {}", layout.say(label_of(fault.column)), layout.say(why_in_words(fault.why)))
                };
                UnderstoodRow { line: row.line, cells: cells.collect(), faults: of_row.iter().map(why).collect() }
            })
            .collect();
        let bad = rows.iter().filter(|row| !row.faults.is_empty()).count();
        let good = rows.len().saturating_sub(bad);
        let counts = layout.say_with("console-lines-counts", &[("good", good.into()), ("bad", bad.into())]);
        Self { counts, heads: sheet.columns.iter().map(head).collect(), rows }
    }
}

/// The text that says what to write into a cell: those with numbers of their own stand without.
fn why_in_words(key: &'static str) -> &'static str {
    match key {
        "officer-date" => "console-error-cell-date",
        "officer-text" => "console-error-cell-text",
        "officer-minutes" => "console-error-minutes",
        other => other,
    }
}
