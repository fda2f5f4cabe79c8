//! One's encounters by local day, as records: when, how long, how close, and never with whom.

use std::time::SystemTime;

use lancan_core::own_data as core;

use crate::time::instant;

/// One local day of a person's history.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LocalDay {
    /// The instant at which the day begins where the person is.
    pub begins: SystemTime,
    /// Encounters of the day, oldest first. One person is several: identifiers change, and nothing links them.
    pub meetings: Vec<Meeting>,
    /// Intervals of ten minutes in which somebody was close.
    pub intervals_close: u32,
}

/// One encounter, without a trace of whose it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Meeting {
    /// The first sighting.
    pub from: SystemTime,
    /// For how long, 0 to 600.
    pub seconds: u16,
    /// How close.
    pub closeness: Closeness,
}

/// How close somebody was, as well as one phone alone can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Closeness {
    /// As likely within the rules' distance as a contact has to be to count.
    Close,
    /// Perhaps: as likely as the rules want it for "possible".
    Possible,
    /// Hardly.
    Far,
    /// This phone measures no signal strength.
    Unknown,
}

impl From<core::LocalDay> for LocalDay {
    fn from(from: core::LocalDay) -> Self {
        let meetings = from.meetings.into_iter().map(|meeting| Meeting {
            from: instant(meeting.from),
            seconds: meeting.seconds,
            closeness: match meeting.closeness {
                core::Closeness::Close => Closeness::Close,
                core::Closeness::Possible => Closeness::Possible,
                core::Closeness::Far => Closeness::Far,
                core::Closeness::Unknown => Closeness::Unknown,
            },
        });
        Self { begins: instant(from.begins), meetings: meetings.collect(), intervals_close: from.intervals_close }
    }
}
