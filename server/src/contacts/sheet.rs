//! Cells that were pasted from a spreadsheet, with the columns that they are of. What is not understood stays in it.

use std::collections::BTreeSet;

use lancan_protocol::problem::Problem;

use crate::ground::csv_line::line_of;
use crate::ground::error::Refusal;
use crate::ground::folded::folded;

/// Most rows of one paste.
const MOST_ROWS: usize = 1_000;

/// The columns in their usual order, with the folded names by which a first line may name them.
const COLUMNS: [(&str, &[&str]); 10] = [
    ("name", &["name", "full name", "ho ten", "ho va ten", "ten"]),
    ("phone", &["phone", "phone number", "so dien thoai", "sdt", "dien thoai"]),
    ("birth_year", &["birth year", "year of birth", "nam sinh"]),
    ("sex", &["sex", "gender", "gioi tinh", "gioi"]),
    ("address", &["address", "dia chi"]),
    ("unit", &["unit", "ward", "ma don vi", "ma xa", "phuong xa"]),
    ("relation", &["relation", "relationship", "quan he"]),
    ("last_contact", &["last contact", "date of last contact", "ngay tiep xuc", "tiep xuc lan cuoi"]),
    ("minutes", &["minutes", "so phut", "phut"]),
    ("notes", &["notes", "note", "ghi chu"]),
];

/// Pasted cells.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// The columns, as many as the widest row has cells.
    pub(crate) columns: Vec<SheetColumn>,
    /// The rows that are not empty, without the first line where it names the columns.
    pub(crate) rows: Vec<SheetRow>,
    /// Whether the first line names the columns.
    has_names: bool,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SheetColumn {
    /// What it is of; none where nobody knows.
    pub(crate) of: Option<&'static str>,
    /// Its name in the first line.
    pub(crate) head: String,
}

/// A row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SheetRow {
    /// Line of the pasted text where the row begins, counted from 1.
    pub(crate) line: usize,
    /// Its cells as they were pasted, one for each column.
    pub(crate) cells: Vec<String>,
}

impl Sheet {
    /// Reads lines of cells with tabs between them.
    ///
    /// # Errors
    /// A refusal where there is no row, or there are more than 1,000.
    pub(crate) fn read(text: &str) -> Result<Self, Refusal> {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader =
            csv::ReaderBuilder::new().delimiter(b'\t').has_headers(false).flexible(true).from_reader(text.as_bytes());
        let unreadable = |_| Refusal::because(Problem::RequestInvalid, "text: not cells with tabs between them");
        let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().map_err(unreadable)?;
        let width = records.iter().map(csv::StringRecord::len).max().unwrap_or(0);
        let (mut columns, has_names) = columns(records.first());
        columns.resize(width.max(columns.len()), SheetColumn::default());
        let is_filled = |record: &csv::StringRecord| record.iter().any(|cell| !cell.trim().is_empty());
        let rows: Vec<SheetRow> = records
            .iter()
            .skip(usize::from(has_names))
            .filter(|record| is_filled(record))
            .map(|record| {
                let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
                cells.resize(columns.len(), String::new());
                SheetRow { line: line_of(text.as_bytes(), record), cells }
            })
            .collect();
        if !(1..=MOST_ROWS).contains(&rows.len()) {
            return Err(Refusal::saying(Problem::RequestInvalid, "officer-rows"));
        }
        Ok(Self { columns, rows, has_names })
    }

    /// The rows that begin in these lines, as a spreadsheet takes them, under the first line where it names the columns.
    pub(crate) fn text_of(&self, lines: &BTreeSet<usize>) -> String {
        let rows = self.rows.iter().filter(|row| lines.contains(&row.line)).map(|row| row.cells.clone());
        let rows: Vec<Vec<String>> = rows.collect();
        if rows.is_empty() {
            return String::new();
        }
        let head = self.has_names.then(|| self.columns.iter().map(|column| column.head.clone()).collect());
        let mut writer = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
        for row in head.into_iter().chain(rows) {
            // Writing into memory does not fail.
            let _ = writer.write_record(&row);
        }
        writer.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }
}

/// What each column is of, and whether the first line says so.
fn columns(first: Option<&csv::StringRecord>) -> (Vec<SheetColumn>, bool) {
    let named = |cell: &str| {
        let name = folded(cell);
        let of = COLUMNS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column);
        SheetColumn { of, head: cell.to_owned() }
    };
    let columns: Vec<_> = first.into_iter().flat_map(|record| record.iter().map(named)).collect();
    let known: Vec<_> = columns.iter().filter_map(|column| column.of).collect();
    let is_one_of_names = columns.len() == 1 && matches!(known.as_slice(), ["name" | "phone"]);
    if known.len() >= 2 || is_one_of_names {
        return (columns, true);
    }
    (COLUMNS.iter().map(|(column, _)| SheetColumn { of: Some(column), head: String::new() }).collect(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_were_not_taken_come_back_as_they_were_pasted_with_columns_that_nobody_knows() {
        let text = "Họ tên\tLớp\tGhi chú\nAn\t5A\t\n\nBình\t5B\t\"a\nb\"\tx\n";
        let sheet = Sheet::read(text).unwrap();
        assert_eq!(sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(
            sheet.columns.iter().map(|column| column.of).collect::<Vec<_>>(),
            [Some("name"), None, Some("notes"), None]
        );
        let rest = sheet.text_of(&BTreeSet::from([4]));
        assert_eq!(rest, "Họ tên\tLớp\tGhi chú\t\nBình\t5B\t\"a\nb\"\tx\n");
        assert_eq!(Sheet::read(&rest).unwrap().rows[0].cells, sheet.rows[1].cells);
        assert_eq!(sheet.text_of(&BTreeSet::new()), "");
    }
}
