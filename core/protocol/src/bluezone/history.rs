//! A Bluezone history file: what a phone wrote down of its own and others' identifiers, one line each.

use std::io::{BufRead, Read};

use super::BluezoneId;
use crate::time::UnixTime;

/// One line: own identifier, the peer's, signal strength, time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The identifier that this phone was sending.
    pub own: BluezoneId,
    /// The identifier that this phone heard.
    pub peer: BluezoneId,
    /// Signal strength in dBm.
    pub rssi_dbm: i16,
    /// Time of the sighting. Android writes milliseconds and iOS seconds; their size tells them apart.
    pub at: UnixTime,
}

/// Why a Bluezone file was refused. Lines count from 1.
#[derive(Debug, thiserror::Error)]
pub enum BluezoneError {
    /// Reading failed.
    #[error("reading failed: {0}")]
    Io(#[from] std::io::Error),
    /// A line is not what the format says.
    #[error("line {line}: {what}")]
    Line {
        /// Number of the line.
        line: u64,
        /// What is wrong with the line.
        what: &'static str,
    },
    /// A broadcast is not what the format says.
    #[error("the broadcast is not of the documented form: {0}")]
    Broadcast(&'static str),
    /// Longer than allowed.
    #[error("larger than allowed: {what}, at most {limit}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: u64,
    },
}

/// Longest line, its end included.
const MOST_LINE_BYTES: u64 = 256;
/// Most lines of a file.
const MOST_LINES: u64 = 10_000_000;
/// Seconds stay below this until the year 5138; milliseconds have been above it since 1973.
const LEAST_MILLISECONDS: u64 = 100_000_000_000;

/// Reads a history file line by line and hands each entry to `each`, in constant memory. Empty lines are passed over.
/// Returns how many entries there were.
///
/// # Errors
/// [`BluezoneError`] at the first line that is not of the format; `each` has had the lines before it.
pub fn read_history(mut file: impl BufRead, mut each: impl FnMut(HistoryEntry)) -> Result<u64, BluezoneError> {
    let mut line = Vec::new();
    let mut entries = 0;
    for number in 1..=MOST_LINES {
        line.clear();
        if file.by_ref().take(MOST_LINE_BYTES + 1).read_until(b'\n', &mut line)? == 0 {
            return Ok(entries);
        }
        let wrong = |what| BluezoneError::Line { line: number, what };
        if line.len() as u64 > MOST_LINE_BYTES {
            return Err(wrong("longer than 256 bytes"));
        }
        let text = core::str::from_utf8(&line).map_err(|_| wrong("not text"))?.trim_end_matches(['\n', '\r']);
        if !text.is_empty() {
            each(read_line(text).map_err(wrong)?);
            entries += 1;
        }
    }
    Err(BluezoneError::TooLarge { what: "lines", limit: MOST_LINES })
}

fn read_line(text: &str) -> Result<HistoryEntry, &'static str> {
    let mut fields = text.split('\t');
    let mut field = || fields.next().ok_or("fewer than four fields between tabs");
    let (own, peer, rssi, at) = (field()?, field()?, field()?, field()?);
    if fields.next().is_some() {
        return Err("more than four fields between tabs");
    }
    let id = |text| hex(text).map(BluezoneId::from_bytes).ok_or("an identifier is not 24 hex digits");
    let stamp: u64 = at.parse().map_err(|_| "the timestamp is not a number")?;
    let seconds = if stamp >= LEAST_MILLISECONDS { stamp / 1_000 } else { stamp };
    let rssi_dbm = rssi.parse().map_err(|_| "the signal strength is not a number")?;
    Ok(HistoryEntry { own: id(own)?, peer: id(peer)?, rssi_dbm, at: UnixTime(seconds) })
}

/// Exactly `N` bytes in hex.
pub(super) fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let (digits, rest) = text.as_bytes().as_chunks::<2>();
    if digits.len() != N || !rest.is_empty() {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(digits) {
        let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? << 4 | low?).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINE: &str = "b9a665d754fe65e665d76a45\t3aa8dfc0a15682b27216fc31\t-67\t";

    fn read(text: &str) -> Result<Vec<HistoryEntry>, BluezoneError> {
        let mut entries = Vec::new();
        read_history(text.as_bytes(), |entry| entries.push(entry)).map(|_| entries)
    }

    #[test]
    fn milliseconds_and_seconds_are_told_apart() {
        let entries = read(&format!("{LINE}1596865500123\n\r\n{LINE}1596865500")).unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0], entries[1]);
        assert_eq!((entries[0].at, entries[0].rssi_dbm), (UnixTime(1_596_865_500), -67));
        assert_eq!(entries[0].own.as_bytes()[..4], [0xb9, 0xa6, 0x65, 0xd7]);
    }

    #[test]
    fn a_wrong_line_is_refused_by_its_number() {
        for wrong in ["nonsense", "ab\tcd\t-60\t1", &format!("{LINE}later"), &format!("{LINE}1\t2"), &"a".repeat(300)] {
            let error = read(&format!("{LINE}1596865500\n{wrong}\n")).unwrap_err();
            assert!(matches!(error, BluezoneError::Line { line: 2, .. }), "{error}");
            assert!(!error.to_string().contains("b9a665"));
        }
    }

    proptest! {
        #[test]
        fn any_file_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read_history(bytes.as_slice(), |_| {});
        }
    }
}
