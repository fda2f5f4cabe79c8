//! What retention would delete now: tried, counted and undone.

use lancan_protocol::Saturate as _;
use std::collections::BTreeMap;

use lancan_protocol::key_days::KeyDays;

use crate::ground::clock::Clock;
use crate::ground::config::Config;
use crate::ground::error::{Failure, Fault};
use crate::ground::sealing::ExpiryKeys;
use crate::retention::expire;
use crate::server::home_beside_a_server;
use crate::store::{CountedDeletions, StoreError};

/// What retention would delete now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Rows by table; tables without one are left out.
    pub rows: BTreeMap<String, u64>,
    /// Keys of days that ended: what is sealed under them opens no more.
    pub expiry_keys: u64,
}

/// How a trial ends: never kept.
enum Tried {
    Undone(BTreeMap<String, u64>),
    Failed(StoreError),
}

impl From<StoreError> for Tried {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// What the server would delete on the clock's day, whether or not it runs. Deletes as the server does, counts, and undoes
/// everything.
///
/// # Errors
/// [`Failure::Fault`] when the data directory or the database cannot be used.
pub async fn due_for_deletion(config: &Config, clock: &dyn Clock) -> Result<Due, Failure> {
    config.check().map_err(Fault::from)?;
    let today = KeyDays::UTC.day(clock.now());
    let (_, store) = home_beside_a_server(config)?;
    let tried: Result<(), Tried> = store
        .run("try_retention", move |tx| {
            let mut counting = CountedDeletions::new(tx);
            expire(&mut counting, today)?;
            Err(Tried::Undone(counting.deleted()))
        })
        .await;
    let rows = match tried {
        Err(Tried::Undone(rows)) => rows,
        Err(Tried::Failed(error)) => return Err(error.into()),
        Ok(()) => BTreeMap::new(),
    };
    let keys = ExpiryKeys::open(config.data_dir.join("expiry-keys"))?;
    let expiry_keys: u64 = keys.until(today)?.len().saturate();
    Ok(Due { rows, expiry_keys })
}
