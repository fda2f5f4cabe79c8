//! What a scan is credited with: the time since the scan before it, once, whatever interval it falls into.
#![cfg(test)]

use core::time::Duration;

use lancan_core::{Now, Recorder, SightingOf, StaticVault, Store};
use lancan_protocol::{
    frame::Frame,
    time::{Interval, UnixTime},
};
use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

const START: Interval = Interval(2_700_000);

/// Minutes are measured in whole seconds: what is left of one must not be lost with every scan.
fn credited_by_scans_of(period: Duration, jitter: Duration) -> f64 {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut recorder = Recorder::new(&mut rng);
    let mut store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng).unwrap();
    let frame = Frame::from_bytes(&[1; 20]).unwrap();
    let mut began = Duration::ZERO;
    for scan in 0..=400_u32 {
        // Late and early in turn, each second time by twice as much.
        let late = jitter * [0, 2, 1, 2][scan as usize % 4];
        began = period * scan + late;
        let now = Now { wall: START.start().plus(began.as_secs()), monotonic: began };
        recorder.scan_began(now);
        recorder.sighted(now, SightingOf::Frame(frame), Some(-60));
    }
    recorder.hand_out(at(began.as_secs()), |segments| store.append(segments)).unwrap();
    let mut sum = 0;
    store
        .each_interval(START..=START.plus(1_000), |record| {
            let scans = record.encounters.iter().flat_map(|encounter| &encounter.scans);
            sum += scans.map(|scan| u32::from(scan.seconds_since_last)).sum::<u32>();
        })
        .unwrap();
    f64::from(sum) / began.as_secs_f64()
}

#[test]
fn a_scan_a_hair_early_or_late_loses_no_second() {
    for (period, jitter) in [(8_000, 0), (8_000, 20), (7_990, 0), (20_001, 7), (999, 0)] {
        let share = credited_by_scans_of(Duration::from_millis(period), Duration::from_millis(jitter));
        assert!((share - 1.0).abs() < 0.01, "{period} ms: {share}");
    }
}

fn at(seconds: u64) -> Now {
    Now { wall: START.start().plus(seconds), monotonic: Duration::from_secs(seconds) }
}

/// Seconds credited to an identifier heard once in every scan, scans beginning at these times.
fn credited(scans: &[u64], heard_after: u64, confirm_adverts: bool) -> u64 {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut recorder = Recorder::new(&mut rng);
    let mut store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng).unwrap();
    let frame = Frame::from_bytes(&[1; 20]).unwrap();
    let mut interval = START.start();
    for second in scans {
        while confirm_adverts && interval <= START.start().plus(*second) {
            recorder.advertising(at(interval.0 - START.start().0));
            interval = UnixTime(interval.0 + Interval::SECONDS);
        }
        recorder.scan_began(at(*second));
        recorder.sighted(at(second + heard_after), SightingOf::Frame(frame), Some(-60));
    }
    recorder.hand_out(at(scans.last().unwrap() + heard_after), |segments| store.append(segments)).unwrap();
    let mut sum = 0;
    store
        .each_interval(START..=START.plus(1_000), |record| {
            let scans = record.encounters.iter().flat_map(|encounter| &encounter.scans);
            sum += scans.map(|scan| u64::from(scan.seconds_since_last)).sum::<u64>();
        })
        .unwrap();
    sum
}

#[test]
fn scans_row_by_row_are_credited_in_full_across_intervals() {
    let scans: Vec<u64> = (0..=180).map(|n| n * 20).collect();
    assert_eq!(credited(&scans, 10, true), 3_600);
}

proptest! {
    #[test]
    fn every_second_between_scans_is_credited_once(
        gaps in proptest::collection::vec(2_u64..240, 1..60), first in 0_u64..600, confirm_adverts: bool
    ) {
        let mut scans = vec![first];
        for gap in gaps {
            scans.push(scans.last().unwrap() + gap);
        }
        prop_assert_eq!(credited(&scans, 0, confirm_adverts), scans.last().unwrap() - first);
    }
}
