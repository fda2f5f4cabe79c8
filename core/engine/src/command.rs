//! Commands: everything the core asks of a host.

use core::time::Duration;

use lancan_protocol::frame::Frame;

use crate::{event::PeerHandle, notice::Notice};

/// Something to do, in the order given. Execution never answers by return; what comes of it is an event.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Command {
    /// Something for the radio.
    Radio(RadioCommand),
    /// Send a request to the authority's server; answer with [`crate::Event::Http`].
    Http(HttpRequest),
    /// Tell the user.
    Notify(Notice),
}

/// Something for the radio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RadioCommand {
    /// Advertise this frame and serve it as the characteristic's value, in place of any before.
    /// Hosts with coupled addresses stop, take a fresh address, and start.
    Advertise {
        /// What.
        frame: Frame,
        /// The host stops by itself after this time, should it hear nothing until then: the identifier's interval
        /// is over.
        longest: Duration,
    },
    /// Stop advertising and serving, and close the connections that peers have opened to us.
    StopAdvertising,
    /// Scan for this long, in place of any scan before.
    Scan {
        /// How eagerly.
        mode: ScanMode,
        /// The host stops by itself after this time.
        duration: Duration,
    },
    /// Stop scanning now.
    StopScan,
    /// Open a connection: LE transport, no bonding, and give up after this time.
    Connect {
        /// To whom.
        peer: PeerHandle,
        /// Until the characteristic must have been found.
        timeout: Duration,
    },
    /// Read the peer's characteristic on an open connection.
    Read(PeerHandle),
    /// Write our frame to the peer's characteristic on an open connection.
    Write {
        /// To whom.
        peer: PeerHandle,
        /// What.
        frame: Frame,
    },
    /// Close a connection, or cancel one that is being opened.
    Disconnect(PeerHandle),
}

/// How eagerly to scan: how much of the time the receiver listens while the scan runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScanMode {
    /// About a tenth (Android `SCAN_MODE_LOW_POWER`).
    LowPower,
    /// About a quarter (Android `SCAN_MODE_BALANCED`).
    Balanced,
    /// All of it (Android `SCAN_MODE_LOW_LATENCY`).
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

/// Names a request among those under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// A request to the authority's server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Names the request in its answer.
    pub id: RequestId,
    /// The method.
    pub method: HttpMethod,
    /// Path below the server's address, starting with `/`.
    pub path: String,
    /// Headers besides those any client sends.
    pub headers: Vec<(&'static str, String)>,
    /// The body, empty for `Get`.
    pub body: Vec<u8>,
    /// Longest body of an answer, in bytes; a longer one is [`crate::HttpFailure::TooLarge`].
    pub longest_answer: u64,
    /// Give up after this time.
    pub timeout: Duration,
}

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpMethod {
    /// GET
    Get,
    /// POST
    Post,
}
