//! All phones on one air, in step.
//!
//! Time goes in ticks. At a tick's start what every phone has on the air is fixed; within the tick each phone hears that
//! and nothing later, so phones can be worked out side by side on all processors and the outcome depends on the seed
//! alone. What a phone sends (requests, connections) takes effect with the next tick.

use lancan_core::{Event, HttpAnswer, HttpFailure, HttpRequest, HttpResponse, RadioCommand, Tracer};
use lancan_protocol::time::{Interval, UnixTime};

use crate::{
    air::{Air, Build, Realistic},
    clock::SimTime,
    contacts::{Person, Slot},
    hearing::Hearing,
    host::{Due, OnAir, Outgoing, Platform},
    links::Links,
    phone::{Core, Phone},
    places::{Places, Scene},
};

/// Answers phones' requests.
pub trait Network {
    /// The time that the other side's clock shows from now on.
    fn time_is(&mut self, now: UnixTime);
    /// Sends a request and waits for its answer.
    ///
    /// # Errors
    /// An [`HttpFailure`] as a host would report it.
    fn exchange(&mut self, request: &HttpRequest) -> Result<HttpResponse, HttpFailure>;
}

/// A world without any network.
pub struct Offline;

impl Network for Offline {
    fn time_is(&mut self, _: UnixTime) {}

    fn exchange(&mut self, _: &HttpRequest) -> Result<HttpResponse, HttpFailure> {
        Err(HttpFailure::Unreachable)
    }
}

/// Everybody, everywhere.
pub struct World<C = Tracer> {
    /// The phones, by person.
    pub phones: Vec<Phone<C>>,
    air: Air,
    places: Places,
    builds: Vec<Build>,
    seed: u64,
    start: UnixTime,
    now: SimTime,
    tick_ms: u64,
    scene: (Slot, Scene),
    threads: usize,
    requests: u64,
    links: Links,
    platforms: Vec<Platform>,
}

/// Fewer phones than this are not worth a second thread.
const PHONES_PER_THREAD: usize = 32;

impl<C: Core> World<C> {
    /// A world whose first midnight is at `start`.
    pub fn new(air: Air, places: Places, phones: Vec<Phone<C>>, seed: u64, start: UnixTime) -> Self {
        let builds = match &air {
            Air::Perfect => Vec::new(),
            Air::Realistic(air) => {
                let build = |phone: &Phone<C>| {
                    let host = &phone.host;
                    Build::draw(seed, phone.person, air, host.power_dbm).of_model(host.model())
                };
                phones.iter().map(build).collect()
            }
        };
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = processors.min(phones.len() / PHONES_PER_THREAD).max(1);
        let platforms = phones.iter().map(|phone| phone.host.platform).collect();
        let scene = (Slot(0), Scene::at(&places, Slot(0)));
        Self {
            phones,
            air,
            places,
            builds,
            seed,
            start,
            now: SimTime(0),
            tick_ms: 20_000,
            scene,
            threads,
            requests: 0,
            links: Links::default(),
            platforms,
        }
    }

    /// Sets how long a tick is, in milliseconds; a slot is a whole number of them. The shorter, the sooner
    /// phones hear a change of what others send, and the longer it takes.
    #[must_use]
    pub fn with_tick(mut self, milliseconds: u64) -> Self {
        self.tick_ms = milliseconds.clamp(1, 20_000);
        self
    }

    /// The time.
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// The wall clock at the first midnight.
    pub fn start(&self) -> UnixTime {
        self.start
    }

    /// Requests that phones sent to the authority so far.
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// Where everybody is.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// Lets time pass until `until`. `watch` sees the time after every tick.
    pub fn run_until(&mut self, until: SimTime, network: &mut dyn Network, watch: &mut dyn FnMut(SimTime)) {
        while self.now < until {
            self.tick(until, network);
            watch(self.now);
        }
    }

    fn tick(&mut self, until: SimTime, network: &mut dyn Network) {
        let now = self.now;
        network.time_is(now.wall(self.start));
        if self.scene.0 != now.slot() {
            self.scene = (now.slot(), Scene::at(&self.places, now.slot()));
        }
        self.each_phone(|phone| phone.advance(SimTime(now.0 + 1), None));
        self.deliver(network, now);
        let on_air: Vec<Option<OnAir>> = self.phones.iter().map(|phone| phone.host.on_air()).collect();
        let end = SimTime((now.0 / self.tick_ms + 1) * self.tick_ms).min(until).min(self.identifiers_are_back());
        {
            let Self { air, places, builds, seed, scene, phones, threads, platforms, .. } = self;
            let hearing = Hearing::new(air, places, &scene.1, builds, &on_air, platforms, *seed);
            on_threads(phones, *threads, |phone| phone.advance(end, Some(&hearing)));
        }
        self.deliver(network, end);
        let next = self.phones.iter().filter_map(|phone| phone.host.next()).min().unwrap_or(until);
        let aligned = SimTime(next.0 - next.0 % self.tick_ms);
        // A tick cut short is followed by its rest, in which scans under way go on hearing.
        let cut_short = !end.0.is_multiple_of(self.tick_ms);
        self.now = if cut_short { end } else { end.max(aligned.min(until)) };
    }

    /// At an interval's beginning phones are silent for some seconds. That is a short tick of its own: a long one would
    /// take them to be silent to its end.
    fn identifiers_are_back(&self) -> SimTime {
        const SILENT_MS: u64 = 5_000;
        let begins = self.now.0.is_multiple_of(1_000) && self.now.wall(self.start).0.is_multiple_of(Interval::SECONDS);
        if begins { SimTime(self.now.0 + SILENT_MS) } else { SimTime(u64::MAX) }
    }

    fn each_phone(&mut self, act: impl Fn(&mut Phone<C>) + Sync) {
        on_threads(&mut self.phones, self.threads, act);
    }

    /// Carries what left the phones; answers arrive at `at` or later.
    fn deliver(&mut self, network: &mut dyn Network, at: SimTime) {
        for index in 0..self.phones.len() {
            for one in self.phones[index].host.take_outgoing() {
                match one {
                    Outgoing::Http(request) => {
                        self.requests += 1;
                        let outcome = network.exchange(&request).into();
                        let answer = Event::Http(HttpAnswer { request: request.id, outcome });
                        self.phones[index].host.expect(at, Due::Event(answer));
                    }
                    Outgoing::Link(asked, command) => self.link(index, asked.max(at), command),
                }
            }
        }
    }

    fn link(&mut self, index: usize, at: SimTime, command: RadioCommand) {
        let from = Person(index as u16);
        let Self { phones, air, places, builds, scene, links, seed, .. } = self;
        let (air, places) = (&*air, &*places);
        let axes = Realistic::axes(&scene.1, builds);
        let in_reach = |to: Person| match air {
            Air::Perfect => scene.1.face_each_other(from, to),
            Air::Realistic(air) => air
                .attenuation(*seed, places, &scene.1, builds, &axes, to, from)
                .is_some_and(|attenuation| attenuation < air.connects_below_db(builds[to.index()].power_dbm)),
        };
        links.carry(phones, from, at, command, in_reach);
    }
}

/// Acts on every phone, each once, on up to `threads` threads.
fn on_threads<C: Core>(phones: &mut [Phone<C>], threads: usize, act: impl Fn(&mut Phone<C>) + Sync) {
    if threads <= 1 {
        phones.iter_mut().for_each(act);
        return;
    }
    let share = phones.len().div_ceil(threads);
    std::thread::scope(|scope| {
        for phones in phones.chunks_mut(share) {
            scope.spawn(|| phones.iter_mut().for_each(&act));
        }
    });
}
