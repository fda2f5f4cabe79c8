//! SQLite: one writer thread, which commits whatever waits in one go, and readers on their own threads.

mod transaction;
mod values;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tokio::sync::{mpsc, oneshot};

use super::{Access, Store, StoreError, StoreFuture, Verdict, Work, schema};
use transaction::SqliteTransaction;

/// Transactions that may wait before callers are held back.
const QUEUE: usize = 1_024;
/// Most transactions that share one commit.
const BATCH: usize = 64;
/// Threads that read.
const READERS: usize = 2;
/// How long to wait for another process's write, such as `officer create`.
const BUSY: Duration = Duration::from_secs(10);

struct Job {
    name: &'static str,
    work: Work,
    done: oneshot::Sender<Result<(), StoreError>>,
}

/// A database file: write-ahead log, `synchronous = FULL`, so that what was acknowledged survives a killed process and,
/// as far as disk and file system keep their word, a power cut.
pub struct SqliteStore {
    writer: mpsc::Sender<Job>,
    readers: mpsc::Sender<Job>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl SqliteStore {
    /// Opens or makes the database, migrates it and starts its threads.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be opened, is no database, or is too new.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "secure_delete", true)?;
        connection.set_prepared_statement_cache_capacity(128);
        schema::migrate(&mut connection)?;

        let (writer, jobs) = mpsc::channel(QUEUE);
        let mut threads = vec![spawn("store-writer", move || write_loop(&connection, jobs))?];
        let (readers, jobs) = mpsc::channel(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..READERS {
            let connection = Connection::open_with_flags(
                path,
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI,
            )?;
            connection.busy_timeout(BUSY)?;
            let jobs = jobs.clone();
            threads.push(spawn("store-reader", move || read_loop(&connection, &jobs))?);
        }
        Ok(Self { writer, readers, threads: Mutex::new(threads) })
    }
}

/// Dropping it waits until everything queued is done and the file is closed.
impl Drop for SqliteStore {
    fn drop(&mut self) {
        self.writer = mpsc::channel(1).0;
        self.readers = mpsc::channel(1).0;
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A job may hold the last handle: its thread ends by itself.
            if thread.thread().id() != std::thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

impl Store for SqliteStore {
    fn execute(&self, name: &'static str, access: Access, work: Work) -> StoreFuture<'_> {
        let queue = match access {
            Access::Write => &self.writer,
            Access::Read => &self.readers,
        };
        Box::pin(send(queue, name, work))
    }
}

async fn send(queue: &mpsc::Sender<Job>, name: &'static str, work: Work) -> Result<(), StoreError> {
    let (done, answer) = oneshot::channel();
    queue.send(Job { name, work, done }).await.map_err(|_| StoreError::Closed)?;
    answer.await.map_err(|_| StoreError::Closed)?
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    std::thread::Builder::new().name(name.to_owned()).spawn(body).map_err(|_| StoreError::Closed)
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
        return answer_all(batch.into_iter().map(|job| job.done), &error);
    }
    let mut committed = Vec::with_capacity(batch.len());
    for Job { name, mut work, done } in batch {
        match in_savepoint(connection, name, &mut work) {
            Ok(()) => committed.push(done),
            Err(error) => {
                let _ = done.send(Err(error));
            }
        }
    }
    match connection.execute_batch("COMMIT") {
        Ok(()) => committed.into_iter().for_each(|done| {
            let _ = done.send(Ok(()));
        }),
        Err(error) => {
            let _ = connection.execute_batch("ROLLBACK");
            answer_all(committed, &error);
        }
    }
}

fn answer_all(waiting: impl IntoIterator<Item = oneshot::Sender<Result<(), StoreError>>>, error: &rusqlite::Error) {
    tracing::error!(%error, "a database commit failed; nothing of it was stored");
    for done in waiting {
        let _ = done.send(Err(StoreError::Closed));
    }
}

fn in_savepoint(connection: &Connection, name: &'static str, work: &mut Work) -> Result<(), StoreError> {
    connection.execute_batch("SAVEPOINT job")?;
    let verdict = catch_unwind(AssertUnwindSafe(|| work(&mut SqliteTransaction::new(connection))));
    let end = match verdict {
        Ok(Verdict::Commit) => "RELEASE job",
        Ok(Verdict::RollBack) | Err(_) => "ROLLBACK TO job; RELEASE job",
    };
    connection.execute_batch(end)?;
    verdict.map(|_| ()).map_err(|_| {
        tracing::error!(transaction = name, "a transaction panicked and was undone");
        StoreError::Closed
    })
}

fn read_loop(connection: &Connection, jobs: &Mutex<mpsc::Receiver<Job>>) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        let Some(Job { name, mut work, done }) = job else { return };
        let result = connection.execute_batch("BEGIN").map_err(StoreError::from).and_then(|()| {
            let result = in_savepoint(connection, name, &mut work);
            connection.execute_batch("ROLLBACK")?;
            result
        });
        let _ = done.send(result);
    }
}
