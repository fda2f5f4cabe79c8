//! The real server on the simulation's clock, and an officer at its API.

use std::{path::Path, sync::Arc, time::Duration};

use lancan_core::{HttpFailure, HttpMethod, HttpRequest, HttpResponse};
use lancan_protocol::{
    places::Category,
    problem::Problem,
    rules::Rules,
    time::{Day, UnixTime},
    wire::{Deployment, ProblemBody},
};
use lancan_server::{
    CentreRef, Config, Date, Fault, NewAccount, Role, Running, Scope, Server,
    clock::{Clock as _, VirtualClock},
    config::{ClockSettings, DatabaseSetting},
    store::StoreError,
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::world::Network;

/// The health centre of the simulated officers.
const CENTRE: &str = "Trung tâm Y tế quận mẫu";
/// Code of the ward that it lies in, and the places with it: of Lâm Đồng, in the set of 2025.
const WARD: &str = "25054";

/// A running server and one officer of it.
pub struct Authority {
    runtime: Runtime,
    server: Running,
    clock: Arc<VirtualClock>,
    agent: ureq::Agent,
    url: String,
    /// The officer's name.
    pub officer: String,
    /// The officer's password, drawn at random for this server.
    pub password: String,
    session: Option<String>,
}

/// Why the authority cannot do something.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// The server does not start or fails.
    #[error("the server: {0}")]
    Server(#[from] lancan_server::Failure),
    /// No threads for it.
    #[error("the server: {0}")]
    Runtime(#[from] std::io::Error),
    /// The database holds another server's rows.
    #[error("the database is not empty: make a new one")]
    NotEmpty,
    /// It does not answer.
    #[error("the server does not answer: {0}")]
    Unreachable(#[from] Box<ureq::Error>),
    /// It refuses what the officer asked.
    #[error("the server refuses {path}: {problem} ({detail})")]
    Refused {
        /// What was asked.
        path: String,
        /// The reason that it gives.
        problem: Problem,
        /// What exactly was wrong.
        detail: String,
    },
    /// It answers something that is not documented.
    #[error("the server's answer to {path} is not as documented")]
    Answer {
        /// What was asked.
        path: String,
    },
}

/// The officer of a rehearsal.
const OFFICER: &str = "can-bo";

impl From<ureq::Error> for AuthorityError {
    fn from(error: ureq::Error) -> Self {
        Self::Unreachable(Box::new(error))
    }
}

impl Authority {
    /// Starts a server with these rules on a free port, keeping its data in `data_dir`, and adds an officer.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn start(data_dir: &Path, rules: Rules, now: UnixTime) -> Result<Self, AuthorityError> {
        Self::start_on(None, data_dir, rules, now)
    }

    /// As [`Authority::start`], with the server's rows in this database, which must be empty.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn start_on(
        database: Option<DatabaseSetting>,
        data_dir: &Path,
        rules: Rules,
        now: UnixTime,
    ) -> Result<Self, AuthorityError> {
        Self::start_with(data_dir, rules, now, |config| config.database = database)
    }

    /// As [`Authority::start`], with settings that differ from those of a rehearsal.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn start_with(
        data_dir: &Path,
        rules: Rules,
        now: UnixTime,
        change: impl FnOnce(&mut Config),
    ) -> Result<Self, AuthorityError> {
        let mut config = rehearsal(data_dir);
        change(&mut config);
        let authority = Self::serve(&config, rules, now)?;
        let Self { runtime, server, .. } = &authority;
        runtime.block_on(lancan_server::create_centre(&config, CENTRE, Some(WARD))).map_err(not_empty)?;
        runtime.block_on(server.create_officer(OFFICER, CENTRE, &authority.password)).map_err(not_empty)?;
        Ok(authority)
    }

    /// Starts a server again on what one of before kept in `data_dir`. Nobody of it can sign in.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn start_again(data_dir: &Path, rules: Rules, now: UnixTime) -> Result<Self, AuthorityError> {
        Self::serve(&rehearsal(data_dir), rules, now)
    }

    fn serve(config: &Config, rules: Rules, now: UnixTime) -> Result<Self, AuthorityError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let clock = Arc::new(VirtualClock::new(now));
        let start = Server::start_with_rules(config.clone(), rules, clock.clone());
        let server = runtime.block_on(start).map_err(not_empty)?;
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_mins(1)))
            .build()
            .new_agent();
        let url = server.url();
        let (officer, password) = (OFFICER.to_owned(), random_password());
        Ok(Self { runtime, server, clock, agent, url, officer, password, session: None })
    }

    /// The server's address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The time that the server's clock shows.
    pub fn now(&self) -> UnixTime {
        self.clock.now()
    }

    /// Adds an officer of this role to the same health centre. Returns the password, drawn at random, and the secret of the
    /// officer's authenticator app in base 32.
    ///
    /// # Errors
    /// [`AuthorityError::Server`] where the name is taken.
    pub fn add_officer(&self, name: &str, role: Role) -> Result<(String, String), AuthorityError> {
        let password = random_password();
        let account = NewAccount { name, centre: CentreRef::Named(CENTRE), role, scope: Scope::Centre, totp: true };
        let added = self.runtime.block_on(self.server.add_officer(account, &password))?;
        Ok((password, added.enrolment.map(|enrolment| enrolment.secret).unwrap_or_default()))
    }

    /// What an app pins.
    pub fn deployment(&self) -> Deployment {
        self.server.deployment()
    }

    /// The officer signs in.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn sign_in(&mut self) -> Result<(), AuthorityError> {
        let path = "/officer/v1/session";
        let answer = self.post(path, &json!({ "name": self.officer, "password": self.password }))?;
        self.session = Some(text(&answer, "token", path)?);
        Ok(())
    }

    /// The officer opens a case that was confirmed by a test. Returns its id.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn confirm_case(&self, reference: &str, onset: Day, tested: Day) -> Result<String, AuthorityError> {
        let path = "/officer/v1/cases";
        let case = json!({
            "reference": reference,
            "onset_date": Date(onset).to_string(),
            "tested_date": Date(tested).to_string(),
            "report_type": "confirmed_test",
        });
        text(&self.post(path, &case)?, "id", path)
    }

    /// The officer has a short code made for a case.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn issue_code(&self, case: &str) -> Result<String, AuthorityError> {
        let path = format!("/officer/v1/cases/{case}/codes");
        text(&self.post(&path, &json!({ "kind": "short" }))?, "code", &path)
    }

    /// The officer adds a place of this kind. Returns its id.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn add_place(&self, name: &str, category: Category) -> Result<String, AuthorityError> {
        let path = "/officer/v1/places";
        let place = json!({ "name": name, "category": category, "unit": WARD, "although_alike": true });
        text(&self.post(path, &place)?, "id", path)
    }

    /// The text of the QR code on a place's poster.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn poster(&self, place: &str) -> Result<String, AuthorityError> {
        let path = format!("/officer/v1/places/{place}/poster");
        text(&self.get(&path)?, "text", &path)
    }

    /// The visits of a case and its windows, as its officer sees them.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn visits(&self, case: &str) -> Result<Value, AuthorityError> {
        self.get(&format!("/officer/v1/cases/{case}/visits"))
    }

    /// The officer publishes visits of a case. Returns the ids of the windows.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn publish_visits(&self, case: &str, visits: &[String]) -> Result<Vec<String>, AuthorityError> {
        let path = format!("/officer/v1/cases/{case}/windows");
        let windows = self.post(&path, &json!({ "visits": visits }))?;
        windows.as_array().into_iter().flatten().map(|window| text(window, "id", &path)).collect()
    }

    /// The officer withdraws a window of a case.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn withdraw_window(&self, case: &str, window: &str) -> Result<(), AuthorityError> {
        self.post(&format!("/officer/v1/cases/{case}/windows/{window}/withdraw"), &json!({})).map(drop)
    }

    /// Queues made-up keys of these cases for the next export: for measurements.
    ///
    /// # Errors
    /// [`AuthorityError::Server`].
    pub fn make_up_keys(&self, cases: &[String], keys: u32) -> Result<(), AuthorityError> {
        Ok(self.runtime.block_on(self.server.make_up_keys(cases, keys))?)
    }

    /// The officer writes down somebody whom a case named, as `POST /officer/v1/cases/{id}/contacts` takes it.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn add_contact(&self, case: &str, contact: &Value) -> Result<(), AuthorityError> {
        self.post(&format!("/officer/v1/cases/{case}/contacts"), contact).map(drop)
    }

    /// The ids of the officer's cases, the newest first.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn cases(&self) -> Result<Vec<String>, AuthorityError> {
        let path = "/officer/v1/cases";
        self.get(path)?.as_array().into_iter().flatten().map(|case| text(case, "id", path)).collect()
    }

    /// A case as its officer sees it.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn case(&self, case: &str) -> Result<Value, AuthorityError> {
        self.get(&format!("/officer/v1/cases/{case}"))
    }

    /// Lets the server's clock go on, a second each second, until the process is interrupted (Ctrl-C). `watch` sees its time.
    ///
    /// # Errors
    /// [`AuthorityError::Runtime`] when the signal cannot be waited for.
    pub fn go_on_until_interrupted(&self, watch: &mut dyn FnMut(UnixTime)) -> Result<(), AuthorityError> {
        self.runtime.block_on(async {
            let mut seconds = tokio::time::interval(Duration::from_secs(1));
            // The first comes at once.
            seconds.tick().await;
            let mut interrupted = std::pin::pin!(tokio::signal::ctrl_c());
            loop {
                tokio::select! {
                    done = &mut interrupted => return Ok(done?),
                    _ = seconds.tick() => {
                        self.clock.advance(1);
                        watch(self.clock.now());
                    }
                }
            }
        })
    }

    /// Stops the server in order.
    pub fn stop(self) {
        self.runtime.block_on(self.server.stop());
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.session.as_deref().unwrap_or_default())
    }

    fn get(&self, path: &str) -> Result<Value, AuthorityError> {
        let request = self.agent.get(format!("{}{path}", self.url)).header("authorization", self.bearer());
        read(path, request.call()?)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value, AuthorityError> {
        let request = self
            .agent
            .post(format!("{}{path}", self.url))
            .header("authorization", self.bearer())
            .header("content-type", "application/json");
        read(path, request.send(body.to_string())?)
    }
}

