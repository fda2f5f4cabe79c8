//! This phone's own day keys, kept as one sealed value.

use core::ops::RangeInclusive;

use lancan_protocol::{
    IntervalMap,
    key_days::KeyDays,
    keys::{DayKey, Metadata},
    time::Interval,
};
use rusqlite::Connection;
use zeroize::Zeroizing;

use super::{Store, Transaction, error::StoreError, seal::Sealer, transaction};
use crate::reader::Reader;

/// The sealed value that holds all day keys.
pub(crate) const NAME: &str = "day-keys";

/// Bytes of a key in it, without the map of a key that has one.
const BYTES: usize = 25;
/// Flag of a key that gives no more identifiers.
const ENDED: u8 = 1;
/// Flag of a key that has gone out in a report.
const REPORTED: u8 = 2;
/// Flag of a key whose map of use follows. A key without the flag was used in all of its period: so it is with keys of
/// stores from before use was kept.
const HAS_MAP: u8 = 4;
/// Flag of a key that may be used again and of which is kept what its identifiers say of the power.
const HAS_DECLARED: u8 = 8;

/// Keys of one day that a report may bring. Of a day's keys that have ended, as many are kept: those used longest. One more
/// may be in use.
pub(crate) const MOST_KEYS_OF_A_DAY: usize = 3;

/// One of this phone's own day keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// The key.
    pub key: DayKey,
    /// The first interval in which the key may give identifiers.
    pub start: Interval,
    /// For how many intervals the key may give identifiers, 1 to 144: to the end of its key day.
    pub period: u32,
    /// The intervals in which the key did give an identifier, counted from 144 intervals before its end: from the beginning
    /// of its key day.
    pub used: IntervalMap,
    /// The key gives no more identifiers, whatever its period says.
    pub ended: bool,
    /// The key has gone out in a report.
    pub reported: bool,
    /// What the key's identifiers say of this phone's power, and from which interval on; none where that is not known.
    pub declared: Option<(Interval, Metadata)>,
}

impl StoredKey {
    /// A key that begins in an interval, to the end of that interval's day, and was not used yet.
    pub fn begun(key: DayKey, start: Interval, days: KeyDays) -> Self {
        let period = days.first_interval(days.day(start).plus(1)).0.saturating_sub(start.0);
        Self { key, start, period, used: IntervalMap::default(), ended: false, reported: false, declared: None }
    }

    /// A key that was used in all of its period.
    pub fn used_throughout(key: DayKey, start: Interval, period: u32) -> Self {
        Self { key, start, period, used: throughout(period), ended: false, reported: false, declared: None }
    }

    /// The first interval after its period.
    pub fn end(&self) -> Interval {
        self.start.plus(self.period)
    }

    /// Whether it may still give identifiers in this interval or later.
    pub fn is_live(&self, now: Interval) -> bool {
        !self.ended && self.end() > now
    }

    /// Whether the key gave an identifier in an interval.
    pub fn was_used_in(&self, interval: Interval) -> bool {
        self.position(interval).is_some_and(|position| self.used.contains(position))
    }

    /// Notes that the key gave an identifier in an interval of its period.
    pub(crate) fn use_in(&mut self, interval: Interval) {
        if let Some(position) = self.position(interval) {
            self.used.insert(position);
        }
    }

    /// What the identifier of an interval says of the power: the same for as long as the key lives, `metadata` where it was
    /// not used yet. None where another key is needed for that.
    pub(crate) fn declares(&mut self, interval: Interval, metadata: Metadata) -> Option<Metadata> {
        if self.was_used_in(interval) {
            return self.declared.filter(|(since, _)| interval >= *since).map(|(_, declared)| declared);
        }
        if self.declared.is_none_or(|(_, declared)| declared != metadata) {
            // One that was used in a later interval says there what it said until now.
            if self.used_from(interval) {
                return None;
            }
            self.declared = Some((interval, metadata));
        }
        Some(metadata)
    }

