//! What an operator does at a command with facilities, whether or not a server runs.

use std::sync::Arc;

use crate::criteria::CriteriaSets;
use crate::facilities::{Facilities, ListFault, ListTaken};
use crate::ground::clock::Clock;
use crate::ground::clock_guard::ClockGuard;
use crate::ground::config::Config;
use crate::ground::error::{Failure, Fault};
use crate::ground::sms;
use crate::officers::Officers;
use crate::otp::OneTimePasswords;
use crate::places::Places;
use crate::server::home_beside_a_server;

/// The facilities of a data directory.
pub struct FacilityDesk {
    places: Arc<Places>,
    facilities: Arc<Facilities>,
}

impl FacilityDesk {
    /// Opens the data directory of a configuration, which a server may be using.
    ///
    /// # Errors
    /// [`Failure::Fault`] when the data directory, the database or the rules of the settings cannot be used.
    pub fn open(config: &Config, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        config.check().map_err(Fault::from)?;
        let rules = Arc::new(config.rules().map_err(Fault::from)?);
        let (secrets, store) = home_beside_a_server(config)?;
        let (secrets, key_days, set) = (Arc::new(secrets), rules.key_days, config.units.set);
        let guard = Arc::new(ClockGuard::new(&config.clock, rules.publication.every_seconds, clock.clone()));
        let officers = Arc::new(Officers::new(store.clone(), secrets.clone(), clock.clone(), config)?);
        let criteria = CriteriaSets::new(store.clone(), clock.clone(), secrets.clone(), key_days)?;
        let criteria = Arc::new(criteria);
        let sms = sms::of(&config.sms, clock.clone());
        let otp = OneTimePasswords::new(store, secrets.clone(), clock.clone(), sms, key_days, &config.otp);
        let host = config.host().to_owned();
        let places = Places::new(officers.clone(), Arc::new(otp), secrets, clock, rules, set, host)?;
        let facilities = Facilities::new(officers, criteria, guard, key_days, set)?;
        Ok(Self { places: Arc::new(places), facilities: Arc::new(facilities) })
    }

    /// Takes a list of facilities: CSV with a header, the columns `name`, `kind` (school, hospital, clinic), `unit` (code of
    /// the ward), `address`, `people` (a day), `phone` and `manager` (who runs it), and where it is known `point` (latitude,
    /// longitude). A facility that is there stays as it is.
    ///
    /// # Errors
    /// [`Failure`] when the store fails; inside, the rows that are wrong.
    pub async fn take_list(&self, text: &[u8]) -> Result<Result<ListTaken, Vec<ListFault>>, Failure> {
        self.facilities.take_list(&self.places, text).await
    }
}
