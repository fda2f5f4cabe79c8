//! A file of rows and cells, as spreadsheets and other systems leave them: read in its encoding, parted where it is parted.

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1258};
use lancan_protocol::Saturate;
use lancan_protocol::problem::Problem;
use unicode_normalization::UnicodeNormalization as _;

use crate::ground::csv_line::line_of;
use crate::ground::error::{Detail, Refusal};

/// Most rows of a file, the head left out.
const MOST_ROWS: usize = 5_000;
/// Most columns of a file: twice as many as the widest layout has.
const MOST_COLUMNS: usize = 200;
/// Rows in which the head is looked for.
const HEAD_ROWS: usize = 5;

/// A row with the line that it begins in, counted from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TableRow {
    pub(super) line: usize,
    pub(super) cells: Vec<String>,
    /// Which cells the file does not have, though others of their column are there; their text is empty.
    pub(super) absent: Vec<usize>,
}

/// A file that was read.
#[derive(Debug)]
pub(super) struct Table {
    /// The names of the columns, as the file has them.
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<TableRow>,
    /// Whether the letters had to be guessed: the file is not in Unicode.
    pub(super) is_guessed: bool,
}

impl Table {
    /// Reads a file. `is_head` says whether a line names columns: what stands before it, such as SORMAS' row of entities, is
    /// left out, and so are empty rows and rows of remarks, which begin with `##`.
    ///
    /// # Errors
    /// A refusal where no line names columns, rows are not of cells, or there are too many rows or columns. What is too much is
    /// not read to its end.
    pub(super) fn read(file: &[u8], is_head: impl Fn(&[String]) -> bool) -> Result<Self, Refusal> {
        let (text, is_guessed) = decoded(file);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(&text))
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut head: Option<Vec<String>> = None;
        let mut rows = Vec::new();
        for (at, record) in reader.records().enumerate() {
            let record = record.map_err(|error| broken(&error))?;
            if record.len() > MOST_COLUMNS {
                return Err(said("officer-file-columns", "most", MOST_COLUMNS));
            }
            let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
            if head.is_some() {
                let is_remark = cells.first().is_some_and(|cell| cell.starts_with("##"));
                if !is_remark && cells.iter().any(|cell| !cell.is_empty()) {
                    rows.push(TableRow { line: line_of(text.as_bytes(), &record), cells, absent: Vec::new() });
                }
            } else if at < HEAD_ROWS && is_head(&cells) {
                head = Some(cells);
            }
            if rows.len() > MOST_ROWS || (head.is_none() && at >= HEAD_ROWS) {
                break;
            }
        }
        let head = head.ok_or_else(|| Refusal::saying(Problem::RequestInvalid, "officer-file-head"))?;
        if rows.is_empty() || rows.len() > MOST_ROWS {
            return Err(said("officer-file-rows", "most", MOST_ROWS));
        }
        Ok(Self { head, rows, is_guessed })
    }
}

/// The text of a file, its letters in one form; and whether the letters were guessed.
fn decoded(file: &[u8]) -> (String, bool) {
    let marked = encoding_rs::Encoding::for_bom(file).map(|(encoding, _)| encoding);
    let encoding = match marked {
        Some(encoding) if [UTF_8, UTF_16LE, UTF_16BE].contains(&encoding) => encoding,
        _ if core::str::from_utf8(file).is_ok() => UTF_8,
        // What a spreadsheet saves under a Vietnamese Windows: some marks come after their letters.
        _ => WINDOWS_1258,
    };
    (encoding.decode(file).0.nfc().collect(), encoding == WINDOWS_1258)
}

/// Whatever of comma, semicolon and tab the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

fn broken(error: &csv::Error) -> Refusal {
    let line = error.position().map_or(1, |position| Saturate::<usize>::saturate(position.line()));
    said("officer-file-form", "line", line)
}

fn said(key: &'static str, name: &'static str, value: usize) -> Refusal {
    let detail = Detail::Said { field: None, key, arguments: vec![(name, value.to_string())] };
    Refusal { problem: Problem::RequestInvalid, detail: Some(detail) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &[u8]) -> Table {
        Table::read(file, |cells| cells.iter().any(|cell| cell == "name")).unwrap()
    }

    #[test]
    fn a_file_is_read_whatever_parts_its_cells_and_however_its_letters_are_written() {
        let plain = "name,town\r\nNguyễn Văn Ân,Bảo Lâm\r\n";
        let expected = ["Nguyễn Văn Ân", "Bảo Lâm"];
        let utf_16 = |text: &str| {
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            [vec![0xff, 0xfe], units].concat()
        };
        // Windows-1258 has the marks of tones by themselves.
        let windows = b"name;town\nNguy\xea\xden V\xe3n \xc2n;Ba\xd2o L\xe2m\n".to_vec();
        for file in [
            plain.as_bytes().to_vec(),
            format!("\u{feff}{}", plain.replace(',', ";")).into_bytes(),
            plain.replace(',', "\t").into_bytes(),
            utf_16(&plain.replace(',', "\t")),
            windows.clone(),
        ] {
            let table = read(&file);
            assert_eq!(table.rows[0].cells, expected, "{file:?}");
            assert_eq!(table.is_guessed, file == windows);
        }
    }

    #[test]
    fn rows_before_the_head_remarks_and_empty_lines_are_left_out_and_lines_are_those_of_the_file() {
        let table = read("Contact,Contact\nname,town\n##x,y\n\n\nAn,\"a\nb\"\n,\nBình,c\n".as_bytes());
        let rows: Vec<_> = table.rows.iter().map(|row| (row.line, row.cells[0].as_str())).collect();
        assert_eq!((table.head, rows), (vec!["name".into(), "town".into()], vec![(6, "An"), (9, "Bình")]));
    }

    #[test]
    fn a_file_without_a_head_or_without_rows_or_with_too_many_is_refused() {
        let key = |file: &str| match Table::read(file.as_bytes(), |cells| cells[0] == "name").unwrap_err().detail {
            Some(Detail::Said { key, .. }) => key,
            other => panic!("{other:?}"),
        };
        assert_eq!(key("a,b\n1,2\n"), "officer-file-head");
        assert_eq!(key("name\n\n"), "officer-file-rows");
        assert_eq!(key(&format!("name\n{}", "An\n".repeat(MOST_ROWS + 1))), "officer-file-rows");
        assert_eq!(key(&format!("name\nAn{}\n", ",".repeat(MOST_COLUMNS))), "officer-file-columns");
    }
}
