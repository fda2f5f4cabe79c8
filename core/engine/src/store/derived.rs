//! Keys for one purpose each, derived from the vault's secret by HKDF-SHA256.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::error::StoreError;

/// The key for this purpose.
pub(super) fn derived(secret: &[u8; 32], salt: &[u8], purpose: &[u8]) -> Result<Zeroizing<[u8; 32]>, StoreError> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(salt), secret).expand(purpose, &mut *key).map_err(|_| StoreError::SealsUsedUp)?;
    Ok(key)
}

/// HMAC-SHA256 under the key for this purpose.
pub(super) fn keyed(secret: &[u8; 32], salt: &[u8], purpose: &[u8]) -> Result<Hmac<Sha256>, StoreError> {
    Hmac::new_from_slice(&*derived(secret, salt, purpose)?).map_err(|_| StoreError::SealsUsedUp)
}
