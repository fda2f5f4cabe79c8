//! A phone's host on the simulated air: executes commands, reports events, holds the timer.
//!
//! It does what platforms do to an app: an Android service runs on; an iPhone's app behind others advertises in the
//! overflow area, listens a tenth of the time and is told of each peer once a scan; a phone whose maker kills
//! background apps stops the process and starts it again later. Addresses change with each advert where the host couples
//! them, and every 15 minutes on their own where it does not.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use lancan_core::{
    AdapterState, AddressControl, Advert, Advertising, Capabilities, Command, Event, HttpRequest, Notice, PeerHandle,
    RadioCommand, RadioEvent, ScanMode, Sighting,
};
use lancan_protocol::frame::Frame;
use rand_chacha::ChaCha8Rng;

use crate::{
    air::TRANSMIT_POWER_DBM,
    clock::SimTime,
    contacts::Person,
    random::{Purpose, mixed, stream},
    timer::{Doze, Timer},
};

/// Which platform a host plays.
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

/// What a platform does for the core. It decides nothing.
pub struct Host {
    /// What it can do to the app.
    pub platform: Platform,
    /// The power with which it sends, in dBm: what it declares, or [`TRANSMIT_POWER_DBM`] where it does not know its power.
    pub power_dbm: i8,
    /// What the user was told, and when.
    pub notices: Vec<(SimTime, Notice)>,
    person: Person,
    capabilities: Capabilities,
    seed: u64,
    running: bool,
    powered: bool,
    /// What the receiver makes of the air.
    receiver: ChaCha8Rng,
    told_of: BTreeSet<PeerHandle>,
    advert: Option<OnAir>,
    advert_until: SimTime,
    scan: Option<Scan>,
    sightings: Vec<(SimTime, Sighting)>,
    /// Peers to whom a connection was asked for that was not said to have ended.
    connections: BTreeSet<PeerHandle>,
    inbox: BTreeMap<(SimTime, u64), Due>,
    queued: u64,
    /// Reported in one go with the event before.
    following: VecDeque<(SimTime, Event)>,
    addresses: u64,
    timer: Timer,
    outgoing: Vec<Outgoing>,
}

/// What a phone has on the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnAir {
    /// Its address, as a receiver's host names it.
    pub address: PeerHandle,
    /// What a receiver takes from the advert.
    pub advert: Advert,
    /// What the characteristic holds.
    pub frame: Frame,
    /// The power with which it is sent, in dBm.
    pub power_dbm: i8,
}

/// A scan under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scan {
    /// How much of the time the receiver listens.
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

/// What reaches a host at a set time.
#[derive(Clone, Debug)]
pub enum Due {
    /// Something to be reported.
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

impl Host {
    /// The host of a person's phone, with its radio off and the app not running.
    pub fn new(person: Person, capabilities: Capabilities, seed: u64) -> Self {
        Self {
            platform: Platform::Android,
            power_dbm: capabilities.transmit_power_dbm.unwrap_or(TRANSMIT_POWER_DBM),
            notices: Vec::new(),
            person,
            capabilities,
            seed,
            running: false,
            powered: false,
            receiver: stream(seed, Purpose::Receiver, u64::from(person.0)),
            told_of: BTreeSet::new(),
            advert: None,
            advert_until: SimTime(0),
            scan: None,
            sightings: Vec::new(),
            connections: BTreeSet::new(),
            inbox: BTreeMap::new(),
            queued: 0,
            following: VecDeque::new(),
            addresses: 0,
            timer: Timer::default(),
            outgoing: Vec::new(),
        }
    }

    /// The phone's model, as it tells the core.
    pub fn model(&self) -> &str {
        &self.capabilities.model
    }

    /// Starts the app at `at`.
    pub fn boot(&mut self, at: SimTime) {
        self.expect(at, Due::Event(Event::Started { capabilities: self.capabilities.clone(), restored: false }));
    }

    /// Something reaches the host at `at`.
    pub fn expect(&mut self, at: SimTime, due: Due) {
        self.queued += 1;
        self.inbox.insert((at, self.queued), due);
    }

    /// What is on the air from this phone.
    pub fn on_air(&self) -> Option<OnAir> {
        self.advert
    }

    /// Whether a scan is under way.
    pub fn is_listening(&self) -> bool {
        self.scan.is_some()
    }

    /// What left the phone since the last call.
    pub fn take_outgoing(&mut self) -> Vec<Outgoing> {
        std::mem::take(&mut self.outgoing)
    }

    /// Executes a command. What comes of it is an event.
    #[deny(clippy::wildcard_enum_match_arm, reason = "a new command must not be dropped")]
    pub fn execute(&mut self, at: SimTime, command: Command) {
        match command {
            Command::Radio(command) => self.radio(at, command),
            Command::Http(request) => self.outgoing.push(Outgoing::Http(request)),
            Command::Notify(notice) => self.notices.push((at, notice)),
        }
    }

    /// Sets the timer, in place of any time before; it never rings twice in the same millisecond.
    pub fn wake_at(&mut self, now: SimTime, at: Option<SimTime>) {
        self.timer.set(now, at.filter(|_| self.running));
    }

    /// From now on the phone lies still: its alarms come as seldom as Android's idle mode lets them.
    pub fn doze(&mut self, doze: Doze) {
        self.timer.doze = Some(doze);
    }

