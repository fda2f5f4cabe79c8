//! The code an officer gives: short for voice or SMS, long for a link or QR (`docs/protocol.md`, Upload).

use core::fmt;

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A code whose form is right; whether it is live only the server knows. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Code(String);

/// How a code travels, and so how long it is and how long it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CodeKind {
    /// Digits with a check digit, for 15 minutes, by voice or SMS.
    Short,
    /// 16 characters, for 24 hours, in a link or QR.
    Long,
}

/// A typing mistake: wrong length, wrong character or wrong check digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the code is mistyped")]
pub struct Mistyped;

/// Crockford's Base32: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The totally anti-symmetric quasigroup of order 10 in H. M. Damm's dissertation (Marburg 2004), p. 111:
/// every single wrong digit and every transposition of neighbours changes the result.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

impl CodeKind {
    /// Seconds a code of this kind lives.
    pub const fn lifetime_seconds(self) -> u64 {
        match self {
            Self::Short => 15 * 60,
            Self::Long => 24 * 60 * 60,
        }
    }
}

impl Code {
    /// Fewest random digits of a short code, its check digit not counted.
    pub const FEWEST_DIGITS: usize = 8;
    /// Most random digits of a short code; the server adds digits as more codes are live.
    pub const MOST_DIGITS: usize = 14;
    /// Characters of a long code.
    pub const LONG_LENGTH: usize = 16;

    /// A fresh short code of `digits` random digits (kept within the limits above) and a Damm check digit.
    pub fn short(digits: usize, rng: &mut dyn CryptoRng) -> Self {
        let digits = digits.clamp(Self::FEWEST_DIGITS, Self::MOST_DIGITS);
        let mut text: String = (0..digits).map(|_| char::from(b'0' + below_ten(rng))).collect();
        text.push(char::from(b'0' + damm(text.bytes())));
        Self(text)
    }

    /// A fresh long code: 16 characters of Crockford's Base32, 80 random bits.
    pub fn long(rng: &mut dyn CryptoRng) -> Self {
        let mut bytes = [0; Self::LONG_LENGTH];
        rng.fill_bytes(&mut bytes);
        Self(bytes.iter().filter_map(|b| ALPHABET.get(usize::from(b & 31))).map(|b| char::from(*b)).collect())
    }

    /// Reads a code as a person types it: spaces, dots and hyphens are ignored, as is the case of letters;
    /// in a long code I and L read as 1 and O as 0. A link (`https://`) stands for what is after its first `#`.
    ///
    /// # Errors
    /// [`Mistyped`] when length, characters or check digit are wrong. Nothing needs to be asked of a server.
    pub fn parse(text: &str) -> Result<Self, Mistyped> {
        let link = text.split_once('#').filter(|(address, _)| address.trim_start().starts_with("https://"));
        let text = link.map_or(text, |(_, code)| code);
        let mut plain = String::with_capacity(text.len().min(64));
        for c in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.')) {
            if plain.len() > Self::LONG_LENGTH || !c.is_ascii_alphanumeric() {
                return Err(Mistyped);
            }
            plain.push(c.to_ascii_uppercase());
        }
        if plain.len() == Self::LONG_LENGTH {
            let canonical: String = plain
                .chars()
                .map(|c| match c {
                    'I' | 'L' => '1',
                    'O' => '0',
                    c => c,
                })
                .collect();
            plain.zeroize();
            return canonical.bytes().all(|b| ALPHABET.contains(&b)).then_some(Self(canonical)).ok_or(Mistyped);
        }
        let short = (Self::FEWEST_DIGITS + 1..=Self::MOST_DIGITS + 1).contains(&plain.len());
        (short && plain.bytes().all(|b| b.is_ascii_digit()) && damm(plain.bytes()) == 0)
            .then_some(Self(plain))
            .ok_or(Mistyped)
    }

    /// Short or long, by its length.
    pub fn kind(&self) -> CodeKind {
        if self.0.len() == Self::LONG_LENGTH { CodeKind::Long } else { CodeKind::Short }
    }

    /// The code without separators, as it is sent and hashed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code in groups, easy to read aloud and to type.
    pub fn grouped(&self) -> String {
        let size = if self.kind() == CodeKind::Long { 4 } else { 3 };
        let chars: Vec<char> = self.0.chars().collect();
        chars.chunks(size).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// The interim digit after all of `digits`: 0 for a sequence that ends in its check digit.
fn damm(digits: impl Iterator<Item = u8>) -> u8 {
    digits.fold(0, |interim, digit| {
        DAMM.get(usize::from(interim))
            .and_then(|row| row.get(usize::from(digit.wrapping_sub(b'0'))))
            .copied()
            .unwrap_or(0)
    })
}

/// A random digit without bias: 250 of 256 byte values are used.
fn below_ten(rng: &mut dyn CryptoRng) -> u8 {
    loop {
        let mut byte = [0; 1];
        rng.fill_bytes(&mut byte);
        if byte[0] < 250 {
            return byte[0] % 10;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    #[test]
    fn the_check_digit_of_damms_own_example_is_4() {
        assert_eq!(damm(b"572".iter().copied()), 4);
    }

    proptest! {
        #[test]
        fn a_fresh_code_reads_back_however_it_is_grouped(seed in any::<u64>(), digits in 0_usize..20) {
            let mut rng = ChaCha20Rng::seed_from_u64(seed);
            for code in [Code::short(digits, &mut rng), Code::long(&mut rng)] {
                prop_assert_eq!(Code::parse(&code.grouped()), Ok(code.clone()));
                prop_assert_eq!(Code::parse(&code.grouped().replace(' ', "-").to_lowercase()), Ok(code));
            }
        }

        #[test]
        fn a_link_is_read_as_the_code_in_its_fragment(seed in any::<u64>(), address in "[a-z0-9./?=]{0,30}") {
            let mut rng = ChaCha20Rng::seed_from_u64(seed);
            for code in [Code::short(8, &mut rng), Code::long(&mut rng)] {
                let link = format!(" https://{address}#{}\n", code.as_str());
                prop_assert_eq!(Code::parse(&link), Ok(code.clone()));
                let without = [
                    format!("https://{address}{}", code.as_str()),
                    format!("https://{address}#"),
                    format!("https://{address}#{}#", code.as_str()),
                    format!("https://{address}#x{}", code.as_str()),
                    format!("{address}#{}", code.as_str()),
                ];
                for link in without {
                    prop_assert_eq!(Code::parse(&link), Err(Mistyped));
                }
            }
        }

        #[test]
        fn one_wrong_digit_or_two_swapped_neighbours_are_a_typing_mistake(seed in any::<u64>(), at in 0_usize..8, other in 0_u8..10) {
            let code = Code::short(8, &mut ChaCha20Rng::seed_from_u64(seed));
            let mut wrong = code.as_str().as_bytes().to_vec();
            wrong[at] = b'0' + other;
            let mut swapped = code.as_str().as_bytes().to_vec();
            swapped.swap(at, at + 1);
            for bytes in [wrong, swapped].into_iter().filter(|bytes| bytes != code.as_str().as_bytes()) {
                prop_assert_eq!(Code::parse(core::str::from_utf8(&bytes).unwrap()), Err(Mistyped));
            }
        }

        #[test]
        fn any_text_is_a_code_or_a_mistake_and_never_a_panic(text in ".*") {
            let _ = Code::parse(&text);
        }
    }
}
