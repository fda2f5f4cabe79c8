//! Windows: files take over the rights of their folder.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// The options as they are: the folder's rights hold.
pub(crate) fn with_mode(options: &mut OpenOptions, _: u32) -> &mut OpenOptions {
    options
}

/// Makes a directory, and those above it, with the rights of the folder that it is in.
pub(crate) fn make_private_directory(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Whether a file may have a second name: it is not told here, so every file may.
pub(crate) fn has_another_name(_: &Metadata) -> bool {
    true
}

/// Nothing: a directory cannot be opened, and NTFS keeps its names in a journal.
pub(crate) fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Not told here: rights are the folder's.
pub(crate) fn is_open_to_others(_: &Metadata) -> Option<bool> {
    None
}

/// Nothing: rights are the folder's.
pub(crate) fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Bytes that are free on the disk of a directory; `None` when there is no such directory.
pub(crate) fn free_bytes(directory: &Path) -> Option<u64> {
    fs4::available_space(directory).ok()
}

/// How many files this process may have open: as many as it likes.
pub(crate) fn open_files_limit() -> u64 {
    u64::MAX
}

/// Turns the lock that this file has alone into one that others may have too: it has both then, and the first to be given back is
/// the one that it has alone.
pub(crate) fn share_lock(file: &File) -> io::Result<()> {
    file.lock_shared()?;
    file.unlock()
}
