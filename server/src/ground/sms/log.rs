//! Without a gateway: the log says that a message was to be sent, and nothing of the message.

use super::{Sms, SmsMessage};

/// Sends nothing.
pub(super) struct LogOnly;

impl Sms for LogOnly {
    fn send(&self, _: SmsMessage) {
        tracing::warn!("a text message was not sent: set sms.webhook");
    }

    fn sends(&self) -> bool {
        false
    }
}
