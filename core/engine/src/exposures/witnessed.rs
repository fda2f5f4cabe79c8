//! The evidence of one encounter with a case, in the form that is kept.

use lancan_protocol::{
    encounter::{Encounter, EncounterFlags, RssiHistogram, ScanInstance},
    frame::Frame,
    keys::{EncryptedMetadata, IdentifierKeys},
    ranging::ReceiverLevel,
    time::{Interval, UnixTime},
};
use serde::{Deserialize, Serialize};

/// An encounter with a matched key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct HeardAt {
    /// The identifier's own interval, by the sender's clock.
    pub(super) identifier: Interval,
    /// The interval it was recorded in, by this phone's clock.
    pub(super) recorded: Interval,
}

/// What was heard of one identifier in one interval: all that a verdict needs of the encounter.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Witnessed {
    #[serde(flatten)]
    at: HeardAt,
    /// Seconds from the interval's start to the first and to the last sighting.
    first: u16,
    last: u16,
    sightings: u16,
    /// Seconds since the scan before, typical and strongest signal in dBm.
    scans: Vec<(u16, i8, i8)>,
    flags: u8,
    /// As heard, encrypted.
    metadata: [u8; 4],
}

/// The receiver's level as it was once, with the power that was usual then.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct LevelThen {
    level: ReceiverLevel,
    usual_power_dbm: Option<f64>,
}

impl HeardAt {
    /// By how many intervals the two are apart.
    pub(super) fn off(self) -> u32 {
        self.identifier.0.abs_diff(self.recorded.0)
    }
}

impl Witnessed {
    pub(super) fn new(at: HeardAt, encounter: &Encounter) -> Self {
        let scan = |scan: &ScanInstance| (scan.seconds_since_last, scan.typical_rssi, scan.strongest_rssi);
        Self {
            at,
            first: encounter.first,
            last: encounter.last,
            sightings: encounter.sightings,
            scans: encounter.scans.iter().map(scan).collect(),
            flags: encounter.flags.0,
            metadata: *encounter.frame.metadata.as_bytes(),
        }
    }

    pub(super) fn at(&self) -> HeardAt {
        self.at
    }

    /// Time of the last sighting, by this phone's clock.
    pub(super) fn last_seen(&self) -> UnixTime {
        self.at.recorded.start().plus(self.last.into())
    }

    /// The encounter, without its histogram, which no verdict uses.
    pub(super) fn encounter(&self, keys: &IdentifierKeys) -> Encounter {
        let id = keys.rolling_id(self.at.identifier);
        let scan = |(seconds_since_last, typical_rssi, strongest_rssi): &(u16, i8, i8)| ScanInstance {
            seconds_since_last: *seconds_since_last,
            typical_rssi: *typical_rssi,
            strongest_rssi: *strongest_rssi,
        };
        Encounter {
            frame: Frame { id, metadata: EncryptedMetadata::from_bytes(self.metadata) },
            interval: self.at.recorded,
            first: self.first,
            last: self.last,
            sightings: self.sightings,
            scans: self.scans.iter().map(scan).collect(),
            histogram: RssiHistogram::default(),
            flags: EncounterFlags(self.flags),
        }
    }
}

impl LevelThen {
    pub(super) fn of(level: &ReceiverLevel) -> Self {
        Self { level: *level, usual_power_dbm: level.usual_power_dbm() }
    }

    pub(super) fn level(self) -> ReceiverLevel {
        self.level.with_usual_power_dbm(self.usual_power_dbm)
    }
}
