//! A gateway over HTTP: a signed `POST` for each message, tried again until the message is of no more use.

use std::sync::Arc;
use std::time::Duration;

use lancan_protocol::hex;
use ring::hmac;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use ureq::http::StatusCode;

use super::{Sms, SmsMessage};
use crate::ground::clock::Clock;
use crate::ground::random;

/// The header with the HMAC-SHA-256 over time, a full stop and the body, in hex.
const SIGNATURE: &str = "lancan-signature";
/// The header with the time at which the request was signed, Unix seconds.
const TIMESTAMP: &str = "lancan-timestamp";
/// Messages that may wait at once; further ones are dropped.
const MOST_WAITING: usize = 4_096;
/// Requests to the gateway at once.
const MOST_CALLS: usize = 4;
/// How long the gateway may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Longest wait between two attempts, in seconds.
const LONGEST_WAIT: u64 = 60;

/// A gateway. Clones speak to the same one.
#[derive(Clone)]
pub(super) struct Webhook {
    url: String,
    key: hmac::Key,
    agent: ureq::Agent,
    clock: Arc<dyn Clock>,
    waiting: Arc<Semaphore>,
    calls: Arc<Semaphore>,
}

/// The body of a request.
#[derive(Serialize)]
struct Request<'m> {
    /// The same at each attempt, so that a gateway sends a message once.
    id: &'m str,
    /// The number (E.164).
    to: &'m str,
    /// What it says.
    text: &'m str,
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attempt {
    Taken,
    /// The gateway will not take the message at another time either.
    Refused(u16),
    /// The gateway was away or busy.
    Later,
}

impl Webhook {
    pub(super) fn new(url: &str, secret: &[u8], clock: Arc<dyn Clock>) -> Self {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(TIMEOUT)).build();
        Self {
            url: url.to_owned(),
            key: hmac::Key::new(hmac::HMAC_SHA256, secret),
            agent: agent.into(),
            clock,
            waiting: Arc::new(Semaphore::new(MOST_WAITING)),
            calls: Arc::new(Semaphore::new(MOST_CALLS)),
        }
    }

    /// Tries until the gateway has taken the message or it is of no more use.
    async fn deliver(self, message: SmsMessage, _place: OwnedSemaphorePermit) {
        let message = Arc::new(message);
        let id = random::id();
        for attempt in 0_u32.. {
            if self.clock.now() >= message.useful_until {
                tracing::warn!(attempts = attempt, "a text message was given up: the gateway did not take it in time");
                return;
            }
            match self.attempt(&message, &id).await {
                Attempt::Taken => return,
                Attempt::Refused(status) => {
                    tracing::warn!(status, "the gateway refuses a text message");
                    return;
                }
                Attempt::Later => {
                    let wait = 1_u64.checked_shl(attempt).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
                    self.clock.reached(self.clock.now().plus(wait)).await;
                }
            }
        }
    }

    async fn attempt(&self, message: &Arc<SmsMessage>, id: &str) -> Attempt {
        let Ok(_turn) = self.calls.acquire().await else { return Attempt::Later };
        let (webhook, message, id) = (self.clone(), message.clone(), id.to_owned());
        tokio::task::spawn_blocking(move || webhook.post(&message, &id)).await.unwrap_or(Attempt::Later)
    }

    fn post(&self, message: &SmsMessage, id: &str) -> Attempt {
        let request = Request { id, to: message.number.as_str(), text: &message.text };
        let Ok(body) = serde_json::to_vec(&request) else { return Attempt::Refused(0) };
        let time = self.clock.now().0.to_string();
        let sent = self
            .agent
            .post(&self.url)
            .header("content-type", "application/json")
            .header(TIMESTAMP, &time)
            .header(SIGNATURE, hex::encode(self.sign(&time, &body).as_ref()))
            .send(&body);
        match sent.map(|response| response.status()) {
            Ok(status) if status.is_success() => Attempt::Taken,
            Ok(status) if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => Attempt::Later,
            Ok(status) => Attempt::Refused(status.as_u16()),
            Err(_) => Attempt::Later,
        }
    }

    fn sign(&self, time: &str, body: &[u8]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(time.as_bytes());
        context.update(b".");
        context.update(body);
        context.sign()
    }
}

