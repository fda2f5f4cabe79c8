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
#[serde(from = "PublicationDocument")]
pub struct PublicationRules {
    /// Seconds after a key's last interval before it is published. 1,200 covers the matching tolerance of others' clocks.
    pub wait_seconds: u32,
    /// Whether a key may be published while in use (tests only: it invites replay).
    pub while_in_use: bool,
    /// Seconds between two exports, counted from the deployment's midnight.
    pub every_seconds: u32,
    /// Slots of each class of keys in an export, before the level of growth. Zero: an export holds the keys that are due and
    /// no others (tests only: it shows how many there are).
    pub slots_per_class: u32,
    /// A report's keys are held back by a number of seconds drawn uniformly below this one, one number for each report.
    pub delay_seconds: u32,
}

/// Slots of each class where a document does not name them.
const SLOTS_PER_CLASS: u32 = 3;
/// The bound of the delay, in seconds, where a document does not name it.
const DELAY_SECONDS: u32 = 7_200;

/// The publication rules as documents hold them. Older documents name how many random keys fill an export up; the numbers
/// are read and mean nothing any more.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PublicationDocument {
    wait_seconds: u32,
    while_in_use: bool,
    every_seconds: u32,
    slots_per_class: Option<u32>,
    delay_seconds: Option<u32>,
    #[serde(rename = "least_keys")]
    _least_keys: Option<u32>,
    #[serde(rename = "spread_keys")]
    _spread_keys: Option<u32>,
}

impl From<PublicationDocument> for PublicationRules {
    fn from(document: PublicationDocument) -> Self {
        let PublicationDocument { wait_seconds, while_in_use, every_seconds, .. } = document;
        // A key in use has no finished day, and so no class.
        let otherwise = |usual| if while_in_use { 0 } else { usual };
        Self {
            wait_seconds,
            while_in_use,
            every_seconds,
            slots_per_class: document.slots_per_class.unwrap_or(otherwise(SLOTS_PER_CLASS)),
            delay_seconds: document.delay_seconds.unwrap_or(otherwise(DELAY_SECONDS)),
        }
    }
}
