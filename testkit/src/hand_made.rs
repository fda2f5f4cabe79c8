//! Requests made by hand, for what no true phone sends.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::{
    signed::Purpose,
    wire::{Report, SIGNATURE_HEADER, VERIFY_BYTES, VerifyRequest, to_padded_json},
};
use p256::ecdsa::SigningKey;
use sha2::{Digest as _, Sha256};

use crate::problem::KitError;

/// The fresh key of a phone that reports, and the bodies that this key vouches for.
#[derive(Clone)]
pub struct HandMade {
    key: SigningKey,
}

impl HandMade {
    /// A key of 32 times this byte.
    ///
    /// # Errors
    /// [`KitError::SigningKey`] for 0.
    pub fn new(byte: u8) -> Result<Self, KitError> {
        let key = SigningKey::from_slice(&[byte; 32]).map_err(|_| KitError::SigningKey)?;
        Ok(Self { key })
    }

    /// The public key as a report carries it: 65 bytes, uncompressed.
    pub fn public_key(&self) -> Vec<u8> {
        self.key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    /// The public key's hash as a verify request carries it.
    pub fn jkt(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.public_key()))
    }

    /// The body of a verify request.
    ///
    /// # Errors
    /// [`KitError::TooLong`] for a code that does not fit.
    pub fn verify_body(&self, code: &str, cover: bool) -> Result<Vec<u8>, KitError> {
        let mut request = VerifyRequest { code: code.to_owned(), jkt: self.jkt(), cover, padding: String::new() };
        to_padded_json(&mut request, VERIFY_BYTES).ok_or(KitError::TooLong)
    }

    /// The body of a report.
    ///
    /// # Errors
    /// [`KitError::TooLong`] for one that does not fit.
    pub fn report_body(report: &Report) -> Result<Vec<u8>, KitError> {
        report.to_padded_bytes().ok_or(KitError::TooLong)
    }

    /// The header that signs a report's body.
    pub fn signature(&self, body: &[u8]) -> (&'static str, String) {
        (SIGNATURE_HEADER, URL_SAFE_NO_PAD.encode(Purpose::Report.sign(&self.key, body)))
    }
}
