//! The phone's memory: SQLite, everything about people sealed (`docs/threat-model.md`, At rest).
//!
//! One sealed block per interval holds what was heard in it; everything else is a sealed named value.
//! Without the vault's secret only interval numbers and sizes can be read.
//!
//! Encounters are written with `synchronous = NORMAL`: a killed process loses nothing that was acknowledged,
//! lost power may cost what was written since the last interval ended. Everything written by [`Store::run`]
//! is flushed to the disk before it returns. SQLite itself survives both without damage.

mod adopt;
mod block;
mod damage;
mod derived;
mod error;
mod keys;
mod lifecycle;
mod padding;
mod schema;
mod seal;
mod stat;
mod transaction;
mod vault;
mod warnings;

use core::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use lancan_protocol::{encounter::Encounter, time::Interval};
use rand_core::CryptoRng;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

pub use error::StoreError;
pub use keys::StoredKey;
pub(crate) use keys::longest_used;
pub use stat::{StoreStat, store_stat};
pub use transaction::Transaction;
pub use vault::{KeyVault, StaticVault, VaultError};
pub use warnings::{Standing, StoredWarning};

use crate::{
    merge::merge_lists,
    segment::{Activity, Segment},
};
pub(crate) use block::Block;
use error::during;
pub(crate) use keys::{NAME as DAY_KEYS, is_list as is_list_of_day_keys};
use schema::Table;
use seal::Sealer;
pub(crate) use warnings::{NAME as WARNINGS, is_list as is_list_of_warnings, list as list_of_warnings};

/// The phone's memory.
pub struct Store {
    connection: Connection,
    sealer: Sealer,
    /// What the store held of an interval before a segment that still grows was first saved.
    bases: Vec<(u64, Interval, Block)>,
    opening: Opening,
    path: Option<PathBuf>,
}

/// How a store was found when it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// There was no file; an empty store was made.
    Fresh,
    /// The file was there and whole.
    Existing,
    /// The file was damaged. It was put aside under this path, and an empty store was made.
    Replaced(PathBuf),
}

/// What the store holds of one interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntervalRecord {
    /// The interval.
    pub interval: Interval,
    /// What this phone itself did.
    pub activity: Activity,
    /// What it heard, ascending by identifier, each once.
    pub encounters: Vec<Encounter>,
}

impl Store {
    /// Opens the store in this file, or makes one. The file belongs to one process at a time.
    ///
    /// A damaged file is renamed to `….damaged`, reported by [`Store::opening`], and a fresh store is made.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`], [`StoreError::TooNew`], [`StoreError::NotAStore`] and [`StoreError::Busy`] leave
    /// the file as it is. [`StoreError::Vault`] when the vault gives no secret; [`StoreError::Full`],
    /// [`StoreError::ReadOnly`] and [`StoreError::Sqlite`] when the disk is full, read-only or failing.
    pub fn open(path: impl AsRef<Path>, vault: &dyn KeyVault, rng: &mut dyn CryptoRng) -> Result<Self, StoreError> {
        damage::open_or_replace(path.as_ref(), vault, rng)
    }

    /// A store that lives in memory only: for tests, and to go on with when the disk cannot be used.
    ///
    /// # Errors
    /// [`StoreError::Vault`] when the vault gives no secret.
    pub fn in_memory(vault: &dyn KeyVault, rng: &mut dyn CryptoRng) -> Result<Self, StoreError> {
        let connection = Connection::open_in_memory().map_err(during("open"))?;
        Self::begin(connection, None, vault, rng)
    }

