//! Who was face to face with whom: lines of `t i j`, as `SocioPatterns` publishes them.
//!
//! A line says that persons `i` and `j` were face to face during the 20 seconds that end at second `t`.
//! Seconds count from a midnight of local time. Fields are separated by blanks; empty lines are skipped;
//! the order of lines does not matter and a line given twice counts once.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use flate2::bufread::MultiGzDecoder;

/// Seconds of contact that one row stands for; row times are multiples of it.
pub const ROW_SECONDS: u32 = 20;
/// Most days from the first row to the last: what phones keep.
pub const MOST_DAYS: u32 = 21;
/// Most rows of a file.
pub const MOST_ROWS: usize = 20_000_000;
/// Most people in a file.
pub const MOST_PEOPLE: usize = 10_000;

/// A person, as an index into [`Contacts::labels`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person(pub u16);

impl Person {
    /// The index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Twenty seconds, counted from the midnight a day before the first row's day, so that whatever must begin before
/// the first row has time to: slot `n` lasts from `20 n` to `20 (n + 1)` seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

impl Slot {
    /// Slots in a day.
    pub const PER_DAY: u32 = 86_400 / ROW_SECONDS;

    /// Its first second.
    pub fn start(self) -> u64 {
        u64::from(self.0) * u64::from(ROW_SECONDS)
    }

    /// The day it lies in; the first row's day is day 1.
    pub fn day(self) -> u32 {
        self.0 / Self::PER_DAY
    }
}

/// Two people who were face to face during one slot; `a < b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    /// When.
    pub slot: Slot,
    /// One of them.
    pub a: Person,
    /// The other.
    pub b: Person,
}

/// All rows, in order and without duplicates, of a population.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contacts {
    /// The people, by the numbers the file gives them, ascending.
    pub labels: Vec<u32>,
    /// Who was near whom, ascending.
    pub rows: Vec<Row>,
}

/// Why contacts could not be read. Nothing is used of a file with an error.
#[derive(Debug, thiserror::Error)]
pub enum ContactsError {
    /// The file cannot be opened or read, or its compression is broken.
    #[error("{}: cannot be read: {source}", file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not of the form `t i j`.
    #[error("{}, line {line}: {problem}", file.display())]
    BrokenLine {
        /// Which file.
        file: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: LineProblem,
    },
    /// The file as a whole cannot be used.
    #[error("{}: {problem}", file.display())]
    Unusable {
        /// Which file.
        file: PathBuf,
        /// Why.
        problem: FileProblem,
    },
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineProblem {
    /// Not three fields.
    #[error("three numbers are expected (time, person, person), there are {0} fields")]
    Fields(usize),
    /// A field that is no whole number below 2³².
    #[error("field {0} is not a whole number from 0 to 4294967295")]
    Number(usize),
    /// Not text.
    #[error("not text")]
    NotText,
    /// A time between the 20-second marks.
    #[error("the time must be a multiple of 20 seconds and more than 0")]
    Time,
    /// `i = j`.
    #[error("a person cannot be in contact with themselves")]
    Alone,
}

/// Why a file cannot be used though each of its lines can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// No rows at all.
    #[error("holds no contacts")]
    Empty,
    /// Longer than phones remember.
    #[error("spans {0} days; phones keep {MOST_DAYS}")]
    TooLong(u32),
    /// More than the simulation takes.
    #[error("holds more than {MOST_ROWS} contacts or {MOST_PEOPLE} people")]
    TooLarge,
}

impl Contacts {
    /// Reads a file, compressed with gzip or plain.
    ///
    /// # Errors
    /// [`ContactsError`], with file and line where there is one.
    pub fn read(file: &Path) -> Result<Self, ContactsError> {
        let unreadable = |source| ContactsError::Unreadable { file: file.to_owned(), source };
        let mut plain = BufReader::new(File::open(file).map_err(unreadable)?);
        let compressed = plain.fill_buf().map_err(unreadable)?.starts_with(&[0x1f, 0x8b]);
        if compressed {
            Self::parse(file, BufReader::new(MultiGzDecoder::new(plain)))
        } else {
            Self::parse(file, plain)
        }
    }

