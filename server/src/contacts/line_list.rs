//! Rows that were pasted from a spreadsheet: read by column, marked by cell, and the good ones saved where asked.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entry::NewContact;
use super::kinds::Source;
use super::person::{Person, Sex};
use super::sheet::{Sheet, SheetColumn, SheetRow};
use super::{Contacts, Opened};
use crate::ground::calendar::Date;
use crate::ground::error::{Detail, Failure, Refusal};
use crate::ground::folded::folded;
use crate::ground::ids::CaseId;
use crate::http::Officer;

/// Rows of a spreadsheet as the clipboard has them.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineList {
    /// Lines of cells with tabs between them. The first line may name the columns, in Vietnamese or English; without names
    /// they are: name, phone, birth year, sex, address, unit, relation, last contact, minutes, notes.
    pub(crate) text: String,
    /// `interview`, `venue` or `list`; `list` where it is left out.
    #[serde(default)]
    pub(crate) source: Option<Source>,
    /// Whether the rows without a fault are saved; else nothing is.
    #[serde(default)]
    pub(crate) save: bool,
}

/// What was read.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct LineListOutcome {
    /// Rows without a fault.
    pub(crate) good: usize,
    /// The ids of the contacts that were saved, in the order of the rows.
    pub(crate) saved: Vec<String>,
    /// Cells that cannot be used.
    pub(crate) faults: Vec<CellFault>,
}

/// A cell that cannot be used.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CellFault {
    /// Line of the pasted text where the row begins, counted from 1.
    pub(crate) row: usize,
    /// The column's name.
    pub(crate) column: &'static str,
    /// The key of the text that says why.
    pub(crate) why: &'static str,
}

impl Contacts {
    /// Reads pasted rows into contacts of a case, and saves those without a fault where asked.
    pub(crate) async fn enter_lines(
        self: &Arc<Self>,
        officer: &Officer,
        case: &CaseId,
        list: LineList,
    ) -> Result<LineListOutcome, Failure> {
        let today = self.today();
        let source = list.source.unwrap_or(Source::List);
        if source == Source::App {
            return Err(Refusal::of_field("source", "officer-source", Vec::new()).into());
        }
        let (rows, faults) = read(&list.text, today)?;
        let (contacts, good, save) = (self.clone(), rows.len(), list.save);
        let what = if save { "enter-line-list" } else { "check-line-list" };
        let read = self.cases.write(officer, case, what, move |tx, case| {
            case.must_hold()?;
            let (mut saved, mut faults) = (Vec::new(), Vec::new());
            for (number, new) in &rows {
                match new.clone().check(today, contacts.fresh(&case, source)) {
                    Ok((row, person)) if save => {
                        saved.push(row.id.clone());
                        let key = contacts.cases.opened(&case)?.key;
                        contacts.enqueue(tx, &row, &person)?;
                        contacts.put(tx, &Opened { row, person, key })?;
                    }
                    Ok(_) => {}
                    Err(refusal) => faults.push(fault(*number, &refusal)),
                }
            }
            Ok((saved, faults))
        });
        let (saved, later) = read.await?;
        let good = good - later.len();
        let mut faults: Vec<_> = faults.into_iter().chain(later).collect();
        faults.sort_by_key(|fault| fault.row);
        Ok(LineListOutcome { good, saved, faults })
    }
}

fn fault(row: usize, refusal: &Refusal) -> CellFault {
    match &refusal.detail {
        Some(Detail::Said { field: Some(field), key, .. }) => CellFault { row, column: field, why: key },
        _ => CellFault { row, column: "name", why: "officer-text" },
    }
}

type Rows = Vec<(usize, NewContact)>;

/// The rows that can be read, each with its number, and the cells that cannot.
fn read(text: &str, today: Date) -> Result<(Rows, Vec<CellFault>), Refusal> {
    let sheet = Sheet::read(text)?;
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for SheetRow { line, cells } in &sheet.rows {
        match row(&sheet.columns, cells, today) {
            Ok(new) => rows.push((*line, new)),
            Err(cells) => faults.extend(cells.into_iter().map(|(column, why)| CellFault { row: *line, column, why })),
        }
    }
    Ok((rows, faults))
}

type Faults = Vec<(&'static str, &'static str)>;

