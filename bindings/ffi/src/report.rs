//! What would be sent and what the user agrees to, as records.

use std::time::SystemTime;

use lancan_core::report as core;

use crate::{
    notice::ReportType,
    time::{instant, unix},
};

/// A span of time, from an instant up to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Span {
    /// Its first instant.
    pub from: SystemTime,
    /// The first instant after it.
    pub until: SystemTime,
}

/// What would be sent.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Review {
    /// The health centre that issued the code.
    pub centre: String,
    /// What the report is about.
    pub report_type: ReportType,
    /// The time the authority asks for.
    pub window: Span,
    /// My keys of that time.
    pub keys: Vec<ReviewedKey>,
    /// Every interval with a close encounter, oldest first.
    pub intervals: Vec<ReviewedInterval>,
    /// What the user left out.
    pub left_out: Vec<Span>,
}

/// A key, shown by the time it was in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ReviewedKey {
    /// When it was in use.
    pub span: Span,
    /// It reaches into what was left out, so it is withheld whole: a key reveals all of its time.
    pub withheld: bool,
}

/// Ten minutes with close encounters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ReviewedInterval {
    /// The ten minutes.
    pub span: Span,
    /// How many close encounters they hold.
    pub encounters: u32,
    /// Seconds near, of all of them together, as they would be sent.
    pub seconds: u32,
    /// They lie in what was left out.
    pub left_out: bool,
}

/// What the user agrees to when sending a report.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Consent {
    /// Publish my day keys so that phones that were near are warned.
    pub keys: bool,
    /// Give my close encounters to the health authority.
    pub encounters: bool,
    /// Version of the consent text that was shown.
    pub text_version: u32,
    /// Its language, `vi` or `en`.
    pub language: String,
}

impl From<Span> for core::Span {
    fn from(from: Span) -> Self {
        Self { from: unix(from.from), to: unix(from.until) }
    }
}

impl From<core::Span> for Span {
    fn from(from: core::Span) -> Self {
        Self { from: instant(from.from), until: instant(from.to) }
    }
}

impl From<core::Review> for Review {
    fn from(from: core::Review) -> Self {
        Self {
            centre: from.centre,
            report_type: from.report_type.into(),
            window: from.window.into(),
            keys: from
                .keys
                .into_iter()
                .map(|key| ReviewedKey { span: key.span.into(), withheld: key.withheld })
                .collect(),
            intervals: from
                .intervals
                .into_iter()
                .map(|reviewed| ReviewedInterval {
                    span: Span { from: instant(reviewed.interval.start()), until: instant(reviewed.interval.end()) },
                    encounters: reviewed.encounters,
                    seconds: reviewed.seconds,
                    left_out: reviewed.left_out,
                })
                .collect(),
            left_out: from.left_out.into_iter().map(Span::from).collect(),
        }
    }
}

impl From<Consent> for core::ConsentGiven {
    fn from(from: Consent) -> Self {
        Self { keys: from.keys, encounters: from.encounters, text_version: from.text_version, language: from.language }
    }
}
