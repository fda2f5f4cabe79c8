//! SQLite: one writer thread, which commits whatever waits in one go, and readers on their own threads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, TransactionBehavior, params_from_iter};
use tokio::sync::{mpsc, oneshot};

use super::job::{self, Job, Threads};
use super::migrations::{self, Words};
use super::{Access, DatabaseCode, Done, Engine, Row, StoreError, Transaction, Value, Verdict, Work};

/// Most transactions that share one commit.
const BATCH: usize = 64;
/// Threads that read.
const READERS: usize = 2;
/// How long to wait for another process's write, such as `officer create`.
const BUSY: Duration = Duration::from_secs(10);
/// Statements that a connection keeps prepared.
const PREPARED: usize = 128;

const WORDS: Words = Words {
    id: "INTEGER PRIMARY KEY",
    int: "INTEGER",
    bytes: "BLOB",
    rows: " STRICT",
    keyed: " STRICT, WITHOUT ROWID",
};

/// A database file: write-ahead log, `synchronous = FULL`, so that what was acknowledged survives a killed process and,
/// as far as disk and file system keep their word, a power cut.
pub(super) struct Sqlite {
    writer: mpsc::Sender<Job>,
    readers: mpsc::Sender<Job>,
    threads: Threads,
}

impl Sqlite {
    /// Opens or makes the database, migrates it and starts its threads.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = prepare(path).map_err(|error| match error {
            Opening::Database(error) => StoreError::Unreachable(code_of(&error)),
            Opening::Schema(error) => error,
        })?;
        let threads = Threads::default();
        let (writer, jobs) = job::queue();
        threads.spawn("store-writer", move || write_loop(&connection, jobs))?;
        let (readers, jobs) = job::queue();
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..READERS {
            let connection = open_reader(path).map_err(|error| StoreError::Unreachable(code_of(&error)))?;
            let jobs = jobs.clone();
            threads.spawn("store-reader", move || read_loop(&connection, &jobs))?;
        }
        Ok(Self { writer, readers, threads })
    }
}

enum Opening {
    Database(rusqlite::Error),
    Schema(StoreError),
}

impl From<rusqlite::Error> for Opening {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

fn prepare(path: &Path) -> Result<Connection, Opening> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for script in migrations::scripts_after(found, &WORDS).map_err(Opening::Schema)? {
        tx.execute_batch(&script)?;
    }
    tx.pragma_update(None, "user_version", migrations::newest())?;
    tx.commit()?;
    Ok(connection)
}

fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI,
    )?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    Ok(connection)
}

/// Dropping it waits until everything queued is done and the file is closed.
impl Drop for Sqlite {
    fn drop(&mut self) {
        self.writer = job::queue().0;
        self.readers = job::queue().0;
        self.threads.join();
    }
}

impl Engine for Sqlite {
    fn execute(&self, name: &'static str, access: Access, work: Work) -> Done<'_> {
        let queue = match access {
            Access::Write => &self.writer,
            Access::Read => &self.readers,
        };
        Box::pin(job::submit(queue, name, access, work))
    }
}

fn write_loop(connection: &Connection, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.blocking_recv() {
        let mut batch = vec![first];
        while batch.len() < BATCH {
            let Ok(job) = jobs.try_recv() else { break };
            batch.push(job);
        }
        write_batch(connection, batch);
    }
    let _ = connection.pragma_update(None, "wal_checkpoint", "TRUNCATE");
}

/// Runs a batch in one transaction, each job in a savepoint of its own: one that fails undoes only itself.
fn write_batch(connection: &Connection, batch: Vec<Job>) {
    if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
        return answer_all(batch.into_iter().map(|job| job.done), StoreError::Unreachable(code_of(&error)));
    }
    let mut kept = Vec::with_capacity(batch.len());
    for Job { name, mut work, done, .. } in batch {
        match in_savepoint(connection, name, &mut work) {
            Ok(()) => kept.push(done),
            Err(error) => {
                let _ = done.send(Err(error));
            }
        }
    }
    match connection.execute_batch("COMMIT") {
        Ok(()) => kept.into_iter().for_each(|done| {
            let _ = done.send(Ok(()));
        }),
        Err(error) => {
            let _ = connection.execute_batch("ROLLBACK");
            answer_all(kept, StoreError::NotCommitted(code_of(&error)));
        }
    }
}

fn answer_all(waiting: impl IntoIterator<Item = oneshot::Sender<Result<(), StoreError>>>, error: StoreError) {
    tracing::error!(%error, "a batch of transactions failed; nothing of it was stored");
    for done in waiting {
        let _ = done.send(Err(error));
    }
}

fn in_savepoint(connection: &Connection, name: &'static str, work: &mut Work) -> Result<(), StoreError> {
    let batch = |sql| connection.execute_batch(sql).map_err(|error| code_of(&error).of_statement());
    batch("SAVEPOINT job")?;
    let mut tx = SqliteTransaction { connection, failed: None };
    let verdict = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
    let result = match (verdict, tx.failed) {
        (Ok(Verdict::Commit), None) => return batch("RELEASE job"),
        (Ok(Verdict::Commit), Some(code)) => Err(code.of_statement()),
        (Ok(Verdict::RollBack), _) => Ok(()),
        (Err(_), _) => {
            tracing::error!(transaction = name, "a transaction panicked and was undone");
            Err(StoreError::Panicked)
        }
    };
    batch("ROLLBACK TO job; RELEASE job")?;
    result
}

