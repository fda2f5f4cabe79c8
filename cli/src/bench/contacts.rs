//! `lancan bench contacts`: what an officer waits for among a great many contacts.

use std::{fmt::Display, process::ExitCode, sync::Arc, time::Instant};

use lancan_protocol::time::UnixTime;
use lancan_server::{Config, Running, Server, clock::VirtualClock};
use serde_json::{Value, json};

use super::{machine, numbers::at_least};
use crate::{
    failure::{Failure, Outcome},
    words::Words,
};

/// Measures the list of contacts.
///
/// Starts a server of its own, enters contacts by pasted lists, and measures what an officer waits for: the list, a search
/// without marks, a filter, a status for 500 at once, the graph of a case with 500 contacts.
#[derive(clap::Args)]
pub(crate) struct BenchContactsArgs {
    /// Contacts, in cases of 1,000.
    #[arg(long, default_value_t = 100_000, value_parser = at_least::<u32, 1000>)]
    contacts: u32,
    /// How often each is asked for.
    #[arg(long, default_value_t = 100, value_parser = at_least::<u32, 1>)]
    times: u32,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Contacts of a case, entered in one paste; the least that can be measured.
const PER_CASE: u32 = 1_000;
/// Contacts of the case whose graph is drawn, and of a status that is set at once.
const AT_ONCE: u32 = 500;
/// A moment of 2021 at which rules ask for quarantine.
const NOW: UnixTime = UnixTime(1_621_936_800);
const NAME: &str = "bench";
const PASSWORD: &str = "a long password";
const SURNAMES: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi"];
const MIDDLE: [&str; 6] = ["Văn", "Thị", "Đức", "Ngọc", "Minh", "Thu"];
const GIVEN: [&str; 12] = ["An", "Bình", "Cúc", "Dũng", "Đào", "Giang", "Hà", "Hùng", "Lan", "Mai", "Nam", "Phúc"];

/// An officer at this server.
struct BenchDesk {
    agent: ureq::Agent,
    url: String,
    authorization: String,
    cookie: String,
}

impl BenchDesk {
    fn sign_in(url: String) -> Result<Self, Failure> {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        let body = json!({ "name": NAME, "password": PASSWORD }).to_string();
        let mut answer = agent.post(format!("{url}/officer/v1/session")).send(&body).map_err(Failure::new)?;
        let session: Value =
            serde_json::from_slice(&answer.body_mut().read_to_vec().map_err(Failure::new)?).map_err(Failure::new)?;
        let token = session.get("token").and_then(Value::as_str).ok_or_else(|| Failure::lacks("token"))?;
        let form = [("name", NAME), ("password", PASSWORD)];
        let answer = agent.post(format!("{url}/console/sign-in")).send_form(form).map_err(Failure::new)?;
        let cookies = answer.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        let cookies: Vec<&str> = cookies.filter_map(|cookie| cookie.split(';').next()).collect();
        Ok(Self { agent, url, authorization: format!("Bearer {token}"), cookie: cookies.join("; ") })
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let request = self.agent.get(format!("{}{path}", self.url)).header("authorization", &self.authorization);
        let mut answer = request.header("cookie", &self.cookie).call().map_err(Failure::new)?;
        let status = answer.status();
        let body = answer.body_mut().with_config().limit(64 << 20).read_to_vec().map_err(Failure::new)?;
        if status.is_success() { Ok(body) } else { Err(Failure::answered(&format!("{status} ({path})"))) }
    }

    fn write(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        let request = self.agent.post(format!("{}{path}", self.url)).header("authorization", &self.authorization);
        let mut answer = request.send(body.to_string()).map_err(Failure::new)?;
        let status = answer.status();
        let body = answer.body_mut().read_to_vec().map_err(Failure::new)?;
        if !status.is_success() {
            return Err(Failure::answered(&format!("{status} ({path})")));
        }
        serde_json::from_slice(&body).map_err(Failure::new)
    }

