//! The radio machine: when to advertise, listen, connect, read, write and change the identifier, from events
//! and the clock alone (`docs/protocol.md`, On the air).
//!
//! What it keeps, whatever the host reports and in whatever order:
//! - an identifier is on the air, served or written only within its interval: adverts stop
//!   [`GUARD_SECONDS`] before its end, and the host is told how long they may last at most;
//! - all connections are closed before the identifier changes, by force where a peer does not let go;
//! - never more connections than the host can hold, each with a time-out, each with at most one write;
//! - never more scan starts in 30 seconds than the host allows, no scan longer than the host allows;
//! - peers and writes are remembered in bounded tables.
//!
//! ```
//! use core::time::Duration;
//! use lancan_core::{AdapterState, Capabilities, Now, RadioCommand, RadioEvent, radio::{DutyCycle, Radio, Step}};
//! use lancan_protocol::{frame::Frame, time::UnixTime};
//!
//! let mut own = |_interval| Frame::from_bytes(&[7; 20]).ok();
//! let now = Now { wall: UnixTime(1_620_000_000), monotonic: Duration::ZERO };
//! let mut radio = Radio::new(DutyCycle::default());
//! let mut step = Step::default();
//! radio.started(now, Capabilities::default(), false, &mut own, &mut step);
//! radio.handle(now, &RadioEvent::Adapter(AdapterState::On), &mut own, &mut step);
//! assert!(matches!(step.commands[0], RadioCommand::Advertise { .. }));
//! assert!(matches!(step.commands[1], RadioCommand::Scan { .. }));
//! ```

mod advert;
mod advertising;
mod duty;
mod links;
mod peers;
mod scanning;
mod usage;
mod writes;

use core::time::Duration;

use lancan_protocol::{
    encounter::EncounterFlags,
    frame::Frame,
    time::{Interval, UnixTime},
};

use crate::{
    AdapterState, AddressControl, Advertising as AdvertKind, Background, Blocked, Capabilities, Heard, Now, PeerHandle,
    RadioCommand, RadioEvent, Sighting,
};

pub use advert::AdvertParts;
pub use duty::{Adaptive, DutyCycle, Fixed, Listening};
pub use usage::Usage;

use advertising::Advertising;
use duty::Duty;
use links::{Links, Outcome};
use peers::Peers;
use scanning::Scanning;
use writes::Writes;

/// Adverts stop this many seconds before their interval ends, so that a host one second late is still in time.
pub const GUARD_SECONDS: u64 = 2;
/// Connections are closed this many seconds before the interval ends.
const CLOSE_SECONDS: u64 = 5;
/// No connection is opened in an interval's last seconds.
const LAST_CONNECT_SECONDS: u64 = 25;

/// Gives this phone's frame for an interval; none while there is no key for it.
pub type OwnFrames<'a> = dyn FnMut(Interval) -> Option<Frame> + 'a;

/// What one step of the machine brings forth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// For the host, in this order.
    pub commands: Vec<RadioCommand>,
    /// For the recorder, in this order, all at the time of the step.
    pub observations: Vec<Observation>,
}

/// What the radio found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observation {
    /// A scan began: what follows belongs to it.
    ScanBegan,
    /// This phone's own adverts began: in this interval others could hear it.
    AdvertisingBegan,
    /// A frame was heard, read or written to us.
    Frame {
        /// What.
        frame: Frame,
        /// Signal strength in dBm of an advert from the same address; none where none was measured.
        rssi_dbm: Option<i8>,
        /// [`EncounterFlags::WRITTEN_ONLY`] and [`EncounterFlags::NO_RSSI`] where they apply.
        flags: EncounterFlags,
    },
    /// A Bluezone 2.x identifier was heard in an advert.
    Bluezone {
        /// What.
        id: [u8; 12],
        /// Signal strength in dBm.
        rssi_dbm: Option<i8>,
    },
}

/// The radio machine.
#[derive(Debug)]
pub struct Radio {
    capabilities: Option<Capabilities>,
    enabled: bool,
    foreground: bool,
    adapter: Option<AdapterState>,
    duty: Duty,
    advertising: Advertising,
    scanning: Scanning,
    links: Links,
    peers: Peers,
    writes: Writes,
    usage: Usage,
    now: Now,
}

impl Radio {
    /// A machine that waits for [`Radio::started`].
    pub fn new(policy: DutyCycle) -> Self {
        Self {
            capabilities: None,
            enabled: true,
            foreground: true,
            adapter: None,
            duty: Duty::new(policy),
            advertising: Advertising::default(),
            scanning: Scanning::default(),
            links: Links::default(),
            peers: Peers::default(),
            writes: Writes::default(),
            usage: Usage::default(),
            now: Now { wall: UnixTime(0), monotonic: Duration::ZERO },
        }
    }

