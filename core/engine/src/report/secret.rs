//! The key a report is bound to: fresh for every code, it signs the report and whatever follows it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::signed::Purpose;
use p256::ecdsa::SigningKey;
use rand_core::CryptoRng;
use sha2::{Digest as _, Sha256};

use crate::chance;

/// A P-256 key pair. It has no `Debug`.
pub(crate) struct ReportSecret(SigningKey);

impl ReportSecret {
    /// A fresh key.
    pub(crate) fn generate(rng: &mut dyn CryptoRng) -> Self {
        loop {
            // Fails for one candidate in 2^32 (zero or not below the group's order): draw again.
            if let Ok(key) = SigningKey::from_slice(&chance::bytes::<32>(rng)) {
                return Self(key);
            }
        }
    }

    /// The secret's bytes, to be sealed.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }

    /// The key of such bytes; none for others.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        SigningKey::from_slice(bytes).ok().map(Self)
    }

    /// The public key, SEC1 uncompressed, 65 bytes.
    pub(crate) fn public_key(&self) -> Vec<u8> {
        self.0.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    /// Base64url of the SHA-256 of the public key: what a token is bound to.
    pub(crate) fn thumbprint(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.public_key()))
    }

    /// Signs a body for its purpose, for the signature header.
    pub(crate) fn sign(&self, purpose: Purpose, body: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(purpose.sign(&self.0, body))
    }
}
