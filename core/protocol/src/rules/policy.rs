//! How phone and server behave, as far as the authority decides it.

use serde::{Deserialize, Serialize};

use crate::time::Day;

/// How many days data is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepingRules {
    /// Days for which a phone keeps day keys and encounters, 1 to 60.
    pub retention_days: u32,
    /// Days that a report reaches back, at most the retention.
    pub trace_days: u32,
}

/// Which sightings a published key matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchingRules {
    /// An identifier matches sightings up to this many intervals before or after its own, 0 to 12.
    pub tolerance: u32,
    /// Last day on which Bluezone 2.x phones are listened to; absent: not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bluezone_until: Option<Day>,
}

impl MatchingRules {
    /// Whether Bluezone 2.x phones are listened to on `day`.
    pub fn hears_bluezone(&self, day: Day) -> bool {
        self.bluezone_until.is_some_and(|until| day <= until)
    }
}

/// When the phone asks the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PollingRules {
    /// Seconds between two fetches of the index.
    pub seconds: u32,
    /// Mean number of days between two cover sequences; absent: no cover is sent (tests only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover_mean_days: Option<u32>,
}

/// What a report may hold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UploadRules {
    /// Least probability of closeness, 0 to 1, with which an encounter may leave the phone.
    pub least_probability: f64,
}

/// When and how keys are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicationRules {
    /// Seconds after a key's last interval before it is published. 1,200 covers the matching tolerance of others' clocks.
    pub wait_seconds: u32,
    /// Whether a key may be published while in use (tests only: it invites replay).
    pub while_in_use: bool,
    /// Seconds between two exports.
    pub every_seconds: u32,
    /// Least number of keys in an export; random keys fill up what is missing.
    pub least_keys: u32,
    /// Greatest number of further random keys; how many there are is drawn at random.
    pub spread_keys: u32,
}
