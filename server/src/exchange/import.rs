//! Files of contacts that come in: looked at first, then taken.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lancan_text::Catalogue;
use serde::Serialize;
use utoipa::ToSchema;

use super::cells::unguarded;
use super::layout::{DateForm, FileLayout, plain};
use super::row::{BadCell, Cells, ReadRow};
use super::store::{self, ImportRow};
use super::table::{Table, TableRow};
use super::{Exchange, export, godata, godata_json, sormas};
use crate::cases::{self, CaseRow};
use crate::contacts::{ContactField, Effect, TakenIn, Tier, field_of};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::{CaseId, Digest};
use crate::http::Officer;
use crate::store::Transaction;
use lancan_protocol::problem::Problem;
use lancan_text::Argument;

/// The heading of the column that says what is wrong, in the file of rows that were left out.
const PROBLEM: &str = "problem";
/// What a spreadsheet needs to take a file for Unicode.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How a file is read.
#[derive(Clone)]
pub(crate) struct ImportForm {
    pub(crate) layout: FileLayout,
    pub(crate) dates: DateForm,
    /// Whether the file is only looked at.
    pub(crate) dry_run: bool,
    /// What headings mean that the layout does not have: heading and column, remembered for the centre. An empty column: none.
    pub(crate) meanings: Vec<(String, String)>,
}

/// What a file does, or would do.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Imported {
    /// Number of the import, by which it is undone; null where nothing was taken.
    pub(crate) number: Option<i64>,
    /// Contacts that are new.
    pub(crate) added: usize,
    /// Contacts that were known by their id, and change.
    pub(crate) changed: usize,
    /// Contacts that were known by their id, and of whom nothing is different.
    pub(crate) unchanged: usize,
    /// What each row does.
    pub(crate) rows: Vec<RowEffect>,
    /// Cells that cannot be used; their rows are left out.
    pub(crate) faults: Vec<FileFault>,
    /// The rows that were left out with what is wrong, as CSV: to be mended and sent again. Empty where there are none.
    pub(crate) left_out: String,
    /// Headings that no column of the layout has, and that no meaning is known of.
    pub(crate) unknown_headings: Vec<String>,
    /// Whether the file is not in Unicode, and was read as Windows-1258: names have to be looked at.
    pub(crate) guessed_letters: bool,
}

/// What a row of a file does.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct RowEffect {
    /// Line of the file.
    pub(crate) row: usize,
    /// The contact's name.
    pub(crate) name: Option<String>,
    /// What it does.
    pub(crate) effect: LineEffect,
    /// Whether the case has another contact with this number.
    pub(crate) alike: bool,
    /// The fields of a known contact that change. What the file has no column for stays as it is.
    pub(crate) changes: Vec<ContactField>,
    /// Whether somebody changed the contact after the file was made: the file takes that back.
    pub(crate) outdated: bool,
}

/// What a row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LineEffect {
    /// The contact is new.
    Added,
    /// The contact was known, and changes.
    Changed,
    /// Nothing is different.
    Unchanged,
    /// Something cannot be used.
    LeftOut,
}

/// A cell of a file that cannot be used.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FileFault {
    /// Line of the file.
    pub(crate) row: usize,
    /// The column, by its name in the layout.
    pub(crate) column: String,
    /// Why, in the officer's language.
    pub(crate) why: String,
}

/// A file that was read, and each row by its columns.
struct ParsedFile {
    table: Table,
    rows: Vec<(usize, Result<ReadRow, Vec<BadCell>>)>,
}

impl Exchange {
    /// Reads a file into contacts of a case, or of the cases that its rows name. Contacts whose id is known are changed, others
    /// are new; rows with a fault are left out.
    ///
    /// # Errors
    /// A refusal where the officer enters no contacts, the area has no such case, or the file is none of the layout.
    pub(crate) async fn import(
        self: &Arc<Self>,
        officer: &Officer,
        case: Option<&CaseId>,
        file: &[u8],
        form: ImportForm,
        text: &'static Catalogue,
    ) -> Result<Imported, Failure> {
        let table = self.table(officer, file, &form).await?;
        let today = self.today();
        let columns = table.columns(form.layout);
        let rows = table.rows.iter().map(|row| (row.line, self.parse(&columns, row, &form, today))).collect();
        let file = ParsedFile { table, rows };
        let (exchange, acting, id) = (self.clone(), officer.clone(), case.cloned());
        let what = if form.dry_run { "check-import" } else { "import-contacts" };
        let work = move |tx: &mut dyn Transaction| exchange.take(tx, &acting, id.as_ref(), &file, &form, text);
        self.cases.officers.write(officer, what, case, work).await
    }

