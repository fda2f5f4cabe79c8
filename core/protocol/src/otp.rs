//! The one-time password that shows that a telephone number is one's own.

use core::fmt;

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A one-time password: 6 digits, sent by SMS to the number that it is for. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Otp(String);

impl Otp {
    /// Digits of a password.
    pub const DIGITS: usize = 6;
    /// Seconds a password lives.
    pub const LIFETIME_SECONDS: u64 = 5 * 60;

    /// A fresh password, every digit as likely as any other.
    pub fn fresh(rng: &mut dyn CryptoRng) -> Self {
        let mut text = String::with_capacity(Self::DIGITS);
        while text.len() < Self::DIGITS {
            let mut byte = [0; 1];
            rng.fill_bytes(&mut byte);
            // 250 of the 256 values, so that no digit is more likely.
            if byte[0] < 250 {
                text.push(char::from(b'0' + byte[0] % 10));
            }
        }
        Self(text)
    }

    /// Reads a password as a person types it: spaces and hyphens are ignored. None when it is not 6 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let otp = Self(text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(Self::DIGITS + 1).collect());
        (otp.0.len() == Self::DIGITS && otp.0.bytes().all(|b| b.is_ascii_digit())).then_some(otp)
    }

    /// The six digits, as they are sent and hashed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Otp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Otp(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    proptest! {
        #[test]
        fn a_fresh_password_reads_back_however_it_is_spaced(seed in any::<u64>()) {
            let otp = Otp::fresh(&mut ChaCha20Rng::seed_from_u64(seed));
            let (left, right) = otp.as_str().split_at(3);
            prop_assert_eq!(Otp::parse(&format!(" {left} {right}")), Some(otp.clone()));
            prop_assert_eq!(Otp::parse(&format!("{left}-{right}")), Some(otp));
        }

        #[test]
        fn any_text_is_six_digits_or_no_password(text in ".{0,20}") {
            let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
            let is_one = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
            prop_assert_eq!(Otp::parse(&text).is_some(), is_one);
        }
    }
}
