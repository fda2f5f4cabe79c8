//! Events: everything a host tells the core.

use lancan_protocol::{bluezone::BluezoneId, frame::Frame};

use crate::{
    capabilities::Capabilities,
    handle::{PeerHandle, RequestId},
};

/// Something happened. Hand it to [`crate::Tracer::handle`] together with the time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Event {
    /// The host is ready. First event of every process; again after the system restored a stopped app.
    Started {
        /// What this host can do.
        capabilities: Capabilities,
        /// The system relaunched the app in the background: scans, adverts and connections of the old process
        /// may still be running and are to be taken over.
        restored: bool,
    },
    /// What the host can do has changed.
    CapabilitiesChanged(Capabilities),
    /// The app came to the front (`true`) or went to the background (`false`).
    Foreground(bool),
    /// Something happened with the radio.
    Radio(RadioEvent),
    /// The answer to [`crate::Command::Http`]. Every request gets exactly one.
    Http(HttpAnswer),
    /// The time of [`crate::Tracer::next_wake`] has come. An early or an additional one does no harm.
    Wake,
    /// The host is about to be stopped: the core writes what is in memory now.
    Stopping,
}

/// Something that happened with the radio.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum RadioEvent {
    /// The adapter's state, at the start and whenever it changes. Anything but `On` means that every scan, advert
    /// and connection has ended.
    Adapter(AdapterState),
    /// An advert was received.
    Sighted(Sighting),
    /// Adverts asked for by [`crate::RadioCommand::Advertise`] are on the air.
    AdvertisingStarted,
    /// Adverts could not be started, or ended by themselves.
    AdvertisingFailed,
    /// The scan asked for by [`crate::RadioCommand::Scan`] runs.
    ScanStarted,
    /// The scan could not be started, or ended by itself before its time.
    ScanFailed,
    /// The scan ended, by its time or by [`crate::RadioCommand::StopScan`].
    ScanStopped,
    /// A connection asked for is open and the characteristic was found.
    Connected(PeerHandle),
    /// A connection could not be opened, has ended, or was cancelled. Comes exactly once for every `Connect`.
    Disconnected(PeerHandle),
    /// The value read from the peer's characteristic, of whatever length.
    ValueRead {
        /// The peer whose characteristic was read.
        peer: PeerHandle,
        /// The value.
        value: Vec<u8>,
    },
    /// Our value was written to the peer's characteristic.
    ValueWritten(PeerHandle),
    /// A read or a write on an open connection failed; the connection is still open.
    ExchangeFailed(PeerHandle),
    /// A peer wrote to our characteristic, a value of whatever length.
    PeerWrote {
        /// The peer that wrote.
        peer: PeerHandle,
        /// The value.
        value: Vec<u8>,
    },
    /// Our own radio address changed by the system's timer (only hosts that can tell).
    AddressChanged,
}

/// Whether the radio can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum AdapterState {
    /// Ready.
    On,
    /// Switched off by the user or the system.
    Off,
    /// The user has not granted, or has withdrawn, a permission.
    PermissionMissing,
    /// This device has no Bluetooth Low Energy.
    Unsupported,
}

/// One received advert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Sighting {
    /// The peer that sent it.
    pub peer: PeerHandle,
    /// Signal strength in dBm; none where the platform does not tell (127).
    pub rssi_dbm: Option<i8>,
    /// Content of the advert.
    pub advert: Advert,
}

/// What an advert carried. Hosts read it with [`Advert::from_bytes`] or [`Advert::from_parts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Advert {
    /// Our service data: a frame.
    ServiceData(Frame),
    /// Our service UUID without data: connect and read.
    ServiceUuid,
    /// Apple's overflow area, in which a set bit may be our service's: connect and read.
    AppleOverflow,
    /// A Bluezone 2.x identifier.
    Bluezone(BluezoneId),
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HttpAnswer {
    /// The request that is answered.
    pub request: RequestId,
    /// How the request ended.
    pub outcome: HttpOutcome,
}

/// How a request ended. Hosts in Rust make it from a `Result`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum HttpOutcome {
    /// The server answered, with any status.
    Answered(HttpResponse),
    /// No answer came.
    Failed(HttpFailure),
}

/// An HTTP response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The `ETag` header, where there is one.
    pub etag: Option<String>,
    /// The body, whole and decompressed.
    pub body: Vec<u8>,
}

/// Why there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum HttpFailure {
    /// No network, no server, no TLS, or no answer in time.
    Unreachable,
    /// The body is longer than the request allows.
    TooLarge,
}

impl From<Result<HttpResponse, HttpFailure>> for HttpOutcome {
    fn from(result: Result<HttpResponse, HttpFailure>) -> Self {
        result.map_or_else(Self::Failed, Self::Answered)
    }
}

impl From<HttpOutcome> for Result<HttpResponse, HttpFailure> {
    fn from(outcome: HttpOutcome) -> Self {
        match outcome {
            HttpOutcome::Answered(response) => Ok(response),
            HttpOutcome::Failed(failure) => Err(failure),
        }
    }
}
