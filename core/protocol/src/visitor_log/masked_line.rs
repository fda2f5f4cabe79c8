//! What a checker's screen shows of a visitor: initials and the last three digits.
//!
//! ```text
//! masked line := letters 20 (first letter of each word, UTF-8, zeros after) ‖ last three digits 2 (65535: none)
//!                ‖ digits of the number 1 ‖ zero 1
//! ```

use core::fmt;

use unicode_normalization::UnicodeNormalization as _;

use super::contact::VisitorContact;
use crate::{phone_number::PhoneNumber, saturate::Saturate as _};

const LETTERS: usize = 20;
const NO_DIGITS: u16 = u16::MAX;

/// What a checker's screen shows of a visitor. Its `Debug` shows nothing; `Display` is what the screen shows.
#[derive(Clone, PartialEq, Eq)]
pub struct MaskedLine {
    letters: String,
    last_three: Option<u16>,
    digits: u8,
}

impl MaskedLine {
    /// Bytes of a masked line.
    pub const BYTES: usize = LETTERS + 2 + 1 + 1;

    /// The line of a contact: first letters of the words, as many as fit, that of the last word always.
    pub fn of(contact: &VisitorContact) -> Self {
        let firsts: Vec<String> = contact.name().split_whitespace().filter_map(first_letter).collect();
        let mut letters = String::new();
        if let Some((last, before)) = firsts.split_last() {
            for letter in before.iter().take_while({
                let mut room = LETTERS.saturating_sub(last.len());
                move |letter| match room.checked_sub(letter.len()) {
                    Some(rest) => {
                        room = rest;
                        true
                    }
                    None => false,
                }
            }) {
                letters.push_str(letter);
            }
            letters.push_str(last);
        }
        let national = contact.phone().map(national_digits);
        let last_three = national.as_ref().and_then(|digits| digits.get(digits.len().checked_sub(3)?..)?.parse().ok());
        Self { letters, last_three, digits: national.map_or(0, |digits| digits.len().saturate()) }
    }

    /// The 24 bytes.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let [low, high] = self.last_three.unwrap_or(NO_DIGITS).to_le_bytes();
        let tail = [low, high, self.digits, 0];
        let letters = self.letters.bytes().take(LETTERS).chain(core::iter::repeat(0)).take(LETTERS);
        for (byte, value) in bytes.iter_mut().zip(letters.chain(tail)) {
            *byte = value;
        }
        bytes
    }

    /// The line of 24 bytes; none where they are no line.
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Option<Self> {
        let (letters, [low, high, digits, zero]) = bytes.split_last_chunk::<4>()?;
        let end = letters.iter().position(|byte| *byte == 0).unwrap_or(letters.len());
        let (text, rest) = letters.split_at_checked(end)?;
        let letters = core::str::from_utf8(text).ok()?;
        let last_three = match u16::from_le_bytes([*low, *high]) {
            NO_DIGITS => None,
            number if number < 1_000 => Some(number),
            _ => return None,
        };
        let is_one = !letters.is_empty() && letters.chars().all(char::is_alphanumeric);
        let is_number = if last_three.is_some() { (3..=15).contains(digits) } else { *digits == 0 };
        let fits = is_one && is_number && *zero == 0 && rest.iter().all(|byte| *byte == 0);
        fits.then(|| Self { letters: letters.to_owned(), last_three, digits: *digits })
    }
}

/// The first letter or digit of a word, composed, in its capital form.
fn first_letter(word: &str) -> Option<String> {
    let letter = word.chars().find(|c| c.is_alphanumeric())?;
    let capital: String = letter.to_uppercase().nfc().collect();
    let fits = capital.len() <= 4 && capital.chars().all(char::is_alphanumeric);
    Some(if fits { capital } else { letter.to_string() })
}

/// The number as people in Vietnam dial it; as E.164 without the sign elsewhere.
fn national_digits(phone: &PhoneNumber) -> String {
    let digits = phone.as_str().trim_start_matches('+');
    digits.strip_prefix("84").map_or_else(|| digits.to_owned(), |rest| format!("0{rest}"))
}

impl fmt::Display for MaskedLine {
    /// `N. V. A*** · •••••••123`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = self.letters.chars().peekable();
        while let Some(letter) = letters.next() {
            if letters.peek().is_some() { write!(f, "{letter}. ")? } else { write!(f, "{letter}***")? }
        }
        if let Some(last) = self.last_three {
            let hidden = usize::from(self.digits).saturating_sub(3);
            write!(f, " · {}{last:03}", "•".repeat(hidden))?;
        }
        Ok(())
    }
}

crate::opaque::opaque_debug!(MaskedLine);
