//! SQLite: one writer thread, which commits whatever waits in one go, and readers on their own threads.

use lancan_protocol::Saturate;
use std::fs::OpenOptions;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, TransactionBehavior, params_from_iter};
use tokio::sync::{mpsc, oneshot};

use super::job::{self, Job, Threads};
use super::migrations::{self, Words};
use super::{Access, DatabaseCode, Done, Engine, Expected, Row, StoreError, Transaction, Value, Verdict, Work};
use crate::ground::platform;

/// Most transactions that share one commit.
const BATCH: usize = 64;
/// Threads that read.
const READERS: usize = 2;
/// How long to wait for another process's write, such as `officer create`.
const BUSY: Duration = Duration::from_secs(10);
/// `SQLITE_CORRUPT`
const DAMAGED: i32 = 11;
/// Statements that a connection keeps prepared.
const PREPARED: usize = 256;

const WORDS: Words = Words {
    id: "INTEGER PRIMARY KEY",
    int: "INTEGER",
    bytes: "BLOB",
    ordered: "TEXT",
    append_only: "\
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit WHEN OLD.hash IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;",
    rows: " STRICT",
    keyed: " STRICT, WITHOUT ROWID",
};

/// A database file: write-ahead log, `synchronous = FULL`, so that what was acknowledged survives a killed process and,
/// as far as disk and file system keep their word, a power cut.
pub(super) struct Sqlite {
    writer: mpsc::Sender<Job>,
    readers: mpsc::Sender<Job>,
    threads: Threads,
    damage: Arc<Damage>,
}

/// Whether the file was found damaged.
#[derive(Default)]
struct Damage(AtomicBool);

impl Damage {
    /// Takes note of what a statement failed with.
    fn note(&self, code: DatabaseCode) {
        if code.is_damage() && !self.0.swap(true, Ordering::Relaxed) {
            tracing::error!(%code, "the database is damaged: stop the server and restore a backup");
        }
    }
}

impl Sqlite {
    /// Opens or makes the database, migrates it, checks it and starts its threads.
    pub(super) fn open(path: &Path, expected: Expected) -> Result<Self, StoreError> {
        if !path.exists() {
            expected.check(false)?;
        }
        let connection = prepare(path, expected).map_err(|error| match error {
            Opening::Database(error) => code_of(&error).of_start(),
            Opening::Schema(error) => error,
        })?;
        let damage = Arc::new(Damage::default());
        check(&connection, &damage);
        let threads = Threads::default();
        let (writer, jobs) = job::queue();
        let writer_damage = damage.clone();
        threads.spawn("store-writer", move || write_loop(&connection, jobs, &writer_damage))?;
        let (readers, jobs) = job::queue();
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..READERS {
            let connection = open_reader(path).map_err(|error| StoreError::Unreachable(code_of(&error)))?;
            let (jobs, damage) = (jobs.clone(), damage.clone());
            threads.spawn("store-reader", move || read_loop(&connection, &jobs, &damage))?;
        }
        Ok(Self { writer, readers, threads, damage })
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

/// Reads every page: what is damaged is found before it is asked for. Takes about a second for each gigabyte.
fn check(connection: &Connection, damage: &Damage) {
    let said = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    match said {
        Ok(said) if said == "ok" => {}
        Ok(_) => damage.note(DatabaseCode::Sqlite(DAMAGED)),
        Err(error) => damage.note(code_of(&error)),
    }
}

/// Copies a database to a new file, on one snapshot.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    if !from.exists() {
        return Err(StoreError::Missing);
    }
    let failed = |error: rusqlite::Error| code_of(&error).of_start();
    // Made beforehand so that nobody else may read the file.
    let mut options = OpenOptions::new();
    let made = platform::with_mode(&mut options, 0o600).write(true).create_new(true).open(to);
    made.map_err(|_| StoreError::Unreachable(DatabaseCode::None))?;
    let connection = Connection::open(from).map_err(failed)?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    connection.execute("VACUUM INTO ?1", [to.to_string_lossy()]).map_err(failed)?;
    // For writing: Windows has nobody else put a file on disk.
    let copied = OpenOptions::new().write(true).open(to).and_then(|copy| copy.sync_all());
    copied.map_err(|_| StoreError::Unreachable(DatabaseCode::None))
}

