//! The sections of the settings, one type for each table of the file.

use lancan_protocol::time::Day;
use serde::{Deserialize, Serialize};

use crate::ground::calendar::Date;
use crate::ground::unit_set::UnitSet;

/// What a long code is appended to while nobody has set an address.
pub(super) const NO_LINK: &str = "https://lancan.example.vn/#";

/// Where the database is. `Debug` shows nothing, because the text may hold a password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DatabaseSetting(pub(super) String);

impl DatabaseSetting {
    /// A setting of this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl std::fmt::Debug for DatabaseSetting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseSetting(…)")
    }
}

/// Which rooms are open. The routes of a closed room are absent, and so are its entries in the OpenAPI document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "one switch for each room")]
pub struct RoomSettings {
    /// The officers' API: sign-in, cases and codes. An instance that serves phones alone does without.
    pub officers: bool,
    /// What a case's reports say, for officers. Needs `officers`.
    pub evidence: bool,
    /// Places that officers add, the visits of cases, and the page `/p` that posters lead to. Needs `officers`. Exports of
    /// places are published in any case.
    pub places: bool,
    /// The pages on which whoever runs a place registers it, under `/dia-diem`. Needs `places`.
    pub place_pages: bool,
    /// The officers' pages, under `/console/`. Needs `officers`.
    pub console: bool,
    /// Contacts, callbacks and calls. Needs `officers` and `evidence`.
    pub contacts: bool,
    /// The pages on which people declare their health, under `/khai-bao`.
    pub declarations: bool,
    /// Schools, hospitals and clinics that assess themselves, and the safety map, under `/ban-do`. Needs
    /// `place_pages`.
    pub facilities: bool,
}

impl RoomSettings {
    /// Whether visitor logs can be opened: that takes places, and contacts for what comes of it.
    pub(crate) const fn opens_logs(&self) -> bool {
        self.places && self.evidence && self.contacts
    }
}

impl Default for RoomSettings {
    fn default() -> Self {
        Self {
            officers: true,
            evidence: true,
            contacts: true,
            places: true,
            place_pages: true,
            console: true,
            declarations: true,
            facilities: true,
        }
    }
}

/// Codes that officers give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CodeSettings {
    /// Wrong codes allowed in 15 minutes over the whole service before short codes are suspended.
    pub failures: u32,
    /// What a long code is appended to, to make the link that opens the app.
    pub link: String,
    /// Codes that one laboratory's system may ask for in 15 minutes.
    pub laboratory: u32,
}

/// Lifetimes of what is handed out after a code or a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionSettings {
    /// Hours that a phone has to send its report after its code was accepted.
    pub token_hours: u32,
    /// Hours that an officer stays signed in.
    pub officer_hours: u32,
    /// Minutes without a request after which an officer is signed out.
    pub idle_minutes: u32,
    /// Whether officers who are added sign in with a code of an authenticator app besides the password.
    pub totp: bool,
    /// Wrong passwords allowed for one name in 15 minutes.
    pub failures: u32,
}

/// Provinces, districts and wards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UnitSettings {
    /// The set that is in force: `2021` or `2025`. Set it before the first officer has a unit: stored areas are of this set.
    pub set: UnitSet,
}

/// The safety map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MapSettings {
    /// Browsers that this instance tells what changes on the map, at the same time. Others ask now and then.
    pub streams: u32,
}

impl Default for MapSettings {
    fn default() -> Self {
        Self { streams: 2_000 }
    }
}

/// One-time passwords by SMS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OtpSettings {
    /// Passwords sent in 15 minutes over the whole service.
    pub messages: u32,
    /// Wrong passwords allowed in 15 minutes over the whole service.
    pub failures: u32,
}

impl Default for OtpSettings {
    fn default() -> Self {
        Self { messages: 5_000, failures: 1_000 }
    }
}

/// When to doubt the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClockSettings {
    /// Hours that the clock may be ahead of the newest stored time. Past it nothing is published, deleted or taken.
    pub longest_pause_hours: u32,
    /// The date, as `2021-05-10`, by which an operator confirms that the clock is right after a longer pause.
    pub today: Option<String>,
}

/// Logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSettings {
    /// `text` for people, `json` for machines.
    pub format: LogFormat,
    /// Which records are written, as `tracing` filters are.
    pub filter: String,
}

/// How log records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One readable line each.
    Text,
    /// One JSON object each.
    Json,
}

impl Default for CodeSettings {
    fn default() -> Self {
        Self { failures: 1_000, link: NO_LINK.to_owned(), laboratory: 200 }
    }
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self { token_hours: 72, officer_hours: 8, idle_minutes: 60, totp: true, failures: 10 }
    }
}

impl Default for ClockSettings {
    fn default() -> Self {
        Self { longest_pause_hours: 24, today: None }
    }
}

impl ClockSettings {
    /// The confirmed date as a UTC day.
    pub(crate) fn today_as_day(&self) -> Option<Day> {
        self.today.as_deref()?.parse().ok().map(|Date(day)| day)
    }
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { format: LogFormat::Text, filter: "info".to_owned() }
    }
}
