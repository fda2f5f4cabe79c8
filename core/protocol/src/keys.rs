//! Day keys and what is derived from them: rolling identifiers and encrypted metadata
//! (GAEN Cryptography Specification v1.2; `docs/protocol.md`, Rolling identifiers).

use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt as _, KeyInit as _, KeyIvInit as _, StreamCipher as _};
use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::time::Interval;

/// A day key (GAEN: temporary exposure key): 16 random bytes, at least one a UTC day.
///
/// Its `Debug` shows nothing and its memory is wiped when dropped.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize, ZeroizeOnDrop)]
pub struct DayKey([u8; 16]);

/// A rolling identifier (RPI): what a phone sends for one interval.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RollingId([u8; 16]);

/// Metadata as it is on the air, encrypted under the day key (AEM).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EncryptedMetadata([u8; 4]);

/// Metadata in the clear: protocol version and transmit power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Transmit power in dBm, within [`Metadata::POWER_DBM`].
    pub transmit_power_dbm: i8,
    /// Calibration confidence of the sender, 0 (none) to 3 (high); 0 before version 1.1.
    pub confidence: u8,
}

/// Why decrypted metadata was refused. AEM is unauthenticated, so anybody can change it in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("metadata has reserved bits set")]
pub struct ReservedBits;

/// The keys derived from one day key, ready to produce identifiers.
pub struct IdentifierKeys {
    rolling: Aes128,
    metadata: Aes128Key,
}

type Aes128Key = [u8; 16];

impl DayKey {
    /// A fresh key from a cryptographically secure source.
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// A key whose bytes are known: from a store, a report or an export.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes. They reveal every identifier of the key's period: seal them or publish them, nothing between.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Derives the identifier keys: `HKDF-SHA256(key, salt = none, info = "EN-RPIK" or "EN-AEMK", 16)`.
    pub fn identifiers(&self) -> IdentifierKeys {
        let mut rolling = expand(&self.0, b"EN-RPIK");
        let metadata = expand(&self.0, b"EN-AEMK");
        let keys = IdentifierKeys { rolling: Aes128::new(&rolling.into()), metadata };
        rolling.zeroize();
        keys
    }
}

/// HKDF-SHA256 to 16 bytes, without salt, as GAEN derives both of a day key's keys.
fn expand(key: &[u8; 16], info: &[u8]) -> [u8; 16] {
    let mut out = [0; 16];
    // 16 bytes are always within HKDF-SHA256's limit of 255 · 32.
    let _ = Hkdf::<Sha256>::new(None, key).expand(info, &mut out);
    out
}

impl IdentifierKeys {
    /// `RPI(i) = AES-128(RPIK, "EN-RPI" ‖ 6 × 00 ‖ i as u32 little-endian)`.
    pub fn rolling_id(&self, interval: Interval) -> RollingId {
        let mut block = padded_interval(interval).into();
        self.rolling.encrypt_block(&mut block);
        RollingId(block.into())
    }

    /// Encrypts metadata under an identifier: `AES-128-CTR(AEMK, IV = RPI)`.
    pub fn encrypt(&self, id: &RollingId, metadata: Metadata) -> EncryptedMetadata {
        let mut bytes = metadata.to_bytes();
        self.apply_keystream(id, &mut bytes);
        EncryptedMetadata(bytes)
    }

    /// Decrypts metadata received with an identifier.
    ///
    /// # Errors
    /// [`ReservedBits`] when a bit that must be zero is not.
    pub fn decrypt(&self, id: &RollingId, metadata: EncryptedMetadata) -> Result<Metadata, ReservedBits> {
        let mut bytes = metadata.0;
        self.apply_keystream(id, &mut bytes);
        Metadata::from_bytes(bytes)
    }

    fn apply_keystream(&self, id: &RollingId, bytes: &mut [u8; 4]) {
        ctr::Ctr128BE::<Aes128>::new(&self.metadata.into(), &id.0.into()).apply_keystream(bytes);
    }
}

impl Drop for IdentifierKeys {
    fn drop(&mut self) {
        self.metadata.zeroize();
    }
}

/// The block that is encrypted to give an identifier (GAEN: `PaddedData`).
pub(crate) fn padded_interval(interval: Interval) -> [u8; 16] {
    let mut block = *b"EN-RPI\0\0\0\0\0\0\0\0\0\0";
    if let Some(tail) = block.last_chunk_mut::<4>() {
        *tail = interval.0.to_le_bytes();
    }
    block
}

impl RollingId {
    /// An identifier as received or stored.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl EncryptedMetadata {
    /// Metadata as received or stored.
    pub fn from_bytes(bytes: [u8; 4]) -> Self {
        Self(bytes)
    }

