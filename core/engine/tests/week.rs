//! A week of random events: clocks that are set, hosts that are killed and revived, phones that sleep, answers that are lost.
//!
//! What holds whatever happens: no identifier is used outside its interval, every poll comes within its longest wait, and
//! nothing that was recorded is lost. Each failure names its seed.
#![cfg(test)]

use core::time::Duration;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use lancan_core::{
    AdapterState, Advert, Capabilities, Command, Event, HttpAnswer, HttpFailure, HttpOutcome, HttpRequest, Now,
    PeerHandle, RadioCommand, RadioEvent, Sighting, StaticVault, Store, Tracer,
};
use lancan_protocol::{
    frame::Frame,
    time::{Interval, UnixTime},
    wire::path,
};
use lancan_testkit::{ScriptedAuthority, acts::START};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng as _, SeedableRng as _},
};

const HOUR: u64 = 3_600;
const WEEK: u64 = 7 * 24 * HOUR;
/// The time between two polls, and a tenth more.
const LONGEST_WAIT: u64 = 4 * HOUR * 11 / 10;
/// Days for which what was recorded is kept at least.
const KEPT_DAYS: u64 = 20;
/// The longest sleep of the phone, in which nothing happens.
const LONGEST_SLEEP: u64 = 2 * HOUR;

/// A phone with a host that fails in every way that hosts fail.
struct Phone {
    seed: u64,
    rng: ChaCha20Rng,
    file: PathBuf,
    tracer: Tracer,
    authority: ScriptedAuthority,
    /// Seconds since the beginning; and how far the wall clock is ahead of the true time.
    passed: u64,
    ahead: i64,
    /// The interval in which each frame was sent.
    sent: BTreeMap<Vec<u8>, Interval>,
    /// When the index was last asked for.
    asked: u64,
    heard: u64,
    /// Intervals that were recorded, by what the owner sees.
    recorded: BTreeSet<u64>,
}

impl Phone {
    fn new(seed: u64, file: PathBuf) -> Self {
        let mut authority = ScriptedAuthority::new(START).unwrap();
        authority.rules.polling.seconds = 14_400;
        authority.rules.polling.cover_mean_days = Some(5);
        let tracer = open(&file, seed, &authority);
        let rng = ChaCha20Rng::seed_from_u64(seed);
        let (sent, recorded) = (BTreeMap::new(), BTreeSet::new());
        let mut phone =
            Self { seed, rng, file, tracer, authority, passed: 0, ahead: 0, sent, asked: 0, heard: 0, recorded };
        phone.start();
        phone
    }

    fn now(&self) -> Now {
        let wall = UnixTime((START.0 + self.passed).saturating_add_signed(self.ahead));
        Now { wall, monotonic: Duration::from_secs(self.passed) }
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.rng.next_u64() % limit
    }

    fn start(&mut self) {
        self.event(Event::Started { capabilities: Capabilities::default(), restored: false });
        self.event(Event::Radio(RadioEvent::Adapter(AdapterState::On)));
    }

    fn event(&mut self, event: Event) {
        let commands = self.tracer.handle(self.now(), event);
        for command in commands {
            match command {
                Command::Radio(RadioCommand::Advertise { frame, longest }) => self.advertises(frame, longest),
                Command::Radio(RadioCommand::Scan { .. }) => {
                    self.event(Event::Radio(RadioEvent::ScanStarted));
                    let ends = if self.below(4) == 0 { RadioEvent::ScanFailed } else { RadioEvent::ScanStopped };
                    self.hears();
                    self.event(Event::Radio(ends));
                }
                Command::Http(request) => self.asks(&request),
                Command::Radio(_) | Command::Notify(_) => {}
            }
        }
    }

    fn advertises(&mut self, frame: Frame, longest: Duration) {
        let (seed, now) = (self.seed, self.now());
        let interval = now.wall.interval();
        let ends = now.wall.plus(longest.as_secs());
        assert!(ends < interval.end(), "seed {seed}: an identifier that may outlive its interval");
        let first = *self.sent.entry(frame.to_bytes().to_vec()).or_insert(interval);
        assert_eq!(first, interval, "seed {seed}: an identifier in two intervals");
        let answer = if self.below(10) == 0 { RadioEvent::AdvertisingFailed } else { RadioEvent::AdvertisingStarted };
        if self.below(10) != 0 {
            self.event(Event::Radio(answer));
        }
    }

    /// Somebody new is heard, now and then.
    fn hears(&mut self) {
        if self.below(20) == 0 {
            self.heard += 1;
            let mut bytes = [0; Frame::LENGTH];
            bytes[..8].copy_from_slice(&self.heard.to_le_bytes());
            let advert = Advert::ServiceData(Frame::from_bytes(&bytes).unwrap());
            self.event(Event::Radio(RadioEvent::Sighted(Sighting {
                peer: PeerHandle(1),
                rssi_dbm: Some(-60),
                advert,
            })));
        }
    }

