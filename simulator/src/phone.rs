//! A phone in a pocket: the core that ships, and its host.

use core::time::Duration;

use lancan_core::{Capabilities, Command, Event, Now, Tracer};
use lancan_protocol::time::UnixTime;

use crate::{
    clock::SimTime,
    contacts::Person,
    host::{Ear, Host, Platform},
};

/// What a phone runs: events in, commands out.
pub trait Core: Send {
    /// Takes an event and says what to do.
    fn handle(&mut self, now: Now, event: Event) -> Vec<Command>;
    /// When to wake it, on the scale of [`Now::monotonic`].
    fn next_wake(&self) -> Option<Duration>;
}

impl Core for Tracer {
    fn handle(&mut self, now: Now, event: Event) -> Vec<Command> {
        Self::handle(self, now, event)
    }

    fn next_wake(&self) -> Option<Duration> {
        Self::next_wake(self)
    }
}

/// A core and its host. What the host reports goes to the core, what the core commands to the host.
pub struct Phone<C = Tracer> {
    /// Who carries it.
    pub person: Person,
    /// The core.
    pub core: C,
    /// The host.
    pub host: Host,
    start: UnixTime,
}

impl<C: Core> Phone<C> {
    /// A phone that is switched on at the first event; the first midnight is at `start`.
    pub fn new(person: Person, core: C, capabilities: Capabilities, seed: u64, start: UnixTime) -> Self {
        Self { person, core, host: Host::new(person, capabilities, seed), start }
    }

    /// Plays another platform than Android.
    #[must_use]
    pub fn on(mut self, platform: Platform) -> Self {
        self.host.platform = platform;
        self
    }

    /// Its user does something, which may be refused.
    ///
    /// # Errors
    /// Why it was refused.
    pub fn act<E>(&mut self, at: SimTime, act: impl FnOnce(&mut C, Now) -> Result<Vec<Command>, E>) -> Result<(), E> {
        let (commands, outcome) = match act(&mut self.core, at.now(self.start)) {
            Ok(commands) => (commands, Ok(())),
            Err(refused) => (Vec::new(), Err(refused)),
        };
        self.follow(at, commands);
        outcome
    }

    /// Lets time pass until just before `until`. Without an ear scans hear nothing yet.
    pub fn advance(&mut self, until: SimTime, ear: Option<&dyn Ear>) {
        while let Some((at, event)) = self.host.report(until, ear) {
            let commands = self.core.handle(at.now(self.start), event);
            self.follow(at, commands);
        }
    }

    fn follow(&mut self, at: SimTime, commands: Vec<Command>) {
        for command in commands {
            self.host.execute(at, command);
        }
        self.host.wake_at(at, self.core.next_wake().map(|wake| SimTime(0).plus(wake)));
    }
}

impl<C> AsRef<Host> for Phone<C> {
    fn as_ref(&self) -> &Host {
        &self.host
    }
}

impl<C> AsMut<Host> for Phone<C> {
    fn as_mut(&mut self) -> &mut Host {
        &mut self.host
    }
}
