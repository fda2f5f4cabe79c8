//! Reading files of contacts as the world publishes them.
//!
//! A line says that two persons were face to face during the 20 seconds that end at second `t`: `t i j`, as
//! `SocioPatterns` publishes contacts, in text or packed with gzip. Seconds count from a midnight of local time. Fields are
//! separated by blanks, tabs, commas or semicolons; the order of lines does not matter.
//!
//! What such files hold besides is passed over and counted ([`Skipped`]): headers, further columns, rows at second 0 or
//! off the 20-second grid, rows of a person with themselves or with nobody, rows given twice. A line that is none of
//! this makes the file unusable.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use flate2::bufread::MultiGzDecoder;

use super::{
    Contacts, FileProblem, MOST_ROWS,
    line::{self, Columns, LONGEST_LINE, Line, LineProblem, NoContact, Skipped},
};

/// The contacts of a file, and what was left out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadContacts {
    /// Who met whom.
    pub contacts: Contacts,
    /// What was left out.
    pub skipped: Skipped,
}

/// Why contacts could not be read. Nothing is used of a file with an error.
#[derive(Debug, thiserror::Error)]
pub enum ContactsError {
    /// The file cannot be opened or read, or its compression is broken.
    #[error("{}: cannot be read: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A line is not of the form `t i j`.
    #[error("{}, line {line}: {problem}", file.display())]
    BrokenLine {
        /// The file.
        file: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: LineProblem,
    },
    /// The file as a whole cannot be used.
    #[error("{}: {problem}", file.display())]
    Unusable {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        problem: FileProblem,
        /// What was left out of it.
        skipped: Skipped,
    },
}

