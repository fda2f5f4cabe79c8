//! A row of a file by the columns of its layout, and what cannot be used of it.

use std::collections::{BTreeMap, BTreeSet};

use super::table::TableRow;
use crate::contacts::{ContactField, Incoming, Source, Status};
use crate::ground::cells::unguarded;

/// A cell that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BadCell {
    /// The column, by its name in the layout.
    pub(super) column: &'static str,
    /// The text that says why, and its variables.
    pub(super) key: &'static str,
    pub(super) arguments: Vec<(&'static str, String)>,
}

impl BadCell {
    pub(super) fn new(column: &'static str, key: &'static str) -> Self {
        Self { column, key, arguments: Vec::new() }
    }
}

/// A row that was read.
pub(super) struct ReadRow {
    /// The case that the row names: the authority's own number, or our id.
    pub(super) case: Option<String>,
    pub(super) incoming: Incoming,
}

/// The cells of a row by their columns.
pub(super) struct Cells<'a> {
    /// Those that hold something.
    full: BTreeMap<&'static str, &'a str>,
    /// The columns that the row has a cell of, be it an empty one.
    columns: BTreeSet<&'static str>,
}

impl<'a> Cells<'a> {
    /// The cells of a row. `columns` says which column each is of.
    ///
    /// # Errors
    /// The cells that hold a formula.
    pub(super) fn of(columns: &[Option<&'static str>], row: &'a TableRow) -> Result<Self, Vec<BadCell>> {
        let (mut full, mut there, mut bad) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
        for (at, (column, cell)) in columns.iter().zip(&row.cells).enumerate() {
            let Some(column) = column.filter(|_| !row.absent.contains(&at)) else { continue };
            there.insert(column);
            let is_number = column.to_lowercase().contains("phone") && cell.starts_with('+');
            match if is_number { Some(cell.as_str()) } else { unguarded(cell) } {
                Some("") => {}
                // Of two columns with one name the first counts.
                Some(cell) => {
                    full.entry(column).or_insert(cell);
                }
                None => bad.push(BadCell::new(column, "officer-formula")),
            }
        }
        if bad.is_empty() { Ok(Self { full, columns: there }) } else { Err(bad) }
    }

    pub(super) fn get(&self, column: &str) -> Option<&'a str> {
        self.full.get(column).copied()
    }

    /// Whether the row has cells of all these columns, be they empty: what a file leaves out says nothing.
    pub(super) fn have(&self, columns: &[&str]) -> bool {
        columns.iter().all(|column| self.columns.contains(column))
    }

    /// Those of the fields of which the row has every column that they are in.
    pub(super) fn told(&self, fields: &[(ContactField, &[&str])]) -> BTreeSet<ContactField> {
        fields.iter().filter(|(_, columns)| self.have(columns)).map(|(field, _)| *field).collect()
    }

    pub(super) fn text(&self, column: &str) -> Option<String> {
        self.get(column).map(str::to_owned)
    }
}

/// Words of a name from several columns, in the order in which Vietnamese names are written.
pub(super) fn joined(parts: &[Option<&str>]) -> Option<String> {
    let words: Vec<&str> = parts.iter().copied().flatten().collect();
    Some(words.join(" ")).filter(|name| !name.is_empty())
}

/// A name in which letters were lost on the way: `Nguy?n`.
pub(super) fn has_lost_letters(text: &str) -> bool {
    text.contains(['?', '\u{fffd}'])
}

/// The kind that a word of ours says, or that of the column, where the two disagree.
pub(super) fn agreed<T: Copy>(
    word: Option<T>,
    of_column: Option<T>,
    as_column: impl Fn(T) -> &'static str,
    column: &str,
) -> Option<T> {
    word.filter(|word| as_column(*word) == column).or(of_column)
}

/// How a contact became known who comes by a file: what a phone said is nothing that a file can say.
pub(super) fn told(source: Option<Source>) -> Option<Source> {
    source.filter(|source| source.is_told())
}

/// A status that an import may set.
pub(super) fn settable(status: Option<Status>) -> Option<Status> {
    status.filter(|status| *status != Status::BecameCase)
}
