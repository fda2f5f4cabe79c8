//! An authority made of signing keys, and phones with the simplest host there is.

use core::time::Duration;
use std::collections::VecDeque;

use lancan_core::{
    AdapterState, Capabilities, Command, ConsentGiven, Event, Heard, HttpAnswer, HttpFailure, HttpMethod, HttpRequest,
    HttpResponse, Notice, Now, PeerHandle, RadioCommand, RadioEvent, ReportStage, Sighting, StaticVault, Store, Tracer,
    Warning,
};
use lancan_protocol::{
    code::Code,
    export::{ExportHeader, ExportKey, ExportSigner, ExportWriter},
    frame::{Frame, ServiceUuid},
    hex,
    keys::DayKey,
    rules::Rules,
    signed::{Purpose, Signed},
    time::{Interval, UnixTime},
    wire::{Deployment, Index, IndexedExport, PublicKeyPem, Report, ReportAnswer, ReportType, VerifyAnswer, path},
};
use p256::{
    ecdsa::SigningKey,
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use prost::Message as _;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use sha2::{Digest as _, Sha256};

pub(crate) const START: UnixTime = UnixTime(1_620_000_000);

/// Just enough of an authority to answer a phone.
pub(crate) struct Authority {
    pub(crate) signer: SigningKey,
    pub(crate) rules: Rules,
    pub(crate) exports: Vec<(IndexedExport, Vec<u8>)>,
    pub(crate) reports: Vec<Report>,
    pub(crate) serial: u64,
    pub(crate) online: bool,
    pub(crate) now: UnixTime,
    /// Paths that were asked for.
    pub(crate) asked: Vec<String>,
}

impl Authority {
    pub(crate) fn new() -> Self {
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
            asked: Vec::new(),
        }
    }

    pub(crate) fn deployment(&self) -> Deployment {
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

    pub(crate) fn publish(&mut self, keys: &[ExportKey], end: UnixTime) {
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

    pub(crate) fn answer(&mut self, request: &HttpRequest) -> HttpAnswer {
        self.asked.push(request.path.clone());
        let outcome = if self.online { Ok(self.respond(request)) } else { Err(HttpFailure::Unreachable) };
        HttpAnswer { request: request.id, outcome }
    }

    pub(crate) fn respond(&mut self, request: &HttpRequest) -> HttpResponse {
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

    pub(crate) fn sign(&self, purpose: Purpose, document: &[u8]) -> Vec<u8> {
        serde_json::to_vec(&Signed::new(purpose, "k", &self.signer, document)).unwrap()
    }
}

/// A phone with the simplest host there is.
pub(crate) struct Phone {
    pub(crate) tracer: Tracer,
    pub(crate) on_air: Option<Frame>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) requests: VecDeque<HttpRequest>,
}

impl Phone {
    pub(crate) fn open(store: Store, deployment: Deployment, seed: u64) -> Self {
        let tracer = Tracer::open(store, deployment, ChaCha20Rng::seed_from_u64(seed)).unwrap();
        Self { tracer, on_air: None, notices: Vec::new(), requests: VecDeque::new() }
    }

    pub(crate) fn new(seed: u64, authority: &Authority) -> Self {
        let store = Store::in_memory(&StaticVault::new([7; 32]), &mut ChaCha20Rng::seed_from_u64(seed)).unwrap();
        Self::open(store, authority.deployment(), seed)
    }

    pub(crate) fn start(&mut self, now: Now) {
        self.event(now, Event::Started { capabilities: Capabilities::default(), restored: false });
        self.event(now, Event::Radio(RadioEvent::Adapter(AdapterState::On)));
    }

    pub(crate) fn event(&mut self, now: Now, event: Event) {
        let commands = self.tracer.handle(now, event);
        self.execute(now, commands);
    }

    pub(crate) fn execute(&mut self, now: Now, commands: Vec<Command>) {
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

    pub(crate) fn hear(&mut self, now: Now, frame: Frame, rssi_dbm: i8) {
        let sighting = Sighting { peer: PeerHandle(1), rssi_dbm: Some(rssi_dbm), heard: Heard::Frame(frame) };
        self.event(now, Event::Radio(RadioEvent::Sighted(sighting)));
    }

    pub(crate) fn talk(&mut self, now: Now, authority: &mut Authority) {
        authority.now = now.wall;
        while let Some(request) = self.requests.pop_front() {
            let answer = authority.answer(&request);
            self.event(now, Event::Http(answer));
        }
    }

    pub(crate) fn warnings(&self) -> Vec<&Warning> {
        self.notices
            .iter()
            .filter_map(|notice| match notice {
                Notice::Warning(w) => Some(w),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn stages(&self) -> Vec<&ReportStage> {
        self.notices
            .iter()
            .filter_map(|notice| match notice {
                Notice::Report(s) => Some(s),
                _ => None,
            })
            .collect()
    }
}

pub(crate) fn at(seconds: u64) -> Now {
    Now { wall: START.plus(seconds), monotonic: Duration::from_secs(seconds) }
}

/// How many exports were asked for since the last call.
pub(crate) fn exports_asked(authority: &mut Authority) -> usize {
    authority.asked.drain(..).filter(|asked| asked.starts_with(path::EXPORTS)).count()
}

/// Two phones a metre apart for so many minutes, heard every ten seconds.
pub(crate) fn together(a: &mut Phone, b: &mut Phone, from: u64, minutes: u64) {
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

pub(crate) fn consent() -> ConsentGiven {
    ConsentGiven { keys: true, encounters: true, text_version: 1, language: "vi".into() }
}

pub(crate) fn report(phone: &mut Phone, now: Now, authority: &mut Authority) {
    let code = Code::short(8, &mut ChaCha20Rng::seed_from_u64(9));
    let commands = phone.tracer.enter_code(now, &code.grouped()).unwrap();
    phone.execute(now, commands);
    phone.talk(now, authority);
    let commands = phone.tracer.send(now, &consent()).unwrap();
    phone.execute(now, commands);
    phone.talk(now, authority);
}

pub(crate) fn published(report: &Report) -> Vec<ExportKey> {
    let key = |key: &lancan_protocol::wire::ReportedKey| ExportKey {
        report_type: Some(ReportType::ConfirmedTest),
        days_since_onset: Some(0),
        ..ExportKey::new(DayKey::from_bytes(key.key[..].try_into().unwrap()), Interval(key.start), key.period)
    };
    report.keys.iter().map(key).collect()
}

pub(crate) fn poll(phone: &mut Phone, now: Now, authority: &mut Authority) {
    let commands = phone.tracer.check_now(now);
    phone.execute(now, commands);
    phone.talk(now, authority);
}
