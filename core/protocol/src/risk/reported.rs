//! An encounter as a report carries it.

use crate::{
    encounter::{Encounter, EncounterFlags},
    ranging::RangingRules,
    saturate::Saturate as _,
    wire::ReportedEncounter,
};

/// Summarises an encounter for a report: seconds as the duration estimator credits its scans, attenuations as if the
/// sender had transmitted with 0 dBm and the receiver's level were 0 (the server knows both better).
pub fn reported(encounter: &Encounter, rules: &RangingRules) -> ReportedEncounter {
    let credited = encounter.credited_seconds(rules.longest_gap_seconds);
    let median = encounter.typical_rssi();
    let strongest = encounter.scans.iter().map(|scan| scan.strongest_rssi).filter(|rssi| *rssi < 0).max();
    let mut flags = encounter.flags;
    if median.is_none() {
        flags.insert(EncounterFlags::NO_RSSI);
    }
    ReportedEncounter {
        frame: encounter.frame,
        interval: encounter.interval,
        seconds: credited.min(600).saturate(),
        least_attenuation: strongest.map_or(0, i8::unsigned_abs),
        typical_attenuation: median.map_or(0, i8::unsigned_abs),
        scans: encounter.scans.len().saturate(),
        flags: flags.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        encounter::{RssiHistogram, ScanInstance},
        frame::Frame,
        rules::Rules,
        time::Interval,
    };

    fn encounter(scans: Vec<ScanInstance>) -> Encounter {
        Encounter {
            frame: Frame::from_bytes(&[1; 20]).unwrap(),
            interval: Interval(2_700_000),
            first: 0,
            last: 599,
            sightings: 9,
            scans,
            histogram: RssiHistogram::default(),
            flags: EncounterFlags::default(),
        }
    }

    #[test]
    fn a_report_carries_credited_seconds_and_attenuations_of_an_unamplified_sender() {
        let scan = |typical_rssi, strongest_rssi| ScanInstance { seconds_since_last: 20, typical_rssi, strongest_rssi };
        let heard = encounter(vec![scan(-70, -60), scan(-80, -75), scan(-60, -55)]);
        let reported = reported(&heard, &Rules::built_in().ranging);
        assert_eq!((reported.seconds, reported.scans, reported.flags), (60, 3, 0));
        assert_eq!((reported.typical_attenuation, reported.least_attenuation), (70, 55));
    }

    #[test]
    fn an_encounter_without_measurements_says_so_and_never_more_than_its_interval() {
        let scan = ScanInstance { seconds_since_last: 600, typical_rssi: 127, strongest_rssi: 127 };
        let reported = reported(&encounter(vec![scan; 40]), &Rules::built_in().ranging);
        assert_eq!(reported.flags, EncounterFlags::NO_RSSI.0);
        assert!(reported.seconds <= 600 && reported.typical_attenuation == 0);
    }
}
