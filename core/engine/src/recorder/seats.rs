//! A bounded table of the identifiers heard in the interval in progress.
//!
//! While seats are free, everybody heard takes one. When none is, as under a flood of forged adverts:
//! 1. an identifier is seated only when it is heard for the second time (a small table of fingerprints
//!    remembers those turned away), so forgeries that never repeat get no seat;
//! 2. it takes the seat of the one that has *stayed* the shortest among eight looked at, where a stay lasts
//!    from the first to the last sighting in this interval; among equals, of the one silent the longest.
//!
//! So neighbours who stay keep their seats, and one who lost a seat early gets another with the next advert.
//! What this cannot tell apart is a forger who keeps thousands of identifiers alive as neighbours would.

use core::{
    fmt,
    hash::{BuildHasher, Hasher},
};
use std::collections::HashMap;

use lancan_protocol::{
    encounter::{Encounter, EncounterFlags, RssiHistogram, ScanInstance},
    frame::Frame,
    time::Interval,
};
use rand_core::CryptoRng;

use crate::merge::merged_flags;

/// Seats looked at to find the one that yields.
const LOOKED_AT: usize = 8;

/// Fingerprints of identifiers that were turned away.
const FINGERPRINTS: u64 = 1 << 17;

/// Most scan instances of one interval (the wall clock may stand in it for long); more count towards the last.
const MOST_SCANS: usize = 64;

pub(super) struct Seats {
    capacity: usize,
    places: HashMap<u128, usize, Keyed>,
    taken: Vec<EncounterInProgress>,
    turned_away: Vec<u16>,
    flooded: bool,
    heard: u64,
    draw: u64,
}

/// One sighting, and the scan it belongs to.
pub(super) struct SightingInScan {
    pub(super) frame: Frame,
    pub(super) flags: EncounterFlags,
    /// Seconds since the interval began.
    pub(super) second: u16,
    pub(super) rssi_dbm: Option<i8>,
    pub(super) scan: u32,
    /// Scans counted together have the same one.
    pub(super) instance: u32,
    pub(super) seconds_since_last: u16,
}

struct EncounterInProgress {
    frame: Frame,
    first: u16,
    last: u16,
    sightings: u16,
    flags: EncounterFlags,
    histogram: RssiHistogram,
    heard: u64,
    scans: Vec<ScanInstance>,
    heard_in: Option<HeardIn>,
    levels: Levels,
}

/// The scan instance in progress, which `levels` is of.
#[derive(Clone, Copy)]
struct HeardIn {
    instance: u32,
    scan: u32,
    /// What its scans so far stand for.
    seconds: u16,
}

/// How often each level from −120 to +7 dBm was measured in one scan instance, each count stopping at 255.
struct Levels([u8; 128]);

impl Seats {
    pub(super) fn new(capacity: usize, rng: &mut dyn CryptoRng) -> Self {
        let keyed = Keyed { low: rng.next_u64(), high: rng.next_u64() };
        Self {
            capacity,
            places: HashMap::with_hasher(keyed),
            taken: Vec::new(),
            turned_away: Vec::new(),
            flooded: false,
            heard: 0,
            draw: rng.next_u64() | 1,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.taken.len()
    }

    /// Everybody leaves; memory that a flood took is given back.
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.taken.clear();
        if self.flooded {
            self.places.shrink_to_fit();
            self.taken = Vec::new();
            self.turned_away = Vec::new();
            self.flooded = false;
        }
    }

