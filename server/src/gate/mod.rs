//! The gate: the pass that whoever declared their entry shows at the border, and what officers decide there.

mod answers;
mod api;
mod bundle;
mod bundle_api;
mod correcting;
mod deciding;
mod decision;
mod desk_api;
mod figures;
mod finding;
mod gates;
mod offline;
mod offline_api;
mod pass_store;
mod passes;
mod phone_api;
mod picture_api;
#[cfg(test)]
mod plans;
mod queue;
mod record;
mod record_api;
mod traveller_file;
mod traveller_store;

use std::sync::Arc;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::Day;

use crate::declarations::Declarations;
use crate::ground::clock::Clock;
use crate::ground::sealing::ExpiryKeys;
use crate::ground::secrets::Secrets;
use crate::ground::unit_set::UnitSet;
use crate::officers::Officers;
use crate::store::{Store, StoreError, Transaction};

pub(crate) use answers::{answer_to, name_in};
pub(crate) use api::routes;
pub(crate) use correcting::{Corrected, correctable};
pub(crate) use decision::{GateDecision, TravellerState};
pub(crate) use desk_api::officers_routes;
pub(crate) use figures::GateFigures;
pub(crate) use finding::FoundDeclaration;
pub(crate) use offline::{BroughtIn, OfflineClearance};
pub(crate) use offline_api::ClearedOffline;
pub(crate) use passes::{ShownPass, declaration_ended};
pub(crate) use queue::{AtCounter, QueueLine};
pub(crate) use record::GateRecord;
pub(crate) use traveller_file::TravellerFile;

/// The form of entry, whose declarations have passes.
pub(crate) const FORM: &str = "vhd";

/// The gates of the store.
pub(crate) struct Gates {
    pub(crate) store: Store,
    pub(crate) declarations: Arc<Declarations>,
    pub(crate) officers: Arc<Officers>,
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) expiry_keys: Arc<ExpiryKeys>,
    pub(crate) clock: Arc<dyn Clock>,
    /// The deployment's days.
    pub(crate) key_days: KeyDays,
    /// The units that officers work in.
    pub(crate) set: UnitSet,
}

/// Deletes the passes and the travellers whose time is over.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    traveller_store::expire(tx, today)?;
    pass_store::expire(tx, today)
}
