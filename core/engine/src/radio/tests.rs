use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::ScanMode;

/// First instant of an interval.
const START: u64 = 1_620_000_000;
const SECOND: Duration = Duration::from_secs(1);

/// A frame that tells its interval and how many keys were cut before it.
fn frame(interval: Interval, cuts: u32) -> Frame {
    let mut bytes = [0; 20];
    bytes[..4].copy_from_slice(&interval.0.to_le_bytes());
    bytes[4..8].copy_from_slice(&cuts.to_le_bytes());
    bytes[8] = 1;
    Frame::from_bytes(&bytes).unwrap()
}

fn peer_frame(peer: u64) -> Frame {
    Frame::from_bytes(&[u8::try_from(peer).unwrap() | 0x80; 20]).unwrap()
}

/// A host under test's control: executes nothing by itself, remembers what it was told, and checks every command.
struct Host {
    radio: Radio,
    capabilities: Capabilities,
    /// Half seconds since the start; the wall clock shows whole ones.
    halves: u64,
    /// By how much the wall clock was set.
    shift: i64,
    cuts: u32,
    adapter_on: bool,
    on_air: Option<Frame>,
    last_on_air: Option<Frame>,
    scanning: bool,
    scan_starts: Vec<Duration>,
    /// Connections, with whether a write was ordered on them. They stay until the host says that they ended.
    links: BTreeMap<PeerHandle, bool>,
    /// For how many commands to close a connection was asked.
    closes: BTreeMap<PeerHandle, u32>,
    observations: Vec<Observation>,
    commands: Vec<RadioCommand>,
    failure: Option<String>,
}

impl Host {
    fn new(policy: DutyCycle, capabilities: Capabilities) -> Self {
        let mut host = Self {
            radio: Radio::new(policy),
            capabilities: capabilities.clone(),
            halves: 0,
            shift: 0,
            cuts: 0,
            adapter_on: false,
            on_air: None,
            last_on_air: None,
            scanning: false,
            scan_starts: Vec::new(),
            links: BTreeMap::new(),
            closes: BTreeMap::new(),
            observations: Vec::new(),
            commands: Vec::new(),
            failure: None,
        };
        host.step(|radio, now, own, step| radio.started(now, capabilities, false, own, step));
        host
    }

    /// A host that is on and has confirmed its first adverts and scan.
    fn ready(capabilities: Capabilities) -> Self {
        let mut host = Self::new(DutyCycle::default(), capabilities);
        host.event(RadioEvent::Adapter(AdapterState::On));
        host.event(RadioEvent::AdvertisingStarted);
        host.event(RadioEvent::ScanStarted);
        host
    }

    fn now(&self) -> Now {
        let wall = (START + self.halves / 2).saturating_add_signed(self.shift);
        Now { wall: UnixTime(wall), monotonic: Duration::from_millis(self.halves * 500) }
    }

