//! The radio machine: when to advertise, listen, connect, read, write and change the identifier, from events
//! and the clock alone (`docs/protocol.md`, On the air).
//!
//! What it keeps, whatever the host reports and in whatever order:
//! - an identifier is on the air, served or written only within its interval: adverts have stopped
//!   [`GUARD_SECONDS`] before its end, and the host is told how long they may last at most;
//! - when an identifier leaves the air and when the next one comes is left to chance within a few seconds;
//! - all connections are closed before the identifier changes, by force where a peer does not let go;
//! - never more connections than the host can hold, each with a time-out, each with at most one write;
//! - never more scan starts in 30 seconds than the host allows, no scan longer than the host allows;
//! - peers and writes are remembered in bounded tables.
//!
//! ```
//! use core::time::Duration;
//! use lancan_core::{AdapterState, Capabilities, Now, RadioCommand, RadioEvent, DutyCycle, Radio, Own, Step, Turn};
//! use lancan_protocol::{frame::Frame, time::{Interval, UnixTime}};
//!
//! struct Sevens;
//!
//! impl Own for Sevens {
//!     fn frame(&mut self, _: Interval) -> Option<Frame> {
//!         Frame::from_bytes(&[7; 20]).ok()
//!     }
//!
//!     fn random(&mut self) -> u64 {
//!         4
//!     }
//! }
//!
//! let now = Now { wall: UnixTime(1_620_000_000), monotonic: Duration::ZERO };
//! let mut radio = Radio::new(DutyCycle::default());
//! let mut step = Step::default();
//! let mut turn = Turn { now, own: &mut Sevens, step: &mut step };
//! radio.started(&mut turn, Capabilities::default(), false);
//! radio.handle(&mut turn, &RadioEvent::Adapter(AdapterState::On));
//! assert!(matches!(step.commands[0], RadioCommand::Advertise { .. }));
//! assert!(matches!(step.commands[1], RadioCommand::Scan { .. }));
//! ```

mod advert;
mod commanded;
mod duty;
mod hearing;
mod links;
mod own_adverts;
mod peers;
mod rotation;
mod scanning;
mod settle;
mod sliding_window;
mod step;
mod usage;
mod writes;

use core::time::Duration;
use std::sync::Arc;

use lancan_protocol::time::UnixTime;

use crate::{
    capabilities::{AddressControl, Background, Capabilities},
    command::RadioCommand,
    event::{AdapterState, RadioEvent},
    notice::Blocked,
    now::Now,
};

pub use advert::AdvertParts;
pub use duty::{Adaptive, DutyCycle, Fixed, Listening};
pub use rotation::GUARD_SECONDS;
pub use step::{Observation, Own, Step, Turn};
pub use usage::RadioUsage;

use duty::Duty;
use links::Links;
use own_adverts::OwnAdverts;
use peers::Peers;
use rotation::{CLOSE_SECONDS, Rotation, seconds_left};
use scanning::Scanning;
use writes::Writes;

