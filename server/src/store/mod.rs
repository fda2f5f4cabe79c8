//! The engine room: named transactions over two verbs, on SQLite or PostgreSQL. Knows no table.
//!
//! A transaction's work is a closure over [`Transaction`]. PostgreSQL may ask that the work runs again, so it must have no
//! effect but through the transaction. Returning an error undoes the work. SQL is written once, in the room that the table
//! belongs to, in the words that both databases take: `?1` for a value, `ON CONFLICT`, `RETURNING`, and rows read by
//! position.

#[cfg(test)]
mod behaviours;
mod counted_deletions;
mod error;
mod job;
mod measured;
mod migrations;
mod postgres;
mod sqlite;
#[cfg(test)]
pub(crate) mod testing;
mod together;
mod value;

use lancan_protocol::Saturate as _;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

pub(crate) use counted_deletions::CountedDeletions;
pub use error::{DatabaseCode, StoreError};
pub(crate) use together::{MayPass, Together};
pub use value::{FromValue, Row, Value};
pub(crate) use value::{each_of, each_of_few, rows_of};

/// Where a database is.
#[derive(Clone, Debug)]
pub enum Location {
    /// SQLite, in this file.
    File(PathBuf),
    /// PostgreSQL. The settings' `Debug` shows no password.
    Postgres(Box<::postgres::Config>),
}

/// A text that names no database. Does not repeat the text, which may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a PostgreSQL address: write postgres://user:password@host:port/database")]
pub struct NotALocation;

impl Location {
    /// Reads `postgres://…`, or takes the text as a file's path.
    ///
    /// # Errors
    /// [`NotALocation`] when the address does not parse.
    pub fn parse(text: &str) -> Result<Self, NotALocation> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return text.parse().map(|config| Self::Postgres(Box::new(config))).map_err(|_| NotALocation);
        }
        Ok(Self::File(text.into()))
    }
}

/// Copies the database in a file to a new file, in one step on one snapshot, whoever else reads and writes meanwhile, and
/// checks the copy. Returns its schema version.
///
/// # Errors
/// [`StoreError`] when there is no database, there is no room, or the copy is damaged.
pub(crate) fn copy_file(from: &Path, to: &Path) -> Result<u32, StoreError> {
    sqlite::copy(from, to)?;
    sqlite::check_file(to)
}

/// Reads every page of the database in a file, without a change to it. Returns its schema version.
///
/// # Errors
/// [`StoreError`] when there is no database, the file is damaged, or a newer program wrote it.
pub(crate) fn check_file(path: &Path) -> Result<u32, StoreError> {
    sqlite::check_file(path)
}

/// Looks at a database without a change to it, and reads every page of one in a file. Returns its schema version.
///
/// # Errors
/// [`StoreError`] when there is no database ([`StoreError::Missing`]), the file is damaged, or a newer program wrote it.
pub(crate) fn check(location: &Location) -> Result<u32, StoreError> {
    match location {
        Location::File(path) => sqlite::check_file(path),
        Location::Postgres(config) => postgres::check(config),
    }
}

/// What is expected where a database is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A database or none: one is made where there is none.
    Either,
    /// A database that a server made earlier.
    Existing,
    /// No database yet.
    Nothing,
}

impl Expected {
    /// Whether it is as expected.
    fn check(self, exists: bool) -> Result<(), StoreError> {
        match self {
            Self::Existing if !exists => Err(StoreError::Missing),
            Self::Nothing if exists => Err(StoreError::NotEmpty),
            _ => Ok(()),
        }
    }
}

/// Whether a transaction's work is to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Commit,
    RollBack,
}

/// What a transaction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// It may write.
    Write,
    /// It only reads, on one snapshot.
    Read,
}

/// Most rows that one statement adds: a database knows only a few statements.
const ROWS_AT_A_TIME: usize = 16;

type Work = Box<dyn FnMut(&mut dyn Transaction) -> Verdict + Send>;

type Done<'a> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>>;

/// A database and the threads that speak to it.
trait Engine: Send + Sync {
    /// Runs work in one transaction. `Ok` after the verdict to commit: what the work wrote is on disk.
    fn execute(&self, name: &'static str, access: Access, work: Work) -> Done<'_>;

    /// Whether the database was found damaged.
    fn is_damaged(&self) -> bool {
        false
    }
}

/// What can be done inside a transaction.
pub trait Transaction {
    /// Runs a statement. Returns how many rows it wrote.
    ///
    /// # Errors
    /// [`StoreError`]. A transaction of which a statement failed is never kept.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError>;

    /// Runs a statement that gives rows.
    ///
    /// # Errors
    /// As [`Transaction::execute`].
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError>;
}

impl dyn Transaction + '_ {
    /// Runs an `INSERT … ON CONFLICT DO NOTHING`.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the row was there already; otherwise as [`Transaction::execute`].
    pub fn insert(&mut self, sql: &str, values: &[Value]) -> Result<(), StoreError> {
        if self.execute(sql, values)? == 0 { Err(StoreError::Exists) } else { Ok(()) }
    }

