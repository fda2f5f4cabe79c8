//! What phone and server say to each other, outside exports (`docs/protocol.md`, Upload and Index).
//!
//! Small messages are JSON, padded to one size so that cover traffic cannot be told apart. The report is
//! protobuf, because 2,000 encounters must fit its one size.

use prost::Message;
use serde::{Deserialize, Serialize};

use crate::time::{Day, Interval, UnixTime};

/// Every verify request and answer is padded to this many bytes.
pub const VERIFY_BYTES: usize = 1_024;
/// Every report is padded to this many bytes.
pub const REPORT_BYTES: usize = 72 * 1_024;
/// Every answer to a report is padded to this many bytes.
pub const REPORT_ANSWER_BYTES: usize = 256;
/// The header that carries a report's signature: base64url of 64 bytes (r ‖ s).
pub const SIGNATURE_HEADER: &str = "lancan-signature";
/// Most encounters of a report.
pub const MOST_ENCOUNTERS: usize = 2_000;
/// Bytes of one encounter in a report.
pub const ENCOUNTER_BYTES: usize = 32;

/// Paths of the public API, relative to the server's address.
pub mod path {
    /// `GET`: [`super::Deployment`], for a first contact with a server one trusts.
    pub const DEPLOYMENT: &str = "/v1/deployment";
    /// `GET`: the signed index ([`crate::signed::Signed`] around [`super::Index`]).
    pub const INDEX: &str = "/v1/index";
    /// `GET`: the signed rules ([`crate::signed::Signed`] around [`crate::rules::Rules`]).
    pub const RULES: &str = "/v1/rules";
    /// `GET`: this and an export's name from the index.
    pub const EXPORTS: &str = "/v1/exports/";
    /// `POST`: [`super::VerifyRequest`] → [`super::VerifyAnswer`].
    pub const VERIFY: &str = "/v1/verify";
    /// `POST`: [`super::Report`] → [`super::ReportAnswer`].
    pub const REPORT: &str = "/v1/report";
}

/// What an app pins: whose server this is and which keys it signs with. Public keys are SPKI PEM, P-256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// The health authority's name, for people.
    pub authority: String,
    /// The 16-bit Bluetooth service UUID.
    pub service_uuid: crate::frame::ServiceUuid,
    /// Keys that sign exports, by their id.
    pub export_keys: Vec<PublicKeyPem>,
    /// Keys that sign the index, by their id.
    pub index_keys: Vec<PublicKeyPem>,
    /// Keys that sign the rules, by their id.
    pub rules_keys: Vec<PublicKeyPem>,
}

impl Deployment {
    /// An authority for tests, without keys: whatever is fetched in its name is refused.
    pub fn for_test() -> Self {
        Self {
            authority: "Sở Y tế".into(),
            service_uuid: crate::frame::ServiceUuid::DEFAULT,
            export_keys: Vec::new(),
            index_keys: Vec::new(),
            rules_keys: Vec::new(),
        }
    }
}

/// A public key and the id that signatures name it by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKeyPem {
    /// Key id (GAEN: `verification_key_id`).
    pub id: String,
    /// Key version (GAEN: `verification_key_version`).
    pub version: String,
    /// Subject public key info, PEM.
    pub pem: String,
}

/// What is published now. Signed; a phone refuses a lower serial or an expired one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Grows with every index issued.
    pub serial: u64,
    /// When it was made.
    pub issued_at: UnixTime,
    /// After this instant it is not to be used.
    pub expires_at: UnixTime,
    /// Serial of the rules in force, so that phones fetch them only when they change.
    pub rules_serial: u64,
    /// Every export a phone may still need, oldest first.
    pub exports: Vec<IndexedExport>,
}

/// One published export file; it never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedExport {
    /// File name under [`path::EXPORTS`], lower-case letters, digits, `-` and `.` only.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// The batch's first instant.
    pub start: UnixTime,
    /// The batch's last instant; also the publication time of its keys.
    pub end: UnixTime,
}

