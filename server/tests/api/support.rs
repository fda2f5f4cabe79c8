//! A server, an officer and phones.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::export::{ExportHeader, ExportKey, ExportReader, Limits, TrustedKeys, day_file};
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::rules::Rules;
use lancan_protocol::signed::{Purpose, Signed};
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::{
    Consent, DayActivity, Index, IndexedDay, REPORT_ANSWER_BYTES, Report, ReportAnswer, ReportedKey, SIGNATURE_HEADER,
    VERIFY_BYTES, VerifyAnswer, VerifyRequest, path, to_padded_json,
};
use lancan_server::clock::VirtualClock;
use lancan_server::config::DatabaseSetting;
use lancan_server::store::{Store, Value};
use lancan_server::{Config, Date, Running, Server, values};
use p256::ecdsa::SigningKey;
use serde_json::{Value as Json, json};

use crate::cluster;

/// The database that the servers of this process use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// The variable that says `postgresql` where tests are to run on it.
    pub(crate) const VARIABLE: &str = "LANCAN_TEST_DATABASE";

    pub(crate) fn of_this_process() -> Self {
        match std::env::var(Self::VARIABLE).as_deref() {
            Ok("postgresql") => Self::Postgres,
            Ok(other) => panic!("{}: {other} is no database of the tests; say postgresql, or nothing", Self::VARIABLE),
            Err(_) => Self::Sqlite,
        }
    }
}

/// Ten in the morning, UTC.
pub(crate) const START: UnixTime = UnixTime(18_772 * 86_400 + 36_000);
pub(crate) const TODAY: Day = Day(18_772);
pub(crate) const PASSWORD: &str = "mật khẩu dài";

