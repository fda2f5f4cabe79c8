//! Files that are there whole or not at all, readable by their owner only.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};

use crate::failure::Failure;

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(Failure::file(path))
}

pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(Failure::file(path))
}

pub(crate) fn read_json<T: DeserializeOwned>(path: &Path, expected: &'static str) -> Result<T, Failure> {
    serde_json::from_slice(&read(path)?).map_err(|_| Failure::NotThat { path: path.to_owned(), expected })
}

/// Writes a file beside its place, makes it last, and moves it there.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let beside = PathBuf::from(format!("{}.new", path.display()));
    let written = (|| {
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        private(&mut options);
        let mut file = options.open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or(Ok(()), sync_folder)
    })();
    written.map_err(Failure::file(path))
}

pub(crate) fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), Failure> {
    let bytes = serde_json::to_vec_pretty(value).map_err(|_| Failure::Other("a value has no JSON form"))?;
    write(path, &bytes)
}

/// Adds a line to a file and makes it last.
pub(crate) fn append(path: &Path, line: &str) -> Result<(), Failure> {
    let written = (|| {
        let mut options = fs::OpenOptions::new();
        options.append(true).create(true);
        private(&mut options);
        let mut file = options.open(path)?;
        file.write_all(format!("{line}\n").as_bytes())?;
        file.sync_all()
    })();
    written.map_err(Failure::file(path))
}

#[cfg(unix)]
fn private(options: &mut fs::OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn private(_: &mut fs::OpenOptions) {}

/// Puts the names in a folder on disk.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// Nothing: Windows opens no folder, and NTFS keeps its names in a journal.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
