//! The apps that open the server's links.

use serde::{Deserialize, Serialize};

/// Which apps Android and iOS let open the links of places and reports. Without them the links open the server's pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AppSettings {
    /// The application id of the Android app.
    pub android_package: Option<String>,
    /// The SHA-256 fingerprints of the certificates that the Android app is signed with: 32 pairs of hex digits each, with colons.
    pub android_sha256_fingerprints: Vec<String>,
    /// The team's identifier and the bundle identifier of the iOS app, with a dot between.
    pub ios_app_id: Option<String>,
}

impl AppSettings {
    /// What must hold: whether it does, the setting, and the text of what it must be.
    pub(super) fn rules(&self) -> [(bool, &'static str, &'static str); 3] {
        let fingerprints = &self.android_sha256_fingerprints;
        [
            (self.android_package.as_deref().is_none_or(is_package), "apps.android_package", "setting-android-package"),
            (
                fingerprints.is_empty() == self.android_package.is_none()
                    && fingerprints.iter().all(|one| is_sha256(one)),
                "apps.android_sha256_fingerprints",
                "setting-android-fingerprints",
            ),
            (self.ios_app_id.as_deref().is_none_or(is_app_id), "apps.ios_app_id", "setting-ios-app"),
        ]
    }
}

/// Names with dots between, two at least.
fn is_package(text: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    text.contains('.') && text.split('.').all(is_name)
}

fn is_sha256(text: &str) -> bool {
    let pairs = text.split(':');
    pairs.clone().count() == 32
        && pairs.into_iter().all(|pair| pair.len() == 2 && pair.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn is_app_id(text: &str) -> bool {
    text.split_once('.').is_some_and(|(team, bundle)| {
        let is_bundle = !bundle.is_empty() && bundle.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
        team.len() == 10 && team.bytes().all(|b| b.is_ascii_alphanumeric()) && is_bundle
    })
}