/// An answer: status, headers, body.
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    /// Every `Set-Cookie`.
    pub(crate) cookies: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Said {
    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("not JSON: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The public code of a problem.
    pub(crate) fn problem(&self) -> String {
        let body = self.json();
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(body["status"], self.status);
        body["type"].as_str().unwrap().strip_prefix("urn:lancan:problem:").unwrap().to_owned()
    }
}

pub(crate) struct World {
    pub(crate) runtime: tokio::runtime::Runtime,
    pub(crate) clock: Arc<VirtualClock>,
    pub(crate) config: Config,
    pub(crate) rules: Rules,
    server: Option<Running>,
    url: String,
    agent: ureq::Agent,
    /// Cases that were opened: no two have one number.
    cases: AtomicU32,
    _directory: tempfile::TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|_| {}, |_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Config), rule: impl FnOnce(&mut Rules)) -> Self {
        let world = Self::prepared(Arc::new(VirtualClock::new(START)), change, rule, |_| {});
        let server = world.server();
        world.runtime.block_on(server.create_officer("an", "Trạm y tế phường 1", PASSWORD)).unwrap();
        world.runtime.block_on(server.create_officer("binh", "Trạm y tế phường 2", PASSWORD)).unwrap();
        world
    }

    /// A server on a data directory that `prepare` fills.
    pub(crate) fn prepared(
        clock: Arc<VirtualClock>,
        change: impl FnOnce(&mut Config),
        rule: impl FnOnce(&mut Rules),
        prepare: impl FnOnce(&Path),
    ) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut config =
            Config { listen: ([127, 0, 0, 1], 0).into(), data_dir: directory.path().join("data"), ..Config::default() };
        // Tests leap over days.
        config.clock.longest_pause_hours = 24 * 60;
        if Engine::of_this_process() == Engine::Postgres {
            config.database =
                Some(DatabaseSetting::new(cluster::new_database().unwrap_or_else(|| std::process::exit(0))));
        }
        change(&mut config);
        let mut rules = Rules::built_in();
        // Exports every ten minutes, and of what came before them.
        (rules.publication.every_seconds, rules.publication.delay_seconds) = (600, 0);
        rule(&mut rules);
        // A connection for each request: one whose body the server did not wait for, because it refused the request, ends.
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent = agent.max_idle_connections(0).build().into();
        let mut world = Self {
            runtime: tokio::runtime::Runtime::new().unwrap(),
            clock,
            config,
            rules,
            server: None,
            url: String::new(),
            agent,
            cases: AtomicU32::new(0),
            _directory: directory,
        };
        prepare(&world.config.data_dir);
        world.start();
        world
    }

    pub(crate) fn start(&mut self) {
        let start = Server::start_with_rules(self.config.clone(), self.rules.clone(), self.clock.clone());
        let server = self.runtime.block_on(start).unwrap();
        self.url = server.url();
        self.server = Some(server);
    }

    pub(crate) fn stop(&mut self) {
        self.runtime.block_on(self.server.take().unwrap().stop());
    }

    pub(crate) fn server(&self) -> &Running {
        self.server.as_ref().unwrap()
    }

    /// Moves the clock and lets the publisher do what is due.
    pub(crate) fn go_to(&self, at: UnixTime) {
        self.clock.set(at).unwrap();
        self.do_what_is_due();
    }

    /// Lets the publisher and the weighing of callbacks do what is due.
    pub(crate) fn do_what_is_due(&self) {
        self.runtime.block_on(self.server().tick()).unwrap();
    }

    pub(crate) fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Said {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = match body {
            Some(body) => self.agent.run(request.body(body).unwrap()),
            None => self.agent.run(request.body(()).unwrap()),
        };
        let mut response = response.unwrap();
        let cookies = response.headers().get_all("set-cookie").iter();
        let cookies = cookies.map(|value| value.to_str().unwrap().to_owned()).collect();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let body = response.body_mut().with_config().limit(200 << 20).read_to_vec().unwrap();
        Said { status: response.status().as_u16(), headers, cookies, body }
    }

    /// Host and port of the server.
    pub(crate) fn host(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Said {
        self.call("GET", path, &[], None)
    }

    pub(crate) fn sign_in(&self, name: &str) -> Officer<'_> {
        let body = json!({ "name": name, "password": PASSWORD }).to_string();
        let said = self.call("POST", "/officer/v1/session", &[], Some(body.as_bytes()));
        assert_eq!(said.status, 200);
        let token = said.json()["token"].as_str().unwrap().to_owned();
        Officer { world: self, authorization: format!("Bearer {token}") }
    }

    /// A code for a fresh case with onset two days ago.
    pub(crate) fn code(&self) -> String {
        let officer = self.sign_in("an");
        let case = officer.open_case();
        officer.issue(&case, "short")["code"].as_str().unwrap().to_owned()
    }

    pub(crate) fn index(&self) -> Index {
        let said = self.get(path::INDEX);
        assert_eq!(said.status, 200);
        let document = Signed::open(&said.body, Purpose::Index, &self.server().deployment().index_keys).unwrap();
        serde_json::from_slice(&document).unwrap()
    }

    pub(crate) fn trusted(&self) -> TrustedKeys {
        TrustedKeys::new(&self.server().deployment().export_keys).unwrap()
    }

    /// The keys of every published export, by its end.
    pub(crate) fn published(&self) -> Vec<(UnixTime, Vec<[u8; 16]>)> {
        let mut all = Vec::new();
        let index = self.index();
        for export in index.days.iter().flat_map(|day| self.exports_of(day)) {
            all.push((export_header(&export).end, keys_of(export, &self.trusted())));
        }
        for export in index.exports {
            let said = self.get(&format!("{}{}", path::EXPORTS, export.name));
            assert_eq!((said.status, said.body.len() as u64), (200, export.bytes));
            let hash = ring::digest::digest(&ring::digest::SHA256, &said.body);
            assert_eq!(hex(hash.as_ref()), export.sha256);
            all.push((export.end, keys_of(said.body, &self.trusted())));
        }
        all
    }

    /// The exports of a finished day, as its file holds them.
    pub(crate) fn exports_of(&self, day: &IndexedDay) -> Vec<Vec<u8>> {
        let said = self.get(&format!("{}{}", path::DAYS, day.name));
        assert_eq!((said.status, said.body.len() as u64), (200, day.bytes));
        let exports = day_file::exports(&said.body).unwrap();
        let sha256 = |bytes: &[u8]| ring::digest::digest(&ring::digest::SHA256, bytes);
        let hashes: Vec<u8> = exports.iter().flat_map(|export| sha256(export).as_ref().to_vec()).collect();
        assert_eq!((exports.len(), hex(sha256(&hashes).as_ref())), (day.exports as usize, day.sha256.clone()));
        exports.into_iter().map(<[u8]>::to_vec).collect()
    }

    /// The ends of the exports that hold a key.
    pub(crate) fn exports_with(&self, key: u8) -> Vec<UnixTime> {
        let with = |keys: &[[u8; 16]]| keys.iter().filter(|bytes| **bytes == [key; 16]).count();
        self.published().into_iter().flat_map(|(end, keys)| vec![end; with(&keys)]).collect()
    }

    /// What the audit log says officers did, in order.
    pub(crate) fn acts(&self) -> Vec<String> {
        let text = |row: Vec<Value>| match row.into_iter().next() {
            Some(Value::Text(text)) => text,
            other => panic!("{other:?}"),
        };
        self.rows("SELECT act FROM audit WHERE officer > 0 ORDER BY id").into_iter().map(text).collect()
    }

    /// The SQLite file.
    pub(crate) fn database(&self) -> PathBuf {
        self.config.data_dir.join("lancan.sqlite3")
    }

    /// A second way into the database, beside the server's.
    fn store(&self) -> Store {
        Store::open(&self.config.location().unwrap()).unwrap()
    }

    /// Changes the database behind the server's back.
    pub(crate) fn change(&self, statement: &'static str, values: &[Value]) {
        let (store, values) = (self.store(), values.to_vec());
        let changed = store.run("test", move |tx| tx.execute(statement, &values));
        self.runtime.block_on(changed).unwrap();
    }

    /// Leaves the database of a stopped server as one that was killed between planning an export and publishing it.
    pub(crate) fn plan_export(&self, end: UnixTime) {
        let name = format!("{}.zip", end.0);
        let insert = "INSERT INTO exports (end_at, start_at, name) VALUES (?1, ?2, ?3)";
        self.change(insert, values![end, end.minus(600), name.as_str()]);
        self.change("UPDATE waiting_keys SET export_end = ?1, taken = waiting WHERE publish_at <= ?1", values![end]);
    }

    /// The rows of a query.
    pub(crate) fn rows(&self, query: &str) -> Vec<Vec<Value>> {
        let (store, query) = (self.store(), query.to_owned());
        let rows = store.view("test", move |tx| tx.query(&query, &[]));
        self.runtime.block_on(rows).unwrap().into_iter().map(lancan_server::store::Row::rest).collect()
    }

    /// How many rows a table has, or those of a table that fulfil a condition (`seen_keys WHERE …`).
    pub(crate) fn count(&self, of: &str) -> i64 {
        match self.rows(&format!("SELECT count(*) FROM {of}")).remove(0).remove(0) {
            Value::Integer(count) => count,
            other => panic!("{other:?}"),
        }
    }

    fn tables(&self) -> Vec<String> {
        let names = match Engine::of_this_process() {
            Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1",
            Engine::Postgres => {
                "SELECT table_name::TEXT FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
            }
        };
        let name = |row: Vec<Value>| match row.into_iter().next() {
            Some(Value::Text(name)) => name,
            other => panic!("{other:?}"),
        };
        self.rows(names).into_iter().map(name).collect()
    }

    /// Every row but failure counts, counted bodies, the cover work and the publisher's lease, as text.
    pub(crate) fn dump(&self) -> String {
        const LEFT_OUT: [&str; 5] = ["bodies", "cover_uses", "cover_work", "failures", "leases"];
        let mut text = String::new();
        for table in self.tables().into_iter().filter(|table| !LEFT_OUT.contains(&table.as_str())) {
            let mut rows: Vec<String> =
                self.rows(&format!("SELECT * FROM {table}")).iter().map(|row| format!("{row:?}")).collect();
            rows.sort();
            for row in rows {
                writeln!(text, "{table} {row}").unwrap();
            }
        }
        text
    }

    /// The bytes of every stored value, and on SQLite those of its files.
    pub(crate) fn stored_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for value in self.tables().iter().flat_map(|table| self.rows(&format!("SELECT * FROM {table}"))).flatten() {
            match value {
                Value::Text(text) => bytes.extend(text.into_bytes()),
                Value::Bytes(value) => bytes.extend(value),
                Value::Integer(_) | Value::Null => {}
            }
            bytes.push(0);
        }
        if Engine::of_this_process() == Engine::Sqlite {
            for file in [self.database(), self.database().with_extension("sqlite3-wal")] {
                bytes.extend(std::fs::read(file).unwrap_or_default());
            }
        }
        bytes
    }
}

