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

/// What four hours bring to a host that confirms every command of a kind and lets none last.
fn four_hours_of(
    what: impl Fn(&RadioCommand) -> bool,
    confirms: &RadioEvent,
    fails: &RadioEvent,
) -> (usize, Vec<Blocked>) {
    let mut host = Host::ready(Capabilities::default());
    let mut answered = 0;
    for _ in 0..4 * 3_600 {
        while answered < host.commands.len() {
            let command = host.commands[answered];
            answered += 1;
            let other = match command {
                RadioCommand::Advertise { .. } => RadioEvent::AdvertisingStarted,
                RadioCommand::Scan { .. } => RadioEvent::ScanStarted,
                _ => continue,
            };
            if what(&command) {
                host.event(confirms.clone());
                host.pass(1);
                host.event(fails.clone());
            } else {
                host.event(other);
            }
        }
        host.pass(2);
    }
    assert_eq!(host.failure, None);
    (host.count(what), host.radio.blocked())
}

#[test]
fn scans_and_adverts_that_fail_after_they_began_are_retried_ever_later_and_told() {
    let scan = |command: &RadioCommand| matches!(command, RadioCommand::Scan { .. });
    let (scans, blocked) = four_hours_of(scan, &RadioEvent::ScanStarted, &RadioEvent::ScanFailed);
    assert!((40..70).contains(&scans), "{scans}");
    assert_eq!(blocked, [Blocked::CannotScan]);
    let (adverts, blocked) =
        four_hours_of(is_advertise, &RadioEvent::AdvertisingStarted, &RadioEvent::AdvertisingFailed);
    assert!((100..200).contains(&adverts), "{adverts}");
    assert_eq!(blocked, [Blocked::CannotAdvertise]);
}

#[test]
fn a_scan_that_ran_its_time_ends_what_was_told_of_scans_that_did_not() {
    let mut host = Host::ready(Capabilities::default());
    let next_scan = |host: &mut Host| {
        let before = host.scan_starts.len();
        while host.scan_starts.len() == before {
            host.pass(1);
        }
        host.event(RadioEvent::ScanStarted);
    };
    for _ in 0..3 {
        host.event(RadioEvent::ScanFailed);
        next_scan(&mut host);
    }
    assert!(host.radio.blocked().contains(&Blocked::CannotScan));
    host.event(RadioEvent::ScanStopped);
    assert!(!host.radio.blocked().contains(&Blocked::CannotScan));
}

#[test]
fn connections_whose_end_the_host_never_tells_leave_their_places_after_ten_minutes() {
    let mut host = Host::ready(Capabilities { connections: 1, ..Capabilities::default() });
    host.sight(1, Advert::ServiceUuid);
    let connects = |host: &Host| host.count(|command| matches!(command, RadioCommand::Connect { .. }));
    assert_eq!(connects(&host), 1);
    host.pass(2 * 300);
    host.sight(2, Advert::ServiceUuid);
    assert_eq!(connects(&host), 1, "the place may still be taken");
    host.pass(2 * 600);
    host.sight(2, Advert::ServiceUuid);
    assert_eq!(connects(&host), 2);
    assert_eq!(host.failure, None);
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
