//! What is known about the peers behind radio addresses, in a bounded table.

use core::time::Duration;
use std::collections::BTreeMap;

use lancan_protocol::{frame::Frame, time::Interval};

use super::links::Wants;
use crate::{back_off::BackOff, event::Advert, handle::PeerHandle};

/// Most peers remembered.
const MOST: usize = 1024;
/// Time without a sighting after which a peer makes room for another.
const STALE: Duration = Duration::from_secs(30);
/// Time since the last sighting up to which a peer is worth a connection.
const IN_REACH: Duration = Duration::from_secs(15);
/// Age up to which a signal strength says something about now.
const RSSI_GOOD_FOR: Duration = Duration::from_mins(1);
/// Time from one write to the next by which a phone that cannot advertise shows itself to a peer.
const WRITE_EVERY: Duration = Duration::from_mins(2);
/// Longest wait after a failed connection: by then the address has changed.
const LONGEST_RETRY: Duration = Duration::from_mins(16);
/// Waits after a failed connection.
const RETRY: BackOff = BackOff::new(Duration::from_secs(15), LONGEST_RETRY);
/// Waits after a failed connection to what may well be another app's advert.
const RETRY_OVERFLOW: BackOff = BackOff::new(Duration::from_mins(4), LONGEST_RETRY);

/// What is known of a peer.
#[derive(Debug)]
struct Peer {
    advert: Advert,
    seen: Duration,
    rssi: Option<(i8, Duration)>,
    read: Option<(Frame, Interval)>,
    wrote: Option<Duration>,
    failures: u32,
    retry_at: Duration,
}

/// Peers by handle, at most [`MOST`].
#[derive(Debug, Default)]
pub(super) struct Peers {
    peers: BTreeMap<PeerHandle, Peer>,
    swept: Duration,
}

impl Peers {
    /// A peer's advert was received.
    pub(super) fn sighted(&mut self, at: Duration, peer: PeerHandle, rssi: Option<i8>, advert: Advert) {
        if !self.peers.contains_key(&peer) && !self.make_room(at) {
            return;
        }
        let entry = self.peers.entry(peer).or_insert(Peer {
            advert,
            seen: at,
            rssi: None,
            read: None,
            wrote: None,
            failures: 0,
            retry_at: Duration::ZERO,
        });
        entry.advert = advert;
        entry.seen = at;
        if let Some(rssi) = rssi {
            entry.rssi = Some((rssi, at));
        }
    }

    /// The frame read from this peer in this interval.
    pub(super) fn frame_of(&self, peer: PeerHandle, interval: Interval) -> Option<Frame> {
        let (frame, read_in) = self.peers.get(&peer)?.read?;
        (read_in == interval).then_some(frame)
    }

    /// A signal strength lately measured from this peer's address.
    pub(super) fn rssi_of(&self, at: Duration, peer: PeerHandle) -> Option<i8> {
        let (rssi, measured) = self.peers.get(&peer)?.rssi?;
        (at.saturating_sub(measured) <= RSSI_GOOD_FOR).then_some(rssi)
    }

    /// Whether this peer is known to send another frame than this.
    pub(super) fn contradicts(&self, peer: PeerHandle, frame: &Frame) -> bool {
        let Some(peer) = self.peers.get(&peer) else { return false };
        let read = peer.read.map(|(read, _)| read);
        let advertised = if let Advert::ServiceData(advertised) = peer.advert { Some(advertised) } else { None };
        read.into_iter().chain(advertised).any(|known| known.id != frame.id)
    }

    /// This peer's frame was read.
    pub(super) fn read(&mut self, peer: PeerHandle, frame: Frame, interval: Interval) {
        if let Some(peer) = self.peers.get_mut(&peer) {
            peer.read = Some((frame, interval));
        }
    }

    /// A connection to this peer did what it was opened for.
    pub(super) fn succeeded(&mut self, at: Duration, peer: PeerHandle, wrote: bool) {
        if let Some(peer) = self.peers.get_mut(&peer) {
            peer.failures = 0;
            if wrote {
                peer.wrote = Some(at);
            }
        }
    }

    /// A connection to this peer failed.
    pub(super) fn failed(&mut self, at: Duration, peer: PeerHandle) {
        if let Some(peer) = self.peers.get_mut(&peer) {
            let retry = if peer.advert == Advert::AppleOverflow { RETRY_OVERFLOW } else { RETRY };
            peer.retry_at = at.saturating_add(retry.after(&mut peer.failures));
        }
    }

    /// Our identifier changed: all peers are to be told again.
    pub(super) fn forget_written(&mut self) {
        for peer in self.peers.values_mut() {
            peer.wrote = None;
        }
    }

    /// Whom to connect to next, and why: peers that never failed before those that did, the nearer before the farther.
    pub(super) fn next_to_visit(
        &self,
        at: Duration,
        interval: Interval,
        writes: bool,
        connected: impl Fn(PeerHandle) -> bool,
    ) -> Option<(PeerHandle, Wants)> {
        self.peers
            .iter()
            .filter(|(handle, peer)| {
                at.saturating_sub(peer.seen) <= IN_REACH && at >= peer.retry_at && !connected(**handle)
            })
            .map(|(handle, peer)| (handle, peer, peer.wants(at, interval, writes)))
            .filter(|(_, _, wants)| wants.read || wants.write)
            .max_by_key(|(_, peer, _)| (peer.failures == 0, peer.rssi.map(|(rssi, _)| rssi)))
            .map(|(handle, _, wants)| (*handle, wants))
    }

    /// Makes room for one more, at most once a second; whoever was read keeps its place for longest.
    fn make_room(&mut self, at: Duration) -> bool {
        if self.peers.len() < MOST {
            return true;
        }
        if at.saturating_sub(self.swept) >= Duration::from_secs(1) {
            self.swept = at;
            self.peers.retain(|_, peer| {
                let keep = if peer.read.is_some() { LONGEST_RETRY } else { STALE };
                at.saturating_sub(peer.seen) < keep
            });
        }
        self.peers.len() < MOST
    }
}

impl Peer {
    /// What a connection to it would be for.
    fn wants(&self, at: Duration, interval: Interval, writes: bool) -> Wants {
        let advertises = matches!(self.advert, Advert::ServiceData(_));
        Wants {
            read: !advertises && self.read.is_none_or(|(_, read_in)| read_in != interval),
            write: writes && self.wrote.is_none_or(|wrote| at.saturating_sub(wrote) >= WRITE_EVERY),
        }
    }
}
