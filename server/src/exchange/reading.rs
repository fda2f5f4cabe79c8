//! A file as it comes: its rows by the columns of its layout.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::layout::{DateForm, FileLayout, PROBLEM, plain};
use super::row::{BadCell, Cells, ReadRow};
use super::table::{Table, TableRow};
use super::unit_names::UnitNames;
use super::{godata, godata_json, sormas};
use crate::ground::calendar::Date;
use crate::ground::error::Refusal;

/// What a file is read by.
pub(super) struct Reading {
    pub(super) layout: FileLayout,
    pub(super) dates: DateForm,
    /// What headings mean that the layout does not have, by plain heading. Empty: the column is left out.
    pub(super) meanings: BTreeMap<String, String>,
    pub(super) names: Arc<UnitNames>,
    pub(super) today: Date,
}

/// A file that was read, and each row by its columns.
pub(super) struct ParsedFile {
    pub(super) table: Table,
    /// Line of the file, and what the row says.
    pub(super) rows: Vec<(usize, Result<ReadRow, Vec<BadCell>>)>,
}

impl Reading {
    /// Reads a file. Takes a second where the file is large: not for a thread that serves requests.
    ///
    /// # Errors
    /// A refusal where the file is none of the layout.
    pub(super) fn read(&self, file: &[u8]) -> Result<ParsedFile, Refusal> {
        let table = self.table(file)?;
        let columns: Vec<_> = table.head.iter().map(|heading| self.layout.column(heading)).collect();
        let rows = table.rows.iter().map(|row| (row.line, self.row(&columns, row))).collect();
        Ok(ParsedFile { table, rows })
    }

    /// The file's rows, with the headings that have a meaning under the columns that they mean.
    fn table(&self, file: &[u8]) -> Result<Table, Refusal> {
        if self.layout == FileLayout::GoData && file.first() == Some(&b'[') {
            return godata_json::read(file);
        }
        let is_head = |cells: &[String]| {
            let named: Vec<String> = cells.iter().map(|cell| self.meaning(cell).unwrap_or(cell).to_owned()).collect();
            self.layout.is_head(&named)
        };
        let mut table = Table::read(file, is_head)?;
        for heading in &mut table.head {
            if let Some(meaning) = self.meaning(heading) {
                *heading = meaning.to_owned();
            }
        }
        Ok(table)
    }

    /// What a heading means that is no column of the layout.
    fn meaning(&self, heading: &str) -> Option<&str> {
        if self.layout.column(heading).is_some() {
            return None;
        }
        let heading = plain(heading);
        if heading == PROBLEM { Some("") } else { self.meanings.get(&heading).map(String::as_str) }
    }

    fn row(&self, columns: &[Option<&'static str>], row: &TableRow) -> Result<ReadRow, Vec<BadCell>> {
        let cells = Cells::of(columns, row)?;
        match self.layout {
            FileLayout::Sormas => sormas::read(&self.names, self.dates, &cells, self.today),
            FileLayout::GoData => godata::read(&self.names, self.dates, &cells, self.today),
        }
    }
}

/// Reads any bytes as files of each layout: the table is refused, or each of its rows is a contact or names its bad cells.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzzed_contact_file(bytes: &[u8]) {
    use crate::ground::unit_set::UnitSet;
    use crate::units::Units;

    static NAMES: std::sync::OnceLock<Arc<UnitNames>> = std::sync::OnceLock::new();
    let names = NAMES.get_or_init(|| Arc::new(UnitNames::of(Units::of(UnitSet::Of2021))));
    for layout in FileLayout::ALL {
        for dates in [DateForm::Dmy, DateForm::Mdy, DateForm::Dots, DateForm::Iso] {
            let today = Date(lancan_protocol::time::Day(18_772));
            let reading = Reading { layout, dates, meanings: BTreeMap::new(), names: names.clone(), today };
            if let Ok(file) = reading.read(bytes) {
                assert_eq!(file.rows.len(), file.table.rows.len());
                assert!(
                    file.rows
                        .iter()
                        .all(|(line, row)| *line >= 1 && row.as_ref().err().is_none_or(|bad| !bad.is_empty()))
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use lancan_protocol::time::Day;

    use super::*;
    use crate::ground::unit_set::UnitSet;
    use crate::units::Units;

    fn reading(meanings: &[(&str, &str)]) -> Reading {
        Reading {
            layout: FileLayout::Sormas,
            dates: DateForm::Dmy,
            meanings: meanings.iter().map(|(heading, meaning)| (plain(heading), (*meaning).to_owned())).collect(),
            names: Arc::new(UnitNames::of(Units::of(UnitSet::Of2021))),
            today: Date(Day(18_772)),
        }
    }

    #[test]
    fn a_heading_with_a_meaning_stands_for_its_column_and_a_column_of_the_layout_for_itself() {
        let file = "Họ;person.firstName;problem;Lạ\nLê;An;x;y\n".as_bytes();
        let meanings = [("Họ", "person.lastName"), ("person.firstName", "person.phone"), ("Lạ", "")];
        let read = reading(&meanings).read(file).unwrap();
        assert_eq!(read.table.head, ["person.lastName", "person.firstName", "", ""]);
        let row = read.rows[0].1.as_ref().unwrap();
        assert_eq!(row.incoming.contact.person.name.as_deref(), Some("Lê An"));
    }
}
