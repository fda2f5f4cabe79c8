//! Codes for many results at once, as CSV: a file of results in, the same rows with their codes out.
//!
//! Each row stands for itself: one that cannot be says why in the column `problem`, the others get their codes.

use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord, Trim, WriterBuilder};
use lancan_protocol::code::CodeKind;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ReportType;
use lancan_text::Catalogue;
use serde::{Deserialize, Serialize};

use super::api::{IssuedCode, shown};
use super::{Codes, ResultCode};
use crate::cases::NewCase;
use crate::ground::calendar::Date;
use crate::ground::csv_line::line_of;
use crate::ground::error::{Failure, Fault, Refusal};
use crate::http::{Officer, Right};

/// Most rows of one file.
const MOST_ROWS: usize = 500;
/// What a spreadsheet writes before the first character.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A row of the file that comes in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResultRow {
    reference: String,
    report_type: ReportType,
    #[serde(default)]
    onset_date: Option<String>,
    #[serde(default)]
    tested_date: Option<String>,
    kind: CodeKind,
}

/// A row of the file that goes out.
#[derive(Default, Serialize)]
struct GivenRow {
    /// The line of the file that the row begins in; the first after the head is 2, as spreadsheets count.
    row: usize,
    reference: String,
    case: Option<String>,
    code: Option<String>,
    kind: Option<CodeKind>,
    expires_at: Option<String>,
    link: Option<String>,
    sms: Option<String>,
    problem: Option<String>,
}

impl Codes {
    /// Gives a code for every row that can be. Returns the file of codes; `when` writes the times in it.
    ///
    /// # Errors
    /// A refusal where the officer's role gives no codes, the file has another form or too many rows.
    pub(crate) async fn issue_in_bulk(
        self: &Arc<Self>,
        officer: &Officer,
        file: &[u8],
        text: &Catalogue,
        when: impl Fn(UnixTime) -> String,
    ) -> Result<Vec<u8>, Failure> {
        officer.may(Right::Issue)?;
        let (head, records) = records(file)?;
        let mut out = WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        for (row, record) in &records {
            let reference = record.get(0).map(defused).unwrap_or_default();
            let row = GivenRow { row: *row, reference, ..GivenRow::default() };
            let row = match self.row(officer, &head, record).await {
                Ok(ResultCode { case, issued }) => {
                    let IssuedCode { code, kind, expires_at, link, sms, .. } = shown(issued, text);
                    let (code, expires_at) = (Some(code), Some(when(expires_at)));
                    GivenRow { case: Some(case.0), code, kind: Some(kind), expires_at, link, sms, ..row }
                }
                Err(Failure::Refused(refusal)) => GivenRow { problem: Some(in_words(&refusal, text)), ..row },
                // The codes of the rows before are shown once, here: they are not thrown away for one that failed.
                Err(Failure::Fault(fault)) => {
                    tracing::error!(%fault, "a row of results failed");
                    GivenRow { problem: Some(text.problem(Problem::Internal).title), ..row }
                }
            };
            out.serialize(row).map_err(|_| Fault::Broken("a row of codes does not encode"))?;
        }
        out.into_inner().map_err(|_| Fault::Broken("a file of codes does not encode").into())
    }

    async fn row(
        self: &Arc<Self>,
        officer: &Officer,
        head: &StringRecord,
        record: &StringRecord,
    ) -> Result<ResultCode, Failure> {
        let row: ResultRow = record.deserialize(Some(head)).map_err(|_| not_the_form())?;
        let ResultRow { reference, report_type, onset_date, tested_date, kind } = row;
        let today = Date(self.cases.rules.key_days.day(self.clock.now()));
        // What is no date stays as it is, and is refused by its field.
        let date = |cell: String| Date::from_cell(&cell, today).map_or(cell, |date| date.to_string());
        let (onset, tested) = (onset_date.map(date), tested_date.map(date));
        let new = NewCase { reference: Some(reference), onset, tested, report_type };
        self.issue_for_result(officer, &new, kind).await
    }
}

/// The head and the rows of a file with their lines, whichever of comma, semicolon and tab parts its columns.
fn records(file: &[u8]) -> Result<(StringRecord, Vec<(usize, StringRecord)>), Refusal> {
    let file = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file);
    let first = file.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = [b';', b'\t'].into_iter().find(|mark| first.contains(mark)).unwrap_or(b',');
    let mut reader = ReaderBuilder::new().delimiter(delimiter).trim(Trim::All).flexible(true).from_reader(file);
    let head = reader.headers().map_err(|_| not_the_form())?.clone();
    if head.get(0) != Some("reference") {
        return Err(not_the_form());
    }
    let rows: Vec<(usize, StringRecord)> = reader
        .into_records()
        .take(MOST_ROWS.saturating_add(1))
        .map(|record| record.map(|record| (line_of(file, &record), record)))
        .collect::<Result<_, _>>()
        .map_err(|_| not_the_form())?;
    if rows.is_empty() || rows.len() > MOST_ROWS {
        return Err(Refusal::because(Problem::RequestInvalid, "body: 1 to 500 rows"));
    }
    Ok((head, rows))
}

fn not_the_form() -> Refusal {
    Refusal::saying(Problem::RequestInvalid, "officer-bulk-form")
}

fn in_words(refusal: &Refusal, text: &Catalogue) -> String {
    match &refusal.detail {
        Some(detail) => detail.in_words(text),
        None => text.problem(refusal.problem).title,
    }
}

/// A cell that no spreadsheet takes for a formula.
fn defused(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// Reads any bytes as a laboratory's file: it is refused, or has one row or more, each with its line and a result or none.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzzed_results(bytes: &[u8]) {
    if let Ok((head, rows)) = records(bytes) {
        assert!((1..=MOST_ROWS).contains(&rows.len()) && rows.iter().all(|(line, _)| *line >= 1));
        for (_, row) in rows {
            let _ = row.deserialize::<ResultRow>(Some(&head));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_spreadsheets_write_it() {
        let plain = "reference,report_type,onset_date,tested_date,kind\nXN 1,confirmed_test,,2021-05-20,long\n";
        let head = records(plain.as_bytes()).unwrap();
        for mark in [";", "\t"] {
            let file = [BYTE_ORDER_MARK, plain.replace(',', mark).replace('\n', "\r\n").as_bytes()].concat();
            let (of_head, of_rows) = records(&file).unwrap();
            assert_eq!((&of_head, &of_rows[0].1), (&head.0, &head.1[0].1), "{mark:?}");
        }
        let (head, rows) = head;
        let row: ResultRow = rows[0].1.deserialize(Some(&head)).unwrap();
        assert_eq!((row.onset_date, row.tested_date.as_deref()), (None, Some("2021-05-20")));
    }

    #[test]
    fn a_row_after_empty_lines_has_the_number_of_its_line() {
        let file = b"reference,report_type,kind\na,confirmed_test,long\n\n\nb,confirmed_test,long\n";
        let lines: Vec<usize> = records(file).unwrap().1.into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [2, 5]);
    }

    #[test]
    fn a_file_of_another_form_or_without_rows_is_refused() {
        let long = format!("reference,kind\n{}", "a,long\n".repeat(MOST_ROWS + 1));
        for file in ["", "reference,kind\n", "name,kind\na,long\n", long.as_str()] {
            assert!(records(file.as_bytes()).is_err());
        }
    }

    #[test]
    fn no_cell_that_goes_out_is_a_formula() {
        assert_eq!(["=1+1", "+84", "-1", "@a", "XN 1"].map(defused), ["'=1+1", "'+84", "'-1", "'@a", "XN 1"]);
    }
}