    /// Whether the key gave an identifier in an interval or a later one.
    pub(crate) fn used_from(&self, interval: Interval) -> bool {
        self.used_intervals().any(|used| used >= interval)
    }

    /// The intervals in which the key gave an identifier, in order.
    pub(crate) fn used_intervals(&self) -> impl Iterator<Item = Interval> {
        let (first, used) = (self.end().minus(Interval::PER_DAY), self.used);
        (0..Interval::PER_DAY)
            .filter(move |position| used.contains(*position))
            .map(move |position| first.plus(position))
    }

    fn position(&self, interval: Interval) -> Option<u32> {
        let first = self.end().0.checked_sub(Interval::PER_DAY)?;
        interval.0.checked_sub(first).filter(|position| *position < Interval::PER_DAY)
    }
}

/// The map of a key that was used in all of its period.
fn throughout(period: u32) -> IntervalMap {
    let mut map = IntervalMap::default();
    (Interval::PER_DAY.saturating_sub(period)..Interval::PER_DAY).for_each(|position| map.insert(position));
    map
}

/// Of the keys of each day those used longest, [`MOST_KEYS_OF_A_DAY`] of them; in the order in which they came. Keys of one
/// day end together.
pub(crate) fn longest_used(keys: &[StoredKey]) -> Vec<StoredKey> {
    let rank = |key: &StoredKey| (key.used.count(), key.start, *key.key.as_bytes());
    let is_among_longest = |key: &&StoredKey| {
        let longer = keys.iter().filter(|other| other.end() == key.end() && rank(other) > rank(key));
        longer.count() < MOST_KEYS_OF_A_DAY
    };
    keys.iter().filter(is_among_longest).cloned().collect()
}

impl Store {
    /// The day keys whose periods touch this range, ascending by start.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when they cannot be unsealed; another [`StoreError`] when the file cannot be read.
    pub fn keys(&mut self, range: RangeInclusive<Interval>) -> Result<Vec<StoredKey>, StoreError> {
        self.run("keys", |transaction| transaction.keys(range))
    }
}

