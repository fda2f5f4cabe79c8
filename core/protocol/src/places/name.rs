//! A place's name.

use core::fmt;

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// The name of a place, for people: 1 to 60 bytes of UTF-8 in normal form C, without control characters.
/// Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceName(String);

/// Why a name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a place's name has 1 to {} bytes, in normal form C, without control characters", PlaceName::MOST_BYTES)]
pub struct NameRefused;

impl PlaceName {
    /// Most bytes of a name.
    pub const MOST_BYTES: usize = 60;

    /// A name as somebody typed it: brought into normal form C, without space around.
    ///
    /// # Errors
    /// [`NameRefused`] for one that is empty, too long, or has control characters.
    pub fn typed(text: &str) -> Result<Self, NameRefused> {
        Self::exact(&text.trim().nfc().collect::<String>())
    }

    /// A name that must have its form already.
    ///
    /// # Errors
    /// [`NameRefused`] for one that has not.
    pub fn exact(text: &str) -> Result<Self, NameRefused> {
        let fits = (1..=Self::MOST_BYTES).contains(&text.len());
        if fits && is_nfc(text) && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameRefused)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PlaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlaceName(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_name_is_composed_and_trimmed_and_an_exact_one_must_be() {
        let apart = "Cho\u{0323}\u{031b} Ba\u{0309}o La\u{0302}m";
        assert_eq!(PlaceName::typed(&format!(" {apart} ")).unwrap().as_str(), "Chợ Bảo Lâm");
        assert_eq!(PlaceName::exact(apart), Err(NameRefused));
        for refused in ["", "  ", "a\nb", &"ạ".repeat(21)] {
            assert_eq!(PlaceName::typed(refused), Err(NameRefused));
        }
        assert!(PlaceName::typed(&"ạ".repeat(20)).is_ok());
    }
}