    /// Runs an `INSERT … VALUES … ON CONFLICT DO NOTHING` for these rows, some at a time. `sql` is the statement, given the places
    /// of the rows' values.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when one of the rows was there already; otherwise as [`Transaction::execute`].
    pub(crate) fn insert_all<const COLUMNS: usize>(
        &mut self,
        rows: &[[Value; COLUMNS]],
        sql: impl Fn(&str) -> String,
    ) -> Result<(), StoreError> {
        for rows in rows.chunks(ROWS_AT_A_TIME) {
            let written = self.execute(&sql(&rows_of(rows.len(), COLUMNS)), rows.as_flattened())?;
            if usize::try_from(written).is_ok_and(|written| written < rows.len()) {
                return Err(StoreError::Exists);
            }
        }
        Ok(())
    }

    /// The first row of a statement, read by `read`.
    ///
    /// # Errors
    /// As [`Transaction::execute`], and what `read` returns.
    pub fn first<T>(
        &mut self,
        sql: &str,
        values: &[Value],
        read: impl FnOnce(Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        self.query(sql, values)?.into_iter().next().map(read).transpose()
    }

    /// All rows of a statement, each read by `read`.
    ///
    /// # Errors
    /// As [`Transaction::execute`], and what `read` returns.
    pub fn all<T>(
        &mut self,
        sql: &str,
        values: &[Value],
        read: impl FnMut(Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.query(sql, values)?.into_iter().map(read).collect()
    }
}

/// A database. Clones speak to the same one; dropping the last waits until everything queued is done.
#[derive(Clone)]
pub struct Store {
    engine: Arc<dyn Engine>,
    /// How many transactions of this program wrote.
    writes: watch::Sender<u64>,
}

impl Store {
    /// Opens or makes the database, brings its schema to the newest version and starts its threads.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be reached, is no database, or was written by a newer program.
    pub fn open(location: &Location) -> Result<Self, StoreError> {
        Self::open_expected(location, Expected::Either)
    }

    /// As [`Store::open`], where a database is expected or none.
    ///
    /// # Errors
    /// As [`Store::open`], and [`StoreError::Missing`] or [`StoreError::NotEmpty`] when it is not as expected. Nothing is
    /// made or changed then.
    pub fn open_expected(location: &Location, expected: Expected) -> Result<Self, StoreError> {
        let engine: Arc<dyn Engine> = match location {
            Location::File(path) => Arc::new(sqlite::Sqlite::open(path, expected)?),
            Location::Postgres(config) => Arc::new(postgres::Postgres::open(config, expected)?),
        };
        Ok(Self { engine, writes: watch::Sender::new(0) })
    }

    /// Whether the database was found damaged, when it was opened or by a statement since. Only SQLite's file is checked.
    pub fn is_damaged(&self) -> bool {
        self.engine.is_damaged()
    }

    /// The same database; transactions through this handle and its clones are counted in `registry`.
    pub(crate) fn measured(self, registry: &mut prometheus_client::registry::Registry) -> Self {
        Self { engine: Arc::new(measured::MeasuredEngine::new(self.engine, registry)), writes: self.writes }
    }

    /// As [`Store::open`], with a file.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_file(path: &Path) -> Result<Self, StoreError> {
        Self::open(&Location::File(path.to_owned()))
    }

    /// The newest schema version that this program knows, which every open database has.
    pub fn schema_version() -> u32 {
        migrations::VERSIONS.len().saturate()
    }

    /// Runs a named transaction. `Ok` means that what it wrote is on disk.
    ///
    /// # Errors
    /// The work's own, or the store's: nothing was changed then, except perhaps with [`StoreError::CommitUnknown`].
    pub async fn run<T, E>(
        &self,
        name: &'static str,
        work: impl FnMut(&mut dyn Transaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.transact(name, Access::Write, work).await
    }

    /// Runs a named transaction that only reads, on one snapshot and on a connection apart from the writers' queue.
    ///
    /// # Errors
    /// The work's own, or the store's.
    pub async fn view<T, E>(
        &self,
        name: &'static str,
        work: impl FnMut(&mut dyn Transaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.transact(name, Access::Read, work).await
    }

    /// Tells after every transaction of this program that may have written. What another program writes is not told.
    pub(crate) fn writes(&self) -> watch::Receiver<u64> {
        self.writes.subscribe()
    }

    async fn transact<T, E>(
        &self,
        name: &'static str,
        access: Access,
        mut work: impl FnMut(&mut dyn Transaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let outcome: Arc<Mutex<Option<Result<T, E>>>> = Arc::default();
        let slot = outcome.clone();
        let work: Work = Box::new(move |tx| {
            let result = work(tx);
            let verdict = if result.is_ok() { Verdict::Commit } else { Verdict::RollBack };
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            verdict
        });
        self.engine.execute(name, access, work).await?;
        if access == Access::Write {
            self.writes.send_modify(|writes| *writes = writes.wrapping_add(1));
        }
        let result = outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
        result.unwrap_or_else(|| Err(StoreError::Closed.into()))
    }
}
