//! Values that peers write to us: few are accepted (`docs/protocol.md`, On the air).

use core::time::Duration;
use std::collections::VecDeque;

use crate::handle::PeerHandle;

/// Writes accepted in a minute, and the time from one to the next of the same peer.
const PER_MINUTE: usize = 8;
const MINUTE: Duration = Duration::from_mins(1);

/// The writes accepted in the last minute, oldest first.
#[derive(Debug, Default)]
pub(super) struct Writes(VecDeque<(Duration, PeerHandle)>);

impl Writes {
    /// Whether to accept one more, one a minute from each peer. A connection lasts seconds, so that is also at
    /// most one for each connection.
    pub(super) fn accept(&mut self, at: Duration, peer: PeerHandle) -> bool {
        while self.0.front().is_some_and(|(accepted, _)| at.saturating_sub(*accepted) >= MINUTE) {
            self.0.pop_front();
        }
        let accepted = self.0.len() < PER_MINUTE && self.0.iter().all(|(_, before)| *before != peer);
        if accepted {
            self.0.push_back((at, peer));
        }
        accepted
    }
}
