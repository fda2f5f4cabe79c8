//! What is kept of a report, as it is sealed at rest.

use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::keys::DayKey;
use lancan_protocol::time::{Day, Interval};
use lancan_protocol::wire::{Report, ReportedKey};
use prost::Message;

use crate::codes::TokenCase;
use crate::ground::ids::ReportId;
use crate::ground::sealing::{NotOpened, SealingKey};

/// Encounters, activity, visits and consent of a report, and the keys that were taken: the report itself without token and
/// padding. The keys serve to take them back when an officer revokes the case.
#[derive(Clone, PartialEq)]
pub(crate) struct Upload(pub(crate) Report);

/// A key that may be published in time, as a whole day.
pub(super) struct CheckedKey {
    pub(super) key: DayKey,
    pub(super) day: Day,
}

/// A key that waits for its publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WaitingKey {
    /// The key.
    pub(crate) key: DayKey,
    /// First interval of use.
    pub(crate) start: Interval,
    /// Intervals of use.
    pub(crate) period: u32,
    /// Days from the onset that the officer entered to the key's day; none where no onset is known.
    pub(crate) days_since_onset: Option<i32>,
}

/// A group of waiting keys as it is sealed.
#[derive(Clone, PartialEq, Message)]
struct SealedGroup {
    #[prost(message, repeated, tag = "6")]
    keys: Vec<SealedKey>,
}

/// One key of a group. Before groups, a row was one such key by itself; field 4 held its report type.
#[derive(Clone, PartialEq, Message)]
struct SealedKey {
    #[prost(bytes = "vec", tag = "1")]
    key: Vec<u8>,
    #[prost(uint32, tag = "2")]
    start: u32,
    #[prost(uint32, tag = "3")]
    period: u32,
    #[prost(sint32, optional, tag = "5")]
    days_since_onset: Option<i32>,
}

impl Upload {
    pub(super) fn of(report: Report) -> Self {
        Self(Report {
            report_id: Vec::new(),
            token: String::new(),
            public_key: Vec::new(),
            keys: Vec::new(),
            padding: Vec::new(),
            ..report
        })
    }

    /// With the keys that were taken and are published in time.
    pub(super) fn with_keys<'k>(&self, keys: impl Iterator<Item = &'k CheckedKey>, key_days: KeyDays) -> Self {
        let reported = keys.map(|key| ReportedKey {
            key: key.key.as_bytes().to_vec(),
            start: key_days.first_interval(key.day).0,
            period: Interval::PER_DAY,
        });
        Self(Report { keys: reported.collect(), ..self.0.clone() })
    }

    pub(super) fn seal(&self, key: &SealingKey, report: &ReportId) -> Result<Vec<u8>, NotOpened> {
        key.seal(&upload_place(report), &self.0.encode_to_vec())
    }

    pub(crate) fn open(key: &SealingKey, report: &ReportId, sealed: &[u8]) -> Result<Self, NotOpened> {
        Report::decode(key.open(&upload_place(report), sealed)?.as_slice()).map(Self).map_err(|_| NotOpened)
    }
}

impl WaitingKey {
    /// A key of a case.
    pub(super) fn new(key: &CheckedKey, case: &TokenCase, key_days: KeyDays) -> Self {
        let days = case.onset.map(|onset| {
            let days = i64::from(key.day.0) - i64::from(onset.0);
            i32::try_from(days).unwrap_or(i32::MAX)
        });
        Self {
            key: key.key.clone(),
            start: key_days.first_interval(key.day),
            period: Interval::PER_DAY,
            days_since_onset: days,
        }
    }

    fn sealed(&self) -> SealedKey {
        SealedKey {
            key: self.key.as_bytes().to_vec(),
            start: self.start.0,
            period: self.period,
            days_since_onset: self.days_since_onset,
        }
    }

    fn opened(sealed: &SealedKey) -> Option<Self> {
        Some(Self {
            key: DayKey::from_bytes(sealed.key.as_slice().try_into().ok()?),
            start: Interval(sealed.start),
            period: sealed.period,
            days_since_onset: sealed.days_since_onset,
        })
    }
}

/// Seals a group of waiting keys.
pub(super) fn seal_group(
    keys: &[WaitingKey],
    key: &SealingKey,
    report: &ReportId,
    position: u32,
) -> Result<Vec<u8>, NotOpened> {
    let group = SealedGroup { keys: keys.iter().map(WaitingKey::sealed).collect() };
    key.seal(&key_place(report, position), &group.encode_to_vec())
}

