//! What is published now.

use serde::{Deserialize, Serialize};

use crate::time::UnixTime;

/// What is published now. Signed; a phone refuses a lower serial or an expired one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Grows with every index issued.
    pub serial: u64,
    /// When it was made.
    pub issued_at: UnixTime,
    /// After this instant it is not to be used.
    pub expires_at: UnixTime,
    /// Serial of the rules in force, so that phones fetch them only when they change.
    pub rules_serial: u64,
    /// Every export a phone may still need, oldest first.
    pub exports: Vec<IndexedExport>,
}

/// One published export file; it never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedExport {
    /// File name under [`super::path::EXPORTS`], lower-case letters, digits, `-` and `.` only.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// The batch's first instant.
    pub start: UnixTime,
    /// The batch's last instant; also the publication time of its keys.
    pub end: UnixTime,
}