    /// Counts a sighting. Returns whether its identifier has a seat.
    pub(super) fn hear(&mut self, sighting: &SightingInScan) -> bool {
        self.heard += 1;
        let key = u128::from_le_bytes(*sighting.frame.id.as_bytes());
        let place = match self.places.get(&key) {
            Some(place) => *place,
            None if self.taken.len() < self.capacity => {
                let place = self.taken.len();
                self.taken.push(EncounterInProgress::new(sighting));
                self.places.insert(key, place);
                place
            }
            None => {
                self.flooded = true;
                if !self.was_turned_away(key) {
                    return false;
                }
                let Some(place) = self.yielding() else { return false };
                if let Some(seat) = self.taken.get_mut(place) {
                    self.places.remove(&u128::from_le_bytes(*seat.frame.id.as_bytes()));
                    *seat = EncounterInProgress::new(sighting);
                }
                self.places.insert(key, place);
                place
            }
        };
        let Some(seat) = self.taken.get_mut(place) else { return false };
        seat.hear(sighting, self.heard);
        true
    }

    /// Whether this identifier was turned away before; from now on it was.
    fn was_turned_away(&mut self, key: u128) -> bool {
        if self.turned_away.is_empty() {
            self.turned_away = vec![0; usize::try_from(FINGERPRINTS).unwrap_or(0)];
        }
        let hash = self.places.hasher().hash_one(key);
        let fingerprint = u16::try_from(hash >> 48).unwrap_or(0) | 1;
        let slot = usize::try_from(hash % FINGERPRINTS).unwrap_or(0);
        let Some(kept) = self.turned_away.get_mut(slot) else { return false };
        core::mem::replace(kept, fingerprint) == fingerprint
    }

    /// The seat that yields to a newcomer.
    fn yielding(&mut self) -> Option<usize> {
        (0..LOOKED_AT)
            .filter_map(|_| {
                // xorshift64: only has to be unforeseeable from outside, and cheap.
                self.draw ^= self.draw << 13;
                self.draw ^= self.draw >> 7;
                self.draw ^= self.draw << 17;
                let place = usize::try_from(self.draw >> 32).ok()?.checked_rem(self.taken.len())?;
                self.taken.get(place).map(|seat| (seat.last - seat.first, seat.heard, place))
            })
            .min()
            .map(|(_, _, place)| place)
    }

    /// The encounters so far; after a flood only the `most` that stayed longest.
    pub(super) fn encounters(&self, interval: Interval, most: usize) -> Vec<Encounter> {
        let mut seats: Vec<&EncounterInProgress> = self.taken.iter().collect();
        if self.flooded && seats.len() > most {
            seats.sort_unstable_by_key(|seat| core::cmp::Reverse((seat.last - seat.first, seat.heard)));
            seats.truncate(most);
        }
        seats.into_iter().map(|seat| seat.encounter(interval)).collect()
    }
}

impl fmt::Debug for Seats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seats({} of {})", self.taken.len(), self.capacity)
    }
}

impl EncounterInProgress {
    fn new(sighting: &SightingInScan) -> Self {
        let mut flags = sighting.flags;
        flags.insert(EncounterFlags::NO_RSSI);
        Self {
            frame: sighting.frame,
            first: sighting.second,
            last: sighting.second,
            sightings: 0,
            flags,
            histogram: RssiHistogram::default(),
            heard: 0,
            scans: Vec::new(),
            heard_in: None,
            levels: Levels([0; 128]),
        }
    }

    fn hear(&mut self, sighting: &SightingInScan, heard: u64) {
        self.heard = heard;
        self.first = self.first.min(sighting.second);
        self.last = self.last.max(sighting.second);
        self.sightings = self.sightings.saturating_add(1);
        let mut flags = sighting.flags;
        if self.frame.metadata != sighting.frame.metadata {
            flags.insert(EncounterFlags::METADATA_CONFLICT);
        }
        if sighting.rssi_dbm.is_none() {
            flags.insert(EncounterFlags::NO_RSSI);
        }
        self.flags = merged_flags(self.flags, flags);
        match &mut self.heard_in {
            Some(heard_in) if heard_in.scan == sighting.scan => {}
            Some(heard_in) if heard_in.instance == sighting.instance || self.scans.len() + 1 >= MOST_SCANS => {
                heard_in.scan = sighting.scan;
                heard_in.instance = sighting.instance;
                heard_in.seconds = heard_in.seconds.saturating_add(sighting.seconds_since_last).min(600);
            }
            _ => {
                self.scans.extend(self.scan_in_progress());
                self.levels = Levels([0; 128]);
                let (instance, scan, seconds) = (sighting.instance, sighting.scan, sighting.seconds_since_last);
                self.heard_in = Some(HeardIn { instance, scan, seconds });
            }
        }
        if let Some(rssi_dbm) = sighting.rssi_dbm {
            self.histogram.add(rssi_dbm);
            self.levels.add(rssi_dbm);
        }
    }

