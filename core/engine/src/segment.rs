//! What the recorder hands out and the store keeps: one unbroken stay of the wall clock in one interval.

use core::time::Duration;

use lancan_protocol::{encounter::Encounter, time::Interval};

/// What this phone itself did in an interval, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Activity(pub(crate) u8);

impl Activity {
    /// The phone's adverts were on the air.
    pub const ADVERTISED: Self = Self(1);
    /// The phone scanned.
    pub const SCANNED: Self = Self(2);

    /// Whether all bits of `other` are set.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Sets the bits of `other`.
    pub fn insert(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// One unbroken stay of the wall clock in one interval, from its beginning up to now.
///
/// A segment that is saved again, grown, takes the place of what was saved of it before; another segment of
/// the same interval (the clock came back, the process was restarted) is merged with what the store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Names the segment among those of this process, whichever recorder they come from.
    pub number: u64,
    /// The interval.
    pub interval: Interval,
    /// What this phone itself did.
    pub activity: Activity,
    /// What it heard, ascending by identifier, each once.
    pub encounters: Vec<Encounter>,
    /// Monotonic time of the oldest change that is not saved.
    pub(crate) unsaved_since: Duration,
}

/// Segments for tests.
#[cfg(test)]
pub(crate) mod samples {
    use core::time::Duration;

    use lancan_protocol::{
        encounter::{Encounter, EncounterFlags, RssiHistogram, ScanInstance},
        frame::Frame,
        keys::{EncryptedMetadata, RollingId},
        time::Interval,
    };

    use super::{Activity, Segment};

    /// What a phone heard of `people` in an interval, each in one scan and at one of thirty levels.
    pub(crate) fn crowd(interval: Interval, people: u32) -> Segment {
        let encounter = |person: u32| {
            let mut id = [0; 16];
            id[..4].copy_from_slice(&person.to_be_bytes());
            let rssi = -60 - (person % 30) as i8;
            let mut histogram = RssiHistogram::default();
            histogram.add(rssi);
            Encounter {
                frame: Frame { id: RollingId::from_bytes(id), metadata: EncryptedMetadata::from_bytes([0; 4]) },
                interval,
                first: 0,
                last: 599,
                sightings: 60,
                scans: vec![ScanInstance { seconds_since_last: 300, typical_rssi: rssi, strongest_rssi: rssi }],
                histogram,
                flags: EncounterFlags::default(),
            }
        };
        Segment {
            number: u64::from(interval.0),
            interval,
            activity: Activity::SCANNED,
            encounters: (0..people).map(encounter).collect(),
            unsaved_since: Duration::ZERO,
        }
    }
}
