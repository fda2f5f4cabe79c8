//! Numbers as people of a language write them.

#[cfg(any(feature = "help", feature = "console"))]
use fluent_bundle::FluentValue;

use crate::Language;

/// How many digits a number has at least that is written in groups.
const GROUPED_FROM: usize = 5;

/// The digits of a number, its groups of three apart, with the point of the language.
pub(crate) fn grouped(language: Language, digits: &str) -> String {
    let (between, point) = match language {
        Language::Vi => ('.', ','),
        Language::En => (',', '.'),
    };
    let end = digits.find(['.', ',']).unwrap_or(digits.len());
    let (whole, behind) = digits.split_at_checked(end).unwrap_or((digits, ""));
    let count = whole.bytes().filter(u8::is_ascii_digit).count();
    let mut written = String::with_capacity(digits.len() + count / 3);
    let mut left = count;
    for sign in whole.chars() {
        if sign.is_ascii_digit() {
            if count >= GROUPED_FROM && left < count && left.is_multiple_of(3) {
                written.push(between);
            }
            left -= 1;
        }
        written.push(sign);
    }
    if let Some(behind) = behind.get(1..) {
        written.push(point);
        written.push_str(behind);
    }
    written
}

/// Whole numbers within texts.
#[cfg(any(feature = "help", feature = "console"))]
pub(crate) fn in_vietnamese<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number_of(value).map(|digits| grouped(Language::Vi, &digits))
}

/// As [`in_vietnamese`].
#[cfg(any(feature = "help", feature = "console"))]
pub(crate) fn in_english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number_of(value).map(|digits| grouped(Language::En, &digits))
}

#[cfg(any(feature = "help", feature = "console"))]
fn number_of(value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(number.as_string().into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Catalogue, Language};

    #[test]
    fn long_numbers_are_written_in_groups_and_years_are_not() {
        let [vi, en] = [Language::Vi, Language::En].map(Catalogue::of);
        for (digits, vietnamese, english) in [
            ("104086", "104.086", "104,086"),
            ("10000", "10.000", "10,000"),
            ("-1234567.25", "-1.234.567,25", "-1,234,567.25"),
            ("2021", "2021", "2021"),
            ("4.66", "4,66", "4.66"),
            ("0", "0", "0"),
        ] {
            assert_eq!([vi.grouped(digits), en.grouped(digits)], [vietnamese, english]);
        }
        assert_eq!(en.date(2021, 5, 3), "3 May 2021");
        let said = vi.message("near-now", &[("count", 104_086.into())]);
        let expected = if cfg!(any(feature = "help", feature = "console")) { "104.086" } else { "104086" };
        assert!(said.contains(expected), "{said}");
    }
}
