//! What is counted of the declarations of the officer's area, and the file of travel entries.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::list::gate_name;
use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::local::{Local, date, read_date};
use crate::console::page::page;
use crate::console::session::Desk;
use crate::declarations::{Counted, Declarations, FEWEST, FigureTable, form_title};
use crate::gate::GateFigures;
use crate::ground::calendar::Date;
use crate::ground::cells::guarded;
use crate::ground::error::{Failure, Fault};

/// Days that are counted where nobody says which.
const USUAL_DAYS: u32 = 14;

/// Which days.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::console) struct CountedDays {
    from: String,
    until: String,
}

#[derive(Template)]
#[template(path = "declarations/figures.html")]
struct FiguresPage {
    layout: Layout,
    from: String,
    until: String,
    lead: String,
    /// Each of the eight numbers: what it says, and the figure in words.
    indicators: Vec<(String, String)>,
    tables: Vec<ShownTable>,
}

struct ShownTable {
    id: String,
    title: String,
    total: String,
    rows: Vec<(String, String)>,
}

/// Shows the figures.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(days): Query<CountedDays>,
) -> Result<Response, Failure> {
    page(&counted(&console, desk, &days).await?)
}

/// The figures as a file for spreadsheets: what is kept back is kept back there too.
pub(in crate::console) async fn sheet(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(days): Query<CountedDays>,
) -> Result<Response, Failure> {
    let figures = counted(&console, desk, &days).await?;
    let file = figures.written().map_err(|_| Fault::Broken("a CSV file is not written"))?;
    let head =
        [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"declarations.csv\"")];
    Ok((head, file).into_response())
}

impl FiguresPage {
    /// The file: one row a figure, with the table that it is of.
    fn written(&self) -> Result<Vec<u8>, csv::Error> {
        // A spreadsheet takes the file for UTF-8 by this mark.
        let file = "\u{feff}".as_bytes().to_vec();
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
        let say = |key| self.layout.say(key);
        let days = format!("{}–{}", self.from, self.until);
        writer.write_record([&days, &say("console-declared-what"), &say("console-declared-how-many")])?;
        let eight = say("console-declared-eight");
        for (name, count) in &self.indicators {
            writer.write_record([&eight, name, count].map(|cell| guarded(cell)))?;
        }
        for table in &self.tables {
            let total = (say("console-declared-total"), table.total.clone());
            for (name, count) in table.rows.iter().chain([&total]) {
                writer.write_record([&table.title, name, count].map(|cell| guarded(cell)))?;
            }
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }
}

async fn counted(console: &Console, desk: Desk, days: &CountedDays) -> Result<FiguresPage, Failure> {
    let room = console.declarations()?;
    let (from, until) = between(console, days)?;
    let figures = room.figures(&desk.officer, from, until).await?;
    let at_gates = console.gates()?.figures(&desk.officer, from.0, until.0).await?;
    let layout = desk.layout;
    let GateFigures { screened, cleared, enrolled, referred, completed, followed } = at_gates;
    let numbers = [
        ("screened", screened),
        ("cleared", cleared),
        ("symptoms", figures.symptoms),
        ("enrolled", enrolled),
        ("referred", referred),
        ("developed", figures.developed),
        ("completed", completed),
        ("followed", followed),
        ("missing", figures.missing),
    ];
    let indicators = numbers
        .into_iter()
        .map(|(name, count)| (layout.say(&format!("console-declared-number-{name}")), in_words(&layout, count)));
    let tables = figures.tables.iter().filter(|table| table.total != Counted::Of(0));
    Ok(FiguresPage {
        from: date(from.0),
        until: date(until.0),
        lead: layout.say_with("console-declared-figures-lead", &[("fewest", FEWEST.into())]),
        indicators: indicators.collect(),
        tables: tables.map(|table| shown(&layout, room, table)).collect(),
        layout,
    })
}

/// The declarations on entry as a file in the layout of SORMAS' travel entries.
pub(in crate::console) async fn export(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(days): Query<CountedDays>,
) -> Result<Response, Failure> {
    let (from, until) = between(&console, &days)?;
    let file = console.declarations()?.travel_entries(&desk.officer, from, until).await?;
    let head = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"travel-entries.csv\""),
    ];
    Ok((head, file).into_response())
}

/// The first and the last day.
fn between(console: &Console, days: &CountedDays) -> Result<(Date, Date), Failure> {
    let today = Local(console.key_days).day(console.clock.now());
    let read = |text: &str, usual: Date| {
        if text.trim().is_empty() { Ok(usual) } else { read_date(text).ok_or(Problem::RequestInvalid) }
    };
    let until = read(&days.until, Date(today))?;
    Ok((read(&days.from, Date(until.0.minus(USUAL_DAYS - 1)))?, until))
}

fn in_words(layout: &Layout, count: Counted) -> String {
    match count {
        Counted::Of(count) => count.to_string(),
        Counted::KeptBack => layout.say("console-declared-kept-back"),
    }
}

fn shown(layout: &Layout, room: &Declarations, table: &FigureTable) -> ShownTable {
    let form = room.form(&table.form).map(|form| form_title(layout.text(), form)).unwrap_or_default();
    let by = layout.say(&format!("console-declared-by-{}", table.by.replace('_', "-")));
    let cell = |(key, count): &(String, Counted)| {
        let name = match (table.by, key.as_str()) {
            (_, "") => layout.say("console-declared-not-asked"),
            ("class", class) => layout.say(&format!("console-declared-{class}")),
            ("gate", gate) => gate_name(layout, room, gate),
            ("depart_country", country) => layout.say(&format!("country-{country}")),
            (_, answer) => answer.to_owned(),
        };
        (name, in_words(layout, *count))
    };
    ShownTable {
        id: format!("by-{}-{}", table.form, table.by.replace('_', "-")),
        title: layout.say_with("console-declared-table", &[("form", (&form).into()), ("by", (&by).into())]),
        total: in_words(layout, table.total),
        rows: table.cells.iter().map(cell).collect(),
    }
}