    /// The 4 bytes.
    pub fn as_bytes(&self) -> &[u8; 4] {
        &self.0
    }
}

impl Metadata {
    /// Transmit powers outside this range, in dBm, are clamped to it.
    pub const POWER_DBM: core::ops::RangeInclusive<i8> = -40..=10;

    /// Metadata of a phone that sends with this power, in dBm, clamped to [`Metadata::POWER_DBM`].
    pub fn with_power(transmit_power_dbm: i8) -> Self {
        Self { transmit_power_dbm: clamp_power(transmit_power_dbm), confidence: 0 }
    }

    /// Byte 0: major version in bits 7:6, minor in 5:4, confidence in 3:2. Byte 1: power. Bytes 2 and 3: zero.
    fn to_bytes(self) -> [u8; 4] {
        let version = if self.confidence == 0 { 0x40 } else { 0x50 | ((self.confidence & 3) << 2) };
        [version, self.transmit_power_dbm.to_le_bytes()[0], 0, 0]
    }

    fn from_bytes(bytes: [u8; 4]) -> Result<Self, ReservedBits> {
        let [version, power, reserved @ ..] = bytes;
        let confidence = (version >> 2) & 3;
        let known = match version & 0xF0 {
            0x40 => confidence == 0,
            0x50 => true,
            _ => false,
        };
        if !known || version & 3 != 0 || reserved != [0, 0] {
            return Err(ReservedBits);
        }
        Ok(Self { transmit_power_dbm: clamp_power(i8::from_le_bytes([power])), confidence })
    }
}

fn clamp_power(dbm: i8) -> i8 {
    dbm.clamp(*Metadata::POWER_DBM.start(), *Metadata::POWER_DBM.end())
}

crate::opaque::opaque_debug!(DayKey, RollingId, EncryptedMetadata, IdentifierKeys);

#[cfg(test)]
mod tests {
    use super::*;

    /// First interval of the published GAEN v1.2 vector.
    const KEY: [u8; 16] = 0x75c7_34c6_dd1a_782d_e7a9_65da_5eb9_3125_u128.to_be_bytes();
    const ID: [u8; 16] = 0x8be6_cd37_1c5c_8916_04bf_be49_df84_5096_u128.to_be_bytes();

    #[test]
    fn the_published_vector_gives_its_first_identifier() {
        let id = DayKey::from_bytes(KEY).identifiers().rolling_id(Interval(2_642_976));
        assert_eq!(id.as_bytes(), &ID);
    }

    #[test]
    fn the_published_vector_gives_each_step_by_itself() {
        let rolling = expand(&KEY, b"EN-RPIK");
        assert_eq!(rolling, 0x185a_d91d_b69e_c7dd_0489_60f1_f3ba_6175_u128.to_be_bytes());
        assert_eq!(expand(&KEY, b"EN-AEMK"), 0xd57c_46af_7a1d_8396_5b9b_ed8b_d152_936a_u128.to_be_bytes());
        let mut block = padded_interval(Interval(2_642_976)).into();
        Aes128::new(&rolling.into()).encrypt_block(&mut block);
        assert_eq!(<[u8; 16]>::from(block), ID);
        let metadata =
            DayKey::from_bytes(KEY).identifiers().encrypt(&RollingId::from_bytes(ID), Metadata::with_power(8));
        assert_eq!(metadata.as_bytes(), &[0x72, 0x03, 0x38, 0x74]);
    }

    #[test]
    fn metadata_survives_its_encryption_and_power_is_clamped() {
        let keys = DayKey::from_bytes(KEY).identifiers();
        let id = RollingId::from_bytes(ID);
        for (sent, read) in [(-12, -12), (40, 10), (-90, -40)] {
            let encrypted = keys.encrypt(&id, Metadata { transmit_power_dbm: sent, confidence: 0 });
            assert_eq!(keys.decrypt(&id, encrypted), Ok(Metadata { transmit_power_dbm: read, confidence: 0 }));
        }
    }

    #[test]
    fn metadata_with_reserved_bits_is_refused() {
        for bytes in [[0x41, 0, 0, 0], [0x44, 0, 0, 0], [0x40, 0, 1, 0], [0x40, 0, 0, 1], [0x80, 0, 0, 0], [0, 0, 0, 0]]
        {
            assert_eq!(Metadata::from_bytes(bytes), Err(ReservedBits), "{bytes:02x?}");
        }
        assert!(Metadata::from_bytes([0x5c, 0xF8, 0, 0]).is_ok_and(|m| m.confidence == 3));
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        assert_eq!(format!("{:?}", DayKey::from_bytes(KEY)), "DayKey(…)");
        assert_eq!(format!("{:?}", RollingId::from_bytes(ID)), "RollingId(…)");
    }
}