    /// When something happens next without anything from outside.
    pub fn next(&self) -> Option<SimTime> {
        [
            self.inbox.first_key_value().map(|((at, _), _)| *at),
            self.scan.map(|scan| scan.until),
            self.advert.map(|_| self.advert_until),
            self.sightings.last().map(|(at, _)| *at),
            self.timer.due(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// What it reports next before `until`, and when. Without an ear scans hear nothing yet.
    pub fn report(&mut self, until: SimTime, ear: Option<&dyn Ear>) -> Option<(SimTime, Event)> {
        if let Some(following) = self.following.pop_front() {
            return Some(following);
        }
        self.listen(until, ear);
        while let Some(at) = self.next().filter(|at| *at < until) {
            if let Some(event) = self.happen(at).filter(|_| self.running) {
                return Some((at, event));
            }
        }
        None
    }

    /// Lets what is due at `at` happen, the first of it.
    fn happen(&mut self, at: SimTime) -> Option<Event> {
        if self.inbox.first_key_value().is_some_and(|((due, _), _)| *due == at) {
            let (_, due) = self.inbox.pop_first()?;
            self.reached(at, due)
        } else if self.sightings.last().is_some_and(|(due, _)| *due == at) {
            let (_, sighting) = self.sightings.pop()?;
            Some(Event::Radio(RadioEvent::Sighted(sighting)))
        } else if self.advert.is_some() && self.advert_until == at {
            self.advert = None;
            Some(Event::Radio(RadioEvent::AdvertisingFailed))
        } else if self.scan.is_some_and(|scan| scan.until == at) {
            self.scan = None;
            Some(Event::Radio(RadioEvent::ScanStopped))
        } else {
            self.timer.ring(at);
            Some(Event::Wake)
        }
    }

    fn reached(&mut self, at: SimTime, due: Due) -> Option<Event> {
        match due {
            Due::Event(event) => {
                if matches!(event, Event::Started { .. }) {
                    self.running = true;
                    let on = Event::Radio(RadioEvent::Adapter(AdapterState::On));
                    self.following.extend(self.powered.then_some((at, on)));
                }
                Some(event).filter(|event| self.is_owed(event))
            }
            Due::Kill => {
                self.running = false;
                self.timer.set(at, None);
                self.silence();
                None
            }
            Due::Power(on) if on == self.powered => None,
            Due::Power(on) => {
                self.powered = on;
                self.silence();
                let state = if on { AdapterState::On } else { AdapterState::Off };
                Some(Event::Radio(RadioEvent::Adapter(state)))
            }
        }
    }

    /// A connection ends once, and nothing comes of it after that.
    fn is_owed(&mut self, event: &Event) -> bool {
        match event {
            Event::Radio(RadioEvent::Connected(peer)) => self.connections.contains(peer),
            Event::Radio(RadioEvent::Disconnected(peer)) => self.connections.remove(peer),
            _ => true,
        }
    }

    /// Whatever the radio did ends.
    fn silence(&mut self) {
        self.advert = None;
        self.scan = None;
        self.sightings.clear();
        self.connections.clear();
    }

    #[deny(clippy::wildcard_enum_match_arm, reason = "a new command must not be dropped")]
    fn radio(&mut self, at: SimTime, command: RadioCommand) {
        match command {
            RadioCommand::Advertise { frame, longest } if self.powered => {
                self.addresses += 1;
                let advert = match (self.capabilities.advertising, self.platform) {
                    (Advertising::ServiceData, _) => Advert::ServiceData(frame),
                    (_, Platform::AppleBehind) => Advert::AppleOverflow,
                    _ => Advert::ServiceUuid,
                };
                self.advert = Some(OnAir { address: self.address(at), advert, frame, power_dbm: self.power_dbm });
                self.advert_until = at.plus(longest);
                self.soon(at, RadioEvent::AdvertisingStarted);
            }
            RadioCommand::Advertise { .. } => self.soon(at, RadioEvent::AdvertisingFailed),
            RadioCommand::StopAdvertising => self.advert = None,
            RadioCommand::Scan { mode, duration } if self.powered => {
                self.sightings.clear();
                self.told_of.clear();
                self.scan = Some(Scan { mode, from: at, until: at.plus(duration), heard_until: at });
                self.soon(at, RadioEvent::ScanStarted);
            }
            RadioCommand::Scan { .. } => self.soon(at, RadioEvent::ScanFailed),
            RadioCommand::StopScan => {
                self.sightings.clear();
                if self.scan.take().is_some() {
                    self.soon(at, RadioEvent::ScanStopped);
                }
            }
            RadioCommand::Connect { peer, .. } => {
                self.connections.insert(peer);
                self.outgoing.push(Outgoing::Link(at, command));
            }
            RadioCommand::Read(peer) | RadioCommand::Write { peer, .. } if !self.connections.contains(&peer) => {
                self.soon(at, RadioEvent::ExchangeFailed(peer));
            }
            RadioCommand::Disconnect(peer) if !self.connections.contains(&peer) => {}
            RadioCommand::Read(_) | RadioCommand::Write { .. } | RadioCommand::Disconnect(_) => {
                self.outgoing.push(Outgoing::Link(at, command));
            }
        }
    }

    fn soon(&mut self, at: SimTime, event: RadioEvent) {
        self.expect(at, Due::Event(Event::Radio(event)));
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
}

impl AsRef<Self> for Host {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl AsMut<Self> for Host {
    fn as_mut(&mut self) -> &mut Self {
        self
    }
}