/// Reads every page of a database without a change to it. Returns its schema version.
pub(super) fn check_file(path: &Path) -> Result<u32, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing);
    }
    let failed = |error: rusqlite::Error| code_of(&error).of_start();
    let connection = open_reader(path).map_err(failed)?;
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(failed)?;
    if said != "ok" {
        return Err(StoreError::Statement(DatabaseCode::Sqlite(DAMAGED)));
    }
    migrations::known(connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?)
}

fn prepare(path: &Path, expected: Expected) -> Result<Connection, Opening> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    // What a transaction may have to undo of a job waits in memory, and not in a file that is made for each.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    expected.check(found > 0).map_err(Opening::Schema)?;
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

    fn is_damaged(&self) -> bool {
        self.damage.0.load(Ordering::Relaxed)
    }
}

fn write_loop(connection: &Connection, mut jobs: mpsc::Receiver<Job>, damage: &Damage) {
    while let Some(first) = jobs.blocking_recv() {
        let mut batch = vec![first];
        while batch.len() < BATCH {
            let Ok(job) = jobs.try_recv() else { break };
            batch.push(job);
        }
        write_batch(connection, batch, damage);
    }
    let _ = connection.pragma_update(None, "wal_checkpoint", "TRUNCATE");
}

/// Runs a batch in one transaction, each job in a savepoint of its own: one that fails undoes only itself.
fn write_batch(connection: &Connection, mut batch: Vec<Job>, damage: &Damage) {
    batch.retain(|job| !job.is_abandoned());
    if batch.is_empty() {
        return;
    }
    if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
        damage.note(code_of(&error));
        return answer_all(batch.into_iter().map(|job| job.done), code_of(&error).of_start());
    }
    let mut kept = Vec::with_capacity(batch.len());
    let mut jobs = batch.into_iter();
    while let Some(Job { name, mut work, done, .. }) = jobs.next() {
        let result = in_savepoint(connection, name, &mut work, damage);
        if connection.is_autocommit() {
            // The database undid the whole transaction by itself, as when the disk is full.
            let error = result.err().unwrap_or(StoreError::Unreachable(DatabaseCode::None));
            return answer_all(kept.into_iter().chain([done]).chain(jobs.map(|job| job.done)), error);
        }
        match result {
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
            damage.note(code_of(&error));
            let _ = connection.execute_batch("ROLLBACK");
            answer_all(kept, code_of(&error).of_commit());
        }
    }
}

fn answer_all(waiting: impl IntoIterator<Item = oneshot::Sender<Result<(), StoreError>>>, error: StoreError) {
    tracing::error!(%error, "a batch of transactions failed; nothing of it was stored");
    for done in waiting {
        let _ = done.send(Err(error));
    }
}

fn in_savepoint(
    connection: &Connection,
    name: &'static str,
    work: &mut Work,
    damage: &Damage,
) -> Result<(), StoreError> {
    let once = |sql: &str| {
        let done = connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
        done.map(drop).map_err(|error| code_of(&error).of_statement())
    };
    once("SAVEPOINT job")?;
    let mut tx = SqliteTransaction { connection, damage, failed: None };
    let verdict = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
    let failed = tx.failed;
    let result = match (verdict, failed) {
        (Ok(Verdict::Commit), None) => return once("RELEASE job"),
        (Ok(Verdict::Commit), Some(code)) => Err(code.of_statement()),
        (Ok(Verdict::RollBack), _) => Ok(()),
        (Err(_), _) => {
            tracing::error!(transaction = name, "a transaction panicked and was undone");
            Err(StoreError::Panicked)
        }
    };
    // Where the database undid the whole transaction, there is no savepoint to go back to.
    if connection.is_autocommit() {
        return Err(failed.unwrap_or(DatabaseCode::None).of_statement());
    }
    once("ROLLBACK TO job")?;
    once("RELEASE job")?;
    result
}

fn read_loop(connection: &Connection, jobs: &Mutex<mpsc::Receiver<Job>>, damage: &Damage) {
    let batch = |sql| connection.execute_batch(sql).map_err(|error| code_of(&error).of_start());
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        let Some(job) = job else { return };
        if job.is_abandoned() {
            continue;
        }
        let Job { name, mut work, done, .. } = job;
        let result = batch("BEGIN").and_then(|()| {
            let result = in_savepoint(connection, name, &mut work, damage);
            batch("ROLLBACK")?;
            result
        });
        let _ = done.send(result);
    }
}

