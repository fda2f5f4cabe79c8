//! What an app knows of its authority before it first speaks to it.

use serde::{Deserialize, Serialize};

use crate::{frame::ServiceUuid, public_key::PublicKeyPem};

/// What an app pins: whose server this is and which keys it signs with. Public keys are SPKI PEM, P-256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deployment {
    /// The health authority's name, for people.
    pub authority: String,
    /// The 16-bit Bluetooth service UUID.
    #[cfg_attr(feature = "openapi", schema(value_type = u16))]
    pub service_uuid: ServiceUuid,
    /// Keys that sign exports, by their id.
    pub export_keys: Vec<PublicKeyPem>,
    /// Keys that sign the index, by their id.
    pub index_keys: Vec<PublicKeyPem>,
    /// Keys that sign the rules, by their id.
    pub rules_keys: Vec<PublicKeyPem>,
    /// Keys that sign exports of places, by their id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places_keys: Vec<PublicKeyPem>,
    /// Keys that sign the place codes of posters; the id of each is its number in the code, in decimal digits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub poster_keys: Vec<PublicKeyPem>,
    /// Keys that sign the days of rotating place codes, numbered likewise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rotating_keys: Vec<PublicKeyPem>,
    /// Keys that sign the forms of declarations, by their id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms_keys: Vec<PublicKeyPem>,
    /// Keys that sign gate passes; the id of each is its number in the pass, in decimal digits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pass_keys: Vec<PublicKeyPem>,
    /// Keys that sign the list of gate passes that were taken back, by their id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revoked_keys: Vec<PublicKeyPem>,
    /// The country's offline keys that vouch for the openers of visitor logs, by their id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub national_keys: Vec<PublicKeyPem>,
    /// Keys that certify telephone numbers, by their id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub number_keys: Vec<PublicKeyPem>,
    /// Keys that sign paper cards; the id of each is its number in the card, in decimal digits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paper_keys: Vec<PublicKeyPem>,
    /// Keys that sign the criteria of facilities, by their id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria_keys: Vec<PublicKeyPem>,
}

impl Deployment {
    /// An authority for tests, without keys: whatever is fetched in its name is refused.
    pub fn for_test() -> Self {
        Self {
            authority: "Sở Y tế".into(),
            service_uuid: ServiceUuid::DEFAULT,
            export_keys: Vec::new(),
            index_keys: Vec::new(),
            rules_keys: Vec::new(),
            places_keys: Vec::new(),
            poster_keys: Vec::new(),
            rotating_keys: Vec::new(),
            forms_keys: Vec::new(),
            pass_keys: Vec::new(),
            revoked_keys: Vec::new(),
            national_keys: Vec::new(),
            number_keys: Vec::new(),
            paper_keys: Vec::new(),
            criteria_keys: Vec::new(),
        }
    }
}
