//! A gateway for text messages on this machine.

use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use lancan_server::Config;
use lancan_server::config::SecretText;
use serde_json::Value as Json;

/// A gateway that takes every message.
pub(crate) struct Gateway {
    url: String,
    messages: Receiver<Json>,
    _runtime: tokio::runtime::Runtime,
}

impl Gateway {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (sender, messages) = mpsc::channel();
        let sender = std::sync::Arc::new(Mutex::new(sender));
        let take = move |body: Bytes| async move {
            sender.lock().unwrap().send(serde_json::from_slice(&body).unwrap()).unwrap();
        };
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        runtime.spawn(async move { axum::serve(listener, Router::new().route("/", post(take))).await });
        Self { url, messages, _runtime: runtime }
    }

    pub(crate) fn set(&self, config: &mut Config) {
        config.sms.webhook = Some(self.url.clone());
        config.sms.secret = SecretText::new("0123456789abcdef0123456789abcdef");
    }

    /// The six digits of the next message, which must be to this number.
    pub(crate) fn password(&self, number: &str) -> String {
        let (to, text) = self.message();
        assert_eq!(to, number);
        assert!(text.len() <= 160 && text.is_ascii(), "{text}");
        text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6).unwrap().to_owned()
    }

    /// To whom the next message is, and what it says.
    pub(crate) fn message(&self) -> (String, String) {
        let message = self.messages.recv_timeout(Duration::from_mins(1)).unwrap();
        let of = |name: &str| message[name].as_str().unwrap().to_owned();
        (of("to"), of("text"))
    }
}
