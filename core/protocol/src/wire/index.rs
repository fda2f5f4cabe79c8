//! What is published now.

use serde::{Deserialize, Serialize};

use crate::time::{Day, UnixTime};

/// What is published now. Signed; a phone refuses a lower serial or an expired one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Grows with every index issued.
    pub serial: u64,
    /// When the index was signed.
    pub issued_at: UnixTime,
    /// After this instant it is not to be used.
    pub expires_at: UnixTime,
    /// Serial of the rules in force, so that phones fetch them only when they change.
    pub rules_serial: u64,
    /// What the officers' audit log had come to when the day began. Phones ignore it; whoever keeps old indexes can show
    /// later that the log was not rewritten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<IndexedAudit>,
    /// Every finished day a phone may still need, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<IndexedDay>,
    /// The exports of the day that is not finished, oldest first.
    pub exports: Vec<IndexedExport>,
    /// The exports of places of days that are not finished, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<IndexedPlaces>,
    /// Of every finished day that a phone may still need, the exports of places of each province, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub place_days: Vec<IndexedPlaceDay>,
}

/// One day file of a province: its exports of places of a finished day, each as it was published. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedPlaceDay {
    /// The province of the places, two digits.
    pub region: String,
    /// The file, under [`super::path::PLACE_DAYS`].
    #[serde(flatten)]
    pub day: IndexedDay,
}

/// One published export of places; it never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedPlaces {
    /// File name under [`super::path::PLACES_EXPORTS`], lower-case letters, digits, `-` and `.` only.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// The province of the places, two digits.
    pub region: String,
    /// The batch's first instant.
    pub start: UnixTime,
    /// The batch's last instant; also when its rows were published.
    pub end: UnixTime,
}

/// The newest row of the authority's audit log as of the first index of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedAudit {
    /// The deployment's day.
    pub day: Day,
    /// SHA-256 that covers the newest row and, by the chain, all before, hex.
    pub sha256: String,
}

/// One day file: the exports of a finished day of the deployment, each as it was published. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedDay {
    /// File name under [`super::path::DAYS`], lower-case letters, digits, `-` and `.` only.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Number of exports.
    pub exports: u32,
    /// SHA-256 over the SHA-256s of the exports, in order, hex: a phone that has some of them can check the rest.
    pub sha256: String,
    /// The first instant of the first export.
    pub start: UnixTime,
    /// The last instant of the last export.
    pub end: UnixTime,
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
