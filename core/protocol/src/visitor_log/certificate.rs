//! The certificate of a telephone number: the server signs it when somebody has typed the code that was sent to the number.
//!
//! ```text
//! certificate := expiry 4 ‖ signature 64
//! ```
//! The signature is over number (ASCII of E.164) ‖ expiry. Whoever lacks the number cannot tell whose certificate it is.

use p256::{
    ecdsa::{SigningKey, VerifyingKey},
    pkcs8::DecodePublicKey as _,
};

use crate::{phone_number::PhoneNumber, places::Minute, public_key::PublicKeyPem, signed::Purpose};

/// What proves that somebody had a telephone number in their hands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NumberCertificate {
    /// The first minute in which it is worth nothing.
    pub expires: Minute,
    signature: [u8; 64],
}

/// The keys that certificates of numbers are verified with.
#[derive(Clone, Debug, Default)]
pub struct NumberKeys(Vec<VerifyingKey>);

impl NumberKeys {
    /// Takes the keys of a deployment; one that cannot be read is left out.
    pub fn of(keys: &[PublicKeyPem]) -> Self {
        Self(keys.iter().filter_map(|key| VerifyingKey::from_public_key_pem(&key.pem).ok()).collect())
    }
}

impl NumberCertificate {
    /// Bytes of a certificate.
    pub const BYTES: usize = 68;

    /// Certifies a number.
    pub fn sign(phone: &PhoneNumber, expires: Minute, key: &SigningKey) -> Self {
        Self { expires, signature: Purpose::Number.sign(key, &signed_part(phone, expires)) }
    }

    /// Whether one of `trusted` certified this number, and the certificate held in this minute.
    pub fn certifies(&self, phone: &PhoneNumber, at: Minute, trusted: &NumberKeys) -> bool {
        let signed = signed_part(phone, self.expires);
        at < self.expires && trusted.0.iter().any(|key| Purpose::Number.verifies(key, &signed, &self.signature))
    }

    /// The bytes.
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let (expires, signature) = bytes.split_at_mut(4);
        expires.copy_from_slice(&self.expires.0.to_le_bytes());
        signature.copy_from_slice(&self.signature);
        bytes
    }

    /// The certificate of these bytes. Whether it is one of a number shows when it is verified.
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let [a, b, c, d, signature @ ..] = *bytes;
        Self { expires: Minute(u32::from_le_bytes([a, b, c, d])), signature }
    }
}

fn signed_part(phone: &PhoneNumber, expires: Minute) -> Vec<u8> {
    [phone.as_str().as_bytes(), &expires.0.to_le_bytes()].concat()
}

crate::opaque::opaque_debug!(NumberCertificate);
