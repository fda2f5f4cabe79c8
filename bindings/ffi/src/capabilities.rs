//! [`lancan_core::Capabilities`] as a record.

use std::time::Duration;

use lancan_core::capabilities as core;

/// What a host can do. The core chooses its policy by it and never by the platform's name.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Capabilities {
    /// What an advert may carry.
    pub advertising: Advertising,
    /// Whether it serves the GATT characteristic.
    pub serves_gatt: bool,
    /// Whether it connects to peers, reads and writes their characteristic.
    pub connects: bool,
    /// Whether identifier and radio address change together.
    pub address_control: AddressControl,
    /// Transmit power of adverts in dBm, where the platform tells.
    pub transmit_power_dbm: Option<i8>,
    /// Whether received signal strengths are real.
    pub measures_rssi: bool,
    /// What goes on when the app is not in front.
    pub background: Background,
    /// Most scan starts in 30 seconds; none: no limit known.
    pub scan_starts_per_30_s: Option<u8>,
    /// A scan running longer than this is silenced by the system; none: no limit known.
    pub longest_scan: Option<Duration>,
    /// Most connections at one time.
    pub connections: u8,
    /// Phone model as the platform names it. Never leaves the phone.
    pub model: String,
}

/// What an advert of this host may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Advertising {
    /// The service UUID and 20 bytes of service data (Android, Linux).
    ServiceData,
    /// The service UUID only; peers connect and read (iOS).
    ServiceUuidOnly,
    /// Nothing; this phone connects to others and writes.
    Nothing,
}

/// Who changes the radio address, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum AddressControl {
    /// Stopping and starting adverts takes a fresh address (Android).
    Coupled,
    /// The system changes it by its own timer (iOS).
    Independent,
    /// Not known; treated as independent.
    Unknown,
}

/// What a host may do while its app is not in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Background {
    /// Everything (an Android foreground service, a desktop).
    Full,
    /// Adverts move to the overflow area and scans are slow (iOS).
    Restricted,
    /// Nothing: the process may be stopped at any time.
    Nothing,
}

impl From<Capabilities> for core::Capabilities {
    fn from(from: Capabilities) -> Self {
        Self {
            advertising: match from.advertising {
                Advertising::ServiceData => core::Advertising::ServiceData,
                Advertising::ServiceUuidOnly => core::Advertising::ServiceUuidOnly,
                Advertising::Nothing => core::Advertising::None,
            },
            serves_gatt: from.serves_gatt,
            connects: from.connects,
            address_control: match from.address_control {
                AddressControl::Coupled => core::AddressControl::Coupled,
                AddressControl::Independent => core::AddressControl::Independent,
                AddressControl::Unknown => core::AddressControl::Unknown,
            },
            transmit_power_dbm: from.transmit_power_dbm,
            measures_rssi: from.measures_rssi,
            background: match from.background {
                Background::Full => core::Background::Full,
                Background::Restricted => core::Background::Restricted,
                Background::Nothing => core::Background::None,
            },
            scan_starts_per_30_s: from.scan_starts_per_30_s,
            longest_scan: from.longest_scan,
            connections: from.connections,
            model: from.model,
        }
    }
}
