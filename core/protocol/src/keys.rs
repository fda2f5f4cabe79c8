//! Day keys and what is derived from them: rolling identifiers and encrypted metadata
//! (GAEN Cryptography Specification v1.2; `docs/protocol.md`, Rolling identifiers).

use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt as _, KeyInit as _, KeyIvInit as _, StreamCipher as _};
use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::time::Interval;

/// A day key (GAEN: temporary exposure key): 16 random bytes, at least one for each day of the deployment.
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

/// Metadata in the clear: with what power the sender says that it sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metadata {
    /// The sender knows its power.
    Known {
        /// Transmit power in dBm, within [`Metadata::POWER_DBM`].
        power_dbm: i8,
        /// Calibration confidence of the sender, 0 (version 1.0, which says nothing of it) to 3 (high).
        confidence: u8,
    },
    /// The sender does not know its power, or names one that cannot be.
    Unknown {
        /// What stands in the place of the power, in dBm: for readers of others' making. It is never used as a power.
        generic_dbm: i8,
    },
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

/// The block that is encrypted to give the identifier of an interval (GAEN: `PaddedData`).
pub fn padded_interval(interval: Interval) -> [u8; 16] {
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
    /// Transmit powers outside this range, in dBm, are not known ones.
    pub const POWER_DBM: core::ops::RangeInclusive<i8> = -40..=10;

    /// Metadata of a phone that sends with this power, in dBm, and is so sure of it, 1 to 3. Where the power is absent or
    /// outside [`Metadata::POWER_DBM`] it is unknown, and `generic_dbm` is sent in its place.
    pub fn declared(power_dbm: Option<i8>, confidence: u8, generic_dbm: i8) -> Self {
        match Self::known_power(power_dbm) {
            Some(power_dbm) => Self::Known { power_dbm, confidence: confidence.clamp(1, 3) },
            None => Self::Unknown { generic_dbm },
        }
    }

    /// A power in dBm as a host names it; none where it cannot be one: outside [`Metadata::POWER_DBM`] it is unknown.
    pub fn known_power(power_dbm: Option<i8>) -> Option<i8> {
        power_dbm.filter(|dbm| Self::POWER_DBM.contains(dbm))
    }

    /// Metadata of a phone that sends with this power, in dBm, and is little sure of it.
    pub fn with_power(power_dbm: i8) -> Self {
        Self::declared(Some(power_dbm), 1, power_dbm)
    }

    /// The sender's power in dBm, where it is known.
    pub fn power_dbm(&self) -> Option<i8> {
        match self {
            Self::Known { power_dbm, .. } => Some(*power_dbm),
            Self::Unknown { .. } => None,
        }
    }

    /// Calibration confidence of the sender, 0 (none) to 3 (high).
    pub fn confidence(&self) -> u8 {
        match self {
            Self::Known { confidence, .. } => *confidence,
            Self::Unknown { .. } => 0,
        }
    }

    /// As it is before it is encrypted. Byte 0: major version in bits 7:6, minor in 5:4, confidence in 3:2. Byte 1: power. Bytes 2 and 3: zero.
    pub fn to_bytes(self) -> [u8; 4] {
        let (version, power) = match self {
            Self::Known { power_dbm, confidence: 0 } => (VERSION_1_0, power_dbm),
            Self::Known { power_dbm, confidence } => (VERSION_1_1 | ((confidence & 3) << 2), power_dbm),
            Self::Unknown { generic_dbm } => (VERSION_1_1, generic_dbm),
        };
        [version, power.to_le_bytes()[0], 0, 0]
    }

    /// What these bytes say. Unknown are: confidence 0 in version 1.1, 0 dBm in version 1.0, and powers outside [`Metadata::POWER_DBM`].
    ///
    /// # Errors
    /// [`ReservedBits`] for what this version of the protocol does not know.
    pub fn from_bytes(bytes: [u8; 4]) -> Result<Self, ReservedBits> {
        let [version, power, reserved @ ..] = bytes;
        let confidence = (version >> 2) & 3;
        let power_dbm = i8::from_le_bytes([power]);
        let known = match version & 0xF0 {
            VERSION_1_0 if confidence == 0 => power_dbm != 0,
            VERSION_1_1 => confidence > 0,
            _ => return Err(ReservedBits),
        };
        if version & 3 != 0 || reserved != [0, 0] {
            return Err(ReservedBits);
        }
        if known && Self::POWER_DBM.contains(&power_dbm) {
            return Ok(Self::Known { power_dbm, confidence });
        }
        Ok(Self::Unknown { generic_dbm: power_dbm })
    }
}

/// Version of metadata without a confidence.
const VERSION_1_0: u8 = 0x40;
/// Version of metadata with one.
const VERSION_1_1: u8 = 0x50;

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
        let sent = Metadata::Known { power_dbm: 8, confidence: 0 };
        let metadata = DayKey::from_bytes(KEY).identifiers().encrypt(&RollingId::from_bytes(ID), sent);
        assert_eq!(metadata.as_bytes(), &[0x72, 0x03, 0x38, 0x74]);
    }

    #[test]
    fn a_known_power_survives_its_encryption_and_one_that_cannot_be_is_unknown_and_never_clamped() {
        let keys = DayKey::from_bytes(KEY).identifiers();
        let id = RollingId::from_bytes(ID);
        for (declared, read) in
            [(Some(-12), Some(-12)), (Some(0), Some(0)), (Some(40), None), (Some(-90), None), (None, None)]
        {
            let sent = Metadata::declared(declared, 2, -26);
            let received = keys.decrypt(&id, keys.encrypt(&id, sent)).unwrap();
            assert_eq!((received, received.power_dbm()), (sent, read));
        }
    }

    #[test]
    fn what_others_send_when_they_do_not_know_their_power_is_read_as_unknown() {
        for bytes in [[0x50, 0xF8, 0, 0], [0x40, 0, 0, 0], [0x40, 40, 0, 0], [0x5c, 0x80, 0, 0]] {
            assert_eq!(Metadata::from_bytes(bytes).map(|read| read.power_dbm()), Ok(None), "{bytes:02x?}");
        }
        for (bytes, dbm) in [([0x40, 0xF8, 0, 0], -8), ([0x54, 0, 0, 0], 0)] {
            assert_eq!(Metadata::from_bytes(bytes).map(|read| read.power_dbm()), Ok(Some(dbm)), "{bytes:02x?}");
        }
    }

    #[test]
    fn metadata_with_reserved_bits_is_refused() {
        for bytes in [[0x41, 0, 0, 0], [0x44, 0, 0, 0], [0x40, 0, 1, 0], [0x40, 0, 0, 1], [0x80, 0, 0, 0], [0, 0, 0, 0]]
        {
            assert_eq!(Metadata::from_bytes(bytes), Err(ReservedBits), "{bytes:02x?}");
        }
        assert!(Metadata::from_bytes([0x5c, 0xF8, 0, 0]).is_ok_and(|read| read.confidence() == 3));
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        assert_eq!(format!("{:?}", DayKey::from_bytes(KEY)), "DayKey(…)");
        assert_eq!(format!("{:?}", RollingId::from_bytes(ID)), "RollingId(…)");
    }
}
