//! Where text messages go.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Fewest characters of the gateway's secret.
const SHORTEST_SECRET: usize = 32;

/// Where text messages go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SmsSettings {
    /// The address of a gateway that takes `POST` with a JSON body. Without it nothing is sent, and the log says so.
    pub webhook: Option<String>,
    /// The secret by which the gateway knows that a message is ours: at least 32 characters.
    pub secret: SecretText,
    /// Whether whoever runs a place is told by text message that the authority warned of hours there, and that it withdrew a
    /// warning.
    pub tell_managers: bool,
    /// Whether somebody in quarantine who missed the reports of a day is reminded by text message.
    pub remind_declarers: bool,
    /// Whether the managers of a facility that has not reported by 10:00 are reminded by text message.
    pub remind_facilities: bool,
}

/// A text that nobody may read in a log. `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretText(String);

impl SecretText {
    /// A secret of this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Its bytes.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

impl SmsSettings {
    /// Whether the secret is long enough, where there is a gateway.
    pub(crate) fn has_secret(&self) -> bool {
        self.webhook.is_none() || self.secret.0.chars().count() >= SHORTEST_SECRET
    }

    /// Whether the address is one to which a number may be sent: over TLS, or on this machine.
    pub(crate) fn is_private(&self) -> bool {
        let Some(url) = &self.webhook else { return true };
        let local =
            ["http://127.0.0.1:", "http://127.0.0.1/", "http://localhost:", "http://localhost/", "http://[::1]"];
        url.starts_with("https://") || local.iter().any(|start| url.starts_with(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_leave_the_machine_over_tls_only_and_signed() {
        let of = |url: &str, secret: &str| SmsSettings {
            webhook: Some(url.into()),
            secret: SecretText::new(secret),
            tell_managers: false,
            remind_declarers: false,
            remind_facilities: false,
        };
        let secret = "s".repeat(32);
        for (url, private) in [
            ("https://sms.example.vn/send", true),
            ("http://127.0.0.1:9000/", true),
            ("http://sms.example.vn/send", false),
            ("http://127.0.0.1.example.vn/", false),
            ("http://localhost.example.vn/", false),
            ("ftp://localhost/", false),
        ] {
            assert_eq!(of(url, &secret).is_private(), private, "{url}");
        }
        assert!(of("https://a.vn", &secret).has_secret() && !of("https://a.vn", "short").has_secret());
        assert!(SmsSettings::default().has_secret() && SmsSettings::default().is_private());
        assert!(!format!("{:?}", of("https://a.vn", "s3cret")).contains("s3cret"));
    }
}
