//! Phones that cannot advertise write, and little of what is written is trusted.

use super::{
    host::{Host, frame, is_advertise, peer_frame},
    *,
};

#[test]
fn a_phone_that_cannot_advertise_writes_its_frame_to_its_peers() {
    let capabilities =
        Capabilities { advertising: Advertising::Nothing, serves_gatt: false, ..Capabilities::default() };
    let mut host = Host::ready(capabilities);
    host.sight(1, Advert::ServiceData(peer_frame(1)));
    host.event(RadioEvent::Connected(PeerHandle(1)));
    let mine = frame(Interval(2_700_000), 0);
    assert!(host.commands.contains(&RadioCommand::Write { peer: PeerHandle(1), frame: mine }));
    assert_eq!(host.count(is_advertise), 0);
    host.event(RadioEvent::ValueWritten(PeerHandle(1)));
    host.event(RadioEvent::Disconnected(PeerHandle(1)));
    host.pass(2 * 30);
    host.sight(1, Advert::ServiceData(peer_frame(1)));
    assert_eq!(host.count(|command| matches!(command, RadioCommand::Connect { .. })), 1, "not again so soon");
    host.pass(2 * 100);
    host.sight(1, Advert::ServiceData(peer_frame(1)));
    assert_eq!(host.count(|command| matches!(command, RadioCommand::Connect { .. })), 2);
    assert_eq!(host.failure, None);
}

#[test]
fn what_a_peer_writes_is_worth_little_unless_an_advert_was_measured_from_its_address() {
    let mut host = Host::ready(Capabilities::default());
    let wrote = |peer: u64, value: &[u8]| RadioEvent::PeerWrote { peer: PeerHandle(peer), value: value.to_vec() };
    host.event(wrote(1, &peer_frame(1).to_bytes()));
    let mut unmeasured = EncounterFlags::WRITTEN_ONLY;
    unmeasured.insert(EncounterFlags::NO_RSSI);
    assert_eq!(host.heard(peer_frame(1)), [(None, unmeasured)]);
    host.sight(2, Advert::ServiceUuid);
    host.event(wrote(2, &peer_frame(2).to_bytes()));
    assert_eq!(host.heard(peer_frame(2)), [(Some(-60), EncounterFlags::default())]);
    for length in [0, 19, 21] {
        host.event(wrote(3, &vec![9; length]));
    }
    let frames = host.observations.iter().filter(|seen| matches!(seen, Observation::Frame { .. })).count();
    assert_eq!(frames, 2, "other lengths are refused");
}

#[test]
fn a_peer_that_is_known_to_send_another_frame_gets_no_credit_for_what_it_writes() {
    let mut host = Host::ready(Capabilities::default());
    host.sight(1, Advert::ServiceUuid);
    host.event(RadioEvent::Connected(PeerHandle(1)));
    host.event(RadioEvent::ValueRead { peer: PeerHandle(1), value: peer_frame(1).to_bytes().to_vec() });
    host.event(RadioEvent::PeerWrote { peer: PeerHandle(1), value: peer_frame(5).to_bytes().to_vec() });
    let (rssi, flags) = host.heard(peer_frame(5))[0];
    assert!(rssi.is_none() && flags.contains(EncounterFlags::WRITTEN_ONLY));
}

#[test]
fn eight_writes_a_minute_are_accepted_and_one_from_each_peer() {
    let mut host = Host::ready(Capabilities::default());
    for round in 0..2 {
        for peer in 0..30 {
            for _ in 0..3 {
                host.event(RadioEvent::PeerWrote {
                    peer: PeerHandle(peer),
                    value: peer_frame(peer).to_bytes().to_vec(),
                });
            }
        }
        let accepted = host.observations.iter().filter(|seen| matches!(seen, Observation::Frame { .. })).count();
        assert_eq!(accepted, 8 * (round + 1));
        host.pass(2 * 60);
    }
}

#[test]
fn our_own_frame_from_somebody_else_is_no_encounter() {
    let mut host = Host::ready(Capabilities::default());
    let own = host.on_air.unwrap();
    host.sight(1, Advert::ServiceData(own));
    host.event(RadioEvent::PeerWrote { peer: PeerHandle(2), value: own.to_bytes().to_vec() });
    assert!(host.heard(own).is_empty());
}