impl Network for Authority {
    fn time_is(&mut self, now: UnixTime) {
        // Time only ever goes on; what is due by then is published before anybody asks.
        if self.clock.set(now).is_ok()
            && let Err(failure) = self.runtime.block_on(self.server.tick())
        {
            tracing::error!(%failure, "publishing failed");
        }
    }

    fn exchange(&mut self, request: &HttpRequest) -> Result<HttpResponse, HttpFailure> {
        exchange(&self.agent, &self.url, request)
    }
}

/// A new data directory does not start on a database that was used before, whose first officer's name is taken, too.
/// The settings of a rehearsal.
fn rehearsal(data_dir: &Path) -> Config {
    Config {
        listen: ([127, 0, 0, 1], 0).into(),
        data_dir: data_dir.to_owned(),
        authority: "Sở Y tế thành phố mẫu".to_owned(),
        // Simulated nights and weekends are leapt over.
        clock: ClockSettings { longest_pause_hours: 24 * 60, ..ClockSettings::default() },
        ..Config::default()
    }
}

fn not_empty(failure: lancan_server::Failure) -> AuthorityError {
    match failure {
        lancan_server::Failure::Fault(Fault::Store(StoreError::NotEmpty)) => AuthorityError::NotEmpty,
        lancan_server::Failure::Refused(refusal) if refusal.problem == Problem::Conflict => AuthorityError::NotEmpty,
        other => other.into(),
    }
}

