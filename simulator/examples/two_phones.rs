//! A test with two phones, without a phone: two people sit at a table for twenty minutes, on a realistic air and in virtual time.
//! Each phone heard the other, near and for as long, and each host kept its contract.
//!
//! `cargo run -p lancan-simulator --no-default-features --example two_phones`

use std::error::Error;

use lancan_core::{Capabilities, Closeness, Now, StaticVault, Store, Tracer};
use lancan_protocol::wire::Deployment;
use lancan_simulator::{
    air::{Air, Realistic},
    clock::{FIRST_MIDNIGHT, SimTime},
    contacts::{Contacts, Person, Slot},
    host::Due,
    phone::Phone,
    places::Places,
    world::{Offline, World},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

/// What every draw depends on.
const SEED: u64 = 1;

/// A person's phone, with its radio on from the start.
fn phone(person: Person) -> Result<Phone, Box<dyn Error>> {
    let mut rng = ChaCha20Rng::seed_from_u64(u64::from(person.0));
    let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng)?;
    let mut tracer = Tracer::open(store, Deployment::for_test(), rng)?;
    tracer.watch_host();
    let mut phone = Phone::new(person, tracer, Capabilities::default(), SEED, FIRST_MIDNIGHT);
    // Eight in the morning of the first day; a slot is 20 seconds.
    let morning = SimTime::of(Slot(Slot::PER_DAY + 8 * 180));
    phone.host.boot(morning);
    phone.host.expect(morning, Due::Power(true));
    Ok(phone)
}

/// Minutes that the two spent together as one phone remembers them, and how many of their encounters were close.
///
/// # Errors
/// When a phone cannot be made or read.
pub(crate) fn met(minutes: u32) -> Result<Vec<(u32, usize)>, Box<dyn Error>> {
    // Who was face to face in which 20 seconds, from nine in the morning on.
    let rows: Vec<(u32, u32, u32)> = (1..=minutes * 3).map(|row| (9 * 3_600 + row * 20, 1, 2)).collect();
    let contacts = Contacts::from_times(&rows)?;
    let phones = contacts.people().map(phone).collect::<Result<Vec<_>, _>>()?;
    let places = Places::inferred(&contacts, 1.0, SEED);
    let air = Air::Realistic(Realistic { switched_off: 0.0, ..Realistic::default() });
    let mut world = World::new(air, places, phones, SEED, FIRST_MIDNIGHT);
    world.run_until(SimTime::of(contacts.end()), &mut Offline, &mut |_| {});

    let now = world.now().now(FIRST_MIDNIGHT);
    world.phones.iter_mut().map(|phone| remembered(&mut phone.core, now)).collect()
}

fn remembered(tracer: &mut Tracer, now: Now) -> Result<(u32, usize), Box<dyn Error>> {
    let days = tracer.history(now, 2)?;
    let meetings = || days.iter().flat_map(|day| &day.meetings);
    let seconds: u32 = meetings().map(|meeting| u32::from(meeting.seconds)).sum();
    let close = meetings().filter(|meeting| meeting.closeness == Closeness::Close).count();
    let breaches = tracer.breaches();
    if breaches.is_empty() { Ok((seconds / 60, close)) } else { Err(format!("{breaches:?}").into()) }
}

fn main() -> Result<(), Box<dyn Error>> {
    for (number, (minutes, close)) in (1..).zip(met(20)?) {
        println!("phone {number}: {minutes} minutes, {close} close encounters");
    }
    Ok(())
}
