//! What a file does, or would do, as officers see it.

use std::collections::BTreeMap;

use lancan_text::{Argument, Catalogue};
use serde::Serialize;
use utoipa::ToSchema;

use super::export;
use super::layout::{FileLayout, LONGEST_HEADING, PROBLEM};
use super::row::BadCell;
use super::table::Table;
use crate::contacts::{ContactField, Effect, TakenIn};
use crate::ground::cells::unguarded;
use crate::ground::error::Failure;

/// What a spreadsheet needs to take a file for Unicode.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Most cells of one row that are named: whoever corrects these sees the others then.
const MOST_FAULTS_OF_ROW: usize = 10;

/// What a file does, or would do.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Imported {
    /// Number of the import, by which it is undone; null where nothing was taken.
    pub(crate) number: Option<i64>,
    /// Number of an import by which the same file came into the officer's area before, and that is not undone.
    pub(crate) taken_before: Option<i64>,
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
    /// The rows that were left out with what is wrong, as CSV: to be corrected and sent again. Empty where there are none.
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
    /// Whether the case has another contact with this number, or the file another row of the case.
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

/// What the rows of a file come to: those that can be used, with their lines, and those that cannot.
pub(super) struct TakenRows {
    pub(super) done: Vec<(usize, TakenIn)>,
    pub(super) bad: Vec<(usize, Vec<BadCell>)>,
}

impl TakenRows {
    /// What officers see of it.
    ///
    /// # Errors
    /// A fault where the rows that are left out do not make a file.
    pub(super) fn shown(&self, table: &Table, layout: FileLayout, text: &Catalogue) -> Result<Imported, Failure> {
        let count = |effect| self.done.iter().filter(|(_, taken)| taken.effect == effect).count();
        let mut rows: Vec<RowEffect> = self.done.iter().map(|(row, taken)| RowEffect::of(*row, taken)).collect();
        rows.extend(self.bad.iter().map(|(row, _)| RowEffect::left_out(*row)));
        rows.sort_by_key(|row| row.row);
        let faults = self.faults(text);
        Ok(Imported {
            number: None,
            taken_before: None,
            added: count(Effect::Added),
            changed: count(Effect::Changed),
            unchanged: count(Effect::Unchanged),
            rows,
            left_out: left_out(table, &faults)?,
            faults,
            unknown_headings: unknown(table, layout),
            guessed_letters: table.is_guessed,
        })
    }

    fn faults(&self, text: &Catalogue) -> Vec<FileFault> {
        let mut faults: Vec<FileFault> = self
            .bad
            .iter()
            .flat_map(|(row, cells)| cells.iter().take(MOST_FAULTS_OF_ROW).map(|cell| (*row, cell)))
            .map(|(row, cell)| {
                let arguments: Vec<(&str, Argument<'_>)> =
                    cell.arguments.iter().map(|(name, value)| (*name, value.into())).collect();
                FileFault { row, column: cell.column.to_owned(), why: text.message(cell.key, &arguments) }
            })
            .collect();
        faults.sort_by_key(|fault| fault.row);
        faults
    }
}

impl RowEffect {
    fn of(row: usize, taken: &TakenIn) -> Self {
        let effect = match taken.effect {
            Effect::Added => LineEffect::Added,
            Effect::Changed => LineEffect::Changed,
            Effect::Unchanged => LineEffect::Unchanged,
        };
        Self {
            row,
            name: taken.name.clone(),
            effect,
            alike: taken.is_alike,
            changes: taken.changes.clone(),
            outdated: taken.is_outdated,
        }
    }

    const fn left_out(row: usize) -> Self {
        Self { row, name: None, effect: LineEffect::LeftOut, alike: false, changes: Vec::new(), outdated: false }
    }
}

/// Headings that the layout does not have, and that can be given a meaning.
fn unknown(table: &Table, layout: FileLayout) -> Vec<String> {
    let can_mean = |heading: &&String| {
        !heading.is_empty() && heading.chars().count() <= LONGEST_HEADING && layout.column(heading).is_none()
    };
    table.head.iter().filter(can_mean).cloned().collect()
}

/// The rows that were left out, with what is wrong in front of each.
fn left_out(table: &Table, faults: &[FileFault]) -> Result<String, Failure> {
    if faults.is_empty() {
        return Ok(String::new());
    }
    let mut wrong: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for fault in faults {
        wrong.entry(fault.row).or_default().push(format!("{}: {}", fault.column, fault.why));
    }
    let head = [PROBLEM].into_iter().chain(table.head.iter().map(String::as_str)).collect();
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .filter_map(|row| {
            let wrong = wrong.get(&row.line)?.join("; ");
            // As the cells were before they were guarded: the writer guards them again.
            let cells = row.cells.iter().map(|cell| unguarded(cell).unwrap_or(cell).to_owned());
            Some([wrong].into_iter().chain(cells).collect())
        })
        .collect();
    let file = [BYTE_ORDER_MARK.to_vec(), export::csv_of(&[head], &rows)?].concat();
    Ok(String::from_utf8_lossy(&file).into_owned())
}