    fn scan_in_progress(&self) -> Option<ScanInstance> {
        let seconds_since_last = self.heard_in?.seconds;
        let levels = self.levels.typical_and_strongest();
        let (typical_rssi, strongest_rssi) = levels.unwrap_or((ScanInstance::UNMEASURED, ScanInstance::UNMEASURED));
        Some(ScanInstance { seconds_since_last, typical_rssi, strongest_rssi })
    }

    fn encounter(&self, interval: Interval) -> Encounter {
        let mut scans = Vec::with_capacity(self.scans.len() + 1);
        scans.extend_from_slice(&self.scans);
        scans.extend(self.scan_in_progress());
        Encounter {
            frame: self.frame,
            interval,
            first: self.first,
            last: self.last,
            sightings: self.sightings,
            scans,
            histogram: self.histogram,
            flags: self.flags,
        }
    }
}

impl Levels {
    const LOWEST_DBM: i8 = -120;

    fn add(&mut self, rssi_dbm: i8) {
        let level = usize::try_from(i16::from(rssi_dbm) - i16::from(Self::LOWEST_DBM)).unwrap_or(0);
        if let Some(count) = self.0.get_mut(level.min(127)) {
            *count = count.saturating_add(1);
        }
    }

    /// The median, the lower of two in the middle, and the largest, in dBm.
    fn typical_and_strongest(&self) -> Option<(i8, i8)> {
        let total: u32 = self.0.iter().map(|count| u32::from(*count)).sum();
        let middle = total.checked_sub(1)? / 2;
        let mut below = 0;
        let (mut typical, mut strongest) = (None, None);
        for (dbm, count) in (Self::LOWEST_DBM..).zip(self.0).filter(|(_, count)| *count > 0) {
            below += u32::from(count);
            if below > middle {
                typical.get_or_insert(dbm);
            }
            strongest = Some(dbm);
        }
        typical.zip(strongest)
    }
}

/// Spreads identifiers over the table in a way nobody outside can foresee: one folded multiplication under a
/// random key. Identifiers are uniform unless forged, and a forger does not know the key.
#[derive(Clone, Copy)]
struct Keyed {
    low: u64,
    high: u64,
}

struct KeyedHasher {
    key: Keyed,
    hash: u64,
}

impl BuildHasher for Keyed {
    type Hasher = KeyedHasher;

    fn build_hasher(&self) -> KeyedHasher {
        KeyedHasher { key: *self, hash: 0 }
    }
}

impl Hasher for KeyedHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(16) {
            let mut block = [0; 16];
            for (to, from) in block.iter_mut().zip(chunk) {
                *to = *from;
            }
            self.write_u128(u128::from_le_bytes(block));
        }
    }

    fn write_u128(&mut self, value: u128) {
        let [low, high] = halves(value);
        let product = u128::from(low ^ self.key.low) * u128::from(high ^ self.key.high);
        let [low, high] = halves(product);
        self.hash = (self.hash.rotate_left(5) ^ low ^ high).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.hash ^ (self.hash >> 32)
    }
}

fn halves(value: u128) -> [u64; 2] {
    let mut halves = [0; 2];
    for (half, bytes) in halves.iter_mut().zip(value.to_le_bytes().as_chunks::<8>().0) {
        *half = u64::from_le_bytes(*bytes);
    }
    halves
}
