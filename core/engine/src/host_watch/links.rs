//! Connections: each ends exactly once, and each read or write on one has one outcome.

use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};

use super::{GRACE, breach::Breach};
use crate::handle::PeerHandle;

/// Time within which a read or write must have an outcome.
const EXCHANGE_WITHIN: Duration = Duration::from_secs(4);
/// Peers of whom one more word is allowed: what was given up may be told late.
const FORGIVEN: usize = 64;

/// What is due of connections.
#[derive(Debug, Default)]
pub(super) struct LinksWatched {
    /// When the end of each must have been told; none while it is open.
    open: BTreeMap<PeerHandle, Option<Duration>>,
    /// When each read or write must have its outcome.
    exchanges: BTreeMap<PeerHandle, Duration>,
    forgiven: VecDeque<PeerHandle>,
}

impl LinksWatched {
    pub(super) fn open(&mut self, at: Duration, peer: PeerHandle, timeout: Duration) {
        self.open.insert(peer, Some(at.saturating_add(timeout).saturating_add(GRACE)));
    }

    pub(super) fn close(&mut self, at: Duration, peer: PeerHandle) {
        if let Some(end_by) = self.open.get_mut(&peer) {
            let within = at.saturating_add(GRACE);
            *end_by = Some(end_by.map_or(within, |by| by.min(within)));
        }
    }

    pub(super) fn connected(&mut self, peer: PeerHandle) -> Option<Breach> {
        if let Some(end_by) = self.open.get_mut(&peer) {
            *end_by = None;
            return None;
        }
        (!self.is_forgiven(peer)).then_some(Breach::LinkToldTwice)
    }

    pub(super) fn disconnected(&mut self, peer: PeerHandle) -> Option<Breach> {
        if self.exchanges.remove(&peer).is_some() {
            self.allow_one_more(peer);
        }
        let is_known = self.open.remove(&peer).is_some() || self.is_forgiven(peer);
        (!is_known).then_some(Breach::LinkToldTwice)
    }

    pub(super) fn exchange(&mut self, at: Duration, peer: PeerHandle) {
        self.exchanges.insert(peer, at.saturating_add(EXCHANGE_WITHIN));
    }

    pub(super) fn exchanged(&mut self, peer: PeerHandle) -> Option<Breach> {
        let is_known = self.exchanges.remove(&peer).is_some() || self.is_forgiven(peer);
        (!is_known).then_some(Breach::ExchangeAnsweredTwice)
    }

    /// Nothing is open, and nothing owed; what ended may still be told.
    pub(super) fn forgive(&mut self) {
        let ended: Vec<PeerHandle> = core::mem::take(&mut self.open)
            .into_keys()
            .chain(core::mem::take(&mut self.exchanges).into_keys())
            .collect();
        for peer in ended {
            self.allow_one_more(peer);
        }
    }

    pub(super) fn grant(&mut self, until: Duration) {
        for by in self.open.values_mut().flatten() {
            *by = (*by).max(until);
        }
        for by in self.exchanges.values_mut() {
            *by = (*by).max(until);
        }
    }

    pub(super) fn missing(&mut self, at: Duration) -> Vec<Breach> {
        let unended: Vec<PeerHandle> =
            self.open.extract_if(.., |_, by| by.is_some_and(|by| by <= at)).map(|(p, _)| p).collect();
        let unanswered: Vec<PeerHandle> = self.exchanges.extract_if(.., |_, by| *by <= at).map(|(p, _)| p).collect();
        let breaches = unended.iter().map(|_| Breach::LinkEndNotTold);
        let breaches = breaches.chain(unanswered.iter().map(|_| Breach::ExchangeNotAnswered)).collect();
        for peer in unended.into_iter().chain(unanswered) {
            self.allow_one_more(peer);
        }
        breaches
    }

    fn allow_one_more(&mut self, peer: PeerHandle) {
        if self.forgiven.len() == FORGIVEN {
            self.forgiven.pop_front();
        }
        self.forgiven.push_back(peer);
    }

    /// Whether one more word of this peer was allowed; it is used up.
    fn is_forgiven(&mut self, peer: PeerHandle) -> bool {
        let at = self.forgiven.iter().position(|known| *known == peer);
        at.and_then(|at| self.forgiven.remove(at)).is_some()
    }
}
