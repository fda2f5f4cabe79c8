//! Feedback on facilities: citizens say what is not right, an officer reads it before anybody else does, the facility answers,
//! and an officer says whether it is set right. The facility never learns who wrote.

mod acts;
mod api;
#[cfg(test)]
mod plans;
mod reading;
mod sessions;
mod state;
mod store;
mod words;

use std::sync::Arc;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::Day;

use crate::facilities::Facilities;
use crate::ground::clock::Clock;
use crate::ground::secrets::Secrets;
use crate::officers::Officers;
use crate::otp::OneTimePasswords;
use crate::store::{Store, StoreError, Transaction};

pub(crate) use acts::{FeedbackJudgement, MOST_PHOTOS, NewFeedback};
pub(crate) use api::routes;
pub(crate) use sessions::{Citizen, SESSION_DAYS};
pub(crate) use state::{FeedbackState, REASONS};
pub(crate) use store::FeedbackRow;
pub(crate) use words::MOST_LETTERS;

/// Days that feedback is kept.
const KEPT_DAYS: u32 = 400;
/// Days that rejected feedback is kept, and the number of what is set right.
const KEPT_REJECTED_DAYS: u32 = 30;

/// The feedback of the store.
pub(crate) struct Feedback {
    store: Store,
    facilities: Arc<Facilities>,
    officers: Arc<Officers>,
    otp: Arc<OneTimePasswords>,
    secrets: Arc<Secrets>,
    clock: Arc<dyn Clock>,
}

/// Deletes what is older than it is kept.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    sessions::expire(tx, KeyDays::UTC.start(today))?;
    store::expire(tx, today.minus(KEPT_REJECTED_DAYS), today.minus(KEPT_DAYS))
}

impl Feedback {
    pub(crate) fn new(facilities: Arc<Facilities>, officers: Arc<Officers>, otp: Arc<OneTimePasswords>) -> Self {
        let (store, secrets, clock) = (officers.store.clone(), officers.secrets.clone(), officers.clock.clone());
        Self { store, facilities, officers, otp, secrets, clock }
    }
}
