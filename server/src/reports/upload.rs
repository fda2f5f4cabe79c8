//! What is kept of a report, as it is sealed at rest.

use lancan_protocol::export::ExportKey;
use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::keys::DayKey;
use lancan_protocol::time::{Day, Interval};
use lancan_protocol::wire::{Report, ReportType};
use prost::Message;

use crate::codes::TokenCase;
use crate::ground::ids::ReportId;
use crate::ground::sealing::{NotOpened, SealingKey};

/// Encounters, activity and consent of a report: the report itself without token, keys and padding.
#[derive(Clone, PartialEq)]
pub(crate) struct Upload(pub(crate) Report);

/// A key that may be published in time, as a whole day.
pub(super) struct CheckedKey {
    pub(super) key: DayKey,
    pub(super) day: Day,
}

/// A key that waits for its publication, with its fields in the export.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct PendingKey {
    #[prost(bytes = "vec", tag = "1")]
    key: Vec<u8>,
    #[prost(uint32, tag = "2")]
    start: u32,
    #[prost(uint32, tag = "3")]
    period: u32,
    #[prost(int32, tag = "4")]
    report_type: i32,
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

    pub(super) fn seal(&self, key: &SealingKey, report: &ReportId) -> Result<Vec<u8>, NotOpened> {
        key.seal(&upload_place(report), &self.0.encode_to_vec())
    }

    pub(crate) fn open(key: &SealingKey, report: &ReportId, sealed: &[u8]) -> Result<Self, NotOpened> {
        Report::decode(key.open(&upload_place(report), sealed)?.as_slice()).map(Self).map_err(|_| NotOpened)
    }
}

impl PendingKey {
    /// A key of a case. Days count from the onset that the officer entered.
    pub(super) fn new(key: &CheckedKey, case: &TokenCase, key_days: KeyDays) -> Self {
        let days = case.onset.map(|onset| {
            let days = i64::from(key.day.0) - i64::from(onset.0);
            i32::try_from(days).unwrap_or(i32::MAX)
        });
        Self {
            key: key.key.as_bytes().to_vec(),
            start: key_days.first_interval(key.day).0,
            period: Interval::PER_DAY,
            report_type: case.report_type as i32,
            days_since_onset: days,
        }
    }

    pub(super) fn seal(&self, key: &SealingKey, report: &ReportId, position: u32) -> Result<Vec<u8>, NotOpened> {
        key.seal(&key_place(report, position), &self.encode_to_vec())
    }

    pub(crate) fn open(
        key: &SealingKey,
        report: &ReportId,
        position: u32,
        sealed: &[u8],
    ) -> Result<ExportKey, NotOpened> {
        let plain = key.open(&key_place(report, position), sealed)?;
        let pending = Self::decode(plain.as_slice()).map_err(|_| NotOpened)?;
        pending.to_export_key().ok_or(NotOpened)
    }

    /// The fields of a published key without the key: what random keys are modelled on.
    pub(crate) fn model(key: &ExportKey) -> Self {
        Self {
            key: Vec::new(),
            start: key.start.0,
            period: key.period,
            report_type: key.report_type.map_or(0, |kind| kind as i32),
            days_since_onset: key.days_since_onset,
        }
    }

    /// The model's fields, as of `days` later.
    pub(crate) fn to_model(&self, days: u32) -> ExportKey {
        let start = Interval(self.start).plus(days.saturating_mul(Interval::PER_DAY));
        ExportKey {
            report_type: ReportType::from_number(self.report_type.into()),
            days_since_onset: self.days_since_onset,
            ..ExportKey::new(DayKey::from_bytes([0; 16]), start, self.period)
        }
    }

    fn to_export_key(&self) -> Option<ExportKey> {
        let key = DayKey::from_bytes(self.key.as_slice().try_into().ok()?);
        Some(ExportKey {
            report_type: ReportType::from_number(self.report_type.into()),
            days_since_onset: self.days_since_onset,
            ..ExportKey::new(key, Interval(self.start), self.period)
        })
    }
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
    fn a_pending_key_keeps_its_stored_form() {
        let key = SealingKey::new(&[1; 32]).unwrap();
        let pending =
            PendingKey { key: vec![7; 16], start: 2_703_168, period: 144, report_type: 1, days_since_onset: Some(-2) };
        // Protobuf by hand: key (tag 1), start (2), period (3), report type (4), days since onset (5).
        let expected = format!("0a10{}10c0fea40118900120012803", "07".repeat(16));
        assert_eq!(hex::encode(&pending.encode_to_vec()), expected);
        let sealed = pending.seal(&key, &[3; 16], 2).unwrap();
        assert_eq!(key.open("pending_keys|sealed|03030303030303030303030303030303|2", &sealed).unwrap().len(), 30);
        let opened = PendingKey::open(&key, &[3; 16], 2, &sealed).unwrap();
        assert_eq!((opened.start, opened.period, opened.days_since_onset), (Interval(2_703_168), 144, Some(-2)));
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
            consent: Some(Consent { keys: true, encounters: true, text_version: 1, language: "vi".into() }),
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
