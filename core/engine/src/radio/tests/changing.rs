//! An identifier leaves the air with its interval, and no address shows two.

use super::{
    host::{Frames, Host, START, frame, is_advertise},
    *,
};

#[test]
fn adverts_stop_before_the_interval_ends_and_the_next_identifier_starts_in_the_next() {
    let mut host = Host::ready(Capabilities::default());
    host.pass(2 * 594);
    assert_eq!(host.on_air, Some(frame(Interval(2_700_000), 0)));
    host.pass(2 * 4);
    assert_eq!(host.on_air, None, "the guard has begun");
    host.pass(2 * 7);
    assert_eq!(host.on_air, Some(frame(Interval(2_700_001), 0)));
    assert_eq!(host.failure, None);
}

/// Milliseconds at which the first identifier left the air and the second came, at random.
fn change(random: u64) -> (u128, u128) {
    let (mut radio, mut step) = (Radio::new(DutyCycle::default()), Step::default());
    let mut own = Frames { cuts: 0, random };
    let now = |at: Duration| Now { wall: UnixTime(START + at.as_secs()), monotonic: at };
    radio.started(
        &mut Turn { now: now(Duration::ZERO), own: &mut own, step: &mut step },
        Capabilities::default(),
        false,
    );
    radio.handle(
        &mut Turn { now: now(Duration::ZERO), own: &mut own, step: &mut step },
        &RadioEvent::Adapter(AdapterState::On),
    );
    radio.handle(
        &mut Turn { now: now(Duration::ZERO), own: &mut own, step: &mut step },
        &RadioEvent::AdvertisingStarted,
    );
    let mut left = None;
    loop {
        step.commands.clear();
        let at = radio.next_wake().unwrap();
        radio.wake(&mut Turn { now: now(at), own: &mut own, step: &mut step });
        if step.commands.contains(&RadioCommand::StopAdvertising) {
            left = Some(at);
        } else if step.commands.iter().any(is_advertise) {
            return (left.unwrap().as_millis(), at.as_millis());
        }
    }
}

#[test]
fn when_an_identifier_leaves_and_when_the_next_comes_are_spread_evenly_and_have_nothing_to_do_with_each_other() {
    let changes: Vec<(u128, u128)> = (0..400).map(change).collect();
    let share = |within: &dyn Fn(&(u128, u128)) -> bool| changes.iter().filter(|one| within(one)).count();
    assert_eq!(share(&|(left, came)| (595_000..599_000).contains(left) && (600_000..605_000).contains(came)), 400);
    // Three seconds to leave in and four to come in, from wherever within a second the phone's timers lie.
    for third in 0..3 {
        let early = 595_500 + 1_000 * third;
        let leave = share(&|(left, _)| (early..early + 500).contains(left));
        assert!((40..=95).contains(&leave), "{leave} of 400 leave at {early}");
    }
    for quarter in 0..4 {
        let early = 600_500 + 1_000 * quarter;
        let come = share(&|(_, came)| (early..early + 500).contains(came));
        assert!((25..=75).contains(&come), "{come} of 400 come at {early}");
    }
    let both_late = share(&|(left, came)| *left >= 596_500 && *came >= 602_000);
    assert!((70..=130).contains(&both_late), "{both_late} of 400");
}

#[test]
fn a_cut_key_leaves_the_air_at_once() {
    let mut host = Host::ready(Capabilities::default());
    host.cut();
    assert_eq!(host.on_air, Some(frame(Interval(2_700_000), 1)));
    assert_eq!(host.failure, None);
}

#[test]
fn the_identifier_waits_for_a_connection_to_close_and_closes_it_by_force() {
    let mut host = Host::ready(Capabilities::default());
    host.sight(1, Advert::ServiceUuid);
    host.event(RadioEvent::Connected(PeerHandle(1)));
    assert!(host.commands.contains(&RadioCommand::Read(PeerHandle(1))));
    host.cut();
    assert_eq!(host.on_air, None);
    let closes = |host: &Host| host.count(|command| *command == RadioCommand::Disconnect(PeerHandle(1)));
    assert_eq!(closes(&host), 1);
    host.pass(4);
    assert_eq!((closes(&host), host.on_air), (2, None), "asked again");
    host.event(RadioEvent::Disconnected(PeerHandle(1)));
    assert_eq!(host.on_air, Some(frame(Interval(2_700_000), 1)));
    assert_eq!(host.failure, None);
}

#[test]
fn an_address_that_changes_by_itself_silences_the_identifier_where_the_two_are_coupled() {
    let mut host = Host::ready(Capabilities::default());
    host.event(RadioEvent::AddressChanged);
    assert_eq!(host.on_air, None);
    host.pass(2 * 590);
    assert_eq!(host.count(is_advertise), 1);
    host.pass(2 * 15);
    assert_eq!(host.on_air, Some(frame(Interval(2_700_001), 0)));
    let independent = Capabilities { address_control: AddressControl::Independent, ..Capabilities::default() };
    let mut host = Host::ready(independent);
    host.event(RadioEvent::AddressChanged);
    assert!(host.on_air.is_some(), "elsewhere the address is not ours to follow");
}
