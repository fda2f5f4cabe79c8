//! One line of a file of contacts.

use super::ROW_SECONDS;

/// Lines that were left out of a file, by reason, and what else was passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Header and comment lines: those that begin with `#` or `%`, and a first line without any number.
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
    /// Rows that the file gives a second time, whichever of the two people comes first.
    pub twice: usize,
}

impl Skipped {
    /// Rows that were left out.
    pub fn rows(&self) -> usize {
        self.at_zero + self.off_grid + self.alone + self.nobody + self.twice
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
    /// Not text.
    #[error("not text")]
    NotText,
    /// Longer than any line of contacts.
    #[error("longer than {LONGEST_LINE} bytes")]
    TooLong,
}

/// Most bytes of a line.
pub(super) const LONGEST_LINE: usize = 1_024;

/// Where time and people stand in a line, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    time: usize,
    people: [usize; 2],
}

impl Default for Columns {
    fn default() -> Self {
        Self { time: 0, people: [1, 2] }
    }
}

/// Names of columns as headers write them, in lower case.
const TIME_NAMES: [&str; 5] = ["t", "time", "timestamp", "t_s", "seconds"];
const PEOPLE_NAMES: [[&str; 7]; 2] =
    [["i", "a", "id1", "user_a", "source", "person1", "p1"], ["j", "b", "id2", "user_b", "target", "person2", "p2"]];

impl Columns {
    /// The columns that a header names; `None` where it does not name all three.
    fn named(fields: &[&str]) -> Option<Self> {
        let find = |names: &[&str]| {
            fields.iter().position(|field| {
                let name = field.trim_matches(['"', '\'']).to_lowercase();
                names.contains(&name.as_str())
            })
        };
        let [one, other] = &PEOPLE_NAMES;
        Some(Self { time: find(&TIME_NAMES)?, people: [find(one)?, find(other)?] })
    }
}

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing: an empty line.
    Blank,
    /// What the columns are, or a comment.
    Header(Columns),
    /// A contact, or why it is none.
    Row(Result<(u32, u32, u32), NoContact>),
}

/// Why a row is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoContact {
    AtZero,
    OffGrid,
    Alone,
    Nobody,
}

/// Reads a line. Fields are separated by blanks, tabs, commas or semicolons. `first` says whether no row came before: such a
/// line may be a header.
pub(super) fn read(line: &[u8], columns: Columns, first: bool) -> Result<(Line, usize), LineProblem> {
    let text = core::str::from_utf8(line).map_err(|_| LineProblem::NotText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let separators = |c: char| c.is_whitespace() || c == ',' || c == ';';
    let comment = text.trim_start().strip_prefix(['#', '%']);
    let fields: Vec<&str> = comment.unwrap_or(text).split(separators).filter(|field| !field.is_empty()).collect();
    let numbers = fields.iter().any(|field| field.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-')));
    if comment.is_some() || (first && !fields.is_empty() && !numbers) {
        let named = first.then(|| Columns::named(&fields)).flatten();
        return Ok((Line::Header(named.unwrap_or(columns)), fields.len()));
    }
    if fields.is_empty() {
        return Ok((Line::Blank, 0));
    }
    let row = row(&fields, columns)?;
    Ok((Line::Row(row), fields.len()))
}

type Contact = Result<(u32, u32, u32), NoContact>;

fn row(fields: &[&str], columns: Columns) -> Result<Contact, LineProblem> {
    let number = |column: usize| {
        let field = fields.get(column).ok_or(LineProblem::Fields(fields.len()))?;
        // As tables of statistics programs write whole numbers.
        let digits = field.strip_suffix(".0").unwrap_or(field);
        let whole = digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<u32>().ok().filter(|_| whole).ok_or(LineProblem::Number(column + 1))
    };
    let is_nobody = |column: usize| {
        let negative = fields.get(column).and_then(|field| field.strip_prefix('-'));
        negative.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    let time = number(columns.time)?;
    if columns.people.into_iter().any(is_nobody) {
        return Ok(Err(NoContact::Nobody));
    }
    let [one, other] = columns.people;
    let (one, other) = (number(one)?, number(other)?);
    Ok(if time == 0 {
        Err(NoContact::AtZero)
    } else if !time.is_multiple_of(ROW_SECONDS) {
        Err(NoContact::OffGrid)
    } else if one == other {
        Err(NoContact::Alone)
    } else {
        Ok((time, one, other))
    })
}
