//! Requests to the server, each measured.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::failure::Failure;

/// Longest answer that is read.
const LONGEST_ANSWER: u64 = 64 << 20;
/// How long one request may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A phone's or an officer's connection, kept open between requests.
pub(super) struct Client {
    agent: ureq::Agent,
    url: String,
    authorization: Option<String>,
}

/// What is sent.
pub(super) struct Request {
    pub(super) path: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

/// How a request ended.
pub(super) struct Asked {
    /// The status; `None` where no answer came.
    status: Option<u16>,
    body: Vec<u8>,
    pub(super) took: Duration,
    pub(super) sent: usize,
}

impl Asked {
    /// The body of an answer that says yes.
    pub(super) fn body_if_ok(&self) -> Option<&[u8]> {
        self.is_ok().then_some(&self.body)
    }

    /// Whether the server did what was asked, or has nothing new.
    pub(super) fn is_ok(&self) -> bool {
        matches!(self.status, Some(200..=299 | 304))
    }

    /// Bytes of the answer's body.
    pub(super) fn received(&self) -> usize {
        self.body.len()
    }

    fn json(&self) -> Result<Value, Failure> {
        let body = self.body_if_ok().ok_or_else(|| match self.status {
            Some(status) => Failure::answered(&format!("{status}: {}", String::from_utf8_lossy(&self.body).trim_end())),
            None => Failure::of("bench-no-answer"),
        })?;
        serde_json::from_slice(body).map_err(Failure::new)
    }
}

impl Client {
    pub(super) fn new(url: &str) -> Self {
        let agent =
            ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(TIMEOUT)).build().into();
        Self { agent, url: url.trim_end_matches('/').to_owned(), authorization: None }
    }

    /// Signs an officer in; what follows is asked in the officer's name.
    pub(super) fn sign_in(&mut self, name: &str, password: &str) -> Result<(), Failure> {
        let body = json!({ "name": name, "password": password }).to_string();
        let answer = self.call("POST", "/officer/v1/session", &[], body.as_bytes()).json()?;
        let token = answer.get("token").and_then(Value::as_str).ok_or_else(|| Failure::lacks("token"))?;
        self.authorization = Some(format!("Bearer {token}"));
        Ok(())
    }

    /// What the server answers to a question.
    pub(super) fn get(&self, path: &str) -> Result<Value, Failure> {
        self.call("GET", path, &[], &[]).json()
    }

    /// What the server answers to what is sent.
    pub(super) fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.call("POST", path, &[], body.to_string().as_bytes()).json()
    }

    /// Opens a case; returns its id.
    pub(super) fn open_case(&self, onset: &str) -> Result<String, Failure> {
        // No two cases have one case number.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let reference = format!("bench {} {:?}", since.as_nanos(), std::thread::current().id());
        let body = json!({ "reference": reference, "onset_date": onset, "report_type": "confirmed_test" }).to_string();
        let answer = self.call("POST", "/officer/v1/cases", &[], body.as_bytes()).json()?;
        let id = answer.get("id").and_then(Value::as_str).ok_or_else(|| Failure::lacks("id"))?;
        Ok(id.to_owned())
    }

    /// Gives a long code for a case: short ones would be suspended at the rate of a benchmark.
    pub(super) fn give_code(&self, case: &str) -> Asked {
        self.call(
            "POST",
            &format!("/officer/v1/cases/{case}/codes"),
            &[],
            json!({ "kind": "long" }).to_string().as_bytes(),
        )
    }

    pub(super) fn send(&self, request: &Request) -> Asked {
        self.call("POST", request.path, &request.headers, &request.body)
    }

    /// Asks for what has changed since `tag`.
    pub(super) fn poll(&self, path: &str, tag: &str) -> Asked {
        self.call("GET", path, &[("if-none-match", tag.to_owned())], &[])
    }

    /// The tag of what is served now.
    pub(super) fn etag(&self, path: &str) -> Result<String, Failure> {
        let response = self.agent.get(format!("{}{path}", self.url)).call().map_err(Failure::new)?;
        let tag = response.headers().get("etag").and_then(|tag| tag.to_str().ok());
        tag.map(str::to_owned).ok_or_else(|| Failure::lacks(&format!("ETag ({path})")))
    }

    fn call(&self, method: &str, path: &str, headers: &[(&'static str, String)], body: &[u8]) -> Asked {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let begun = Instant::now();
        let response = match request.body(body) {
            Ok(request) if method == "GET" => self.agent.run(request.map(|_| ())),
            Ok(request) => self.agent.run(request),
            Err(error) => Err(error.into()),
        };
        let read = response.and_then(|mut response| {
            let body = response.body_mut().with_config().limit(LONGEST_ANSWER).read_to_vec()?;
            Ok((response.status().as_u16(), body))
        });
        let took = begun.elapsed();
        match read {
            Ok((status, answer)) => Asked { status: Some(status), body: answer, took, sent: body.len() },
            Err(_) => Asked { status: None, body: Vec::new(), took, sent: body.len() },
        }
    }
}

/// The code in an answer, without the spaces that it is read aloud with.
pub(super) fn code_of(answer: &[u8]) -> Result<String, Failure> {
    let answer: Value = serde_json::from_slice(answer).map_err(Failure::new)?;
    let code = answer.get("code").and_then(Value::as_str).ok_or_else(|| Failure::lacks("code"))?;
    Ok(code.replace([' ', '-'], ""))
}
