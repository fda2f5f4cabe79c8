//! A phone: the core that ships, in a simulated host.
//!
//! The host does what platforms do to an app: an Android service runs on; an iPhone's app behind others advertises in the
//! overflow area, listens a tenth of the time and is told of each peer once a scan; a phone whose maker kills
//! background apps stops the process and starts it again later. Addresses change with each advert where the host couples
//! them, and every 15 minutes on their own where it does not.

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};

use lancan_core::{
    AdapterState, AddressControl, Advertising, Capabilities, Command, Event, Heard, HttpRequest, Notice, Now,
    PeerHandle, RadioCommand, RadioEvent, ScanMode, Sighting, Tracer,
};
use lancan_protocol::{frame::Frame, time::UnixTime};
use rand_chacha::ChaCha8Rng;

use crate::{
    clock::SimTime,
    contacts::Person,
    random::{Purpose, mixed, stream},
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

/// Which platform the host plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// A foreground service that nobody stops.
    #[default]
    Android,
    /// An iPhone with the app in front.
    AppleFront,
    /// An iPhone with the app behind others or the screen off.
    AppleBehind,
}

/// A phone in a pocket. It executes the core's commands and tells it what comes of them.
pub struct Phone<C = Tracer> {
    /// Whose.
    pub person: Person,
    /// The core.
    pub core: C,
    /// What its host can do to it.
    pub platform: Platform,
    /// What its user was told, and when.
    pub notices: Vec<(SimTime, Notice)>,
    /// What its receiver makes of the air.
    pub receiver: ChaCha8Rng,
    capabilities: Capabilities,
    seed: u64,
    start: UnixTime,
    running: bool,
    powered: bool,
    told_of: BTreeSet<PeerHandle>,
    advert: Option<OnAir>,
    advert_until: SimTime,
    scan: Option<Scan>,
    sightings: Vec<(SimTime, Sighting)>,
    inbox: BTreeMap<(SimTime, u64), Due>,
    queued: u64,
    addresses: u64,
    woken: Option<SimTime>,
    outgoing: Vec<Outgoing>,
}

/// What a phone has on the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnAir {
    /// Its address, as a receiver's host names it.
    pub address: PeerHandle,
    /// What a receiver takes from the advert.
    pub heard: Heard,
    /// What the characteristic holds.
    pub frame: Frame,
}

/// A scan under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scan {
    /// How eagerly.
    pub mode: ScanMode,
    /// When it began.
    pub from: SimTime,
    /// When it ends by itself.
    pub until: SimTime,
    /// Up to when it was worked out what it hears.
    heard_until: SimTime,
}

/// Seconds after which a system changes an address by its own timer.
const OWN_TIMER: u64 = 900;

/// What leaves a phone.
#[derive(Clone, Debug, PartialEq)]
pub enum Outgoing {
    /// A request to the authority's server.
    Http(HttpRequest),
    /// A connection's command to a peer.
    Link(SimTime, RadioCommand),
}

/// What reaches a phone at a set time.
#[derive(Clone, Debug)]
pub enum Due {
    /// Something its host tells the core.
    Event(Event),
    /// Its radio is switched on or off.
    Power(bool),
    /// The system stops the app's process without a word.
    Kill,
}

/// Tells what a phone hears while it scans.
pub trait Ear {
    /// Sightings within `from..until` of a scan, in any order.
    fn hear(
        &self,
        person: Person,
        receiver: &mut ChaCha8Rng,
        scan: &Scan,
        from: SimTime,
        until: SimTime,
    ) -> Vec<(SimTime, Sighting)>;
}

