//! What somebody learns who hears every advert everywhere.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};

use lancan_core::{Capabilities, PeerHandle, StaticVault, Store, Tracer};
use lancan_protocol::{
    frame::{Frame, ServiceUuid},
    time::{Interval, UnixTime},
    wire::Deployment,
};
use lancan_tests::{
    air::{Air, Realistic},
    clock::SimTime,
    contacts::{Contacts, Person, Slot},
    outbreak::FIRST_MIDNIGHT,
    phone::{Due, Phone},
    places::Places,
    random::{Purpose, stream},
    world::{Offline, World},
};
use rand::RngExt as _;

const PHONES: u32 = 8;
const TICK_MS: u64 = 200;
/// Ten in the morning of the first row's day.
const BEGIN: u64 = 86_400 + 36_000;

fn phones() -> Vec<Phone> {
    (0..PHONES)
        .map(|n| {
            let person = Person(n as u16);
            let mut rng = stream(1, Purpose::Core, u64::from(n));
            let boot = SimTime((BEGIN - 60) * 1_000 + rng.random_range(0..40_000));
            let store = Store::in_memory(&StaticVault::new([n as u8; 32]), &mut rng).unwrap();
            let deployment = Deployment {
                authority: "Sở Y tế".into(),
                service_uuid: ServiceUuid::DEFAULT,
                export_keys: Vec::new(),
                index_keys: Vec::new(),
                rules_keys: Vec::new(),
            };
            let tracer = Tracer::open(store, deployment, rng).unwrap();
            let mut phone = Phone::new(person, tracer, Capabilities::default(), 1, FIRST_MIDNIGHT);
            phone.expect(boot, Due::Power(true));
            phone.boot(boot);
            phone
        })
        .collect()
}

/// When each address sent which frame: first and last instant heard, in milliseconds.
type Heard = BTreeMap<(PeerHandle, Frame), (u64, u64)>;

fn an_hour_of_adverts() -> Heard {
    let rows: Vec<_> = (1..=180).flat_map(|n| (1..PHONES).map(move |with| (36_000 + n * 20, 0, with))).collect();
    let contacts = Contacts::from_times(&rows).unwrap();
    assert_eq!(contacts.rows[0].slot, Slot(BEGIN as u32 / 20));
    let places = Places::inferred(&contacts, 3.0, 1);
    let air = Air::Realistic(Realistic::default());
    let mut world = World::new(air, places, phones(), 1, FIRST_MIDNIGHT).with_tick(TICK_MS);
    let mut heard = Heard::new();
    for tick in 0..3_600_000 / TICK_MS {
        let at = BEGIN * 1_000 + tick * TICK_MS;
        world.run_until(SimTime(at + 1), &mut Offline, &mut |_| {});
        for sent in world.phones.iter().filter_map(Phone::on_air) {
            heard.entry((sent.address, sent.frame)).or_insert((at, at)).1 = at;
        }
    }
    heard
}

fn interval(at: u64) -> Interval {
    UnixTime(FIRST_MIDNIGHT.0 + at / 1_000).interval()
}

#[test]
fn one_hour_of_eight_phones_gives_no_identifier_address_or_byte_that_links_two_intervals() {
    let heard = an_hour_of_adverts();
    let addresses: BTreeSet<PeerHandle> = heard.keys().map(|(address, _)| *address).collect();
    let frames: BTreeSet<Frame> = heard.keys().map(|(_, frame)| *frame).collect();
    let of_phones = (PHONES * 6) as usize;
    // Never an old identifier under a new address or the reverse.
    assert_eq!((heard.len(), addresses.len(), frames.len()), (of_phones, of_phones, of_phones));

    let mut times: BTreeMap<Interval, BTreeSet<(u64, u64)>> = BTreeMap::new();
    for &(first, last) in heard.values() {
        assert_eq!(interval(first), interval(last), "nothing is sent outside its interval");
        times.entry(interval(first)).or_default().insert((first, last));
    }
    assert_eq!(times.len(), 6);
    for (interval, times) in &times {
        // All come and go within one second of each other. Where within it a phone lies is what is left to an observer
        // with a fine clock (docs/threat-model.md, On the air).
        for of in [|times: &(u64, u64)| times.0, |times: &(u64, u64)| times.1] {
            let instants = times.iter().map(of);
            let (least, most) = (instants.clone().min().unwrap(), instants.max().unwrap());
            assert!(most - least <= 1_000, "{interval:?}: {times:?}");
        }
    }

    // Nothing of one frame comes again in another: not a word of four bytes at any place.
    let mut words = BTreeSet::new();
    for frame in &frames {
        for word in frame.to_bytes().windows(4) {
            assert!(words.insert(word.to_vec()), "two frames share a word");
        }
    }
}