    /// Opens a case and enters its contacts; returns the case's id and those of the contacts.
    fn enter(&self, case: u32, contacts: u32) -> Result<(String, Vec<String>), Failure> {
        let new = json!({ "reference": format!("BN {case}"), "report_type": "confirmed_test" });
        let opened = self.write("/officer/v1/cases", &new)?;
        let id = opened.get("id").and_then(Value::as_str).ok_or_else(|| Failure::lacks("id"))?.to_owned();
        let text: String = (0..contacts).map(|number| line(case, number)).collect();
        let list = json!({ "text": text, "save": true });
        let entered = self.write(&format!("/officer/v1/cases/{id}/contacts/lines"), &list)?;
        let saved = entered.get("saved").and_then(Value::as_array).cloned().unwrap_or_default();
        let saved: Vec<String> = saved.iter().filter_map(|id| id.as_str().map(str::to_owned)).collect();
        if saved.len() != contacts as usize {
            return Err(Failure::of("bench-wrong"));
        }
        Ok((id, saved))
    }
}

/// A row of a pasted list: name and telephone number.
fn line(case: u32, number: u32) -> String {
    let one_of = |all: &[&'static str], at: u32| all.get(at as usize % all.len()).copied().unwrap_or_default();
    let at = case * PER_CASE + number;
    let (surname, middle, given) = (one_of(&SURNAMES, at), one_of(&MIDDLE, at / 8), one_of(&GIVEN, at / 48));
    format!("{surname} {middle} {given}\t09{:08}\n", at % 100_000_000)
}

pub(crate) fn run(args: &BenchContactsArgs, words: Words) -> Outcome {
    let folder = tempfile::tempdir().map_err(Failure::new)?;
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::new)?;
    let config =
        Config { data_dir: folder.path().join("data"), listen: ([127, 0, 0, 1], 0).into(), ..Config::default() };
    let server: Running =
        runtime.block_on(Server::start(config, Arc::new(VirtualClock::new(NOW)))).map_err(Failure::new)?;
    runtime.block_on(server.create_officer(NAME, "Đo tải", PASSWORD)).map_err(Failure::new)?;
    let desk = BenchDesk::sign_in(server.url())?;
    let report = measure(&desk, args)?;
    runtime.block_on(server.stop());
    if args.json {
        println!("{report:#}");
    } else {
        let ms =
            |name: &str, digits| words.figure(report.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN), digits);
        let said: [(&str, &dyn Display); 8] = [
            ("count", &args.contacts),
            ("list", &ms("list_ms", 1)),
            ("search", &ms("search_ms", 1)),
            ("filter", &ms("filter_ms", 1)),
            ("many", &AT_ONCE),
            ("status", &ms("status_ms", 0)),
            ("graph", &ms("graph_ms", 1)),
            ("processor", &machine::processor_in(words)),
        ];
        println!("{}", words.say("bench-contacts", &said));
    }
    Ok(ExitCode::SUCCESS)
}

fn measure(desk: &BenchDesk, args: &BenchContactsArgs) -> Result<Value, Failure> {
    let cases = args.contacts.div_ceil(PER_CASE);
    let mut some = Vec::new();
    for case in 0..cases {
        let (_, saved) = desk.enter(case, PER_CASE.min(args.contacts - case * PER_CASE))?;
        some.extend(saved.into_iter().take((AT_ONCE / cases + 1) as usize));
    }
    some.truncate(AT_ONCE as usize);
    let (drawn, _) = desk.enter(cases, AT_ONCE)?;
    let timed = |ask: &dyn Fn() -> Result<(), Failure>| -> Result<f64, Failure> {
        let mut took = Vec::new();
        for _ in 0..args.times {
            let before = Instant::now();
            ask()?;
            took.push(before.elapsed().as_secs_f64() * 1e3);
        }
        Ok(p95(took))
    };
    let asked = |path: &str| timed(&|| desk.read(path).map(drop));
    let search = json!({ "search": "nguyen van an" });
    let set = json!({ "contacts": some, "status": "follow_up" });
    let before = Instant::now();
    desk.write("/officer/v1/contacts/status", &set)?;
    let status = before.elapsed().as_secs_f64() * 1e3;
    Ok(json!({
        "processor": machine::processor(),
        "contacts": args.contacts,
        "list_ms": asked("/officer/v1/contacts")?,
        "search_ms": timed(&|| desk.write("/officer/v1/contacts/search", &search).map(drop))?,
        "filter_ms": asked("/officer/v1/contacts?status=follow_up&tier=f1&source=list")?,
        "status_ms": status,
        "graph_ms": asked(&format!("/console/cases/{drawn}/graph"))?,
    }))
}

/// What nineteen of twenty take at the most.
fn p95(mut took: Vec<f64>) -> f64 {
    took.sort_by(f64::total_cmp);
    took.get(took.len() * 19 / 20).or(took.last()).copied().unwrap_or(f64::NAN)
}