pub(crate) fn keys_of(file: Vec<u8>, trusted: &TrustedKeys) -> Vec<[u8; 16]> {
    export_keys(file, trusted).iter().map(|key| *key.key.as_bytes()).collect()
}

/// What an export says about itself.
pub(crate) fn export_header(file: &[u8]) -> ExportHeader {
    ExportReader::open(Cursor::new(file), Limits::default()).unwrap().stream().unwrap().header().clone()
}

/// The keys of an export with their fields, those that it revises left out.
pub(crate) fn export_keys(file: Vec<u8>, trusted: &TrustedKeys) -> Vec<ExportKey> {
    let mut reader = ExportReader::open(Cursor::new(file), Limits::default()).unwrap();
    let mut stream = reader.stream().unwrap();
    let mut keys = Vec::new();
    while let Some(key) = stream.next().unwrap() {
        if !key.revised {
            keys.push(key.key.clone());
        }
    }
    stream.finish(trusted).unwrap();
    keys
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

pub(crate) struct Officer<'w> {
    pub(crate) world: &'w World,
    pub(crate) authorization: String,
}

impl Officer<'_> {
    pub(crate) fn call(&self, method: &str, path: &str, body: Option<Json>) -> Said {
        let body = body.map(|body| body.to_string());
        let headers = [("authorization", self.authorization.as_str())];
        self.world.call(method, path, &headers, body.as_ref().map(String::as_bytes))
    }

    /// Opens a case with onset two days ago; returns its id.
    pub(crate) fn open_case(&self) -> String {
        let onset = Date(KeyDays::VIETNAM.day(self.world.now()).minus(2)).to_string();
        let reference = format!("BN 2021/{}", self.world.cases.fetch_add(1, Ordering::Relaxed) + 1);
        let body = json!({ "reference": reference, "onset_date": onset, "report_type": "confirmed_test" });
        let said = self.call("POST", "/officer/v1/cases", Some(body));
        assert_eq!(said.status, 201);
        said.json()["id"].as_str().unwrap().to_owned()
    }

    /// Enters a contact of a case, last met on 20 May 2021; returns its id.
    pub(crate) fn add_contact(&self, case: &str, person: &Json) -> String {
        let body = json!({ "person": person, "last_contact": "2021-05-20" });
        let said = self.call("POST", &format!("/officer/v1/cases/{case}/contacts"), Some(body));
        assert_eq!(said.status, 201, "{}", String::from_utf8_lossy(&said.body));
        said.json()["id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn issue(&self, case: &str, kind: &str) -> Json {
        let said = self.call("POST", &format!("/officer/v1/cases/{case}/codes"), Some(json!({ "kind": kind })));
        assert_eq!(said.status, 201);
        said.json()
    }
}