impl<C: Core> Phone<C> {
    /// A phone that is switched on at the first event.
    pub fn new(person: Person, core: C, capabilities: Capabilities, seed: u64, start: UnixTime) -> Self {
        Self {
            person,
            core,
            platform: Platform::Android,
            notices: Vec::new(),
            receiver: stream(seed, Purpose::Receiver, u64::from(person.0)),
            capabilities,
            seed,
            start,
            running: false,
            powered: false,
            told_of: BTreeSet::new(),
            advert: None,
            advert_until: SimTime(0),
            scan: None,
            sightings: Vec::new(),
            inbox: BTreeMap::new(),
            queued: 0,
            addresses: 0,
            woken: None,
            outgoing: Vec::new(),
        }
    }

    /// Starts the app at `at`.
    pub fn boot(&mut self, at: SimTime) {
        self.expect(at, Due::Event(Event::Started { capabilities: self.capabilities.clone(), restored: false }));
    }

    /// Something reaches the phone at `at`.
    pub fn expect(&mut self, at: SimTime, due: Due) {
        self.queued += 1;
        self.inbox.insert((at, self.queued), due);
    }

    /// Plays another platform than Android.
    #[must_use]
    pub fn on(mut self, platform: Platform) -> Self {
        self.platform = platform;
        self
    }

    /// What is on the air from this phone.
    pub fn on_air(&self) -> Option<OnAir> {
        self.advert
    }

    /// Whether a scan is under way.
    pub fn is_listening(&self) -> bool {
        self.scan.is_some()
    }

    /// Whether its radio is on.
    pub fn is_powered(&self) -> bool {
        self.powered
    }

    /// What left the phone since the last call.
    pub fn take_outgoing(&mut self) -> Vec<Outgoing> {
        std::mem::take(&mut self.outgoing)
    }

    /// Executes commands that came of something its user did.
    pub fn execute(&mut self, at: SimTime, commands: Vec<Command>) {
        for command in commands {
            match command {
                Command::Radio(command) => self.radio(at, command),
                Command::Http(request) => self.outgoing.push(Outgoing::Http(request)),
                Command::Notify(notice) => self.notices.push((at, notice)),
                _ => {}
            }
        }
    }

