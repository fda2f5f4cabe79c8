//! Adapters, permissions, processes and hosts that fail or come back.

use super::{
    host::{Frames, Host, SECOND, START, is_advertise, peer_frame},
    *,
};

#[test]
fn adapter_off_and_on_starts_everything_again_within_limits() {
    let mut host = Host::ready(Capabilities { scan_starts_per_30_s: Some(5), ..Capabilities::default() });
    for _ in 0..20 {
        host.event(RadioEvent::Adapter(AdapterState::Off));
        assert_eq!(host.radio.blocked(), [Blocked::BluetoothOff]);
        host.event(RadioEvent::Adapter(AdapterState::On));
        assert_eq!(host.radio.blocked(), []);
        assert!(host.on_air.is_some());
        host.pass(1);
    }
    assert_eq!(host.scan_starts.len(), 5);
    host.pass(2 * 31);
    assert!(host.scan_starts.len() > 5);
    assert_eq!(host.failure, None);
}

#[test]
fn a_lost_permission_is_told_and_a_regained_one_needs_nothing_else() {
    let mut host = Host::ready(Capabilities::default());
    host.event(RadioEvent::Adapter(AdapterState::PermissionMissing));
    assert_eq!(host.radio.blocked(), [Blocked::PermissionMissing]);
    host.pass(2 * 60);
    host.event(RadioEvent::Adapter(AdapterState::On));
    assert!(host.on_air.is_some() && host.scanning);
}

#[test]
fn failures_are_retried_ever_later_and_told_when_they_last() {
    let mut host = Host::new(DutyCycle::default(), Capabilities::default());
    host.event(RadioEvent::Adapter(AdapterState::On));
    host.event(RadioEvent::ScanStarted);
    for _ in 0..3 {
        assert_eq!(host.radio.blocked(), []);
        host.event(RadioEvent::AdvertisingFailed);
        host.pass(2 * 10);
    }
    assert_eq!(host.radio.blocked(), [Blocked::CannotAdvertise]);
    host.event(RadioEvent::AdvertisingStarted);
    assert_eq!(host.radio.blocked(), []);
}

#[test]
fn a_host_that_never_answers_is_asked_again() {
    let mut host = Host::new(DutyCycle::default(), Capabilities::default());
    host.event(RadioEvent::Adapter(AdapterState::On));
    host.pass(2 * 60);
    assert!(host.count(is_advertise) >= 2);
    assert!(host.scan_starts.len() >= 2);
    assert_eq!(host.radio.blocked(), [Blocked::CannotAdvertise, Blocked::CannotScan]);
}

#[test]
fn a_paused_phone_neither_sends_nor_listens_nor_records() {
    let mut host = Host::ready(Capabilities::default());
    host.enable(false);
    assert!(host.on_air.is_none() && !host.scanning);
    let before = host.commands.len();
    host.sight(1, Advert::ServiceData(peer_frame(1)));
    host.pass(2 * 700);
    assert_eq!((host.commands.len(), host.heard(peer_frame(1)).len()), (before, 0));
    host.enable(true);
    host.pass(2 * 4);
    assert!(host.on_air.is_some() && host.scanning);
}

#[test]
fn a_restored_process_stops_what_the_old_one_left_running() {
    let (mut radio, mut step) = (Radio::new(DutyCycle::default()), Step::default());
    let now = Now { wall: UnixTime(START), monotonic: SECOND };
    let mut own = Frames { cuts: 0, random: 0 };
    radio.started(&mut Turn { now, own: &mut own, step: &mut step }, Capabilities::default(), true);
    assert_eq!(step.commands, [RadioCommand::StopAdvertising, RadioCommand::StopScan]);
    radio.handle(&mut Turn { now, own: &mut own, step: &mut step }, &RadioEvent::Adapter(AdapterState::On));
    radio.handle(&mut Turn { now, own: &mut own, step: &mut step }, &RadioEvent::Connected(PeerHandle(9)));
    assert!(step.commands.contains(&RadioCommand::Disconnect(PeerHandle(9))), "a connection nobody knows is closed");
}