    /// Reads lines; `file` is named in errors only.
    ///
    /// # Errors
    /// [`ContactsError`], with the line where there is one.
    pub fn parse(file: &Path, mut lines: impl BufRead) -> Result<Self, ContactsError> {
        let unusable = |problem| ContactsError::Unusable { file: file.to_owned(), problem };
        let mut seen = Vec::new();
        let mut text = Vec::new();
        for line in 1.. {
            text.clear();
            // A line of three numbers is short: a longer one is not read to its end.
            let length = lines
                .by_ref()
                .take(1_024)
                .read_until(b'\n', &mut text)
                .map_err(|source| ContactsError::Unreadable { file: file.to_owned(), source })?;
            if length == 0 {
                break;
            }
            match parse_line(&text) {
                Ok(Some(row)) => seen.push(row),
                Ok(None) => {}
                Err(problem) => return Err(ContactsError::BrokenLine { file: file.to_owned(), line, problem }),
            }
            if seen.len() > MOST_ROWS {
                return Err(unusable(FileProblem::TooLarge));
            }
        }
        Self::from_times(&seen).map_err(unusable)
    }

    /// Contacts from `(t, i, j)`, where `t` is the second at which the 20 seconds of contact end, a multiple of 20
    /// and more than 0, and `i ≠ j`. The first row's day becomes day 1.
    ///
    /// # Errors
    /// [`FileProblem`].
    pub fn from_times(times: &[(u32, u32, u32)]) -> Result<Self, FileProblem> {
        let slot = |t: u32| (t - 1) / ROW_SECONDS;
        let first = times.iter().map(|(t, ..)| slot(*t)).min().ok_or(FileProblem::Empty)?;
        let midnight = first - first % Slot::PER_DAY;
        let last = times.iter().map(|(t, ..)| slot(*t)).max().unwrap_or(first);
        let days = (last - midnight) / Slot::PER_DAY + 1;
        if days > MOST_DAYS {
            return Err(FileProblem::TooLong(days));
        }
        let mut people: BTreeMap<u32, Person> =
            times.iter().flat_map(|&(_, i, j)| [(i, Person(0)), (j, Person(0))]).collect();
        if people.len() > MOST_PEOPLE {
            return Err(FileProblem::TooLarge);
        }
        for (person, index) in people.values_mut().zip(0..) {
            *person = Person(index);
        }
        let mut rows: Vec<Row> = times
            .iter()
            .map(|(t, i, j)| {
                let (i, j) = (people[i], people[j]);
                Row { slot: Slot(slot(*t) - midnight + Slot::PER_DAY), a: i.min(j), b: i.max(j) }
            })
            .collect();
        rows.sort_unstable();
        rows.dedup();
        Ok(Self { labels: people.into_keys().collect(), rows })
    }

    /// Everybody.
    pub fn people(&self) -> impl ExactSizeIterator<Item = Person> + use<> {
        (0..u16::try_from(self.labels.len()).unwrap_or(u16::MAX)).map(Person)
    }

    /// Days from the first row's to the last row's.
    pub fn days(&self) -> u32 {
        self.rows.last().map_or(0, |row| row.slot.day())
    }

    /// The slot after the last row.
    pub fn end(&self) -> Slot {
        Slot(self.rows.last().map_or(0, |row| row.slot.0 + 1))
    }
}

