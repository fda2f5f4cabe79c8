//! [`lancan_core::Event`] as records: everything a host tells the core.

use lancan_core::{event as core, radio::AdvertParts};
use lancan_protocol::frame::ServiceUuid;

use crate::capabilities::Capabilities;

/// Something happened. Hand it to [`crate::Engine::handle`] together with the time.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
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
    CapabilitiesChanged {
        /// What it can do now.
        capabilities: Capabilities,
    },
    /// The app came to the front or went behind.
    Foreground {
        /// It is in front.
        in_front: bool,
    },
    /// Something about the radio.
    Radio {
        /// What.
        event: RadioEvent,
    },
    /// The answer to an HTTP command. Every request gets exactly one.
    Http {
        /// Which request.
        request: u64,
        /// How it ended.
        outcome: HttpOutcome,
    },
    /// The time of [`crate::Engine::next_wake`] has come. An early or extra one does no harm.
    Wake,
    /// The host is about to be stopped: whatever is in memory is written now.
    Stopping,
}

/// Something about the radio. A peer is named by a number of the host's choice, such as a hash of its address.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum RadioEvent {
    /// The adapter's state, at the start and whenever it changes. Anything but `On` means that every scan, advert
    /// and connection has ended.
    Adapter {
        /// Its state.
        state: AdapterState,
    },
    /// An advert was received. One that is not ours is ignored.
    Sighted {
        /// From whom.
        peer: u64,
        /// Signal strength in dBm; none where the platform does not tell (127).
        rssi_dbm: Option<i8>,
        /// What it carried.
        advert: Advert,
    },
    /// Adverts asked for are on the air.
    AdvertisingStarted,
    /// They could not be started, or ended by themselves.
    AdvertisingFailed,
    /// The scan asked for runs.
    ScanStarted,
    /// It could not be started, or ended by itself before its time.
    ScanFailed,
    /// It ended, by its time or by command.
    ScanStopped,
    /// A connection asked for is open and the characteristic was found.
    Connected {
        /// To whom.
        peer: u64,
    },
    /// A connection could not be opened, has ended, or was cancelled. Comes exactly once for every `Connect`.
    Disconnected {
        /// From whom.
        peer: u64,
    },
    /// The value read from the peer's characteristic, of whatever length.
    ValueRead {
        /// Whose.
        peer: u64,
        /// What.
        value: Vec<u8>,
    },
    /// Our value was written to the peer's characteristic.
    ValueWritten {
        /// Whose.
        peer: u64,
    },
    /// A read or write on an open connection failed; the connection is still open.
    ExchangeFailed {
        /// With whom.
        peer: u64,
    },
    /// A peer wrote to our characteristic, a value of whatever length.
    PeerWrote {
        /// Who.
        peer: u64,
        /// What.
        value: Vec<u8>,
    },
    /// Our own radio address changed by the system's timer (only hosts that can tell).
    AddressChanged,
}

/// Whether the radio can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
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

/// An advert as the platform hands it over.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Advert {
    /// Its bytes as received: AD structures (Android `ScanRecord.getBytes`).
    Raw {
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Split by the platform (CoreBluetooth).
    Parts {
        /// Service UUIDs, of the overflow area too, in 4 or 36 characters.
        services: Vec<String>,
        /// Data sent for a service.
        service_data: Vec<ServiceData>,
        /// Company number in two bytes, low one first, and what follows; none where there is none.
        manufacturer_data: Option<Vec<u8>>,
    },
}

/// Data that an advert carries for a service.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ServiceData {
    /// UUID of the service, in 4 or 36 characters.
    pub service: String,
    /// The data.
    pub data: Vec<u8>,
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum HttpOutcome {
    /// There is a response, whatever its status.
    Answered {
        /// The status.
        status: u16,
        /// The `ETag` header, where there is one.
        etag: Option<String>,
        /// The body, whole and decompressed.
        body: Vec<u8>,
    },
    /// No network, no server, no TLS, or no answer in time.
    Unreachable,
    /// The body is longer than the request allows.
    TooLarge,
}