/// `POST /v1/verify`: exchanges a code for a token.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyRequest {
    /// The code without separators; random text of the same form in cover traffic.
    pub code: String,
    /// Base64url of the SHA-256 of the phone's fresh P-256 public key (SEC1, uncompressed).
    pub jkt: String,
    /// Cover traffic: answered alike, never stored.
    pub cover: bool,
    /// Fills the body to [`VERIFY_BYTES`].
    pub padding: String,
}

/// The answer to a verify request.
#[derive(Clone, Serialize, Deserialize)]
pub struct VerifyAnswer {
    /// ES256 JWT, opaque to the phone. Random text of like length in cover traffic.
    pub token: String,
    /// The health centre that issued the code, which the user sees before anything else.
    pub centre: String,
    /// First interval that may be reported.
    pub window_from: Interval,
    /// Last interval that may be reported.
    pub window_to: Interval,
    /// What the report will be about.
    pub report_type: ReportType,
    /// Fills the body to [`VERIFY_BYTES`].
    pub padding: String,
}

/// What a report is about (GAEN export: `report_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(i32)]
pub enum ReportType {
    /// A confirmed case, by test.
    ConfirmedTest = 1,
    /// A confirmed case, by clinical diagnosis.
    ConfirmedClinicalDiagnosis = 2,
    /// Reported by the person alone.
    SelfReport = 3,
    /// A contact's own report (F1 → F2). Off by default.
    Recursive = 4,
    /// Withdraws keys reported before.
    Revoked = 5,
}

impl ReportType {
    /// The type with this number; none where there is no such type.
    pub fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            1 => Self::ConfirmedTest,
            2 => Self::ConfirmedClinicalDiagnosis,
            3 => Self::SelfReport,
            4 => Self::Recursive,
            5 => Self::Revoked,
            _ => return None,
        })
    }
}

/// `POST /v1/report`, protobuf, exactly [`REPORT_BYTES`] long, signed by the key that the token is bound to.
///
/// The onset of symptoms is not in it: the officer who opened the case knows it. Tag 9 once held it and stays unused.
#[derive(Clone, PartialEq, Message)]
pub struct Report {
    /// 16 random bytes; the same report sent again is accepted once.
    #[prost(bytes = "vec", tag = "1")]
    pub report_id: Vec<u8>,
    /// The token of the verify answer.
    #[prost(string, tag = "2")]
    pub token: String,
    /// The phone's public key (SEC1, uncompressed, 65 bytes); its SHA-256 is the token's `jkt`.
    #[prost(bytes = "vec", tag = "3")]
    pub public_key: Vec<u8>,
    /// The day keys.
    #[prost(message, repeated, tag = "4")]
    pub keys: Vec<ReportedKey>,
    /// Close encounters, [`ENCOUNTER_BYTES`] each, at most [`MOST_ENCOUNTERS`] (see [`ReportedEncounter`]).
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
    /// Fills the body to [`REPORT_BYTES`].
    #[prost(bytes = "vec", tag = "15")]
    pub padding: Vec<u8>,
}

/// A day key with the intervals it was in use.
#[derive(Clone, PartialEq, Message)]
pub struct ReportedKey {
    /// 16 bytes.
    #[prost(bytes = "vec", tag = "1")]
    pub key: Vec<u8>,
    /// First interval of use.
    #[prost(uint32, tag = "2")]
    pub start: u32,
    /// Number of intervals of use, 1 to 144.
    #[prost(uint32, tag = "3")]
    pub period: u32,
}

/// When a phone advertised and scanned on one UTC day: 144 bits each, bit `i % 8` of byte `i / 8` for interval `i` of the day.
#[derive(Clone, PartialEq, Message)]
pub struct DayActivity {
    /// UTC day number.
    #[prost(uint32, tag = "1")]
    pub day: u32,
    /// 18 bytes.
    #[prost(bytes = "vec", tag = "2")]
    pub advertised: Vec<u8>,
    /// 18 bytes.
    #[prost(bytes = "vec", tag = "3")]
    pub scanned: Vec<u8>,
}

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
}

