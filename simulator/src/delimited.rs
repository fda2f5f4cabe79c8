//! Tables of text as statistics programs, spreadsheets and people write them: separators, fields, numbers, names of columns.

use std::borrow::Cow;

/// What tables write where a value is missing, in lower case.
const MISSING: [&str; 11] = ["", "na", "n/a", "<na>", "nan", "null", "none", "nil", "-", "?", "\\n"];

/// Whether a field says that its value is missing.
pub(crate) fn is_missing(field: &str) -> bool {
    MISSING.contains(&field.to_lowercase().as_str())
}

/// A finite number. Where the comma separates no fields, a comma in a number is a decimal one.
pub(crate) fn number(field: &str, separator: Option<u8>) -> Option<f64> {
    let decimal_comma = separator != Some(b',') && !field.contains('.');
    let text = if decimal_comma { Cow::Owned(field.replacen(',', ".", 1)) } else { Cow::Borrowed(field) };
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A column's name in lower case, with one `_` for whatever stands between its words: `Time (s)` becomes `time_s`.
pub(crate) fn column_name(field: &str) -> String {
    let words = field.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

/// The separator that a line holds most of outside quotation marks: comma, tab or semicolon; `None` where it holds none.
pub(crate) fn separator(line: &[u8]) -> Option<u8> {
    let count = |separator: u8| {
        let mut quoted = false;
        let outside = line.iter().filter(|byte| {
            quoted ^= **byte == b'"';
            !quoted && **byte == separator
        });
        outside.count()
    };
    b",\t;".iter().copied().max_by_key(|separator| count(*separator)).filter(|separator| count(*separator) > 0)
}

/// The fields of a line, without blanks and quotation marks around them; empty ones count, except between blanks where no
/// separator is given. `None` where a quotation mark is not closed.
pub(crate) fn fields(line: &str, separator: Option<u8>) -> Option<Vec<Cow<'_, str>>> {
    if line.contains('"') {
        return quoted_fields(line, separator);
    }
    Some(match separator {
        Some(separator) => line.split(char::from(separator)).map(|field| Cow::Borrowed(field.trim())).collect(),
        None => line.split_whitespace().map(Cow::Borrowed).collect(),
    })
}

fn quoted_fields<'a>(line: &str, separator: Option<u8>) -> Option<Vec<Cow<'a, str>>> {
    let blanks = separator.is_none();
    let line = if blanks { line.replace('\t', " ") } else { line.to_owned() };
    // A quoted field that is not closed takes the end of the line in.
    let ended = line + "\n";
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator.unwrap_or(b' '))
        .from_reader(ended.as_bytes());
    let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
    let fields = record.iter().map(|field| {
        let closed = !field.contains('\n');
        closed.then(|| Cow::Owned(field.trim().trim_matches('"').trim().to_owned()))
    });
    fields.filter(|field| !blanks || field.as_deref() != Some("")).collect()
}

/// How many fields a line has, without empty ones at its end: a separator at the end begins no column.
pub(crate) fn used(fields: &[impl AsRef<str>]) -> usize {
    fields.iter().rposition(|field| !field.as_ref().is_empty()).map_or(0, |last| last + 1)
}

/// By how many columns a row stands to the right of its header. Statistics programs put the numbers of rows before the first
/// column and give them no name: such a row has one field more than there are names, and makes sense one column further on
/// only. `None` where it makes sense both ways.
pub(crate) fn shift(used: usize, names: usize, makes_sense: impl Fn(usize) -> bool) -> Option<usize> {
    if used != names + 1 {
        return Some(0);
    }
    match (makes_sense(0), makes_sense(1)) {
        (true, true) => None,
        (false, true) => Some(1),
        (_, false) => Some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_what_a_line_holds_most_of_outside_quotation_marks() {
        for (line, expected) in [
            ("t i j", None),
            ("20,1,2", Some(b',')),
            ("20\t1\t2\tHall, first floor", Some(b'\t')),
            ("0,5;-60;1,5", Some(b';')),
            ("\"a,b,c,d\";1", Some(b';')),
        ] {
            assert_eq!(separator(line.as_bytes()), expected, "{line}");
        }
    }

    #[test]
    fn fields_keep_their_places_and_lose_blanks_and_quotation_marks() {
        let split = |line, separator: Option<u8>| {
            fields(line, separator).map(|fields| fields.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        let some = |fields: &[&str]| Some(fields.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(split(",t, i,", Some(b',')), some(&["", "t", "i", ""]));
        assert_eq!(split("\"\",\"Hall, 2\", \"3\"", Some(b',')), some(&["", "Hall, 2", "3"]));
        assert_eq!(split(" 20\t 1  2 ", None), some(&["20", "1", "2"]));
        assert_eq!(split("\"User A\"  \"User B\"\t\"t\"", None), some(&["User A", "User B", "t"]));
        assert_eq!(split("20,\"1,2", Some(b',')), None);
        assert_eq!(split("20,5\" tall,2", Some(b',')), some(&["20", "5\" tall", "2"]));
    }

    #[test]
    fn a_comma_is_decimal_where_it_separates_no_fields() {
        assert_eq!(number("1,5", Some(b';')), Some(1.5));
        assert_eq!(number("1,5", Some(b',')), None);
        assert_eq!(number("1,500.0", Some(b';')), None);
        assert_eq!(number("inf", None), None);
    }

    #[test]
    fn a_name_is_its_words() {
        assert_eq!(column_name("\u{feff}Time (s)"), "time_s");
        assert_eq!(column_name("RSSI [dBm] "), "rssi_dbm");
    }
}
