//! What a receiver read of one transmitter.

/// What was read of one transmitter in one scan or one stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The sender's power in dBm, as it declares it; none where it is not known.
    pub power_dbm: Option<f64>,
    /// Typical (median) signal strength in dBm.
    pub rssi_dbm: f64,
    /// How many sightings there were.
    pub sightings: f64,
}

impl Reading {
    /// Whether the platform gave a signal strength; 127 and everything from 0 dBm up is none.
    pub fn is_measured(&self) -> bool {
        self.rssi_dbm < 0.0
    }

    /// Binary logarithm of the sightings.
    pub fn doublings(&self) -> f64 {
        self.sightings.max(1.0).log2()
    }
}
