//! What a host can fail to do, and what was seen of it.

use core::time::Duration;

/// A demand of the contract of hosts ([`crate::hosts`]) that a host did not keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Breach {
    /// Another event came before `Started`.
    NotStarted,
    /// The monotonic clock was earlier than in the call before.
    ClockWentBack,
    /// `next_wake` was not asked between two events or acts; of sightings that come together, not after 64 of them.
    TimerNotAsked,
    /// Nothing was handed in until more than 10 seconds after the time of `next_wake`. A system that lets an app sleep makes
    /// this happen too.
    WokenLate,
    /// The adapter's state was not told within 10 seconds of `Started`.
    AdapterNotTold,
    /// Neither `AdvertisingStarted` nor `AdvertisingFailed` came within 10 seconds of `Advertise`.
    AdvertNotConfirmed,
    /// `AdvertisingStarted` came for no `Advertise`.
    AdvertConfirmedTwice,
    /// An advert's longest time was over for 10 seconds, and the host had not said that the advert ended.
    AdvertPastItsEnd,
    /// Neither `ScanStarted` nor `ScanFailed` came within 10 seconds of `Scan`.
    ScanNotConfirmed,
    /// `ScanStarted` came for no `Scan`.
    ScanConfirmedTwice,
    /// A scan's time was over, or the scan was to stop, for 10 seconds, and no `ScanStopped` had come.
    ScanEndNotTold,
    /// `ScanStopped` came for no scan that had started.
    ScanEndToldTwice,
    /// `Disconnected` did not come within 10 seconds of the end of a connection's time or of `Disconnect`.
    LinkEndNotTold,
    /// `Connected` or `Disconnected` came for no `Connect`.
    LinkToldTwice,
    /// A `Read` or `Write` had no outcome within 4 seconds.
    ExchangeNotAnswered,
    /// An outcome came for no `Read` or `Write`.
    ExchangeAnsweredTwice,
    /// A request had no answer a minute after its time-out.
    RequestNotAnswered,
    /// An answer came for no request.
    RequestAnsweredTwice,
    /// The body of an answer was longer than the request allowed.
    AnswerTooLong,
}

/// How often a demand was not kept, and when. Times are those of the host's monotonic clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BreachSeen {
    /// The demand.
    pub breach: Breach,
    /// How often.
    pub times: u32,
    /// When it was first seen.
    pub first_at: Duration,
    /// When it was last seen.
    pub last_at: Duration,
}
