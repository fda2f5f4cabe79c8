//! Neighbours without a radio: the terminal's phone in a café of the simulator, where people come and go.

use core::time::Duration;
use std::process::ExitCode;

use lancan_core::{Capabilities, Now, StaticVault, Store, Tracer};
use lancan_protocol::{key_days::KeyDays, time::UnixTime, wire::Deployment};
use lancan_simulator::{
    air::{Air, Realistic},
    clock::SimTime,
    contacts::{Contacts, Person, ROW_SECONDS, Row, Slot},
    host::Due,
    phone::Phone,
    places::{Places, Room, RoomId, Stay},
    world::{Offline, World},
};
use rand::{Rng as _, RngExt as _};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::{
    say::Speech,
    screen::{View, draw},
};
use crate::failure::{Failure, Outcome};

/// Simulated time goes this many times faster than the clock.
const TIMES: u32 = 30;
/// Time between two drawings of the screen.
const DRAW_EVERY: Duration = Duration::from_secs(2);
/// People of the café beside the user.
const NEIGHBOURS: u16 = 6;
/// The seed of what is drawn: the same people come each time.
const SEED: u64 = 1;
/// Seconds for which the café is open.
const OPEN: u32 = 6 * 3_600;
/// With what power phones send, in dBm.
const POWER_DBM: i8 = -21;

/// When and how somebody is there, in seconds after the user came.
#[derive(Clone, Copy)]
struct Call {
    neighbour: u16,
    from: u32,
    until: u32,
    face_to_face: bool,
}

/// The café, and the user's phone in it.
struct Cafe {
    world: World,
    /// When it closes.
    end: SimTime,
}

/// Shows the user's phone among simulated neighbours until Ctrl-C, or until the café closes.
pub(super) async fn run(speech: Speech) -> Outcome {
    let mut cafe = Cafe::open(SEED, lancan_desktop::now().wall)?;
    let interrupted = tokio::signal::ctrl_c();
    tokio::pin!(interrupted);
    let mut turn = tokio::time::interval(DRAW_EVERY);
    let times = speech.numbers("phone-simulated", &[("times", TIMES as usize)]);
    let mut drawn = 0;
    while cafe.is_open() {
        tokio::select! {
            _ = &mut interrupted => break,
            _ = turn.tick() => {}
        }
        cafe.go_on(DRAW_EVERY * TIMES);
        let mut lines = vec![times.clone()];
        lines.extend(cafe.view().iter().flat_map(|view| view.lines(speech)));
        drawn = draw(&lines, drawn)?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Cafe {
    /// Opens at `now`. What a seed draws is when others come, for how long, and whether they sit with the user.
    fn open(seed: u64, now: UnixTime) -> Result<Self, Failure> {
        let days = KeyDays::VIETNAM;
        // Whoever is there early has time to start a phone.
        let start = days.start(days.day(now).minus(1));
        let begin = Slot(u32::try_from(now.0.saturating_sub(start.0)).unwrap_or_default().div_ceil(ROW_SECONDS));
        let calls = calls(seed);
        let contacts = contacts(begin, &calls);
        let rooms = vec![Room { corner: (0.0, 0.0), size: (14.0, 14.0), building: 0 }];
        let mut phones = Vec::new();
        let mut stays = Vec::new();
        for person in contacts.people() {
            let theirs = stays_of(person, begin, &calls);
            phones.push(phone(person, &theirs, seed, start)?);
            stays.push(theirs);
        }
        let places = Places::known(&contacts, rooms, stays);
        let air = Air::Realistic(Realistic { switched_off: 0.0, ..Realistic::default() });
        let mut world = World::new(air, places, phones, seed, start);
        world.run_until(SimTime::of(begin), &mut Offline, &mut |_| {});
        Ok(Self { world, end: SimTime::of(slot(begin, OPEN)) })
    }

    fn is_open(&self) -> bool {
        self.world.now() < self.end
    }

    fn go_on(&mut self, time: Duration) {
        self.world.run_until(self.world.now().plus(time), &mut Offline, &mut |_| {});
    }

    fn now(&self) -> Now {
        self.world.now().now(self.world.start())
    }

    /// The user's screen.
    fn view(&mut self) -> Option<View> {
        let now = self.now();
        let own = self.world.phones.first_mut()?;
        Some(View::of(&mut own.core, now, false).without_network())
    }
}

/// The first two come at once: one sits with the user, the other at another table. Then it goes on as the seed draws.
fn calls(seed: u64) -> Vec<Call> {
    let mut draws = ChaCha20Rng::seed_from_u64(seed);
    let mut calls = vec![
        Call { neighbour: 1, from: 60, until: 1_500, face_to_face: true },
        Call { neighbour: 2, from: 180, until: 2_400, face_to_face: false },
    ];
    for neighbour in 1..=NEIGHBOURS {
        let mut at = calls.iter().filter(|call| call.neighbour == neighbour).map(|call| call.until).max().unwrap_or(0);
        loop {
            let from = at + draws.random_range(10..60) * 60;
            let until = from + draws.random_range(5..40) * 60;
            if until > OPEN {
                break;
            }
            // Only one of them knows the user.
            let with_user = neighbour == 1 && draws.random_bool(0.6);
            calls.push(Call { neighbour, from, until, face_to_face: with_user });
            at = until;
        }
    }
    calls
}

fn slot(begin: Slot, seconds: u32) -> Slot {
    Slot(begin.0 + seconds / ROW_SECONDS)
}

fn contacts(begin: Slot, calls: &[Call]) -> Contacts {
    let sat = calls.iter().filter(|call| call.face_to_face);
    let rows = sat.flat_map(|call| {
        let slots = slot(begin, call.from).0..slot(begin, call.until).0;
        slots.map(|slot| Row { slot: Slot(slot), a: Person(0), b: Person(call.neighbour) })
    });
    let mut rows: Vec<Row> = rows.collect();
    rows.sort_unstable();
    Contacts { labels: (0..=u32::from(NEIGHBOURS)).collect(), rows }
}

/// The user sits in the middle all the time; each neighbour has a table, from three to six metres away.
fn stays_of(person: Person, begin: Slot, calls: &[Call]) -> Vec<Stay> {
    const MIDDLE: (f32, f32) = (7.0, 7.0);
    if person == Person(0) {
        return vec![Stay { from: begin, until: slot(begin, OPEN), room: RoomId(0), spot: MIDDLE }];
    }
    let angle = core::f32::consts::TAU * f32::from(person.0) / f32::from(NEIGHBOURS);
    let away = 2.5 + 0.6 * f32::from(person.0);
    let spot = (MIDDLE.0 + away * angle.cos(), MIDDLE.1 + away * angle.sin());
    let theirs = calls.iter().filter(|call| call.neighbour == person.0);
    theirs
        .map(|call| Stay { from: slot(begin, call.from), until: slot(begin, call.until), room: RoomId(0), spot })
        .collect()
}

/// A phone whose radio is on while its owner is there.
fn phone(person: Person, stays: &[Stay], seed: u64, start: UnixTime) -> Result<Phone, Failure> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed ^ (u64::from(person.0) + 1));
    let mut secret = [0; 32];
    rng.fill_bytes(&mut secret);
    let store = Store::in_memory(&StaticVault::new(secret), &mut rng).map_err(Failure::new)?;
    let tracer = Tracer::open(store, Deployment::for_test(), rng).map_err(Failure::new)?;
    let capabilities = Capabilities { transmit_power_dbm: Some(POWER_DBM), ..Capabilities::default() };
    let mut phone = Phone::new(person, tracer, capabilities, seed, start);
    if let Some(first) = stays.first() {
        phone.host.boot(SimTime::of(first.from));
    }
    for stay in stays {
        phone.host.expect(SimTime::of(stay.from), Due::Power(true));
        phone.host.expect(SimTime::of(stay.until), Due::Power(false));
    }
    Ok(phone)
}

