//! [`lancan_core::Command`] as records: everything the core asks of a host.

use std::time::Duration;

use lancan_core::command as core;

use crate::notice::Notice;

/// Something to do, in the order given. Execution never answers by return; what comes of it is an event.
#[derive(Clone, Debug, PartialEq, uniffi::Enum)]
pub enum Command {
    /// Something for the radio.
    Radio {
        /// What.
        command: RadioCommand,
    },
    /// Send a request to the authority's server; answer with [`crate::Event::Http`].
    Http {
        /// The request.
        request: HttpRequest,
    },
    /// Tell the user.
    Notify {
        /// What.
        notice: Notice,
    },
}

/// Something for the radio.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum RadioCommand {
    /// Advertise these 20 bytes and serve them as the characteristic's value, in place of any before.
    /// Hosts with coupled addresses stop, take a fresh address, and start.
    Advertise {
        /// 20 bytes.
        frame: Vec<u8>,
        /// The host stops by itself after this time, should it hear nothing until then.
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
        peer: u64,
        /// Until the characteristic must have been found.
        timeout: Duration,
    },
    /// Read the peer's characteristic on an open connection.
    Read {
        /// Whose.
        peer: u64,
    },
    /// Write these 20 bytes to the peer's characteristic on an open connection.
    Write {
        /// To whom.
        peer: u64,
        /// 20 bytes.
        frame: Vec<u8>,
    },
    /// Close a connection, or cancel one that is being opened.
    Disconnect {
        /// From whom.
        peer: u64,
    },
}

/// How eagerly to scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ScanMode {
    /// The receiver listens about a tenth of the time.
    LowPower,
    /// About a quarter.
    Balanced,
    /// All of it.
    LowLatency,
}

/// A request to the authority's server.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HttpRequest {
    /// Names the request in its answer.
    pub id: u64,
    /// POST with [`Self::body`], else GET without.
    pub post: bool,
    /// Path below the server's address, starting with `/`.
    pub path: String,
    /// Headers besides those any client sends.
    pub headers: Vec<HttpHeader>,
    /// The body, empty for GET.
    pub body: Vec<u8>,
    /// Longest body of an answer, in bytes; a longer one is [`crate::HttpOutcome::TooLarge`].
    pub longest_answer: u64,
    /// Give up after this time.
    pub timeout: Duration,
}

/// A header of a request.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HttpHeader {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl Command {
    /// The record; none for a command that this version of the bindings does not know.
    pub(crate) fn from_core(command: core::Command) -> Option<Self> {
        Some(match command {
            core::Command::Radio(command) => Self::Radio { command: RadioCommand::from_core(command)? },
            core::Command::Http(request) => Self::Http { request: request.into() },
            core::Command::Notify(notice) => Self::Notify { notice: Notice::from_core(notice)? },
            _ => return None,
        })
    }
}

impl RadioCommand {
    fn from_core(command: core::RadioCommand) -> Option<Self> {
        Some(match command {
            core::RadioCommand::Advertise { frame, longest } => {
                Self::Advertise { frame: frame.to_bytes().to_vec(), longest }
            }
            core::RadioCommand::StopAdvertising => Self::StopAdvertising,
            core::RadioCommand::Scan { mode, duration } => Self::Scan {
                mode: match mode {
                    core::ScanMode::LowPower => ScanMode::LowPower,
                    core::ScanMode::Balanced => ScanMode::Balanced,
                    core::ScanMode::LowLatency => ScanMode::LowLatency,
                },
                duration,
            },
            core::RadioCommand::StopScan => Self::StopScan,
            core::RadioCommand::Connect { peer, timeout } => Self::Connect { peer: peer.0, timeout },
            core::RadioCommand::Read(peer) => Self::Read { peer: peer.0 },
            core::RadioCommand::Write { peer, frame } => Self::Write { peer: peer.0, frame: frame.to_bytes().to_vec() },
            core::RadioCommand::Disconnect(peer) => Self::Disconnect { peer: peer.0 },
            _ => return None,
        })
    }
}

impl From<core::HttpRequest> for HttpRequest {
    fn from(from: core::HttpRequest) -> Self {
        Self {
            id: from.id.0,
            post: from.method == core::HttpMethod::Post,
            path: from.path,
            headers: from
                .headers
                .into_iter()
                .map(|(name, value)| HttpHeader { name: name.to_owned(), value })
                .collect(),
            body: from.body,
            longest_answer: from.longest_answer,
            timeout: from.timeout,
        }
    }
}
