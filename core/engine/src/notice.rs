//! What the user is told: status, warnings, and how a report goes.

use lancan_protocol::{
    call_words::CallWords,
    places::Category,
    problem::Problem,
    risk::Verdict,
    time::{Day, UnixTime},
    wire::ReportType,
};
use serde::{Deserialize, Serialize};

use crate::{coverage::Coverage, declaring::DeclaringStage, visitor_log::LogStage};

/// Something the user should know now.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Notice {
    /// A warning is new or has changed.
    Warned(WarningNotice),
    /// A warning of a place is new or was withdrawn: a possible exposure, never a contact.
    WarnedOfPlace(PlaceNotice),
    /// The status changed.
    StatusChanged(Status),
    /// A report has reached another stage, or has failed.
    Report(ReportStage),
    /// A call that the user asked for has reached another stage, or has failed.
    Call(CallStage),
    /// Declaring has come further, or has failed.
    Declaring(DeclaringStage),
    /// An entry of a visitor log has arrived, or has failed.
    VisitorLog(LogStage),
    /// Whether a sent report is taken back has changed, or a try has failed.
    Withdrawal {
        /// The report as it is now.
        report: SentReport,
    },
}

/// Whether tracing works, and what stands in its way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Status {
    /// The user paused tracing.
    pub paused: bool,
    /// What keeps the radio from working. Tracing does what is left to do.
    pub blocked: Vec<Blocked>,
    /// What goes wrong apart from the radio.
    pub troubles: Vec<Trouble>,
    /// When exports were last fetched whole and verified.
    pub last_checked: Option<UnixTime>,
    /// On which of the last days this phone sent and listened.
    pub coverage: Coverage,
}

/// What keeps the radio from working.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
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

/// What goes wrong apart from the radio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Trouble {
    /// The disk is full, read-only or failing: encounters stay in memory as long as they fit.
    StoreFailing,
    /// The store was damaged: it was put aside, and the phone began a new one.
    StoreReplaced,
    /// Part of the store could not be read and was reset; the rest is as it was.
    StorePartLost,
    /// A report that was being sent could not be read any more, and nobody knows whether it arrived.
    ReportLost,
    /// The phone's clock is wrong, as the authority's signed documents say: contacts are not found until it is set right.
    ClockWrong,
    /// The authority's server has not been reached for two polls or more.
    ServerUnreachable,
    /// A signed file of the server does not verify; the phone keeps the last good one.
    SignedFileRefused,
    /// The rules have expired; the phone still uses the last good ones.
    RulesExpired,
    /// Scans have run for a week and nobody was heard: the receiver may not work.
    NobodyHeard,
}

/// What has become of a warning, with the warning as it is now.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WarningNotice {
    /// What has become of it.
    pub change: WarningChange,
    /// The warning; of one that was withdrawn or has expired what it said last.
    pub warning: Warning,
}

/// What has become of a warning. Warnings follow from matches, rules and revocations, so they change with each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum WarningChange {
    /// Somebody near whom this phone has been is a case.
    New,
    /// Surer than before, or its advice goes on for longer.
    Graver,
    /// Less sure than before, or its advice is over sooner.
    Lower,
    /// The warning does not follow any more: a report was taken back, or the rules were corrected.
    Withdrawn,
    /// The last day of its advice is over.
    Expired,
}

impl WarningChange {
    /// The catalogue's key of the text that tells this of a warning by a contact rule.
    pub fn text(self) -> &'static str {
        match self {
            Self::New => "warning-title",
            Self::Graver => "warning-graver",
            Self::Lower => "warning-lower",
            Self::Withdrawn => "warning-withdrawn",
            Self::Expired => "warning-expired",
        }
    }

    /// The catalogue's key of the text that tells this of a warning of a place.
    pub fn place_text(self) -> &'static str {
        match self {
            Self::New | Self::Graver | Self::Lower => "place-warning-title",
            Self::Withdrawn | Self::Expired => "place-warning-withdrawn",
        }
    }
}