/// One encounter of a report: [`ENCOUNTER_BYTES`] bytes.
///
/// Layout: identifier 16, metadata 4, interval 4 (little-endian), seconds 2 (little-endian), least attenuation 1,
/// typical attenuation 1, scans 1, flags 1, zero 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportedEncounter {
    /// What was heard.
    pub frame: crate::frame::Frame,
    /// The interval it was heard in, on the reporter's clock.
    pub interval: Interval,
    /// Estimated seconds near each other in this interval, 0 to 600.
    pub seconds: u16,
    /// Least attenuation in dB as if the sender transmitted with 0 dBm; the server adds the power once it can decrypt it.
    pub least_attenuation: u8,
    /// Typical (median) attenuation, likewise.
    pub typical_attenuation: u8,
    /// Scans that heard it.
    pub scans: u8,
    /// [`crate::encounter::EncounterFlags`].
    pub flags: u8,
}

/// The answer to a report, whether it is new, known or cover.
#[derive(Clone, Serialize, Deserialize)]
pub struct ReportAnswer {
    /// When the last of its keys will be published at the latest; zero in cover traffic.
    pub published_by: UnixTime,
    /// Fills the body to [`REPORT_ANSWER_BYTES`].
    pub padding: String,
}

/// A problem+json body (RFC 9457), as both sides use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemBody {
    /// `urn:lancan:problem:` and a code of [`crate::problem::Problem`].
    #[serde(rename = "type")]
    pub kind: String,
    /// The message in the language asked for.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What exactly was wrong, without personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl ReportedEncounter {
    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; ENCOUNTER_BYTES] {
        let mut bytes = [0; ENCOUNTER_BYTES];
        let interval = self.interval.0.to_le_bytes();
        let seconds = self.seconds.to_le_bytes();
        let tail = [self.least_attenuation, self.typical_attenuation, self.scans, self.flags, 0, 0];
        let parts = self.frame.to_bytes().into_iter().chain(interval).chain(seconds).chain(tail);
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        bytes
    }

    /// Reads 32 bytes; `None` when the length, the zero bytes or the seconds are wrong.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; ENCOUNTER_BYTES] = bytes.try_into().ok()?;
        let (frame, rest) = bytes.split_first_chunk::<20>()?;
        let (interval, rest) = rest.split_first_chunk::<4>()?;
        let (seconds, rest) = rest.split_first_chunk::<2>()?;
        let &[least_attenuation, typical_attenuation, scans, flags, 0, 0] = rest else { return None };
        let seconds = u16::from_le_bytes(*seconds);
        let frame = crate::frame::Frame::from_bytes(frame).ok()?;
        let interval = Interval(u32::from_le_bytes(*interval));
        (seconds <= 600).then_some(Self {
            frame,
            interval,
            seconds,
            least_attenuation,
            typical_attenuation,
            scans,
            flags,
        })
    }
}

impl DayActivity {
    /// Bytes of each map.
    pub const MAP_BYTES: usize = 18;

    /// A day on which nothing was done.
    pub fn empty(day: Day) -> Self {
        Self { day: day.0, advertised: vec![0; Self::MAP_BYTES], scanned: vec![0; Self::MAP_BYTES] }
    }

    /// Sets the bit of `interval`; nothing for an interval of another day.
    pub fn set(map: &mut [u8], day: Day, interval: Interval) {
        if let Some(bit) = interval.0.checked_sub(day.first_interval().0)
            && let Some(byte) = map.get_mut(bit as usize / 8)
        {
            *byte |= 1 << (bit % 8);
        }
    }

    /// Whether a map has the bit of `interval`, which must lie in this day.
    pub fn has(map: &[u8], day: Day, interval: Interval) -> bool {
        let Some(bit) = interval.0.checked_sub(day.first_interval().0).filter(|bit| *bit < Interval::PER_DAY) else {
            return false;
        };
        map.get(bit as usize / 8).is_some_and(|byte| byte & (1 << (bit % 8)) != 0)
    }
}

