//! What somebody learns who hears every advert everywhere, with a fine clock and without a look at signal strengths.
#![cfg(test)]
#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "small figures of the simulation")]

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};

use lancan_core::{
    Capabilities, Command, DutyCycle, Event, Now, Own, PeerHandle, Radio, StaticVault, Step, Store, Tracer, Turn,
};
use lancan_protocol::{
    frame::Frame,
    time::{Interval, UnixTime},
    wire::Deployment,
};
use lancan_simulator::{
    air::{Air, Realistic},
    clock::{FIRST_MIDNIGHT, SimTime},
    contacts::{Contacts, Person, Slot},
    host::Due,
    phone::{Core, Phone},
    places::Places,
    random::{Purpose, mixed, stream},
    world::{Offline, World},
};
use rand::RngExt as _;

const PHONES: u32 = 8;
/// Ten in the morning of the first row's day, in milliseconds.
const BEGIN: u64 = (86_400 + 36_000) * 1_000;
const INTERVAL: u64 = Interval::SECONDS * 1_000;
/// How finely the observer's clock tells time while phones change their identifiers, and in between, in milliseconds.
const FINE: u64 = 5;
const COARSE: u64 = 200;
/// The clock is fine from this many milliseconds before an interval's end until as many after.
const AROUND: u64 = 10_000;

/// What was sent under one address with one frame.
#[derive(Clone, Copy, Debug)]
struct Trace {
    /// Whose, which the observer does not see.
    phone: usize,
    address: PeerHandle,
    frame: Frame,
    /// First and last instant on the air, in milliseconds.
    came: u64,
    left: u64,
}

fn tracer(n: u32) -> Tracer {
    let mut rng = stream(1, Purpose::Core, u64::from(n));
    let store = Store::in_memory(&StaticVault::new([n as u8; 32]), &mut rng).unwrap();
    Tracer::open(store, Deployment::for_test(), rng).unwrap()
}

/// Hours of eight phones near one another, as the observer notes them.
fn observed<C: Core>(core: impl Fn(u32) -> C, hours: u64) -> Vec<Trace> {
    let phones = (0..PHONES).map(|n| {
        let boot = SimTime(BEGIN - 60_000 + stream(2, Purpose::Core, u64::from(n)).random_range(0..40_000));
        let mut phone = Phone::new(Person(n as u16), core(n), Capabilities::default(), 1, FIRST_MIDNIGHT);
        phone.host.expect(boot, Due::Power(true));
        phone.host.boot(boot);
        phone
    });
    let rows: Vec<_> =
        (1..=hours as u32 * 180).flat_map(|n| (1..PHONES).map(move |with| (36_000 + n * 20, 0, with))).collect();
    let contacts = Contacts::from_times(&rows).unwrap();
    assert_eq!(contacts.rows[0].slot, Slot((BEGIN / 20_000) as u32));
    let places = Places::inferred(&contacts, 3.0, 1);
    let mut world = World::new(Air::Realistic(Realistic::default()), places, phones.collect(), 1, FIRST_MIDNIGHT);
    let mut traces: BTreeMap<(usize, PeerHandle, Frame), (u64, u64)> = BTreeMap::new();
    let mut at = BEGIN;
    while at < BEGIN + hours * 3_600_000 {
        let into = at % INTERVAL;
        let tick = if (AROUND..INTERVAL - AROUND).contains(&into) { COARSE } else { FINE };
        world = world.with_tick(tick);
        world.run_until(SimTime(at + 1), &mut Offline, &mut |_| {});
        for (phone, sent) in world.phones.iter().enumerate().filter_map(|(n, phone)| Some((n, phone.host.on_air()?))) {
            traces.entry((phone, sent.address, sent.frame)).or_insert((at, at)).1 = at;
        }
        at += tick;
    }
    let trace = |((phone, address, frame), (came, left))| Trace { phone, address, frame, came, left };
    traces.into_iter().map(trace).collect()
}

fn interval(at: u64) -> Interval {
    UnixTime(FIRST_MIDNIGHT.0 + at / 1_000).interval()
}

/// How unlikely it is, in an observer's eyes, that the second trace goes on where the first one ended.
type Suspicion = fn(&Trace, &Trace, &Change) -> u64;

/// All that left and all that came at an interval's end.
struct Change {
    left: Vec<Trace>,
    came: Vec<Trace>,
}

impl Change {
    fn all(traces: &[Trace]) -> Vec<Self> {
        let mut by_interval: BTreeMap<Interval, Vec<Trace>> = BTreeMap::new();
        for trace in traces {
            by_interval.entry(interval(trace.came)).or_default().push(*trace);
        }
        let groups: Vec<_> = by_interval.into_values().collect();
        groups.windows(2).map(|pair| Self { left: pair[0].clone(), came: pair[1].clone() }).collect()
    }

    /// How many of those who left the observer follows to the right one of those who came.
    fn followed(&self, suspicion: Suspicion) -> usize {
        let best = |old: &&Trace| {
            let new = self.came.iter().min_by_key(|new| suspicion(old, new, self));
            new.is_some_and(|new| new.phone == old.phone)
        };
        self.left.iter().filter(best).count()
    }

    fn usual_gap(&self) -> u64 {
        let mean = |all: &[Trace], of: fn(&Trace) -> u64| all.iter().map(of).sum::<u64>() / all.len() as u64;
        mean(&self.came, |trace| trace.came) - mean(&self.left, |trace| trace.left)
    }
}

