//! Boundaries of provinces, districts and wards, which an operator imports; without them the map has points.

mod fault;
mod import;
mod reading;
mod shape;
mod store;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lancan_protocol::time::UnixTime;

use crate::ground::clock::Clock;
use crate::ground::error::Failure;
use crate::ground::unit_set::UnitSet;
use crate::store::{Store, Transaction};

pub use fault::BoundaryFault;
pub use import::BoundariesTaken;
#[cfg(any(test, fuzzing))]
pub(crate) use import::fuzzed_boundaries;
pub(crate) use shape::Rings;

/// Seconds for which boundaries that were read are kept.
const KEPT_SECONDS: u64 = 60;

/// The boundaries of a unit and of the units that lie directly in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BoundariesOfUnit {
    /// Those of the units in it, by code. One that is not here has none.
    pub(crate) inside: BTreeMap<String, Rings>,
    /// Its own; none for the country.
    pub(crate) own: Option<Rings>,
}

/// The boundaries of the set of units in force.
pub(crate) struct Boundaries {
    store: Store,
    clock: Arc<dyn Clock>,
    set: UnitSet,
    kept: Mutex<BTreeMap<String, (UnixTime, Arc<BoundariesOfUnit>)>>,
}

impl Boundaries {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>, set: UnitSet) -> Self {
        Self { store, clock, set, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<String, (UnixTime, Arc<BoundariesOfUnit>)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The boundaries of a unit of the set, or of the country; read at most once in a minute.
    ///
    /// # Errors
    /// [`Failure`] when the store fails.
    pub(crate) async fn of_unit(&self, code: Option<&str>) -> Result<Arc<BoundariesOfUnit>, Failure> {
        let (now, code) = (self.clock.now(), code.unwrap_or_default().to_owned());
        let is_new = |at: UnixTime| at <= now && now < at.plus(KEPT_SECONDS);
        if let Some((_, found)) = self.kept().get(&code).filter(|(at, _)| is_new(*at)) {
            return Ok(found.clone());
        }
        let (set, asked) = (self.set, code.clone());
        let read = move |tx: &mut dyn Transaction| {
            let own = if asked.is_empty() { None } else { store::of(tx, set, &asked)? };
            let inside = store::inside(tx, set, &asked)?.into_iter().collect();
            Ok::<_, Failure>(BoundariesOfUnit { inside, own: own.map(|(_, rings)| rings) })
        };
        let found = Arc::new(self.store.view("unit_boundaries", read).await?);
        self.kept().insert(code, (now, found.clone()));
        Ok(found)
    }
}