/// Opens a group of waiting keys.
pub(super) fn open_group(
    key: &SealingKey,
    report: &ReportId,
    position: u32,
    sealed: &[u8],
) -> Result<Vec<WaitingKey>, NotOpened> {
    let plain = key.open(&key_place(report, position), sealed)?;
    let mut keys = SealedGroup::decode(plain.as_slice()).map_err(|_| NotOpened)?.keys;
    if keys.is_empty() {
        keys.push(SealedKey::decode(plain.as_slice()).map_err(|_| NotOpened)?);
    }
    keys.iter().map(WaitingKey::opened).collect::<Option<_>>().ok_or(NotOpened)
}

fn upload_place(report: &ReportId) -> String {
    format!("reports|sealed|{}", hex::encode(report))
}

fn key_place(report: &ReportId, position: u32) -> String {
    format!("pending_keys|sealed|{}|{position}", hex::encode(report))
}

#[cfg(test)]
mod tests {
    use lancan_protocol::wire::{Consent, DayActivity};

    use super::*;

    #[test]
    fn a_group_of_waiting_keys_keeps_its_stored_form() {
        let key = SealingKey::new(&[1; 32]).unwrap();
        let waiting = |byte, days_since_onset| WaitingKey {
            key: DayKey::from_bytes([byte; 16]),
            start: Interval(2_703_168),
            period: 144,
            days_since_onset,
        };
        let keys = [waiting(7, Some(-2)), waiting(8, None)];
        let sealed = seal_group(&keys, &key, &[3; 16], 2).unwrap();
        let plain = key.open("pending_keys|sealed|03030303030303030303030303030303|2", &sealed).unwrap();
        // Protobuf by hand: two keys (tag 6), each of key (1), start (2), period (3) and days since onset (5).
        let [first, second] = ["07", "08"].map(|byte| format!("0a10{}10c0fea401189001", byte.repeat(16)));
        assert_eq!(hex::encode(&plain), format!("321c{first}2803321a{second}"));
        assert_eq!(open_group(&key, &[3; 16], 2, &sealed).unwrap(), keys);
        assert!(open_group(&key, &[3; 16], 1, &sealed).is_err());
    }

    #[test]
    fn a_key_that_was_sealed_by_itself_is_a_group_of_one() {
        let key = SealingKey::new(&[1; 32]).unwrap();
        // As the first schema version sealed a key: tags 1 to 5, report type among them.
        let plain =
            [&[0x0a, 0x10][..], &[7; 16], &[0x10, 0xc0, 0xfe, 0xa4, 0x01, 0x18, 0x90, 0x01, 0x20, 1, 0x28, 3]].concat();
        let sealed = key.seal("pending_keys|sealed|03030303030303030303030303030303|2", &plain).unwrap();
        let opened = open_group(&key, &[3; 16], 2, &sealed).unwrap();
        assert_eq!((opened.len(), opened[0].start, opened[0].days_since_onset), (1, Interval(2_703_168), Some(-2)));
    }

    #[test]
    fn an_upload_keeps_its_stored_form_without_token_keys_and_padding() {
        let key = SealingKey::new(&[1; 32]).unwrap();
        let report = Report {
            report_id: vec![1; 16],
            token: "token".into(),
            public_key: vec![4; 65],
            encounters: vec![9; 32],
            activity: vec![DayActivity { day: 18_772, advertised: vec![255; 18], scanned: vec![1; 18] }],
            consent: Some(Consent {
                keys: true,
                encounters: true,
                text_version: 1,
                language: "vi".into(),
                visits: false,
            }),
            padding: vec![0; 9],
            ..Report::default()
        };
        let upload = Upload::of(report);
        // By hand: encounters (tag 5), activity (6), consent (7), and nothing else.
        let encounters = format!("2a20{}", "09".repeat(32));
        let activity = format!("322c08d492011212{}1a12{}", "ff".repeat(18), "01".repeat(18));
        let expected = format!("{encounters}{activity}3a0a08011001180122027669");
        assert_eq!(hex::encode(&upload.0.encode_to_vec()), expected);
        let sealed = upload.seal(&key, &[3; 16]).unwrap();
        assert!(key.open("reports|sealed|03030303030303030303030303030303", &sealed).is_ok());
        assert!(Upload::open(&key, &[3; 16], &sealed).unwrap() == upload);
    }
}
