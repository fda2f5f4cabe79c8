//! Values that peers write to us: few are accepted (`docs/protocol.md`, On the air).

use core::time::Duration;

use super::sliding_window::SlidingWindow;
use crate::handle::PeerHandle;

/// Most writes accepted in a minute.
const PER_MINUTE: usize = 8;

/// The peers whose writes were accepted in the last minute.
#[derive(Debug, Default)]
pub(super) struct Writes(SlidingWindow<60, PeerHandle>);

impl Writes {
    /// Whether to accept one more, one a minute from each peer. A connection lasts seconds, so that is also at
    /// most one for each connection.
    pub(super) fn accept(&mut self, at: Duration, peer: PeerHandle) -> bool {
        let accepted = self.0.allows(at, PER_MINUTE) && self.0.events(at).all(|before| *before != peer);
        if accepted {
            self.0.record(at, peer);
        }
        accepted
    }
}
