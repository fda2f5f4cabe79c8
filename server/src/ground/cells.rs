//! Cells of files that spreadsheets open: none goes out as a formula, and none comes in as one.

/// What a spreadsheet takes for the beginning of a formula.
const BEGINNINGS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell as it is written: one that a spreadsheet would take for a formula gets an apostrophe in front, and so does one that
/// begins with an apostrophe, so that each reads back as it was.
pub(crate) fn guarded(text: &str) -> String {
    if text.starts_with(BEGINNINGS) || text.starts_with('\'') { format!("'{text}") } else { text.to_owned() }
}

/// A cell as it was before it was guarded; none where it would be a formula.
pub(crate) fn unguarded(cell: &str) -> Option<&str> {
    if let Some(rest) = cell.strip_prefix('\'').filter(|rest| rest.starts_with(BEGINNINGS) || rest.starts_with('\'')) {
        return Some(rest);
    }
    // The way in which a spreadsheet keeps leading zeros.
    let zeros = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    if let Some(digits) = zeros.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) {
        return Some(digits);
    }
    let is_empty = matches!(cell, "-" | "+");
    if is_empty { Some("") } else { (!cell.starts_with(BEGINNINGS)).then_some(cell) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_guarded_cell_is_a_formula_and_each_reads_back(text in "['=+@\\-\t\r]{0,3}.{0,10}") {
            let cell = guarded(&text);
            prop_assert!(!cell.starts_with(BEGINNINGS));
            prop_assert_eq!(unguarded(&cell), Some(text.as_str()));
        }
    }

    #[test]
    fn a_formula_does_not_come_in_and_zeros_that_a_spreadsheet_kept_do() {
        assert_eq!(["=1+1", "@SUM(A1)", "+1", "-1"].map(unguarded), [None; 4]);
        assert_eq!(["=\"068\"", "-", "068", "A-1"].map(unguarded), [Some("068"), Some(""), Some("068"), Some("A-1")]);
    }
}
