//! What an operator does at a command with criteria, whether or not a server runs.

use std::sync::Arc;

use crate::criteria::{CriteriaFault, CriteriaSets, CriteriaTaken};
use crate::ground::calendar::Date;
use crate::ground::clock::Clock;
use crate::ground::config::Config;
use crate::ground::error::{Failure, Fault};
use crate::server::home_beside_a_server;

/// The criteria of a data directory.
pub struct CriteriaDesk {
    sets: CriteriaSets,
}

impl CriteriaDesk {
    /// Opens the data directory of a configuration, which a server may be using.
    ///
    /// # Errors
    /// [`Failure::Fault`] when the data directory, the database or the rules of the settings cannot be used.
    pub fn open(config: &Config, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        config.check().map_err(Fault::from)?;
        let rules = config.rules().map_err(Fault::from)?;
        let (secrets, store) = home_beside_a_server(config)?;
        Ok(Self { sets: CriteriaSets::new(store, clock, Arc::new(secrets), rules.key_days)? })
    }

    /// Takes texts of criteria: CSV with a header, the columns `set`, `part` or `number`, `vi`, `en`, and where a criterion has
    /// points of its own `most`; or whole sets: JSON, one [`CriteriaSet`](lancan_protocol::criteria::CriteriaSet) or a list of
    /// them. Each set that the file changes gets a new version. Texts hold from `from` on, or from today; sets from the day that
    /// they name, or from `from` where that is later. With `is_trial` nothing is written. A server that runs reads the new
    /// versions within a minute.
    ///
    /// # Errors
    /// [`Failure`] when the store fails; inside, the rows or sets that are wrong.
    pub async fn import(
        &self,
        text: &[u8],
        from: Option<Date>,
        is_trial: bool,
    ) -> Result<Result<Vec<CriteriaTaken>, Vec<CriteriaFault>>, Failure> {
        self.sets.import(text, from.map(|date| date.0), is_trial).await
    }
}
