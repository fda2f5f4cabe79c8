//! One line of a file of contacts.

use std::borrow::Cow;

use super::{ROW_SECONDS, columns::Columns};
use crate::delimited::{self, fields, is_missing, number, separator, used};

/// Lines that were left out of a file, by reason, and what else was passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Header and comment lines: those that begin with `#` or `%`, headers wherever they stand, and titles before them.
    pub headers: usize,
    /// Lines with more than three columns, of which the first three (or those that the header names) were read.
    pub extra_columns: usize,
    /// Rows at second 0: their 20 seconds lie before the file's first midnight.
    pub at_zero: usize,
    /// Rows at a time that is no multiple of 20 seconds.
    pub off_grid: usize,
    /// Rows of a person with themselves.
    pub alone: usize,
    /// Rows with a negative person, as files write a scan that found nobody or a stranger.
    pub nobody: usize,
    /// Rows whose time or one of whose people is missing: empty, `NA`, `NaN` and the like.
    pub missing: usize,
    /// Rows that the file gives a second time, whichever of the two people comes first.
    pub twice: usize,
}

impl Skipped {
    /// Rows that were left out.
    pub fn rows(&self) -> usize {
        self.at_zero + self.off_grid + self.alone + self.nobody + self.missing + self.twice
    }
}

/// What is wrong with a line. A file with such a line is refused: it is of another kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineProblem {
    /// Fewer than three fields.
    #[error("three numbers are expected (time, person, person), there are {0} fields")]
    Fields(usize),
    /// A field that is no whole number below 2³².
    #[error("field {0} is not a whole number from 0 to 4294967295")]
    Number(usize),
    /// The header before the first row does not name what is needed.
    #[error(
        "the header names the columns {found}; a time in seconds (such as t, time, timestamp) and one pair of people (such as \
         i and j, id1 and id2, user_a and user_b, source and target) are needed"
    )]
    Header {
        /// What it names.
        found: String,
    },
    /// One field more than the header names, and a contact with and without the first.
    #[error("one field more than the header names columns, and it could be the first or the last")]
    Ragged,
    /// A quoted field goes on after the line.
    #[error("a quotation mark is not closed")]
    Quote,
    /// Not text.
    #[error("not text")]
    NotText,
    /// Longer than any line of contacts.
    #[error("longer than {LONGEST_LINE} bytes")]
    TooLong,
}

/// Most bytes of a line.
pub(super) const LONGEST_LINE: usize = 1_024;

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing: an empty line.
    Blank,
    /// What the columns are, a title or a comment.
    Header,
    /// A contact, or why it is none.
    Row {
        contact: Contact,
        /// Whether there are more than three columns.
        further: bool,
    },
}

type Contact = Result<(u32, u32, u32), NoContact>;

/// Why a row is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoContact {
    AtZero,
    OffGrid,
    Alone,
    Nobody,
    Missing,
}

/// How a file's lines are to be read, by the lines before. Fields are separated by commas, semicolons or tabs, else by
/// blanks; the header's separator goes before what a row holds besides.
#[derive(Debug, Default)]
pub(super) struct Form {
    columns: Columns,
    separator: Option<u8>,
    /// Columns that a comment names: they hold if the next row has as many.
    noted: Option<Columns>,
    /// Columns of a header that is no comment.
    names: Option<usize>,
    /// By how much rows stand to the right of the header, once a row has shown it.
    shift: Option<usize>,
    /// The names of a header that says too little.
    unclear: Option<String>,
    rows: bool,
}

impl Form {
    /// Reads the next line.
    pub(super) fn read(&mut self, line: &[u8]) -> Result<Line, LineProblem> {
        let text = core::str::from_utf8(line).map_err(|_| LineProblem::NotText)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if let Some(comment) = text.trim_start().strip_prefix(['#', '%']) {
            // Prose, with whatever quotation marks.
            let fields = fields(comment, separator(comment.as_bytes())).unwrap_or_default();
            self.noted = Columns::named(&fields).or(self.noted);
            return Ok(Line::Header);
        }
        let known = self.separator.filter(|known| text.as_bytes().contains(known));
        let separator = known.or_else(|| separator(text.as_bytes()));
        let mut found = fields(text, separator).ok_or(LineProblem::Quote)?;
        let by_blanks = if found.len() < 3 { fields(text, None).unwrap_or_default() } else { Vec::new() };
        let separator = separator.filter(|_| by_blanks.len() <= found.len());
        if separator.is_none() && !by_blanks.is_empty() {
            found = by_blanks;
        }
        if used(&found) == 0 {
            return Ok(Line::Blank);
        }
        let is_header = !found.iter().any(|field| is_number(field)) && found.iter().any(|field| !is_missing(field));
        if is_header && self.take_header(&found, separator) {
            return Ok(Line::Header);
        }
        self.row(&found, separator)
    }

