//! The data directory: keys and database are made together in a new one, and never again.
//!
//! A directory is new while it holds nothing of a server. A first start that is cut off leaves a mark, and the next one goes
//! on with it. After that every key and the database must be there: a server that made them again would silently be another
//! authority, whose signatures no phone trusts.

use std::fs;
use std::path::{Path, PathBuf};

use super::config::Config;
use super::error::{Failure, Fault};
use super::files;
use super::platform;
use super::secrets::Secrets;
use crate::store::{self, Expected, Location, Store, StoreError};

/// The file that is there while a new directory is filled.
const UNFINISHED: &str = "unfinished";
/// The file that a restore leaves for the first start after it.
const RESTORED: &str = "restored";
/// The file that the process which uses the directory holds locked.
pub(crate) const LOCK: &str = "server.lock";
/// What a directory holds that is not new.
const OURS: [&str; 4] = ["keys", "expiry-keys", "exports", "lancan.sqlite3"];

/// Opens the keys and the database of a data directory, and makes them in a new one. The caller holds the directory's lock
/// where it is new.
///
/// # Errors
/// [`Fault::Missing`], which names the file, when a key or the database of a directory that is not new is missing.
pub(crate) fn open(config: &Config) -> Result<(Secrets, Store), Failure> {
    let directory = &config.data_dir;
    files::private_directory(directory).map_err(Fault::file(directory))?;
    let (keys, location) = (directory.join("keys"), config.location().map_err(Fault::from)?);
    let mark = directory.join(UNFINISHED);
    let opened = if is_new(directory)? {
        let cut_off = mark.exists();
        if !cut_off {
            nothing_is_stored(&location)?;
            files::write_durably(&mark, b"", 0o600).map_err(Fault::file(&mark))?;
        }
        let secrets = Secrets::open_or_make(&keys)?;
        let expected = if cut_off { Expected::Either } else { Expected::Nothing };
        let store = Store::open_expected(&location, expected)?;
        for name in ["exports", "expiry-keys"] {
            let path = directory.join(name);
            files::private_directory(&path).map_err(Fault::file(&path))?;
        }
        files::remove_durably(&mark).map_err(Fault::file(&mark))?;
        (secrets, store)
    } else {
        let secrets = Secrets::open_of_any_version(&keys)?;
        if let Location::File(path) = &location
            && !path.exists()
        {
            return Err(Fault::Missing(path.clone()).into());
        }
        (secrets, Store::open_expected(&location, Expected::Existing)?)
    };
    make_private(directory)?;
    Ok(opened)
}

/// Leaves the mark of a restore in a data directory.
pub(crate) fn mark_restored(directory: &Path) -> Result<(), Fault> {
    let mark = directory.join(RESTORED);
    files::write_durably(&mark, b"", 0o600).map_err(Fault::file(&mark))
}

/// Whether a restore left its mark.
pub(crate) fn is_restored(directory: &Path) -> Result<bool, Fault> {
    let mark = directory.join(RESTORED);
    mark.try_exists().map_err(Fault::file(&mark))
}

/// Takes the mark of a restore away.
pub(crate) fn clear_restored(directory: &Path) -> Result<(), Fault> {
    let mark = directory.join(RESTORED);
    files::remove_durably(&mark).map_err(Fault::file(&mark))
}

/// Refuses to make keys beside a database that is there, before anything is written: the next start would find what this
/// one began, and go on with it.
fn nothing_is_stored(location: &Location) -> Result<(), StoreError> {
    match store::check(location) {
        Err(StoreError::Missing) => Ok(()),
        Err(error) => Err(error),
        Ok(_) => Err(StoreError::NotEmpty),
    }
}

/// Whether nothing was finished in a data directory.
pub(crate) fn is_new(directory: &Path) -> Result<bool, Fault> {
    let exists = |name: &str| -> Result<bool, Fault> {
        let path = directory.join(name);
        path.try_exists().map_err(Fault::file(&path))
    };
    if exists(UNFINISHED)? {
        return Ok(true);
    }
    for name in OURS {
        if exists(name)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Lets nobody but the owner read a data directory and what a server made in it, `lost+found` and others' files left as they
/// are.
fn make_private(directory: &Path) -> Result<(), Fault> {
    restrict(directory, 0o700)?;
    let mut left = entries(directory)?;
    left.retain(|path| is_ours(path));
    while let Some(path) = left.pop() {
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => {
                restrict(&path, 0o700)?;
                left.extend(entries(&path)?);
            }
            Ok(found) if found.is_file() => restrict(&path, 0o600)?,
            // Links are followed by whoever made them; files of the database may come and go.
            _ => {}
        }
    }
    Ok(())
}

/// Whether a server made a file of the data directory. Beside a database lie further files of its name.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name == LOCK || OURS.iter().any(|ours| name == *ours || name.starts_with(&format!("{ours}-")))
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>, Fault> {
    let entries = fs::read_dir(directory).map_err(Fault::file(directory))?;
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(Fault::file(directory))).collect()
}

