//! Transactions on their way to the threads of a database.

use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use super::{Access, DatabaseCode, StoreError, Work};

/// Transactions that may wait before callers are held back.
const QUEUE: usize = 1_024;

/// A transaction that waits for its turn.
pub(super) struct Job {
    pub(super) name: &'static str,
    pub(super) access: Access,
    pub(super) work: Work,
    pub(super) done: oneshot::Sender<Result<(), StoreError>>,
}

impl Job {
    /// Whether nobody waits for the transaction any more: its client left before it began.
    pub(super) fn is_abandoned(&self) -> bool {
        self.done.is_closed()
    }
}

/// A queue of transactions.
pub(super) fn queue() -> (mpsc::Sender<Job>, mpsc::Receiver<Job>) {
    mpsc::channel(QUEUE)
}

/// Puts a transaction into a queue and waits until it is done.
pub(super) async fn submit(
    queue: &mpsc::Sender<Job>,
    name: &'static str,
    access: Access,
    work: Work,
) -> Result<(), StoreError> {
    let (done, answer) = oneshot::channel();
    queue.send(Job { name, access, work, done }).await.map_err(|_| StoreError::Closed)?;
    answer.await.map_err(|_| StoreError::Closed)?
}

/// The threads of a database. They end by themselves when their queue is closed.
#[derive(Default)]
pub(super) struct Threads(Mutex<Vec<JoinHandle<()>>>);

impl Threads {
    pub(super) fn spawn(&self, name: &str, body: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(body);
        let thread = thread.map_err(|_| StoreError::Unreachable(DatabaseCode::None))?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        Ok(())
    }

    /// Waits until all have ended.
    pub(super) fn join(&self) {
        for thread in std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)) {
            // A transaction may hold the last handle: its thread ends by itself.
            if thread.thread().id() != std::thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}
