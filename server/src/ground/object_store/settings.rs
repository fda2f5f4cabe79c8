//! Where published files are copied to.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use ureq::http::Uri;

use crate::ground::sms::SecretText;

/// An S3-compatible object store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ObjectStoreSettings {
    /// The store's address, without bucket and path: `https://s3.example.vn`.
    pub endpoint: String,
    /// The bucket, which is there already.
    pub bucket: String,
    /// The region that requests are signed for.
    pub region: String,
    /// What the names of all objects begin with: empty, or a path with a slash at its end.
    pub prefix: String,
    /// The id of the key that requests are signed with.
    pub access_key: String,
    /// The secret half of the key.
    pub secret_key: SecretText,
    /// A file that holds the secret half; read at the start and at SIGHUP. It stands instead of `secret_key`.
    pub secret_key_file: Option<PathBuf>,
}

impl Default for ObjectStoreSettings {
    fn default() -> Self {
        Self {
            endpoint: String::new(),
            bucket: String::new(),
            region: "us-east-1".to_owned(),
            prefix: String::new(),
            access_key: String::new(),
            secret_key: SecretText::default(),
            secret_key_file: None,
        }
    }
}

impl ObjectStoreSettings {
    /// What must hold: whether it does, the setting, and the text of what it must be.
    pub(crate) fn rules(&self) -> [(bool, &'static str, &'static str); 6] {
        let word = |text: &str, more: &[u8]| {
            text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || more.contains(&b))
        };
        let prefix = self.prefix.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._/".contains(&b));
        let has_file = self.secret_key_file.is_some();
        [
            (self.is_private() && self.authority().is_some(), "object_store.endpoint", "setting-store-endpoint"),
            (
                (3..=63).contains(&self.bucket.len()) && word(&self.bucket, b"."),
                "object_store.bucket",
                "setting-store-bucket",
            ),
            (!self.region.is_empty() && word(&self.region, b""), "object_store.region", "setting-store-region"),
            (
                self.prefix.is_empty() || (prefix && self.prefix.ends_with('/') && !self.prefix.starts_with('/')),
                "object_store.prefix",
                "setting-store-prefix",
            ),
            (
                !self.access_key.is_empty() && self.access_key.bytes().all(|b| b.is_ascii_graphic() && b != b'/'),
                "object_store.access_key",
                "setting-store-access-key",
            ),
            (self.secret_key.as_bytes().is_empty() == has_file, "object_store.secret_key", "setting-store-secret"),
        ]
    }

    /// Host and port of the store as requests name it; `None` for an address with a path or without a host.
    pub(super) fn authority(&self) -> Option<String> {
        let uri: Uri = self.endpoint.parse().ok()?;
        let plain = matches!(uri.path(), "" | "/") && uri.query().is_none();
        let authority = uri.authority()?.as_str();
        (plain && !authority.contains('@')).then(|| authority.to_owned())
    }

    /// Whether the way to the store is over TLS, or on this machine.
    fn is_private(&self) -> bool {
        let host = |uri: Uri| uri.host().map(str::to_owned);
        let local = |host: String| matches!(host.as_str(), "127.0.0.1" | "localhost" | "[::1]");
        self.endpoint.starts_with("https://")
            || (self.endpoint.starts_with("http://") && self.endpoint.parse().ok().and_then(host).is_some_and(local))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(change: impl FnOnce(&mut ObjectStoreSettings)) -> ObjectStoreSettings {
        let mut settings = ObjectStoreSettings {
            endpoint: "https://s3.example.vn".into(),
            bucket: "lancan".into(),
            access_key: "AKIAIOSFODNN7EXAMPLE".into(),
            secret_key: SecretText::new("s3cret"),
            ..ObjectStoreSettings::default()
        };
        change(&mut settings);
        settings
    }

    fn wrong(settings: &ObjectStoreSettings) -> Vec<&'static str> {
        let rules = settings.rules().into_iter().filter(|(holds, _, _)| !holds);
        rules.map(|(_, key, _)| key.strip_prefix("object_store.").unwrap()).collect()
    }

    #[test]
    fn each_setting_that_cannot_be_used_is_named() {
        assert_eq!(wrong(&set(|_| {})), Vec::<&str>::new());
        for endpoint in ["http://127.0.0.1:9000", "http://localhost:9000/", "http://[::1]:9000", "https://s3.vn:444"] {
            assert_eq!(wrong(&set(|s| s.endpoint = endpoint.into())), Vec::<&str>::new(), "{endpoint}");
        }
        for endpoint in [
            "http://s3.example.vn",
            "http://127.0.0.1.example.vn/",
            "http://localhost@example.vn",
            "https://a:b@example.vn",
            "https://s3.example.vn/lancan",
            "ftp://127.0.0.1",
            "",
        ] {
            assert_eq!(wrong(&set(|s| s.endpoint = endpoint.into())), ["endpoint"], "{endpoint}");
        }
        for bucket in ["", "ab", "Lancan", "a/b", "a?b"] {
            assert_eq!(wrong(&set(|s| s.bucket = bucket.into())), ["bucket"], "{bucket}");
        }
        for prefix in ["/", "nghe-an", "a b/", "ă/", "/a/"] {
            assert_eq!(wrong(&set(|s| s.prefix = prefix.into())), ["prefix"], "{prefix}");
        }
        assert_eq!(wrong(&set(|s| s.prefix = "nghe-an/".into())), Vec::<&str>::new());
        assert_eq!(wrong(&set(|s| s.access_key = "a/b".into())), ["access_key"]);
        assert_eq!(wrong(&set(|s| s.region = String::new())), ["region"]);
        assert_eq!(wrong(&set(|s| s.secret_key = SecretText::default())), ["secret_key"]);
        assert_eq!(wrong(&set(|s| s.secret_key_file = Some("a".into()))), ["secret_key"]);
        assert!(!format!("{:?}", set(|_| {})).contains("s3cret"));
    }
}
