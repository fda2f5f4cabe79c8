//! Whether what the server stores can be stored: the disk has room, and the database takes a write and is undamaged.

use std::path::PathBuf;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use tokio::sync::Mutex;

use super::health::{Readiness, Ready};
use super::limits;
use crate::ground::error::{Failure, Refusal};
use crate::ground::platform;
use crate::store::{Store, StoreError};

/// Bytes that must be free on the disk of the data directory: an export and the database's log find room.
pub(crate) const LEAST_FREE: u64 = 4 << 20;

/// The part of the server that stores.
pub(crate) struct Storage {
    store: Store,
    data_dir: PathBuf,
    /// One write at a time is tried, however many ask.
    trying: Mutex<()>,
}

impl Storage {
    pub(crate) fn new(store: Store, data_dir: PathBuf) -> Self {
        Self { store, data_dir, trying: Mutex::default() }
    }

    async fn free(&self) -> Option<u64> {
        let directory = self.data_dir.clone();
        tokio::task::spawn_blocking(move || platform::free_bytes(&directory)).await.ok()?
    }
}

impl Ready for Storage {
    fn ready(&self, _: UnixTime) -> Readiness<'_> {
        let not_ready = |detail| Err(Failure::from(Refusal::because(Problem::Unavailable, detail)));
        Box::pin(async move {
            if self.store.is_damaged() {
                return not_ready("the database is damaged: restore a backup");
            }
            if self.free().await.is_none_or(|free| free < LEAST_FREE) {
                return not_ready("the disk of the data directory is full");
            }
            let _alone = self.trying.lock().await;
            match self.store.run("ready", limits::try_a_write).await {
                Ok(()) => Ok(()),
                Err(StoreError::Full(_)) => not_ready("the disk of the database is full"),
                Err(_) => not_ready("the database takes no writes"),
            }
        })
    }
}