fn parse_line(line: &[u8]) -> Result<Option<(u32, u32, u32)>, LineProblem> {
    let text = core::str::from_utf8(line).map_err(|_| LineProblem::NotText)?;
    let fields: Vec<&str> = text.split_whitespace().collect();
    let number = |at: usize, field: &str| {
        let digits = field.bytes().all(|b| b.is_ascii_digit());
        field.parse::<u32>().ok().filter(|_| digits).ok_or(LineProblem::Number(at))
    };
    match *fields {
        [] => Ok(None),
        [t, i, j] => {
            let (t, i, j) = (number(1, t)?, number(2, i)?, number(3, j)?);
            if t == 0 || !t.is_multiple_of(ROW_SECONDS) {
                Err(LineProblem::Time)
            } else if i == j {
                Err(LineProblem::Alone)
            } else {
                Ok(Some((t, i, j)))
            }
        }
        _ => Err(LineProblem::Fields(fields.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write as _;

    fn parse(text: &str) -> Result<Contacts, ContactsError> {
        Contacts::parse(Path::new("town.dat"), text.as_bytes())
    }

    #[test]
    fn a_row_is_the_twenty_seconds_before_its_time() {
        let contacts = parse("40 9 7\n20\t7 9\n\n  40 7 9\r\n").unwrap();
        assert_eq!(contacts.labels, [7, 9]);
        let row = |slot| Row { slot: Slot(Slot::PER_DAY + slot), a: Person(0), b: Person(1) };
        assert_eq!(contacts.rows, [row(0), row(1)]);
        assert_eq!(contacts.end(), Slot(Slot::PER_DAY + 2));
    }

    #[test]
    fn the_first_row_lies_on_day_1() {
        let contacts = parse("1385982020 1 2\n1386068420 1 2").unwrap();
        assert_eq!(contacts.rows[0].slot.day(), 1);
        assert_eq!(contacts.rows[1].slot.0 - contacts.rows[0].slot.0, Slot::PER_DAY);
    }

    #[test]
    fn a_broken_line_is_named_with_its_file_and_number() {
        for (line, says) in [
            ("20 1", "three numbers are expected (time, person, person), there are 2 fields"),
            ("20 1 2 3", "three numbers are expected (time, person, person), there are 4 fields"),
            ("20 x 2", "field 2 is not a whole number from 0 to 4294967295"),
            ("20 1 -2", "field 3 is not a whole number from 0 to 4294967295"),
            ("20 1 +2", "field 3 is not a whole number from 0 to 4294967295"),
            ("99999999999 1 2", "field 1 is not a whole number from 0 to 4294967295"),
            ("30 1 2", "the time must be a multiple of 20 seconds and more than 0"),
            ("0 1 2", "the time must be a multiple of 20 seconds and more than 0"),
            ("20 1 1", "a person cannot be in contact with themselves"),
        ] {
            let error = parse(&format!("20 1 2\n\n{line}\n20 1 3\n")).unwrap_err();
            assert_eq!(error.to_string(), format!("town.dat, line 3: {says}"));
        }
    }

    #[test]
    fn a_file_without_contacts_or_longer_than_phones_remember_is_refused() {
        assert_eq!(parse("\n").unwrap_err().to_string(), "town.dat: holds no contacts");
        let error = parse("20 1 2\n1814420 1 2\n").unwrap_err();
        assert_eq!(error.to_string(), "town.dat: spans 22 days; phones keep 21");
    }

    #[test]
    fn compressed_and_plain_files_read_alike_and_a_cut_one_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let (plain, packed, cut) = (dir.path().join("a.dat"), dir.path().join("a.gz"), dir.path().join("cut.gz"));
        let text = (1..500).fold(String::new(), |text, n| text + &format!("{} {} {}\n", n * 20, n % 7, 7 + n % 5));
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(text.as_bytes()).unwrap();
        let gz = gz.finish().unwrap();
        std::fs::write(&plain, &text).unwrap();
        std::fs::write(&packed, &gz).unwrap();
        std::fs::write(&cut, &gz[..gz.len() / 2]).unwrap();
        assert_eq!(Contacts::read(&plain).unwrap(), Contacts::read(&packed).unwrap());
        assert!(Contacts::read(&cut).unwrap_err().to_string().contains("cut.gz"));
        let missing = Contacts::read(&dir.path().join("none.dat")).unwrap_err();
        assert!(missing.to_string().contains("none.dat: cannot be read"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_contacts_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Contacts::parse(Path::new("any"), bytes.as_slice());
        }
    }
}