/// How far apart two instants lie within a period that goes round.
fn apart(one: u64, other: u64, period: u64) -> u64 {
    let distance = (one % period).abs_diff(other % period);
    distance.min(period - distance)
}

fn rank(all: &[Trace], of: fn(&Trace) -> u64, one: &Trace) -> u64 {
    all.iter().filter(|other| of(other) < of(one)).count() as u64
}

/// What an observer may go by.
const SUSPICIONS: [(&str, Suspicion); 8] = [
    ("comes at the same place within the second", |old, new, _| apart(old.came, new.came, 1_000)),
    ("leaves at the same place within the second", |old, new, _| apart(old.left, new.left, 1_000)),
    ("comes at the place within the second at which the other left", |old, new, _| apart(old.left, new.came, 1_000)),
    ("comes as long after the interval's beginning", |old, new, _| apart(old.came, new.came, INTERVAL)),
    ("leaves as long before the interval's end", |old, new, _| apart(old.left, new.left, INTERVAL)),
    ("sends in step with the adverts before", |old, new, _| apart(old.came, new.came, 255)),
    ("is silent as long as all are", |old, new, change| (new.came - old.left).abs_diff(change.usual_gap())),
    ("comes in the order in which they left", |old, new, change| {
        rank(&change.left, |one| one.left, old).abs_diff(rank(&change.came, |one| one.came, new))
    }),
];

/// The share of phones followed over a change, by each suspicion.
fn followed(traces: &[Trace]) -> Vec<(&'static str, f64)> {
    let changes = Change::all(traces);
    let chances = changes.iter().map(|change| change.left.len()).sum::<usize>() as f64;
    let share = |suspicion| changes.iter().map(|change| change.followed(suspicion)).sum::<usize>() as f64 / chances;
    SUSPICIONS.iter().map(|(name, suspicion)| (*name, share(*suspicion))).collect()
}

#[test]
fn one_hour_of_eight_phones_gives_no_identifier_address_or_byte_that_links_two_intervals() {
    let traces = observed(tracer, 1);
    let addresses: BTreeSet<PeerHandle> = traces.iter().map(|trace| trace.address).collect();
    let frames: BTreeSet<Frame> = traces.iter().map(|trace| trace.frame).collect();
    let of_phones = (PHONES * 6) as usize;
    // Never an old identifier under a new address or the reverse.
    assert_eq!((traces.len(), addresses.len(), frames.len()), (of_phones, of_phones, of_phones));

    for trace in &traces {
        assert_eq!(interval(trace.came), interval(trace.left), "nothing is sent outside its interval");
        let first = interval(trace.came) == interval(BEGIN);
        assert!(first || trace.came % INTERVAL <= 5_000, "{trace:?} comes late");
        let last = interval(trace.left) == interval(BEGIN + 3_600_000 - 1);
        assert!(last || (594_900..599_000).contains(&(trace.left % INTERVAL)), "{trace:?} leaves early or late");
    }

    // Nothing of one frame comes again in another: not a word of four bytes at any place.
    let mut words = BTreeSet::new();
    for frame in &frames {
        for word in frame.to_bytes().windows(4) {
            assert!(words.insert(word.to_vec()), "two frames share a word");
        }
    }
}

#[test]
fn the_time_at_which_phones_leave_and_come_links_no_more_than_guessing_does() {
    // 17 changes of eight phones: guessing follows 17 of 136, with a deviation of 4.
    let traces = observed(tracer, 3);
    for (suspicion, share) in followed(&traces) {
        assert!(share < 1.0 / f64::from(PHONES) + 4.0 * 4.0 / 136.0, "{suspicion}: {share}");
    }
}

/// A phone that leaves nothing to chance.
struct Punctual {
    radio: Radio,
    number: u32,
}

/// Its frames, and no chance at all.
struct Numbered(u32);

impl Own for Numbered {
    fn frame(&mut self, interval: Interval) -> Option<Frame> {
        let words = [0, 1, 2].map(|word| mixed(&[u64::from(self.0), u64::from(interval.0), word]).to_le_bytes());
        Frame::from_bytes(&words.concat()[..Frame::LENGTH]).ok()
    }

    fn random(&mut self) -> u64 {
        0
    }
}

impl Core for Punctual {
    fn handle(&mut self, now: Now, event: Event) -> Vec<Command> {
        let (mut own, mut step) = (Numbered(self.number), Step::default());
        let turn = &mut Turn { now, own: &mut own, step: &mut step };
        match event {
            Event::Started { capabilities, restored } => {
                self.radio.started(turn, capabilities, restored);
            }
            Event::Radio(event) => self.radio.handle(turn, &event),
            _ => self.radio.wake(turn),
        }
        step.commands.into_iter().map(Command::Radio).collect()
    }

    fn next_wake(&self) -> Option<Duration> {
        self.radio.next_wake()
    }
}

#[test]
fn the_same_observer_follows_phones_that_leave_nothing_to_chance() {
    let traces = observed(|number| Punctual { radio: Radio::new(DutyCycle::default()), number }, 3);
    let best = followed(&traces).into_iter().map(|(_, share)| share).fold(0.0, f64::max);
    assert!(best > 0.5, "the observer of these tests is too weak: {best}");
}
