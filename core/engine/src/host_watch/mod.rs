//! Whether a host keeps its contract ([`crate::hosts`]), as seen from the core's side: for debug builds and for tests of hosts.
//!
//! The watch sees the same events, acts and commands as the core. It decides nothing and holds no identifier, frame or body:
//! only when which answer is due.

mod breach;
mod links;
mod radio;
mod requests;
#[cfg(test)]
mod tests;

use core::{cell::Cell, time::Duration};
use std::collections::BTreeMap;

pub use breach::{Breach, BreachSeen};

use crate::{
    command::{Command, RadioCommand},
    event::{AdapterState, Event, HttpOutcome, RadioEvent},
};
use links::LinksWatched;
use radio::{AdvertsWatched, ScansWatched};
use requests::RequestsWatched;

/// How long a host may take where the contract names no time of its own: to confirm, to say that something ended, to wake.
pub(crate) const GRACE: Duration = Duration::from_secs(10);

/// Most sightings after which the host need not ask for the timer, when they come together.
pub(crate) const SIGHTINGS_TOGETHER: u32 = 64;

/// Watches a host. [`crate::Tracer::watch_host`] has one; tests of hosts that have no tracer use it alone.
///
/// Times are those of [`crate::Now::monotonic`], as the host reads them.
#[derive(Debug, Default)]
pub struct HostWatch {
    seen: BTreeMap<Breach, BreachSeen>,
    at: Duration,
    started: bool,
    any: bool,
    /// Asked through a shared reference, as `next_wake` is.
    timer: Cell<Timer>,
    adapter_by: Option<Duration>,
    adverts: AdvertsWatched,
    scans: ScansWatched,
    links: LinksWatched,
    requests: RequestsWatched,
}

/// What the host knows of the timer.
#[derive(Clone, Copy, Debug, Default)]
enum Timer {
    /// Nothing happened for which the host would have to ask.
    #[default]
    NotDue,
    /// Something happened, and the host has not asked yet.
    Due,
    /// So many sightings came one after the other, and the host has not asked yet.
    DueAfter(u32),
    /// The host was told this.
    Asked(Option<Duration>),
}

impl HostWatch {
    /// An event that the host hands in at this time.
    pub fn event(&mut self, at: Duration, event: &Event) {
        if matches!(event, Event::Started { .. }) {
            self.begin(at);
        } else if !self.started && !self.any {
            self.note(Breach::NotStarted);
        }
        let is_sighting = matches!(event, Event::Radio(RadioEvent::Sighted(_)));
        self.enter(at, is_sighting);
        match event {
            Event::Radio(event) => self.radio_event(event),
            Event::Http(answer) => {
                let bytes = match &answer.outcome {
                    HttpOutcome::Answered(response) => response.body.len(),
                    HttpOutcome::Failed(_) => 0,
                };
                let breach = self.requests.answered(answer.request, bytes);
                self.note_all(breach);
            }
            Event::Started { .. }
            | Event::CapabilitiesChanged(_)
            | Event::Foreground(_)
            | Event::Wake
            | Event::Stopping => {}
        }
        self.look_for_what_is_missing();
    }

    /// An act of the user at this time.
    pub fn act(&mut self, at: Duration) {
        self.enter(at, false);
        self.look_for_what_is_missing();
    }

    /// Time has come to this, and nothing was handed in.
    pub fn time(&mut self, at: Duration) {
        self.at = self.at.max(at);
        self.look_for_what_is_missing();
    }

    /// What the host was told to do, now.
    pub fn commands(&mut self, commands: &[Command]) {
        let at = self.at;
        for command in commands {
            match command {
                Command::Radio(command) => self.radio_command(at, command),
                Command::Http(request) => self.requests.sent(at, request),
                Command::Notify(_) => {}
            }
        }
    }

    /// The host asked when to wake, and was told this.
    pub fn asked(&self, next_wake: Option<Duration>) {
        self.timer.set(Timer::Asked(next_wake));
    }

    /// Every demand of the contract that was not kept, each once.
    pub fn breaches(&self) -> Vec<BreachSeen> {
        self.seen.values().copied().collect()
    }

