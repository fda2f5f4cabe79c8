//! Phones of the simulated town against the real binary over real HTTP, which is killed while they and an officer talk to
//! it: every report arrives once, no code works twice, and whoever was close to a case is warned.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::path::Path;
use std::time::Duration;

use lancan_core::{
    Capabilities, ConsentGiven, HttpFailure, HttpHeader, HttpMethod, HttpRequest, HttpResponse, Notice, ReportStage,
    StaticVault, Store, Tracer,
};
use lancan_core::{DutyCycle, Fixed, Listening};
use lancan_protocol::problem::Problem;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::{Deployment, path};
use lancan_server::Date;
use lancan_simulator::air::{Air, TRANSMIT_POWER_DBM};
use lancan_simulator::authority::exchange;
use lancan_simulator::clock::SimTime;
use lancan_simulator::contacts::{Contacts, Person, ROW_SECONDS};
use lancan_simulator::host::Due;
use lancan_simulator::phone::Phone;
use lancan_simulator::places::Places;
use lancan_simulator::truth::{CloseRule, Truth};
use lancan_simulator::world::{Network, Offline, World};
use p256::ecdsa::SigningKey;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::process::{PASSWORD, Process, count, create_officer, now, repeat, today};

/// People who are confirmed: the first of each group of five.
const CASES: u16 = 5;
const GROUP: u16 = 5;
/// Kills in a row of one kind of request, and kills in all, so that everything ends after some tries.
const MOST_IN_A_ROW: u32 = 2;
const MOST_KILLS: u32 = 60;

/// In each group the first meets three others for twenty minutes and the fourth for two.
fn contacts() -> Contacts {
    let mut times = Vec::new();
    for case in (0..CASES).map(|group| u32::from(group * GROUP)) {
        for other in 1..=4 {
            let rows = if other == 4 { 6 } else { 60 };
            times.extend(
                (1..=rows).map(|row| (9 * 3_600 + other * 2_000 + row * ROW_SECONDS, case + 1, case + 1 + other)),
            );
        }
    }
    Contacts::from_times(&times).unwrap()
}

/// The server, and what is done to it.
struct Struck<'d> {
    directory: &'d Path,
    server: Option<Process>,
    rng: ChaCha20Rng,
    in_a_row: BTreeMap<&'static str, u32>,
    kills: u32,
}

impl Struck<'_> {
    fn server(&self) -> &Process {
        self.server.as_ref().unwrap()
    }

    /// Sends a request; often the server is killed somewhere between before its arrival and after its answer, and
    /// started again. `one_in`: how often.
    fn send(&mut self, request: &HttpRequest, one_in: u32) -> Result<HttpResponse, HttpFailure> {
        let kind =
            [path::VERIFY, path::REPORT, path::INDEX, path::EXPORTS, "/officer/v1/session", "/codes", "/officer/"]
                .into_iter()
                .find(|part| request.path.contains(part))
                .unwrap_or("other");
        let in_a_row = self.in_a_row.entry(kind).or_default();
        let may = *in_a_row < MOST_IN_A_ROW && self.kills < MOST_KILLS;
        let kill = may && self.rng.next_u32().is_multiple_of(one_in);
        *in_a_row = if kill { *in_a_row + 1 } else { 0 };
        let server = self.server();
        let (agent, url) = (server.agent.clone(), server.url.clone());
        if !kill {
            return exchange(&agent, &url, request);
        }
        // One time in three the server does all of it, and the answer is lost.
        let answer_is_lost = self.rng.next_u32().is_multiple_of(3);
        let wait = Duration::from_micros(u64::from(self.rng.next_u32() % 20_000));
        let outcome = std::thread::scope(|scope| {
            let answer = scope.spawn(|| exchange(&agent, &url, request));
            if answer_is_lost {
                answer.join().unwrap().unwrap();
                self.server.take().unwrap().kill();
                return Err(HttpFailure::Unreachable);
            }
            std::thread::sleep(wait);
            self.server.take().unwrap().kill();
            answer.join().unwrap()
        });
        self.kills += 1;
        self.server = Some(Process::start(self.directory));
        outcome
    }

    /// What an officer asks for, again until it is answered, each time with a body of its own: the server may have done what
    /// it was asked before it was killed.
    fn officer(&mut self, path: &str, token: &str, body: impl Fn() -> Value) -> Value {
        let request = |body: Value| HttpRequest {
            id: lancan_core::RequestId(0),
            method: HttpMethod::Post,
            path: path.to_owned(),
            headers: vec![HttpHeader { name: "authorization".to_owned(), value: format!("Bearer {token}") }],
            body: body.to_string().into_bytes(),
            longest_answer: 1 << 20,
            timeout: Duration::from_mins(1),
        };
        loop {
            if let Ok(answer) = self.send(&request(body()), 2) {
                assert!((200..300).contains(&answer.status), "{path}: {}", answer.status);
                return serde_json::from_slice(&answer.body).unwrap();
            }
        }
    }
}

