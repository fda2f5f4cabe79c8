//! Two instances on one PostgreSQL and one data directory: phones report while one after the other is killed and started again.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::rules::Rules;
use lancan_protocol::signed::Purpose;
use lancan_protocol::wire::{
    Report, ReportAnswer, SIGNATURE_HEADER, VERIFY_BYTES, VerifyAnswer, VerifyRequest, path, to_padded_json,
};
use lancan_server::Date;
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

use crate::cluster;
use crate::process::{
    DATABASE, PASSWORD, Process, count, create_officer, public_key, reference, repeat, report, today,
};

/// Kills, times the repetitions that are asked for.
const KILLS: u32 = 6;
/// Phones at once.
const PHONES: u8 = 3;
/// Most reports: a key is 16 times a byte.
const MOST_REPORTS: u8 = 240;
/// What cover traffic sends for a code: well-formed, and none that a server gave.
const COVER_CODE: &str = "123456780";
/// How long a request may take: it is sent again to the other instance.
const PATIENCE: Duration = Duration::from_secs(10);

/// The addresses of both instances. A restart changes one.
struct Addresses(Mutex<[String; 2]>);

impl Addresses {
    fn of(&self, instance: usize) -> String {
        self.0.lock().unwrap()[instance % 2].clone()
    }

    /// Posts to one instance and then the other until one answers, whatever is killed meanwhile.
    fn post(&self, path: &str, header: (&str, &str), body: &[u8]) -> (u16, Vec<u8>) {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build().into();
        for instance in 0.. {
            let sent = agent.post(format!("{}{path}", self.of(instance))).header(header.0, header.1).send(body);
            if let Ok(mut response) = sent
                && response.status().as_u16() != 503
                && let Ok(body) = response.body_mut().read_to_vec()
            {
                return (response.status().as_u16(), body);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        unreachable!("it is tried forever")
    }

    fn officer(&self, path: &str, token: &str, body: &Value) -> Value {
        let header = ("authorization", &*format!("Bearer {token}"));
        let (status, body) = self.post(path, header, body.to_string().as_bytes());
        assert!((200..300).contains(&status), "{path}: {status}");
        serde_json::from_slice(&body).unwrap()
    }

    fn verify(&self, phone: &SigningKey, code: &str, cover: bool) -> VerifyAnswer {
        let jkt = URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, &public_key(phone)));
        let mut request = VerifyRequest { code: code.replace(' ', ""), jkt, cover, padding: String::new() };
        let body = to_padded_json(&mut request, VERIFY_BYTES).unwrap();
        let (status, body) = self.post(path::VERIFY, ("accept", "*/*"), &body);
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    fn send(&self, phone: &SigningKey, report: &Report) -> ReportAnswer {
        let body = report.to_padded_bytes().unwrap();
        let signature = URL_SAFE_NO_PAD.encode(Purpose::Report.sign(phone, &body));
        let (status, body) = self.post(path::REPORT, (SIGNATURE_HEADER, &signature), &body);
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    /// A phone gets a code and reports one key.
    fn report(&self, officer: &str, case: &str, id: u8) {
        let code = self.officer(&format!("/officer/v1/cases/{case}/codes"), officer, &json!({ "kind": "long" }));
        let phone = SigningKey::from_slice(&[id; 32]).unwrap();
        let answer = self.verify(&phone, code["code"].as_str().unwrap(), false);
        self.send(&phone, &report(&phone, &answer, id));
    }

    /// A phone sends a sequence of cover traffic. Whichever instance is asked takes the token of either.
    fn cover(&self) {
        let phone = SigningKey::from_slice(&[254; 32]).unwrap();
        let token = self.verify(&phone, COVER_CODE, true).token;
        let public_key = public_key(&phone);
        let report = Report { report_id: vec![5; 16], public_key, token, cover: true, ..Report::default() };
        assert_eq!(self.send(&phone, &report).published_by.0, 0);
    }
}

#[test]
fn of_two_instances_that_are_killed_in_turn_under_load_and_cover_every_accepted_key_is_published_once() {
    let Some(database) = cluster::new_database() else { return };
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    std::fs::write(directory.join(DATABASE), database).unwrap();
    create_officer(directory);
    // An export every second, without random keys.
    std::fs::write(directory.join("rules.json"), serde_json::to_vec(&Rules::for_test()).unwrap()).unwrap();
    let mut instances = [Some(Process::start(directory)), Some(Process::start(directory))];
    let url = |process: &Option<Process>| process.as_ref().unwrap().url.clone();
    let addresses = Addresses(Mutex::new([url(&instances[0]), url(&instances[1])]));

    let session = addresses.officer("/officer/v1/session", "", &json!({ "name": "an", "password": PASSWORD }));
    let officer = session["token"].as_str().unwrap();
    let onset = Date(today().minus(1)).to_string();
    let body = json!({ "reference": reference(), "onset_date": onset, "report_type": "confirmed_test" });
    let case = addresses.officer("/officer/v1/cases", officer, &body)["id"].as_str().unwrap().to_owned();

    let over = AtomicBool::new(false);
    let (reported, covered): (Vec<u8>, u32) = std::thread::scope(|scope| {
        let (addresses, over, case) = (&addresses, &over, &case);
        let cover = scope.spawn(move || {
            let mut sent = 0;
            while !over.load(Ordering::Relaxed) {
                addresses.cover();
                sent += 1;
            }
            sent
        });
        let phones: Vec<_> = (1..=PHONES)
            .map(|first| {
                scope.spawn(move || {
                    let ids = (first..=MOST_REPORTS).step_by(PHONES.into());
                    let reported = ids.take_while(|_| !over.load(Ordering::Relaxed));
                    reported.inspect(|id| addresses.report(officer, case, *id)).collect::<Vec<u8>>()
                })
            })
            .collect();
        for kill in 0..KILLS * repeat() {
            // Anywhere between two exports, and in the middle of one.
            std::thread::sleep(Duration::from_millis(400 + u64::from(kill * 137 % 700)));
            let struck = kill as usize % 2;
            instances[struck].take().unwrap().kill();
            let again = Process::start(directory);
            addresses.0.lock().unwrap()[struck].clone_from(&again.url);
            instances[struck] = Some(again);
        }
        over.store(true, Ordering::Relaxed);
        (phones.into_iter().flat_map(|phone| phone.join().unwrap()).collect(), cover.join().unwrap())
    });
    assert!(reported.len() > usize::from(PHONES), "{} reports", reported.len());
    assert!(covered > KILLS, "{covered} sequences of cover traffic");
    assert_eq!(count(directory, "reports"), reported.len() as u64);

    // One is killed for good, perhaps while it publishes: the other goes on when the lease has ended.
    instances[0].take().unwrap().kill();
    let last = instances[1].take().unwrap();
    let waited = (0..1_200).find(|_| {
        let published = last.published();
        let all = reported.iter().all(|id| published.contains(&[*id; 16]));
        if !all {
            std::thread::sleep(Duration::from_millis(100));
        }
        all
    });
    assert!(waited.is_some(), "a key is lost");
    let published = last.published();
    for id in reported {
        assert_eq!(published.iter().filter(|bytes| **bytes == [id; 16]).count(), 1, "key {id}");
    }
    last.kill();
}
