//! What every request needs, in one place.

use std::path::PathBuf;
use std::sync::Arc;

use lancan_protocol::rules::Rules;
use lancan_protocol::time::UnixTime;
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::clock_guard::ClockGuard;
use crate::config::Config;
use crate::error::Fault;
use crate::files;
use crate::sealing::{ExpiryKeys, SealingKey, open_case_key};
use crate::secrets::Secrets;
use crate::store::{CaseRow, Store};
use crate::tokens::Tokens;

/// Passwords that are checked at once; each takes 19 MiB and a core.
const PASSWORD_CHECKS: usize = 2;

/// The server's parts. It holds no state of its own: everything that matters is in the store and in files.
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) rules: Rules,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) clock_guard: ClockGuard,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) secrets: Secrets,
    pub(crate) tokens: Tokens,
    pub(crate) expiry_keys: ExpiryKeys,
    pub(crate) exports: PathBuf,
    pub(crate) password_checks: Semaphore,
}

impl App {
    pub(crate) fn new(
        config: Config,
        rules: Rules,
        clock: Arc<dyn Clock>,
        store: Arc<dyn Store>,
    ) -> Result<Self, Fault> {
        let [keys, exports, expiry_keys] = ["keys", "exports", "expiry-keys"].map(|name| config.data_dir.join(name));
        for directory in [&keys, &exports, &expiry_keys] {
            files::private_directory(directory)
                .and_then(|()| files::clear_unfinished(directory))
                .map_err(Fault::file(directory))?;
        }
        let secrets = Secrets::open_or_make(&keys)?;
        Ok(Self {
            tokens: Tokens::new(&config.issuer, &secrets.token)?,
            expiry_keys: ExpiryKeys::open(expiry_keys)?,
            clock_guard: ClockGuard::new(&config.clock, rules.publication.every_seconds),
            password_checks: Semaphore::new(PASSWORD_CHECKS),
            config,
            rules,
            clock,
            store,
            secrets,
            exports,
        })
    }

    pub(crate) fn now(&self) -> UnixTime {
        self.clock.now()
    }

    /// The key that everything of a case is sealed under.
    pub(crate) fn case_key(&self, case: &CaseRow) -> Result<SealingKey, Fault> {
        let day = self.expiry_keys.get(case.expiry).ok_or(Fault::Broken("an expiry key is missing"))?;
        Ok(open_case_key(&day, &case.id.0, &case.sealed_key)?)
    }
}