/// Sends a phone's request to the server at `url` and waits for its answer.
///
/// # Errors
/// [`HttpFailure`] when no whole answer comes.
pub fn exchange(agent: &ureq::Agent, url: &str, request: &HttpRequest) -> Result<HttpResponse, HttpFailure> {
    let target = format!("{url}{}", request.path);
    let answer = match request.method {
        HttpMethod::Get => {
            request.headers.iter().fold(agent.get(target), |to, header| to.header(&header.name, &header.value)).call()
        }
        HttpMethod::Post => request
            .headers
            .iter()
            .fold(agent.post(target), |to, header| to.header(&header.name, &header.value))
            .send(&request.body[..]),
    };
    let mut answer = answer.map_err(|_| HttpFailure::Unreachable)?;
    let etag = answer.headers().get("etag").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = answer.body_mut().with_config().limit(request.longest_answer).read_to_vec();
    let body = body.map_err(|error| match error {
        ureq::Error::BodyExceedsLimit(_) => HttpFailure::TooLarge,
        _ => HttpFailure::Unreachable,
    })?;
    Ok(HttpResponse { status: answer.status().as_u16(), etag, body })
}

fn read(path: &str, mut answer: ureq::http::Response<ureq::Body>) -> Result<Value, AuthorityError> {
    let undocumented = || AuthorityError::Answer { path: path.to_owned() };
    let body = answer.body_mut().read_to_vec()?;
    if answer.status() == 204 {
        return Ok(Value::Null);
    }
    if answer.status().is_success() {
        return serde_json::from_slice(&body).map_err(|_| undocumented());
    }
    let problem: ProblemBody = serde_json::from_slice(&body).map_err(|_| undocumented())?;
    let known = problem.kind.rsplit(':').next().and_then(Problem::from_code).ok_or_else(undocumented)?;
    Err(AuthorityError::Refused {
        path: path.to_owned(),
        problem: known,
        detail: problem.detail.unwrap_or(problem.title),
    })
}

fn text(answer: &Value, field: &str, path: &str) -> Result<String, AuthorityError> {
    let found = answer.get(field).and_then(Value::as_str).map(str::to_owned);
    found.ok_or_else(|| AuthorityError::Answer { path: path.to_owned() })
}

/// Drawn from the system's randomness, by way of what keys hash maps.
fn random_password() -> String {
    use std::hash::{BuildHasher as _, RandomState};
    format!("{:016x}", RandomState::new().hash_one(0))
}
