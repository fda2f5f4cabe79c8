//! Files that are either there whole, and on disk, or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::platform;

/// Writes a file so that after a crash it is either absent (or as it was) or complete; when this returns it is on disk.
pub(crate) fn write_durably(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    write_durably_with(path, mode, |file| file.write_all(bytes))
}

/// As [`write_durably`], of a file that `write` writes from its beginning.
pub(crate) fn write_durably_with<E: From<io::Error>>(
    path: &Path,
    mode: u32,
    write: impl FnOnce(&mut File) -> Result<(), E>,
) -> Result<(), E> {
    let temporary = unfinished(path);
    let mut file = new_file(mode).open(&temporary)?;
    let written = write(&mut file)
        .and_then(|()| file.sync_all().map_err(E::from))
        .and_then(|()| fs::rename(&temporary, path).map_err(E::from));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written?;
    path.parent().map_or(Ok(()), platform::sync_directory).map_err(E::from)
}

/// A name for a file that is to become `path`: one that [`clear_unfinished`] removes.
pub(crate) fn unfinished(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}", super::random::id()))
}

/// Gives a file another name; when this returns the file keeps it after a crash.
pub(crate) fn rename_durably(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    to.parent().map_or(Ok(()), platform::sync_directory)
}

/// Copies a file so that after a crash the copy is either absent or complete, readable by its owner only.
pub(crate) fn copy_durably(from: &Path, to: &Path) -> io::Result<()> {
    let temporary = unfinished(to);
    let mut file = new_file(0o600).open(&temporary)?;
    let copied = File::open(from).and_then(|mut from| io::copy(&mut from, &mut file)).and_then(|_| file.sync_all());
    let copied = copied.and_then(|()| fs::rename(&temporary, to));
    if copied.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    copied?;
    to.parent().map_or(Ok(()), platform::sync_directory)
}

/// Makes a directory readable by its owner only.
pub(crate) fn private_directory(path: &Path) -> io::Result<()> {
    platform::make_private_directory(path)
}

/// Removes the unfinished files of [`write_durably`] that a killed process left. Only for directories in which no
/// other process writes now.
pub(crate) fn clear_unfinished(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if platform::has_another_name(&entry.metadata()?) {
            // The process was killed between giving the file its own name and taking this one away: the file is finished.
            fs::remove_file(entry.path())?;
        } else {
            destroy(&entry.path())?;
        }
    }
    Ok(())
}

/// Removes a file; when this returns the file stays removed after a crash.
pub(crate) fn remove_durably(path: &Path) -> io::Result<()> {
    fs::remove_file(path)?;
    path.parent().map_or(Ok(()), platform::sync_directory)
}

/// Overwrites a file and removes it. On storage that copies on write the old blocks may outlive this for a while.
pub(crate) fn destroy(path: &Path) -> io::Result<()> {
    let length = usize::try_from(fs::metadata(path)?.len()).unwrap_or(0);
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.write_all(&vec![0; length])?;
    file.sync_all()?;
    fs::remove_file(path)?;
    path.parent().map_or(Ok(()), platform::sync_directory)
}

/// The options of a file that is not there yet.
fn new_file(mode: u32) -> OpenOptions {
    let mut options = OpenOptions::new();
    platform::with_mode(&mut options, mode).write(true).create_new(true);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_what_was_begun_is_cleared() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        write_durably(&path, b"one", 0o600).unwrap();
        write_durably(&path, b"two", 0o600).unwrap();
        fs::write(directory.path().join(".a.begun"), "half").unwrap();
        clear_unfinished(directory.path()).unwrap();
        let names: Vec<_> = fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["a"]);
        assert_eq!(fs::read(&path).unwrap(), b"two");
        destroy(&path).unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn a_file_that_was_given_no_name_yet_is_cleared_and_one_that_was_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        let (first, second) = (unfinished(&path), unfinished(&path));
        write_durably(&first, b"one", 0o600).unwrap();
        write_durably(&second, b"two", 0o600).unwrap();
        rename_durably(&first, &path).unwrap();
        clear_unfinished(directory.path()).unwrap();
        assert_eq!((fs::read(&path).unwrap(), second.exists()), (b"one".to_vec(), false));
    }
}
