//! The real binary as a process, and what an officer and a phone say to it.

use std::io::{BufRead as _, BufReader, Cursor, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::export::{ExportReader, Limits, TrustedKeys, day_file};
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::signed::{Purpose, Signed};
use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::wire::{
    Consent, Deployment, Index, Report, ReportAnswer, ReportedKey, SIGNATURE_HEADER, VERIFY_BYTES, VerifyAnswer,
    VerifyRequest, path, to_padded_json,
};
use lancan_server::Date;
use lancan_server::store::{Location, Store, Value as Stored};
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_lancan-server");
pub(crate) const PASSWORD: &str = "mật khẩu dài";

/// A process that ends with its test, also with one that fails: left alone it would keep the output of the tests open.
pub(crate) struct Started(pub(crate) Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(crate) struct Process {
    pub(crate) child: Started,
    pub(crate) url: String,
    pub(crate) agent: ureq::Agent,
    pub(crate) log: std::thread::JoinHandle<String>,
}

/// The file of a data directory that holds the address of the database, where it is not SQLite's.
pub(crate) const DATABASE: &str = "database.txt";

/// The file of a data directory that holds the address of the gateway for text messages, where there is one.
pub(crate) const SMS: &str = "sms.txt";

/// The file of a data directory with the key that vouches for openers, where there is one.
pub(crate) const NATIONAL_KEY: &str = "national.pub.pem";

/// A command of the server on this data directory and its database.
fn command(directory: &Path) -> Command {
    let mut command = Command::new(BINARY);
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(variable);
    }
    command.env("LANCAN_SERVER_DATA_DIR", directory).env("LANCAN_SERVER_SESSIONS__TOTP", "false");
    if let Ok(gateway) = std::fs::read_to_string(directory.join(SMS)) {
        command.env("LANCAN_SERVER_SMS__WEBHOOK", gateway);
        command.env("LANCAN_SERVER_SMS__SECRET", "0123456789abcdef0123456789abcdef");
    }
    if directory.join(NATIONAL_KEY).exists() {
        command.env("LANCAN_SERVER_NATIONAL_KEY", directory.join(NATIONAL_KEY));
    }
    if let Ok(address) = std::fs::read_to_string(directory.join(DATABASE)) {
        command.env("LANCAN_SERVER_DATABASE", address);
    }
    command
}

/// Runs a command of an operator who reads Vietnamese; standard output and standard error.
pub(crate) fn in_vietnamese(directory: &Path, arguments: &[&str]) -> (String, String) {
    let output = command(directory).env("LANG", "vi_VN.UTF-8").args(arguments).output().unwrap();
    let [said, told] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (said, told)
}

/// Makes a backup while the server runs.
pub(crate) fn back_up(directory: &Path, to: &Path) {
    let made = command(directory).args(["backup", "--to"]).arg(to).status().unwrap();
    assert!(made.success());
}

/// The server's command; with `rules.json` beside the data where there is one.
pub(crate) fn serve(directory: &Path) -> Command {
    let mut command = command(directory);
    command.arg("serve").env("LANCAN_SERVER_LISTEN", "127.0.0.1:0").env("LANCAN_SERVER_LOG__FORMAT", "json");
    let rules = directory.join("rules.json");
    if rules.exists() {
        command.env("LANCAN_SERVER_RULES_FILE", rules);
    }
    command
}

impl Process {
    pub(crate) fn start(directory: &Path) -> Self {
        let mut child = Started(serve(directory).stderr(Stdio::piped()).spawn().unwrap());
        let mut log = BufReader::new(child.0.stderr.take().unwrap()).lines();
        let address = log
            .find_map(|line| {
                let record: Value = serde_json::from_str(&line.unwrap()).unwrap();
                record["fields"]["address"].as_str().map(str::to_owned)
            })
            .expect("it says where it listens");
        let log = std::thread::spawn(move || log.map_while(Result::ok).collect::<Vec<_>>().join("\n"));
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        Self { child, url: format!("http://{address}"), agent, log }
    }

    /// `kill -9`. Returns what it logged.
    pub(crate) fn kill(mut self) -> String {
        self.child.0.kill().unwrap();
        self.child.0.wait().unwrap();
        self.log.join().unwrap()
    }

    pub(crate) fn post(&self, path: &str, header: (&str, &str), body: &[u8]) -> (u16, Vec<u8>) {
        let mut response =
            self.agent.post(format!("{}{path}", self.url)).header(header.0, header.1).send(body).unwrap();
        (response.status().as_u16(), response.body_mut().read_to_vec().unwrap())
    }

    pub(crate) fn officer(&self, path: &str, token: &str, body: &Value) -> Value {
        let (status, body) =
            self.post(path, ("authorization", &format!("Bearer {token}")), body.to_string().as_bytes());
        assert!((200..300).contains(&status), "{status}");
        serde_json::from_slice(&body).unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Vec<u8> {
        let mut response = self.agent.get(format!("{}{path}", self.url)).call().unwrap();
        assert_eq!(response.status().as_u16(), 200);
        response.body_mut().read_to_vec().unwrap()
    }

    pub(crate) fn deployment(&self) -> Deployment {
        serde_json::from_slice(&self.get(path::DEPLOYMENT)).unwrap()
    }

    /// Every key of every export that the index names.
    pub(crate) fn published(&self) -> Vec<[u8; 16]> {
        let deployment = self.deployment();
        let index = Signed::open(&self.get(path::INDEX), Purpose::Index, &deployment.index_keys).unwrap();
        let index: Index = serde_json::from_slice(&index).unwrap();
        let trusted = TrustedKeys::new(&deployment.export_keys).unwrap();
        let mut keys = Vec::new();
        let days = index.days.iter().map(|day| self.get(&format!("{}{}", path::DAYS, day.name)));
        let mut files: Vec<Vec<u8>> = days
            .flat_map(|day| day_file::exports(&day).unwrap().into_iter().map(<[u8]>::to_vec).collect::<Vec<_>>())
            .collect();
        files.extend(index.exports.iter().map(|export| self.get(&format!("{}{}", path::EXPORTS, export.name))));
        for file in files {
            let mut reader = ExportReader::open(Cursor::new(file), Limits::default()).unwrap();
            let mut stream = reader.stream().unwrap();
            while let Some(key) = stream.next().unwrap() {
                keys.push(*key.key.key.as_bytes());
            }
            stream.finish(&trusted).unwrap();
        }
        keys
    }

    /// A phone with a code, and its report.
    pub(crate) fn report(&self, id: u8) -> (SigningKey, Report) {
        let token = self.sign_in();
        let body = json!({ "reference": reference(), "onset_date": Date(today().minus(1)).to_string(), "report_type": "confirmed_test" });
        let case = self.officer("/officer/v1/cases", &token, &body);
        let codes = format!("/officer/v1/cases/{}/codes", case["id"].as_str().unwrap());
        let code = self.officer(&codes, &token, &json!({ "kind": "long" }));
        let phone = SigningKey::from_slice(&[id; 32]).unwrap();
        let answer = self.verify(&phone, code["code"].as_str().unwrap()).unwrap();
        let report = report(&phone, &answer, id);
        (phone, report)
    }

    pub(crate) fn sign_in(&self) -> String {
        self.sign_in_as("an")
    }

    pub(crate) fn sign_in_as(&self, name: &str) -> String {
        let session = self.officer("/officer/v1/session", "", &json!({ "name": name, "password": PASSWORD }));
        session["token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn verify(&self, phone: &SigningKey, code: &str) -> Result<VerifyAnswer, String> {
        let jkt = URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, &public_key(phone)));
        let mut request = VerifyRequest { code: code.replace(' ', ""), jkt, cover: false, padding: String::new() };
        let body = to_padded_json(&mut request, VERIFY_BYTES).unwrap();
        let (status, body) = self.post(path::VERIFY, ("accept", "*/*"), &body);
        if status == 200 {
            return Ok(serde_json::from_slice(&body).unwrap());
        }
        Err(serde_json::from_slice::<Value>(&body).unwrap()["type"].as_str().unwrap().to_owned())
    }

    pub(crate) fn send(&self, phone: &SigningKey, report: &Report) -> ReportAnswer {
        let body = report.to_padded_bytes().unwrap();
        let signature = URL_SAFE_NO_PAD.encode(Purpose::Report.sign(phone, &body));
        let (status, body) = self.post(path::REPORT, (SIGNATURE_HEADER, &signature), &body);
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }
}

pub(crate) fn public_key(phone: &SigningKey) -> Vec<u8> {
    phone.verifying_key().to_sec1_point(false).as_bytes().to_vec()
}

pub(crate) fn now() -> UnixTime {
    UnixTime(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs())
}

pub(crate) fn today() -> Day {
    KeyDays::VIETNAM.day(now())
}

pub(crate) fn report(phone: &SigningKey, answer: &VerifyAnswer, id: u8) -> Report {
    let start = KeyDays::VIETNAM.first_interval(today().minus(2)).0;
    Report {
        report_id: vec![id; 16],
        token: answer.token.clone(),
        public_key: public_key(phone),
        keys: vec![ReportedKey { key: vec![id; 16], start, period: 144 }],
        consent: Some(Consent { keys: true, encounters: false, text_version: 1, language: "vi".into(), visits: false }),
        ..Report::default()
    }
}

/// A case number that no other case has.
pub(crate) fn reference() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    format!("BN {}", NUMBER.fetch_add(1, Ordering::Relaxed))
}