/// A warning: this phone was near a case, by a contact rule in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Warning {
    /// Names the warning on this phone.
    pub id: i64,
    /// Id of the contact rule.
    pub rule: String,
    /// How sure the warning is: [`Verdict::Close`], or [`Verdict::Possible`] where a contact is not likely enough or the
    /// evidence allows no more.
    pub verdict: Verdict,
    /// First instant of the window, as long as the rule's hours, that holds the most of the contact.
    pub window_start: UnixTime,
    /// First day of the contact in that window: the minutes are of this day until [`Self::last_day`].
    #[serde(default)]
    pub first_day: Day,
    /// Last day of the contact in that window.
    #[serde(default)]
    pub last_day: Day,
    /// Day of the last contact, from which quarantine is counted: in that window or a later one that is enough by itself.
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
    /// What the warned person should do.
    pub advice: Advice,
    /// When this phone found out.
    pub found_at: UnixTime,
}

/// What the rules say a warned person should do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Advice {
    /// Message key of the advice text.
    pub key: String,
    /// Last day of quarantine.
    pub quarantine_until: Day,
    /// Last day of watching for symptoms after quarantine.
    pub follow_up_until: Day,
    /// Number of the decree that sets both, which need not be the one that says who is a contact. Absent in what was stored
    /// before it was kept.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decree: Option<String>,
}

/// A possible exposure at a place: the authority warns of a time in which this phone's owner was there. It is never a contact
/// by a rule, and adds nothing to one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PlaceWarning {
    /// The visit that the warning rests on. Names the warning, too: a visit has one.
    pub visit: i64,
    /// The place's name.
    pub place: String,
    /// The kind of the place.
    pub category: Category,
    /// When the owner entered.
    pub enter: UnixTime,
    /// When the owner left, or is taken to have left.
    pub leave: UnixTime,
    /// First instant of which the authority warns, of all windows that met the stay.
    pub from: UnixTime,
    /// First instant after the last of them.
    pub to: UnixTime,
    /// Number of the advice; 0 for the usual one.
    pub advice: u8,
    /// When this phone found out.
    pub found_at: UnixTime,
}

/// What has become of a warning of a place, with the warning as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PlaceNotice {
    /// What has become of it: [`WarningChange::New`], [`WarningChange::Withdrawn`], or [`WarningChange::Graver`] where an
    /// advice of a greater number came.
    pub change: WarningChange,
    /// The warning; of one that was withdrawn what it said last.
    pub warning: PlaceWarning,
}

/// How a report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
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
    /// The report is being sent, again and again until it arrives.
    Sending,
    /// The server has the report.
    Accepted {
        /// When the last key is published at the latest.
        published_by: UnixTime,
    },
    /// The report failed for good; the server kept nothing.
    Failed(Problem),
}

/// A report that the server has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SentReport {
    /// Names the report on this phone.
    pub id: i64,
    /// When the server had it.
    pub sent_at: UnixTime,
    /// The health centre that issued the code: whom to call when the phone cannot take the report back any more.
    pub centre: String,
    /// Whether it stands.
    pub stage: SentStage,
    /// Why the last try to take it back did not succeed.
    pub failed: Option<Problem>,
}

/// Whether a report stands that the server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum SentStage {
    /// It stands, and the user can take it back.
    CanBeTakenBack {
        /// Until when.
        until: UnixTime,
    },
    /// It stands, and this phone cannot take it back any more: the health centre can.
    Stands,
    /// It is being taken back, again and again until the server has heard of it.
    TakingBack,
    /// It was taken back.
    TakenBack {
        /// When the server said so.
        at: UnixTime,
    },
}

/// How a call goes that a warned user asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum CallStage {
    /// A password was asked for. It comes by SMS and can be entered, also where the answer was lost.
    Asked,
    /// The password was sent by SMS.
    CodeSent {
        /// Until when it can be used.
        until: UnixTime,
    },
    /// The wish to be called is being sent, again and again until it arrives.
    Sending {
        /// What a true officer says first.
        words: CallWords,
    },
    /// The server has it.
    Arrived {
        /// What a true officer says first.
        words: CallWords,
        /// By when somebody means to call.
        call_by: UnixTime,
    },
    /// The request failed; the server kept nothing. After a wrong or expired password the user goes on from there.
    Failed(Problem),
}