struct SqliteTransaction<'c> {
    connection: &'c Connection,
    damage: &'c Damage,
    /// The first statement that failed.
    failed: Option<DatabaseCode>,
}

impl SqliteTransaction<'_> {
    fn noted<T>(&mut self, result: rusqlite::Result<T>) -> Result<T, StoreError> {
        result.map_err(|error| {
            let code = code_of(&error);
            self.damage.note(code);
            self.failed.get_or_insert(code);
            code.of_statement()
        })
    }
}

impl Transaction for SqliteTransaction<'_> {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let result =
            self.connection.prepare_cached(sql).and_then(|mut statement| statement.execute(params_from_iter(values)));
        self.noted(result).map(Saturate::saturate)
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
    use super::super::{DatabaseCode, Expected, Location, Store, StoreError, Transaction};
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
        let set = "INSERT INTO levels (id, day, level, quiet_days, overflowed) VALUES (1, ?1, 0, 0, 0)";
        store.run("add", move |tx| tx.execute(set, values![7_u64])).await.unwrap();
        drop(store);
        let again = Store::open_file(&directory.path().join("test.sqlite3")).unwrap();
        let day = again.view("look", |tx| tx.first("SELECT day FROM levels", &[], |mut row| row.take()));
        assert_eq!(day.await, Ok(Some(7_u64)));
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

    #[tokio::test]
    async fn a_full_disk_is_called_so_keeps_nothing_and_passes() {
        let (store, _directory) = new_sqlite();
        store.run("limit", |tx| tx.query("PRAGMA max_page_count = 1", &[]).map(|_| ())).await.unwrap();
        let large = "INSERT INTO documents (kind, serial, issued_at, expires_at, content_hash, bytes)
             VALUES ('index', 1, 0, 0, ?1, ?1)";
        let many = (0..20).map(|_| {
            let store = store.clone();
            tokio::spawn(
                async move { store.run("large", move |tx| tx.execute(large, values![&vec![7_u8; 100_000]])).await },
            )
        });
        for tried in many.collect::<Vec<_>>() {
            assert_eq!(tried.await.unwrap(), Err(StoreError::Full(DatabaseCode::Sqlite(13))));
        }
        store.run("more room", |tx| tx.query("PRAGMA max_page_count = 1000000", &[]).map(|_| ())).await.unwrap();
        assert_eq!(store.run("large", move |tx| tx.execute(large, values![&vec![7_u8; 100_000]])).await, Ok(1));
        assert!(!store.is_damaged());
    }

    #[tokio::test]
    async fn a_damaged_file_is_noticed_when_it_is_opened() {
        use std::os::unix::fs::FileExt as _;
        let (store, directory) = new_sqlite();
        let large = "INSERT INTO documents (kind, serial, issued_at, expires_at, content_hash, bytes)
             VALUES ('index', 1, 0, 0, ?1, ?1)";
        store.run("large", move |tx| tx.execute(large, values![&vec![7_u8; 200_000]])).await.unwrap();
        drop(store);
        let path = directory.path().join("test.sqlite3");
        let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        let pages = file.metadata().unwrap().len() / 4_096;
        // The chain of a large value's pages is broken.
        file.write_all_at(&[0xff; 8], (pages - 10) * 4_096).unwrap();
        assert!(Store::open_file(&path).unwrap().is_damaged());
    }

    #[test]
    fn a_database_that_must_be_there_is_not_made_and_one_that_is_there_is_not_made_again() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("test.sqlite3");
        let location = Location::File(path.clone());
        let opened = |expected| Store::open_expected(&location, expected).map(|_| ());
        assert_eq!(opened(Expected::Existing), Err(StoreError::Missing));
        assert!(!path.exists());
        assert_eq!(opened(Expected::Nothing), Ok(()));
        assert_eq!(opened(Expected::Existing), Ok(()));
        assert_eq!(opened(Expected::Nothing), Err(StoreError::NotEmpty));
        std::fs::write(&path, "").unwrap();
        assert_eq!(opened(Expected::Existing), Err(StoreError::Missing), "an empty file is no database");
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