impl Sms for Webhook {
    fn send(&self, message: SmsMessage) {
        if let Ok(place) = self.waiting.clone().try_acquire_owned() {
            tokio::spawn(self.clone().deliver(message, place));
        } else {
            tracing::warn!("a text message was dropped: too many wait for the gateway");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::Mutex;

    use axum::Router;
    use axum::body::Bytes;
    use axum::http::HeaderMap;
    use axum::routing::post;
    use lancan_protocol::phone_number::PhoneNumber;
    use lancan_protocol::time::UnixTime;
    use tokio::sync::mpsc;

    use super::*;
    use crate::ground::clock::VirtualClock;

    const NOW: UnixTime = UnixTime(1_621_936_800);
    const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";

    type Posted = (HeaderMap, Bytes);

    /// A gateway that answers with these statuses in turn, then 200; and what it is sent.
    async fn gateway(statuses: &[u16]) -> (String, mpsc::UnboundedReceiver<Posted>) {
        let statuses = Arc::new(Mutex::new(statuses.iter().copied().collect::<VecDeque<_>>()));
        let (sent, posted) = mpsc::unbounded_channel();
        let take = move |headers: HeaderMap, body: Bytes| async move {
            let status = statuses.lock().unwrap().pop_front().unwrap_or(200);
            sent.send((headers, body)).unwrap();
            axum::http::StatusCode::from_u16(status).unwrap()
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/send", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/send", post(take))).await });
        (url, posted)
    }

    fn message(useful_seconds: u64) -> SmsMessage {
        let number = PhoneNumber::parse("0912 345 678").unwrap();
        SmsMessage { number, text: "ma 123456".into(), useful_until: NOW.plus(useful_seconds) }
    }

    /// Lets time pass until every message is sent or given up.
    async fn settle(webhook: &Webhook, clock: &VirtualClock) {
        while webhook.waiting.available_permits() < MOST_WAITING {
            clock.advance(1);
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_message_is_signed_and_tried_again_under_one_id_until_the_gateway_takes_it() {
        let (url, mut posted) = gateway(&[503, 429]).await;
        let clock = Arc::new(VirtualClock::new(NOW));
        let webhook = Webhook::new(&url, SECRET, clock.clone());
        webhook.send(message(u64::from(u32::MAX)));
        settle(&webhook, &clock).await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            let (headers, body) = posted.recv().await.unwrap();
            let read: serde_json::Value = serde_json::from_slice(&body).unwrap();
            assert_eq!((read["to"].as_str(), read["text"].as_str()), (Some("+84912345678"), Some("ma 123456")));
            ids.push(read["id"].as_str().unwrap().to_owned());
            let text = |name: &str| headers[name].to_str().unwrap().to_owned();
            let signed = [text(TIMESTAMP).as_bytes(), b".", &body].concat();
            let expected = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET), &signed);
            assert_eq!(text(SIGNATURE), hex::encode(expected.as_ref()));
        }
        assert!(ids.iter().all(|id| *id == ids[0]));
        assert!(posted.try_recv().is_err(), "taken once");
    }

    #[tokio::test]
    async fn a_message_that_is_refused_or_of_no_more_use_is_given_up() {
        let (url, mut posted) = gateway(&[400]).await;
        let clock = Arc::new(VirtualClock::new(NOW));
        let webhook = Webhook::new(&url, SECRET, clock.clone());
        webhook.send(message(u64::from(u32::MAX)));
        settle(&webhook, &clock).await;
        assert!(posted.try_recv().is_ok() && posted.try_recv().is_err(), "refused at the first attempt");

        let away = Webhook::new("http://127.0.0.1:1/", SECRET, clock.clone());
        away.send(SmsMessage { useful_until: clock.now().plus(5), ..message(0) });
        settle(&away, &clock).await;
        webhook.send(SmsMessage { useful_until: clock.now(), ..message(0) });
        settle(&webhook, &clock).await;
        assert!(posted.try_recv().is_err(), "of no more use");
    }
}
