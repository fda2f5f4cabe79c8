//! A flight at the gate: three hundred travellers, four counters, and the server killed while they work.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use lancan_server::{Config, Date};

use crate::cluster;
use crate::gateway::Gateway;
use crate::pass_page::scanned;
use crate::process::{DATABASE, PASSWORD, Process, SMS, count, create_officer_of, repeat, today};

/// Seats of an Airbus A350.
const TRAVELLERS: usize = 300;
/// Declarations that one number may send on a day.
const OF_ONE_NUMBER: usize = 30;
const COUNTERS: [&str; 4] = ["minh", "nga", "quan", "tam"];
/// Kills, times the repetitions that are asked for.
const KILLS: u32 = 4;
/// Nội Bài.
const GATE: &str = "/console/gate/101";

/// Where the server is now. A restart changes it.
pub(crate) struct Address(pub(crate) Mutex<String>);

/// A browser with its cookies, which asks again until the server is there.
pub(crate) struct Browser<'a> {
    address: &'a Address,
    agent: ureq::Agent,
    cookies: BTreeMap<String, String>,
}

/// An answer: status, where it leads, and the page, or the bytes of a file.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) page: String,
    pub(crate) bytes: Vec<u8>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(address: &'a Address) -> Self {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent = agent.timeout_global(Some(Duration::from_secs(10))).max_idle_connections(0).build().into();
        Self { address, agent, cookies: BTreeMap::new() }
    }

    fn try_once(&self, path: &str, fields: Option<&[(&str, &str)]>) -> Option<(Answered, Vec<String>)> {
        let url = format!("{}{path}", self.address.0.lock().unwrap());
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let mut response = match fields {
            Some(fields) => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                form.extend_pairs(fields);
                let kind = "application/x-www-form-urlencoded";
                self.agent.post(url).header("cookie", cookies).header("content-type", kind).send(form.finish()).ok()?
            }
            None => self.agent.get(url).header("cookie", cookies).call().ok()?,
        };
        let header = |name: &str| {
            let all = response.headers().get_all(name).iter();
            all.map(|value| value.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let (status, given) = (response.status().as_u16(), header("set-cookie"));
        let location = header("location").pop().unwrap_or_default();
        let bytes = response.body_mut().read_to_vec().ok()?;
        let page = String::from_utf8_lossy(&bytes).into_owned();
        // Without fonts the build prints nothing, and says so.
        let is_there = status < 500 || status == 503;
        is_there.then_some((Answered { status, location, page, bytes }, given))
    }

    pub(crate) fn ask(&mut self, path: &str, fields: Option<&[(&str, &str)]>) -> Answered {
        let (answered, cookies) = loop {
            if let Some(found) = self.try_once(path, fields) {
                break found;
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        for cookie in cookies {
            let (name, rest) = cookie.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
        }
        answered
    }

    pub(crate) fn get(&mut self, path: &str) -> String {
        self.ask(path, None).page
    }

    pub(crate) fn csrf(&mut self, path: &str) -> String {
        let page = self.get(path);
        page.split_once("name=\"csrf\" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
    }
}

/// The answers of a healthy traveller who lands today.
fn answers(seat: usize, today: &str) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&str, String)> = [
        ("birth_year", "1990"),
        ("gender", "male"),
        ("nationality", "VN"),
        ("category", "vietnamese"),
        ("gate", "101"),
        ("transport", "plane"),
        ("vehicle", "VN 301"),
        ("depart_country", "JP"),
        ("depart_province", "Osaka"),
        ("arrive_province", "01"),
        ("countries_recent~0", "JP"),
        ("stay.ward", "00001"),
        ("stay.detail", "12 Hùng Vương"),
        ("contact.ward", "00001"),
        ("contact.detail", "12 Hùng Vương"),
        ("phone", "0912345678"),
        ("quarantine.kind", "hotel"),
        ("quarantine.place", "Khách sạn Hoa Sen"),
        ("exposure.animal", "no"),
        ("exposure.case", "no"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec();
    let symptoms = [
        "symptom.fever",
        "symptom.cough",
        "symptom.breath",
        "symptom.throat",
        "symptom.vomit",
        "symptom.diarrhoea",
        "symptom.bleeding",
        "symptom.rash",
    ];
    all.extend(symptoms.map(|name| (name, "no".to_owned())));
    all.extend([
        ("name", format!("Hành khách {seat}")),
        ("passport", format!("C{seat:07}")),
        ("seat", format!("{seat}A")),
        ("depart_date", today.to_owned()),
        ("entry_date", today.to_owned()),
        ("~id", format!("{seat:032x}")),
    ]);
    all
}

/// Travellers of one number declare. Returns the texts of their passes.
fn declare(address: &Address, gateway: &Gateway, number: usize, seats: impl Iterator<Item = usize>) -> Vec<String> {
    let number = format!("09{number:08}");
    let mut browser = Browser::new(address);
    let csrf = String::new();
    assert_eq!(browser.ask("/khai-bao/number", Some(&[("answer", &number), ("csrf", &csrf)])).status, 303);
    let password = gateway.password(&format!("+84{}", &number[1..]));
    assert_eq!(browser.ask("/khai-bao/code", Some(&[("answer", &password)])).status, 303);
    let csrf = browser.csrf("/khai-bao/form/vhd");
    let today = Date(today()).to_string();
    seats
        .map(|seat| {
            let mut fields = answers(seat, &today);
            fields.push(("csrf", csrf.clone()));
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let sent = browser.ask("/khai-bao/form/vhd", Some(&fields));
            assert_eq!(sent.status, 303, "{}", sent.page);
            scanned(&browser.get(&sent.location)).unwrap().0
        })
        .collect()
}

/// An officer scans whoever comes next and clears them. Returns how many the officer cleared.
fn work(address: &Address, name: &str, passes: &[String], next: &AtomicUsize) -> usize {
    let mut browser = Browser::new(address);
    let signed_in = browser.ask("/console/sign-in", Some(&[("name", name), ("password", PASSWORD)]));
    assert_eq!((signed_in.status, signed_in.location.as_str()), (303, "/console/"));
    let csrf = browser.csrf("/console/");
    let mut cleared = 0;
    while let Some(pass) = passes.get(next.fetch_add(1, Ordering::Relaxed)) {
        let scanned = browser.ask(&format!("{GATE}/scan"), Some(&[("code", pass), ("csrf", &csrf)]));
        assert_eq!(scanned.status, 303, "{}", scanned.page);
        let record = scanned.location;
        if !browser.get(&record).contains(&format!("{record}/decide")) {
            continue;
        }
        // Enter alone. Where the answer was lost with the server, the second time says that the traveller is gone.
        let decided = browser.ask(&format!("{record}/enter"), Some(&[("code", ""), ("csrf", &csrf)]));
        assert!([303, 409].contains(&decided.status), "{}", decided.page);
        cleared += 1;
    }
    cleared
}

fn a_flight_is_cleared(directory: &Path) {
    let gateway = Gateway::new();
    let mut config = Config::default();
    gateway.set(&mut config);
    std::fs::write(directory.join(SMS), config.sms.webhook.unwrap()).unwrap();
    for name in COUNTERS {
        create_officer_of(directory, name, &["--unit", "01"]);
    }
    let mut server = Process::start(directory);
    let address = Address(Mutex::new(server.url.clone()));
    let numbers = 0..TRAVELLERS / OF_ONE_NUMBER;
    let passes: Vec<String> = numbers
        .flat_map(|number| {
            let first = number * OF_ONE_NUMBER + 1;
            declare(&address, &gateway, number, first..first + OF_ONE_NUMBER)
        })
        .collect();
    // Everybody shows their pass at two counters: at once, or one after the other.
    let shown: Vec<String> = passes.iter().flat_map(|pass| [pass.clone(), pass.clone()]).collect();
    let (next, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let cleared: usize = std::thread::scope(|scope| {
        let (address, shown, next, over) = (&address, &shown, &next, &over);
        let counters: Vec<_> =
            COUNTERS.map(|name| scope.spawn(move || work(address, name, shown, next))).into_iter().collect();
        let killer = scope.spawn(move || {
            for kill in 0..KILLS * repeat() {
                std::thread::sleep(Duration::from_millis(700 + u64::from(kill * 137 % 700)));
                if over.load(Ordering::Relaxed) {
                    break;
                }
                server.kill();
                server = Process::start(directory);
                address.0.lock().unwrap().clone_from(&server.url);
            }
            server
        });
        let cleared = counters.into_iter().map(|counter| counter.join().unwrap()).sum();
        over.store(true, Ordering::Relaxed);
        killer.join().unwrap().kill();
        cleared
    });
    assert!(cleared >= TRAVELLERS, "{cleared}");
    let travellers = u64::try_from(TRAVELLERS).unwrap();
    assert_eq!(count(directory, "gate_travellers"), travellers);
    assert_eq!(count(directory, "gate_travellers WHERE state = 'cleared'"), travellers, "none is lost");
    assert_eq!(count(directory, "audit WHERE act = 'gate-decide'"), travellers, "nobody is decided on twice");
}

#[test]
fn of_a_flight_of_300_at_four_counters_nobody_is_cleared_twice_and_none_is_lost_though_the_server_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    a_flight_is_cleared(directory.path());
}

#[test]
fn so_it_is_with_postgresql() {
    let Some(address) = cluster::new_database() else { return };
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join(DATABASE), address).unwrap();
    a_flight_is_cleared(directory.path());
}
