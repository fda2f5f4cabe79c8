//! This phone's own day keys, kept as one sealed value.

use core::ops::RangeInclusive;

use lancan_protocol::{keys::DayKey, time::Interval};
use rusqlite::Connection;
use zeroize::Zeroizing;

use super::{Store, Transaction, error::StoreError, seal::Sealer, transaction};

/// The sealed value that holds all day keys.
pub(crate) const NAME: &str = "day-keys";

/// Bytes of a key in it.
const BYTES: usize = 25;

/// One of this phone's own day keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// The key.
    pub key: DayKey,
    /// The first interval in which it gives identifiers.
    pub start: Interval,
    /// For how many intervals it gives them, 1 to 144; cut when the key ends early.
    pub period: u32,
    /// It gives no more identifiers, whatever its period says.
    pub ended: bool,
    /// It has gone out in a report.
    pub reported: bool,
}

impl StoredKey {
    /// The first interval after its period.
    pub fn end(&self) -> Interval {
        self.start.plus(self.period)
    }

    /// Whether it may still give identifiers in this interval or later.
    pub fn is_live(&self, now: Interval) -> bool {
        !self.ended && self.end() > now
    }
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

    /// Inserts a day key, or replaces what is stored of the same key; one that has gone out in a report stays so.
    ///
    /// # Errors
    /// Those of [`Transaction::keys`]; [`StoreError`] when the file cannot be written.
    pub fn put_key(&mut self, mut key: StoredKey) -> Result<(), StoreError> {
        let mut keys = self.all_keys()?;
        key.reported |= keys.iter().any(|stored| stored.key == key.key && stored.reported);
        keys.retain(|stored| stored.key != key.key);
        let place = keys.partition_point(|stored| stored.start <= key.start);
        keys.insert(place, key);
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
            bytes.push(u8::from(stored.ended) | u8::from(stored.reported) << 1);
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

/// Each key: 16 bytes ‖ start (4, little-endian) ‖ period (4, little-endian) ‖ flags (1).
fn decode(bytes: &[u8]) -> Option<Vec<StoredKey>> {
    let (keys, rest) = bytes.as_chunks::<BYTES>();
    if !rest.is_empty() {
        return None;
    }
    keys.iter()
        .map(|bytes| {
            let (key, rest) = bytes.split_first_chunk::<16>()?;
            let (start, rest) = rest.split_first_chunk::<4>()?;
            let (period, flags) = rest.split_first_chunk::<4>()?;
            let flags = *flags.first()?;
            Some(StoredKey {
                key: DayKey::from_bytes(*key),
                start: Interval(u32::from_le_bytes(*start)),
                period: u32::from_le_bytes(*period),
                ended: flags & 1 != 0,
                reported: flags & 2 != 0,
            })
        })
        .collect()
}
