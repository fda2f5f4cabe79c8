//! From what is sighted, read and written to whom it tells of.

use lancan_protocol::{encounter::EncounterFlags, frame::Frame};

use super::{
    Observation, Own, Radio, Step, Turn,
    links::Outcome,
    rotation::{CLOSE_SECONDS, seconds_left},
};
use crate::{
    capabilities::Advertising,
    event::{Advert, Sighting},
    handle::PeerHandle,
};

impl Radio {
    /// An advert was received.
    pub(super) fn sighted(&mut self, sighting: Sighting, step: &mut Step) {
        let at = self.now.monotonic;
        let interval = self.now.wall.interval();
        let rssi = measured(sighting.rssi_dbm);
        let frame = match sighting.advert {
            Advert::Bluezone(id) => {
                step.observations.push(Observation::Bluezone { id: *id.as_bytes(), rssi_dbm: rssi });
                return;
            }
            Advert::ServiceData(frame) if self.advertising.is_own(&frame) => return,
            Advert::ServiceData(frame) => {
                if self.writes_to_peers() {
                    self.peers.sighted(at, sighting.peer, rssi, sighting.advert);
                }
                Some(frame)
            }
            Advert::ServiceUuid | Advert::AppleOverflow => {
                self.peers.sighted(at, sighting.peer, rssi, sighting.advert);
                self.peers.frame_of(sighting.peer, interval)
            }
        };
        if let Some(frame) = frame {
            self.found(frame, rssi, EncounterFlags::default(), step);
        }
    }

    /// A peer's characteristic was read.
    pub(super) fn value_read(&mut self, peer: PeerHandle, value: &[u8], turn: &mut Turn<'_>) {
        let (at, interval) = (self.now.monotonic, self.now.wall.interval());
        let frame = Frame::from_bytes(value).ok().filter(|frame| !self.advertising.is_own(frame));
        let to_write = self.frame_to_write(peer, turn.own);
        let Some(outcome) = self.links.read(at, peer, frame.is_some(), to_write, turn.step) else { return };
        if let Some(frame) = frame {
            self.peers.read(peer, frame, interval);
            self.found(frame, self.peers.rssi_of(at, peer), EncounterFlags::default(), turn.step);
        }
        self.concluded(peer, Some(outcome));
    }

    /// A peer wrote to our characteristic.
    pub(super) fn peer_wrote(&mut self, peer: PeerHandle, value: &[u8], step: &mut Step) {
        let at = self.now.monotonic;
        let Ok(frame) = Frame::from_bytes(value) else { return };
        if self.advertising.is_own(&frame) || !self.writes.accept(at, peer) {
            return;
        }
        let rssi = if self.peers.contradicts(peer, &frame) { None } else { self.peers.rssi_of(at, peer) };
        let flags = if rssi.is_some() { EncounterFlags::default() } else { EncounterFlags::WRITTEN_ONLY };
        self.found(frame, rssi, flags, step);
    }

    /// Somebody's frame is known: it goes to the recorder.
    fn found(&mut self, frame: Frame, rssi_dbm: Option<i8>, mut flags: EncounterFlags, step: &mut Step) {
        if rssi_dbm.is_none() {
            flags.insert(EncounterFlags::NO_RSSI);
        }
        let id = frame.id.as_bytes().first_chunk().map_or(0, |head| u64::from_le_bytes(*head));
        self.duty.heard(self.now.wall.interval(), self.now.monotonic, id);
        self.usage.found(self.now.monotonic);
        step.observations.push(Observation::Frame { frame, rssi_dbm, flags });
    }

    /// A connection did what it was for, or failed.
    pub(super) fn concluded(&mut self, peer: PeerHandle, outcome: Option<Outcome>) {
        match outcome {
            None | Some(Outcome::GoesOn) => {}
            Some(Outcome::Done { wrote }) => self.peers.succeeded(self.now.monotonic, peer, wrote),
            Some(Outcome::Failed) => self.peers.failed(self.now.monotonic, peer),
        }
    }

    /// Whether this phone shows itself by writing, for want of adverts.
    pub(super) fn writes_to_peers(&self) -> bool {
        self.capabilities.as_ref().is_some_and(|can| can.connects && can.advertising == Advertising::Nothing)
    }

    /// Our frame, where we write at all and the connection was opened under the same identifier.
    pub(super) fn frame_to_write(&self, peer: PeerHandle, own: &mut dyn Own) -> Option<Frame> {
        let interval = self.now.wall.interval();
        let in_time = seconds_left(self.now.wall) > CLOSE_SECONDS && self.links.opened_in(peer) == Some(interval);
        if in_time && self.writes_to_peers() { own.frame(interval) } else { None }
    }
}

/// A signal strength as measured; stacks say 127 for "not available" (Core Specification, HCI advertising report).
fn measured(rssi_dbm: Option<i8>) -> Option<i8> {
    rssi_dbm.filter(|rssi| (-127..=20).contains(rssi))
}