    /// Whether a line without numbers is a header, or a title before one.
    fn take_header(&mut self, found: &[Cow<'_, str>], separator: Option<u8>) -> bool {
        if let Some(columns) = Columns::named(found) {
            let names = Some(used(found));
            *self = Self { columns, separator, names, rows: self.rows, ..Self::default() };
            return true;
        }
        if self.rows || self.names.is_some() {
            return false;
        }
        // Two words are a title, two names are not.
        if found.len() > 2 || separator.is_some() {
            let shown = |field: &Cow<'_, str>| format!("“{}”", field.escape_debug());
            self.unclear = Some(found.iter().map(shown).collect::<Vec<_>>().join(", "));
        }
        true
    }

    fn row(&mut self, fields: &[Cow<'_, str>], separator: Option<u8>) -> Result<Line, LineProblem> {
        if let Some(found) = self.unclear.take() {
            return Err(LineProblem::Header { found });
        }
        let used = used(fields);
        if let Some(columns) = self.noted.take().filter(|columns| columns.last() < used) {
            *self = Self { columns, ..Self::default() };
        }
        self.rows = true;
        let further = used > 3;
        let names = self.names.unwrap_or(used);
        if separator.is_none() && fields.len() < names && fields.len() > 2 {
            // Blanks do not tell which field is missing.
            return Ok(Line::Row { contact: Err(NoContact::Missing), further });
        }
        let read = |by| contact(fields, self.columns.shifted(by), separator);
        let by = match self.shift {
            Some(by) => by,
            None => delimited::shift(used, names, |by| matches!(read(by), Ok(Ok(_)))).ok_or(LineProblem::Ragged)?,
        };
        let contact = read(by)?;
        if contact.is_ok() {
            self.shift = Some(by);
        }
        Ok(Line::Row { contact, further })
    }
}

/// Whether a field begins like a number, a date or a time of day: no name of a column does.
fn is_number(field: &str) -> bool {
    field.strip_prefix('-').unwrap_or(field).starts_with(|c: char| c.is_ascii_digit())
}

fn contact(fields: &[Cow<'_, str>], columns: Columns, separator: Option<u8>) -> Result<Contact, LineProblem> {
    let value = |column: usize| {
        let field = fields.get(column).ok_or(LineProblem::Fields(fields.len()))?;
        if is_missing(field) {
            return Ok(None);
        }
        // Statistics programs write 100000 as 1e+05 and whole numbers as 20.0.
        let number = Some(field).filter(|field| is_number(field)).and_then(|field| number(field, separator));
        number.filter(|number| *number <= f64::from(u32::MAX)).map(Some).ok_or(LineProblem::Number(column + 1))
    };
    let person = |column: usize| {
        let whole = value(column)?.map(|number| if number.fract() == 0.0 { Ok(number) } else { Err(column + 1) });
        whole.transpose().map_err(LineProblem::Number)
    };
    let time = value(columns.time)?;
    if time.is_some_and(|time| time < 0.0) {
        return Err(LineProblem::Number(columns.time + 1));
    }
    let [one, other] = columns.people;
    let (Some(time), Some(one), Some(other)) = (time, person(one)?, person(other)?) else {
        return Ok(Err(NoContact::Missing));
    };
    if one < 0.0 || other < 0.0 {
        return Ok(Err(NoContact::Nobody));
    }
    let (one, other) = (one as u32, other as u32);
    Ok(if time == 0.0 {
        Err(NoContact::AtZero)
    } else if time % f64::from(ROW_SECONDS) != 0.0 {
        Err(NoContact::OffGrid)
    } else if one == other {
        Err(NoContact::Alone)
    } else {
        Ok((time as u32, one, other))
    })
}
