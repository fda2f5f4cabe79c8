//! Warnings this phone has found, kept as one sealed value: not even their number shows.

use lancan_protocol::time::Day;
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
    /// Whether it still holds.
    #[serde(default)]
    pub standing: Standing,
}

/// Whether a warning still holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Standing {
    /// The warning follows from what is known.
    #[default]
    InForce,
    /// The warning does not follow any more.
    Withdrawn,
    /// The warning's advice is over.
    Expired,
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

    /// Replaces all warnings.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be written.
    pub fn write_warnings(&mut self, warnings: &[StoredWarning]) -> Result<(), StoreError> {
        // Plain numbers and texts: they always have a JSON form.
        let bytes = serde_json::to_vec(warnings).map_err(|_| StoreError::Damaged("the warnings"))?;
        self.put(NAME, &bytes)
    }
}

pub(super) fn read(connection: &Connection, sealer: &Sealer) -> Result<Vec<StoredWarning>, StoreError> {
    match transaction::get(connection, sealer, NAME)? {
        Some(bytes) => list(&bytes).ok_or(StoreError::Damaged("the warnings")),
        None => Ok(Vec::new()),
    }
}

/// Whether these bytes are a list of warnings.
pub(crate) fn is_list(bytes: &[u8]) -> bool {
    list(bytes).is_some()
}

/// The list of warnings in these bytes; none where there is none.
pub(crate) fn list(bytes: &[u8]) -> Option<Vec<StoredWarning>> {
    let mut warnings: Vec<StoredWarning> = serde_json::from_slice(bytes).ok()?;
    for StoredWarning { warning, .. } in &mut warnings {
        // Earlier versions knew one day of a contact.
        if warning.last_day == Day::default() {
            (warning.first_day, warning.last_day) = (warning.last_contact, warning.last_contact);
        }
    }
    Some(warnings)
}