    /// The host's process has started. Whatever an old process left running is stopped.
    pub fn started(
        &mut self,
        now: Now,
        capabilities: Capabilities,
        restored: bool,
        own: &mut OwnFrames<'_>,
        step: &mut Step,
    ) {
        self.now = now;
        self.adapter = None;
        self.duty.restart(now.monotonic);
        self.advertising = Advertising::default();
        self.scanning = Scanning::default();
        self.links = Links::default();
        self.peers = Peers::default();
        self.writes = Writes::default();
        self.usage.restart();
        if restored {
            step.commands.extend([RadioCommand::StopAdvertising, RadioCommand::StopScan]);
        }
        self.capabilities = Some(capabilities);
        self.settle(own, step);
    }

    /// What the host can do has changed.
    pub fn capabilities_changed(
        &mut self,
        now: Now,
        capabilities: Capabilities,
        own: &mut OwnFrames<'_>,
        step: &mut Step,
    ) {
        self.advance(now);
        if self.capabilities.as_ref().is_some_and(|before| before.advertising != capabilities.advertising) {
            self.advertising.stop(step);
        }
        self.capabilities = Some(capabilities);
        self.settle(own, step);
    }

    /// The app came to the front or went behind.
    pub fn foreground(&mut self, now: Now, foreground: bool, own: &mut OwnFrames<'_>, step: &mut Step) {
        self.advance(now);
        if self.foreground != foreground {
            self.foreground = foreground;
            if self.restricted_in_background() {
                self.scanning.stop(now.monotonic, step);
            }
        }
        self.settle(own, step);
    }

    /// Something about the radio happened.
    pub fn handle(&mut self, now: Now, event: &RadioEvent, own: &mut OwnFrames<'_>, step: &mut Step) {
        self.advance(now);
        let at = now.monotonic;
        match event {
            RadioEvent::Adapter(state) => self.adapter_changed(*state),
            RadioEvent::Sighted(sighting) if self.ready() => self.sighted(*sighting, step),
            RadioEvent::AdvertisingStarted => {
                if self.advertising.started() {
                    step.observations.push(Observation::AdvertisingBegan);
                }
            }
            RadioEvent::AdvertisingFailed => self.advertising.failed(at, seconds_left(now.wall) > CLOSE_SECONDS),
            RadioEvent::ScanStarted => {
                if self.scanning.started(at) {
                    step.observations.push(Observation::ScanBegan);
                    self.usage.listening(at);
                }
            }
            RadioEvent::ScanFailed => self.scanning.failed(at),
            RadioEvent::ScanStopped => self.scanning.stopped(),
            RadioEvent::Connected(peer) => {
                let frame = self.frame_to_write(own);
                let outcome = self.links.connected(at, *peer, frame, step);
                self.concluded(*peer, outcome);
            }
            RadioEvent::Disconnected(peer) => {
                let outcome = self.links.disconnected(*peer);
                self.concluded(*peer, outcome);
            }
            RadioEvent::ValueRead { peer, value } => self.value_read(*peer, value, own, step),
            RadioEvent::ValueWritten(peer) => {
                let outcome = self.links.written(at, *peer, step);
                self.concluded(*peer, outcome);
            }
            RadioEvent::ExchangeFailed(peer) => {
                let outcome = self.links.exchange_failed(at, *peer, step);
                self.concluded(*peer, outcome);
            }
            RadioEvent::PeerWrote { peer, value } if self.ready() => self.peer_wrote(*peer, value, step),
            RadioEvent::Sighted(_) | RadioEvent::PeerWrote { .. } => {}
            RadioEvent::AddressChanged => self.address_changed(step),
        }
        self.settle(own, step);
    }

    /// The time of [`Radio::next_wake`] has come. An early or extra one does no harm.
    pub fn wake(&mut self, now: Now, own: &mut OwnFrames<'_>, step: &mut Step) {
        self.advance(now);
        self.settle(own, step);
    }

    /// The user paused tracing (`false`) or resumed it.
    pub fn set_enabled(&mut self, now: Now, enabled: bool, own: &mut OwnFrames<'_>, step: &mut Step) {
        self.advance(now);
        self.enabled = enabled;
        self.settle(own, step);
    }

    /// The current key was cut: its identifier leaves the air at once and the next key's takes its place.
    pub fn end_identifier(&mut self, now: Now, own: &mut OwnFrames<'_>, step: &mut Step) {
        self.advance(now);
        self.advertising.stop(step);
        self.advertising.forget_identifier();
        self.links.close_all(now.monotonic, step);
        self.peers.forget_written();
        self.settle(own, step);
    }