impl Transaction<'_> {
    /// The day keys whose periods touch this range, ascending by start.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when they cannot be unsealed; another [`StoreError`] when the file cannot be read.
    pub fn keys(&self, range: RangeInclusive<Interval>) -> Result<Vec<StoredKey>, StoreError> {
        let mut keys = self.all_keys()?;
        keys.retain(|key| key.start <= *range.end() && key.end() > *range.start());
        Ok(keys)
    }

    /// Inserts a day key, or replaces what is stored of the same key; one that has gone out in a report stays so. One key of
    /// a day gives identifiers at a time: the others have ended, also those that nobody ended, as when a process was killed.
    /// Of these, those that no report would bring are dropped, so that a clock that jumps forever fills nothing.
    ///
    /// # Errors
    /// Those of [`Transaction::keys`]; [`StoreError`] when the file cannot be written.
    pub fn put_key(&mut self, mut key: StoredKey) -> Result<(), StoreError> {
        let mut keys = self.all_keys()?;
        key.reported |= keys.iter().any(|stored| stored.key == key.key && stored.reported);
        keys.retain(|stored| stored.key != key.key);
        let end = key.end();
        let latest = keys.iter().rev().find(|stored| stored.end() == end && !stored.ended);
        let live = if key.ended { latest.map(|stored| stored.key.clone()) } else { Some(key.key.clone()) };
        let place = keys.partition_point(|stored| stored.start <= key.start);
        keys.insert(place, key);
        for stored in keys.iter_mut().filter(|stored| stored.end() == end) {
            stored.ended |= live.as_ref() != Some(&stored.key);
        }
        let ended = keys.iter().filter(|stored| stored.end() == end && stored.ended && !stored.reported);
        let longest = longest_used(&ended.cloned().collect::<Vec<_>>());
        keys.retain(|stored| {
            stored.end() != end || !stored.ended || stored.reported || longest.iter().any(|kept| kept.key == stored.key)
        });
        self.write_keys(&keys)
    }

    /// Marks those of these day keys that are stored as gone out in a report.
    ///
    /// # Errors
    /// Those of [`Transaction::keys`]; [`StoreError`] when the file cannot be written.
    pub(crate) fn mark_reported(&mut self, gone: &[Vec<u8>]) -> Result<(), StoreError> {
        let mut keys = self.all_keys()?;
        for stored in &mut keys {
            stored.reported |= gone.iter().any(|key| key == stored.key.as_bytes());
        }
        self.write_keys(&keys)
    }

    /// Removes the day keys that `unwanted` picks. Returns whether there were any.
    pub(super) fn remove_keys(&mut self, unwanted: impl Fn(&StoredKey) -> bool) -> Result<bool, StoreError> {
        let mut keys = self.all_keys()?;
        let before = keys.len();
        keys.retain(|stored| !unwanted(stored));
        let removed = keys.len() < before;
        if removed {
            self.write_keys(&keys)?;
        }
        Ok(removed)
    }

    fn all_keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        read(&self.sql, self.sealer)
    }

    fn write_keys(&mut self, keys: &[StoredKey]) -> Result<(), StoreError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(keys.len() * BYTES));
        for stored in keys {
            bytes.extend_from_slice(stored.key.as_bytes());
            bytes.extend_from_slice(&stored.start.0.to_le_bytes());
            bytes.extend_from_slice(&stored.period.to_le_bytes());
            let has_map = stored.used != throughout(stored.period);
            let declared = stored.declared.filter(|_| !stored.ended);
            let has_declared = declared.is_some();
            let flags =
                [(stored.ended, ENDED), (stored.reported, REPORTED), (has_map, HAS_MAP), (has_declared, HAS_DECLARED)];
            bytes.push(flags.iter().filter(|(holds, _)| *holds).fold(0, |all, (_, flag)| all | flag));
            if has_map {
                bytes.extend_from_slice(stored.used.as_bytes());
            }
            if let Some((since, metadata)) = declared {
                bytes.extend_from_slice(&since.0.to_le_bytes());
                bytes.extend_from_slice(&metadata.to_bytes());
            }
        }
        self.put(NAME, &bytes)
    }
}

pub(super) fn read(connection: &Connection, sealer: &Sealer) -> Result<Vec<StoredKey>, StoreError> {
    let bytes = transaction::get(connection, sealer, NAME)?.unwrap_or_default();
    decode(&bytes).ok_or(StoreError::Damaged("the day keys"))
}

/// Whether these bytes are a list of day keys.
pub(crate) fn is_list(bytes: &[u8]) -> bool {
    decode(bytes).is_some()
}

/// Each key: 16 bytes ‖ start (4, little-endian) ‖ period (4, little-endian) ‖ flags (1) ‖ map (18, where the flags say so)
/// ‖ what its identifiers say, since when (4, little-endian) and the metadata (4), where the flags say so.
fn decode(bytes: &[u8]) -> Option<Vec<StoredKey>> {
    let mut keys = Vec::new();
    let mut reader = Reader(bytes);
    while !reader.0.is_empty() {
        let key = DayKey::from_bytes(reader.array()?);
        let start = Interval(u32::from_le_bytes(reader.array()?));
        let period = u32::from_le_bytes(reader.array()?);
        let [flags] = reader.array()?;
        let used = if flags & HAS_MAP == 0 {
            throughout(period)
        } else {
            IntervalMap::from_bytes(reader.bytes(IntervalMap::BYTES)?)?
        };
        let declared = if flags & HAS_DECLARED == 0 {
            None
        } else {
            let since = Interval(u32::from_le_bytes(reader.array()?));
            Metadata::from_bytes(reader.array()?).ok().map(|metadata| (since, metadata))
        };
        let (ended, reported) = (flags & ENDED != 0, flags & REPORTED != 0);
        keys.push(StoredKey { key, start, period, used, ended, reported, declared });
    }
    Some(keys)
}