pub(crate) fn create_officer(directory: &Path) {
    create_officer_of(directory, "an", &[]);
}

/// An officer of this name; `scope` are the arguments that say of which part of the country.
pub(crate) fn create_officer_of(directory: &Path, name: &str, scope: &[&str]) {
    let mut child = command(directory)
        .args(["officer", "create", name, "--centre", "Trạm y tế phường 1", "--password-stdin"])
        .args(scope)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    assert!(child.wait().unwrap().success());
}

/// A health centre in a ward. Officers who are created after it work there.
pub(crate) fn create_centre_in(directory: &Path, unit: &str) {
    let mut create = command(directory);
    let made = create.args(["centre", "create", "Trạm y tế phường 1", "--unit", unit]);
    assert!(made.stdout(Stdio::null()).status().unwrap().success());
}

/// How many times as much a test shall do: `LANCAN_REPEAT`, for tests before a release.
pub(crate) fn repeat() -> u32 {
    std::env::var("LANCAN_REPEAT").ok().and_then(|times| times.parse().ok()).unwrap_or(1)
}

/// The bytes of every value that the database of a data directory holds.
pub(crate) fn values(directory: &Path) -> Vec<u8> {
    let store = open(directory);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let rows = |query: String| {
        let rows = store.view("values", move |tx| tx.query(&query, &[]));
        runtime.block_on(rows).unwrap().into_iter().map(lancan_server::store::Row::rest)
    };
    let names = if directory.join(DATABASE).exists() {
        "SELECT table_name::TEXT FROM information_schema.tables WHERE table_schema = 'public'"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    };
    let mut bytes = Vec::new();
    for table in rows(names.to_owned()).flatten().collect::<Vec<_>>() {
        let Stored::Text(table) = table else { panic!("a name") };
        for value in rows(format!("SELECT * FROM {table}")).flatten() {
            match value {
                Stored::Text(text) => bytes.extend(text.into_bytes()),
                Stored::Bytes(value) => bytes.extend(value),
                Stored::Integer(_) | Stored::Null => {}
            }
            bytes.push(0);
        }
    }
    bytes
}

fn open(directory: &Path) -> Store {
    let database = std::fs::read_to_string(directory.join(DATABASE))
        .unwrap_or_else(|_| directory.join("lancan.sqlite3").to_str().unwrap().to_owned());
    Store::open(&Location::parse(&database).unwrap()).unwrap()
}

/// How many rows a table has, or those of a table that fulfil a condition (`codes WHERE …`).
pub(crate) fn count(directory: &Path, of: &str) -> u64 {
    let store = open(directory);
    let query = format!("SELECT count(*) FROM {of}");
    let count = store.view("count", move |tx| tx.first(&query, &[], |mut row| row.take()));
    tokio::runtime::Runtime::new().unwrap().block_on(count).unwrap().unwrap()
}
