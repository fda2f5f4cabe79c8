//! Ten thousand forged adverts a second: memory stays bounded and the neighbours who stay are recorded.
#![cfg(test)]

use core::time::Duration;

use lancan_core::{KEPT_OF_A_FLOOD, Now, Recorder, SEATS, SightingOf, StaticVault, Store};
use lancan_protocol::{
    frame::Frame,
    keys::RollingId,
    time::{Interval, UnixTime},
};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng as _, SeedableRng as _},
};

const START: Interval = Interval(2_700_000);
const NEIGHBOURS: u64 = 200;
const FORGED_A_SECOND: u64 = 10_000;

fn frame(kind: u64, number: u64) -> Frame {
    // Identifiers are uniform; a multiplication spreads the numbers.
    let number = (kind << 56 | number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut bytes = [0; Frame::LENGTH];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    bytes[8..16].copy_from_slice(&kind.to_be_bytes());
    Frame::from_bytes(&bytes).unwrap()
}

/// One interval of scans of 4 s, one a minute. Neighbours advertise once a second, at random moments; forged
/// identifiers come `repeats` times each, the second time a second later. Returns how many neighbours are kept.
fn neighbours_kept(repeats: u64) -> usize {
    let mut rng = ChaCha20Rng::seed_from_u64(repeats);
    let mut recorder = Recorder::new(&mut rng);
    let mut store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng).unwrap();
    let mut forged = 0;
    let mut now = Now { wall: START.start(), monotonic: Duration::ZERO };
    for scan in 0..10 {
        for second in 0..4 {
            let at = scan * 60 + second;
            now = Now { wall: START.start().plus(at), monotonic: Duration::from_secs(at) };
            if second == 0 {
                recorder.scan_began(now);
            }
            let mut moments: Vec<u64> = (0..NEIGHBOURS).map(|_| rng.next_u64() % FORGED_A_SECOND).collect();
            moments.sort_unstable();
            let mut moments = moments.into_iter().enumerate().peekable();
            for moment in 0..FORGED_A_SECOND {
                let again = repeats > 1 && moment % 2 == 1;
                let number = if again { forged - FORGED_A_SECOND.min(forged) / 2 } else { forged };
                recorder.sighted(now, SightingOf::Frame(frame(2, number)), Some(-50));
                forged += u64::from(!again);
                while let Some((neighbour, _)) = moments.next_if(|(_, at)| *at <= moment) {
                    recorder.sighted(now, SightingOf::Frame(frame(1, neighbour as u64)), Some(-60));
                }
            }
            assert!(recorder.len() <= SEATS, "{} seats are taken", recorder.len());
        }
    }
    recorder.hand_out(now, |segments| store.append(segments)).unwrap();
    let record = store.interval(START).unwrap().unwrap();
    assert!(record.encounters.len() <= KEPT_OF_A_FLOOD + KEPT_OF_A_FLOOD / 10);
    let kept = |n: &u64| record.encounters.iter().any(|e| e.frame.id == frame(1, *n).id && e.last - e.first >= 300);
    (0..NEIGHBOURS).filter(kept).count()
}

#[test]
fn neighbours_who_stay_are_recorded_through_forgeries_that_never_repeat() {
    assert_eq!(neighbours_kept(1), usize::try_from(NEIGHBOURS).unwrap());
}

#[test]
fn neighbours_who_stay_are_recorded_through_forgeries_that_repeat() {
    let kept = neighbours_kept(2);
    assert!(kept >= 198, "only {kept} of {NEIGHBOURS} neighbours are kept");
}

#[test]
fn bluezone_takes_a_tenth_of_the_seats_at_most() {
    let mut recorder = Recorder::new(&mut ChaCha20Rng::seed_from_u64(1));
    let now = Now { wall: UnixTime(START.start().0), monotonic: Duration::ZERO };
    for round in 0..3 {
        for n in 0..20_000_u32 {
            let mut id = [0; 12];
            id[..4].copy_from_slice(&n.wrapping_mul(0x9E37_79B9).to_be_bytes());
            recorder.sighted(now, SightingOf::Bluezone(id), Some(-60));
        }
        assert_eq!(recorder.len(), SEATS / 10, "round {round}");
    }
    assert!(recorder.sighted(now, SightingOf::Frame(frame(1, 1)), Some(-60)));
}

#[test]
fn a_disk_that_fails_for_days_costs_the_oldest_and_no_more_memory() {
    let mut recorder = Recorder::new(&mut ChaCha20Rng::seed_from_u64(1));
    for n in 0..300_u32 {
        let interval = START.plus(n);
        let now = Now { wall: interval.start(), monotonic: Duration::from_secs(u64::from(n) * 600) };
        for person in 0..100 {
            recorder.sighted(now, SightingOf::Frame(frame(u64::from(n), person)), Some(-60));
        }
    }
    let most = lancan_core::UNSAVED_ENCOUNTERS + 100;
    assert!(recorder.len() <= most && recorder.len() > most - 200, "{} in memory", recorder.len());
    let mut store = Store::in_memory(&StaticVault::new([7; 32]), &mut ChaCha20Rng::seed_from_u64(2)).unwrap();
    let last = START.plus(299);
    let now = Now { wall: last.start().plus(1), monotonic: Duration::from_secs(299 * 600 + 1) };
    recorder.hand_out(now, |segments| store.append(segments)).unwrap();
    let newest = store.interval(last).unwrap().unwrap();
    assert!(newest.encounters.iter().any(|e| e.frame.id == RollingId::from_bytes(*frame(299, 5).id.as_bytes())));
}