fn restrict(path: &Path, mode: u32) -> Result<(), Fault> {
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(Fault::file(path))?,
    };
    if platform::is_open_to_others(&metadata) != Some(true) {
        return Ok(());
    }
    platform::restrict(path, mode).map_err(Fault::file(path))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn config() -> (tempfile::TempDir, Config) {
        let directory = tempfile::tempdir().unwrap();
        let config = Config { data_dir: directory.path().join("data"), ..Config::default() };
        (directory, config)
    }

    fn refused(config: &Config) -> String {
        open(config).err().unwrap().to_string()
    }

    #[test]
    fn keys_and_database_are_made_once_and_what_is_missing_later_is_named() {
        let (_directory, config) = config();
        let first = open(&config).ok().unwrap().0.export.id;
        assert_eq!(open(&config).ok().unwrap().0.export.id, first);
        for name in [
            "keys/hmac.key",
            "keys/export.pem",
            "keys/index.pem",
            "keys/token.pem",
            "keys/poster.pem",
            "keys/pass.pem",
            "lancan.sqlite3",
        ] {
            let (path, aside) = (config.data_dir.join(name), config.data_dir.join("aside"));
            fs::rename(&path, &aside).unwrap();
            assert!(refused(&config).contains(name), "{}", refused(&config));
            assert!(!path.exists(), "{name} is made again");
            fs::rename(&aside, &path).unwrap();
        }
        fs::remove_dir_all(config.data_dir.join("keys")).unwrap();
        assert!(refused(&config).contains("keys"));
        assert!(!config.data_dir.join("keys").exists());
    }

    #[test]
    fn keys_are_not_made_beside_a_database_that_is_there() {
        let (_directory, mut config) = config();
        fs::create_dir_all(&config.data_dir).unwrap();
        let elsewhere = config.data_dir.with_extension("db");
        drop(Store::open_file(&elsewhere).unwrap());
        config.database = Some(super::super::config::DatabaseSetting::new(elsewhere.to_str().unwrap()));
        // Each time: whoever starts a server again after it failed must not get past it.
        for _ in 0..3 {
            assert!(refused(&config).contains("keys are not in the data directory"));
        }
        assert!(!config.data_dir.join("keys").exists());
    }

    #[test]
    fn a_first_start_that_was_cut_off_goes_on() {
        let (_directory, config) = config();
        fs::create_dir_all(config.data_dir.join("keys")).unwrap();
        fs::write(config.data_dir.join(UNFINISHED), "").unwrap();
        let made = open(&config).ok().unwrap().0.export.id;
        assert!(!config.data_dir.join(UNFINISHED).exists());
        assert_eq!(open(&config).ok().unwrap().0.export.id, made);
    }

    #[test]
    fn what_others_could_read_of_an_older_directory_is_the_owners_alone() {
        let (_directory, config) = config();
        drop(open(&config).ok().unwrap());
        let mode = |name: &str| fs::metadata(config.data_dir.join(name)).unwrap().permissions().mode() & 0o777;
        for name in ["lancan.sqlite3", "keys/token.pem"] {
            fs::set_permissions(config.data_dir.join(name), fs::Permissions::from_mode(0o644)).unwrap();
        }
        fs::set_permissions(config.data_dir.join("exports"), fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(config.data_dir.join("another's"), "").unwrap();
        fs::set_permissions(config.data_dir.join("another's"), fs::Permissions::from_mode(0o644)).unwrap();
        drop(open(&config).ok().unwrap());
        assert_eq!(mode("another's"), 0o644);
        assert_eq!([mode("lancan.sqlite3"), mode("keys/token.pem"), mode("exports")], [0o600, 0o600, 0o700]);
    }
}