    /// On the scale of [`Now::monotonic`], when to call [`Radio::wake`]; none while there is nothing to wait for.
    pub fn next_wake(&self) -> Option<Duration> {
        if !self.ready() {
            return self.links.next_wake();
        }
        let left = seconds_left(self.now.wall);
        let until = [CLOSE_SECONDS, GUARD_SECONDS, 0].into_iter().find(|at| left > *at).unwrap_or(0);
        let rotation = self.now.monotonic.saturating_add(Duration::from_secs(left - until));
        let (_, advert_window) = self.duty.advertise(self.now.monotonic);
        [
            Some(rotation),
            advert_window,
            self.advertising.next_wake(),
            Some(self.scanning.next_wake()),
            self.links.next_wake(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// What keeps the radio from working, sorted.
    pub fn blocked(&self) -> Vec<Blocked> {
        if !self.enabled || self.capabilities.is_none() {
            return Vec::new();
        }
        match self.adapter {
            None => Vec::new(),
            Some(AdapterState::Off) => vec![Blocked::BluetoothOff],
            Some(AdapterState::PermissionMissing) => vec![Blocked::PermissionMissing],
            Some(AdapterState::Unsupported) => vec![Blocked::Unsupported],
            Some(AdapterState::On) => {
                let advert = self.advertising.blocked().then_some(Blocked::CannotAdvertise);
                let scan = self.scanning.blocked().then_some(Blocked::CannotScan);
                advert.into_iter().chain(scan).collect()
            }
        }
    }

    /// Whether this phone's adverts are on the air, as the host confirmed.
    pub fn on_air(&self) -> bool {
        self.advertising.on_air()
    }

    /// What the radio has cost and brought since [`Radio::started`].
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    fn ready(&self) -> bool {
        self.enabled && self.capabilities.is_some() && self.adapter == Some(AdapterState::On)
    }

    fn restricted_in_background(&self) -> bool {
        self.capabilities.as_ref().is_some_and(|can| can.background == Background::Restricted)
    }

    fn advance(&mut self, now: Now) {
        let spent = now.monotonic.saturating_sub(self.now.monotonic);
        self.usage.add(spent, self.scanning.mode(), self.advertising.on_air());
        let monotonic = now.monotonic.max(self.now.monotonic);
        self.now = Now { wall: now.wall, monotonic };
    }

    fn adapter_changed(&mut self, state: AdapterState) {
        if state == AdapterState::On && self.adapter == Some(AdapterState::On) {
            return;
        }
        self.adapter = Some(state);
        self.advertising.lost();
        self.scanning.lost(self.now.monotonic);
        self.links.lost();
    }

    /// The system changed our address by its timer. Where the host couples the two, the identifier that was sent
    /// under the old address is not sent under the new one.
    fn address_changed(&mut self, step: &mut Step) {
        if self.capabilities.as_ref().is_some_and(|can| can.address_control == AddressControl::Coupled) {
            self.advertising.silence_until_next_interval(step);
        }
    }

    fn writes_to_peers(&self) -> bool {
        self.capabilities.as_ref().is_some_and(|can| can.connects && can.advertising == AdvertKind::None)
    }

    fn frame_to_write(&self, own: &mut OwnFrames<'_>) -> Option<Frame> {
        let in_time = seconds_left(self.now.wall) > CLOSE_SECONDS;
        if in_time && self.writes_to_peers() { own(self.now.wall.interval()) } else { None }
    }

    fn sighted(&mut self, sighting: Sighting, step: &mut Step) {
        let at = self.now.monotonic;
        let interval = self.now.wall.interval();
        let rssi = measured(sighting.rssi_dbm);
        let frame = match sighting.heard {
            Heard::Bluezone(id) => {
                step.observations.push(Observation::Bluezone { id, rssi_dbm: rssi });
                return;
            }
            Heard::Frame(frame) if self.advertising.is_own(&frame) => return,
            Heard::Frame(frame) => {
                if self.writes_to_peers() {
                    self.peers.sighted(at, sighting.peer, rssi, sighting.heard);
                }
                Some(frame)
            }
            Heard::ServiceUuid | Heard::AppleOverflow => {
                self.peers.sighted(at, sighting.peer, rssi, sighting.heard);
                self.peers.frame_of(sighting.peer, interval)
            }
        };
        if let Some(frame) = frame {
            self.found(frame, rssi, EncounterFlags::default(), step);
        }
    }

    fn value_read(&mut self, peer: PeerHandle, value: &[u8], own: &mut OwnFrames<'_>, step: &mut Step) {
        let (at, interval) = (self.now.monotonic, self.now.wall.interval());
        let frame = Frame::from_bytes(value).ok().filter(|frame| !self.advertising.is_own(frame));
        let to_write = self.frame_to_write(own);
        let Some(outcome) = self.links.read(at, peer, frame.is_some(), to_write, step) else { return };
        if let Some(frame) = frame {
            self.peers.read(peer, frame, interval);
            self.found(frame, self.peers.rssi_of(at, peer), EncounterFlags::default(), step);
        }
        self.concluded(peer, Some(outcome));
    }

    fn peer_wrote(&mut self, peer: PeerHandle, value: &[u8], step: &mut Step) {
        let at = self.now.monotonic;
        let Ok(frame) = Frame::from_bytes(value) else { return };
        if self.advertising.is_own(&frame) || !self.writes.accept(at, peer) {
            return;
        }
        let rssi = if self.peers.contradicts(peer, &frame) { None } else { self.peers.rssi_of(at, peer) };
        let flags = if rssi.is_some() { EncounterFlags::default() } else { EncounterFlags::WRITTEN_ONLY };
        self.found(frame, rssi, flags, step);
    }

    fn found(&mut self, frame: Frame, rssi_dbm: Option<i8>, mut flags: EncounterFlags, step: &mut Step) {
        if rssi_dbm.is_none() {
            flags.insert(EncounterFlags::NO_RSSI);
        }
        let id = frame.id.as_bytes().first_chunk().map_or(0, |head| u64::from_le_bytes(*head));
        self.duty.heard(self.now.wall.interval(), self.now.monotonic, id);
        self.usage.found(self.now.monotonic);
        step.observations.push(Observation::Frame { frame, rssi_dbm, flags });
    }

    fn concluded(&mut self, peer: PeerHandle, outcome: Option<Outcome>) {
        match outcome {
            None | Some(Outcome::GoesOn) => {}
            Some(Outcome::Done { wrote }) => self.peers.succeeded(self.now.monotonic, peer, wrote),
            Some(Outcome::Failed) => self.peers.failed(self.now.monotonic, peer),
        }
    }

    /// Brings the radio from what is to what should be.
    fn settle(&mut self, own: &mut OwnFrames<'_>, step: &mut Step) {
        let at = self.now.monotonic;
        let (interval, left) = (self.now.wall.interval(), seconds_left(self.now.wall));
        for peer in self.links.time_out(at, step) {
            self.peers.failed(at, peer);
        }
        let Some(can) = self.capabilities.clone().filter(|_| self.ready()) else {
            if self.adapter == Some(AdapterState::On) {
                self.links.close_all(at, step);
                self.scanning.stop(at, step);
                self.advertising.stop(step);
            }
            return;
        };
        let (advertise, _) = self.duty.advertise(at);
        let sends = can.advertising != AdvertKind::None;
        if !self.advertising.belongs(interval) || left <= GUARD_SECONDS || !advertise || !sends {
            self.advertising.stop(step);
        }
        let changes = sends && self.advertising.awaits_another(interval);
        if left <= CLOSE_SECONDS || changes {
            self.links.close_all(at, step);
        }
        if sends && advertise && left > GUARD_SECONDS && (self.links.is_empty() || self.advertising.was(interval)) {
            self.advertising.start(at, interval, Duration::from_secs(left - 1), own, step);
        }
        self.listen(&can, step);
        if can.connects && left > LAST_CONNECT_SECONDS && !(sends && self.advertising.awaits_another(interval)) {
            self.connect(&can, interval, step);
        }
    }

    fn listen(&mut self, can: &Capabilities, step: &mut Step) {
        let at = self.now.monotonic;
        if self.scanning.tend(at, step) {
            step.observations.push(Observation::ScanBegan);
        }
        if self.scanning.may_start(at, can.scan_starts_per_30_s) {
            let listening = if can.background == Background::Restricted && !self.foreground {
                Listening::without_break()
            } else {
                self.duty.listen(at)
            };
            self.scanning.start(at, listening, can.longest_scan, step);
        }
    }

    fn connect(&mut self, can: &Capabilities, interval: Interval, step: &mut Step) {
        let at = self.now.monotonic;
        let writes = self.writes_to_peers();
        while self.links.may_open(at, can.connections) {
            let links = &self.links;
            let Some((peer, wants)) = self.peers.next_to_visit(at, interval, writes, |peer| links.holds(peer)) else {
                return;
            };
            self.usage.connections += 1;
            self.links.open(at, peer, wants, step);
        }
    }
}

/// Seconds until the interval ends, 1 to 600.
fn seconds_left(wall: UnixTime) -> u64 {
    Interval::SECONDS - wall.0 % Interval::SECONDS
}

/// A signal strength as measured; stacks say 127 for "not available" (Core Specification, HCI advertising report).
fn measured(rssi_dbm: Option<i8>) -> Option<i8> {
    rssi_dbm.filter(|rssi| (-127..=20).contains(rssi))
}

#[cfg(test)]
mod tests;