    fn begin(
        mut connection: Connection,
        path: Option<PathBuf>,
        vault: &dyn KeyVault,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, StoreError> {
        let secret = vault.secret()?;
        let fresh = schema::prepare(&mut connection, &secret, rng)?;
        let opening = if fresh { Opening::Fresh } else { Opening::Existing };
        Ok(Self { connection, sealer: Sealer::new(secret, rng)?, bases: Vec::new(), opening, path })
    }

    /// How the store was found when it was opened.
    pub fn opening(&self) -> &Opening {
        &self.opening
    }

    /// Writes what [`Recorder::hand_out`](crate::Recorder::hand_out) hands out, in one transaction.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be written. Nothing was changed then; calling again with the same or grown
    /// segments is right.
    pub fn append(&mut self, segments: &[Segment]) -> Result<(), StoreError> {
        let mut bases = Vec::with_capacity(segments.len());
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(during("append: begin"))?;
        let mut continued = 0;
        for segment in segments {
            let known = self.bases.iter().find(|(number, _, _)| *number == segment.number);
            let base = match known {
                Some((_, _, base)) => base.clone(),
                None => read_block(&transaction, &self.sealer, segment.interval)?.unwrap_or_default(),
            };
            let mut activity = base.activity;
            activity.insert(segment.activity);
            let merged;
            let encounters = if base.encounters.is_empty() {
                &segment.encounters
            } else {
                merged = merge_lists(base.encounters.clone(), segment.encounters.clone());
                &merged
            };
            let encoded = Block::encode_parts(activity, encounters);
            write_block(&transaction, &mut self.sealer, segment.interval, encoded)?;
            continued += usize::from(known.is_some());
            bases.push((segment.number, segment.interval, base));
        }
        transaction.commit().map_err(during("append: commit"))?;
        // Only the last segment can still grow.
        self.bases.clear();
        self.bases.extend(bases.pop());
        if segments.len() > continued {
            // An interval has begun: settle the one before. What fails here is tried again an interval later.
            let _ = lifecycle::truncate_log(&self.connection);
        }
        Ok(())
    }

    /// Reads the intervals in this range, ascending, one at a time into `visit`. Returns how many could not be
    /// unsealed: damaged or tampered with, the others are not affected.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn each_interval(
        &self,
        range: RangeInclusive<Interval>,
        mut visit: impl FnMut(IntervalRecord),
    ) -> Result<u32, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT interval, sealed FROM interval_block WHERE interval BETWEEN ?1 AND ?2 ORDER BY interval",
            )
            .map_err(during("read intervals"))?;
        let mut rows = statement.query(params![range.start().0, range.end().0]).map_err(during("read intervals"))?;
        let mut unreadable = 0;
        while let Some(row) = rows.next().map_err(during("read intervals"))? {
            let interval = Interval(row.get(0).map_err(during("read intervals"))?);
            let sealed = row.get_ref(1).map_err(during("read intervals"))?.as_blob().unwrap_or_default();
            match open_block(&self.sealer, interval, sealed) {
                Ok(Block { activity, encounters }) => visit(IntervalRecord { interval, activity, encounters }),
                Err(_) => unreadable += 1,
            }
        }
        Ok(unreadable)
    }

    /// The intervals of which the store holds something, in order.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub(crate) fn intervals(&self, range: RangeInclusive<Interval>) -> Result<Vec<Interval>, StoreError> {
        let listed = self
            .connection
            .prepare_cached("SELECT interval FROM interval_block WHERE interval BETWEEN ?1 AND ?2 ORDER BY interval")
            .and_then(|mut statement| {
                let rows =
                    statement.query_map(params![range.start().0, range.end().0], |row| row.get(0).map(Interval))?;
                rows.collect()
            });
        listed.map_err(during("read intervals"))
    }

    /// What the store holds of one interval.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it cannot be unsealed; another [`StoreError`] when the file cannot be read.
    pub fn interval(&self, interval: Interval) -> Result<Option<IntervalRecord>, StoreError> {
        let block = read_stored_block(&self.connection, &self.sealer, interval)?;
        Ok(block.map(|Block { activity, encounters }| IntervalRecord { interval, activity, encounters }))
    }

    /// The interval of the oldest block.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read or written.
    pub fn first_interval(&self) -> Result<Option<Interval>, StoreError> {
        self.connection
            .prepare_cached("SELECT min(interval) FROM interval_block")
            .and_then(|mut statement| statement.query_row([], |row| row.get::<_, Option<u32>>(0)))
            .map(|first| first.map(Interval))
            .map_err(during("find the first interval"))
    }

    /// Does several things as one: all of it is on disk when this returns `Ok`, and none of it otherwise.
    ///
    /// # Errors
    /// Those of the closure; [`StoreError`] when the file cannot be written.
    pub fn run<T, E: From<StoreError>>(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        transaction::run(&mut self.connection, &mut self.sealer, name, work)
    }
}

#[cfg(test)]
impl Store {
    /// Lets the file grow no more, as on a full disk, or grow again.
    pub(crate) fn fill_disk(&self, full: bool) {
        let pages = if full { 1 } else { u32::MAX / 2 };
        self.connection.pragma_update(None, "max_page_count", pages).unwrap();
    }

    /// Hides what was heard, so that it cannot be read, or shows it again.
    pub(crate) fn hide_encounters(&self, hidden: bool) {
        let (from, to) = if hidden { ("interval_block", "hidden") } else { ("hidden", "interval_block") };
        self.connection.execute_batch(&format!("ALTER TABLE {from} RENAME TO {to}")).unwrap();
    }
}

impl core::fmt::Debug for Store {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Store").field("in_memory", &self.path.is_none()).finish_non_exhaustive()
    }
}

fn write_block(
    connection: &Connection,
    sealer: &mut Sealer,
    interval: Interval,
    encoded: Vec<u8>,
) -> Result<(), StoreError> {
    let bytes = sealer.seal(Table::IntervalBlock, &interval.0.to_le_bytes(), encoded)?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO interval_block (interval, sealed) VALUES (?1, ?2)")
        .and_then(|mut statement| statement.execute(params![interval.0, bytes]))
        .map_err(during("write interval"))?;
    Ok(())
}

/// A block to merge with. One that cannot be unsealed gives way: nothing can be read from it any more.
fn read_block(connection: &Connection, sealer: &Sealer, interval: Interval) -> Result<Option<Block>, StoreError> {
    match read_stored_block(connection, sealer, interval) {
        Err(StoreError::Damaged(_)) => Ok(None),
        outcome => outcome,
    }
}

fn read_stored_block(
    connection: &Connection,
    sealer: &Sealer,
    interval: Interval,
) -> Result<Option<Block>, StoreError> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached("SELECT sealed FROM interval_block WHERE interval = ?1")
        .and_then(|mut statement| statement.query_row(params![interval.0], |row| row.get(0)).optional())
        .map_err(during("read interval"))?;
    bytes.map(|bytes| open_block(sealer, interval, &bytes)).transpose()
}

fn open_block(sealer: &Sealer, interval: Interval, bytes: &[u8]) -> Result<Block, StoreError> {
    let opened = sealer.open(Table::IntervalBlock, &interval.0.to_le_bytes(), bytes)?;
    Block::decode(interval, &opened).ok_or(StoreError::Damaged("an interval's block"))
}
