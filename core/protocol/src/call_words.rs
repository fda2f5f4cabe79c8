//! The words by which a user knows a true officer on the telephone (`docs/protocol.md`, Call me).

use sha2::{Digest as _, Sha256};

/// The two words that an officer says first when calling somebody who asked to be called: the words' numbers.
///
/// Phone and server derive them from the callback's id, which nobody else knows; so they need not be sent, a repeated
/// callback has the same, and they are known before an answer arrives. The words themselves are texts (`lancan-text`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallWords {
    /// Number of the first word, 0 to 63.
    pub first: u8,
    /// Number of the second word, 0 to 63.
    pub second: u8,
}

impl CallWords {
    /// How many words there are.
    pub const WORDS: u8 = 64;

    /// The words of the callback with this id: the lower six bits of the first two bytes of
    /// `SHA-256("lancan-call-words-v1\0" ‖ id)`.
    pub fn of(callback_id: &[u8; 16]) -> Self {
        let digest = Sha256::new_with_prefix(b"lancan-call-words-v1\0").chain_update(callback_id).finalize();
        let word = |n: usize| digest.get(n).map_or(0, |byte| byte % Self::WORDS);
        Self { first: word(0), second: word(1) }
    }
}
