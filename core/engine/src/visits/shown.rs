//! Visits as their owner sees them.

use lancan_protocol::{
    places::{Category, ForeignCode},
    time::{Day, UnixTime},
};

use crate::visitor_log::LogContact;

/// A visit to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own, and all may hold together")]
pub struct Visit {
    /// Names the visit on this phone.
    pub id: i64,
    /// The place's name, as its code says.
    pub place: String,
    /// The kind of the place.
    pub category: Category,
    /// Digits of the ward, or of the district where it has no wards.
    pub unit: String,
    /// The deployment's day on which the visitor entered.
    pub day: Day,
    /// When the visitor entered.
    pub enter: UnixTime,
    /// When the visitor left, or is taken to have left.
    pub leave: UnixTime,
    /// Nothing was scanned since: the visitor may still be there.
    pub is_open: bool,
    /// Nobody scanned the leave: it follows from the kind of the place.
    pub leave_is_estimated: bool,
    /// The user changed the times.
    pub edited: bool,
    /// The user entered the visit by hand. It is never reported as scanned.
    pub by_hand: bool,
    /// The code was that of a display.
    pub rotating: bool,
}

/// The visits of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct VisitedDate {
    /// The deployment's day.
    pub day: Day,
    /// Visits of the date, in the order in which they began.
    pub visits: Vec<Visit>,
}

/// What the user is asked at a place that must list its visitors, before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LogQuestion {
    /// The visit. It is kept on this phone whatever the answer is.
    pub visit: Visit,
    /// The authority that can have the entry opened, for a case.
    pub authority: String,
    /// For how many days the entry is kept.
    pub kept_days: u32,
    /// What would be sent of the user; none where the user has not said yet who they are.
    pub contact: Option<LogContact>,
}

/// What a scan came to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Scanned {
    /// A visit has begun.
    Entered(Visit),
    /// A visit has begun at a place that must list its visitors: the user is asked. Nothing is sent before they agree.
    LogAsked(LogQuestion),
    /// A visit has ended.
    Left(Visit),
    /// The code is another system's. Nothing was kept of it.
    Foreign(ForeignCode),
    /// Nothing was kept, for this reason.
    Refused(ScanRefused),
}

impl Scanned {
    /// The catalogue's key of the text that tells this, and the name and value of the text's variable.
    pub fn text(&self) -> (&'static str, Option<(&'static str, &str)>) {
        match self {
            Self::Entered(visit) => ("place-entered", Some(("place", &visit.place))),
            Self::LogAsked(question) => ("place-log-asked", Some(("place", &question.visit.place))),
            Self::Left(visit) => ("place-left", Some(("place", &visit.place))),
            Self::Foreign(ForeignCode::NhsCovid19) => ("place-foreign", Some(("system", "NHS COVID-19"))),
            Self::Foreign(ForeignCode::NzCovidTracer) => ("place-foreign", Some(("system", "NZ COVID Tracer"))),
            Self::Foreign(ForeignCode::CoronaWarnApp) => ("place-foreign", Some(("system", "Corona-Warn-App"))),
            Self::Foreign(ForeignCode::VietnamPersonal) => ("place-foreign-personal", None),
            Self::Refused(ScanRefused::NotAPlace) => ("place-refused-not-a-place", None),
            Self::Refused(ScanRefused::UpdateNeeded) => ("place-refused-update-needed", None),
            Self::Refused(ScanRefused::NotSigned) => ("place-refused-not-signed", None),
            Self::Refused(ScanRefused::OldPicture) => ("place-refused-old-picture", None),
            Self::Refused(ScanRefused::TooMany) => ("place-refused-too-many", None),
            Self::Refused(ScanRefused::NothingToLeave) => ("place-refused-nothing-to-leave", None),
        }
    }
}

/// Why a scan was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ScanRefused {
    /// Not the code of a place.
    NotAPlace,
    /// The code is of a later version, or signed by a key that this app does not know: the app needs an update.
    UpdateNeeded,
    /// The authority did not sign the code: somebody made or changed it.
    NotSigned,
    /// The picture of a display is more than two minutes off this phone's clock.
    OldPicture,
    /// The phone keeps no more visits of one day.
    TooMany,
    /// The code is for leaving, and no visit to this place is open.
    NothingToLeave,
}