impl Contacts {
    /// Reads a file, compressed with gzip or plain.
    ///
    /// # Errors
    /// [`ContactsError`], with file and line where there is one.
    pub fn read(file: &Path) -> Result<ReadContacts, ContactsError> {
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
    pub fn parse(file: &Path, mut lines: impl BufRead) -> Result<ReadContacts, ContactsError> {
        let mut skipped = Skipped::default();
        let (mut columns, mut first) = (Columns::default(), true);
        let mut rows = Vec::new();
        let mut text = Vec::new();
        for number in 1.. {
            text.clear();
            // A line that is longer than any line of contacts is not read to its end.
            let length = lines
                .by_ref()
                .take(LONGEST_LINE as u64 + 1)
                .read_until(b'\n', &mut text)
                .map_err(|source| ContactsError::Unreadable { file: file.to_owned(), source })?;
            if length == 0 {
                break;
            }
            let read = if length > LONGEST_LINE && text.last() != Some(&b'\n') {
                Err(LineProblem::TooLong)
            } else {
                line::read(&text, columns, first)
            };
            let (found, fields) =
                read.map_err(|problem| ContactsError::BrokenLine { file: file.to_owned(), line: number, problem })?;
            first &= !matches!(found, Line::Row(_));
            match found {
                Line::Blank => {}
                Line::Header(named) => {
                    columns = named;
                    skipped.headers += 1;
                }
                Line::Row(row) => {
                    skipped.extra_columns += usize::from(fields > 3);
                    match row {
                        Ok(row) => rows.push(row),
                        Err(reason) => *skipped.of(reason) += 1,
                    }
                }
            }
            if rows.len() > MOST_ROWS {
                let problem = FileProblem::TooLarge;
                return Err(ContactsError::Unusable { file: file.to_owned(), problem, skipped });
            }
        }
        match Self::from_times(&rows) {
            Ok(contacts) => {
                skipped.twice = rows.len() - contacts.rows.len();
                Ok(ReadContacts { contacts, skipped })
            }
            Err(problem) => Err(ContactsError::Unusable { file: file.to_owned(), problem, skipped }),
        }
    }
}

impl Skipped {
    fn of(&mut self, reason: NoContact) -> &mut usize {
        match reason {
            NoContact::AtZero => &mut self.at_zero,
            NoContact::OffGrid => &mut self.off_grid,
            NoContact::Alone => &mut self.alone,
            NoContact::Nobody => &mut self.nobody,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write as _;

    fn parse(text: &str) -> Result<ReadContacts, ContactsError> {
        Contacts::parse(Path::new("town.dat"), text.as_bytes())
    }

    fn alike(text: &str) -> Skipped {
        let read = parse(text).unwrap();
        assert_eq!(read.contacts, Contacts::from_times(&[(20, 1, 2), (40, 1, 3)]).unwrap(), "{text:?}");
        read.skipped
    }

    #[test]
    fn every_separator_and_any_blank_line_reads_alike() {
        for text in [
            "20 1 2\n40 1 3\n",
            "20\t1\t2\r\n\r\n40\t1\t3\r\n",
            "20,1,2\n40,1,3",
            "20;1;2\n40; 1; 3\n",
            "\n  40 3 1\n20 2 1\n",
            "\u{feff}20 1 2\n40 1 3\n",
            "20.0,1.0,2.0\n40.0,1.0,3.0\n",
        ] {
            assert_eq!(alike(text), Skipped::default());
        }
    }

    #[test]
    fn further_columns_and_headers_are_passed_over_and_counted() {
        // As the schools of SocioPatterns have it: the classes of both.
        assert_eq!(alike("20 1 2 5A 5B\n40 1 3 5A MP*1\n"), Skipped { extra_columns: 2, ..Skipped::default() });
        assert_eq!(alike("t i j\n20 1 2\n40 1 3\n"), Skipped { headers: 1, ..Skipped::default() });
        // As the Copenhagen Networks Study has it.
        let copenhagen = "# timestamp,user_a,user_b,rssi\n20,1,2,-77\n40,1,-1,0\n40,1,-2,-80\n40,1,3,-60\n";
        assert_eq!(alike(copenhagen), Skipped { headers: 1, extra_columns: 4, nobody: 2, ..Skipped::default() });
        let comments = "% conference\nj t i\n2 20 1\n% noon\n3 40 1\n";
        assert_eq!(alike(comments), Skipped { headers: 3, ..Skipped::default() });
    }

    #[test]
    fn a_header_says_which_column_is_what() {
        let text = "id1,id2,Time,duration\n1,2,20,20\n3,1,40,20\n";
        assert_eq!(alike(text), Skipped { headers: 1, extra_columns: 2, ..Skipped::default() });
        assert_eq!(alike("\"j\";\"i\";\"t\"\n2;1;20\n3;1;40\n"), Skipped { headers: 1, ..Skipped::default() });
    }

    #[test]
    fn rows_that_are_no_contacts_are_left_out_by_reason() {
        let text = "0 1 2\n20 1 2\n31 1 2\n40 1 3\n40 1 1\n40 3 1\n20 1 2\n0 7 8\n";
        let skipped = alike(text);
        let expected = Skipped { at_zero: 2, off_grid: 1, alone: 1, twice: 2, ..Skipped::default() };
        assert_eq!((skipped, skipped.rows()), (expected, 6));
    }

    #[test]
    fn a_broken_line_is_named_with_its_file_and_number() {
        let long = "1 ".repeat(600);
        for (line, says) in [
            ("20 1", "three numbers are expected (time, person, person), there are 2 fields"),
            ("20 x 2", "field 2 is not a whole number from 0 to 4294967295"),
            ("20 1 +2", "field 3 is not a whole number from 0 to 4294967295"),
            ("20 1 2.5", "field 3 is not a whole number from 0 to 4294967295"),
            ("-20 1 2", "field 1 is not a whole number from 0 to 4294967295"),
            ("99999999999 1 2", "field 1 is not a whole number from 0 to 4294967295"),
            ("t i j", "field 1 is not a whole number from 0 to 4294967295"),
            (&long, "longer than 1024 bytes"),
        ] {
            let error = parse(&format!("20 1 2\n\n{line}\n20 1 3\n")).unwrap_err();
            assert_eq!(error.to_string(), format!("town.dat, line 3: {says}"));
        }
    }

    #[test]
    fn a_file_without_contacts_or_longer_than_phones_remember_is_refused() {
        assert_eq!(parse("\n").unwrap_err().to_string(), "town.dat: holds no contacts");
        let nothing_left = parse("t i j\n31 1 2\n20 1 1\n").unwrap_err();
        let ContactsError::Unusable { problem: FileProblem::Empty, skipped, .. } = nothing_left else {
            panic!("{nothing_left}");
        };
        assert_eq!(skipped.rows(), 2);
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

        #[test]
        fn every_row_is_a_contact_or_counted_once(
            rows in proptest::collection::vec((0_u32..200, -1_i64..4, -1_i64..4), 1..60),
            separator in proptest::sample::select(vec![" ", "\t", ",", ";"]),
        ) {
            let lines: Vec<String> = rows.iter().map(|(t, i, j)| format!("{t}{separator}{i}{separator}{j}")).collect();
            let text = lines.join("\n");
            let (contacts, skipped) = match Contacts::parse(Path::new("any"), text.as_bytes()) {
                Ok(read) => (read.contacts.rows.len(), read.skipped),
                Err(ContactsError::Unusable { problem: FileProblem::Empty, skipped, .. }) => (0, skipped),
                Err(error) => return Err(TestCaseError::fail(error.to_string())),
            };
            prop_assert_eq!(contacts + skipped.rows(), rows.len());
        }
    }
}
