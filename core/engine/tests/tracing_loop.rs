//! The whole loop through the public interface: two phones, an authority made of signing keys, virtual time.
#![cfg(test)]

use core::time::Duration;
use std::collections::VecDeque;

use lancan_core::{
    AdapterState, Capabilities, Command, ConsentGiven, Event, Heard, HttpAnswer, HttpFailure, HttpMethod, HttpRequest,
    HttpResponse, Notice, Now, PeerHandle, RadioCommand, RadioEvent, ReportStage, Sighting, StaticVault, Store, Tracer,
    Trouble, Warning,
};
use lancan_protocol::{
    code::Code,
    export::{ExportHeader, ExportKey, ExportSigner, ExportWriter},
    frame::{Frame, ServiceUuid},
    hex,
    keys::DayKey,
    problem::Problem,
    rules::Rules,
    signed::{Purpose, Signed},
    time::{Interval, UnixTime},
    wire::{
        Deployment, Index, IndexedExport, ProblemBody, PublicKeyPem, Report, ReportAnswer, ReportType, VerifyAnswer,
        path,
    },
};
use p256::{
    ecdsa::SigningKey,
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use prost::Message as _;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use sha2::{Digest as _, Sha256};

const START: UnixTime = UnixTime(1_620_000_000);

/// Just enough of an authority to answer a phone.
struct Authority {
    signer: SigningKey,
    rules: Rules,
    exports: Vec<(IndexedExport, Vec<u8>)>,
    reports: Vec<Report>,
    serial: u64,
    online: bool,
    now: UnixTime,
}

impl Authority {
    fn new() -> Self {
        let mut rules = Rules::for_test();
        rules.serial = 1;
        Self {
            signer: SigningKey::from_slice(&[3; 32]).unwrap(),
            rules,
            exports: Vec::new(),
            reports: Vec::new(),
            serial: 0,
            online: true,
            now: START,
        }
    }

    fn deployment(&self) -> Deployment {
        let pem = self.signer.verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
        let key = || vec![PublicKeyPem { id: "k".into(), version: "v1".into(), pem: pem.clone() }];
        Deployment {
            authority: "Sở Y tế Lâm Đồng".into(),
            service_uuid: ServiceUuid::DEFAULT,
            export_keys: key(),
            index_keys: key(),
            rules_keys: key(),
        }
    }

    fn publish(&mut self, keys: &[ExportKey], end: UnixTime) {
        let header = ExportHeader { start: end.minus(3_600), end, ..ExportHeader::default() };
        let signer = ExportSigner { key: self.signer.clone(), id: "k".into(), version: "v1".into() };
        let mut writer =
            ExportWriter::new(std::io::Cursor::new(Vec::new()), header, std::slice::from_ref(&signer)).unwrap();
        let mut keys = keys.to_vec();
        keys.sort_by(|a, b| a.key.cmp(&b.key));
        for key in &keys {
            writer.key(key).unwrap();
        }
        let bytes = writer.finish().unwrap().into_inner();
        let sha256 = hex::encode(&Sha256::digest(&bytes));
        let name = format!("{}.zip", self.exports.len());
        let indexed = IndexedExport { name, bytes: bytes.len() as u64, sha256, start: end.minus(3_600), end };
        self.exports.push((indexed, bytes));
    }

    fn answer(&mut self, request: &HttpRequest) -> HttpAnswer {
        let outcome = if self.online { Ok(self.respond(request)) } else { Err(HttpFailure::Unreachable) };
        HttpAnswer { request: request.id, outcome }
    }

    fn respond(&mut self, request: &HttpRequest) -> HttpResponse {
        let ok = |body| HttpResponse { status: 200, etag: None, body };
        match (request.method, request.path.as_str()) {
            (HttpMethod::Get, path::INDEX) => {
                self.serial += 1;
                let index = Index {
                    serial: self.serial,
                    issued_at: self.now,
                    expires_at: self.now.plus(86_400),
                    rules_serial: self.rules.serial,
                    exports: self.exports.iter().map(|(indexed, _)| indexed.clone()).collect(),
                };
                ok(self.sign(Purpose::Index, &serde_json::to_vec(&index).unwrap()))
            }
            (HttpMethod::Get, path::RULES) => ok(self.sign(Purpose::Rules, &serde_json::to_vec(&self.rules).unwrap())),
            (HttpMethod::Get, other) => {
                let found = self.exports.iter().find(|(indexed, _)| other.ends_with(&indexed.name));
                found.map_or(HttpResponse { status: 404, etag: None, body: vec![] }, |(_, bytes)| ok(bytes.clone()))
            }
            (HttpMethod::Post, path::VERIFY) => ok(serde_json::to_vec(&VerifyAnswer {
                token: "token".into(),
                centre: "Trung tâm Y tế Bảo Lâm".into(),
                window_from: START.interval().minus(14 * 144),
                window_to: START.interval().plus(14 * 144),
                report_type: ReportType::ConfirmedTest,
                padding: String::new(),
            })
            .unwrap()),
            (HttpMethod::Post, _) => {
                let report = Report::decode(&request.body[..]).unwrap();
                if !report.cover {
                    self.reports.push(report);
                }
                let answer = ReportAnswer { published_by: self.now.plus(1_800), padding: String::new() };
                ok(serde_json::to_vec(&answer).unwrap())
            }
        }
    }

    fn sign(&self, purpose: Purpose, document: &[u8]) -> Vec<u8> {
        serde_json::to_vec(&Signed::new(purpose, "k", &self.signer, document)).unwrap()
    }
}

/// A phone with the simplest host there is.
struct Phone {
    tracer: Tracer,
    on_air: Option<Frame>,
    notices: Vec<Notice>,
    requests: VecDeque<HttpRequest>,
}

impl Phone {
    fn open(store: Store, deployment: Deployment, seed: u64) -> Self {
        let tracer = Tracer::open(store, deployment, ChaCha20Rng::seed_from_u64(seed)).unwrap();
        Self { tracer, on_air: None, notices: Vec::new(), requests: VecDeque::new() }
    }

    fn new(seed: u64, authority: &Authority) -> Self {
        let store = Store::in_memory(&StaticVault::new([7; 32]), &mut ChaCha20Rng::seed_from_u64(seed)).unwrap();
        Self::open(store, authority.deployment(), seed)
    }

    fn start(&mut self, now: Now) {
        self.event(now, Event::Started { capabilities: Capabilities::default(), restored: false });
        self.event(now, Event::Radio(RadioEvent::Adapter(AdapterState::On)));
    }

    fn event(&mut self, now: Now, event: Event) {
        let commands = self.tracer.handle(now, event);
        self.execute(now, commands);
    }

    fn execute(&mut self, now: Now, commands: Vec<Command>) {
        for command in commands {
            match command {
                Command::Radio(RadioCommand::Advertise { frame, .. }) => {
                    self.on_air = Some(frame);
                    self.event(now, Event::Radio(RadioEvent::AdvertisingStarted));
                }
                Command::Radio(RadioCommand::StopAdvertising) => self.on_air = None,
                Command::Radio(RadioCommand::Scan { .. }) => self.event(now, Event::Radio(RadioEvent::ScanStarted)),
                Command::Http(request) => self.requests.push_back(request),
                Command::Notify(notice) => self.notices.push(notice),
                _ => {}
            }
        }
    }

    fn hear(&mut self, now: Now, frame: Frame, rssi_dbm: i8) {
        let sighting = Sighting { peer: PeerHandle(1), rssi_dbm: Some(rssi_dbm), heard: Heard::Frame(frame) };
        self.event(now, Event::Radio(RadioEvent::Sighted(sighting)));
    }

    fn talk(&mut self, now: Now, authority: &mut Authority) {
        authority.now = now.wall;
        while let Some(request) = self.requests.pop_front() {
            let answer = authority.answer(&request);
            self.event(now, Event::Http(answer));
        }
    }

    fn warnings(&self) -> Vec<&Warning> {
        self.notices
            .iter()
            .filter_map(|notice| match notice {
                Notice::Warning(w) => Some(w),
                _ => None,
            })
            .collect()
    }

    fn stages(&self) -> Vec<&ReportStage> {
        self.notices
            .iter()
            .filter_map(|notice| match notice {
                Notice::Report(s) => Some(s),
                _ => None,
            })
            .collect()
    }
}

fn at(seconds: u64) -> Now {
    Now { wall: START.plus(seconds), monotonic: Duration::from_secs(seconds) }
}

/// Two phones a metre apart for so many minutes, heard every ten seconds.
fn together(a: &mut Phone, b: &mut Phone, from: u64, minutes: u64) {
    for second in (from..from + minutes * 60).step_by(10) {
        let now = at(second);
        for phone in [&mut *a, &mut *b] {
            phone.event(now, Event::Wake);
            phone.event(now, Event::Radio(RadioEvent::ScanStopped));
            phone.event(now, Event::Radio(RadioEvent::ScanStarted));
        }
        if let Some(frame) = a.on_air {
            b.hear(now, frame, -45);
        }
        if let Some(frame) = b.on_air {
            a.hear(now, frame, -45);
        }
    }
}

fn consent() -> ConsentGiven {
    ConsentGiven { keys: true, encounters: true, text_version: 1, language: "vi".into() }
}

fn report(phone: &mut Phone, now: Now, authority: &mut Authority) {
    let code = Code::short(8, &mut ChaCha20Rng::seed_from_u64(9));
    let commands = phone.tracer.enter_code(now, &code.grouped()).unwrap();
    phone.execute(now, commands);
    phone.talk(now, authority);
    let commands = phone.tracer.send(now, &consent()).unwrap();
    phone.execute(now, commands);
    phone.talk(now, authority);
}

fn published(report: &Report) -> Vec<ExportKey> {
    let key = |key: &lancan_protocol::wire::ReportedKey| ExportKey {
        report_type: Some(ReportType::ConfirmedTest),
        days_since_onset: Some(0),
        ..ExportKey::new(DayKey::from_bytes(key.key[..].try_into().unwrap()), Interval(key.start), key.period)
    };
    report.keys.iter().map(key).collect()
}

fn poll(phone: &mut Phone, now: Now, authority: &mut Authority) {
    let commands = phone.tracer.check_now(now);
    phone.execute(now, commands);
    phone.talk(now, authority);
}

#[test]
fn who_was_near_a_case_is_warned_and_who_was_not_is_not() {
    let mut authority = Authority::new();
    let [mut case, mut contact, mut stranger] = [1, 2, 3].map(|seed| Phone::new(seed, &authority));
    for phone in [&mut case, &mut contact, &mut stranger] {
        phone.start(at(0));
        phone.talk(at(0), &mut authority);
    }
    together(&mut case, &mut contact, 10, 25);

    report(&mut case, at(3_600), &mut authority);
    let last = case.stages().last().copied().cloned();
    assert_eq!(last, Some(ReportStage::Accepted { published_by: at(3_600 + 1_800).wall }));
    let sent = authority.reports[0].clone();
    assert!(!sent.encounters.is_empty() && sent.activity.len() == 1);

    authority.publish(&published(&sent), at(6_000).wall);
    for phone in [&mut contact, &mut stranger] {
        poll(phone, at(6_010), &mut authority);
    }
    let warnings = contact.warnings();
    assert_eq!(warnings.len(), 1);
    assert!((20.0..=26.0).contains(&warnings[0].minutes_close), "{:?}", warnings[0]);
    assert!(stranger.warnings().is_empty());
}

#[test]
fn the_same_exposure_warns_once_also_after_a_restart() {
    let mut authority = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.sqlite");
    let open = |authority: &Authority, seed| {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let store = Store::open(&file, &StaticVault::new([7; 32]), &mut rng).unwrap();
        Phone::open(store, authority.deployment(), seed)
    };
    let (mut case, mut contact) = (Phone::new(1, &authority), open(&authority, 2));
    case.start(at(0));
    contact.start(at(0));
    together(&mut case, &mut contact, 10, 25);
    report(&mut case, at(3_600), &mut authority);
    authority.publish(&published(&authority.reports[0].clone()), at(6_000).wall);

    contact.event(at(3_600), Event::Stopping);
    drop(contact);
    let mut contact = open(&authority, 3);
    contact.start(at(6_010));
    contact.talk(at(6_010), &mut authority);
    poll(&mut contact, at(6_020), &mut authority);
    assert_eq!(contact.warnings().len(), 1);
    drop(contact);
    let mut again = open(&authority, 4);
    again.start(at(6_030));
    poll(&mut again, at(6_030), &mut authority);
    assert!(again.warnings().is_empty());
    assert_eq!(again.tracer.warnings().unwrap().len(), 1);
}

#[test]
fn a_published_key_replayed_under_a_clock_set_back_never_matches() {
    let mut authority = Authority::new();
    let mut phone = Phone::new(1, &authority);
    phone.start(at(90_000));
    let key = DayKey::from_bytes([5; 16]);
    authority.publish(&[ExportKey::new(key.clone(), START.interval(), 144)], at(88_000).wall);
    poll(&mut phone, at(90_000), &mut authority);

    // Somebody sets the clock back and replays the key's identifiers of that time for half an hour.
    for second in (600..2_400).step_by(10) {
        let now = Now { wall: START.plus(second), monotonic: Duration::from_secs(90_000 + second) };
        phone.event(now, Event::Radio(RadioEvent::ScanStarted));
        phone.hear(
            now,
            Frame {
                id: key.identifiers().rolling_id(now.wall.interval()),
                metadata: lancan_protocol::keys::EncryptedMetadata::from_bytes([0; 4]),
            },
            -45,
        );
    }
    let back = Now { wall: at(93_000).wall, monotonic: Duration::from_mins(1_550) };
    authority.publish(&[ExportKey::new(key, START.interval(), 144)], at(92_000).wall);
    poll(&mut phone, back, &mut authority);
    assert!(phone.warnings().is_empty());
}

#[test]
fn the_user_sees_that_the_server_is_out_of_reach_and_that_it_came_back() {
    let mut authority = Authority::new();
    let mut phone = Phone::new(1, &authority);
    authority.online = false;
    phone.start(at(0));
    phone.talk(at(0), &mut authority);
    let mut now = 0;
    while !phone.tracer.status().troubles.contains(&Trouble::ServerUnreachable) {
        now = phone.tracer.next_wake().unwrap().as_secs().max(now + 1);
        phone.event(at(now), Event::Wake);
        phone.talk(at(now), &mut authority);
        assert!(now < 86_400, "two polls fail within a day");
    }
    authority.online = true;
    poll(&mut phone, at(now + 1), &mut authority);
    assert!(phone.tracer.status().troubles.is_empty());
    assert_eq!(phone.tracer.status().last_checked, Some(at(now + 1).wall));
}

#[test]
fn erasing_leaves_no_trace_and_another_identifier_goes_on_the_air() {
    let mut authority = Authority::new();
    let [mut a, mut b] = [1, 2].map(|seed| Phone::new(seed, &authority));
    a.start(at(0));
    b.start(at(0));
    together(&mut a, &mut b, 10, 20);
    let before = b.on_air;
    let commands = b.tracer.erase(at(1_300)).unwrap();
    b.execute(at(1_300), commands);
    assert!(b.on_air.is_some() && b.on_air != before);

    report(&mut a, at(3_600), &mut authority);
    authority.publish(&published(&authority.reports[0].clone()), at(6_000).wall);
    poll(&mut b, at(6_010), &mut authority);
    assert!(b.warnings().is_empty());
}

#[test]
fn a_paused_phone_neither_sends_nor_records_and_says_so() {
    let authority = Authority::new();
    let mut phone = Phone::new(1, &authority);
    phone.start(at(0));
    assert!(phone.on_air.is_some());
    let commands = phone.tracer.pause(at(10));
    phone.execute(at(10), commands);
    assert!(phone.on_air.is_none() && phone.tracer.status().paused);
    let commands = phone.tracer.resume(at(20));
    phone.execute(at(20), commands);
    assert!(phone.on_air.is_some() && !phone.tracer.status().paused);
}

#[test]
fn what_a_person_starts_at_the_wrong_time_is_refused_with_a_reason() {
    let authority = Authority::new();
    let mut phone = Phone::new(1, &authority);
    phone.start(at(0));
    assert_eq!(phone.tracer.review().err(), Some(Problem::NothingToDo));
    assert_eq!(phone.tracer.send(at(1), &consent()).err(), Some(Problem::NothingToDo));
    assert_eq!(phone.tracer.enter_code(at(1), "12345").err(), Some(Problem::CodeMistyped));
}

#[test]
fn a_used_code_ends_with_the_servers_reason() {
    let authority = Authority::new();
    let mut phone = Phone::new(1, &authority);
    phone.start(at(0));
    phone.requests.clear();
    let code = Code::short(8, &mut ChaCha20Rng::seed_from_u64(9));
    let commands = phone.tracer.enter_code(at(1), code.as_str()).unwrap();
    phone.execute(at(1), commands);
    let request = phone.requests.pop_front().unwrap();
    let body =
        ProblemBody { kind: "urn:lancan:problem:code-used".into(), title: String::new(), status: 409, detail: None };
    let response = HttpResponse { status: 409, etag: None, body: serde_json::to_vec(&body).unwrap() };
    phone.event(at(2), Event::Http(HttpAnswer { request: request.id, outcome: Ok(response) }));
    assert_eq!(phone.stages().last(), Some(&&ReportStage::Failed(Problem::CodeUsed)));
}

#[test]
fn a_new_phone_that_takes_in_the_old_ones_file_is_warned_of_what_the_old_one_heard() {
    let mut authority = Authority::new();
    let [mut case, mut old, mut new] = [1, 2, 3].map(|seed| Phone::new(seed, &authority));
    for phone in [&mut case, &mut old, &mut new] {
        phone.start(at(0));
    }
    together(&mut case, &mut old, 10, 25);
    report(&mut case, at(3_600), &mut authority);
    authority.publish(&published(&authority.reports[0].clone()), at(6_000).wall);
    poll(&mut new, at(6_010), &mut authority);
    assert!(new.warnings().is_empty());

    let file = old.tracer.seal_transfer(at(6_020), "mật khẩu rất dài").unwrap();
    assert_eq!(new.tracer.open_transfer(&file, "sai mật khẩu rồi").err(), Some(Problem::PassphraseWrong));
    new.tracer.open_transfer(&file, "mật khẩu rất dài").unwrap();
    new.event(at(6_030), Event::Wake);
    new.talk(at(6_030), &mut authority);
    assert_eq!(new.warnings().len(), 1);
}

#[test]
fn history_shows_when_how_long_and_how_close_by_local_day() {
    let mut authority = Authority::new();
    let [mut a, mut b] = [1, 2].map(|seed| Phone::new(seed, &authority));
    a.start(at(0));
    b.start(at(0));
    a.talk(at(0), &mut authority);
    together(&mut a, &mut b, 10, 20);
    let days = a.tracer.history(at(3_600), 1, |_| 7 * 3_600).unwrap();
    assert_eq!(days.len(), 1);
    assert_eq!((days[0].begins.0 + 7 * 3_600) % 86_400, 0);
    let seconds: u32 = days[0].meetings.iter().map(|meeting| u32::from(meeting.seconds)).sum();
    assert!((1_100..=1_300).contains(&seconds), "{seconds}");

    let mut json = Vec::new();
    a.tracer.write_own_data(at(3_600), &mut json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert!(!json["intervals"].as_array().unwrap().is_empty());
    assert!(json["day_keys"][0]["key"].is_null(), "a key in use never leaves");
}
