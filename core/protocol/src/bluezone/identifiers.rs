//! Deriving Bluezone identifiers: day keys from a base, slot keys from a day key, identifiers from slot keys.

use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Slots of a UTC day.
pub const SLOTS_PER_DAY: u32 = 96;
/// Seconds of a slot.
pub const SLOT_SECONDS: u64 = 900;
/// What a day key is hashed with to give its first slot key; spelt so.
const SUBKEY: &[u8] = b"bluzonesubkey";
/// The bytes of a slot key that are sent.
const SENT: [usize; 12] = [0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30];

/// What a Bluezone 2.x phone sends for one slot: 12 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BluezoneId([u8; 12]);

/// The secret of a Bluezone installation: the key of its first day.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct BaseId([u8; 32]);

/// The key of one day; every later day's follows from it.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct DailyKey([u8; 32]);

impl BaseId {
    /// A base whose bytes are known.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key of the day `days` after the base's own: `DK(0) = base`, `DK(n + 1) = SHA-256(DK(n))`.
    pub fn daily_key(&self, days: u32) -> DailyKey {
        DailyKey((0..days).fold(self.0, |key, _| Sha256::digest(key).into()))
    }
}

impl DailyKey {
    /// A key whose bytes are known, from a case's broadcast.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The next day's key.
    #[must_use]
    pub fn next(&self) -> Self {
        Self(Sha256::digest(self.0).into())
    }

    /// The identifiers of this day's slots, from its first: `K(0) = SHA-256(DK ‖ "bluzonesubkey")`,
    /// `K(j + 1) = SHA-256(K(j))`.
    pub fn identifiers(&self) -> impl Iterator<Item = BluezoneId> {
        let first: [u8; 32] = Sha256::new().chain_update(self.0).chain_update(SUBKEY).finalize().into();
        core::iter::successors(Some(first), |key| Some(Sha256::digest(key).into()))
            .take(SLOTS_PER_DAY as usize)
            .map(|key| BluezoneId(SENT.map(|at| key.get(at).copied().unwrap_or_default())))
    }
}

impl BluezoneId {
    /// An identifier as received.
    pub fn from_bytes(bytes: [u8; 12]) -> Self {
        Self(bytes)
    }

    /// The 12 bytes.
    pub fn as_bytes(&self) -> &[u8; 12] {
        &self.0
    }
}

crate::opaque::opaque_debug!(BluezoneId, BaseId, DailyKey);

#[cfg(test)]
mod tests {
    use super::*;

    /// A base seen in use, and identifiers captured from the air.
    const BASE: [u8; 32] = [
        0x4c, 0x52, 0x24, 0xb3, 0x97, 0xf8, 0xab, 0x38, 0x96, 0x78, 0x1d, 0x5a, 0xa0, 0xf3, 0x11, 0x9f, 0x28, 0x05,
        0x13, 0xf1, 0xb5, 0x92, 0xca, 0x28, 0x0e, 0xbd, 0xed, 0x63, 0x57, 0xe2, 0x10, 0x84,
    ];

    fn identifier(days: u32, slot: usize) -> [u8; 12] {
        *BaseId::from_bytes(BASE).daily_key(days).identifiers().nth(slot).unwrap().as_bytes()
    }

    #[test]
    fn identifiers_captured_from_the_air_are_derived() {
        assert_eq!(identifier(0, 23), [0xb9, 0xa6, 0x65, 0xd7, 0x54, 0xfe, 0x65, 0xe6, 0x65, 0xd7, 0x6a, 0x45]);
        assert_eq!(identifier(0, 27), [0xe3, 0x76, 0xe0, 0xb4, 0x09, 0xbc, 0xe1, 0x8e, 0xcf, 0x5f, 0x2e, 0xd4]);
        assert_eq!(identifier(1, 0), [0x64, 0xc0, 0xd2, 0x70, 0x7c, 0x49, 0xd2, 0xf0, 0xd5, 0xe3, 0xe3, 0x48]);
    }

    #[test]
    fn a_day_key_leads_to_the_next_and_has_96_slots() {
        let base = BaseId::from_bytes(BASE);
        assert!(base.daily_key(0).next() == base.daily_key(1));
        assert_eq!(base.daily_key(3).identifiers().count(), 96);
    }
}
