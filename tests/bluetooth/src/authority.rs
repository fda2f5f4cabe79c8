//! The authority in the guest: the program `lancan-server`, and an officer who speaks to it by HTTP.

use core::time::Duration;
use std::{
    path::Path,
    process::Stdio,
    sync::atomic::{AtomicU32, Ordering},
};

use chrono::DateTime;
use lancan_protocol::{key_days::KeyDays, rules::Rules, time::Day};
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt as _,
    process::{Child, Command},
    task::spawn_blocking,
    time::sleep,
};

const ADDRESS: &str = "127.0.0.1:8080";
const DATA: &str = "/tmp/authority";
const RULES: &str = "/tmp/authority-rules.json";
const LOG: &str = "/tmp/authority.log";
const PASSWORD: &str = "mật khẩu của cán bộ";

/// How often the server is asked whether it is ready, each time after half a second.
const ASKED: u32 = 240;

/// A running server; it is killed when dropped.
pub(crate) struct Authority {
    server: Child,
    agent: ureq::Agent,
}

impl Authority {
    /// Starts a server with these rules and one officer, and waits until it is ready.
    pub(crate) async fn start(rules: &Rules) -> Result<Self, String> {
        let told = |error: std::io::Error| format!("lancan-server: {error}");
        let rules = serde_json::to_vec(rules).map_err(|error| error.to_string())?;
        std::fs::write(RULES, rules).map_err(told)?;
        let mut create = command(&["officer", "create", "an", "--centre", "Trạm y tế thử", "--password-stdin"])
            .stdin(Stdio::piped())
            .spawn()
            .map_err(told)?;
        if let Some(mut password) = create.stdin.take() {
            password.write_all(format!("{PASSWORD}\n").as_bytes()).await.map_err(told)?;
        }
        if !create.wait().await.map_err(told)?.success() {
            return Err("no officer could be created".to_owned());
        }
        Self::serve().await
    }

    /// Starts the server again, as its operator does after the machine's clock was set: a server that runs does not trust
    /// such a clock.
    pub(crate) async fn restart(&mut self) -> Result<(), String> {
        self.server.kill().await.map_err(|error| format!("lancan-server: {error}"))?;
        *self = Self::serve().await?;
        Ok(())
    }

    async fn serve() -> Result<Self, String> {
        let told = |error: std::io::Error| format!("lancan-server: {error}");
        let log = std::fs::OpenOptions::new().create(true).append(true).open(LOG).map_err(told)?;
        let server = command(&["serve"]).stderr(log).spawn().map_err(told)?;
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let authority = Self { server, agent };
        for _ in 0..ASKED {
            if authority.get("/health/ready", "").await.is_ok() {
                return Ok(authority);
            }
            sleep(Duration::from_millis(500)).await;
        }
        Err(format!("the server does not become ready\n{}", Self::story()))
    }

    /// Its address, for phones.
    pub(crate) fn address() -> String {
        format!("http://{ADDRESS}")
    }

    /// What it logged last, for the report of a failure.
    pub(crate) fn story() -> String {
        let log = std::fs::read_to_string(Path::new(LOG)).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines.get(lines.len().saturating_sub(20)..).unwrap_or_default();
        format!("  server| {}\n", last.join("\n  server| "))
    }

    /// The officer signs in, opens a case with symptoms since yesterday and gets a short code for it. Returns the
    /// officer's token, the case's id and the code.
    pub(crate) async fn open_case(&self, today: Day) -> Result<(String, String, String), String> {
        /// Of the next case number: no two cases have one.
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let session = self.post("/officer/v1/session", "", json!({ "name": "an", "password": PASSWORD })).await?;
        let token = text(&session, "token")?;
        let reference = format!("BN {}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let case =
            json!({ "reference": reference, "onset_date": date(today.minus(1)), "report_type": "confirmed_test" });
        let case = text(&self.post("/officer/v1/cases", &token, case).await?, "id")?;
        let code = self.post(&format!("/officer/v1/cases/{case}/codes"), &token, json!({ "kind": "short" })).await?;
        Ok((token, case, text(&code, "code")?))
    }

    /// The case as its officer sees it.
    pub(crate) async fn case(&self, token: &str, case: &str) -> Result<Value, String> {
        self.get(&format!("/officer/v1/cases/{case}"), token).await
    }

    async fn get(&self, path: &str, token: &str) -> Result<Value, String> {
        let request = self.agent.get(format!("http://{ADDRESS}{path}")).header("authorization", bearer(token));
        spawn_blocking(move || answered(request.call())).await.map_err(|error| error.to_string())?
    }

    async fn post(&self, path: &str, token: &str, body: Value) -> Result<Value, String> {
        let request = self.agent.post(format!("http://{ADDRESS}{path}")).header("authorization", bearer(token));
        spawn_blocking(move || answered(request.send(body.to_string()))).await.map_err(|error| error.to_string())?
    }
}

/// As officers write it.
fn date(day: Day) -> Option<String> {
    Some(DateTime::from_timestamp(i64::try_from(KeyDays::VIETNAM.start(day).0).ok()?, 0)?.date_naive().to_string())
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new("lancan-server");
    command
        .args(arguments)
        .env("LANCAN_SERVER_LISTEN", ADDRESS)
        .env("LANCAN_SERVER_DATA_DIR", DATA)
        .env("LANCAN_SERVER_AUTHORITY", "Sở Y tế thử")
        .env("LANCAN_SERVER_RULES_FILE", RULES)
        .env("LANCAN_SERVER_SESSIONS__TOTP", "false")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true);
    command
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

fn answered(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, String> {
    let mut answer = answer.map_err(|error| format!("the server: {error}"))?;
    let status = answer.status();
    let body = answer.body_mut().read_to_string().map_err(|error| format!("the server: {error}"))?;
    if !status.is_success() {
        return Err(format!("the server: {status}: {body}"));
    }
    Ok(serde_json::from_str(&body).unwrap_or(Value::Null))
}

fn text(from: &Value, name: &str) -> Result<String, String> {
    from.get(name).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| format!("the answer has no {name}"))
}
