//! A patient takes a report back, with the real server and the core that ships: the phones that warned tell their owners that the
//! warning does not hold.
#![cfg(test)]

use core::time::Duration;

use lancan_core::{
    Capabilities, ConsentGiven, DutyCycle, Fixed, Listening, Notice, ReportStage, SentStage, Standing, StaticVault,
    Store, Tracer,
};
use lancan_protocol::{key_days::KeyDays, time::Day};
use lancan_simulator::{
    air::Air,
    authority::Authority,
    clock::{FIRST_MIDNIGHT, SimTime},
    contacts::Contacts,
    host::Due,
    outbreak,
    phone::Phone,
    places::Places,
    world::{Network as _, World},
};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

const HOUR: u64 = 3_600;
const DAY: u64 = Day::SECONDS;

/// Runs until this second, or until the phone of a person has been told what is wanted.
fn run_until(
    world: &mut World,
    authority: &mut Authority,
    seconds: u64,
    is_told: impl Fn(&mut Phone) -> bool,
    person: usize,
) -> bool {
    while world.now().0 / 1_000 < seconds {
        let next = world.now().0 / 1_000 + 20;
        world.run_until(SimTime::seconds(next), authority, &mut |_| {});
        if is_told(&mut world.phones[person]) {
            return true;
        }
    }
    false
}

fn standing(phone: &mut Phone) -> Vec<Standing> {
    phone.core.warnings().unwrap().iter().map(|stored| stored.standing).collect()
}

#[test]
fn who_was_warned_of_a_report_that_is_taken_back_is_told_so() {
    let directory = tempfile::tempdir().unwrap();
    let mut authority = Authority::start(directory.path(), outbreak::rules(), FIRST_MIDNIGHT).unwrap();
    authority.sign_in().unwrap();
    // The two meet for half an hour from nine on, on the second day: contacts begin a day after the clocks.
    let rows: Vec<(u32, u32, u32)> = (1..=90).map(|row| (9 * 3_600 + row * 20, 1, 2)).collect();
    let contacts = Contacts::from_times(&rows).unwrap();
    let places = Places::inferred(&contacts, 3.0, 1);
    let phones = contacts.people().map(|person| {
        let mut rng = ChaCha20Rng::seed_from_u64(person.0.into());
        let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng).unwrap();
        // The perfect air has a row each 20 seconds.
        let row = Duration::from_secs(20);
        let Fixed { listening, advertising } = Fixed::always();
        let cycle = Fixed { listening: Listening { duration: row, every: row, ..listening }, advertising };
        let tracer = Tracer::open(store, authority.deployment(), rng).unwrap().with_duty_cycle(DutyCycle::Fixed(cycle));
        let capabilities = Capabilities { transmit_power_dbm: Some(-21), ..Capabilities::default() };
        let mut phone = Phone::new(person, tracer, capabilities, 1, FIRST_MIDNIGHT);
        phone.host.boot(SimTime::seconds(DAY + 8 * HOUR));
        phone.host.expect(SimTime::seconds(DAY + 8 * HOUR), Due::Power(true));
        phone
    });
    let mut world = World::new(Air::Perfect, places, phones.collect(), 1, FIRST_MIDNIGHT);
    world.run_until(SimTime::seconds(2 * DAY + 9 * HOUR), &mut authority, &mut |_| {});

    let now = world.now();
    let today = KeyDays::VIETNAM.day(now.wall(FIRST_MIDNIGHT));
    authority.time_is(now.wall(FIRST_MIDNIGHT));
    authority.sign_in().unwrap();
    let case = authority.confirm_case("F0-1", today.minus(1), today).unwrap();
    let code = authority.issue_code(&case).unwrap();
    world.phones[0].act(now, |core, now| core.enter_code(now, &code)).unwrap();
    let is_at = |wanted: fn(&ReportStage) -> bool| {
        move |phone: &mut Phone| {
            phone.host.notices.iter().any(|(_, notice)| matches!(notice, Notice::Report(stage) if wanted(stage)))
        }
    };
    let soon = |world: &World| world.now().0 / 1_000 + 600;
    let until = soon(&world);
    assert!(run_until(
        &mut world,
        &mut authority,
        until,
        is_at(|stage| matches!(stage, ReportStage::Review { .. })),
        0
    ));
    let consent =
        ConsentGiven { keys: true, encounters: true, text_version: 1, language: "vi".to_owned(), visits: false };
    let now = world.now();
    world.phones[0].act(now, |core, now| core.send(now, &consent)).unwrap();
    let until = soon(&world);
    assert!(run_until(
        &mut world,
        &mut authority,
        until,
        is_at(|stage| matches!(stage, ReportStage::Accepted { .. })),
        0
    ));

    let warned = run_until(&mut world, &mut authority, 3 * DAY + 12 * HOUR, |phone| !standing(phone).is_empty(), 1);
    assert!(warned, "the other was warned");
    assert_eq!(standing(&mut world.phones[1]), [Standing::InForce]);

    let sent = world.phones[0].core.sent_reports();
    assert!(matches!(sent[0].stage, SentStage::CanBeTakenBack { .. }), "{sent:?}");
    let (id, now) = (sent[0].id, world.now());
    world.phones[0].act(now, |core, now| core.withdraw(now, id)).unwrap();
    let taken_back = |phone: &mut Phone| matches!(phone.core.sent_reports()[0].stage, SentStage::TakenBack { .. });
    let until = world.now().0 / 1_000 + 6 * HOUR;
    assert!(run_until(&mut world, &mut authority, until, taken_back, 0));
    let until = world.now().0 / 1_000 + DAY;
    let is_withdrawn = |phone: &mut Phone| standing(phone) == [Standing::Withdrawn];
    assert!(run_until(&mut world, &mut authority, until, is_withdrawn, 1), "{:?}", standing(&mut world.phones[1]));
    authority.time_is(world.now().wall(FIRST_MIDNIGHT));
    authority.sign_in().unwrap();
    let seen = authority.case(&case).unwrap();
    assert!(seen["withdrawals"][0]["taken_back"].as_u64().is_some_and(|keys| keys > 0), "{seen}");
    authority.stop();
}