    /// The file's rows, with the headings that the centre gave a meaning under the columns that they mean.
    async fn table(&self, officer: &Officer, file: &[u8], form: &ImportForm) -> Result<Table, Failure> {
        let (centre, layout) = (officer.centre.clone(), form.layout);
        let store = &self.cases.officers.store;
        let mut known = store.view("import_headings", move |tx| store::headings(tx, &centre, layout)).await?;
        known.extend(form.meanings.iter().map(|(heading, meaning)| (plain(heading), meaning.clone())));
        known.insert(plain(PROBLEM), String::new());
        if form.layout == FileLayout::GoData && file.first() == Some(&b'[') {
            return Ok(godata_json::read(file)?);
        }
        let is_head = |cells: &[String]| {
            let named: Vec<String> = cells.iter().map(|cell| known.get(&plain(cell)).unwrap_or(cell).clone()).collect();
            layout.is_head(&named)
        };
        let mut table = Table::read(file, is_head)?;
        for heading in &mut table.head {
            if let Some(meaning) = known.get(&plain(heading)).filter(|_| layout.column(heading).is_none()) {
                heading.clone_from(meaning);
            }
        }
        Ok(table)
    }

    fn parse(
        &self,
        columns: &[Option<&'static str>],
        row: &TableRow,
        form: &ImportForm,
        today: crate::ground::calendar::Date,
    ) -> Result<ReadRow, Vec<BadCell>> {
        let cells = Cells::of(columns, row)?;
        match form.layout {
            FileLayout::Sormas => sormas::read(self.units, form.dates, &cells, today),
            FileLayout::GoData => godata::read(self.units, form.dates, &cells, today),
        }
    }

    /// Takes the rows of a file, or says what they would do.
    fn take(
        &self,
        tx: &mut dyn Transaction,
        officer: &Officer,
        case: Option<&CaseId>,
        file: &ParsedFile,
        form: &ImportForm,
        text: &Catalogue,
    ) -> Result<Imported, Failure> {
        let the_case = match case {
            Some(id) => Some(self.case_with(tx, officer, id)?),
            None => None,
        };
        for (heading, meaning) in &form.meanings {
            store::set_heading(tx, &officer.centre, form.layout, &plain(heading), meaning)?;
        }
        let mut taking = Taking { officer, the_case, form, ids: BTreeMap::new(), coming: BTreeSet::new() };
        let (mut done, mut bad) = (Vec::new(), Vec::new());
        // An F1 comes before the F2 that hang on it.
        let is_f2 =
            |row: &Result<ReadRow, _>| row.as_ref().is_ok_and(|row| row.incoming.contact.tier == Some(Tier::F2));
        let of_tier = |second: bool| file.rows.iter().filter(move |(_, row)| is_f2(row) == second);
        for (line, row) in of_tier(false).chain(of_tier(true)) {
            match row {
                Err(cells) => bad.push((*line, cells.clone())),
                Ok(row) => match self.take_row(tx, &mut taking, row)? {
                    Ok(taken) => done.push((*line, taken)),
                    Err(cell) => bad.push((*line, vec![cell])),
                },
            }
        }
        let mut imported = outcome(&done, &bad, text);
        imported.guessed_letters = file.table.is_guessed;
        imported.unknown_headings = file.table.unknown(form.layout);
        imported.left_out = left_out(&file.table, &imported.faults)?;
        if !form.dry_run && imported.added + imported.changed > 0 {
            imported.number = Some(self.write_down(tx, officer, case, form.layout, &done, &imported)?);
        }
        Ok(imported)
    }

    fn case_with(&self, tx: &mut dyn Transaction, officer: &Officer, id: &CaseId) -> Result<CaseRow, Failure> {
        let case = cases::unexpired(tx, id, self.cases.clock.now())?.filter(|case| officer.area.covers(&case.area));
        case.ok_or_else(|| Problem::NotFound.into())
    }

    /// Takes one row, or says which cell cannot be used.
    fn take_row(
        &self,
        tx: &mut dyn Transaction,
        taking: &mut Taking<'_>,
        row: &ReadRow,
    ) -> Result<Result<TakenIn, BadCell>, Failure> {
        let (layout, area) = (taking.form.layout, &taking.officer.area);
        let named = match &row.case {
            Some(name) => self.cases.meant(tx, area, name)?,
            None => taking.the_case.clone(),
        };
        let case = match (&taking.the_case, named) {
            (Some(case), Some(named)) if case.id != named.id => {
                return Ok(Err(BadCell::new(column_of(layout, "case"), "officer-import-other-case")));
            }
            (Some(case), _) => case.clone(),
            (None, Some(named)) => named,
            (None, None) => return Ok(Err(BadCell::new(column_of(layout, "case"), "officer-import-no-case"))),
        };
        let mut incoming = row.incoming.clone();
        let mut is_coming = false;
        if let Some(parent) = &incoming.contact.parent {
            is_coming = taking.coming.contains(parent);
            incoming.contact.parent = Some(taking.ids.get(parent).unwrap_or(parent).clone());
        }
        let (id, write) = (incoming.id.clone(), !taking.form.dry_run);
        match self.contacts.take_in(tx, area, &case, incoming, write, is_coming && !write) {
            Ok(taken) => {
                if let Some(id) = id {
                    taking.ids.insert(id.clone(), taken.id.clone());
                    taking.coming.insert(id);
                }
                Ok(Ok(taken))
            }
            Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
                Ok(Err(bad_cell(layout, &refusal)))
            }
            Err(failure) => Err(failure),
        }
    }

