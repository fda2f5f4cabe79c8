//! Measured signal strengths with the true distance.

/// One received advert.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measurement {
    /// The log it belongs to: a receiver where receivers are known. Never split.
    pub log: u32,
    /// The phone that received; the log where receivers are not known.
    pub receiver: u32,
    /// The phone that sent.
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

impl Measurement {
    /// Whether it has a time and a signal strength: radios write what they did not measure as 127, 0 or −128 dBm.
    pub(super) fn is_measured(&self) -> bool {
        self.at.is_finite() && (-127.0..0.0).contains(&self.rssi_dbm)
    }
}

/// All rows of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measurements {
    /// In time order within each log.
    pub rows: Vec<Measurement>,
    /// Names of the logs, by their number.
    pub logs: Vec<String>,
    /// Whether powers come from the table of phone models' levels, not from what was sent.
    pub powers_by_table: bool,
    /// Whether receivers hear several transmitters, so that their own level can be learned.
    pub several_transmitters: bool,
    /// Rows left out because they held no signal strength from −127 dBm to below 0 dBm, or no time.
    pub unmeasured: usize,
    /// Rows whose power no phone takes for known, outside `Metadata::POWER_DBM`: it counts as unknown.
    pub powers_refused: usize,
    /// In which unit the file counts time.
    pub unit: TimeUnit,
}

/// In which unit a file counts time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// The file says seconds.
    #[default]
    Seconds,
    /// The file says milliseconds.
    Milliseconds,
    /// The file says microseconds.
    Microseconds,
    /// The file says nanoseconds.
    Nanoseconds,
    /// The file does not say, and its times are not looked at yet.
    Unstated,
    /// The file does not say, and its times fit seconds.
    AssumedSeconds,
    /// The file does not say, and its times as seconds would lie in the far future.
    AssumedMilliseconds,
    /// The file does not say, and its times as milliseconds would lie in the far future.
    AssumedMicroseconds,
    /// The file does not say, and its times as microseconds would lie in the far future.
    AssumedNanoseconds,
}

impl TimeUnit {
    /// How many of it a second has.
    pub(super) fn per_second(self) -> f64 {
        match self {
            Self::Seconds | Self::Unstated | Self::AssumedSeconds => 1.0,
            Self::Milliseconds | Self::AssumedMilliseconds => 1e3,
            Self::Microseconds | Self::AssumedMicroseconds => 1e6,
            Self::Nanoseconds | Self::AssumedNanoseconds => 1e9,
        }
    }
}
