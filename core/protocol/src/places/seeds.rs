//! Secrets of places and what is derived from them (`docs/protocol.md`, Places).

use hmac::{Hmac, KeyInit as _, Mac as _};
use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Minute, derive::expand};
use crate::{hex, time::Day};

/// The secret of one code generation of a place, on its posters. Whoever has it can name the place in every export.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct PlaceSeed([u8; 16]);

/// The secret of one day of a code generation.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize, ZeroizeOnDrop)]
pub struct DaySeed([u8; 16]);

/// Which code generation a visit was at. Only who has scanned the code knows it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeId([u8; 16]);

/// What a report names a visited place and day by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VisitId([u8; 16]);

/// The key of one day by which a tablet proves that its picture is of this minute.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct RotatingKey([u8; 32]);

/// What envelopes of the visitor log of one code generation are filed under.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId([u8; 16]);

impl PlaceSeed {
    /// A fresh seed from a cryptographically secure source.
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// A seed whose bytes are known.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// `HKDF(seed, "lancan-place-code-v1", 16)`.
    pub fn code_id(&self) -> CodeId {
        CodeId(expand(&self.0, b"lancan-place-code-v1", &[]))
    }

    /// `HKDF(seed, "lancan-place-day-v1" ‖ day, 16)`.
    pub fn day_seed(&self, day: Day) -> DaySeed {
        DaySeed(expand(&self.0, b"lancan-place-day-v1", &day.0.to_le_bytes()))
    }

    /// `HKDF(seed, "lancan-place-log-v1", 16)`: what envelopes of the visitor log are filed under.
    pub fn log_id(&self) -> LogId {
        LogId(expand(&self.0, b"lancan-place-log-v1", &[]))
    }

    /// `HKDF(seed, "lancan-rot-key-v1" ‖ day, 32)`.
    pub fn rotating_key(&self, day: Day) -> RotatingKey {
        RotatingKey(expand(&self.0, b"lancan-rot-key-v1", &day.0.to_le_bytes()))
    }
}

impl CodeId {
    /// `HKDF(code_id, "lancan-place-log-v1", 16)`: what envelopes are filed under by who scanned a display, and so never learns
    /// the seed.
    pub fn display_log_id(&self) -> LogId {
        LogId(expand(&self.0, b"lancan-place-log-v1", &[]))
    }
}

impl DaySeed {
    /// The key that proves to the server that whoever uploads an envelope has scanned the code of this day:
    /// `HKDF(day_seed, "lancan-place-up-v1", 32)`.
    pub fn upload_key(&self) -> [u8; 32] {
        expand(&self.0, b"lancan-place-up-v1", &[])
    }

    /// `HKDF(day_seed, "lancan-place-visit-v1", 16)`.
    pub fn visit_id(&self) -> VisitId {
        VisitId(expand(&self.0, b"lancan-place-visit-v1", &[]))
    }

    /// The tag of the row at a position: `HKDF(day_seed, "lancan-place-tag-v1" ‖ position u8, 16)`.
    pub fn tag(&self, position: u8) -> [u8; 16] {
        expand(&self.0, b"lancan-place-tag-v1", &[position])
    }

    /// The key of the row at a position: `HKDF(day_seed, "lancan-place-key-v1" ‖ position u8, 32)`.
    pub(super) fn row_key(&self, position: u8) -> [u8; 32] {
        expand(&self.0, b"lancan-place-key-v1", &[position])
    }
}

impl RotatingKey {
    /// A key whose bytes are known: that of a tablet.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// `HMAC-SHA256(rot_key, "lancan-rot-mac-v1" ‖ minute u32)[..8]`, the minute counted from 1970.
    pub fn mac(&self, minute: Minute) -> [u8; 8] {
        let mac = Hmac::<Sha256>::new_from_slice(&self.0).map(|mac| {
            mac.chain_update(b"lancan-rot-mac-v1").chain_update(minute.0.to_le_bytes()).finalize().into_bytes()
        });
        // HMAC takes keys of every length.
        mac.ok().and_then(|mac| mac.first_chunk().copied()).unwrap_or_default()
    }
}

macro_rules! sixteen_bytes {
    ($($name:ident),*) => {$(
        impl $name {
            /// Bytes as scanned, stored or received.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 16 bytes.
            pub fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl Serialize for $name {
            /// Hexadecimal.
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&hex::encode(&self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let bytes = hex::decode(&text).and_then(|bytes| bytes.try_into().ok());
                bytes.map(Self).ok_or_else(|| D::Error::custom("16 bytes in hexadecimal are expected"))
            }
        }
    )*};
}
sixteen_bytes!(DaySeed, CodeId, VisitId, LogId);
crate::opaque::opaque_debug!(PlaceSeed, DaySeed, CodeId, VisitId, LogId, RotatingKey);