impl Network for Struck<'_> {
    fn time_is(&mut self, _: UnixTime) {}

    fn exchange(&mut self, request: &HttpRequest) -> Result<HttpResponse, HttpFailure> {
        self.send(request, if request.method == HttpMethod::Post { 2 } else { 20 })
    }
}

/// Everybody, on an air where contact is heard and nothing else, one scan for each row.
fn phones(contacts: &Contacts, deployment: &Deployment, start: UnixTime) -> Vec<Phone> {
    let row = Duration::from_secs(u64::from(ROW_SECONDS));
    let Fixed { listening, advertising } = Fixed::always();
    let cycle =
        DutyCycle::Fixed(Fixed { listening: Listening { duration: row, every: row, ..listening }, advertising });
    let phone = |person: Person| {
        let mut rng = ChaCha20Rng::seed_from_u64(u64::from(person.0));
        let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng).unwrap();
        let tracer = Tracer::open(store, deployment.clone(), rng).unwrap().with_duty_cycle(cycle.clone());
        let capabilities = Capabilities { transmit_power_dbm: Some(TRANSMIT_POWER_DBM), ..Capabilities::default() };
        let mut phone = Phone::new(person, tracer, capabilities, 1, start);
        let first = SimTime::of(contacts.rows[0].slot);
        phone.host.boot(SimTime(first.0 - 60_000));
        phone.host.expect(SimTime(first.0 - 60_000), Due::Power(true));
        phone.host.expect(SimTime::of(contacts.end()), Due::Power(false));
        phone
    };
    contacts.people().map(phone).collect()
}

/// Time passes until the latest word on a report is one that is waited for.
fn wait(world: &mut World, network: &mut Struck<'_>, case: Person) -> ReportStage {
    loop {
        let until = SimTime(world.now().0 + 20_000);
        world.run_until(until, network, &mut |_| {});
        let stages = world.phones[case.index()].host.notices.iter().rev().filter_map(|(_, notice)| match notice {
            Notice::Report(stage) => Some(stage),
            _ => None,
        });
        match stages.clone().next() {
            Some(ReportStage::Checking | ReportStage::Sending) => {}
            Some(stage) => return stage.clone(),
            None => panic!("nothing was said of the report"),
        }
    }
}

/// A case enters the code, again whenever no answer came, and sends. Returns the code.
fn report(world: &mut World, network: &mut Struck<'_>, case: Person, token: &str) -> String {
    let body = || json!({ "reference": crate::process::reference(), "onset_date": Date(today().minus(1)).to_string(), "report_type": "confirmed_test" });
    let id = network.officer("/officer/v1/cases", token, body)["id"].as_str().unwrap().to_owned();
    let codes = format!("/officer/v1/cases/{id}/codes");
    let code = network.officer(&codes, token, || json!({ "kind": "long" }))["code"].as_str().unwrap().to_owned();
    loop {
        let now = world.now();
        world.phones[case.index()].act(now, |core, now| core.enter_code(now, &code)).unwrap();
        match wait(world, network, case) {
            ReportStage::Review { .. } => break,
            ReportStage::Failed(Problem::Offline) => {}
            other => panic!("{other:?}"),
        }
    }
    let now = world.now();
    let consent =
        ConsentGiven { keys: true, encounters: true, text_version: 1, language: "vi".to_owned(), visits: false };
    world.phones[case.index()].act(now, |core, now| core.send(now, &consent)).unwrap();
    let stage = wait(world, network, case);
    assert!(matches!(stage, ReportStage::Accepted { .. }), "{stage:?}");
    code
}