    /// Requests are answered, fail, or get no answer at all.
    fn asks(&mut self, request: &HttpRequest) {
        if request.path == path::INDEX {
            self.asked = self.passed;
        }
        let outcome = match self.below(4) {
            0 => return,
            1 => HttpOutcome::Failed(HttpFailure::Unreachable),
            _ => self.authority.answer(START.plus(self.passed), request).unwrap(),
        };
        self.event(Event::Http(HttpAnswer { request: request.id, outcome }));
    }

    /// Time passes, and the phone is woken as the phone asks.
    fn awake(&mut self, seconds: u64) {
        let until = self.passed + seconds;
        while self.passed < until {
            let wake = self.tracer.next_wake().map_or(u64::MAX, |wake| wake.as_secs().max(self.passed + 1));
            self.passed = wake.min(until);
            self.event(Event::Wake);
            let since = self.passed - self.asked;
            let (seed, at) = (self.seed, self.passed);
            assert!(since <= LONGEST_WAIT + LONGEST_SLEEP + HOUR, "seed {seed}: no poll for {since} s, at {at}");
        }
    }

    /// The process is killed, after what it must have written by then, and begins again.
    fn restart(&mut self) {
        self.awake(70);
        // The process before lets go of the file.
        drop(std::mem::replace(&mut self.tracer, nothing(&self.authority)));
        self.tracer = open(&self.file, self.seed + self.passed, &self.authority);
        let mut json = Vec::new();
        self.tracer.write_own_data(self.now(), &mut json).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        let recorded: BTreeSet<u64> =
            json["intervals"].as_array().unwrap().iter().filter_map(|one| one["from"].as_u64()).collect();
        // What was recorded under a clock that was weeks behind is old by now, and goes.
        let oldest = START.plus(self.passed).minus(KEPT_DAYS * 24 * HOUR).0;
        let lost: Vec<_> = self.recorded.difference(&recorded).filter(|from| **from >= oldest).collect();
        assert!(lost.is_empty(), "seed {}: {lost:?} are lost, at {}", self.seed, self.passed);
        self.recorded = recorded;
        self.start();
    }

    fn something_happens(&mut self) {
        match self.below(12) {
            0 => {
                // Minutes, hours, or weeks.
                let widest = [900, 3 * HOUR, 40 * 24 * HOUR][usize::try_from(self.below(3)).unwrap()];
                let by = i64::try_from(self.below(2 * widest)).unwrap() - i64::try_from(widest).unwrap();
                self.ahead += by;
                self.event(Event::Wake);
            }
            1 | 2 => {
                self.ahead = 0;
                self.event(Event::Wake);
            }
            3 => self.restart(),
            4 => self.passed += self.rng.next_u64() % LONGEST_SLEEP,
            5 => self.event(Event::Radio(RadioEvent::Adapter(AdapterState::Off))),
            _ => self.event(Event::Radio(RadioEvent::Adapter(AdapterState::On))),
        }
    }
}

fn open(file: &std::path::Path, seed: u64, authority: &ScriptedAuthority) -> Tracer {
    let vault = StaticVault::new([7; 32]);
    let store = Store::open(file, &vault, &mut ChaCha20Rng::seed_from_u64(seed)).unwrap();
    Tracer::open(store, authority.deployment().unwrap(), ChaCha20Rng::seed_from_u64(seed)).unwrap()
}

/// A phone that keeps nothing.
fn nothing(authority: &ScriptedAuthority) -> Tracer {
    let mut rng = ChaCha20Rng::seed_from_u64(0);
    let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng).unwrap();
    Tracer::open(store, authority.deployment().unwrap(), rng).unwrap()
}

#[test]
fn a_week_of_clock_steps_host_losses_and_sleep_breaks_nothing() {
    for seed in 1..=4 {
        println!("seed {seed}");
        let folder = tempfile::tempdir().unwrap();
        let mut phone = Phone::new(seed, folder.path().join("store"));
        while phone.passed < WEEK {
            phone.something_happens();
            let seconds = 60 + phone.below(HOUR);
            phone.awake(seconds);
        }
        // The clock is right from now on.
        phone.ahead = 0;
        phone.event(Event::Radio(RadioEvent::Adapter(AdapterState::On)));
        let from = phone.passed;
        phone.awake(LONGEST_WAIT + 1);
        assert!(phone.asked > from, "seed {seed}: no poll within the longest wait of a right clock");
        phone.restart();
        assert!(phone.recorded.len() > 200, "seed {seed}: {} intervals", phone.recorded.len());
    }
}
