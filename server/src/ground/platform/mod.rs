//! What differs between systems: who may read a file, what a directory needs after a crash, how much room a disk has.
//!
//! Unix has modes. Elsewhere a file takes over the rights of its folder, so the operator restricts the data directory
//! (`docs/operating.md`, "Windows").

#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(crate) use elsewhere::{
    free_bytes, has_another_name, is_open_to_others, make_private_directory, open_files_limit, restrict, share_lock,
    sync_directory, with_mode,
};
#[cfg(unix)]
pub(crate) use unix::{
    free_bytes, has_another_name, is_open_to_others, make_private_directory, open_files_limit, restrict, share_lock,
    sync_directory, with_mode,
};
