//! Reading files of contacts as the world publishes them.
//!
//! A line says that two persons were face to face during the 20 seconds that end at second `t`: `t i j`, as
//! `SocioPatterns` publishes contacts, in text or packed with gzip. Seconds count from a midnight of local time. Fields are
//! separated by blanks, or as CSV by tabs, commas or semicolons; the order of lines does not matter. A header may name the
//! columns in any order.
//!
//! What such files hold besides is passed over and counted ([`Skipped`]): headers, further columns, rows at second 0 or
//! off the 20-second grid, rows of a person with themselves or with nobody, rows without a time or a person, rows given twice.
//! A line that is none of this makes the file unusable, and so does a header that does not say which columns are which.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use flate2::bufread::MultiGzDecoder;

use super::{
    Contacts, FileProblem, MOST_ROWS,
    line::{Form, LONGEST_LINE, Line, LineProblem, NoContact, Skipped},
    lines::Lines,
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
    pub fn parse(file: &Path, text: impl BufRead) -> Result<ReadContacts, ContactsError> {
        let mut skipped = Skipped::default();
        let (mut lines, mut form) = (Lines::new(text, LONGEST_LINE), Form::default());
        let (mut rows, mut line) = (Vec::new(), Vec::new());
        let unreadable = |source| ContactsError::Unreadable { file: file.to_owned(), source };
        for number in 1.. {
            if !lines.read(&mut line).map_err(unreadable)? {
                break;
            }
            let read = if line.len() > LONGEST_LINE { Err(LineProblem::TooLong) } else { form.read(&line) };
            match read.map_err(|problem| ContactsError::BrokenLine { file: file.to_owned(), line: number, problem })? {
                Line::Blank => {}
                Line::Header => skipped.headers += 1,
                Line::Row { contact, further } => {
                    skipped.extra_columns += usize::from(further);
                    match contact {
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
            NoContact::Missing => &mut self.missing,
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
            "20.00;1;2,0\n4e+01;1;3.\n",
            "20 1 2\r40 1 3\r",
            "20,1,2\r\r\n40,1,3\r\n",
            "\"20\",\"1\",\"2\"\n\"40\",\"1\",\"3\"\n",
            "20,1,2,\n40,1,3,\n,,,\n",
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
        let header = Skipped { headers: 1, ..Skipped::default() };
        assert_eq!(alike("\"j\";\"i\";\"t\"\n2;1;20\n3;1;40\n"), header);
        assert_eq!(alike("\"t\",\"i\",\"j\"\n\"20\",\"1\",\"2\"\n\"40\",\"1\",\"3\"\n"), header);
        assert_eq!(alike("i,j,t(s)\n1,2,20\n3,1,40\n"), header);
        assert_eq!(alike("\"User A\" \"User B\" Time\n1 2 20\n3 1 40\n"), header);
        assert_eq!(alike("Conference\nTime, User A, User B\n20, 1, 2\n40, 1, 3\n").headers, 2);
    }

    #[test]
    fn columns_without_a_name_and_cells_without_a_value_shift_nothing() {
        for text in [
            // As pandas and R write tables: the numbers of rows first, with an empty name or none.
            ",t,i,j\n0,20,1,2\n1,40,1,3\n",
            "\tt\ti\tj\n0\t20\t1\t2\n1\t40\t1\t3\n",
            "\"\",\"t\",\"i\",\"j\"\n\"1\",20,1,2\n\"2\",40,1,3\n",
            "\"t\" \"i\" \"j\"\n\"1\" 20 1 2\n\"2\" 40 1 3\n",
            "i,j,t\n1,1,2,20\n2,1,3,40\n",
            "t,room,i,j,x\n20,,1,2,7\n40,3,1,3,9\n",
            "t\troom\ti\tj\n20\tHall, first, left, back\t1\t2\n40\t\t1\t3\n",
            "t,room,i,j\n20,\"1,5\",1,2\n40,\"7\",1,3\n",
            "t,i,j\n20,1,2,late\n40,1,3\n",
        ] {
            assert_eq!(alike(text).rows(), 0, "{text:?}");
        }
        let ambiguous = parse("t,i,j\n20,20,2,3\n").unwrap_err();
        assert!(ambiguous.to_string().ends_with("it could be the first or the last"), "{ambiguous}");
        let open = parse("t,i,j,room\n20,1,2,\"Hall\n40,1,3,\n").unwrap_err();
        assert_eq!(open.to_string(), "town.dat, line 2: a quotation mark is not closed");
        // A cell that blanks do not show could be any.
        let unseen = parse("t room i j x\n20 1 2 7\n40 3 1 3 9\n").unwrap();
        assert_eq!((unseen.contacts.labels, unseen.skipped.missing), (vec![1, 3], 1));
    }

    #[test]
    fn a_header_that_does_not_say_which_column_is_what_is_refused_with_its_names() {
        for (header, names) in [
            ("who,whom,when", "“who”, “whom”, “when”"),
            ("source,target", "“source”, “target”"),
            ("i,j,t(ms)", "“i”, “j”, “t(ms)”"),
            ("t,i,j,id1,id2", "“t”, “i”, “j”, “id1”, “id2”"),
        ] {
            let error = parse(&format!("{header}\n1,2,20,5,6\n")).unwrap_err().to_string();
            let start = format!("town.dat, line 2: the header names the columns {names}; a time in seconds");
            assert!(error.starts_with(&start), "{header}: {error}");
        }
    }

    #[test]
    fn a_row_without_a_time_or_a_person_is_counted_and_a_header_may_come_again() {
        let text = "t,i,j\n20,1,2\n40,1,NaN\n40,NA,3\n40,1,\n,1,3\n20.5,1,3\nt,i,j\n40,1,3\n";
        assert_eq!(alike(text), Skipped { headers: 2, missing: 4, off_grid: 1, ..Skipped::default() });
        // Two files in one, each with its own order of columns.
        let text = "t,i,j\n20,1,2\ni,j,t\n1,3,40\n";
        assert_eq!(alike(text), Skipped { headers: 2, ..Skipped::default() });
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
            ("noon i j", "field 1 is not a whole number from 0 to 4294967295"),
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
            end in proptest::sample::select(vec!["\n", "\r\n", "\r"]),
        ) {
            let lines: Vec<String> = rows.iter().map(|(t, i, j)| format!("{t}{separator}{i}{separator}{j}")).collect();
            let text = lines.join(end);
            let (contacts, skipped) = match Contacts::parse(Path::new("any"), text.as_bytes()) {
                Ok(read) => (read.contacts.rows.len(), read.skipped),
                Err(ContactsError::Unusable { problem: FileProblem::Empty, skipped, .. }) => (0, skipped),
                Err(error) => return Err(TestCaseError::fail(error.to_string())),
            };
            prop_assert_eq!(contacts + skipped.rows(), rows.len());
        }

        #[test]
        fn whoever_writes_the_table_the_contacts_are_the_same(
            rows in proptest::collection::vec((1_u32..200, 0_u32..9, 10_u32..19, proptest::option::of(0_u8..3)), 1..30),
            order in Just([0_usize, 1, 2, 3]).prop_shuffle(),
            separator in proptest::sample::select(vec!["\t", ",", ";", ", "]),
            end in proptest::sample::select(vec!["\n", "\r\n", "\r"]),
            (quoted, numbered, decimal) in any::<(bool, bool, bool)>(),
        ) {
            let quote = |cell: String| if quoted && separator != ", " { format!("\"{cell}\"") } else { cell };
            let line = |number: &str, cells: [String; 4]| {
                let number = numbered.then(|| number.to_owned());
                let cells = number.into_iter().chain(order.iter().map(|column| cells[*column].clone()));
                cells.map(quote).collect::<Vec<_>>().join(separator) + end
            };
            let whole = |number: u32| if decimal { format!("{number}.0") } else { number.to_string() };
            let mut text = line("", ["Time (s)", "id1", "id2", "room"].map(str::to_owned));
            for (number, (slot, one, other, room)) in rows.iter().enumerate() {
                let room = room.map(|room| room.to_string()).unwrap_or_default();
                text += &line(&number.to_string(), [whole(slot * 20), whole(*one), whole(*other), room]);
            }
            let expected: Vec<_> = rows.iter().map(|(slot, one, other, _)| (slot * 20, *one, *other)).collect();
            let read = Contacts::parse(Path::new("any"), text.as_bytes()).unwrap();
            prop_assert_eq!(read.contacts, Contacts::from_times(&expected).unwrap());
        }
    }
}
