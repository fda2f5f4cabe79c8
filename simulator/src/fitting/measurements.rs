//! Measured signal strengths with the true distance.

/// One received advert.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The log it belongs to: a receiver where receivers are known. Never split.
    pub log: u32,
    /// Who received; the log where nothing better is known.
    pub receiver: u32,
    /// Who sent.
    pub transmitter: u32,
    /// Seconds since some instant.
    pub at: f64,
    /// Signal strength in dBm.
    pub rssi_dbm: f64,
    /// Transmit power in dBm, where it was sent.
    pub power_dbm: Option<f64>,
    /// True distance in metres, where it is known.
    pub distance_m: Option<f64>,
}

/// All rows of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measurements {
    /// In time order within each log.
    pub rows: Vec<Row>,
    /// Names of the logs, by their number.
    pub logs: Vec<String>,
    /// Whether receivers hear several transmitters, so that their own level can be learned.
    pub several_transmitters: bool,
    /// Rows left out because they held no signal strength below 0 dBm.
    pub unmeasured: usize,
}
