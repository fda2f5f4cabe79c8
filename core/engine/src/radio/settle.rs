//! From what is to what should be: run after every event, so that no event needs to know what the others left undone.

use core::time::Duration;

use lancan_protocol::time::Interval;

use super::{
    Listening, Observation, Radio, Step, Turn,
    rotation::{CLOSE_SECONDS, seconds_left},
};
use crate::{
    capabilities::{Advertising, Background, Capabilities},
    event::AdapterState,
};

/// No connection is opened in an interval's last seconds.
const LAST_CONNECT_SECONDS: u64 = 25;

impl Radio {
    /// Brings the radio from what is to what should be.
    pub(super) fn settle(&mut self, turn: &mut Turn<'_>) {
        let at = self.now.monotonic;
        for peer in self.links.time_out(at, turn.step) {
            self.peers.failed(at, peer);
        }
        match self.capabilities.clone().filter(|_| self.ready()) {
            Some(can) => {
                self.advertise(&can, turn);
                self.listen(&can, turn.step);
                self.visit(&can, turn.step);
            }
            None => self.rest(turn.step),
        }
    }

    /// The radio is not needed, or there is none: whatever may still run ends.
    fn rest(&mut self, step: &mut Step) {
        if self.adapter == Some(AdapterState::On) {
            self.links.close_all(self.now.monotonic, step);
            self.scanning.stop(self.now.monotonic, step);
            self.advertising.stop(step);
        }
    }

    /// Keeps this interval's identifier on the air and no other; before it changes, connections are closed.
    fn advertise(&mut self, can: &Capabilities, turn: &mut Turn<'_>) {
        let at = self.now.monotonic;
        let (interval, left) = (self.now.wall.interval(), seconds_left(self.now.wall));
        let (in_window, _) = self.duty.advertise(at);
        let may_send = sends(can) && in_window && !self.rotation.has_left(self.now, turn.own);
        if !may_send || !self.advertising.belongs(interval) {
            self.advertising.stop(turn.step);
        }
        if left <= CLOSE_SECONDS || self.changes(can, interval) {
            self.links.close_all(at, turn.step);
        }
        let its_turn = !self.advertising.outlived(interval) || self.rotation.may_come(self.now, turn.own);
        if may_send && its_turn && (self.links.is_empty() || self.advertising.last_belongs(interval)) {
            self.advertising.start(at, interval, Duration::from_secs(left - 1), turn);
        }
    }

    /// Whether another identifier is about to take the place of the one that was on the air.
    fn changes(&self, can: &Capabilities, interval: Interval) -> bool {
        sends(can) && self.advertising.awaits_another(interval)
    }

    /// Scans when the duty cycle says so and the system allows it.
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

    /// Connects to peers that have to be read or written to, as many as the host can hold.
    fn visit(&mut self, can: &Capabilities, step: &mut Step) {
        let (at, interval) = (self.now.monotonic, self.now.wall.interval());
        if !can.connects || seconds_left(self.now.wall) <= LAST_CONNECT_SECONDS || self.changes(can, interval) {
            return;
        }
        let writes = self.writes_to_peers();
        while self.links.may_open(at, can.connections) {
            let links = &self.links;
            let Some((peer, wants)) = self.peers.next_to_visit(at, interval, writes, |peer| links.holds(peer)) else {
                return;
            };
            self.usage.connections += 1;
            self.links.open(at, interval, peer, wants, step);
        }
    }

    /// On the scale of [`crate::Now::monotonic`], when to call [`Radio::wake`]; none while there is nothing to wait for.
    pub fn next_wake(&self) -> Option<Duration> {
        if !self.ready() {
            return self.links.next_wake();
        }
        let (_, advert_window) = self.duty.advertise(self.now.monotonic);
        let due = [
            Some(self.rotation.next_wake(self.now)),
            advert_window,
            self.advertising.next_wake(),
            Some(self.scanning.next_wake()),
            self.links.next_wake(),
        ];
        // What is due already could not be done in the step just made: it waits for one of the others.
        due.into_iter().flatten().filter(|at| *at > self.now.monotonic).min()
    }
}

/// Whether this host advertises at all.
fn sends(can: &Capabilities) -> bool {
    can.advertising != Advertising::Nothing
}
