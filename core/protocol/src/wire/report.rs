//! What a phone uploads, and the answer.

use prost::Message;
use serde::{Deserialize, Serialize};

use super::{
    activity::DayActivity,
    padding::{padded, to_padded_protobuf},
};
use crate::time::UnixTime;

/// Every report is padded to this many bytes.
pub const REPORT_BYTES: usize = 80 * 1_024;
/// Every answer to a report is padded to this many bytes.
pub const REPORT_ANSWER_BYTES: usize = 1_024;
/// The header that carries a report's signature: base64url of 64 bytes (r ‖ s).
pub const SIGNATURE_HEADER: &str = "lancan-signature";
/// Most encounters of a report.
pub const MOST_ENCOUNTERS: usize = 2_000;

/// `POST /v1/report`, protobuf, exactly [`REPORT_BYTES`] long, signed by the key that the token is bound to.
///
/// The onset of symptoms is not in it: the officer who opened the case knows it. Tag 9 once held it and stays unused.
#[derive(Clone, PartialEq, Message)]
pub struct Report {
    /// 16 random bytes; the same report sent again is accepted once.
    #[prost(bytes = "vec", tag = "1")]
    pub report_id: Vec<u8>,
    /// The token of the verify answer, of cover traffic too.
    #[prost(string, tag = "2")]
    pub token: String,
    /// The phone's public key (SEC1, uncompressed, 65 bytes); its SHA-256 is the token's `jkt`.
    #[prost(bytes = "vec", tag = "3")]
    pub public_key: Vec<u8>,
    /// The day keys.
    #[prost(message, repeated, tag = "4")]
    pub keys: Vec<ReportedKey>,
    /// Close encounters, [`ENCOUNTER_BYTES`](super::ENCOUNTER_BYTES) each, at most [`MOST_ENCOUNTERS`] (see [`ReportedEncounter`](super::ReportedEncounter)).
    #[prost(bytes = "vec", tag = "5")]
    pub encounters: Vec<u8>,
    /// For each day of the window: when the phone advertised and scanned.
    #[prost(message, repeated, tag = "6")]
    pub activity: Vec<DayActivity>,
    /// What the user agreed to.
    #[prost(message, optional, tag = "7")]
    pub consent: Option<Consent>,
    /// Cover traffic: answered alike, never stored.
    #[prost(bool, tag = "8")]
    pub cover: bool,
    /// Visits to places, [`ReportedVisit::BYTES`](crate::visits::ReportedVisit::BYTES) each, newest first, at most
    /// [`MOST_VISITS`](crate::visits::MOST_VISITS).
    #[prost(bytes = "vec", tag = "10")]
    pub visits: Vec<u8>,
    /// Takes back every report that came with the token. Such a body brings nothing else.
    #[prost(bool, tag = "11")]
    pub withdrawal: bool,
    /// Fills the body to [`REPORT_BYTES`].
    #[prost(bytes = "vec", tag = "15")]
    pub padding: Vec<u8>,
}

/// A day key. A phone names the whole of its day, whatever its use; a server takes it for the whole day.
#[derive(Clone, PartialEq, Message)]
pub struct ReportedKey {
    /// 16 bytes.
    #[prost(bytes = "vec", tag = "1")]
    pub key: Vec<u8>,
    /// First interval of the day.
    #[prost(uint32, tag = "2")]
    pub start: u32,
    /// 144.
    #[prost(uint32, tag = "3")]
    pub period: u32,
}

/// Version of this release's consent texts, sent with every consent. It grows when a `consent-` text changes its meaning.
pub const CONSENT_TEXT_VERSION: u32 = 2;

/// What the user agreed to when sending.
#[derive(Clone, PartialEq, Message)]
pub struct Consent {
    /// Publish the day keys so that phones nearby are warned.
    #[prost(bool, tag = "1")]
    pub keys: bool,
    /// Give close encounters to the health authority.
    #[prost(bool, tag = "2")]
    pub encounters: bool,
    /// Version of the text the user saw.
    #[prost(uint32, tag = "3")]
    pub text_version: u32,
    /// Language of that text, `vi` or `en`.
    #[prost(string, tag = "4")]
    pub language: String,
    /// Give visits to places to the health authority, which may warn others of these places.
    #[prost(bool, tag = "5")]
    pub visits: bool,
}

/// The answer to a report, whether it is new, known or cover.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportAnswer {
    /// When the last key of the report will be published at the latest, Unix seconds; zero in cover traffic.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub published_by: UnixTime,
    /// Fills the body to 1,024 bytes.
    pub padding: String,
}

impl Report {
    /// The encoded report, padded to [`REPORT_BYTES`]; `None` when it holds too much to fit.
    pub fn to_padded_bytes(&self) -> Option<Vec<u8>> {
        let unpadded = Self { padding: Vec::new(), ..self.clone() };
        to_padded_protobuf(unpadded.encode_to_vec(), REPORT_BYTES)
    }
}

padded!(ReportAnswer);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        visits::{MOST_VISITS, ReportedVisit},
        wire::ENCOUNTER_BYTES,
    };
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_report_has_one_size(
            encounters in 0..=MOST_ENCOUNTERS, token in 0_usize..900, keys in 0_usize..=63, visits in 0..=MOST_VISITS,
        ) {
            let key = ReportedKey { key: vec![7; 16], start: 2_700_000, period: 144 };
            let day = DayActivity { day: 18_750, advertised: vec![255; 18], scanned: vec![255; 18] };
            let report = Report {
                report_id: vec![1; 16], token: "t".repeat(token), public_key: vec![4; 65], keys: vec![key; keys],
                encounters: vec![9; encounters * ENCOUNTER_BYTES], activity: vec![day; 22],
                visits: vec![9; visits * ReportedVisit::BYTES], ..Report::default()
            };
            prop_assert_eq!(report.to_padded_bytes().map(|bytes| bytes.len()), Some(REPORT_BYTES));
        }
    }

    #[test]
    fn what_does_not_fit_is_not_sent() {
        let report = Report { encounters: vec![0; REPORT_BYTES], ..Report::default() };
        assert_eq!(report.to_padded_bytes(), None);
    }
}