fn read_loop(connection: &Connection, jobs: &Mutex<mpsc::Receiver<Job>>) {
    let batch = |sql| connection.execute_batch(sql).map_err(|error| StoreError::Unreachable(code_of(&error)));
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        let Some(Job { name, mut work, done, .. }) = job else { return };
        let result = batch("BEGIN").and_then(|()| {
            let result = in_savepoint(connection, name, &mut work);
            batch("ROLLBACK")?;
            result
        });
        let _ = done.send(result);
    }
}

struct SqliteTransaction<'c> {
    connection: &'c Connection,
    /// The first statement that failed.
    failed: Option<DatabaseCode>,
}

impl SqliteTransaction<'_> {
    fn noted<T>(&mut self, result: rusqlite::Result<T>) -> Result<T, StoreError> {
        result.map_err(|error| {
            let code = code_of(&error);
            self.failed.get_or_insert(code);
            code.of_statement()
        })
    }
}

impl Transaction for SqliteTransaction<'_> {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let result =
            self.connection.prepare_cached(sql).and_then(|mut statement| statement.execute(params_from_iter(values)));
        self.noted(result).map(|rows| u64::try_from(rows).unwrap_or(u64::MAX))
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let result = rows(self.connection, sql, values);
        self.noted(result)
    }
}

fn rows(connection: &Connection, sql: &str, values: &[Value]) -> rusqlite::Result<Vec<Row>> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query(params_from_iter(values))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let values = (0..columns).map(|column| row.get_ref(column).map(value_of));
        found.push(Row::new(values.collect::<rusqlite::Result<_>>()?));
    }
    Ok(found)
}

/// The schema has no column of another type.
fn value_of(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null | ValueRef::Real(_) => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn code_of(error: &rusqlite::Error) -> DatabaseCode {
    match error {
        rusqlite::Error::SqliteFailure(error, _) | rusqlite::Error::SqlInputError { error, .. } => {
            DatabaseCode::Sqlite(error.extended_code)
        }
        _ => DatabaseCode::None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::new_sqlite;
    use super::super::{DatabaseCode, Store, StoreError, Transaction};
    use crate::values;

    const DANGLING: &str = "INSERT INTO sessions (token_hash, officer, created_at, expires_at) VALUES (?1, 99, 0, 0)";

    fn sessions(tx: &mut dyn Transaction) -> Result<u64, StoreError> {
        Ok(tx.first("SELECT count(*) FROM sessions", &[], |mut row| row.take())?.unwrap_or(0))
    }

    #[tokio::test]
    async fn a_commit_that_fails_is_called_so_and_keeps_nothing() {
        let (store, _directory) = new_sqlite();
        let tried = store
            .run("dangles", |tx| {
                tx.query("PRAGMA defer_foreign_keys = ON", &[])?;
                tx.execute(DANGLING, values![&[1; 32]])
            })
            .await;
        assert_eq!(tried, Err(StoreError::NotCommitted(DatabaseCode::Sqlite(787))));
        assert_eq!(store.view("look", sessions).await, Ok(0));
    }

    #[tokio::test]
    async fn a_closed_store_opens_again_with_what_was_in_it() {
        let (store, directory) = new_sqlite();
        let set = "INSERT INTO fill_models (id, models) VALUES (1, ?1)";
        store.run("add", move |tx| tx.execute(set, values![&[7; 3]])).await.unwrap();
        drop(store);
        let again = Store::open_file(&directory.path().join("test.sqlite3")).unwrap();
        let models = again.view("look", |tx| tx.first("SELECT models FROM fill_models", &[], |mut row| row.take()));
        assert_eq!(models.await, Ok(Some(vec![7; 3])));
    }

    #[test]
    fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("test.sqlite3");
        std::fs::write(&path, "this is not a database, whatever its name says").unwrap();
        let error = Store::open_file(&path).err().unwrap();
        assert_eq!(error, StoreError::Unreachable(DatabaseCode::Sqlite(26)));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "this is not a database, whatever its name says");
    }

    #[test]
    fn a_database_of_a_newer_program_is_refused_and_left_as_it_is() {
        let (store, directory) = new_sqlite();
        drop(store);
        let path = directory.path().join("test.sqlite3");
        let version = |version: Option<i64>| -> i64 {
            let connection = super::Connection::open(&path).unwrap();
            if let Some(version) = version {
                connection.pragma_update(None, "user_version", version).unwrap();
            }
            connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
        };
        version(Some(99));
        let known = super::migrations::newest();
        assert_eq!(Store::open_file(&path).err(), Some(StoreError::TooNew { found: 99, known }));
        assert_eq!(version(None), 99);
    }
}
