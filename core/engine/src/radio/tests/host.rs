//! A host under test's control: executes nothing by itself, remembers what it was told, and checks every command.

use std::collections::BTreeMap;

use super::*;

/// First instant of an interval.
pub(super) const START: u64 = 1_620_000_000;
pub(super) const SECOND: Duration = Duration::from_secs(1);
/// Time without progress after which a connection has been asked to close.
const LONGEST_WAIT: Duration = Duration::from_secs(16);
/// How often a connection is asked to close before it is written off.
const CLOSE_ATTEMPTS: u32 = 3;
/// Time after which a connection that was written off is over.
const OVER_AFTER: Duration = Duration::from_mins(10);

/// A frame that tells its interval and how many keys were cut before it.
pub(super) fn frame(interval: Interval, cuts: u32) -> Frame {
    let mut bytes = [0; 20];
    bytes[..4].copy_from_slice(&interval.0.to_le_bytes());
    bytes[4..8].copy_from_slice(&cuts.to_le_bytes());
    bytes[8] = 1;
    Frame::from_bytes(&bytes).unwrap()
}

pub(super) fn peer_frame(peer: u64) -> Frame {
    Frame::from_bytes(&[u8::try_from(peer).unwrap() | 0x80; 20]).unwrap()
}

pub(super) fn is_advertise(command: &RadioCommand) -> bool {
    matches!(command, RadioCommand::Advertise { .. })
}

/// Frames that tell their interval, and chance that the test may decide.
pub(super) struct Frames {
    pub(super) cuts: u32,
    pub(super) random: u64,
}

impl Own for Frames {
    fn frame(&mut self, interval: Interval) -> Option<Frame> {
        Some(frame(interval, self.cuts))
    }

    fn random(&mut self) -> u64 {
        // Steele, Lea and Flood 2014: every call another number.
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed ^ (mixed >> 31)
    }
}

/// A connection as the host knows it.
#[derive(Debug)]
pub(super) struct Held {
    /// When it last came further.
    since: Duration,
    interval: Interval,
    wrote: bool,
    /// How often we were asked to close it.
    pub(super) closes: u32,
    /// When we last asked for that.
    asked: Duration,
}

pub(super) struct Host {
    pub(super) radio: Radio,
    pub(super) capabilities: Capabilities,
    /// Half seconds since the start; the wall clock shows whole ones.
    pub(super) halves: u64,
    /// By how much the wall clock was set.
    pub(super) shift: i64,
    pub(super) own: Frames,
    adapter_on: bool,
    enabled: bool,
    pub(super) on_air: Option<Frame>,
    last_on_air: Option<Frame>,
    /// When the host takes the advert off the air by itself.
    on_air_until: Duration,
    /// The address that adverts go out under, and what each address has shown.
    address: u64,
    shown: BTreeMap<u64, Frame>,
    pub(super) scanning: bool,
    pub(super) scan_starts: Vec<Duration>,
    /// Connections stay until the host says that they ended.
    pub(super) links: BTreeMap<PeerHandle, Held>,
    pub(super) observations: Vec<Observation>,
    pub(super) commands: Vec<RadioCommand>,
    pub(super) failure: Option<String>,
}

impl Host {
    pub(super) fn new(policy: DutyCycle, capabilities: Capabilities) -> Self {
        let mut host = Self {
            radio: Radio::new(policy),
            capabilities,
            halves: 0,
            shift: 0,
            own: Frames { cuts: 0, random: 0 },
            adapter_on: false,
            enabled: true,
            on_air: None,
            last_on_air: None,
            on_air_until: Duration::ZERO,
            address: 0,
            shown: BTreeMap::new(),
            scanning: false,
            scan_starts: Vec::new(),
            links: BTreeMap::new(),
            observations: Vec::new(),
            commands: Vec::new(),
            failure: None,
        };
        let capabilities = host.capabilities.clone();
        host.step(|radio, turn| radio.started(turn, capabilities, false));
        host
    }

    /// A host that is on and has confirmed its first adverts and scan.
    pub(super) fn ready(capabilities: Capabilities) -> Self {
        let mut host = Self::new(DutyCycle::default(), capabilities);
        host.event(RadioEvent::Adapter(AdapterState::On));
        host.event(RadioEvent::AdvertisingStarted);
        host.event(RadioEvent::ScanStarted);
        host
    }

    pub(super) fn now(&self) -> Now {
        let wall = (START + self.halves / 2).saturating_add_signed(self.shift);
        Now { wall: UnixTime(wall), monotonic: Duration::from_millis(self.halves * 500) }
    }

