//! The user's data: what the user decided, what the user was told, and the warnings.

use crate::{
    kept::{Keep, Kept},
    notice::Status,
    store::is_list_of_warnings,
};

/// Whether tracing is paused, the list of warnings, and the status that was last told.
pub(super) struct UserData {
    pub(super) paused: Kept<bool>,
    pub(super) warnings: Kept<WarningList>,
    pub(super) told: Status,
}

/// Stands for the list of warnings, which the store itself writes. Unsaved only when the list cannot be read; saving
/// removes the list then.
#[derive(Default)]
pub(super) struct WarningList;

impl Keep for WarningList {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        None
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        is_list_of_warnings(bytes).then_some(Self)
    }
}

impl UserData {
    pub(super) fn new() -> Self {
        Self { paused: Kept::default(), warnings: Kept::default(), told: Status::default() }
    }
}
