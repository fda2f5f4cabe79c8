//! The visitor log: envelopes that the opener alone opens, kept 28 days. Nothing here can read one.

mod api;
mod card_sheet;
mod card_store;
mod cards;
mod checker_api;
mod checker_store;
mod checkers;
mod day_card_api;
mod day_cards;
mod lines;
mod manager_cards;
mod opening_hours;
mod packs;
mod phone_cards;
mod store;
mod taking;

use std::path::PathBuf;
use std::sync::Arc;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::places::PlaceFlags;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;
use lancan_protocol::visitor_log::{KeyPack, LogHour};
use lancan_protocol::wire::PublicKeyPem;
use p256::ecdsa::VerifyingKey;

use crate::ground::clock::Clock;
use crate::ground::error::{Failure, Fault};
use crate::ground::purposes;
use crate::ground::sealing::{ExpiryKeys, SealingKey};
use crate::ground::secrets::Secrets;
use crate::officers::Officers;
use crate::places::{Manager, PlaceRow, Places};
use crate::store::{Store, StoreError, Together, Transaction};
use taking::Offered;

pub(crate) use api::routes;
pub(crate) use cards::NewCard;
#[cfg(any(test, fuzzing))]
pub(crate) use cards::fuzzed_wanted;
pub(crate) use checkers::{CHECKER_DAYS, INVITATION_MINUTES, KnownChecker, MOST_CHECKERS, checker_named};
pub(crate) use lines::HourCount;
#[cfg(any(test, fuzzing))]
pub(crate) use opening_hours::fuzzed_hours;

/// The visitor log of the store.
pub(crate) struct VisitorLog {
    store: Store,
    places: Arc<Places>,
    officers: Arc<Officers>,
    secrets: Arc<Secrets>,
    expiry_keys: Arc<ExpiryKeys>,
    clock: Arc<dyn Clock>,
    /// The deployment's days.
    key_days: KeyDays,
    /// Where the provinces' packs lie, as their openers signed them.
    packs: PathBuf,
    /// Who vouches for openers.
    national: Vec<VerifyingKey>,
    /// The same keys, as devices pin them.
    national_pems: Vec<PublicKeyPem>,
    /// The key that seals the names of doors.
    doors: SealingKey,
    /// What phones send at the same time.
    uploads: Together<Offered, Result<(), Failure>>,
}

impl VisitorLog {
    /// # Errors
    /// [`Fault`] when the server's secret gives no key.
    pub(crate) fn new(
        places: &Arc<Places>,
        (officers, secrets): (&Arc<Officers>, &Arc<Secrets>),
        (expiry_keys, clock, key_days): (&Arc<ExpiryKeys>, &Arc<dyn Clock>, KeyDays),
        packs: PathBuf,
        national: &[PublicKeyPem],
    ) -> Result<Self, Fault> {
        Ok(Self {
            store: officers.store.clone(),
            places: places.clone(),
            officers: officers.clone(),
            doors: secrets.sealing_key(purposes::LOG_DOORS)?,
            secrets: secrets.clone(),
            expiry_keys: expiry_keys.clone(),
            clock: clock.clone(),
            key_days,
            packs,
            national: KeyPack::national(national),
            national_pems: national.to_vec(),
            uploads: Together::default(),
        })
    }
}

/// A manager's place that keeps a log. One of others, and one without the duty, is not found.
fn managed_with_log(tx: &mut dyn Transaction, manager: &Manager, id: &str) -> Result<PlaceRow, Failure> {
    let place = Places::managed_by(tx, manager, id)?;
    let keeps_log = place.place.flags.contains(PlaceFlags::VISITOR_LOG);
    if keeps_log { Ok(place) } else { Err(Problem::NotFound.into()) }
}

/// Days that the envelopes of an hour are counted: longer than one of the hour is taken.
const COUNTED_DAYS: u32 = 3;

/// Deletes the envelopes and cards whose time is over, lines after two days, and checkers after 90.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    let now = KeyDays::UTC.start(today);
    let lines_before = LogHour(LogHour::of(now).0.saturating_sub(lines::LINE_HOURS));
    let checkers_before = KeyDays::UTC.start(today.minus(CHECKER_DAYS));
    checker_store::expire(tx, lines_before, now, checkers_before)?;
    card_store::expire(tx, today)?;
    let counts_before = LogHour::of(KeyDays::UTC.start(today.minus(COUNTED_DAYS)));
    store::expire(tx, today, counts_before)
}
