//! Unix: modes, hard links, directories that are synchronised.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

/// The mode of a file that these options make.
pub(crate) fn with_mode(options: &mut OpenOptions, mode: u32) -> &mut OpenOptions {
    options.mode(mode)
}

/// Makes a directory, and those above it, readable by its owner only.
pub(crate) fn make_private_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Whether a file has a second name.
pub(crate) fn has_another_name(file: &Metadata) -> bool {
    file.nlink() > 1
}

/// Puts the names in a directory on disk.
pub(crate) fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Whether others than its owner may use a file; `None` where that is not told.
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it is not told")]
pub(crate) fn is_open_to_others(file: &Metadata) -> Option<bool> {
    Some(file.permissions().mode() & 0o077 > 0)
}

/// Gives a file this mode.
pub(crate) fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(mode))
}

/// Bytes that are free on the disk of a directory; `None` when there is no such directory.
pub(crate) fn free_bytes(directory: &Path) -> Option<u64> {
    rustix::fs::statvfs(directory).ok().map(|stat| stat.f_bavail.saturating_mul(stat.f_frsize))
}

/// How many files this process may have open.
pub(crate) fn open_files_limit() -> u64 {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Turns the lock that this file has alone into one that others may have too.
pub(crate) fn share_lock(file: &File) -> io::Result<()> {
    file.lock_shared()
}
