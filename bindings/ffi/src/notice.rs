//! What the user is told, as records.

use std::time::SystemTime;

use lancan_core::notice as core;

use crate::{problem::Problem, time::instant};

/// Something the user should know now.
#[derive(Clone, Debug, PartialEq, uniffi::Enum)]
pub enum Notice {
    /// Somebody near whom this phone has been is a case.
    Warned {
        /// The warning.
        warning: Warning,
    },
    /// The status changed.
    StatusChanged {
        /// What it is now.
        status: Status,
    },
    /// A report goes on or has failed.
    Report {
        /// Where it stands.
        stage: ReportStage,
    },
}

/// Whether tracing works, and what stands in its way.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Status {
    /// The user paused tracing.
    pub paused: bool,
    /// What keeps the radio from working; tracing goes on as well as it can.
    pub blocked: Vec<Blocked>,
    /// What goes wrong behind it.
    pub troubles: Vec<Trouble>,
    /// When exports were last fetched whole and verified.
    pub last_checked: Option<SystemTime>,
}

/// What keeps the radio from working.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Blocked {
    /// Bluetooth is switched off.
    BluetoothOff,
    /// A permission is missing.
    PermissionMissing,
    /// This device has no Bluetooth Low Energy.
    Unsupported,
    /// Adverts cannot be started: others do not see this phone.
    CannotAdvertise,
    /// Scans cannot be started: this phone does not see others.
    CannotScan,
}

/// What goes wrong behind tracing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Trouble {
    /// The disk is full, read-only or failing: encounters stay in memory as long as they fit.
    StoreFailing,
    /// The store was damaged; it was put aside and a fresh one begun.
    StoreReplaced,
    /// Part of the store could not be read and was begun afresh; the rest is as it was.
    StorePartLost,
    /// A report on its way could not be read any more, before it was known to have arrived.
    ReportLost,
    /// The phone's clock is wrong: matching may miss.
    ClockWrong,
    /// The authority's server has not been reached for two polls or more.
    ServerUnreachable,
    /// The server serves something that is not signed as it should be; the last good state is kept.
    SignedFileRefused,
    /// The rules have expired; the last good ones are still used.
    RulesExpired,
}

/// A warning: this phone was near a case, by a contact rule in force.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Warning {
    /// Names the warning on this phone.
    pub id: i64,
    /// Id of the contact rule.
    pub rule: String,
    /// How sure it is.
    pub verdict: Verdict,
    /// First instant of the hours with the most minutes close.
    pub window_start: SystemTime,
    /// First instant (UTC) of the day of the last time that may have been close.
    pub last_contact: SystemTime,
    /// Expected minutes within the rule's distance.
    pub expected_minutes: f64,
    /// Probability of having been within the rule's distance for its minutes, 0 to 1.
    pub probability: f64,
    /// Number of the decree that the rule cites.
    pub decree: String,
    /// Message key of the advice text; [`crate::text::say_advice`] says it.
    pub advice_key: String,
    /// Days of quarantine after the last contact.
    pub quarantine_days: u32,
    /// Days of watching one's health after that.
    pub follow_up_days: u32,
    /// When this phone found out.
    pub found_at: SystemTime,
    /// The user has put it away.
    pub dismissed: bool,
}

/// How sure a warning is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Verdict {
    /// Close for long enough, by the rule.
    Close,
    /// Perhaps: not likely enough, or the evidence allows no more.
    Possible,
}

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ReportType {
    /// A confirmed case, by test.
    ConfirmedTest,
    /// A confirmed case, by clinical diagnosis.
    ConfirmedClinicalDiagnosis,
    /// Reported by the person alone.
    SelfReport,
    /// A contact's own report.
    Recursive,
    /// Withdraws keys reported before.
    Revoked,
}

/// How a report goes.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ReportStage {
    /// The code is being checked.
    Checking,
    /// The code is good: review what would be sent.
    Review {
        /// The health centre that issued the code.
        centre: String,
        /// What the report is about.
        report_type: ReportType,
    },
    /// The report is under way; it is sent again until it arrives.
    Sending,
    /// The server has it; its keys are published by then at the latest.
    Accepted {
        /// When the last key is published at the latest.
        published_by: SystemTime,
    },
    /// It failed for good; nothing was sent or kept.
    Failed {
        /// Why.
        problem: Problem,
    },
}