    fn step(&mut self, act: impl FnOnce(&mut Radio, Now, &mut OwnFrames<'_>, &mut Step)) {
        let (now, cuts) = (self.now(), self.cuts);
        let mut step = Step::default();
        act(&mut self.radio, now, &mut |interval| Some(frame(interval, cuts)), &mut step);
        self.observations.extend(step.observations);
        for command in step.commands {
            self.obey(command);
        }
        // Whatever was done, nothing outlives its interval: the host hears of it in the first step of the next.
        if let Some(on_air) = self.on_air {
            self.check(on_air == frame(now.wall.interval(), cuts), "an identifier on the air outside its interval");
        }
    }

    #[allow(clippy::needless_pass_by_value, reason = "events are made where they are handed in")]
    fn event(&mut self, event: RadioEvent) {
        match &event {
            RadioEvent::Adapter(state) => {
                let on = *state == AdapterState::On;
                if on != self.adapter_on || !on {
                    self.on_air = None;
                    self.scanning = false;
                    self.links.clear();
                    self.closes.clear();
                }
                self.adapter_on = on;
            }
            RadioEvent::AdvertisingFailed => self.on_air = None,
            RadioEvent::ScanFailed | RadioEvent::ScanStopped => self.scanning = false,
            RadioEvent::Disconnected(peer) => {
                self.links.remove(peer);
                self.closes.remove(peer);
            }
            _ => {}
        }
        self.step(|radio, now, own, step| radio.handle(now, &event, own, step));
    }

    /// Lets time pass as a good host does: waking the machine whenever it asks.
    fn pass(&mut self, halves: u64) {
        let until = self.halves + halves;
        while self.halves < until {
            let wake =
                self.radio.next_wake().map_or(u64::MAX, |wake| u64::try_from(wake.as_millis()).unwrap().div_ceil(500));
            self.halves = wake.clamp(self.halves + 1, until);
            self.step(|radio, now, own, step| radio.wake(now, own, step));
        }
    }

    fn check(&mut self, holds: bool, what: &str) {
        if !holds && self.failure.is_none() {
            self.failure = Some(format!("{what}, at {:?}", self.now()));
        }
    }

    fn obey(&mut self, command: RadioCommand) {
        let now = self.now();
        let current = frame(now.wall.interval(), self.cuts);
        self.commands.push(command);
        match command {
            RadioCommand::Advertise { frame: sent, longest } => {
                self.check(self.adapter_on, "adverts on an adapter that is off");
                self.check(sent == current, "an identifier used outside its interval");
                self.check(
                    now.wall.0 + longest.as_secs() < now.wall.interval().end().0,
                    "adverts that may outlive their interval",
                );
                self.check(self.on_air.is_none(), "adverts replaced without being stopped");
                let changes = self.last_on_air.is_some_and(|last| last != sent);
                let unanswered = self.closes.values().all(|asked| *asked >= 3);
                self.check(
                    !changes || self.links.is_empty() || unanswered,
                    "an identifier changed while a connection was open",
                );
                self.on_air = Some(sent);
                self.last_on_air = Some(sent);
            }
            RadioCommand::StopAdvertising => self.on_air = None,
            RadioCommand::Scan { duration, .. } => {
                self.check(self.adapter_on, "a scan on an adapter that is off");
                self.check(!self.scanning, "two scans at one time");
                self.scanning = true;
                self.scan_starts.push(now.monotonic);
                if let Some(limit) = self.capabilities.scan_starts_per_30_s {
                    let recent =
                        self.scan_starts.iter().filter(|at| now.monotonic.saturating_sub(**at) <= 30 * SECOND).count();
                    self.check(recent <= usize::from(limit), "more scan starts in 30 seconds than allowed");
                }
                if let Some(longest) = self.capabilities.longest_scan {
                    self.check(duration < longest, "a scan longer than allowed");
                }
            }
            RadioCommand::StopScan => self.scanning = false,
            RadioCommand::Connect { peer, timeout } => {
                self.check(self.adapter_on, "a connection on an adapter that is off");
                self.check(timeout > Duration::ZERO && timeout <= 30 * SECOND, "a connection without a time-out");
                self.check(!self.links.contains_key(&peer), "two connections to one peer");
                self.links.insert(peer, false);
                self.check(
                    self.links.len() <= usize::from(self.capabilities.connections),
                    "more connections than the budget",
                );
            }
            RadioCommand::Read(peer) => self.check(self.links.contains_key(&peer), "a read without a connection"),
            RadioCommand::Write { peer, frame: sent } => {
                self.check(sent == current, "an identifier written outside its interval");
                let written = self.links.insert(peer, true);
                self.check(written == Some(false), "a second write on a connection, or one without it");
            }
            RadioCommand::Disconnect(peer) => {
                if self.links.contains_key(&peer) {
                    *self.closes.entry(peer).or_default() += 1;
                }
            }
        }
    }

    fn sight(&mut self, peer: u64, heard: Heard) {
        let sighting = Sighting { peer: PeerHandle(peer), rssi_dbm: Some(-60), heard };
        self.event(RadioEvent::Sighted(sighting));
    }

    fn count(&self, wanted: impl Fn(&RadioCommand) -> bool) -> usize {
        self.commands.iter().filter(|command| wanted(command)).count()
    }

    fn heard(&self, wanted: Frame) -> Vec<(Option<i8>, EncounterFlags)> {
        let all = self.observations.iter();
        all.filter_map(|observation| match observation {
            Observation::Frame { frame, rssi_dbm, flags } if *frame == wanted => Some((*rssi_dbm, *flags)),
            _ => None,
        })
        .collect()
    }
}

fn is_advertise(command: &RadioCommand) -> bool {
    matches!(command, RadioCommand::Advertise { .. })
}

#[test]
fn adverts_stop_before_the_interval_ends_and_the_next_identifier_starts_in_the_next() {
    let mut host = Host::ready(Capabilities::default());
    host.pass(2 * 597);
    assert_eq!(host.on_air, Some(frame(Interval(2_700_000), 0)));
    host.pass(2);
    assert_eq!(host.on_air, None, "the guard has begun");
    host.pass(2 * 3);
    assert_eq!(host.on_air, Some(frame(Interval(2_700_001), 0)));
    assert_eq!(host.failure, None);
}

#[test]
fn a_cut_key_leaves_the_air_at_once() {
    let mut host = Host::ready(Capabilities::default());
    host.cuts = 1;
    host.step(|radio, now, own, step| radio.end_identifier(now, own, step));
    assert_eq!(host.on_air, Some(frame(Interval(2_700_000), 1)));
    assert_eq!(host.failure, None);
}

#[test]
fn the_identifier_waits_for_a_connection_to_close_and_closes_it_by_force() {
    let mut host = Host::ready(Capabilities::default());
    host.sight(1, Heard::ServiceUuid);
    host.event(RadioEvent::Connected(PeerHandle(1)));
    assert!(host.commands.contains(&RadioCommand::Read(PeerHandle(1))));
    host.cuts = 1;
    host.step(|radio, now, own, step| radio.end_identifier(now, own, step));
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
fn a_connection_that_never_ends_is_written_off_and_tracing_goes_on() {
    let mut host = Host::ready(Capabilities { connections: 1, ..Capabilities::default() });
    host.sight(1, Heard::ServiceUuid);
    host.pass(2 * 600);
    host.event(RadioEvent::AdvertisingStarted);
    assert_eq!(host.on_air, Some(frame(Interval(2_700_001), 0)));
    host.sight(2, Heard::ServiceUuid);
    let connects = |host: &Host| host.count(|command| matches!(command, RadioCommand::Connect { .. }));
    assert_eq!(connects(&host), 1, "it still takes its place in the budget");
    host.pass(2);
    host.event(RadioEvent::Disconnected(PeerHandle(1)));
    host.sight(2, Heard::ServiceUuid);
    assert_eq!(connects(&host), 2);
    assert_eq!(host.failure, None);
}

#[test]
fn a_peer_without_service_data_is_read_once_an_interval_and_then_sighted() {
    let mut host = Host::ready(Capabilities::default());
    let theirs = peer_frame(1);
    host.sight(1, Heard::ServiceUuid);
    host.event(RadioEvent::Connected(PeerHandle(1)));
    host.event(RadioEvent::ValueRead { peer: PeerHandle(1), value: theirs.to_bytes().to_vec() });
    assert!(host.commands.contains(&RadioCommand::Disconnect(PeerHandle(1))));
    host.event(RadioEvent::Disconnected(PeerHandle(1)));
    for _ in 0..5 {
        host.sight(1, Heard::ServiceUuid);
    }
    assert_eq!(host.heard(theirs), [(Some(-60), EncounterFlags::default()); 6]);
    assert_eq!(host.count(|command| matches!(command, RadioCommand::Connect { .. })), 1);
    host.pass(2 * 620);
    host.sight(1, Heard::ServiceUuid);
    assert_eq!(host.count(|command| matches!(command, RadioCommand::Connect { .. })), 2, "its identifier has changed");
}

#[test]
fn values_of_a_wrong_length_are_refused_and_the_peer_left_alone_for_a_while() {
    for length in [0, 1, 19, 21, 512] {
        let mut host = Host::ready(Capabilities::default());
        host.sight(1, Heard::AppleOverflow);
        host.event(RadioEvent::Connected(PeerHandle(1)));
        host.event(RadioEvent::ValueRead { peer: PeerHandle(1), value: vec![7; length] });
        host.event(RadioEvent::Disconnected(PeerHandle(1)));
        host.pass(2 * 60);
        host.sight(1, Heard::AppleOverflow);
        assert_eq!(host.count(|command| matches!(command, RadioCommand::Connect { .. })), 1, "{length} bytes");
        assert!(!host.observations.iter().any(|seen| matches!(seen, Observation::Frame { .. })));
    }
}

#[test]
fn a_silent_peer_is_cancelled_and_tried_again_ever_later() {
    let mut host = Host::ready(Capabilities::default());
    for _ in 0..590 {
        host.sight(1, Heard::ServiceUuid);
        host.pass(1);
        if host.closes.contains_key(&PeerHandle(1)) {
            host.event(RadioEvent::Disconnected(PeerHandle(1)));
        }
    }
    let opened = host.count(|command| matches!(command, RadioCommand::Connect { .. }));
    assert!((3..=6).contains(&opened), "{opened} attempts in five minutes");
    assert_eq!(host.failure, None);
}

#[test]
fn a_phone_that_cannot_advertise_writes_its_frame_to_its_peers() {
    let capabilities = Capabilities { advertising: AdvertKind::None, serves_gatt: false, ..Capabilities::default() };
    let mut host = Host::ready(capabilities);
    host.sight(1, Heard::Frame(peer_frame(1)));
    host.event(RadioEvent::Connected(PeerHandle(1)));
    let mine = frame(Interval(2_700_000), 0);
    assert!(host.commands.contains(&RadioCommand::Write { peer: PeerHandle(1), frame: mine }));
    assert_eq!(host.count(is_advertise), 0);
    host.event(RadioEvent::ValueWritten(PeerHandle(1)));
    host.event(RadioEvent::Disconnected(PeerHandle(1)));
    host.pass(2 * 30);
    host.sight(1, Heard::Frame(peer_frame(1)));
    assert_eq!(host.count(|command| matches!(command, RadioCommand::Connect { .. })), 1, "not again so soon");
    host.pass(2 * 100);
    host.sight(1, Heard::Frame(peer_frame(1)));
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
    host.sight(2, Heard::ServiceUuid);
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
    host.sight(1, Heard::ServiceUuid);
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
    host.sight(1, Heard::Frame(own));
    host.event(RadioEvent::PeerWrote { peer: PeerHandle(2), value: own.to_bytes().to_vec() });
    assert!(host.heard(own).is_empty());
}

#[test]
fn adapter_off_and_on_starts_everything_anew_within_limits() {
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
    host.step(|radio, now, own, step| radio.set_enabled(now, false, own, step));
    assert!(host.on_air.is_none() && !host.scanning);
    let before = host.commands.len();
    host.sight(1, Heard::Frame(peer_frame(1)));
    host.pass(2 * 700);
    assert_eq!((host.commands.len(), host.heard(peer_frame(1)).len()), (before, 0));
    host.step(|radio, now, own, step| radio.set_enabled(now, true, own, step));
    assert!(host.on_air.is_some() && host.scanning);
}

#[test]
fn a_restored_process_stops_what_the_old_one_left_running() {
    let (mut radio, mut step) = (Radio::new(DutyCycle::default()), Step::default());
    let now = Now { wall: UnixTime(START), monotonic: SECOND };
    let mut own = |interval| Some(frame(interval, 0));
    radio.started(now, Capabilities::default(), true, &mut own, &mut step);
    assert_eq!(step.commands, [RadioCommand::StopAdvertising, RadioCommand::StopScan]);
    radio.handle(now, &RadioEvent::Adapter(AdapterState::On), &mut own, &mut step);
    radio.handle(now, &RadioEvent::Connected(PeerHandle(9)), &mut own, &mut step);
    assert!(step.commands.contains(&RadioCommand::Disconnect(PeerHandle(9))), "a connection nobody knows is closed");
}

#[test]
fn an_address_that_changes_by_itself_silences_the_identifier_where_the_two_are_coupled() {
    let mut host = Host::ready(Capabilities::default());
    host.event(RadioEvent::AddressChanged);
    assert_eq!(host.on_air, None);
    host.pass(2 * 590);
    assert_eq!(host.count(is_advertise), 1);
    host.pass(2 * 10);
    assert_eq!(host.on_air, Some(frame(Interval(2_700_001), 0)));
    let independent = Capabilities { address_control: AddressControl::Independent, ..Capabilities::default() };
    let mut host = Host::ready(independent);
    host.event(RadioEvent::AddressChanged);
    assert!(host.on_air.is_some(), "elsewhere the address is not ours to follow");
}

#[test]
fn a_restricted_host_in_the_background_scans_without_a_break() {
    let mut host = Host::ready(Capabilities { background: Background::Restricted, ..Capabilities::default() });
    host.step(|radio, now, own, step| radio.foreground(now, false, own, step));
    let last = host.commands.iter().rev().find_map(|command| match command {
        RadioCommand::Scan { mode, duration } => Some((*mode, *duration)),
        _ => None,
    });
    assert!(last.is_some_and(|(mode, duration)| mode == ScanMode::LowPower && duration > 1_000 * SECOND));
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
fn a_flood_of_strangers_leaves_the_read_neighbours_known_and_connections_few() {
    let mut host = Host::ready(Capabilities::default());
    host.sight(1, Heard::ServiceUuid);
    host.event(RadioEvent::Connected(PeerHandle(1)));
    host.event(RadioEvent::ValueRead { peer: PeerHandle(1), value: peer_frame(1).to_bytes().to_vec() });
    host.event(RadioEvent::Disconnected(PeerHandle(1)));
    for stranger in 0..20_000 {
        host.sight(1_000 + stranger, Heard::ServiceUuid);
        if stranger % 500 == 0 {
            host.pass(1);
        }
    }
    let before = host.heard(peer_frame(1)).len();
    host.sight(1, Heard::ServiceUuid);
    assert_eq!(host.heard(peer_frame(1)).len(), before + 1);
    assert!(host.count(|command| matches!(command, RadioCommand::Connect { .. })) <= 30);
    assert_eq!(host.failure, None);
}

#[test]
fn what_the_radio_cost_is_reported() {
    let mut host = Host::ready(Capabilities::default());
    for _ in 0..60 {
        host.pass(3);
        host.event(RadioEvent::ScanStopped);
        host.pass(2 * 16 + 1);
        host.event(RadioEvent::ScanStarted);
    }
    host.sight(1, Heard::Frame(peer_frame(1)));
    let usage = host.radio.usage();
    assert!(usage.receiver_seconds_per_hour().is_some_and(|seconds| (250.0..350.0).contains(&seconds)), "{usage:?}");
    assert!(usage.first_detection.is_some_and(|time| time > 1_000 * SECOND));
}

/// Anything that can happen to a radio.
#[derive(Clone, Debug)]
enum Happening {
    Event(RadioEvent),
    Pass(u64),
    /// Time passes and nobody wakes the machine.
    Sleep(u64),
    SetClock(i64),
    Enable(bool),
    Cut,
    Foreground(bool),
    /// The host ends every connection that it was asked to close.
    Obey,
}

fn happening() -> impl Strategy<Value = Happening> {
    let peer = || (0_u64..6).prop_map(PeerHandle);
    let heard = prop_oneof![
        (0_u64..6).prop_map(|peer| Heard::Frame(peer_frame(peer))),
        Just(Heard::ServiceUuid),
        Just(Heard::ServiceUuid),
        Just(Heard::AppleOverflow),
        any::<[u8; 12]>().prop_map(Heard::Bluezone),
    ];
    let value = prop_oneof![
        4 => any::<[u8; 20]>().prop_map(|value| value.to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..40),
    ];
    let state = prop_oneof![
        3 => Just(AdapterState::On),
        1 => Just(AdapterState::Off),
        1 => Just(AdapterState::PermissionMissing),
        1 => Just(AdapterState::Unsupported),
    ];
    let event = prop_oneof![
        1 => state.prop_map(RadioEvent::Adapter),
        6 => (peer(), any::<Option<i8>>(), heard)
            .prop_map(|(peer, rssi_dbm, heard)| RadioEvent::Sighted(Sighting { peer, rssi_dbm, heard })),
        2 => Just(RadioEvent::AdvertisingStarted),
        1 => Just(RadioEvent::AdvertisingFailed),
        2 => Just(RadioEvent::ScanStarted),
        1 => Just(RadioEvent::ScanFailed),
        2 => Just(RadioEvent::ScanStopped),
        4 => peer().prop_map(RadioEvent::Connected),
        3 => peer().prop_map(RadioEvent::Disconnected),
        4 => (peer(), value.clone()).prop_map(|(peer, value)| RadioEvent::ValueRead { peer, value }),
        3 => peer().prop_map(RadioEvent::ValueWritten),
        2 => peer().prop_map(RadioEvent::ExchangeFailed),
        2 => (peer(), value).prop_map(|(peer, value)| RadioEvent::PeerWrote { peer, value }),
        1 => Just(RadioEvent::AddressChanged),
    ];
    prop_oneof![
        20 => event.prop_map(Happening::Event),
        5 => (1_u64..60).prop_map(Happening::Pass),
        2 => (600_u64..1_500).prop_map(Happening::Pass),
        2 => (1_u64..2_000).prop_map(Happening::Sleep),
        1 => (-90_000_i64..90_000).prop_map(Happening::SetClock),
        1 => any::<bool>().prop_map(Happening::Enable),
        1 => Just(Happening::Cut),
        1 => any::<bool>().prop_map(Happening::Foreground),
        4 => Just(Happening::Obey),
    ]
}

fn capabilities() -> impl Strategy<Value = Capabilities> {
    let advertising =
        prop_oneof![Just(AdvertKind::ServiceData), Just(AdvertKind::ServiceUuidOnly), Just(AdvertKind::None)];
    let control = prop_oneof![Just(AddressControl::Coupled), Just(AddressControl::Independent)];
    let background = prop_oneof![Just(Background::Full), Just(Background::Restricted), Just(Background::None)];
    (advertising, control, background, 0_u8..4, any::<bool>()).prop_map(
        |(advertising, address_control, background, connections, limited)| Capabilities {
            advertising,
            address_control,
            background,
            connections,
            scan_starts_per_30_s: limited.then_some(5),
            longest_scan: limited.then_some(1_800 * SECOND),
            ..Capabilities::default()
        },
    )
}

fn policy() -> impl Strategy<Value = DutyCycle> {
    prop_oneof![
        3 => Just(DutyCycle::default()),
        1 => Just(DutyCycle::Fixed(Fixed::bluezone())),
        1 => Just(DutyCycle::Fixed(Fixed::gaen())),
        1 => Just(DutyCycle::Fixed(Fixed::always())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_events_breaks_what_the_machine_keeps(
        policy in policy(),
        capabilities in capabilities(),
        happenings in proptest::collection::vec(happening(), 1..200),
    ) {
        let mut host = Host::new(policy, capabilities);
        host.event(RadioEvent::Adapter(AdapterState::On));
        for happening in happenings {
            match happening {
                Happening::Event(event) => host.event(event),
                Happening::Pass(halves) => host.pass(halves),
                Happening::Sleep(halves) => host.halves += halves,
                Happening::SetClock(by) => host.shift += by,
                Happening::Enable(enabled) => {
                    host.step(|radio, now, own, step| radio.set_enabled(now, enabled, own, step));
                }
                Happening::Cut => {
                    host.cuts += 1;
                    host.step(|radio, now, own, step| radio.end_identifier(now, own, step));
                }
                Happening::Foreground(front) => {
                    host.step(|radio, now, own, step| radio.foreground(now, front, own, step));
                }
                Happening::Obey => {
                    let closing: Vec<PeerHandle> = host.closes.keys().copied().collect();
                    for peer in closing {
                        host.event(RadioEvent::Disconnected(peer));
                    }
                }
            }
            prop_assert_eq!(&host.failure, &None);
            prop_assert!(host.radio.next_wake().is_none_or(|wake| wake < Duration::MAX));
        }
    }

    #[test]
    fn an_obedient_host_is_on_the_air_nearly_always(minutes in 11_u64..40, reads in any::<bool>()) {
        let mut host = Host::ready(Capabilities::default());
        let mut silent = 0_u64;
        for _ in 0..minutes * 120 {
            if reads {
                host.sight(1, Heard::ServiceUuid);
            }
            host.pass(1);
            let closing: Vec<PeerHandle> = host.closes.keys().copied().collect();
            for peer in closing {
                host.event(RadioEvent::Disconnected(peer));
            }
            if host.on_air.is_some() {
                host.event(RadioEvent::AdvertisingStarted);
            } else {
                silent += 1;
            }
        }
        prop_assert_eq!(&host.failure, &None);
        prop_assert!(silent <= 5 * (minutes / 10 + 1), "silent for {} half seconds in {} minutes", silent, minutes);
    }
}
