//! A telephone number that somebody may be called on (E.164).

use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// A telephone number in the form of E.164: `+`, the country's code and the rest, 8 to 15 digits. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct PhoneNumber(String);

/// Not a telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a telephone number")]
pub struct NotAPhoneNumber;

impl PhoneNumber {
    /// Digits of a number, the country's code included (E.164 allows 15; shorter than 8 are service numbers).
    const DIGITS: core::ops::RangeInclusive<usize> = 8..=15;
    /// Digits of a number in Vietnam after the country's code: 9 of a mobile, 10 of a fixed line.
    const DIGITS_IN_VIETNAM: core::ops::RangeInclusive<usize> = 9..=10;

    /// Reads a number as a person types it: spaces, dots, hyphens and brackets are ignored, `00` stands for `+`, and a
    /// number that begins with one `0` is Vietnamese (`0912 345 678` is `+84912345678`).
    ///
    /// # Errors
    /// [`NotAPhoneNumber`] when there are other characters, or too few or too many digits.
    pub fn parse(text: &str) -> Result<Self, NotAPhoneNumber> {
        let mut plain = String::with_capacity(text.len().min(32));
        for c in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '(' | ')')) {
            if plain.len() > 20 || !(c.is_ascii_digit() || (c == '+' && plain.is_empty())) {
                plain.zeroize();
                return Err(NotAPhoneNumber);
            }
            plain.push(c);
        }
        let digits = match (plain.strip_prefix('+').or_else(|| plain.strip_prefix("00")), plain.strip_prefix('0')) {
            (Some(international), _) => international.to_owned(),
            (None, Some(domestic)) => format!("84{domestic}"),
            (None, None) => String::new(),
        };
        plain.zeroize();
        Self::from_e164(format!("+{digits}"))
    }

    /// Takes a number that is in the form of E.164 already, as it is on the wire.
    ///
    /// # Errors
    /// [`NotAPhoneNumber`] when the text has any other form.
    pub fn from_e164(text: String) -> Result<Self, NotAPhoneNumber> {
        let number = Self(text);
        let digits = number.0.strip_prefix('+').unwrap_or_default();
        let is_e164 = Self::DIGITS.contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        let fits = digits
            .strip_prefix("84")
            .is_none_or(|rest| Self::DIGITS_IN_VIETNAM.contains(&rest.len()) && !rest.starts_with('0'));
        if is_e164 && fits { Ok(number) } else { Err(NotAPhoneNumber) }
    }

    /// The number in the form of E.164, as it is sent, hashed and called.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for text in ["0912 345 678", "+84 912.345.678", "0084912345678", "(091) 234-5678"] {
            assert_eq!(PhoneNumber::parse(text).unwrap().as_str(), "+84912345678", "{text}");
        }
        assert_eq!(PhoneNumber::parse("+41 44 668 18 00").unwrap().as_str(), "+41446681800");
        for text in
            ["", "113", "912345678", "+840912345678", "09123", "+8491234567890", "0912x45678", "+", "++84912345678"]
        {
            assert_eq!(PhoneNumber::parse(text).map(|_| ()), Err(NotAPhoneNumber), "{text}");
        }
        assert_eq!(format!("{:?}", PhoneNumber::parse("0912345678").unwrap()), "PhoneNumber(…)");
    }

    proptest! {
        #[test]
        fn any_text_is_a_number_that_reads_back_or_none(text in ".{0,40}", digits in "[+0]?[0-9 ]{0,20}") {
            for text in [text, digits] {
                if let Ok(number) = PhoneNumber::parse(&text) {
                    prop_assert_eq!(PhoneNumber::parse(number.as_str()), Ok(number.clone()));
                    prop_assert_eq!(PhoneNumber::from_e164(number.as_str().to_owned()), Ok(number));
                }
            }
        }
    }
}
