//! Every room's migrations in order, under one version number.
//!
//! A version is a list of scripts that are run together. A script that was released is never edited: a change of the
//! schema is a new script in its room (`02.sql`) and a new version here.

use super::StoreError;
use lancan_protocol::Saturate as _;

/// The scripts of each version, the first version first. A table comes after those that it refers to.
pub(super) const VERSIONS: &[&[&str]] = &[
    &[
        include_str!("../audit/01.sql"),
        include_str!("../officers/01.sql"),
        include_str!("../http/limits.sql"),
        include_str!("../cases/01.sql"),
        include_str!("../codes/01.sql"),
        include_str!("../reports/01.sql"),
        include_str!("../publication/01.sql"),
    ],
    &[include_str!("../officers/02.sql"), include_str!("../cases/02.sql")],
    &[include_str!("../codes/02.sql"), include_str!("../reports/02.sql")],
    &[include_str!("../reports/03.sql"), include_str!("../publication/02.sql")],
    &[include_str!("../officers/03.sql"), include_str!("../cases/03.sql"), include_str!("../ground/leases.sql")],
    &[
        include_str!("../audit/02.sql"),
        include_str!("../officers/04.sql"),
        include_str!("../cases/04.sql"),
        include_str!("../cases/05.sql"),
        include_str!("../otp/01.sql"),
        include_str!("../places/01.sql"),
        include_str!("../publication/03.sql"),
        include_str!("../publication/04.sql"),
        include_str!("../contacts/01.sql"),
        include_str!("../calls/01.sql"),
    ],
    &[
        include_str!("../cases/06.sql"),
        include_str!("../contacts/02.sql"),
        include_str!("../places/02.sql"),
        include_str!("../contacts/03.sql"),
        include_str!("../exchange/01.sql"),
        include_str!("../transfers/01.sql"),
    ],
    &[
        include_str!("../exchange/02.sql"),
        include_str!("../declarations/01.sql"),
        include_str!("../cases/07.sql"),
        include_str!("../reports/04.sql"),
    ],
    &[
        include_str!("../gate/01.sql"),
        include_str!("../declarations/02.sql"),
        include_str!("../declarations/03.sql"),
        include_str!("../exchange/03.sql"),
        include_str!("../places/03.sql"),
    ],
    &[
        include_str!("../facilities/01.sql"),
        include_str!("../declarations/04.sql"),
        include_str!("../declarations/05.sql"),
        include_str!("../places/04.sql"),
        include_str!("../visitor_log/01.sql"),
        include_str!("../otp/02.sql"),
        include_str!("../feedback/01.sql"),
    ],
    &[include_str!("../contacts/04.sql"), include_str!("../reports/05.sql"), include_str!("../publication/05.sql")],
    &[
        include_str!("../facilities/02.sql"),
        include_str!("../places/05.sql"),
        include_str!("../visitor_log/02.sql"),
        include_str!("../area_risks/01.sql"),
    ],
    &[
        include_str!("../criteria/01.sql"),
        include_str!("../boundaries/01.sql"),
        include_str!("../facilities/03.sql"),
        include_str!("../reports/06.sql"),
        include_str!("../openings/01.sql"),
        include_str!("../visitor_log/03.sql"),
        include_str!("../gate/02.sql"),
    ],
    &[include_str!("../visitor_log/04.sql"), include_str!("../declarations/06.sql")],
    &[include_str!("../contacts/05.sql")],
    &[include_str!("../codes/03.sql"), include_str!("../visitor_log/05.sql")],
];

/// What the words in braces of a script stand for in one database.
pub(super) struct Words {
    /// `{id}`: the type of a row number that the database gives out.
    pub(super) id: &'static str,
    /// `{int}`: a signed number of 64 bits.
    pub(super) int: &'static str,
    /// `{bytes}`: bytes.
    pub(super) bytes: &'static str,
    /// `{ordered}`: text that is compared byte by byte.
    pub(super) ordered: &'static str,
    /// `{append_only audit}`: what keeps the rows of the table audit as they are, once they have a `hash`.
    pub(super) append_only: &'static str,
    /// `{rows}`: the end of a table whose rows have numbers.
    pub(super) rows: &'static str,
    /// `{keyed}`: the end of a table that lies in the order of its key.
    pub(super) keyed: &'static str,
}

/// The scripts that bring a database of version `found` to the newest version, in the words of the database.
///
/// # Errors
/// [`StoreError::TooNew`] when a newer program wrote the database.
pub(super) fn scripts_after(found: i64, words: &Words) -> Result<Vec<String>, StoreError> {
    let known = newest();
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    let done = usize::try_from(found).map_err(|_| StoreError::Corrupt("a schema version"))?;
    Ok(VERSIONS.iter().skip(done).copied().flatten().map(|script| in_words(script, words)).collect())
}

/// The version of a database that this program may open.
///
/// # Errors
/// [`StoreError::Missing`] when nothing has made tables in the database yet, [`StoreError::TooNew`] when a newer program
/// wrote the database.
pub(super) fn known(found: i64) -> Result<u32, StoreError> {
    let known = newest();
    match u32::try_from(found) {
        Ok(0) => Err(StoreError::Missing),
        Ok(version) if found <= known => Ok(version),
        Ok(_) => Err(StoreError::TooNew { found, known }),
        Err(_) => Err(StoreError::Corrupt("a schema version")),
    }
}

/// The newest version.
pub(super) fn newest() -> i64 {
    VERSIONS.len().saturate()
}

/// A script in the words of a database.
pub(super) fn in_words(script: &str, words: &Words) -> String {
    let Words { id, int, bytes, ordered, append_only, rows, keyed } = words;
    let meanings = [
        ("{id}", id),
        ("{int}", int),
        ("{bytes}", bytes),
        ("{ordered}", ordered),
        (" {rows}", rows),
        (" {keyed}", keyed),
        ("{append_only audit}", append_only),
    ];
    meanings.iter().fold(script.to_owned(), |script, (word, meaning)| script.replace(word, meaning))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Words = Words { id: "I", int: "N", bytes: "B", ordered: "O", append_only: "A;", rows: "", keyed: "" };

    #[test]
    fn a_database_gets_the_scripts_that_it_does_not_have_and_a_newer_one_is_left_alone() {
        assert_eq!(scripts_after(0, &PLAIN).unwrap().len(), VERSIONS.concat().len());
        assert!(scripts_after(newest(), &PLAIN).unwrap().is_empty());
        assert_eq!(scripts_after(99, &PLAIN), Err(StoreError::TooNew { found: 99, known: newest() }));
    }

    #[test]
    fn every_column_is_commented_and_every_word_is_known() {
        for script in scripts_after(0, &PLAIN).unwrap() {
            assert!(!script.contains('{'), "{script}");
            let mut in_table = false;
            for line in script.lines() {
                match line {
                    _ if line.starts_with("CREATE TABLE") => in_table = true,
                    _ if line.starts_with(')') => in_table = false,
                    _ if in_table && !line.trim_start().starts_with("PRIMARY KEY (") => {
                        assert!(line.contains("-- "), "{line}");
                    }
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn a_released_script_is_not_edited() {
        let digests = VERSIONS.iter().map(|scripts| {
            let digest = ring::digest::digest(&ring::digest::SHA256, scripts.concat().as_bytes());
            lancan_protocol::hex::encode(digest.as_ref())
        });
        insta::assert_snapshot!(digests.collect::<Vec<_>>().join("\n"));
    }
}
