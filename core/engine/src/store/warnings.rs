//! Warnings this phone has found, kept as one sealed value: not even their number shows.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::{Store, Transaction, error::StoreError, seal::Sealer, transaction};
use crate::notice::Warning;

/// The sealed value that holds all warnings.
pub(crate) const NAME: &str = "warnings";

/// A warning and what the user did with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StoredWarning {
    /// The warning.
    pub warning: Warning,
    /// The user has put it away.
    pub dismissed: bool,
}

impl Store {
    /// All warnings, in the order in which they were found.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when they cannot be unsealed; another [`StoreError`] when the file cannot be read.
    pub fn warnings(&mut self) -> Result<Vec<StoredWarning>, StoreError> {
        self.run("warnings", |transaction| transaction.warnings())
    }

    /// Puts a warning away. Returns whether it was there.
    ///
    /// # Errors
    /// Those of [`Store::warnings`]; [`StoreError`] when the file cannot be written.
    pub fn dismiss_warning(&mut self, id: i64) -> Result<bool, StoreError> {
        self.run("dismiss_warning", |transaction| {
            let mut warnings = transaction.warnings()?;
            let Some(stored) = warnings.iter_mut().find(|stored| stored.warning.id == id) else { return Ok(false) };
            stored.dismissed = true;
            transaction.write_warnings(&warnings)?;
            Ok(true)
        })
    }
}

impl Transaction<'_> {
    /// All warnings, in the order in which they were found.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when they cannot be unsealed; another [`StoreError`] when the file cannot be read.
    pub fn warnings(&self) -> Result<Vec<StoredWarning>, StoreError> {
        read(&self.sql, self.sealer)
    }

    /// Keeps a warning under a fresh id, which is returned; the one it carries is not looked at.
    ///
    /// # Errors
    /// Those of [`Transaction::warnings`]; [`StoreError`] when the file cannot be written.
    pub fn insert_warning(&mut self, mut warning: Warning) -> Result<i64, StoreError> {
        let mut warnings = self.warnings()?;
        let id = warnings.iter().map(|stored| stored.warning.id).max().unwrap_or(0).saturating_add(1);
        warning.id = id;
        warnings.push(StoredWarning { warning, dismissed: false });
        self.write_warnings(&warnings)?;
        Ok(id)
    }

    /// Replaces all warnings.
    pub(super) fn write_warnings(&mut self, warnings: &[StoredWarning]) -> Result<(), StoreError> {
        // Plain numbers and texts: they always have a JSON form.
        let bytes = serde_json::to_vec(warnings).map_err(|_| StoreError::Damaged("the warnings"))?;
        self.put(NAME, &bytes)
    }
}

pub(super) fn read(connection: &Connection, sealer: &Sealer) -> Result<Vec<StoredWarning>, StoreError> {
    match transaction::get(connection, sealer, NAME)? {
        Some(bytes) => decode(&bytes).ok_or(StoreError::Damaged("the warnings")),
        None => Ok(Vec::new()),
    }
}

/// Whether these bytes are a list of warnings.
pub(crate) fn is_list(bytes: &[u8]) -> bool {
    decode(bytes).is_some()
}

fn decode(bytes: &[u8]) -> Option<Vec<StoredWarning>> {
    serde_json::from_slice(bytes).ok()
}
