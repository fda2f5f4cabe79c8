//! Events: everything a host tells the core.

use lancan_protocol::frame::Frame;

use crate::{capabilities::Capabilities, command::RequestId};

/// Something happened. Hand it to [`crate::Tracer::handle`] together with the time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
    /// The app came to the front (`true`) or went behind.
    Foreground(bool),
    /// Something about the radio.
    Radio(RadioEvent),
    /// The answer to [`crate::Command::Http`]. Every request gets exactly one.
    Http(HttpAnswer),
    /// The time of [`crate::Tracer::next_wake`] has come. An early or extra one does no harm.
    Wake,
    /// The host is about to be stopped: whatever is in memory is written now.
    Stopping,
}

/// A peer as the host's radio stack names it: an address or platform identifier, hashed or numbered by the host.
///
/// Valid until the peer changes its address; the core never stores it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerHandle(pub u64);

/// Something about the radio.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RadioEvent {
    /// The adapter's state, at the start and whenever it changes. Anything but `On` means that every scan, advert
    /// and connection has ended.
    Adapter(AdapterState),
    /// An advert was received.
    Sighted(Sighting),
    /// Adverts asked for by [`crate::RadioCommand::Advertise`] are on the air.
    AdvertisingStarted,
    /// They could not be started, or ended by themselves.
    AdvertisingFailed,
    /// The scan asked for by [`crate::RadioCommand::Scan`] runs.
    ScanStarted,
    /// It could not be started, or ended by itself before its time.
    ScanFailed,
    /// It ended, by its time or by [`crate::RadioCommand::StopScan`].
    ScanStopped,
    /// A connection asked for is open and the characteristic was found.
    Connected(PeerHandle),
    /// A connection could not be opened, has ended, or was cancelled. Comes exactly once for every `Connect`.
    Disconnected(PeerHandle),
    /// The value read from the peer's characteristic, of whatever length.
    ValueRead {
        /// Whose.
        peer: PeerHandle,
        /// What.
        value: Vec<u8>,
    },
    /// Our value was written to the peer's characteristic.
    ValueWritten(PeerHandle),
    /// A read or write on an open connection failed; the connection is still open.
    ExchangeFailed(PeerHandle),
    /// A peer wrote to our characteristic, a value of whatever length.
    PeerWrote {
        /// Who.
        peer: PeerHandle,
        /// What.
        value: Vec<u8>,
    },
    /// Our own radio address changed by the system's timer (only hosts that can tell).
    AddressChanged,
}

/// Whether the radio can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
pub struct Sighting {
    /// From whom.
    pub peer: PeerHandle,
    /// Signal strength in dBm; none where the platform does not tell (127).
    pub rssi_dbm: Option<i8>,
    /// What it carried.
    pub heard: Heard,
}

/// What an advert carried. Hosts hand raw bytes to [`Heard::from_advert`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Our service data: a frame.
    Frame(Frame),
    /// Our service UUID without data: connect and read.
    ServiceUuid,
    /// Apple's overflow area with our service's bit possible: connect and read.
    AppleOverflow,
    /// A Bluezone 2.x identifier.
    Bluezone([u8; 12]),
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpAnswer {
    /// Which request.
    pub request: RequestId,
    /// The response, whatever its status, or why there is none.
    pub outcome: Result<HttpResponse, HttpFailure>,
}

/// An HTTP response.
#[derive(Clone, Debug, PartialEq, Eq)]
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
pub enum HttpFailure {
    /// No network, no server, no TLS, or no answer in time.
    Unreachable,
    /// The body is longer than the request allows.
    TooLarge,
}
