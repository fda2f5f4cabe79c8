//! What a host says it can do. The core chooses its policy by it and never by the platform's name.

use core::time::Duration;

use lancan_protocol::{keys::Metadata, ranging::phone_level};

/// What this host can do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Capabilities {
    /// What an advert may carry.
    pub advertising: Advertising,
    /// Whether this host serves the GATT characteristic.
    pub serves_gatt: bool,
    /// Whether this host connects to peers and reads and writes their characteristic.
    pub connects: bool,
    /// Whether identifier and radio address change together.
    pub address_control: AddressControl,
    /// Transmit power of adverts in dBm, as it is declared to others; none where the host does not know it: an unknown power
    /// is declared as such.
    pub transmit_power_dbm: Option<i8>,
    /// Whether received signal strengths are real (some stacks always give 127).
    pub measures_rssi: bool,
    /// What the host may do while its app is not in front.
    pub background: Background,
    /// The most scans that may start in 30 seconds; none where no limit is known.
    pub scan_starts_per_30_s: Option<u8>,
    /// The longest time for which the system lets a scan hear; none where no limit is known.
    pub longest_scan: Option<Duration>,
    /// The most connections at one time.
    pub connections: u8,
    /// Phone model as the platform names it, for the calibration table. Never leaves the phone.
    pub model: String,
}

/// What an advert of this host may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Advertising {
    /// The service UUID and 20 bytes of service data (Android, Linux).
    ServiceData,
    /// The service UUID only; peers connect and read (iOS).
    ServiceUuidOnly,
    /// Nothing; this phone connects to others and writes (no peripheral role).
    Nothing,
}

/// Who changes the radio address, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum AddressControl {
    /// Stopping and starting adverts takes a fresh address: identifier and address change together (Android).
    Coupled,
    /// The system changes the address by its own timer (iOS; Linux with privacy).
    Independent,
    /// Not known; the core treats it as independent.
    Unknown,
}

/// What a host may do while its app is not in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Background {
    /// Everything (an Android foreground service, a desktop).
    Full,
    /// Adverts move to the overflow area and scans are slow (iOS).
    Restricted,
    /// Nothing: the process may be stopped at any time.
    Nothing,
}

impl Capabilities {
    /// What this phone says of its power to others: what the host declares, as sure as the table of phone levels is where
    /// the power is the table's, and little sure elsewhere. `generic_dbm` is sent where the power is unknown.
    pub(crate) fn metadata(&self, generic_dbm: i8) -> Metadata {
        let power_dbm = self.transmit_power_dbm;
        let of_model = phone_level("", &self.model).filter(|level| power_dbm == Some(level.transmit_power_dbm));
        Metadata::declared(power_dbm, of_model.map_or(1, |level| level.confidence), generic_dbm)
    }
}

impl Default for Capabilities {
    /// A host that can do everything and does not know its power: a good start for tests and desktops.
    fn default() -> Self {
        Self {
            advertising: Advertising::ServiceData,
            serves_gatt: true,
            connects: true,
            address_control: AddressControl::Coupled,
            transmit_power_dbm: None,
            measures_rssi: true,
            background: Background::Full,
            scan_starts_per_30_s: None,
            longest_scan: None,
            connections: 4,
            model: String::new(),
        }
    }
}
