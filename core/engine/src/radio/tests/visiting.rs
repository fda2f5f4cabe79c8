//! Peers that only show the service: connected to, read, and let go.

use super::{
    host::{Host, frame, peer_frame},
    *,
};

#[test]
fn a_connection_that_never_ends_is_written_off_and_tracing_goes_on() {
    let mut host = Host::ready(Capabilities { connections: 1, ..Capabilities::default() });
    host.sight(1, Advert::ServiceUuid);
    host.pass(2 * 605);
    host.event(RadioEvent::AdvertisingStarted);
    assert_eq!(host.on_air, Some(frame(Interval(2_700_001), 0)));
    host.sight(2, Advert::ServiceUuid);
    let connects = |host: &Host| host.count(|command| matches!(command, RadioCommand::Connect { .. }));
    assert_eq!(connects(&host), 1, "it still takes its place in the budget");
    host.pass(2);
    host.event(RadioEvent::Disconnected(PeerHandle(1)));
    host.sight(2, Advert::ServiceUuid);
    assert_eq!(connects(&host), 2);
    assert_eq!(host.failure, None);
}

#[test]
fn a_peer_without_service_data_is_read_once_an_interval_and_then_sighted() {
    let mut host = Host::ready(Capabilities::default());
    let theirs = peer_frame(1);
    host.sight(1, Advert::ServiceUuid);
    host.event(RadioEvent::Connected(PeerHandle(1)));
    host.event(RadioEvent::ValueRead { peer: PeerHandle(1), value: theirs.to_bytes().to_vec() });
    assert!(host.commands.contains(&RadioCommand::Disconnect(PeerHandle(1))));
    host.event(RadioEvent::Disconnected(PeerHandle(1)));
    for _ in 0..5 {
        host.sight(1, Advert::ServiceUuid);
    }
    assert_eq!(host.heard(theirs), [(Some(-60), EncounterFlags::default()); 6]);
    assert_eq!(host.count(|command| matches!(command, RadioCommand::Connect { .. })), 1);
    host.pass(2 * 620);
    host.sight(1, Advert::ServiceUuid);
    assert_eq!(host.count(|command| matches!(command, RadioCommand::Connect { .. })), 2, "its identifier has changed");
}

#[test]
fn values_of_a_wrong_length_are_refused_and_the_peer_left_alone_for_a_while() {
    for length in [0, 1, 19, 21, 512] {
        let mut host = Host::ready(Capabilities::default());
        host.sight(1, Advert::AppleOverflow);
        host.event(RadioEvent::Connected(PeerHandle(1)));
        host.event(RadioEvent::ValueRead { peer: PeerHandle(1), value: vec![7; length] });
        host.event(RadioEvent::Disconnected(PeerHandle(1)));
        host.pass(2 * 60);
        host.sight(1, Advert::AppleOverflow);
        assert_eq!(host.count(|command| matches!(command, RadioCommand::Connect { .. })), 1, "{length} bytes");
        assert!(!host.observations.iter().any(|seen| matches!(seen, Observation::Frame { .. })));
    }
}

#[test]
fn a_silent_peer_is_cancelled_and_tried_again_ever_later() {
    let mut host = Host::ready(Capabilities::default());
    for _ in 0..590 {
        host.sight(1, Advert::ServiceUuid);
        host.pass(1);
        host.close_as_asked();
    }
    let opened = host.count(|command| matches!(command, RadioCommand::Connect { .. }));
    assert!((3..=6).contains(&opened), "{opened} attempts in five minutes");
    assert_eq!(host.failure, None);
}

#[test]
fn a_flood_of_strangers_leaves_the_read_neighbours_known_and_connections_few() {
    let mut host = Host::ready(Capabilities::default());
    host.sight(1, Advert::ServiceUuid);
    host.event(RadioEvent::Connected(PeerHandle(1)));
    host.event(RadioEvent::ValueRead { peer: PeerHandle(1), value: peer_frame(1).to_bytes().to_vec() });
    host.event(RadioEvent::Disconnected(PeerHandle(1)));
    for stranger in 0..20_000 {
        host.sight(1_000 + stranger, Advert::ServiceUuid);
        if stranger % 500 == 0 {
            host.pass(1);
        }
    }
    let before = host.heard(peer_frame(1)).len();
    host.sight(1, Advert::ServiceUuid);
    assert_eq!(host.heard(peer_frame(1)).len(), before + 1);
    assert!(host.count(|command| matches!(command, RadioCommand::Connect { .. })) <= 30);
    assert_eq!(host.failure, None);
}
