//! Packs: the public keys of the provinces whose places demanded a list, kept as their openers signed them.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use lancan_protocol::{
    places::{Minute, Province},
    visitor_log::{KeyPack, PackRefused},
    wire::path,
};
use p256::ecdsa::VerifyingKey;
use serde::{Deserialize, Serialize};

use crate::{
    kept::{Keep, from_json, to_json},
    outbox::{Errand, Request},
};

/// Openers sign a pack each week: one that was fetched longer ago is fetched again before it is used.
const FRESH_MINUTES: u32 = 7 * Minute::PER_DAY;
/// A pack has keys of 35 days: one that was fetched longer ago has none that could still be used.
const KEPT_MINUTES: u32 = 35 * Minute::PER_DAY;
/// Longest answer to the question for a pack, in bytes.
const LONGEST_PACK: u64 = 16 << 10;

/// The latest pack of each province.
#[derive(Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Packs {
    provinces: BTreeMap<Province, StoredPack>,
}

#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct StoredPack {
    fetched: Minute,
    serial: u32,
    /// Base64.
    pack: String,
}

impl Keep for Packs {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        if self.provinces.is_empty() { None } else { to_json(self) }
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        from_json(bytes)
    }
}

/// Asks for the pack of a province.
pub(crate) fn pack_request(province: Province) -> Request {
    Request {
        errand: Errand::LogPack,
        path: format!("{}{}", path::LOG_PACKS, province.region()),
        headers: Vec::new(),
        body: None,
        longest_answer: LONGEST_PACK,
    }
}

impl Packs {
    /// The pack of a province, while it holds.
    pub(crate) fn read(&self, province: Province, national: &[VerifyingKey], at: Minute) -> Option<KeyPack> {
        let stored = self.provinces.get(&province)?;
        let bytes = STANDARD.decode(&stored.pack).ok()?;
        KeyPack::read(&bytes, national, province, stored.serial, at).ok()
    }

    /// Whether the pack of a province was fetched within the last week.
    pub(super) fn is_fresh(&self, province: Province, at: Minute) -> bool {
        let stored = self.provinces.get(&province);
        stored.is_some_and(|stored| stored.fetched <= at && at.since(stored.fetched) < FRESH_MINUTES)
    }

    /// Takes a pack that was fetched.
    ///
    /// # Errors
    /// [`PackRefused`]; the pack that was known stays.
    pub(crate) fn take(
        &mut self,
        bytes: &[u8],
        province: Province,
        national: &[VerifyingKey],
        at: Minute,
    ) -> Result<(), PackRefused> {
        let known = self.provinces.get(&province).map_or(0, |stored| stored.serial);
        let pack = KeyPack::read(bytes, national, province, known, at)?;
        let stored = StoredPack { fetched: at, serial: pack.serial, pack: STANDARD.encode(bytes) };
        self.provinces.insert(province, stored);
        Ok(())
    }

    pub(super) fn has_old(&self, at: Minute) -> bool {
        self.provinces.values().any(|stored| is_old(stored, at))
    }

    pub(super) fn forget_old(&mut self, at: Minute) {
        self.provinces.retain(|_, stored| !is_old(stored, at));
    }
}

fn is_old(stored: &StoredPack, at: Minute) -> bool {
    at > stored.fetched && at.since(stored.fetched) > KEPT_MINUTES
}
