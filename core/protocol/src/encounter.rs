//! An encounter: all sightings of one rolling identifier in one interval (`docs/protocol.md`, Encounters).
//!
//! Signal strengths are kept as they were measured. Attenuation needs the sender's transmit power, which
//! stays encrypted until a day key is published, so distance can be judged again later with better rules.

use crate::{
    frame::Frame,
    time::{Interval, UnixTime},
};

/// All sightings of one identifier in one interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encounter {
    /// Identifier and metadata as first heard.
    pub frame: Frame,
    /// The interval of the *receiver's* clock in which the sightings lie.
    pub interval: Interval,
    /// Seconds from the interval's start to the first sighting, 0 to 599.
    pub first: u16,
    /// Seconds from the interval's start to the last sighting, `first` to 599.
    pub last: u16,
    /// Sightings counted, stopping at the largest number.
    pub sightings: u16,
    /// What the scans heard in which the identifier was heard, in order; scans within a minute count as one.
    pub scans: Vec<ScanInstance>,
    /// How many sightings fell into each band of signal strength.
    pub histogram: RssiHistogram,
    /// How it was heard, and what speaks against it.
    pub flags: EncounterFlags,
}

impl Encounter {
    /// The instant of the first sighting.
    pub fn first_seen(&self) -> UnixTime {
        self.interval.start().plus(u64::from(self.first))
    }

    /// The instant of the last sighting.
    pub fn last_seen(&self) -> UnixTime {
        self.interval.start().plus(u64::from(self.last))
    }
}

/// What one scan, or several within a minute, heard of an identifier (GAEN v2: scan instance).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanInstance {
    /// Seconds from when the previous scan began, whether or not that one heard this identifier, to when this one did;
    /// at most 600. Of several scans, those that heard it add up.
    pub seconds_since_last: u16,
    /// Median signal strength of the sightings, in dBm as the receiver measured it, or [`Self::UNMEASURED`].
    pub typical_rssi: i8,
    /// Strongest signal of the sightings, in dBm as the receiver measured it, or [`Self::UNMEASURED`].
    pub strongest_rssi: i8,
}

impl ScanInstance {
    /// Stands for a signal strength that the platform did not give, as in the Bluetooth specification: the scan counts as
    /// time and says nothing of closeness.
    pub const UNMEASURED: i8 = 127;
}

impl Encounter {
    /// The seconds that its scans stand for: since the scan before each, and `longest_gap_seconds` at most.
    pub fn credited_seconds(&self, longest_gap_seconds: u16) -> u32 {
        self.scans.iter().map(|scan| u32::from(scan.seconds_since_last.min(longest_gap_seconds))).sum()
    }

    /// The median of its scans' typical signal strengths, in dBm; none where nothing was measured.
    pub fn typical_rssi(&self) -> Option<i8> {
        let measured = |rssi: &i8| *rssi < 0;
        let mut typical: Vec<i8> = self.scans.iter().map(|scan| scan.typical_rssi).filter(measured).collect();
        typical.sort_unstable();
        typical.get(typical.len() / 2).copied()
    }
}

/// Sightings counted in eight bands of signal strength, each count stopping at 15.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RssiHistogram(pub [u8; 8]);

impl RssiHistogram {
    /// Lower edges in dBm of bands 1 to 7; band 0 lies below the first. Eight dB wide.
    pub const EDGES_DBM: [i8; 7] = [-92, -84, -76, -68, -60, -52, -44];
    /// The largest count of a band.
    pub const FULL: u8 = 15;

    /// Counts one sighting.
    pub fn add(&mut self, rssi_dbm: i8) {
        let band = Self::EDGES_DBM.iter().take_while(|edge| rssi_dbm >= **edge).count();
        if let Some(count) = self.0.get_mut(band) {
            *count = (*count + 1).min(Self::FULL);
        }
    }
}

/// How an encounter was heard, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EncounterFlags(pub u8);

impl EncounterFlags {
    /// Two different metadata were heard for the identifier: at most "possible".
    pub const METADATA_CONFLICT: Self = Self(1);
    /// The peer wrote the identifier to us and no advert was measured from its address: at most "possible".
    pub const WRITTEN_ONLY: Self = Self(2);
    /// A Bluezone 2.x identifier, 12 bytes padded with zeros: at most "possible".
    pub const BLUEZONE: Self = Self(4);
    /// The platform gave no signal strength (RSSI 127): presence is known, closeness is not.
    pub const NO_RSSI: Self = Self(8);
    /// Stamped below the floor of its time: the clock had been set back, so it never matches
    /// (`lancan_matching::Floor`).
    pub const BELOW_FLOOR: Self = Self(16);

    /// Whether all bits of `other` are set.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Sets the bits of `other`.
    pub fn insert(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether this encounter can never be more than "possible".
    pub fn at_most_possible(self) -> bool {
        self.0 & (Self::METADATA_CONFLICT.0 | Self::WRITTEN_ONLY.0 | Self::BLUEZONE.0) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_histogram_has_eight_bands_that_stop_at_fifteen() {
        let mut histogram = RssiHistogram::default();
        for rssi in [i8::MIN, -93, -92, -44, i8::MAX] {
            histogram.add(rssi);
        }
        assert_eq!(histogram.0, [2, 1, 0, 0, 0, 0, 0, 2]);
        for _ in 0..100 {
            histogram.add(-60);
        }
        assert_eq!(histogram.0[5], RssiHistogram::FULL);
    }

    #[test]
    fn whatever_was_heard_without_measuring_is_at_most_possible() {
        let mut flags = EncounterFlags::default();
        assert!(!flags.at_most_possible());
        flags.insert(EncounterFlags::NO_RSSI);
        assert!(!flags.at_most_possible());
        flags.insert(EncounterFlags::WRITTEN_ONLY);
        assert!(flags.at_most_possible() && flags.contains(EncounterFlags::WRITTEN_ONLY));
    }
}
