//! The rules: who counts as a contact and how the phone behaves, as a signed document
//! (`docs/protocol.md`, Close contact). Nothing of this is a constant in code, because decrees change.
//!
//! A rules document is JSON, signed for [`crate::signed::Purpose::Rules`]. [`Rules::open_signed`] returns it only
//! when signature, serial, expiry and every value are good; the caller keeps the last good one otherwise.

mod built_in;
mod check;
mod contact;
mod open;
mod places;
mod policy;
mod scoring;

pub use check::RulesError;
pub use contact::{ContactRule, Decree, Degree, InfectiousPeriod, Masks, Quarantine};
pub use places::{PlaceRules, WindowPublication};
pub use policy::{KeepingRules, MatchingRules, PollingRules, PublicationRules, UploadRules};
pub use scoring::{
    AttenuationUsed, Band, BandRange, InfectiousDays, LevelEncoding, LevelValue, MinutesFilter, MinutesWeight, Range,
    ScoringRules,
};

use serde::{Deserialize, Serialize};

use crate::{
    key_days::KeyDays,
    ranging::RangingRules,
    time::{Day, UnixTime},
};

/// The rules document. Unknown fields are refused, so a phone never half-understands a new form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Version of this document's form, [`Rules::FORMAT`].
    pub format: u32,
    /// Grows with every document issued; a phone refuses a lower one than it has. The built-in rules have 0.
    pub serial: u64,
    /// When the document was issued.
    pub issued_at: UnixTime,
    /// After this instant it is not to be used.
    pub expires_at: UnixTime,
    /// Who counts as a contact. Several may be in force on the same day; each gives its own verdict.
    pub contact: Vec<ContactRule>,
    /// When the deployment's days begin. Constant for a deployment's whole life; Vietnam's in documents that do not say.
    #[serde(rename = "key_day_offset_minutes", default)]
    pub key_days: KeyDays,
    /// How many days data is kept.
    pub keeping: KeepingRules,
    /// Which sightings a published key matches.
    pub matching: MatchingRules,
    /// When the phone asks the server.
    pub polling: PollingRules,
    /// Which encounters a report may hold.
    pub upload: UploadRules,
    /// When and how keys are published.
    pub publication: PublicationRules,
    /// From signal strength to probability.
    pub ranging: RangingRules,
    /// Weights of exposure windows, for daily summaries.
    pub scoring: ScoringRules,
    /// How places are warned of; those of January 2022 in documents that do not say.
    #[serde(default, skip_serializing_if = "PlaceRules::are_usual")]
    pub places: PlaceRules,
}

impl Rules {
    /// The form of document this version reads and writes.
    pub const FORMAT: u32 = 1;

    /// The rules compiled in, for use before any were fetched: the decrees of 2020 to 2022.
    pub fn built_in() -> Self {
        built_in::rules()
    }

    /// Rules for tests with real time: anybody present for one minute at any distance is a contact, keys are
    /// published at once and without padding, the phone polls every five seconds. Never for people.
    pub fn for_test() -> Self {
        built_in::for_test()
    }

    /// These rules with every contact rule changed to `distance_m` (any distance: `None`) and `minutes`.
    #[must_use]
    pub fn with_contact(mut self, distance_m: Option<f64>, minutes: u32) -> Self {
        for rule in &mut self.contact {
            rule.distance_m = distance_m;
            rule.minutes = minutes;
        }
        self
    }

    /// The contact rules in force for a contact on `day`.
    pub fn in_force(&self, day: Day) -> impl Iterator<Item = &ContactRule> {
        self.contact.iter().filter(move |rule| rule.in_force(day))
    }

    /// The contact rule with this id.
    pub fn contact_rule(&self, id: &str) -> Option<&ContactRule> {
        self.contact.iter().find(|rule| rule.id == id)
    }
}
