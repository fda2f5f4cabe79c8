//! The one derivation of places: HKDF-SHA256 without salt.

use hkdf::Hkdf;
use sha2::Sha256;

/// `HKDF-SHA256(key, salt = none, info = label ‖ rest, N)`. What follows a label always has one length.
pub(super) fn expand<const N: usize>(key: &[u8; 16], label: &[u8], rest: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    // At most 32 bytes are asked for: always within HKDF-SHA256's limit of 255 · 32.
    let _ = Hkdf::<Sha256>::new(None, key).expand_multi_info(&[label, rest], &mut out);
    out
}
