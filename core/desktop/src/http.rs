//! Requests to the authority's server.

use core::time::Duration;

use lancan_core::{HttpAnswer, HttpFailure, HttpMethod, HttpRequest, HttpResponse, RequestId};
use lancan_protocol::wire::{Deployment, path};
use ureq::{Agent, http::Response};

/// Sends requests to one server; cheap to clone.
#[derive(Clone)]
pub(crate) struct Http {
    agent: Agent,
    server: String,
}

impl Http {
    pub(crate) fn new(server: &str) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        Self { agent: config.into(), server: server.trim_end_matches('/').to_owned() }
    }

    /// Sends a request and waits for its answer. Every request gets exactly one.
    pub(crate) fn send(&self, request: &HttpRequest) -> HttpAnswer {
        HttpAnswer { request: request.id, outcome: self.exchange(request).into() }
    }

    fn exchange(&self, request: &HttpRequest) -> Result<HttpResponse, HttpFailure> {
        let address = format!("{}{}", self.server, request.path);
        let response = match request.method {
            HttpMethod::Get => {
                let mut get = self.agent.get(&address);
                for header in &request.headers {
                    get = get.header(&header.name, &header.value);
                }
                get.config().timeout_global(Some(request.timeout)).build().call()
            }
            HttpMethod::Post => {
                let mut post = self.agent.post(&address);
                for header in &request.headers {
                    post = post.header(&header.name, &header.value);
                }
                post.config().timeout_global(Some(request.timeout)).build().send(&request.body)
            }
        };
        read(response.map_err(|_| HttpFailure::Unreachable)?, request.longest_answer)
    }
}

/// Why a deployment could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// No network, no server, no TLS, or no answer in time.
    #[error("the server cannot be reached; check the address and the network")]
    Unreachable,
    /// The server answers, but not with a deployment.
    #[error("this is not a server of Lân Cận; check the address")]
    NotADeployment,
}

/// Asks a server whose it is and which keys it signs with. Whoever calls this trusts the server from then on.
///
/// # Errors
/// [`FetchError`] when it cannot be reached or answers something else.
pub fn fetch_deployment(server: &str) -> Result<Deployment, FetchError> {
    let request = HttpRequest {
        id: RequestId(0),
        method: HttpMethod::Get,
        path: path::DEPLOYMENT.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        longest_answer: 64 * 1024,
        timeout: Duration::from_secs(20),
    };
    let response = Http::new(server).exchange(&request).map_err(|_| FetchError::Unreachable)?;
    if response.status != 200 {
        return Err(FetchError::NotADeployment);
    }
    serde_json::from_slice(&response.body).map_err(|_| FetchError::NotADeployment)
}

fn read(mut response: Response<ureq::Body>, longest: u64) -> Result<HttpResponse, HttpFailure> {
    let status = response.status().as_u16();
    let etag = response.headers().get("etag").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = response.body_mut().with_config().limit(longest).read_to_vec().map_err(|error| match error {
        ureq::Error::BodyExceedsLimit(_) => HttpFailure::TooLarge,
        _ => HttpFailure::Unreachable,
    })?;
    Ok(HttpResponse { status, etag, body })
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead as _, BufReader, Read as _, Write as _},
        net::TcpListener,
        thread,
    };

    use lancan_core::{HttpHeader, HttpOutcome};

    use super::*;

    /// A request's head, by lines, and body.
    type Got = (Vec<String>, Vec<u8>);

    /// A server that answers one request and returns what it got.
    fn server(answer: &'static str) -> (String, thread::JoinHandle<Got>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let serving = thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream);
            let mut head = Vec::new();
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if line.trim().is_empty() {
                    break;
                }
                head.push(line.trim().to_lowercase());
            }
            let length = head.iter().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            reader.get_mut().write_all(answer.as_bytes()).unwrap();
            (head, body)
        });
        (address, serving)
    }

    fn request(method: HttpMethod, body: &[u8]) -> HttpRequest {
        HttpRequest {
            id: RequestId(7),
            method,
            path: "/v1/index".into(),
            headers: vec![HttpHeader { name: "if-none-match".into(), value: "\"a\"".into() }],
            body: body.to_vec(),
            longest_answer: 10,
            timeout: Duration::from_secs(20),
        }
    }

    #[test]
    fn a_post_carries_path_headers_and_body_and_any_status_is_an_answer() {
        let (address, serving) =
            server("HTTP/1.1 404 Not Found\r\netag: \"b\"\r\ncontent-length: 4\r\nconnection: close\r\n\r\nnope");
        let answer = Http::new(&address).send(&request(HttpMethod::Post, b"hello"));
        assert_eq!(answer.request, RequestId(7));
        let HttpOutcome::Answered(response) = answer.outcome else { panic!("{answer:?}") };
        assert_eq!((response.status, response.etag.as_deref()), (404, Some("\"b\"")));
        assert_eq!(response.body, b"nope");
        let (head, body) = serving.join().unwrap();
        assert_eq!(head[0], "post /v1/index http/1.1");
        assert!(head.contains(&"if-none-match: \"a\"".to_owned()));
        assert_eq!(body, b"hello");
    }

    #[test]
    fn a_body_longer_than_allowed_is_too_large() {
        let (address, serving) =
            server("HTTP/1.1 200 OK\r\ncontent-length: 11\r\nconnection: close\r\n\r\n12345678901");
        let answer = Http::new(&address).send(&request(HttpMethod::Get, b""));
        assert_eq!(answer.outcome, HttpOutcome::Failed(HttpFailure::TooLarge));
        serving.join().unwrap();
    }

    #[test]
    fn nobody_there_is_unreachable() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        assert_eq!(
            Http::new(&address).send(&request(HttpMethod::Get, b"")).outcome,
            HttpOutcome::Failed(HttpFailure::Unreachable)
        );
    }
}
