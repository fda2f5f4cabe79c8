//! What the example phones share: a key of their own, a code that becomes a report, and what one phone heard of another.

use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::signed::Purpose;
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::{
    Consent, DayActivity, Report, ReportedKey, SIGNATURE_HEADER, VERIFY_BYTES, VerifyAnswer, VerifyRequest, path,
    to_padded_json,
};
use p256::ecdsa::SigningKey;
use p256::elliptic_curve::Generate as _;
use rand::Rng as _;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;

/// Finished days that are reported.
const DAYS: u32 = 3;

/// A phone with the key that it signs with.
pub(crate) struct ExamplePhone {
    pub(crate) key: SigningKey,
}

impl ExamplePhone {
    pub(crate) fn new() -> Self {
        Self { key: SigningKey::generate_from_rng(&mut UnwrapErr(SysRng)) }
    }

    pub(crate) fn public_key(&self) -> Vec<u8> {
        self.key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    pub(crate) fn jkt(&self) -> String {
        URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, &self.public_key()))
    }

    /// Enters a code and sends a report of the last finished days with these keys, the newest first, and encounters. Returns the
    /// token that the code gave.
    pub(crate) fn report(
        &self,
        url: &str,
        code: &str,
        keys: &[[u8; 16]],
        encounters: Vec<u8>,
    ) -> Result<String, Box<dyn Error>> {
        let code = code.chars().filter(|c| !c.is_whitespace()).collect();
        let mut request = VerifyRequest { code, jkt: self.jkt(), cover: false, padding: String::new() };
        let body = to_padded_json(&mut request, VERIFY_BYTES).ok_or("the code is too long")?;
        let answer = ureq::post(format!("{url}{}", path::VERIFY)).send(&body[..])?.body_mut().read_to_vec()?;
        let answer: VerifyAnswer = serde_json::from_slice(&answer)?;
        let reported = days().zip(keys).map(|(day, key)| ReportedKey {
            key: key.to_vec(),
            start: KeyDays::VIETNAM.first_interval(day).0,
            period: Interval::PER_DAY,
        });
        let report = Report {
            keys: reported.collect(),
            report_id: random_bytes().to_vec(),
            token: answer.token.clone(),
            public_key: self.public_key(),
            encounters,
            activity: activity(0b0111_1110),
            consent: Some(consent()),
            ..Report::default()
        };
        self.send(url, &report)?;
        Ok(answer.token)
    }

    /// Sends a body that this phone signs.
    pub(crate) fn send(&self, url: &str, report: &Report) -> Result<(), Box<dyn Error>> {
        let body = report.to_padded_bytes().ok_or("the report is too long")?;
        let signature = URL_SAFE_NO_PAD.encode(Purpose::Report.sign(&self.key, &body));
        ureq::post(format!("{url}{}", path::REPORT)).header(SIGNATURE_HEADER, signature).send(&body[..])?;
        Ok(())
    }
}

/// Finished days, the newest first.
pub(crate) fn days() -> impl Iterator<Item = Day> + Clone {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let today = KeyDays::VIETNAM.day(UnixTime(seconds));
    (1..=DAYS).map(move |ago| today.minus(ago))
}

pub(crate) fn random_bytes() -> [u8; 16] {
    let mut bytes = [0; 16];
    UnwrapErr(SysRng).fill_bytes(&mut bytes);
    bytes
}

/// Days on which the phone sent all the time and listened in those intervals of each eight that are set.
pub(crate) fn activity(listened: u8) -> Vec<DayActivity> {
    days().map(|day| DayActivity { day: day.0, advertised: vec![255; 18], scanned: vec![listened; 18] }).collect()
}

pub(crate) fn consent() -> Consent {
    Consent { keys: true, encounters: true, visits: false, text_version: 1, language: "vi".into() }
}
