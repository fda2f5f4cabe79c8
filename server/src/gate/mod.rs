//! The gate: the pass that whoever declared their entry shows at the border, and what officers decide there.

mod answers;
mod api;
mod gates;
mod pass_store;
mod passes;

use std::sync::Arc;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::Day;

use crate::declarations::Declarations;
use crate::ground::clock::Clock;
use crate::ground::secrets::Secrets;
use crate::store::{Store, StoreError, Transaction};

pub(crate) use answers::name_in;
pub(crate) use api::routes;
pub(crate) use passes::{ShownPass, declaration_ended};

/// The form of entry, whose declarations have passes.
pub(crate) const FORM: &str = "vhd";

/// The gates of the store.
pub(crate) struct Gates {
    pub(crate) store: Store,
    pub(crate) declarations: Arc<Declarations>,
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) clock: Arc<dyn Clock>,
    /// The deployment's days.
    pub(crate) key_days: KeyDays,
}

/// Deletes the passes whose time is over.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    pass_store::expire(tx, today)
}
