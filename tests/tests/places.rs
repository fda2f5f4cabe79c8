//! Visits and warnings of places with the real server and the core that ships: people scan posters, a case reports, an officer
//! publishes, who was there at the time is warned, and a withdrawal takes the warning back.
#![cfg(test)]

use lancan_core::{Capabilities, ConsentGiven, Notice, ReportStage, Scanned, Standing, StaticVault, Store, Tracer};
use lancan_protocol::{key_days::KeyDays, places::Category, time::Day};
use lancan_simulator::{
    air::Air,
    authority::Authority,
    clock::{FIRST_MIDNIGHT, SimTime},
    contacts::Contacts,
    outbreak,
    phone::Phone,
    places::Places,
    world::{Network as _, World},
};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = Day::SECONDS;

/// Phones whose radio is off, and an authority with a market and a school.
struct Town {
    world: World,
    authority: Authority,
    market: String,
    school: String,
    _directory: tempfile::TempDir,
}

impl Town {
    fn new(people: u32) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut authority = Authority::start(directory.path(), outbreak::rules(), FIRST_MIDNIGHT).unwrap();
        authority.sign_in().unwrap();
        let [market, school] =
            [("Chợ Bảo Lâm", Category::Market), ("Trường Lê Lợi", Category::School)].map(|(name, category)| {
                let place = authority.add_place(name, category).unwrap();
                authority.poster(&place).unwrap()
            });
        authority.time_is(FIRST_MIDNIGHT.plus(HOUR));
        // Nobody is near anybody: a row of each person with a next one, an hour before anything happens.
        let rows: Vec<(u32, u32, u32)> = (1..people).map(|person| (7 * 3_600, person, person + 1)).collect();
        let contacts = Contacts::from_times(&rows).unwrap();
        let places = Places::inferred(&contacts, 3.0, 1);
        let phones = contacts.people().map(|person| {
            let mut rng = ChaCha20Rng::seed_from_u64(person.0.into());
            let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng).unwrap();
            let tracer = Tracer::open(store, authority.deployment(), rng).unwrap();
            let mut phone = Phone::new(person, tracer, Capabilities::default(), 1, FIRST_MIDNIGHT);
            phone.host.boot(SimTime::seconds(2 * HOUR));
            phone
        });
        let world = World::new(Air::Perfect, places, phones.collect(), 1, FIRST_MIDNIGHT);
        Self { world, authority, market, school, _directory: directory }
    }

    fn go_to(&mut self, seconds: u64) {
        self.world.run_until(SimTime::seconds(seconds), &mut self.authority, &mut |_| {});
    }

    /// The phone of a person scans a poster now.
    fn scan(&mut self, person: usize, poster: &str) -> Scanned {
        let now = self.world.now().now(FIRST_MIDNIGHT);
        self.world.phones[person].core.scan_place(now, poster).unwrap()
    }

    /// Whose phones have a warning of a place that holds.
    fn warned(&self) -> Vec<usize> {
        let holds = |phone: &Phone| {
            phone.core.place_warnings().iter().any(|warning| matches!(warning.standing, Standing::InForce))
        };
        let phones = self.world.phones.iter().enumerate();
        phones.filter(|(_, phone)| holds(phone)).map(|(person, _)| person).collect()
    }

    /// A case is confirmed, and its owner reports with every consent. Returns the case's id.
    fn report(&mut self, person: usize) -> String {
        let now = self.world.now();
        let today = KeyDays::VIETNAM.day(now.wall(FIRST_MIDNIGHT));
        self.authority.time_is(now.wall(FIRST_MIDNIGHT));
        self.authority.sign_in().unwrap();
        let case = self.authority.confirm_case("F0-1", today.minus(1), today).unwrap();
        let code = self.authority.issue_code(&case).unwrap();
        self.world.phones[person].act(now, |core, now| core.enter_code(now, &code)).unwrap();
        self.wait(person, |stage| matches!(stage, ReportStage::Review { .. }));
        let now = self.world.now();
        let phone = &mut self.world.phones[person];
        phone.core.review().unwrap();
        let consent =
            ConsentGiven { keys: true, encounters: true, text_version: 1, language: "vi".to_owned(), visits: true };
        phone.act(now, |core, now| core.send(now, &consent)).unwrap();
        self.wait(person, |stage| matches!(stage, ReportStage::Accepted { .. }));
        case
    }

    fn wait(&mut self, person: usize, reached: impl Fn(&ReportStage) -> bool) {
        let mut last = None;
        for _ in 0..30 {
            self.go_to(self.world.now().0 / 1_000 + 20);
            let notices = &self.world.phones[person].host.notices;
            let latest = notices.iter().rev().find_map(|(_, notice)| match notice {
                Notice::Report(stage) => Some(stage),
                _ => None,
            });
            if latest.is_some_and(&reached) {
                return;
            }
            last = latest.cloned();
        }
        panic!("the report got no further than {last:?}");
    }
}

