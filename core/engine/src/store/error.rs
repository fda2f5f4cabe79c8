//! What can go wrong with the store. No message holds a path, an identifier or a key.

use lancan_protocol::problem::Problem;
use rusqlite::ErrorCode;

use super::vault::VaultError;

/// What went wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The vault gave no secret.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The vault's secret is not the one this store was sealed under. Nothing was changed.
    #[error("the key store's key does not open this store; restore the key, or erase the store and start again")]
    WrongKey,
    /// The store was written by a newer version. Nothing was changed.
    #[error("the store has schema version {found}, this app knows versions up to {known}; update the app")]
    TooNew {
        /// The file's schema version.
        found: u32,
        /// The newest one known here.
        known: u32,
    },
    /// The file does not exist.
    #[error("there is no such file; check the path")]
    NoFile,
    /// The file is something else. Nothing was changed.
    #[error("this is not a store of this app; choose another path")]
    NotAStore,
    /// Another process, or another handle of this one, has the store open.
    #[error("the store is in use by another process; stop it first")]
    Busy,
    /// The disk is full.
    #[error("the disk is full; free some space")]
    Full,
    /// The disk or the file cannot be written to.
    #[error("the store cannot be written to: the file or its disk is read-only")]
    ReadOnly,
    /// Something cannot be read: its bytes were changed after they were written.
    #[error("{0} is damaged")]
    Damaged(&'static str),
    /// This opening of the store has sealed as often as one key allows. Close the store and open it again.
    #[error("the store has to be closed and opened again")]
    SealsUsedUp,
    /// SQLite failed in another way.
    #[error("SQLite failed to {operation}: {code:?} ({extended})")]
    Sqlite {
        /// The operation that failed.
        operation: &'static str,
        /// SQLite's primary code.
        code: ErrorCode,
        /// SQLite's extended code.
        extended: i32,
    },
    /// A file could not be renamed or removed.
    #[error("a file of the store could not be renamed or removed: {0}")]
    File(std::io::ErrorKind),
}

impl StoreError {
    /// The public code.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Vault(VaultError::Missing) | Self::WrongKey => Problem::WrongStoreKey,
            Self::Vault(_) => Problem::HostFailed,
            Self::TooNew { .. } => Problem::StoreTooNew,
            Self::NoFile | Self::NotAStore => Problem::FileInvalid,
            Self::Busy => Problem::StoreBusy,
            Self::Full
            | Self::ReadOnly
            | Self::Damaged(_)
            | Self::SealsUsedUp
            | Self::Sqlite { .. }
            | Self::File(_) => Problem::StoreFailed,
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        error.problem()
    }
}

/// Turns SQLite's error into ours, keeping its code and nothing else.
pub(super) fn during(operation: &'static str) -> impl Fn(rusqlite::Error) -> StoreError {
    move |error| {
        let (code, extended) = match error {
            rusqlite::Error::SqliteFailure(failure, _) => (failure.code, failure.extended_code),
            rusqlite::Error::SqlInputError { error, .. } => (error.code, error.extended_code),
            // The columns are not what the schema says.
            _ => return StoreError::Damaged("the database"),
        };
        match code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
            ErrorCode::DiskFull => StoreError::Full,
            ErrorCode::ReadOnly => StoreError::ReadOnly,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Damaged("the database"),
            code => StoreError::Sqlite { operation, code, extended },
        }
    }
}
