//! What a checker's device signs when it asks for a card of one day, for a visitor whose number was sent a password.
//!
//! ```text
//! signed := checker 16 ‖ minute 4 ‖ phone ‖ "\n" ‖ password ‖ "\n" ‖ name ‖ "\n" ‖ year of birth
//! ```
//! Texts are as they were typed, UTF-8. Where a password is asked for, all but the number are empty.

use p256::ecdsa::{SigningKey, VerifyingKey};

use super::checked::CheckerId;
use crate::{places::Minute, signed::Purpose};

/// Whom a checker's device asks a card for.
pub struct CardWish<'a> {
    /// The number.
    pub phone: &'a str,
    /// The password that the number was sent; empty where one is asked for.
    pub otp: &'a str,
    /// The visitor's name.
    pub name: &'a str,
    /// The visitor's year of birth; empty where nobody says.
    pub birth_year: &'a str,
}

impl CardWish<'_> {
    /// The signature of a checker's device.
    pub fn sign(&self, checker: CheckerId, minute: Minute, key: &SigningKey) -> [u8; 64] {
        Purpose::CheckerCard.sign(key, &self.signed(checker, minute))
    }

    /// Whether the device with this key signed it in this minute.
    pub fn is_by(&self, checker: CheckerId, minute: Minute, key: &VerifyingKey, signature: &[u8]) -> bool {
        Purpose::CheckerCard.verifies(key, &self.signed(checker, minute), signature)
    }

    fn signed(&self, checker: CheckerId, minute: Minute) -> Vec<u8> {
        let texts = [self.phone, self.otp, self.name, self.birth_year].join("\n");
        [checker.0.as_slice(), &minute.0.to_le_bytes(), texts.as_bytes()].concat()
    }
}