impl Report {
    /// The encoded report, padded to [`REPORT_BYTES`]; `None` when it holds too much to fit.
    pub fn to_padded_bytes(&self) -> Option<Vec<u8>> {
        let mut padded = Self { padding: Vec::new(), ..self.clone() };
        // Tag (1 byte) and length (3 bytes, for any padding from 16,384 bytes; shorter ones take fewer).
        let room = REPORT_BYTES.checked_sub(padded.encoded_len())?;
        let overhead = (2..=4).find(|overhead| {
            room.checked_sub(*overhead).is_some_and(|n| 1 + prost::length_delimiter_len(n) == *overhead)
        })?;
        padded.padding = vec![0; room - overhead];
        let bytes = padded.encode_to_vec();
        (bytes.len() == REPORT_BYTES).then_some(bytes)
    }
}

/// Pads a JSON message with a `padding` field to exactly `size` bytes; `None` when it does not fit.
pub fn to_padded_json<T: Serialize + Padded>(message: &mut T, size: usize) -> Option<Vec<u8>> {
    message.set_padding(String::new());
    let room = size.checked_sub(serde_json::to_vec(message).ok()?.len())?;
    message.set_padding("0".repeat(room));
    serde_json::to_vec(message).ok().filter(|bytes| bytes.len() == size)
}

/// A JSON message with a `padding` field.
pub trait Padded {
    /// Replaces the padding.
    fn set_padding(&mut self, padding: String);
}

macro_rules! padded {
    ($($name:ident),*) => {$(
        impl Padded for $name {
            fn set_padding(&mut self, padding: String) {
                self.padding = padding;
            }
        }
    )*};
}
padded!(VerifyRequest, VerifyAnswer, ReportAnswer);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_report_has_one_size(encounters in 0..=MOST_ENCOUNTERS, token in 0_usize..900, keys in 0_usize..=63) {
            let key = ReportedKey { key: vec![7; 16], start: 2_700_000, period: 144 };
            let day = DayActivity { day: 18_750, advertised: vec![255; 18], scanned: vec![255; 18] };
            let report = Report {
                report_id: vec![1; 16], token: "t".repeat(token), public_key: vec![4; 65], keys: vec![key; keys],
                encounters: vec![9; encounters * ENCOUNTER_BYTES], activity: vec![day; 22], ..Report::default()
            };
            prop_assert_eq!(report.to_padded_bytes().map(|bytes| bytes.len()), Some(REPORT_BYTES));
        }

        #[test]
        fn a_reported_encounter_survives_its_bytes(bytes in any::<[u8; 32]>()) {
            if let Some(encounter) = ReportedEncounter::from_bytes(&bytes) {
                prop_assert_eq!(encounter.to_bytes(), bytes);
            }
            let mut valid = bytes;
            valid[24..26].copy_from_slice(&599_u16.to_le_bytes());
            valid[30..].copy_from_slice(&[0, 0]);
            prop_assert_eq!(ReportedEncounter::from_bytes(&valid).unwrap().to_bytes(), valid);
        }

        #[test]
        fn a_verify_request_has_one_size(code in "[0-9]{9,16}", cover: bool) {
            let mut request = VerifyRequest { code, jkt: "k".repeat(43), cover, padding: String::new() };
            prop_assert_eq!(to_padded_json(&mut request, VERIFY_BYTES).unwrap().len(), VERIFY_BYTES);
        }
    }

    #[test]
    fn a_report_type_is_found_by_its_number() {
        let found: Vec<_> = (-1..9).filter_map(ReportType::from_number).map(|kind| kind as i32).collect();
        assert_eq!(found, [1, 2, 3, 4, 5]);
    }

    #[test]
    fn what_does_not_fit_is_not_sent() {
        let report = Report { encounters: vec![0; REPORT_BYTES], ..Report::default() };
        assert_eq!(report.to_padded_bytes(), None);
    }

    #[test]
    fn an_activity_map_has_a_bit_for_each_interval_of_its_day() {
        let mut map = [0; DayActivity::MAP_BYTES];
        DayActivity::set(&mut map, Day(2), Interval(2 * 144 + 143));
        DayActivity::set(&mut map, Day(2), Interval(3 * 144));
        assert_eq!(map[17], 0x80);
        assert!(DayActivity::has(&map, Day(2), Interval(2 * 144 + 143)));
        assert!(!DayActivity::has(&map, Day(2), Interval(3 * 144)) && !DayActivity::has(&map, Day(2), Interval(0)));
    }
}
