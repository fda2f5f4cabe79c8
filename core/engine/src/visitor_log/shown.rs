//! The visitor log as the user sees it.

use lancan_protocol::{problem::Problem, time::UnixTime};

/// Who the user is, and how the authority reaches them: what an entry of a visitor log says. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LogContact {
    /// The name, at most 96 bytes.
    pub name: String,
    /// The telephone number, as people write it or in the form of E.164.
    pub phone: String,
    /// The year of birth; none where the user does not say.
    pub birth_year: Option<u16>,
    /// Digits of the ward where the user lives; none where the user does not say.
    pub unit: Option<String>,
}

/// Which way an entry says that the user went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LogDirection {
    /// In.
    In,
    /// Out.
    Out,
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LogStanding {
    /// The user has not answered yet. Nothing is sent.
    Asked,
    /// The user agreed: it is sent when its time has come and there is a network.
    Waiting,
}

/// An entry of a visitor log that is still on this phone. One that has arrived is not any more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LogEntry {
    /// The visit.
    pub visit: i64,
    /// The place's name, as its code says.
    pub place: String,
    /// Which way the user went.
    pub direction: LogDirection,
    /// When.
    pub at: UnixTime,
    /// Where it stands.
    pub standing: LogStanding,
}

/// The user's code for a checker's device, as the screen shows it for half a minute.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PersonCode {
    /// The text of the QR code: 217 characters, alphanumeric, which fit 49 modules at level M.
    pub text: String,
    /// What the checker's screen will show: initials and the last three digits.
    pub line: String,
    /// When it has to be drawn again. A checker takes it for three minutes.
    pub until: UnixTime,
    /// Two digits of the province in which it leads to who the user is: to its opener the phone seals the user's contact, which
    /// follows to the server once for each card. None where no province is known: nothing is sent, and an entry with this code
    /// leads to nobody.
    pub province: Option<String>,
}

/// What became of an entry of a visitor log, or of the contact of a card whose code was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LogStage {
    /// The server has it, and this phone has forgotten it.
    Arrived {
        /// The visit.
        visit: i64,
    },
    /// The server refused it for good, and this phone has forgotten it.
    Refused {
        /// The visit.
        visit: i64,
        /// Why.
        problem: Problem,
    },
    /// There was no network for a day: nothing was sent, and this phone has forgotten it.
    TooLate {
        /// The visit.
        visit: i64,
    },
    /// The keys that entries are sealed to could not be fetched, or are not the authority's: what waits goes on waiting.
    KeysFailed(Problem),
    /// The server refused the contact of a card whose code was shown for good, and this phone has forgotten it: an entry that a
    /// checker made with this code leads to nobody.
    CardRefused(Problem),
    /// The contact of a card whose code was shown did not reach the server for a week, and this phone has forgotten it: an entry
    /// that a checker made with this code leads to nobody.
    CardTooLate,
}

impl LogStage {
    /// The catalogue's key of the text that tells this.
    pub fn text(&self) -> &'static str {
        match self {
            Self::Arrived { .. } => "phone-log-arrived",
            Self::Refused { .. } => "phone-log-refused",
            Self::TooLate { .. } => "phone-log-too-late",
            Self::KeysFailed(_) => "phone-log-keys-failed",
            Self::CardRefused(_) => "phone-code-refused",
            Self::CardTooLate => "phone-code-too-late",
        }
    }
}

impl core::fmt::Debug for LogContact {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("LogContact(…)")
    }
}

impl core::fmt::Debug for PersonCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PersonCode(…)")
    }
}
