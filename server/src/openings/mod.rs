//! Openings of the visitor log: an officer with a case asks for one place and at most six hours, a second officer signs the same
//! words, the opener opens, and who was there becomes a contact of that case. Nothing here can open an envelope.

mod api;
mod asking;
mod handing_out;
mod importing;
mod kept;
mod key_store;
mod keys;
mod keys_api;
mod reading;
mod signing;
mod state;
mod store;

use std::sync::Arc;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::visitor_log::{LogPublicKey, LogSecretKey};

use crate::cases::{self, CaseRow, Cases};
use crate::contacts::Contacts;
use crate::ground::clock::Clock;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::ground::purposes;
use crate::ground::secrets::Secrets;
use crate::http::Officer;
use crate::officers::Officers;
use crate::places::Places;
use crate::store::{Store, StoreError, Transaction};
use crate::visitor_log::VisitorLog;

pub(crate) use api::routes;
pub(crate) use asking::{NewOpening, SecondOfficer};
pub(crate) use importing::FromOpener;
pub(crate) use key_store::SigningKeyRow;
pub(crate) use reading::OpeningFile;
pub(crate) use state::OpeningState;

use store::OpeningRow;

/// Days that a key is kept after its end.
const KEY_DAYS: u32 = 90;
/// Most openings of a list.
const MOST_LISTED: u32 = 200;
/// Most bytes of a file that comes from the opener: about 60,000 entries.
pub(crate) const MOST_RESULT_BYTES: usize = 16 << 20;

/// The openings of the store.
pub(crate) struct Openings {
    store: Store,
    officers: Arc<Officers>,
    cases: Arc<Cases>,
    contacts: Arc<Contacts>,
    places: Arc<Places>,
    log: Arc<VisitorLog>,
    secrets: Arc<Secrets>,
    clock: Arc<dyn Clock>,
    /// The deployment's days.
    key_days: KeyDays,
    /// What the opener seals its results to: derived from the server's secret, enrolled at the opener in person.
    recipient: (LogSecretKey, LogPublicKey),
}

impl Openings {
    pub(crate) fn new(
        cases: &Arc<Cases>,
        contacts: &Arc<Contacts>,
        places: &Arc<Places>,
        log: &Arc<VisitorLog>,
        key_days: KeyDays,
    ) -> Self {
        let secrets = cases.secrets.clone();
        let recipient = LogSecretKey::derive(&secrets.digest(purposes::OPENING_RECIPIENT, &[]));
        Self {
            store: cases.officers.store.clone(),
            officers: cases.officers.clone(),
            cases: cases.clone(),
            contacts: contacts.clone(),
            places: places.clone(),
            log: log.clone(),
            clock: cases.clock.clone(),
            secrets,
            key_days,
            recipient,
        }
    }

    /// The key that the opener seals results to.
    pub(crate) fn recipient(&self) -> &LogPublicKey {
        &self.recipient.1
    }

    /// The case of an opening, where it lies in the officer's area.
    async fn case_of(&self, officer: &Officer, id: &str) -> Result<CaseId, Failure> {
        let (officer, id, now) = (officer.clone(), id.to_owned(), self.clock.now());
        self.store.view("case_of_opening", move |tx| Ok(seen(tx, &officer, &id, now)?.1.id)).await
    }
}

/// An opening with its case, where the case lies in the officer's area and has not expired.
fn seen(
    tx: &mut dyn Transaction,
    officer: &Officer,
    id: &str,
    now: UnixTime,
) -> Result<(OpeningRow, CaseRow), Failure> {
    let row = store::find(tx, id)?.ok_or(Problem::NotFound)?;
    let case = cases::unexpired(tx, &row.case, now)?.ok_or(Problem::NotFound)?;
    officer.sees(&case.area)?;
    Ok((row, case))
}

/// Deletes the openings of the cases that end, and keys some time after their end.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    for case in cases::ending(tx, today)? {
        store::forget(tx, &case)?;
    }
    key_store::forget_before(tx, KeyDays::UTC.start(today.minus(KEY_DAYS)))
}