    /// When something happens next without anything from outside.
    pub fn next(&self) -> Option<SimTime> {
        [
            self.inbox.first_key_value().map(|((at, _), _)| *at),
            self.scan.map(|scan| scan.until),
            self.advert.map(|_| self.advert_until),
            self.sightings.last().map(|(at, _)| *at),
            self.wake(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Lets time pass until just before `until`. Without an ear scans hear nothing yet.
    pub fn advance(&mut self, until: SimTime, ear: Option<&dyn Ear>) {
        self.listen(until, ear);
        while let Some(at) = self.next().filter(|at| *at < until) {
            if self.inbox.first_key_value().is_some_and(|((due, _), _)| *due == at) {
                if let Some((_, due)) = self.inbox.pop_first() {
                    self.happen(at, due);
                }
            } else if self.sightings.last().is_some_and(|(due, _)| *due == at) {
                if let Some((_, sighting)) = self.sightings.pop() {
                    self.tell(at, Event::Radio(RadioEvent::Sighted(sighting)));
                }
            } else if self.advert.is_some() && self.advert_until == at {
                self.advert = None;
                self.tell(at, Event::Radio(RadioEvent::AdvertisingFailed));
            } else if self.scan.is_some_and(|scan| scan.until == at) {
                self.scan = None;
                self.tell(at, Event::Radio(RadioEvent::ScanStopped));
            } else {
                self.woken = Some(at);
                self.tell(at, Event::Wake);
            }
            self.listen(until, ear);
        }
    }

    fn happen(&mut self, at: SimTime, due: Due) {
        match due {
            Due::Event(Event::Started { capabilities, restored }) => {
                self.running = true;
                self.tell(at, Event::Started { capabilities, restored });
                if self.powered {
                    self.tell(at, Event::Radio(RadioEvent::Adapter(AdapterState::On)));
                }
            }
            Due::Event(event) => self.tell(at, event),
            Due::Kill => {
                self.running = false;
                self.silence();
            }
            Due::Power(on) if on == self.powered => {}
            Due::Power(on) => {
                self.powered = on;
                self.silence();
                let state = if on { AdapterState::On } else { AdapterState::Off };
                self.tell(at, Event::Radio(RadioEvent::Adapter(state)));
            }
        }
    }

    /// Whatever the radio did ends.
    fn silence(&mut self) {
        self.advert = None;
        self.scan = None;
        self.sightings.clear();
    }

    fn tell(&mut self, at: SimTime, event: Event) {
        if !self.running {
            return;
        }
        let commands = self.core.handle(at.now(self.start), event);
        self.execute(at, commands);
    }

    fn radio(&mut self, at: SimTime, command: RadioCommand) {
        match command {
            RadioCommand::Advertise { frame, longest } if self.powered => {
                self.addresses += 1;
                let heard = match (self.capabilities.advertising, self.platform) {
                    (Advertising::ServiceData, _) => Heard::Frame(frame),
                    (_, Platform::AppleBehind) => Heard::AppleOverflow,
                    _ => Heard::ServiceUuid,
                };
                self.advert = Some(OnAir { address: self.address(at), heard, frame });
                self.advert_until = at.plus(longest);
                self.expect(at, Due::Event(Event::Radio(RadioEvent::AdvertisingStarted)));
            }
            RadioCommand::Advertise { .. } => {
                self.expect(at, Due::Event(Event::Radio(RadioEvent::AdvertisingFailed)));
            }
            RadioCommand::StopAdvertising => self.advert = None,
            RadioCommand::Scan { mode, duration } if self.powered => {
                self.sightings.clear();
                self.told_of.clear();
                self.scan = Some(Scan { mode, from: at, until: at.plus(duration), heard_until: at });
                self.expect(at, Due::Event(Event::Radio(RadioEvent::ScanStarted)));
            }
            RadioCommand::Scan { .. } => self.expect(at, Due::Event(Event::Radio(RadioEvent::ScanFailed))),
            RadioCommand::StopScan => {
                self.sightings.clear();
                if self.scan.take().is_some() {
                    self.expect(at, Due::Event(Event::Radio(RadioEvent::ScanStopped)));
                }
            }
            link => self.outgoing.push(Outgoing::Link(at, link)),
        }
    }

    /// The address that the phone has now, as others' hosts name it.
    pub fn address(&self, at: SimTime) -> PeerHandle {
        let turn = if self.capabilities.address_control == AddressControl::Coupled {
            self.addresses
        } else {
            // By the system's timer, at a time of its own.
            let own = mixed(&[self.seed, u64::from(self.person.0)]) % OWN_TIMER;
            (1 << 32) | ((at.0 / 1_000 + own) / OWN_TIMER)
        };
        PeerHandle(mixed(&[self.seed, u64::from(self.person.0), turn]))
    }

    /// Works out what the scan under way hears before `until`.
    fn listen(&mut self, until: SimTime, ear: Option<&dyn Ear>) {
        let (Some(ear), Some(scan)) = (ear, &mut self.scan) else { return };
        let (from, to) = (scan.heard_until, scan.until.min(until));
        if from >= to {
            return;
        }
        scan.heard_until = to;
        let mut heard = ear.hear(self.person, &mut self.receiver, scan, from, to);
        if self.platform == Platform::AppleBehind {
            heard.retain(|(_, sighting)| self.told_of.insert(sighting.peer));
        }
        self.sightings.extend(heard);
        self.sightings.sort_by_key(|(at, sighting)| core::cmp::Reverse((*at, sighting.peer)));
    }

    /// When to wake the core; never twice in the same millisecond.
    fn wake(&self) -> Option<SimTime> {
        if !self.running {
            return None;
        }
        let wake = SimTime(0).plus(self.core.next_wake()?);
        Some(self.woken.map_or(wake, |last| wake.max(SimTime(last.0 + 1))))
    }
}