fn row(columns: &[SheetColumn], cells: &[String], today: Date) -> Result<NewContact, Faults> {
    let (mut new, mut faults) = (NewContact::of(Person::default()), Faults::new());
    for (column, cell) in columns.iter().zip(cells) {
        let Some(column) = column.of else { continue };
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        let text = Some(cell.to_owned());
        match column {
            "name" => new.person.name = text,
            "phone" => new.person.phone = Some(with_lost_zero(cell)),
            "address" => new.person.address = text,
            "unit" => new.person.unit = text,
            "relation" => new.person.relation = text,
            "notes" => new.person.notes = text,
            "birth_year" => match cell.parse() {
                Ok(year) => new.person.birth_year = Some(year),
                Err(_) => faults.push((column, "officer-birth-year")),
            },
            "minutes" => match cell.parse() {
                Ok(minutes) => new.minutes = Some(minutes),
                Err(_) => faults.push((column, "officer-minutes")),
            },
            "sex" => match sex(cell) {
                Some(sex) => new.person.sex = Some(sex),
                None => faults.push((column, "officer-sex")),
            },
            _ => match Date::from_cell(cell, today) {
                Some(date) => new.last_contact = Some(date.to_string()),
                None => faults.push((column, "officer-date-in-cell")),
            },
        }
    }
    if faults.is_empty() { Ok(new) } else { Err(faults) }
}

/// A number whose leading zero a spreadsheet took away: `912345678`.
pub(crate) fn with_lost_zero(cell: &str) -> String {
    let digits: String = cell.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-')).collect();
    let is_bare = digits.len() == 9 && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    let is_full = digits.len() == 11 && digits.starts_with("84") && digits.bytes().all(|b| b.is_ascii_digit());
    if is_bare {
        format!("0{digits}")
    } else if is_full {
        format!("+{digits}")
    } else {
        cell.to_owned()
    }
}

/// Sex as people write it in a cell.
pub(crate) fn sex(cell: &str) -> Option<Sex> {
    match folded(cell).as_str() {
        "nu" | "f" | "female" => Some(Sex::Female),
        "nam" | "m" | "male" => Some(Sex::Male),
        "khac" | "other" | "x" => Some(Sex::Other),
        _ => None,
    }
}

/// Reads any text as cells that were pasted: it is refused, or each fault names a row and a column.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzzed_pasted_list(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    let lines = text.split(['\n', '\r']).count();
    if let Ok((rows, faults)) = read(text, Date(lancan_protocol::time::Day(18_772))) {
        assert!(rows.iter().all(|(line, _)| (1..=lines).contains(line)));
        assert!(faults.iter().all(|fault| (1..=lines).contains(&fault.row) && !fault.column.is_empty()));
    }
}

#[cfg(test)]
mod tests {
    use lancan_protocol::time::Day;

    use super::*;

    const TODAY: Date = Date(Day(18_772));

    fn faults(text: &str) -> Vec<(usize, &'static str)> {
        read(text, TODAY).unwrap().1.into_iter().map(|fault| (fault.row, fault.column)).collect()
    }

    #[test]
    fn columns_are_known_by_their_names_in_either_language_or_by_their_usual_order() {
        let named = "SĐT\tHọ và tên\tCột lạ\tNăm sinh\n0912345678\tNguyễn Văn Ân\tx\t1980\n";
        let usual = "Nguyễn Văn Ân\t0912345678\t1980\n";
        for text in [named, usual] {
            let (rows, faults) = read(text, TODAY).unwrap();
            let person = &rows[0].1.person;
            assert!(faults.is_empty());
            assert_eq!((person.name.as_deref(), person.birth_year), (Some("Nguyễn Văn Ân"), Some(1980)));
            assert_eq!(person.phone.as_deref(), Some("0912345678"));
        }
    }

    #[test]
    fn a_number_is_read_as_spreadsheets_leave_it() {
        assert_eq!(with_lost_zero("912 345 678"), "0912 345 678".replace(' ', ""));
        assert_eq!((with_lost_zero("84912345678").as_str(), with_lost_zero("12").as_str()), ("+84912345678", "12"));
    }

    #[test]
    fn cells_that_cannot_be_are_named_by_row_and_column_and_the_other_rows_are_read() {
        let text = "Họ tên\tNăm sinh\tGiới tính\tNgày tiếp xúc\nAn\t1980\tNam\t20/5\n\nBình\tx\tnữ\t20/5\nCúc\t1990\t?\thôm qua\nDũng\t\t\t\n";
        assert_eq!(faults(text), [(4, "birth_year"), (5, "sex"), (5, "last_contact")]);
        assert_eq!(read(text, TODAY).unwrap().0.len(), 2);
        assert!(read("\n\n", TODAY).is_err() && read(&"An\n".repeat(1_001), TODAY).is_err());
    }

    #[test]
    fn a_cell_in_quotes_may_hold_a_line_break() {
        let (rows, faults) = read("Họ tên\tGhi chú\nAn\t\"a\nb\"\n", TODAY).unwrap();
        assert!(faults.is_empty());
        assert_eq!(rows[0].1.person.notes.as_deref(), Some("a\nb"));
    }
}