impl World {
    pub(crate) fn now(&self) -> UnixTime {
        lancan_server::clock::Clock::now(&*self.clock)
    }
}

/// A phone with its fresh key.
pub(crate) struct Phone {
    pub(crate) key: SigningKey,
}

impl Phone {
    pub(crate) fn new(seed: u8) -> Self {
        Self { key: SigningKey::from_slice(&[seed; 32]).unwrap() }
    }

    pub(crate) fn public_key(&self) -> Vec<u8> {
        self.key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    pub(crate) fn jkt(&self) -> String {
        let hash = ring::digest::digest(&ring::digest::SHA256, &self.public_key());
        URL_SAFE_NO_PAD.encode(hash)
    }

    pub(crate) fn try_verify(&self, world: &World, code: &str, cover: bool) -> Said {
        let code = code.replace(' ', "");
        let mut request = VerifyRequest { code, jkt: self.jkt(), cover, padding: String::new() };
        let body = to_padded_json(&mut request, VERIFY_BYTES).unwrap();
        world.call("POST", path::VERIFY, &[], Some(&body))
    }

    pub(crate) fn verify(&self, world: &World, code: &str) -> VerifyAnswer {
        let said = self.try_verify(world, code, false);
        assert_eq!((said.status, said.body.len()), (200, VERIFY_BYTES), "{}", String::from_utf8_lossy(&said.body));
        serde_json::from_slice(&said.body).unwrap()
    }

    /// A report of three finished days, with the key of today, which is left out.
    pub(crate) fn report(&self, world: &World, answer: &VerifyAnswer, id: u8) -> Report {
        let today = KeyDays::VIETNAM.day(world.now());
        let finished =
            (1..=3).map(|ago| key(id + ago, KeyDays::VIETNAM.first_interval(today.minus(u32::from(ago))), 144));
        Report {
            report_id: vec![id; 16],
            token: answer.token.clone(),
            public_key: self.public_key(),
            keys: finished.chain([key(id, KeyDays::VIETNAM.first_interval(today), 144)]).collect(),
            encounters: encounter(KeyDays::VIETNAM.first_interval(today.minus(1)).plus(60)).to_vec(),
            activity: vec![DayActivity { day: today.0 - 1, advertised: vec![255; 18], scanned: vec![255; 18] }],
            consent: Some(Consent {
                keys: true,
                encounters: true,
                text_version: 1,
                language: "vi".into(),
                visits: false,
            }),
            cover: false,
            visits: Vec::new(),
            withdrawal: false,
            padding: Vec::new(),
        }
    }

    /// The second part of a report: today's key, whose day is over when it is sent.
    pub(crate) fn second(report: &Report, id: u8) -> Report {
        Report {
            report_id: vec![id; 16],
            keys: report.keys.last().cloned().into_iter().collect(),
            encounters: Vec::new(),
            activity: Vec::new(),
            ..report.clone()
        }
    }

    pub(crate) fn try_send(&self, world: &World, report: &Report) -> Said {
        self.send_bytes(world, &report.to_padded_bytes().unwrap())
    }

    pub(crate) fn send_bytes(&self, world: &World, body: &[u8]) -> Said {
        let signature = URL_SAFE_NO_PAD.encode(Purpose::Report.sign(&self.key, body));
        world.call("POST", path::REPORT, &[(SIGNATURE_HEADER, &signature)], Some(body))
    }

    pub(crate) fn send(&self, world: &World, report: &Report) -> ReportAnswer {
        let said = self.try_send(world, report);
        assert_eq!(
            (said.status, said.body.len()),
            (200, REPORT_ANSWER_BYTES),
            "{}",
            String::from_utf8_lossy(&said.body)
        );
        serde_json::from_slice(&said.body).unwrap()
    }
}

/// A key of sixteen times the same byte.
pub(crate) fn key(byte: u8, start: Interval, period: u32) -> ReportedKey {
    ReportedKey { key: vec![byte; 16], start: start.0, period }
}

/// An encounter of five minutes.
pub(crate) fn encounter(interval: Interval) -> [u8; 32] {
    let mut bytes = [9; 32];
    bytes[20..24].copy_from_slice(&interval.0.to_le_bytes());
    bytes[24..26].copy_from_slice(&300_u16.to_le_bytes());
    bytes[26..].copy_from_slice(&[50, 55, 4, 0, 0, 0]);
    bytes
}

/// Whether bytes hold a secret that must not be among them.
///
/// # Panics
/// When the secret is so short that identifiers, times or sealed bytes may hold it by chance.
pub(crate) fn holds(bytes: &[u8], secret: impl AsRef<[u8]>) -> bool {
    let secret = secret.as_ref();
    let least = if secret.iter().all(u8::is_ascii_hexdigit) { 8 } else { 5 };
    assert!(secret.len() >= least, "chance finds {}", String::from_utf8_lossy(secret));
    bytes.windows(secret.len()).any(|part| part == secret)
}