    pub(super) fn step(&mut self, act: impl FnOnce(&mut Radio, &mut Turn<'_>)) {
        let now = self.now();
        if now.monotonic >= self.on_air_until {
            self.on_air = None;
        }
        let mut step = Step::default();
        act(&mut self.radio, &mut Turn { now, own: &mut self.own, step: &mut step });
        self.observations.extend(step.observations);
        for command in step.commands {
            self.obey(command);
        }
        self.check_what_lasts(now);
    }

    /// What holds after every step, whatever was done and however long nobody woke the machine.
    fn check_what_lasts(&mut self, now: Now) {
        let current = frame(now.wall.interval(), self.own.cuts);
        self.check(self.on_air.is_none_or(|sent| sent == current), "an identifier on the air outside its interval");
        self.check(self.on_air.is_none() || self.adapter_on, "an identifier on an adapter that is off");
        self.check(self.enabled || (self.on_air.is_none() && !self.scanning), "a paused phone sends or listens");
        let left = self.links.values().find(|held| {
            now.monotonic.saturating_sub(held.since) >= LONGEST_WAIT && held.closes == 0 && self.adapter_on
        });
        let overlong = left.map(|held| format!("a connection that nobody ends: {held:?}"));
        self.check(overlong.is_none(), overlong.as_deref().unwrap_or_default());
    }

    #[expect(clippy::needless_pass_by_value, reason = "events are made where they are handed in")]
    pub(super) fn event(&mut self, event: RadioEvent) {
        let coupled = self.capabilities.address_control == AddressControl::Coupled;
        let before = self.on_air;
        match &event {
            RadioEvent::Adapter(state) => {
                let on = *state == AdapterState::On;
                if on != self.adapter_on || !on {
                    self.all_ends();
                }
                self.adapter_on = on;
            }
            RadioEvent::AdvertisingFailed => self.on_air = None,
            RadioEvent::ScanFailed | RadioEvent::ScanStopped => self.scanning = false,
            RadioEvent::Disconnected(peer) => {
                self.links.remove(peer);
            }
            RadioEvent::AddressChanged => self.address += 1,
            _ => {}
        }
        self.step(|radio, turn| radio.handle(turn, &event));
        if event == RadioEvent::AddressChanged && coupled {
            self.check(before.is_none() || self.on_air != before, "an old identifier under a new address");
        }
    }

    /// The process ends and another starts. A restored one finds adverts, scan and connections as the old one left them.
    pub(super) fn restart(&mut self, restored: bool) {
        // The machine learns of connections of the old process when it is told that they are open.
        let inherited = core::mem::take(&mut self.links);
        if !restored {
            self.all_ends();
        }
        let capabilities = self.capabilities.clone();
        self.step(|radio, turn| radio.started(turn, capabilities, restored));
        self.check(self.on_air.is_none() && !self.scanning, "something of the old process goes on");
        for peer in inherited.into_keys().filter(|_| restored) {
            self.event(RadioEvent::Connected(peer));
            let closed = self.commands.last() == Some(&RadioCommand::Disconnect(peer));
            self.check(closed, "a connection of the old process goes on");
            self.event(RadioEvent::Disconnected(peer));
        }
        let state = if self.adapter_on { AdapterState::On } else { AdapterState::Off };
        self.event(RadioEvent::Adapter(state));
    }

    pub(super) fn can(&mut self, capabilities: Capabilities) {
        self.capabilities = capabilities.clone();
        self.step(|radio, turn| radio.capabilities_changed(turn, capabilities));
    }

    pub(super) fn enable(&mut self, enabled: bool) {
        self.enabled = enabled;
        self.step(|radio, turn| radio.set_enabled(turn, enabled));
    }

    pub(super) fn cut(&mut self) {
        self.own.cuts += 1;
        self.step(Radio::end_identifier);
    }

    fn all_ends(&mut self) {
        self.on_air = None;
        self.scanning = false;
        self.links.clear();
    }

    /// Lets time pass as a good host does: waking the machine whenever it asks.
    pub(super) fn pass(&mut self, halves: u64) {
        let until = self.halves + halves;
        while self.halves < until {
            let wake =
                self.radio.next_wake().map_or(u64::MAX, |wake| u64::try_from(wake.as_millis()).unwrap().div_ceil(500));
            self.halves = wake.clamp(self.halves + 1, until);
            self.step(Radio::wake);
            let now = self.now().monotonic;
            self.check(self.radio.next_wake().is_none_or(|wake| wake > now), "a wake that leads to another at once");
        }
    }

    fn check(&mut self, holds: bool, what: &str) {
        if !holds && self.failure.is_none() {
            self.failure = Some(format!("{what}, at {:?}", self.now()));
        }
    }

    fn obey(&mut self, command: RadioCommand) {
        let now = self.now();
        let interval = now.wall.interval();
        let current = frame(interval, self.own.cuts);
        self.commands.push(command);
        match command {
            RadioCommand::Advertise { frame: sent, longest } => {
                self.check(self.adapter_on, "adverts on an adapter that is off");
                self.check(sent == current, "an identifier used outside its interval");
                self.check(
                    now.wall.0 + longest.as_secs() < interval.end().0,
                    "adverts that may outlive their interval",
                );
                self.check(self.on_air.is_none(), "adverts replaced without being stopped");
                self.changes(sent);
                self.on_air = Some(sent);
                self.on_air_until = now.monotonic + longest;
            }
            RadioCommand::StopAdvertising => self.on_air = None,
            RadioCommand::Scan { duration, .. } => self.check_scan(now, duration),
            RadioCommand::StopScan => self.scanning = false,
            RadioCommand::Connect { peer, timeout } => {
                self.check(self.adapter_on, "a connection on an adapter that is off");
                self.check(timeout > Duration::ZERO && timeout <= 30 * SECOND, "a connection without a time-out");
                // One that was asked to end as often as may be is over some time after, whatever the host says.
                self.links.retain(|_, held| held.closes < CLOSE_ATTEMPTS || now.monotonic < held.asked + OVER_AFTER);
                self.check(!self.links.contains_key(&peer), "two connections to one peer");
                let held = Held { since: now.monotonic, interval, wrote: false, closes: 0, asked: Duration::ZERO };
                self.links.insert(peer, held);
                self.check(
                    self.links.len() <= usize::from(self.capabilities.connections),
                    "more connections than the budget",
                );
            }
            RadioCommand::Read(peer) => {
                let held = self.links.get_mut(&peer).map(|held| held.since = now.monotonic);
                self.check(held.is_some(), "a read without a connection");
            }
            RadioCommand::Write { peer, frame: sent } => {
                self.check(sent == current, "an identifier written outside its interval");
                let held = self.links.get_mut(&peer);
                let first = held.as_ref().is_some_and(|held| !held.wrote);
                let fresh = held.as_ref().is_some_and(|held| held.interval == interval);
                if let Some(held) = held {
                    held.wrote = true;
                    held.since = now.monotonic;
                }
                self.check(first, "a second write on a connection, or one without it");
                self.check(fresh, "an identifier written on a connection of an interval before");
            }
            RadioCommand::Disconnect(peer) => {
                if let Some(held) = self.links.get_mut(&peer) {
                    held.closes += 1;
                    if held.closes <= CLOSE_ATTEMPTS {
                        held.asked = now.monotonic;
                    }
                }
            }
        }
    }

    /// An identifier comes on the air, under a fresh address where the two are coupled.
    fn changes(&mut self, sent: Frame) {
        let changes = self.last_on_air.is_some_and(|last| last != sent);
        let closed = self.links.values().all(|held| held.closes >= CLOSE_ATTEMPTS);
        self.check(!changes || closed, "an identifier changed while a connection was open");
        self.last_on_air = Some(sent);
        if self.capabilities.address_control == AddressControl::Coupled {
            self.address += 1;
            let before = self.shown.insert(self.address, sent);
            self.check(before.is_none_or(|before| before == sent), "two identifiers under one address");
        }
    }

    fn check_scan(&mut self, now: Now, duration: Duration) {
        self.check(self.adapter_on, "a scan on an adapter that is off");
        self.check(!self.scanning, "two scans at one time");
        self.scanning = true;
        self.scan_starts.push(now.monotonic);
        if let Some(limit) = self.capabilities.scan_starts_per_30_s {
            let recent = self.scan_starts.iter().filter(|at| now.monotonic.saturating_sub(**at) <= 30 * SECOND).count();
            self.check(recent <= usize::from(limit.max(1)), "more scan starts in 30 seconds than allowed");
        }
        if let Some(longest) = self.capabilities.longest_scan {
            self.check(duration < longest, "a scan longer than allowed");
        }
    }

    pub(super) fn sight(&mut self, peer: u64, advert: Advert) {
        let sighting = Sighting { peer: PeerHandle(peer), rssi_dbm: Some(-60), advert };
        self.event(RadioEvent::Sighted(sighting));
    }

    /// Ends every connection that we were asked to close.
    pub(super) fn close_as_asked(&mut self) {
        let closing: Vec<PeerHandle> =
            self.links.iter().filter(|(_, held)| held.closes > 0).map(|(peer, _)| *peer).collect();
        for peer in closing {
            self.event(RadioEvent::Disconnected(peer));
        }
    }

    pub(super) fn count(&self, wanted: impl Fn(&RadioCommand) -> bool) -> usize {
        self.commands.iter().filter(|command| wanted(command)).count()
    }

    pub(super) fn last_scan(&self) -> Option<(ScanMode, Duration)> {
        self.commands.iter().rev().find_map(|command| match command {
            RadioCommand::Scan { mode, duration } => Some((*mode, *duration)),
            _ => None,
        })
    }

    pub(super) fn heard(&self, wanted: Frame) -> Vec<(Option<i8>, EncounterFlags)> {
        let all = self.observations.iter();
        all.filter_map(|observation| match observation {
            Observation::Frame { frame, rssi_dbm, flags } if *frame == wanted => Some((*rssi_dbm, *flags)),
            _ => None,
        })
        .collect()
    }
}
