//! Peers by handle: a bounded table of the peers of this adapter.

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, Hash, RandomState},
};

use btleplug::{api::BDAddr, platform::PeripheralId};
use lancan_core::PeerHandle;

/// The most peers in the table; the longest known are forgotten first.
const MOST: usize = 4096;

/// The peers by their handles. Handles are keyed hashes: they mean nothing outside this process.
#[derive(Default)]
pub(crate) struct Handles {
    hasher: RandomState,
    peers: HashMap<PeerHandle, PeripheralId>,
    order: VecDeque<PeerHandle>,
}

impl Handles {
    /// The handle of a peer, by its radio address where the platform tells it, else by the platform's own name.
    pub(crate) fn of(&mut self, id: &PeripheralId, address: BDAddr) -> PeerHandle {
        let handle = if address == BDAddr::default() { self.hashed(id) } else { self.of_address(address.into_inner()) };
        if self.peers.insert(handle, id.clone()).is_none() {
            self.order.push_back(handle);
            if self.order.len() > MOST
                && let Some(oldest) = self.order.pop_front()
            {
                self.peers.remove(&oldest);
            }
        }
        handle
    }

    /// The handle of a radio address.
    pub(crate) fn of_address(&self, address: [u8; 6]) -> PeerHandle {
        self.hashed(&address)
    }

    /// The platform's name for a peer.
    pub(crate) fn id_of(&self, handle: PeerHandle) -> Option<PeripheralId> {
        self.peers.get(&handle).cloned()
    }

    fn hashed(&self, value: &impl Hash) -> PeerHandle {
        PeerHandle(self.hasher.hash_one(value))
    }
}