/// Everybody looks whether there is a warning, again until the phone has checked.
fn check(world: &mut World, network: &mut Struck<'_>) {
    let asked = world.now().wall(world.start());
    loop {
        let now = world.now();
        let mut waiting = 0;
        for phone in &mut world.phones {
            if phone.core.status().last_checked.is_none_or(|checked| checked < asked) {
                waiting += 1;
                let Ok(()) = phone.act(now, |core, now| Ok::<_, Infallible>(core.check_now(now)));
            }
        }
        if waiting == 0 {
            return;
        }
        world.run_until(SimTime(now.0 + 60_000), network, &mut |_| {});
    }
}

#[test]
fn killed_while_cases_report_and_phones_poll_it_loses_no_report_and_everybody_close_is_warned() {
    (1..=u64::from(repeat())).for_each(a_town_with_a_server_that_is_killed);
}

fn a_town_with_a_server_that_is_killed(seed: u64) {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    create_officer(directory);
    // An export every other second, without random keys, of keys that are still in use.
    let mut rules = Rules::for_test().with_contact(Some(2.0), 15);
    rules.publication.every_seconds = 2;
    rules.polling.seconds = 14_400;
    std::fs::write(directory.join("rules.json"), serde_json::to_vec(&rules).unwrap()).unwrap();
    let server = Process::start(directory);
    let deployment = server.deployment();
    let mut network = Struck {
        directory,
        server: Some(server),
        rng: ChaCha20Rng::seed_from_u64(seed),
        in_a_row: BTreeMap::new(),
        kills: 0,
    };

    // The day that is played ended an hour ago, so that phones that wait for the server are never ahead of it.
    let contacts = contacts();
    let truth = Truth::of(&contacts, CloseRule::default());
    let end = SimTime::of(contacts.end());
    let start = UnixTime((now().0 - 3_600 - end.0 / 1_000) / 600 * 600);
    let places = Places::inferred(&contacts, 3.0, 1);
    let phones = phones(&contacts, &deployment, start);
    let mut world = World::new(Air::Perfect, places, phones, 1, start);
    world.run_until(SimTime(end.0 + 600_000), &mut Offline, &mut |_| {});

    let session = network.officer("/officer/v1/session", "", || json!({ "name": "an", "password": PASSWORD }));
    let token = session["token"].as_str().unwrap().to_owned();
    // So everybody knows the server's rules, by which a key in use is reported and published.
    check(&mut world, &mut network);
    let cases: BTreeSet<Person> = (0..CASES).map(|group| Person(group * GROUP)).collect();
    let codes: Vec<String> = cases.iter().map(|case| report(&mut world, &mut network, *case, &token)).collect();
    let reported = count(directory, "seen_keys WHERE token IS NOT NULL");
    while (network.server().published().len() as u64) < reported {
        std::thread::sleep(Duration::from_millis(100));
    }
    check(&mut world, &mut network);
    assert!(network.kills > u32::from(CASES), "it was killed {} times", network.kills);

    assert_eq!(count(directory, "reports"), u64::from(CASES));
    assert_eq!(count(directory, "codes WHERE used_at IS NOT NULL"), u64::from(CASES));
    let stranger = SigningKey::from_slice(&[99; 32]).unwrap();
    for code in &codes {
        let refused = network.server().verify(&stranger, code).err();
        assert_eq!(refused.as_deref(), Some("urn:lancan:problem:code-used"));
    }
    let published = network.server().published();
    let distinct: BTreeSet<&[u8; 16]> = published.iter().collect();
    assert_eq!(published.len(), distinct.len(), "a key was published twice");
    assert_eq!(published.len() as u64, reported);

    let close: BTreeSet<Person> = cases.iter().flat_map(|case| truth.close_to(*case)).copied().collect();
    let is_warned = |phone: &&Phone| phone.host.notices.iter().any(|(_, notice)| matches!(notice, Notice::Warned(_)));
    let warned: BTreeSet<Person> = world.phones.iter().filter(is_warned).map(|phone| phone.person).collect();
    assert_eq!(close.len(), 15);
    assert_eq!(warned, close);
    network.server.take().unwrap().kill();
}
