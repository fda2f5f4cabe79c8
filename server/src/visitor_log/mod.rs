//! The visitor log: envelopes that the opener alone opens, kept 28 days. Nothing here can read one.

mod api;
mod opening_hours;
mod packs;
mod store;
mod taking;

use std::path::PathBuf;
use std::sync::Arc;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::Day;
use p256::ecdsa::VerifyingKey;

use crate::ground::clock::Clock;
use crate::ground::sealing::ExpiryKeys;
use crate::officers::Officers;
use crate::places::Places;
use crate::store::{Store, StoreError, Transaction};

pub(crate) use api::routes;

/// The visitor log of the store.
pub(crate) struct VisitorLog {
    pub(crate) store: Store,
    pub(crate) places: Arc<Places>,
    pub(crate) officers: Arc<Officers>,
    pub(crate) expiry_keys: Arc<ExpiryKeys>,
    pub(crate) clock: Arc<dyn Clock>,
    /// The deployment's days.
    pub(crate) key_days: KeyDays,
    /// Where the provinces' packs lie, as their openers signed them.
    pub(crate) packs: PathBuf,
    /// Who vouches for openers.
    pub(crate) national: Vec<VerifyingKey>,
}

/// Deletes the envelopes whose time is over.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    store::expire(tx, today)
}
