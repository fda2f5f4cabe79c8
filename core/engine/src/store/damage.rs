//! Opening a file, and putting it aside when it is damaged: tracing goes on with a fresh one.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use rand_core::CryptoRng;
use rusqlite::{Connection, OpenFlags};

use super::{
    Opening, Store,
    error::{StoreError, during},
    vault::KeyVault,
};

pub(super) fn open_or_replace(path: &Path, vault: &dyn KeyVault, rng: &mut dyn CryptoRng) -> Result<Store, StoreError> {
    match open(path, vault, rng) {
        Err(StoreError::Damaged(_)) => {
            let aside = put_aside(path)?;
            let mut store = open(path, vault, rng)?;
            store.opening = Opening::Replaced(aside);
            Ok(store)
        }
        outcome => outcome,
    }
}

fn open(path: &Path, vault: &dyn KeyVault, rng: &mut dyn CryptoRng) -> Result<Store, StoreError> {
    create_private(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(during("open"))?;
    Store::begin(connection, Some(path.to_owned()), vault, rng)
}

/// Makes the file, where there is none, such that only its owner can read it. SQLite gives its log the same mode.
fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(of_file(&error)),
        _ => Ok(()),
    }
}

/// Where a damaged file goes. There is at most one; an older one gives way.
pub(super) fn place_aside(path: &Path) -> PathBuf {
    with_suffix(path, ".damaged")
}

fn put_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let aside = place_aside(path);
    remove_aside(path)?;
    // The log first: a log without its file is nothing, a file with a stranger's log is damage.
    for suffix in ["-wal", ""] {
        match fs::rename(with_suffix(path, suffix), with_suffix(&aside, suffix)) {
            Err(error) if suffix.is_empty() || error.kind() != io::ErrorKind::NotFound => return Err(of_file(&error)),
            _ => {}
        }
    }
    Ok(aside)
}

/// Removes a file that was put aside earlier, if there is one.
pub(super) fn remove_aside(path: &Path) -> Result<(), StoreError> {
    let aside = place_aside(path);
    for suffix in ["-wal", ""] {
        match fs::remove_file(with_suffix(&aside, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(of_file(&error)),
            _ => {}
        }
    }
    Ok(())
}

pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

pub(super) fn of_file(error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => StoreError::ReadOnly,
        kind => StoreError::File(kind),
    }
}
