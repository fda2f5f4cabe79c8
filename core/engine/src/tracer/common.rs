//! What every part of the phone works with.

use std::collections::BTreeSet;

use lancan_protocol::time::UnixTime;
use rand_core::CryptoRng;

use crate::{
    command::Command,
    known_time::KnownTime,
    notice::{Notice, ReportStage, Trouble},
    now::Now,
    outbox::{Outbox, Request},
    store::{Store, StoreError},
};

/// The time and how sure it is, the store, randomness, the requests under way, and what is to be said at the end of an event or act.
pub(super) struct Common {
    pub(super) now: Now,
    pub(super) known_time: KnownTime,
    pub(super) store: Store,
    pub(super) rng: Box<dyn CryptoRng + Send>,
    pub(super) outbox: Outbox,
    /// Commands that go out at the end of this event or act, or with the next one when the act is refused.
    pub(super) commands: Vec<Command>,
    pub(super) troubles: BTreeSet<Trouble>,
}

impl Common {
    /// Whether a time is confirmed: it is not ahead of the known one.
    pub(super) fn confirms(&self, at: UnixTime) -> bool {
        self.known_time.confirms(Now { wall: at, ..self.now })
    }

    /// Sends a request to the authority's server.
    pub(super) fn send(&mut self, request: Request) {
        let command = self.outbox.send(self.now.monotonic, request);
        self.commands.push(command);
    }

    /// Tells the user.
    pub(super) fn tell(&mut self, notice: Notice) {
        self.commands.push(Command::Notify(notice));
    }

    /// Tells the user where the report stands.
    pub(super) fn tell_report(&mut self, stage: ReportStage) {
        self.tell(Notice::Report(stage));
    }

    /// Remembers whether the store works, for the status.
    pub(super) fn note<T>(&mut self, outcome: &Result<T, StoreError>) {
        if outcome.is_ok() {
            self.troubles.remove(&Trouble::StoreFailing);
        } else {
            self.troubles.insert(Trouble::StoreFailing);
        }
    }
}
