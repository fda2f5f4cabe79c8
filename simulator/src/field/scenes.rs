//! Who meets whom in the field model.

use core::time::Duration;

use lancan_core::{AddressControl, Advertising, Background, Capabilities, Event};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

use super::{
    adverts::Ether,
    job::{Job, Pairing},
    measure::Tally,
    meeting::Meeting,
    radio_only::RadioOnly,
    stage,
};
use crate::{
    air::{Realistic, TRANSMIT_POWER_DBM},
    clock::{FIRST_MIDNIGHT, SimTime},
    contacts::{Contacts, FileProblem, Person, ROW_SECONDS, Slot},
    host::{Due, Platform},
    phone::Phone,
    places::{Places, Room, RoomId, Stay},
    random::{Purpose, mixed, stream},
};

/// When it all begins: eight in the morning.
const BEGIN: Slot = Slot(Slot::PER_DAY + Slot::PER_DAY / 3);
const MINUTE: u32 = 60 / ROW_SECONDS;
/// How long meetings last, in minutes.
const LENGTHS: [u32; 4] = [5, 10, 15, 30];
/// Metres between two who are in one room but not face to face.
const APART_M: core::ops::Range<f32> = 1.0..4.0;

/// Who moves and meets where; the cycle that phones follow is the job's.
struct Staging {
    rows: Vec<(u32, u32, u32)>,
    rooms: Vec<Room>,
    stays: Vec<Vec<Stay>>,
    held: Vec<Meeting>,
    end: Slot,
    seed: u64,
}

/// Two people who meet for 5 to 30 minutes at a time, every other time face to face, else some metres apart and turned
/// anyhow; in between one of them is away for 5 to 15 minutes.
pub(super) fn room(job: &Job, pairing: Pairing, pair: u16, hours: u32) -> Result<Tally, FileProblem> {
    let seed = mixed(&[job.seed, u64::from(pair)]);
    let mut rng = stream(seed, Purpose::Town, 1);
    let end = Slot(BEGIN.0 + hours * 60 * MINUTE);
    let people = [Person(0), Person(1)];
    let stay = |from, until, spot| Stay { from, until, room: RoomId(0), spot };
    let (mut rows, mut visits, mut held) = (Vec::new(), Vec::new(), Vec::new());
    let mut face_to_face = true;
    let mut at = BEGIN.0 + rng.random_range(2 * MINUTE..10 * MINUTE);
    loop {
        let until = at + LENGTHS[rng.random_range(0..LENGTHS.len())] * MINUTE;
        let apart = rng.random_range(APART_M);
        let away = rng.random_range(5 * MINUTE..15 * MINUTE);
        if until > end.0 {
            break;
        }
        let (from, until) = (Slot(at), Slot(until));
        visits.push(stay(from, until, (apart, 0.0)));
        held.push(Meeting { people, from: SimTime::of(from), until: SimTime::of(until) });
        if face_to_face {
            rows.extend((from.0..until.0).map(|slot| row(Slot(slot), people)));
        }
        face_to_face = !face_to_face;
        at = until.0 + away;
    }
    let rooms = vec![Room { corner: (0.0, 0.0), size: (4.0, 4.0), building: 0 }];
    let stays = vec![vec![stay(BEGIN, end, (0.0, 0.0))], visits];
    let staging = Staging { rows, rooms, stays, held, end, seed };
    play(job, staging, |person| if person.0 == 0 { pairing.one } else { pairing.other }, Some(pairing))
}

/// A hall of people two by two and face to face, a metre and a half from pair to pair. Of an odd number the last one stays out.
pub(super) fn hall(job: &Job, people: u16, minutes: u32) -> Result<Tally, FileProblem> {
    let people = people - people % 2;
    let end = Slot(BEGIN.0 + minutes * MINUTE);
    let columns = f32::from(people).sqrt().ceil() as u16;
    let side = f32::from(columns) * 1.5;
    let rooms = vec![Room { corner: (0.0, 0.0), size: (side, side), building: 0 }];
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
    let rows = held.iter().flat_map(|meeting| (BEGIN.0..end.0).map(|slot| row(Slot(slot), meeting.people))).collect();
    play(job, Staging { rows, rooms, stays, held, end, seed: job.seed }, |_| Platform::Android, None)
}

/// The row of a slot as files have it.
fn row(slot: Slot, people: [Person; 2]) -> (u32, u32, u32) {
    ((slot.0 - Slot::PER_DAY + 1) * ROW_SECONDS, u32::from(people[0].0), u32::from(people[1].0))
}

fn play(
    job: &Job,
    staging: Staging,
    platform: impl Fn(Person) -> Platform,
    pairing: Option<Pairing>,
) -> Result<Tally, FileProblem> {
    let Staging { rows, rooms, stays, held, end, seed } = staging;
    let contacts = Contacts::from_times(&rows)?;
    let (begin, end) = (SimTime::of(BEGIN), SimTime::of(end));
    let phones = contacts
        .people()
        .map(|person| {
            let mut rng = stream(seed, Purpose::Core, u64::from(person.0));
            let platform = platform(person);
            let core = RadioOnly::new(person, Person(person.0 ^ 1), job.cycle.clone(), begin, seed);
            let mut phone = Phone::new(person, core, capabilities(platform), seed, FIRST_MIDNIGHT).on(platform);
            let boot = SimTime(begin.0 - rng.random_range(1_000..600_000_u64));
            phone.host.expect(boot, Due::Power(true));
            phone.host.boot(boot);
            phone.host.expect(boot, Due::Event(Event::Foreground(platform == Platform::AppleFront)));
            if let Some(pairing) = pairing.filter(|_| person.0 == 0) {
                pairing.doze.into_iter().for_each(|doze| phone.host.doze(doze));
                if pairing.killed {
                    kill_now_and_then(&mut phone, boot, end, &mut rng);
                }
            }
            phone
        })
        .collect();
    let air = Realistic { switched_off: 0.0, ..Realistic::default() };
    let ether = Ether::new(air, Places::known(&contacts, rooms, stays), job.set_up_ms, seed);
    let phones = stage::play(phones, ether, end);
    Ok(Tally::of(&phones, &held))
}

/// The app lives for 10 to 40 minutes and comes back 5 to 15 minutes later.
fn kill_now_and_then(phone: &mut Phone<RadioOnly>, boot: SimTime, end: SimTime, rng: &mut ChaCha8Rng) {
    let mut at = boot;
    while at < end {
        let lives = SimTime(at.0 + 1_000 * rng.random_range(600..2_400_u64));
        let back = SimTime(lives.0 + 1_000 * rng.random_range(300..900_u64));
        phone.host.expect(lives, Due::Kill);
        phone.host.boot(back);
        at = back;
    }
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