/// Seconds within which every phone has polled what was published, the batches over which rows are spread included.
const UNTIL_TOLD: u64 = 14 * HOUR;

#[test]
fn who_was_at_the_place_at_the_time_is_warned_and_a_withdrawal_takes_the_warning_back() {
    let mut town = Town::new(6);
    let (market, school) = (town.market.clone(), town.school.clone());
    // The case is at the market from 10:00 to 10:40. Others: overlapping; an hour and a half later; at the school at the same
    // time; overlapping without a scan at the exit; and somebody who scans nothing.
    let scans = [
        (10 * HOUR, 0, &market),
        (10 * HOUR + 30 * MINUTE, 1, &market),
        (10 * HOUR + 35 * MINUTE, 3, &school),
        (10 * HOUR + 38 * MINUTE, 4, &market),
        (10 * HOUR + 40 * MINUTE, 0, &market),
        (11 * HOUR, 1, &market),
        (11 * HOUR, 3, &school),
        (12 * HOUR + 30 * MINUTE, 2, &market),
        (13 * HOUR, 2, &market),
    ];
    for (at, person, poster) in scans {
        town.go_to(at);
        assert!(matches!(town.scan(person, poster), Scanned::Entered(_) | Scanned::Left(_)), "{at} {person}");
    }
    town.go_to(DAY + 9 * HOUR);
    let case = town.report(0);
    let seen = town.authority.visits(&case).unwrap();
    let visits: Vec<String> =
        seen["visits"].as_array().unwrap().iter().map(|visit| visit["visit"].as_str().unwrap().to_owned()).collect();
    assert_eq!(visits.len(), 1);
    assert_eq!(seen["visits"][0]["place_name"], "Chợ Bảo Lâm");
    town.go_to(DAY + 9 * HOUR + UNTIL_TOLD);
    assert!(town.warned().is_empty(), "nobody is warned before an officer's act");

    town.authority.sign_in().unwrap();
    let windows = town.authority.publish_visits(&case, &visits).unwrap();
    town.go_to(2 * DAY + 14 * HOUR);
    // The case itself was there too, and its phone says so.
    assert_eq!(town.warned(), [0, 1, 4]);
    town.authority.sign_in().unwrap();
    town.authority.withdraw_window(&case, &windows[0]).unwrap();
    town.go_to(3 * DAY + 6 * HOUR);
    assert!(town.warned().is_empty());
    town.authority.stop();
}

#[test]
fn threat_18_a_visit_over_midnight_is_one_visit_with_both_days_tags() {
    let mut town = Town::new(4);
    let market = town.market.clone();
    // The case from 23:30 to 0:20; one visitor before midnight, one after it, one from 6:30 to 7:30, when the UTC day changes.
    let scans = [
        (23 * HOUR + 30 * MINUTE, 0),
        (23 * HOUR + 40 * MINUTE, 1),
        (23 * HOUR + 50 * MINUTE, 1),
        (DAY + 5 * MINUTE, 2),
        (DAY + 15 * MINUTE, 2),
        (DAY + 20 * MINUTE, 0),
        (DAY + 6 * HOUR + 30 * MINUTE, 3),
        (DAY + 7 * HOUR + 30 * MINUTE, 3),
    ];
    for (at, person) in scans {
        town.go_to(at);
        town.scan(person, &market);
    }
    town.go_to(DAY + 9 * HOUR);
    let case = town.report(0);
    let seen = town.authority.visits(&case).unwrap();
    let visits: Vec<String> =
        seen["visits"].as_array().unwrap().iter().map(|visit| visit["visit"].as_str().unwrap().to_owned()).collect();
    assert_eq!(visits.len(), 1, "one visit");
    town.authority.sign_in().unwrap();
    town.authority.publish_visits(&case, &visits).unwrap();
    town.go_to(2 * DAY + HOUR);
    assert_eq!(town.warned(), [0, 1, 2]);
    town.authority.stop();
}