    fn write_down(
        &self,
        tx: &mut dyn Transaction,
        officer: &Officer,
        case: Option<&CaseId>,
        layout: FileLayout,
        done: &[(usize, TakenIn)],
        imported: &Imported,
    ) -> Result<i64, Failure> {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let id = store::insert(
            tx,
            &ImportRow {
                id: 0,
                case: store::case_of(case),
                area: officer.home.clone(),
                officer: officer.id,
                at: self.cases.clock.now(),
                layout: layout.name().to_owned(),
                added: number(imported.added),
                changed: number(imported.changed),
                undone_at: None,
            },
        )?;
        let added = done.iter().filter(|(_, taken)| taken.effect == Effect::Added);
        let marks: Vec<(&str, &Digest)> = added.map(|(_, taken)| (taken.id.as_str(), &taken.mark)).collect();
        for (contact, mark) in marks {
            store::insert_contact(tx, id, contact, mark)?;
        }
        Ok(id)
    }
}

/// What is known while the rows of a file are taken.
struct Taking<'a> {
    officer: &'a Officer,
    /// The case that all rows are of; none where each row names its own.
    the_case: Option<CaseRow>,
    form: &'a ImportForm,
    /// The ids of the file, and those that the contacts have here.
    ids: BTreeMap<String, String>,
    /// The ids of the rows that were good so far.
    coming: BTreeSet<String>,
}

impl Table {
    /// Which column of the layout each cell of a row is of.
    fn columns(&self, layout: FileLayout) -> Vec<Option<&'static str>> {
        self.head.iter().map(|heading| layout.column(heading)).collect()
    }

    /// Headings that the layout does not have.
    fn unknown(&self, layout: FileLayout) -> Vec<String> {
        let unknown = self.head.iter().filter(|heading| !heading.is_empty() && layout.column(heading).is_none());
        unknown.cloned().collect()
    }
}

fn outcome(done: &[(usize, TakenIn)], bad: &[(usize, Vec<BadCell>)], text: &Catalogue) -> Imported {
    let count = |effect| done.iter().filter(|(_, taken)| taken.effect == effect).count();
    let mut rows: Vec<RowEffect> = done
        .iter()
        .map(|(row, taken)| {
            let effect = match taken.effect {
                Effect::Added => LineEffect::Added,
                Effect::Changed => LineEffect::Changed,
                Effect::Unchanged => LineEffect::Unchanged,
            };
            RowEffect {
                row: *row,
                name: taken.name.clone(),
                effect,
                alike: taken.is_alike,
                changes: taken.changes.clone(),
                outdated: taken.is_outdated,
            }
        })
        .chain(bad.iter().map(|(row, _)| RowEffect {
            row: *row,
            name: None,
            effect: LineEffect::LeftOut,
            alike: false,
            changes: Vec::new(),
            outdated: false,
        }))
        .collect();
    rows.sort_by_key(|row| row.row);
    let mut faults: Vec<FileFault> = bad
        .iter()
        .flat_map(|(row, cells)| cells.iter().map(|cell| (*row, cell)))
        .map(|(row, cell)| {
            let arguments: Vec<(&str, Argument<'_>)> =
                cell.arguments.iter().map(|(name, value)| (*name, value.into())).collect();
            FileFault { row, column: cell.column.to_owned(), why: text.message(cell.key, &arguments) }
        })
        .collect();
    faults.sort_by_key(|fault| fault.row);
    Imported {
        added: count(Effect::Added),
        changed: count(Effect::Changed),
        unchanged: count(Effect::Unchanged),
        rows,
        faults,
        ..Imported::default()
    }
}

/// The rows that were left out, with what is wrong in front of each.
fn left_out(table: &Table, faults: &[FileFault]) -> Result<String, Failure> {
    if faults.is_empty() {
        return Ok(String::new());
    }
    let head = [PROBLEM].into_iter().chain(table.head.iter().map(String::as_str)).collect();
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .filter_map(|row| {
            let wrong: Vec<String> = faults
                .iter()
                .filter(|fault| fault.row == row.line)
                .map(|fault| format!("{}: {}", fault.column, fault.why))
                .collect();
            // As the cells were before they were guarded: the writer guards them again.
            let cells = row.cells.iter().map(|cell| unguarded(cell).unwrap_or(cell).to_owned());
            (!wrong.is_empty()).then(|| [wrong.join("; ")].into_iter().chain(cells).collect())
        })
        .collect();
    let file = [BYTE_ORDER_MARK.to_vec(), export::csv_of(&[head], &rows)?].concat();
    Ok(String::from_utf8_lossy(&file).into_owned())
}

fn column_of(layout: FileLayout, field: &str) -> &'static str {
    match layout {
        FileLayout::Sormas => sormas::column_of(field),
        FileLayout::GoData => godata::column_of(field),
    }
}

fn bad_cell(layout: FileLayout, refusal: &Refusal) -> BadCell {
    let (field, key, arguments) = field_of(refusal);
    BadCell { column: column_of(layout, field), key, arguments }
}
