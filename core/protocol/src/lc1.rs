//! `LC1:` codes: what every QR code that people carry begins with, and what may follow (`docs/protocol.md`, LC1 codes).
//!
//! The first byte of a code is its version in the upper 4 bits and its type in the lower. The types stand here, all of them,
//! so that no two codes share one.

/// What the text begins with. All of it is of QR's alphanumeric characters.
const PREFIX: &str = "LC1:";
/// Longest text that is looked at, in bytes.
const LONGEST: usize = 512;
const VERSION: u8 = 1;

/// What an `LC1:` code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeType {
    /// A traveller's gate pass ([`crate::pass`]).
    GatePass = 1,
    /// A person's code on their phone ([`crate::visitor_log`]).
    PhonePerson = 2,
    /// A person's code on a paper card ([`crate::visitor_log`]).
    PaperPerson = 3,
}

/// Why a text is no code of the type that was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotThatCode {
    /// No `LC1:` code at all, or a version that there never was.
    #[error("not an LC1 code")]
    Malformed,
    /// A code of a later version: the app needs an update.
    #[error("the code has version {0}, which this app does not read; update the app")]
    NewerVersion(u8),
    /// A type that this version does not know: a later version brought it.
    #[error("the code has type {0}, which this app does not know; update the app")]
    NewerType(u8),
}

impl CodeType {
    /// The first byte of a code of this type.
    pub fn first_byte(self) -> u8 {
        VERSION << 4 | self as u8
    }

    /// The type of a code with this first byte.
    ///
    /// # Errors
    /// [`NotThatCode`] when this version knows none.
    pub fn of(first_byte: u8) -> Result<Self, NotThatCode> {
        match (first_byte >> 4, first_byte & 0x0F) {
            (0, _) | (VERSION, 0) => Err(NotThatCode::Malformed),
            (VERSION, 1) => Ok(Self::GatePass),
            (VERSION, 2) => Ok(Self::PhonePerson),
            (VERSION, 3) => Ok(Self::PaperPerson),
            (VERSION, kind) => Err(NotThatCode::NewerType(kind)),
            (version, _) => Err(NotThatCode::NewerVersion(version)),
        }
    }
}

/// The text of the QR code that shows these bytes: `LC1:` and base45 (RFC 9285).
pub fn text(bytes: &[u8]) -> String {
    format!("{PREFIX}{}", base45::encode(bytes))
}

/// The bytes that a text shows; none for a text that is no `LC1:` code.
pub fn bytes(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    base45::decode(text.strip_prefix(PREFIX)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_type_has_a_number_of_its_own_and_later_ones_ask_for_an_update() {
        for kind in [CodeType::GatePass, CodeType::PhonePerson, CodeType::PaperPerson] {
            assert_eq!(CodeType::of(kind.first_byte()), Ok(kind));
        }
        assert_eq!(CodeType::of(0x14), Err(NotThatCode::NewerType(4)));
        assert_eq!(CodeType::of(0x21), Err(NotThatCode::NewerVersion(2)));
        assert_eq!([0x00, 0x01, 0x10].map(CodeType::of), [Err(NotThatCode::Malformed); 3]);
    }

    proptest! {
        #[test]
        fn bytes_survive_their_text_and_any_text_is_read_or_refused(
            code in proptest::collection::vec(any::<u8>(), 0..300), other in ".{0,60}",
        ) {
            prop_assert_eq!(bytes(&text(&code)), Some(code));
            let _ = bytes(&other);
            let _ = bytes(&format!("LC1:{other}"));
        }
    }
}