#[cfg(test)]
mod tests {
    use lancan_text::Language;

    use super::*;

    /// Ten in the morning of 12 May 2021 in Vietnam.
    const NOW: UnixTime = UnixTime(1_620_788_400);

    #[test]
    fn a_neighbour_who_sits_down_is_shown_near_with_the_minutes_and_no_longer_when_gone() {
        let speech = Speech::of(Language::En);
        let mut cafe = Cafe::open(SEED, NOW).unwrap();
        let begun = cafe.view().unwrap().lines(speech);
        assert!(begun[0].contains(&speech.moment(NOW)), "{begun:?}");
        assert!(begun.contains(&speech.count("near-now", 0)), "{begun:?}");

        cafe.go_on(Duration::from_mins(9));
        let sitting = cafe.view().unwrap().lines(speech);
        assert!(sitting.contains(&speech.plain("status-working")), "{sitting:?}");
        assert!(sitting.contains(&speech.count("near-now", 2)), "{sitting:?}");
        let near: Vec<&String> = sitting.iter().filter(|line| line.starts_with("  ")).collect();
        assert!(near[0].contains("minutes") && near[0].contains("●●●  Near"), "{sitting:?}");
        assert!(!near[1].contains("●●●"), "at another table: {sitting:?}");

        // Both are gone after 40 minutes; whoever the seed sends next has a phone of another number.
        let mut least = usize::MAX;
        for _ in 0..60 {
            cafe.go_on(Duration::from_mins(1));
            let lines = cafe.view().unwrap().lines(speech);
            least = least.min(lines.iter().filter(|line| line.contains("●●●")).count());
        }
        assert_eq!(least, 0, "who sat with the user has gone");
        assert!(cafe.view().unwrap().lines(speech).iter().any(|line| line.contains("today")));
    }

    #[test]
    fn it_shows_no_trouble_of_a_server_that_it_does_not_have_and_closes_at_last() {
        let speech = Speech::of(Language::Vi);
        let mut cafe = Cafe::open(2, NOW).unwrap();
        cafe.go_on(Duration::from_hours(5));
        let lines = cafe.view().unwrap().lines(speech).join("\n");
        assert!(!lines.contains(&speech.plain("trouble-server-unreachable")), "{lines}");
        assert!(cafe.is_open());
        cafe.go_on(Duration::from_hours(1));
        assert!(!cafe.is_open());
    }
}
