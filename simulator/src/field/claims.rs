//! What the shipped cycle must show against the others, in small.

use lancan_core::{DutyCycle, Fixed};

use super::{CycleFigures, Job, Pairing, Place, Tally, play_all};
use crate::host::Platform;

fn meetings(cycle: &DutyCycle, one: Platform, other: Platform) -> CycleFigures {
    let pairing = Pairing { name: "", one, other, killed: false, doze: None };
    let job =
        |pair| Job { cycle: cycle.clone(), place: Place::Room { pairing, pair, hours: 3 }, set_up_ms: 100, seed: 1 };
    let jobs: Vec<Job> = (0..8).map(job).collect();
    let mut sum = Tally::default();
    play_all(&jobs, 1, &|| {}).unwrap_or_default().iter().for_each(|tally| sum.add(tally));
    sum.figures()
}

fn seconds(figures: &CycleFigures) -> f64 {
    figures.first_detection_s.unwrap_or(f64::INFINITY)
}

#[test]
fn the_shipped_cycle_names_sooner_and_holds_longer_than_both_others_in_no_more_radio_time_than_bluezones() {
    use Platform::{Android, AppleBehind, AppleFront};
    for (one, other) in [(Android, Android), (Android, AppleFront), (Android, AppleBehind), (AppleFront, AppleFront)] {
        let ours = meetings(&DutyCycle::default(), one, other);
        let bluezone = meetings(&DutyCycle::Fixed(Fixed::bluezone()), one, other);
        let gaen = meetings(&DutyCycle::Fixed(Fixed::gaen()), one, other);
        assert!(ours.radio.total_s() <= bluezone.radio.total_s(), "{one:?}, {other:?}: {ours:?}");
        for theirs in [bluezone, gaen] {
            assert!(seconds(&ours) < seconds(&theirs), "{one:?}, {other:?}: {ours:?} against {theirs:?}");
            assert!(
                ours.continuity.minutes_5 > theirs.continuity.minutes_5,
                "{one:?}, {other:?}: {ours:?}, {theirs:?}"
            );
        }
    }
}

#[test]
fn each_cycle_costs_what_it_says() {
    let bluezone = meetings(&DutyCycle::Fixed(Fixed::bluezone()), Platform::Android, Platform::Android);
    assert!((bluezone.radio.receiving_s - 480.0).abs() < 5.0, "{bluezone:?}");
    assert!((bluezone.radio.advertising_s - 1_800.0).abs() < 40.0, "{bluezone:?}");
    let gaen = meetings(&DutyCycle::Fixed(Fixed::gaen()), Platform::Android, Platform::Android);
    assert!((gaen.radio.receiving_s - 48.0).abs() < 2.0, "{gaen:?}");
    // The silence when identifiers change is about 6.5 s of 600.
    assert!((3_540.0..3_585.0).contains(&gaen.radio.advertising_s), "{gaen:?}");
}
