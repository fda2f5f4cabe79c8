//! Backups: a copy of the database in one step and the published files, while the server runs or not; and back again.
//!
//! Expiry keys are in no backup: what was destroyed must not come back with one.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::ground::clock::Clock;
use crate::ground::config::Config;
use crate::ground::data_lock::DataLock;
use crate::ground::error::{Failure, Fault};
use crate::ground::secrets::Secrets;
use crate::ground::{files, home};
use crate::store::{self, Location, Store};

/// The file that a backup ends with. A directory without the file is no finished backup.
const NOTE: &str = "backup.json";
const DATABASE: &str = "lancan.sqlite3";
const EXPORTS: &str = "exports";
const KEYS: &str = "keys";

/// What a backup says of itself.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    /// Form of the backup: 1.
    format: u32,
    /// Schema version of the database.
    schema: u32,
    /// When the backup was made, Unix seconds.
    made_at: u64,
}

/// Copies database and published files into a new directory, and the keys into another where one is named. The server may
/// run meanwhile, under load: the database is copied in one step, and the copy is checked.
///
/// # Errors
/// [`Fault::Unfit`] when the database is PostgreSQL's or a directory is not empty, and faults of files and of the database.
pub fn back_up(config: &Config, clock: &dyn Clock, to: &Path, keys_to: Option<&Path>) -> Result<(), Failure> {
    let database = file_of(config)?;
    empty_directory(to)?;
    let copy = to.join(DATABASE);
    let schema = store::copy_file(&database, &copy)?;
    let exports = config.data_dir.join(EXPORTS);
    // After the database: a file is on disk before the database names the file.
    copy_files(&exports, &to.join(EXPORTS))?;
    if let Some(keys_to) = keys_to {
        // Only keys that can be used are worth a backup.
        Secrets::check(&config.data_dir.join(KEYS))?;
        empty_directory(keys_to)?;
        copy_files(&config.data_dir.join(KEYS), keys_to)?;
    }
    let note = Note { format: 1, schema, made_at: clock.now().0 };
    let note = serde_json::to_vec_pretty(&note).map_err(|_| Fault::Broken("a note does not encode"))?;
    let path = to.join(NOTE);
    files::write_durably(&path, &note, 0o600).map_err(Fault::file(&path))?;
    Ok(())
}

/// Brings a backup back into a data directory that holds nothing of a server.
///
/// # Errors
/// [`Fault::Unfit`] when the directory is not new, the backup is not finished or damaged, or the database is PostgreSQL's;
/// [`Fault::Missing`] for a key that the backup of the keys does not hold; and faults of files.
pub fn restore(config: &Config, from: &Path, keys_from: &Path) -> Result<(), Failure> {
    let database = file_of(config)?;
    let _lock = DataLock::alone(&config.data_dir)?;
    if !home::is_new(&config.data_dir)? || database.exists() {
        return Err(Fault::Unfit("restore-directory-in-use").into());
    }
    let path = from.join(NOTE);
    let note = fs::read(&path).map_err(|_| Fault::Unfit("restore-unfinished"))?;
    read_note(&note)?;
    let copy = from.join(DATABASE);
    store::check_file(&copy)?;
    Secrets::check(keys_from)?;
    copy_files(keys_from, &config.data_dir.join(KEYS))?;
    copy_files(&from.join(EXPORTS), &config.data_dir.join(EXPORTS))?;
    home::mark_restored(&config.data_dir)?;
    // Last, in one step: a restore that is cut off leaves a directory without a database, which no server starts on.
    files::copy_durably(&copy, &database).map_err(Fault::file(&database))?;
    Ok(())
}

/// What a backup says of itself, where this program can bring it back.
fn read_note(bytes: &[u8]) -> Result<Note, Fault> {
    let note: Note = serde_json::from_slice(bytes).map_err(|_| Fault::Unfit("restore-unknown-form"))?;
    let is_known = note.format == 1 && note.schema <= Store::schema_version();
    if is_known { Ok(note) } else { Err(Fault::Unfit("restore-newer-program")) }
}

/// Any bytes as a backup's note: refused, or one that this program brings back, and writes to the same.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzzed_note(bytes: &[u8]) {
    if let Ok(note) = read_note(bytes) {
        assert!(note.format == 1 && note.schema <= Store::schema_version());
        let again = serde_json::to_vec(&note).ok().and_then(|bytes| read_note(&bytes).ok());
        assert_eq!(again.map(|again| (again.schema, again.made_at)), Some((note.schema, note.made_at)));
    }
}

/// The file of the database.
fn file_of(config: &Config) -> Result<PathBuf, Fault> {
    match config.location()? {
        Location::File(path) => Ok(path),
        Location::Postgres(_) => Err(Fault::Unfit("backup-postgres")),
    }
}

fn empty_directory(path: &Path) -> Result<(), Fault> {
    files::private_directory(path).map_err(Fault::file(path))?;
    match fs::read_dir(path).map_err(Fault::file(path))?.next() {
        None => Ok(()),
        Some(_) => Err(Fault::Unfit("backup-directory-in-use")),
    }
}

/// Copies the files of a directory, without those that are only begun.
fn copy_files(from: &Path, to: &Path) -> Result<(), Fault> {
    files::private_directory(to).map_err(Fault::file(to))?;
    for entry in fs::read_dir(from).map_err(Fault::file(from))? {
        let path = entry.map_err(Fault::file(from))?.path();
        let Some(name) = path.file_name().filter(|name| !name.to_string_lossy().starts_with('.')) else { continue };
        if path.is_file() {
            let target = to.join(name);
            files::copy_durably(&path, &target).map_err(Fault::file(&target))?;
        }
    }
    Ok(())
}
