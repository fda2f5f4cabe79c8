//! Sealing: AES-256-GCM under a key that belongs to one opening of the store alone.
//!
//! `key = HKDF-SHA256(salt, vault's secret, "lancan-store-seal")` with 16 fresh random bytes of salt at every
//! opening; the nonce is a counter that goes up with every attempt, whether or not its result is ever stored.
//! A pair of key and nonce can repeat only if two openings draw the same salt, so neither a restored backup
//! nor two processes on copies of one file can bring it about.
//!
//! Sealed bytes: salt (16) ‖ counter (4, little-endian) ‖ ciphertext ‖ tag (16).
//! Associated data: `"lancan-store"` ‖ schema version ‖ table ‖ row, so nothing opens in another place.

use aes_gcm::{
    Aes256Gcm, KeyInit as _,
    aead::{AeadInOut as _, Nonce},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{
    error::StoreError,
    schema::{SCHEMA_VERSION, Table},
};

const SALT: usize = 16;
const COUNTER: usize = 4;
const TAG: usize = 16;

pub(super) struct Sealer {
    secret: Zeroizing<[u8; 32]>,
    salt: [u8; SALT],
    key: Aes256Gcm,
    names: Hmac<Sha256>,
    /// The next nonce; none when all are used up.
    next: Option<u32>,
}

impl Sealer {
    pub(super) fn new(secret: Zeroizing<[u8; 32]>, rng: &mut dyn CryptoRng) -> Result<Self, StoreError> {
        let mut salt = [0; SALT];
        rng.fill_bytes(&mut salt);
        let key = sealing_key(&secret, &salt)?;
        let names = keyed(&secret, &[], b"lancan-store-names")?;
        Ok(Self { secret, salt, key, names, next: Some(0) })
    }

    /// Seals `plain` for this row of this table.
    pub(super) fn seal(&mut self, table: Table, row: &[u8], plain: Vec<u8>) -> Result<Vec<u8>, StoreError> {
        let counter = self.next.ok_or(StoreError::SealsUsedUp)?;
        self.next = counter.checked_add(1);
        let mut sealed = Vec::with_capacity(SALT + COUNTER + plain.len() + TAG);
        sealed.extend_from_slice(&self.salt);
        sealed.extend_from_slice(&counter.to_le_bytes());
        let mut body = plain;
        self.key
            .encrypt_in_place(&nonce(counter), &associated(table, row), &mut body)
            .map_err(|_| StoreError::SealsUsedUp)?;
        sealed.append(&mut body);
        Ok(sealed)
    }

    /// Opens what was sealed for this row of this table, in this or any earlier opening of the store.
    pub(super) fn open(&self, table: Table, row: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        const DAMAGED: StoreError = StoreError::Damaged("a sealed block");
        let (salt, rest) = sealed.split_first_chunk::<SALT>().ok_or(DAMAGED)?;
        let (counter, body) = rest.split_first_chunk::<COUNTER>().ok_or(DAMAGED)?;
        let nonce = nonce(u32::from_le_bytes(*counter));
        let mut body = Zeroizing::new(body.to_vec());
        let associated = associated(table, row);
        if *salt == self.salt {
            self.key.decrypt_in_place(&nonce, &associated, &mut *body).map_err(|_| DAMAGED)?;
        } else {
            let key = sealing_key(&self.secret, salt)?;
            key.decrypt_in_place(&nonce, &associated, &mut *body).map_err(|_| DAMAGED)?;
        }
        Ok(body)
    }

    pub(super) fn secret(&self) -> Zeroizing<[u8; 32]> {
        self.secret.clone()
    }

    /// The row that holds a named value. Nobody without the secret can tell the name from it.
    pub(super) fn row_of(&self, name: &str) -> [u8; 16] {
        let mut row = [0; 16];
        let mut names = self.names.clone();
        names.update(name.as_bytes());
        for (to, from) in row.iter_mut().zip(names.finalize().into_bytes()) {
            *to = from;
        }
        row
    }
}

fn sealing_key(secret: &[u8; 32], salt: &[u8; SALT]) -> Result<Aes256Gcm, StoreError> {
    let key = derived(secret, salt, b"lancan-store-seal")?;
    Ok(Aes256Gcm::new((&*key).into()))
}

/// HMAC-SHA256 under the key that HKDF-SHA256 gives for this purpose.
pub(super) fn keyed(secret: &[u8; 32], salt: &[u8], purpose: &[u8]) -> Result<Hmac<Sha256>, StoreError> {
    let key = derived(secret, salt, purpose)?;
    Hmac::new_from_slice(&*key).map_err(|_| StoreError::SealsUsedUp)
}

fn derived(secret: &[u8; 32], salt: &[u8], purpose: &[u8]) -> Result<Zeroizing<[u8; 32]>, StoreError> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(salt), secret).expand(purpose, &mut *key).map_err(|_| StoreError::SealsUsedUp)?;
    Ok(key)
}

fn nonce(counter: u32) -> Nonce<Aes256Gcm> {
    let mut bytes = [0; 12];
    if let Some(tail) = bytes.last_chunk_mut::<4>() {
        *tail = counter.to_be_bytes();
    }
    bytes.into()
}

fn associated(table: Table, row: &[u8]) -> Vec<u8> {
    let mut bytes = b"lancan-store".to_vec();
    bytes.extend_from_slice(&SCHEMA_VERSION.to_le_bytes());
    bytes.push(table.number());
    bytes.extend_from_slice(row);
    bytes
}