    /// A process begins: nothing runs that this watch knows of, and what an earlier one left may still be told.
    fn begin(&mut self, at: Duration) {
        self.started = true;
        self.at = at;
        self.timer.set(Timer::NotDue);
        self.adapter_by = Some(at.saturating_add(GRACE));
        self.adverts.forgive();
        self.scans.forgive();
        self.links.forgive();
        self.requests.forgive();
    }

    fn enter(&mut self, at: Duration, is_sighting: bool) {
        if at < self.at {
            self.note(Breach::ClockWentBack);
        }
        self.at = at;
        self.any = true;
        let before = self.timer.get();
        self.timer.set(match before {
            _ if !is_sighting => Timer::Due,
            Timer::DueAfter(sightings) => Timer::DueAfter(sightings.saturating_add(1)),
            Timer::Due | Timer::NotDue | Timer::Asked(_) => Timer::DueAfter(1),
        });
        match before {
            Timer::Due => self.note(Breach::TimerNotAsked),
            Timer::DueAfter(sightings) if sightings >= SIGHTINGS_TOGETHER => self.note(Breach::TimerNotAsked),
            Timer::Asked(Some(wake)) if at > wake.saturating_add(GRACE) => {
                self.note(Breach::WokenLate);
                // A process that slept reports late what happened meanwhile.
                let grant = at.saturating_add(GRACE);
                self.adverts.grant(grant);
                self.scans.grant(grant);
                self.links.grant(grant);
                self.requests.grant(grant);
                self.adapter_by = self.adapter_by.map(|by| by.max(grant));
            }
            Timer::Asked(_) | Timer::NotDue | Timer::DueAfter(_) => {}
        }
    }

    fn radio_event(&mut self, event: &RadioEvent) {
        let at = self.at;
        let breach = match event {
            RadioEvent::Adapter(state) => {
                self.adapter_by = None;
                if *state != AdapterState::On {
                    self.adverts.ended();
                    self.scans.ended();
                    self.links.forgive();
                }
                None
            }
            RadioEvent::AdvertisingStarted => self.adverts.started(at),
            RadioEvent::AdvertisingFailed => {
                self.adverts.ended();
                None
            }
            RadioEvent::ScanStarted => self.scans.started(at),
            RadioEvent::ScanFailed => {
                self.scans.ended();
                None
            }
            RadioEvent::ScanStopped => self.scans.stopped(),
            RadioEvent::Connected(peer) => self.links.connected(*peer),
            RadioEvent::Disconnected(peer) => self.links.disconnected(*peer),
            RadioEvent::ValueRead { peer, .. } | RadioEvent::ValueWritten(peer) | RadioEvent::ExchangeFailed(peer) => {
                self.links.exchanged(*peer)
            }
            RadioEvent::Sighted(_) | RadioEvent::PeerWrote { .. } | RadioEvent::AddressChanged => None,
        };
        self.note_all(breach);
    }

    fn radio_command(&mut self, at: Duration, command: &RadioCommand) {
        match command {
            RadioCommand::Advertise { longest, .. } => self.adverts.commanded(at, *longest),
            RadioCommand::StopAdvertising => self.adverts.ended(),
            RadioCommand::Scan { duration, .. } => self.scans.commanded(at, *duration),
            RadioCommand::StopScan => self.scans.told_to_stop(at),
            RadioCommand::Connect { peer, timeout } => self.links.open(at, *peer, *timeout),
            RadioCommand::Read(peer) | RadioCommand::Write { peer, .. } => self.links.exchange(at, *peer),
            RadioCommand::Disconnect(peer) => self.links.close(at, *peer),
        }
    }

    fn look_for_what_is_missing(&mut self) {
        let at = self.at;
        let adapter = self.adapter_by.take_if(|by| *by <= at).map(|_| Breach::AdapterNotTold);
        let adverts = self.adverts.missing(at);
        let scans = self.scans.missing(at);
        let links = self.links.missing(at);
        let requests = self.requests.missing(at);
        self.note_all(adapter.into_iter().chain(adverts).chain(scans).chain(links).chain(requests));
    }

    fn note_all(&mut self, breaches: impl IntoIterator<Item = Breach>) {
        for breach in breaches {
            self.note(breach);
        }
    }

    fn note(&mut self, breach: Breach) {
        let at = self.at;
        let seen = self.seen.entry(breach).or_insert(BreachSeen { breach, times: 0, first_at: at, last_at: at });
        seen.times = seen.times.saturating_add(1);
        seen.last_at = at;
    }
}
