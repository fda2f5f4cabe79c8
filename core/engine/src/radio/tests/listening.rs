//! Scans: how long, how often, and what they cost.

use super::{
    host::{Host, SECOND, peer_frame},
    *,
};

#[test]
fn a_restricted_host_in_the_background_scans_without_a_break() {
    let mut host = Host::ready(Capabilities { background: Background::Restricted, ..Capabilities::default() });
    host.step(|radio, turn| radio.foreground(turn, false));
    assert_eq!(host.last_scan(), Some((ScanMode::LowPower, 60 * SECOND)));
    let before = host.scan_starts.len();
    for _ in 0..10 {
        host.event(RadioEvent::ScanStarted);
        host.pass(2 * 60);
        host.event(RadioEvent::ScanStopped);
    }
    assert_eq!(host.scan_starts.len() - before, 10, "one after the other");
}

#[test]
fn a_long_scan_is_cut_into_pieces_for_the_recorder_and_restarted_in_time() {
    let capabilities = Capabilities { longest_scan: Some(1_800 * SECOND), ..Capabilities::default() };
    let mut host = Host::new(DutyCycle::Fixed(Fixed::always()), capabilities);
    host.event(RadioEvent::Adapter(AdapterState::On));
    host.event(RadioEvent::ScanStarted);
    host.pass(2 * 300);
    let pieces = host.observations.iter().filter(|seen| **seen == Observation::ScanBegan).count();
    assert_eq!(pieces, 11);
    assert_eq!(host.failure, None);
}

#[test]
fn what_the_radio_cost_is_reported() {
    let mut host = Host::ready(Capabilities::default());
    for _ in 0..60 {
        host.pass(2);
        host.event(RadioEvent::ScanStopped);
        host.pass(2 * 7);
        host.event(RadioEvent::ScanStarted);
    }
    host.sight(1, Advert::ServiceData(peer_frame(1)));
    let usage = host.radio.usage();
    assert!(usage.receiver_seconds_per_hour().is_some_and(|seconds| (445.0..455.0).contains(&seconds)), "{usage:?}");
    assert!(usage.first_detection.is_some_and(|time| time == 480 * SECOND));
}