impl Notice {
    pub(crate) fn from_core(notice: core::Notice) -> Option<Self> {
        Some(match notice {
            core::Notice::Warning(warning) => Self::Warned { warning: Warning::from_core(warning, false) },
            core::Notice::Status(status) => Self::StatusChanged { status: status.into() },
            core::Notice::Report(stage) => Self::Report { stage: ReportStage::from_core(stage)? },
            _ => return None,
        })
    }
}

impl From<core::Status> for Status {
    fn from(from: core::Status) -> Self {
        let blocked = |blocked| match blocked {
            core::Blocked::BluetoothOff => Blocked::BluetoothOff,
            core::Blocked::PermissionMissing => Blocked::PermissionMissing,
            core::Blocked::Unsupported => Blocked::Unsupported,
            core::Blocked::CannotAdvertise => Blocked::CannotAdvertise,
            core::Blocked::CannotScan => Blocked::CannotScan,
        };
        let trouble = |trouble| match trouble {
            core::Trouble::StoreFailing => Trouble::StoreFailing,
            core::Trouble::StoreReplaced => Trouble::StoreReplaced,
            core::Trouble::StorePartLost => Trouble::StorePartLost,
            core::Trouble::ReportLost => Trouble::ReportLost,
            core::Trouble::ClockWrong => Trouble::ClockWrong,
            core::Trouble::ServerUnreachable => Trouble::ServerUnreachable,
            core::Trouble::SignedFileRefused => Trouble::SignedFileRefused,
            core::Trouble::RulesExpired => Trouble::RulesExpired,
        };
        Self {
            paused: from.paused,
            blocked: from.blocked.into_iter().map(blocked).collect(),
            troubles: from.troubles.into_iter().map(trouble).collect(),
            last_checked: from.last_checked.map(instant),
        }
    }
}

impl Warning {
    pub(crate) fn from_core(from: core::Warning, dismissed: bool) -> Self {
        let advice = from.advice;
        Self {
            id: from.id,
            rule: from.rule,
            verdict: match from.verdict {
                lancan_protocol::risk::Verdict::Close => Verdict::Close,
                _ => Verdict::Possible,
            },
            window_start: instant(from.window_start),
            last_contact: instant(from.last_contact.start()),
            expected_minutes: from.expected_minutes,
            probability: from.probability,
            decree: from.decree,
            advice_key: advice.key,
            quarantine_days: advice.quarantine_until.0.saturating_sub(from.last_contact.0),
            follow_up_days: advice.follow_up_until.0.saturating_sub(advice.quarantine_until.0),
            found_at: instant(from.found_at),
            dismissed,
        }
    }
}

impl From<lancan_protocol::wire::ReportType> for ReportType {
    fn from(from: lancan_protocol::wire::ReportType) -> Self {
        use lancan_protocol::wire::ReportType as Wire;
        match from {
            Wire::ConfirmedTest => Self::ConfirmedTest,
            Wire::ConfirmedClinicalDiagnosis => Self::ConfirmedClinicalDiagnosis,
            Wire::SelfReport => Self::SelfReport,
            Wire::Recursive => Self::Recursive,
            Wire::Revoked => Self::Revoked,
        }
    }
}

impl ReportStage {
    pub(crate) fn from_core(stage: core::ReportStage) -> Option<Self> {
        Some(match stage {
            core::ReportStage::Checking => Self::Checking,
            core::ReportStage::Review { centre, report_type } => {
                Self::Review { centre, report_type: report_type.into() }
            }
            core::ReportStage::Sending => Self::Sending,
            core::ReportStage::Accepted { published_by } => Self::Accepted { published_by: instant(published_by) },
            core::ReportStage::Failed(problem) => Self::Failed { problem: problem.into() },
            _ => return None,
        })
    }
}
