//! Criteria: the sets that the authority begins with and those that were imported, as one signed document.

mod api;
mod fault;
mod import;
mod newest;
mod sets;
mod store;
#[cfg(test)]
mod tests;
mod texts;
mod versions;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use lancan_protocol::criteria::{Criteria, CriteriaSet, UnitRule};
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::signed::Purpose;
use lancan_protocol::time::UnixTime;

use crate::ground::clock::Clock;
use crate::ground::error::{Failure, Fault};
use crate::ground::secrets::Secrets;
use crate::store::{Store, Transaction};

pub(crate) use api::routes;
pub use fault::CriteriaFault;
pub use import::CriteriaTaken;
#[cfg(any(test, fuzzing))]
pub(crate) use versions::fuzzed_criteria;

/// Seconds after which a server looks whether criteria were imported.
const LOOK_SECONDS: u64 = 60;
/// Days for which a document of criteria can be used.
const DAYS: u32 = 30;

/// The criteria of a deployment.
pub(crate) struct CriteriaSets {
    store: Store,
    clock: Arc<dyn Clock>,
    secrets: Arc<Secrets>,
    key_days: KeyDays,
    shipped: Vec<CriteriaSet>,
    kept: Mutex<KeptCriteria>,
}

/// What was read last.
struct KeptCriteria {
    criteria: Arc<Criteria>,
    /// How many versions were imported, and when the last one was.
    newest: (u32, Option<UnixTime>),
    looked_at: Option<UnixTime>,
    /// The signed document and its serial.
    signed: Option<(u64, Bytes)>,
}

/// The document of these sets, without serial and times.
fn document(sets: Vec<CriteriaSet>) -> Criteria {
    let (issued_at, expires_at) = (UnixTime(0), UnixTime(u64::MAX));
    Criteria { format: Criteria::FORMAT, serial: 0, issued_at, expires_at, sets, units: UnitRule::default() }
}

impl CriteriaSets {
    /// # Errors
    /// [`Fault`] when a shipped set of criteria is not allowed; the tests keep that from happening.
    pub(crate) fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        secrets: Arc<Secrets>,
        key_days: KeyDays,
    ) -> Result<Self, Fault> {
        let shipped = CriteriaSet::shipped().map_err(|_| Fault::Broken("a shipped set of criteria is not allowed"))?;
        let criteria = Arc::new(document(shipped.clone()));
        let kept = Mutex::new(KeptCriteria { criteria, newest: (0, None), looked_at: None, signed: None });
        Ok(Self { store, clock, secrets, key_days, shipped, kept })
    }

    fn kept(&self) -> MutexGuard<'_, KeptCriteria> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every set in use, as this server read it last.
    pub(crate) fn now(&self) -> Arc<Criteria> {
        self.kept().criteria.clone()
    }

    /// Reads what was imported since the last look, at most once in a minute.
    ///
    /// # Errors
    /// [`Failure`] when the store fails; what was read before stays in use.
    pub(crate) async fn refresh(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        let is_due = |looked_at: UnixTime| now < looked_at || now >= looked_at.plus(LOOK_SECONDS);
        if !self.kept().looked_at.is_none_or(is_due) {
            return Ok(());
        }
        let known = self.kept().newest;
        let read = move |tx: &mut dyn Transaction| {
            let newest = store::newest(tx)?;
            Ok::<_, Failure>((newest, if newest == known { None } else { Some(store::all(tx)?) }))
        };
        let (newest, imported) = self.store.view("criteria_sets", read).await?;
        let mut kept = self.kept();
        kept.looked_at = Some(now);
        if let Some(imported) = imported {
            kept.criteria = Arc::new(document(self.shipped.iter().cloned().chain(imported).collect()));
            kept.newest = newest;
            kept.signed = None;
        }
        Ok(())
    }

    /// The signed document. Its serial is the start of the day, or the last import of the day: it grows with every import, and
    /// servers that have read the same imports sign the same bytes.
    ///
    /// # Errors
    /// [`Failure`] when the store fails.
    pub(crate) async fn signed(&self) -> Result<Bytes, Failure> {
        self.refresh().await?;
        let start = self.key_days.start(self.key_days.day(self.clock.now()));
        let mut kept = self.kept();
        let issued_at = kept.newest.1.map_or(start, |imported| imported.max(start));
        if let Some((_, bytes)) = kept.signed.as_ref().filter(|(serial, _)| *serial == issued_at.0) {
            return Ok(bytes.clone());
        }
        let expires_at = self.key_days.start(self.key_days.day(issued_at).plus(DAYS));
        let criteria = Criteria { serial: issued_at.0, issued_at, expires_at, ..Criteria::clone(&kept.criteria) };
        let broken = |_| Fault::Broken("the criteria do not encode");
        let content = serde_json::to_vec(&criteria).map_err(broken)?;
        let signed = self.secrets.criteria.sign(Purpose::Criteria, &content);
        let bytes = Bytes::from(serde_json::to_vec(&signed).map_err(broken)?);
        kept.signed = Some((issued_at.0, bytes.clone()));
        Ok(bytes)
    }
}
