//! Passphrases of six words, each of two syllables that are easy to say and to write down in Vietnamese.

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::failure::Failure;

/// Words of a passphrase. Each is one of 65,536, so that a passphrase has 96 bits.
pub const WORDS: usize = 6;

const ONSETS: [&str; 16] = ["b", "c", "d", "g", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "s", "t", "th", "v"];
const RIMES: [&str; 16] =
    ["a", "ai", "am", "an", "ang", "anh", "ao", "o", "oi", "on", "ong", "u", "un", "ung", "uoi", "uong"];

/// A passphrase. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Passphrase(String);

impl Passphrase {
    /// A fresh one from a cryptographically secure source: `ban-thung khoi-mao …`.
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut bytes = [0; WORDS * 2];
        rng.fill_bytes(&mut bytes);
        let words: Vec<String> =
            bytes.chunks(2).map(|pair| pair.iter().copied().map(syllable).collect::<Vec<_>>().join("-")).collect();
        bytes.zeroize();
        Self(words.join(" "))
    }

    /// A passphrase as a holder types it: capitals, hyphens and spaces do not matter.
    ///
    /// # Errors
    /// [`Failure::WrongPassphrases`] when it is not of twelve syllables of ours: a slip of the pen shows before anything else.
    pub fn typed(text: &str) -> Result<Self, Failure> {
        let lower = text.to_lowercase();
        let syllables: Vec<&str> =
            lower.split(|c: char| c.is_whitespace() || c == '-').filter(|s| !s.is_empty()).collect();
        let is_ours = |text: &&str| (0..=u8::MAX).any(|byte| syllable(byte) == **text);
        if syllables.len() != WORDS * 2 || !syllables.iter().all(is_ours) {
            return Err(Failure::WrongPassphrases);
        }
        let words: Vec<String> = syllables.chunks(2).map(|pair| pair.join("-")).collect();
        Ok(Self(words.join(" ")))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn syllable(byte: u8) -> String {
    let part = |list: &[&'static str; 16], number: u8| list.get(usize::from(number)).copied().unwrap_or_default();
    format!("{}{}", part(&ONSETS, byte >> 4), part(&RIMES, byte & 0x0F))
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
    use std::collections::BTreeSet;

    #[test]
    fn a_passphrase_is_six_words_and_is_read_as_a_holder_writes_it() {
        let made = Passphrase::generate(&mut ChaCha20Rng::seed_from_u64(1));
        assert_eq!(made.as_str().split(' ').count(), WORDS);
        let sloppy = made.as_str().to_uppercase().replace('-', "  ");
        assert_eq!(Passphrase::typed(&sloppy).unwrap(), made);
        assert_eq!((0..=u8::MAX).map(syllable).collect::<BTreeSet<_>>().len(), 256, "no two bytes sound alike");
        for bad in ["", "ban-thung", &made.as_str().replace('o', "x"), &format!("{} ba-ba", made.as_str())] {
            Passphrase::typed(bad).unwrap_err();
        }
    }
}