/// The radio machine.
#[derive(Debug)]
pub struct Radio {
    capabilities: Option<Arc<Capabilities>>,
    enabled: bool,
    foreground: bool,
    adapter: Option<AdapterState>,
    duty: Duty,
    advertising: OwnAdverts,
    rotation: Rotation,
    scanning: Scanning,
    links: Links,
    peers: Peers,
    writes: Writes,
    usage: RadioUsage,
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
            advertising: OwnAdverts::default(),
            rotation: Rotation::default(),
            scanning: Scanning::default(),
            links: Links::default(),
            peers: Peers::default(),
            writes: Writes::default(),
            usage: RadioUsage::default(),
            now: Now { wall: UnixTime(0), monotonic: Duration::ZERO },
        }
    }

    /// The host's process has started. Whatever an old process left running is stopped.
    pub fn started(&mut self, turn: &mut Turn<'_>, capabilities: Capabilities, restored: bool) {
        let now = turn.now;
        self.now = now;
        self.adapter = None;
        self.duty.restart(now.monotonic);
        self.advertising = OwnAdverts::default();
        self.rotation = Rotation::default();
        self.scanning.restart(now.monotonic);
        self.links = Links::default();
        self.peers = Peers::default();
        self.writes = Writes::default();
        self.usage.restart();
        if restored {
            turn.step.commands.extend([RadioCommand::StopAdvertising, RadioCommand::StopScan]);
        }
        self.capabilities = Some(Arc::new(capabilities));
        self.settle(turn);
    }

    /// What the host can do has changed.
    pub fn capabilities_changed(&mut self, turn: &mut Turn<'_>, capabilities: Capabilities) {
        self.advance(turn.now);
        if self.capabilities.as_ref().is_some_and(|before| before.advertising != capabilities.advertising) {
            self.advertising.stop(turn.step);
        }
        self.capabilities = Some(Arc::new(capabilities));
        self.settle(turn);
    }

    /// The app came to the front or went behind.
    pub fn foreground(&mut self, turn: &mut Turn<'_>, foreground: bool) {
        self.advance(turn.now);
        if self.foreground != foreground {
            self.foreground = foreground;
            if self.restricted_in_background() {
                self.scanning.stop(turn.now.monotonic, turn.step);
            }
        }
        self.settle(turn);
    }

    /// Something about the radio happened.
    pub fn handle(&mut self, turn: &mut Turn<'_>, event: &RadioEvent) {
        self.advance(turn.now);
        let at = turn.now.monotonic;
        match event {
            RadioEvent::Adapter(state) => self.adapter_changed(*state),
            RadioEvent::Sighted(sighting) if self.ready() => self.sighted(*sighting, turn.step),
            RadioEvent::AdvertisingStarted => {
                if self.advertising.started(at) {
                    turn.step.observations.push(Observation::AdvertisingBegan);
                }
            }
            RadioEvent::AdvertisingFailed => self.advertising.failed(at, seconds_left(turn.now.wall) > CLOSE_SECONDS),
            RadioEvent::ScanStarted => {
                if self.scanning.started(at) {
                    turn.step.observations.push(Observation::ScanBegan);
                    self.usage.scan_began(at);
                }
            }
            RadioEvent::ScanFailed => self.scanning.failed(at),
            RadioEvent::ScanStopped => self.scanning.stopped(),
            RadioEvent::Connected(peer) => {
                let frame = self.frame_to_write(*peer, turn.own);
                let outcome = self.links.connected(at, *peer, frame, turn.step);
                self.concluded(*peer, outcome);
            }
            RadioEvent::Disconnected(peer) => {
                let outcome = self.links.disconnected(*peer);
                self.concluded(*peer, outcome);
            }
            RadioEvent::ValueRead { peer, value } => self.value_read(*peer, value, turn),
            RadioEvent::ValueWritten(peer) => {
                let outcome = self.links.written(at, *peer, turn.step);
                self.concluded(*peer, outcome);
            }
            RadioEvent::ExchangeFailed(peer) => {
                let outcome = self.links.exchange_failed(at, *peer, turn.step);
                self.concluded(*peer, outcome);
            }
            RadioEvent::PeerWrote { peer, value } if self.ready() => self.peer_wrote(*peer, value, turn.step),
            RadioEvent::Sighted(_) | RadioEvent::PeerWrote { .. } => {}
            RadioEvent::AddressChanged => self.address_changed(turn.step),
        }
        self.settle(turn);
    }

    /// The time of [`Radio::next_wake`] has come. An early or extra one does no harm.
    pub fn wake(&mut self, turn: &mut Turn<'_>) {
        self.advance(turn.now);
        self.settle(turn);
    }

    /// The user paused tracing (`false`) or resumed it.
    pub fn set_enabled(&mut self, turn: &mut Turn<'_>, enabled: bool) {
        self.advance(turn.now);
        self.enabled = enabled;
        self.settle(turn);
    }

    /// The current key was cut: its identifier leaves the air at once and the next key's takes its place.
    pub fn end_identifier(&mut self, turn: &mut Turn<'_>) {
        self.advance(turn.now);
        self.advertising.stop(turn.step);
        self.advertising.forget_identifier();
        self.links.close_all(turn.now.monotonic, turn.step);
        self.peers.forget_written();
        self.settle(turn);
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
    pub fn usage(&self) -> &RadioUsage {
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
        let connecting = spent.saturating_mul(self.links.count());
        self.usage.add(spent, self.scanning.mode(), self.advertising.on_air(), connecting);
        self.duty.spend(connecting);
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
}

#[cfg(test)]
mod tests;
