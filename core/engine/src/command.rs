//! Commands: everything the core asks of a host.

use core::time::Duration;

use lancan_protocol::frame::Frame;

use crate::{
    handle::{PeerHandle, RequestId},
    notice::Notice,
};

/// Something to do, in the order given. Execution never answers by return; what comes of it is an event.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Command {
    /// Do something with the radio.
    Radio(RadioCommand),
    /// Send a request to the authority's server; answer with [`crate::Event::Http`].
    Http(HttpRequest),
    /// Tell the user.
    Notify(Notice),
}

/// Something for the radio to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum RadioCommand {
    /// Advertise this frame and serve it as the characteristic's value, in place of any frame before.
    /// Hosts with coupled addresses stop, take a fresh address, and start.
    Advertise {
        /// The frame: 20 bytes.
        frame: Frame,
        /// The host stops by itself after this time unless another command comes before: the identifier's interval
        /// is over.
        longest: Duration,
    },
    /// Stop advertising and serving, and close the connections that peers have opened to us.
    StopAdvertising,
    /// Scan for this long, in place of any scan before.
    Scan {
        /// How eagerly to scan.
        mode: ScanMode,
        /// The host stops by itself after this time.
        duration: Duration,
    },
    /// Stop scanning now.
    StopScan,
    /// Open a connection: LE transport, no bonding, and give up after this time.
    Connect {
        /// The peer to connect to.
        peer: PeerHandle,
        /// The time within which the characteristic must have been found.
        timeout: Duration,
    },
    /// Read the peer's characteristic on an open connection.
    Read(PeerHandle),
    /// Write our frame to the peer's characteristic on an open connection.
    Write {
        /// The peer to write to.
        peer: PeerHandle,
        /// The frame to write: 20 bytes.
        frame: Frame,
    },
    /// Close a connection, or cancel one that is being opened.
    Disconnect(PeerHandle),
}

/// How eagerly to scan: how much of the time the receiver listens while the scan runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ScanMode {
    /// About a tenth of the time (Android `SCAN_MODE_LOW_POWER`).
    LowPower,
    /// About a quarter of the time (Android `SCAN_MODE_BALANCED`).
    Balanced,
    /// All of the time (Android `SCAN_MODE_LOW_LATENCY`).
    LowLatency,
}

impl ScanMode {
    /// How long the receiver listens during a scan of this length. The shares are those of Android's modes:
    /// 512 ms of 5,120 ms, 1,024 ms of 4,096 ms, and all of it.
    pub fn receiver_on(self, scan: Duration) -> Duration {
        match self {
            Self::LowPower => scan / 10,
            Self::Balanced => scan / 4,
            Self::LowLatency => scan,
        }
    }
}

/// A request to the authority's server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HttpRequest {
    /// Names the request in its answer.
    pub id: RequestId,
    /// The method.
    pub method: HttpMethod,
    /// Path below the server's address, starting with `/`.
    pub path: String,
    /// Headers besides those any client sends.
    pub headers: Vec<HttpHeader>,
    /// The body, empty for `Get`.
    pub body: Vec<u8>,
    /// Longest body of an answer, in bytes; a longer one is [`crate::HttpFailure::TooLarge`].
    pub longest_answer: u64,
    /// Give up after this time.
    pub timeout: Duration,
}

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum HttpMethod {
    /// GET, without a body.
    Get,
    /// POST, with a body.
    Post,
}

/// A header of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HttpHeader {
    /// The header's name, in lower case.
    pub name: String,
    /// The header's value.
    pub value: String,
}