impl Event {
    /// The core's event; none for an advert that is not ours.
    pub(crate) fn into_core(self, service: ServiceUuid) -> Option<core::Event> {
        Some(match self {
            Self::Started { capabilities, restored } => {
                core::Event::Started { capabilities: capabilities.into(), restored }
            }
            Self::CapabilitiesChanged { capabilities } => core::Event::CapabilitiesChanged(capabilities.into()),
            Self::Foreground { in_front } => core::Event::Foreground(in_front),
            Self::Radio { event } => core::Event::Radio(event.into_core(service)?),
            Self::Http { request, outcome } => core::Event::Http(core::HttpAnswer {
                request: lancan_core::RequestId(request),
                outcome: match outcome {
                    HttpOutcome::Answered { status, etag, body } => Ok(core::HttpResponse { status, etag, body }),
                    HttpOutcome::Unreachable => Err(core::HttpFailure::Unreachable),
                    HttpOutcome::TooLarge => Err(core::HttpFailure::TooLarge),
                },
            }),
            Self::Wake => core::Event::Wake,
            Self::Stopping => core::Event::Stopping,
        })
    }
}

impl RadioEvent {
    fn into_core(self, service: ServiceUuid) -> Option<core::RadioEvent> {
        let handle = core::PeerHandle;
        Some(match self {
            Self::Adapter { state } => core::RadioEvent::Adapter(match state {
                AdapterState::On => core::AdapterState::On,
                AdapterState::Off => core::AdapterState::Off,
                AdapterState::PermissionMissing => core::AdapterState::PermissionMissing,
                AdapterState::Unsupported => core::AdapterState::Unsupported,
            }),
            Self::Sighted { peer, rssi_dbm, advert } => core::RadioEvent::Sighted(core::Sighting {
                peer: handle(peer),
                rssi_dbm,
                heard: advert.heard(service)?,
            }),
            Self::AdvertisingStarted => core::RadioEvent::AdvertisingStarted,
            Self::AdvertisingFailed => core::RadioEvent::AdvertisingFailed,
            Self::ScanStarted => core::RadioEvent::ScanStarted,
            Self::ScanFailed => core::RadioEvent::ScanFailed,
            Self::ScanStopped => core::RadioEvent::ScanStopped,
            Self::Connected { peer } => core::RadioEvent::Connected(handle(peer)),
            Self::Disconnected { peer } => core::RadioEvent::Disconnected(handle(peer)),
            Self::ValueRead { peer, value } => core::RadioEvent::ValueRead { peer: handle(peer), value },
            Self::ValueWritten { peer } => core::RadioEvent::ValueWritten(handle(peer)),
            Self::ExchangeFailed { peer } => core::RadioEvent::ExchangeFailed(handle(peer)),
            Self::PeerWrote { peer, value } => core::RadioEvent::PeerWrote { peer: handle(peer), value },
            Self::AddressChanged => core::RadioEvent::AddressChanged,
        })
    }
}

impl Advert {
    fn heard(&self, service: ServiceUuid) -> Option<core::Heard> {
        match self {
            Self::Raw { bytes } => core::Heard::from_raw_advert(service, bytes),
            Self::Parts { services, service_data, manufacturer_data } => {
                let services: Vec<u128> = services.iter().filter_map(|text| uuid(text)).collect();
                let service_data: Vec<(u128, &[u8])> =
                    service_data.iter().filter_map(|part| Some((uuid(&part.service)?, part.data.as_slice()))).collect();
                let manufacturer_data: Vec<(u16, &[u8])> = manufacturer_data
                    .as_deref()
                    .and_then(|bytes| bytes.split_first_chunk::<2>())
                    .map(|(company, data)| (u16::from_le_bytes(*company), data))
                    .into_iter()
                    .collect();
                let parts = AdvertParts {
                    services: &services,
                    service_data: &service_data,
                    manufacturer_data: &manufacturer_data,
                };
                core::Heard::from_advert(service, &parts)
            }
        }
    }
}

/// A UUID of 4 (16 bits) or 36 characters.
fn uuid(text: &str) -> Option<u128> {
    if text.len() == 4 {
        return u16::from_str_radix(text, 16).ok().map(|short| ServiceUuid(short).full());
    }
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    (text.len() == 36 && digits.len() == 32).then(|| u128::from_str_radix(&digits, 16).ok()).flatten()
}
