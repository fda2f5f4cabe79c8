//! What the user is told: status, warnings, and how a report goes.

use lancan_protocol::{
    problem::Problem,
    risk::Verdict,
    time::{Day, UnixTime},
    wire::ReportType,
};
use serde::{Deserialize, Serialize};

/// Something the user should know now.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Notice {
    /// Somebody near whom this phone has been is a case.
    Warning(Warning),
    /// The status changed.
    Status(Status),
    /// A report goes on or has failed.
    Report(ReportStage),
}

/// Whether tracing works, and what stands in its way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The user paused tracing.
    pub paused: bool,
    /// What keeps the radio from working; tracing goes on as well as it can.
    pub blocked: Vec<Blocked>,
    /// What goes wrong behind it.
    pub troubles: Vec<Trouble>,
    /// When exports were last fetched whole and verified.
    pub last_checked: Option<UnixTime>,
}

/// What keeps the radio from working.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// Names the warning on this phone.
    pub id: i64,
    /// Id of the contact rule.
    pub rule: String,
    /// [`Verdict::Close`], or [`Verdict::Possible`] where it is not likely enough or the evidence allows no more.
    pub verdict: Verdict,
    /// First instant of the window of the rule's hours that holds the most minutes close.
    pub window_start: UnixTime,
    /// UTC day of the last time that may have been close, from which quarantine is counted.
    pub last_contact: Day,
    /// Minutes within the rule's distance that are to be expected in that window: each minute counts by its probability, nobody
    /// measured them.
    #[serde(rename = "minutes_close")]
    pub expected_minutes: f64,
    /// Probability of having been within the rule's distance for its minutes, 0 to 1.
    /// It orders contacts; as a number for people it is not calibrated (`docs/accuracy.md`), so people are told a word.
    pub probability: f64,
    /// Number of the decree that the rule cites.
    pub decree: String,
    /// What to do.
    pub advice: Advice,
    /// When this phone found out.
    pub found_at: UnixTime,
}

/// What the rules say a warned person should do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// Message key of the advice text.
    pub key: String,
    /// Last UTC day of quarantine.
    pub quarantine_until: Day,
    /// Last UTC day of watching one's health after it.
    pub follow_up_until: Day,
}

/// How a report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
        published_by: UnixTime,
    },
    /// It failed for good; nothing was sent or kept.
    Failed(Problem),
}
