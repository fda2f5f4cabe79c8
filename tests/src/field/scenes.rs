//! Who meets whom in the field model.

use core::time::Duration;
use lancan_core::{AddressControl, Advertising, Background, Capabilities, Event, radio::DutyCycle};
use rand::RngExt as _;

use super::{Figures, RadioOnly, measure};
use crate::{
    air::{Air, Realistic, TRANSMIT_POWER_DBM},
    clock::SimTime,
    contacts::{Contacts, FileProblem, Person, ROW_SECONDS, Slot},
    outbreak::FIRST_MIDNIGHT,
    phone::{Due, Phone, Platform},
    places::{Places, Room, RoomId, Stay},
    random::{Purpose, stream},
    world::{Offline, World},
};

/// Which two phones meet, and whether their makers let background apps live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pairing {
    /// Its name in results.
    pub name: &'static str,
    /// One of the two.
    pub one: Platform,
    /// The other.
    pub other: Platform,
    /// Whether the first one's app is killed now and then and comes back some minutes later.
    pub killed: bool,
}

/// Two people together for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meeting {
    pub(super) people: [Person; 2],
    pub(super) from: SimTime,
    pub(super) until: SimTime,
}

/// Milliseconds of a tick: what a phone sends reaches others this much later at most.
const TICK_MS: u64 = 200;
/// When it all begins: eight in the morning.
const BEGIN: Slot = Slot(Slot::PER_DAY + Slot::PER_DAY / 3);
const MINUTE: u32 = 60 / ROW_SECONDS;

/// Pairs who meet for a quarter of an hour at a time, over some hours.
///
/// # Errors
/// [`FileProblem`] when there are more people than the simulation takes.
pub fn meetings(
    cycle: &DutyCycle,
    pairing: Pairing,
    pairs: u16,
    hours: u32,
    seed: u64,
) -> Result<Figures, FileProblem> {
    let mut rng = stream(seed, Purpose::Town, 1);
    let end = Slot(BEGIN.0 + hours * 60 * MINUTE);
    let (mut rows, mut rooms, mut stays, mut held) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for pair in 0..pairs {
        let people = [Person(2 * pair), Person(2 * pair + 1)];
        let room = RoomId(u32::from(pair));
        let corner = (f32::from(pair) * 100.0, 0.0);
        rooms.push(Room { corner, size: (4.0, 4.0), building: u32::from(pair) });
        let stay = |from, until| Stay { from, until, room, spot: corner };
        stays.push(vec![stay(BEGIN, end)]);
        let mut visits = Vec::new();
        let mut at = BEGIN.0 + rng.random_range(2 * MINUTE..10 * MINUTE);
        while at + 15 * MINUTE <= end.0 {
            let (from, until) = (Slot(at), Slot(at + 15 * MINUTE));
            visits.push(stay(from, until));
            held.push(Meeting { people, from: SimTime::of(from), until: SimTime::of(until) });
            rows.extend((from.0..until.0).map(|slot| row(Slot(slot), people)));
            at = until.0 + rng.random_range(5 * MINUTE..15 * MINUTE);
        }
        stays.push(visits);
    }
    let platform = |person: Person| if person.0.is_multiple_of(2) { pairing.one } else { pairing.other };
    let killed = |person: Person| pairing.killed && person.0.is_multiple_of(2);
    play(cycle, &rows, rooms, stays, &held, end, seed, &platform, &killed)
}

/// A hall of people two by two, a metre and a half from pair to pair, for an hour.
///
/// # Errors
/// [`FileProblem`] when there are more people than the simulation takes.
pub fn crowd(cycle: &DutyCycle, people: u16, seed: u64) -> Result<Figures, FileProblem> {
    let end = Slot(BEGIN.0 + 60 * MINUTE);
    let columns = f32::from(people).sqrt().ceil() as u16;
    let rooms = vec![Room { corner: (0.0, 0.0), size: (30.0, 30.0), building: 0 }];
    let stays = (0..people)
        .map(|n| {
            let spot = (f32::from(n % columns) * 1.5, f32::from(n / columns) * 1.5);
            vec![Stay { from: BEGIN, until: end, room: RoomId(0), spot }]
        })
        .collect();
    let held: Vec<Meeting> = (0..people / 2)
        .map(|pair| Meeting {
            people: [Person(2 * pair), Person(2 * pair + 1)],
            from: SimTime::of(BEGIN),
            until: SimTime::of(end),
        })
        .collect();
    let rows: Vec<_> =
        held.iter().flat_map(|meeting| (BEGIN.0..end.0).map(|slot| row(Slot(slot), meeting.people))).collect();
    play(cycle, &rows, rooms, stays, &held, end, seed, &|_| Platform::Android, &|_| false)
}

/// The row of a slot as files have it.
fn row(slot: Slot, people: [Person; 2]) -> (u32, u32, u32) {
    ((slot.0 - Slot::PER_DAY + 1) * ROW_SECONDS, u32::from(people[0].0), u32::from(people[1].0))
}

#[allow(clippy::too_many_arguments, reason = "one scene's parts, used twice above")]
fn play(
    cycle: &DutyCycle,
    rows: &[(u32, u32, u32)],
    rooms: Vec<Room>,
    stays: Vec<Vec<Stay>>,
    held: &[Meeting],
    end: Slot,
    seed: u64,
    platform: &dyn Fn(Person) -> Platform,
    killed: &dyn Fn(Person) -> bool,
) -> Result<Figures, FileProblem> {
    let contacts = Contacts::from_times(rows)?;
    let begin = SimTime::of(BEGIN);
    let end = SimTime::of(end);
    let phones = contacts
        .people()
        .map(|person| {
            let mut rng = stream(seed, Purpose::Core, u64::from(person.0));
            let platform = platform(person);
            let core = RadioOnly::new(person, cycle.clone());
            let mut phone = Phone::new(person, core, capabilities(platform), seed, FIRST_MIDNIGHT).on(platform);
            let boot = SimTime(begin.0 - rng.random_range(1_000..60_000_u64));
            phone.expect(boot, Due::Power(true));
            phone.boot(boot);
            phone.expect(boot, Due::Event(Event::Foreground(platform == Platform::AppleFront)));
            let mut at = boot;
            while killed(person) && at < end {
                let lives = SimTime(at.0 + 1_000 * rng.random_range(600..2_400_u64));
                let back = SimTime(lives.0 + 1_000 * rng.random_range(300..900_u64));
                phone.expect(lives, Due::Kill);
                phone.boot(back);
                at = back;
            }
            phone
        })
        .collect();
    let places = Places::known(&contacts, rooms, stays);
    let air = Air::Realistic(Realistic { switched_off: 0.0, ..Realistic::default() });
    let mut world = World::new(air, places, phones, seed, FIRST_MIDNIGHT).with_tick(TICK_MS);
    world.run_until(end, &mut Offline, &mut |_| {});
    Ok(measure::figures(&world, held, end.0 - begin.0))
}

/// What the hosts of each platform say they can do.
fn capabilities(platform: Platform) -> Capabilities {
    match platform {
        Platform::Android => Capabilities {
            transmit_power_dbm: Some(TRANSMIT_POWER_DBM),
            scan_starts_per_30_s: Some(5),
            longest_scan: Some(Duration::from_mins(30)),
            ..Capabilities::default()
        },
        Platform::AppleFront | Platform::AppleBehind => Capabilities {
            advertising: Advertising::ServiceUuidOnly,
            address_control: AddressControl::Independent,
            transmit_power_dbm: None,
            background: Background::Restricted,
            ..Capabilities::default()
        },
    }
}
