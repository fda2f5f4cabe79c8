//! Text messages. A message goes out in the background: no request waits for a gateway, and none learns from the time that
//! an answer takes whether there was something to send.

mod log;
mod settings;
mod webhook;

use std::fmt;
use std::sync::Arc;

use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::time::UnixTime;

pub use settings::{SecretText, SmsSettings};

use super::clock::Clock;

/// A text message. Its `Debug` shows nothing.
pub(crate) struct SmsMessage {
    /// To whom.
    pub(crate) number: PhoneNumber,
    /// What it says: at most 160 characters without accents (`lancan_text::sms`).
    pub(crate) text: String,
    /// Until when there is any sense in sending it.
    pub(crate) useful_until: UnixTime,
}

impl fmt::Debug for SmsMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmsMessage(…)")
    }
}

/// Sends text messages. Whoever implements this writes neither number nor text to the log.
pub(crate) trait Sms: Send + Sync {
    /// Takes a message to send in the background. A message that cannot be sent is lost, and the log says that one was.
    fn send(&self, message: SmsMessage);

    /// Whether messages go out at all: whoever waits for one is told at once where none will come.
    fn sends(&self) -> bool {
        true
    }
}

/// The way of sending that the settings name.
pub(crate) fn of(settings: &SmsSettings, clock: Arc<dyn Clock>) -> Arc<dyn Sms> {
    match &settings.webhook {
        None => Arc::new(log::LogOnly),
        Some(url) => Arc::new(webhook::Webhook::new(url, settings.secret.as_bytes(), clock)),
    }
}
