//! A phone of the benchmark: a fresh key, a code, and a report of 14 day keys.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::signed::Purpose;
use lancan_protocol::time::Interval;
use lancan_protocol::wire::{
    Consent, Report, ReportedKey, SIGNATURE_HEADER, VERIFY_BYTES, VerifyAnswer, VerifyRequest, path, to_padded_json,
};
use p256::ecdsa::SigningKey;
use rand::Rng as _;
use sha2::{Digest as _, Sha256};

use super::client::Request;
use crate::failure::Failure;

/// Day keys of a report.
const KEYS: u32 = 14;

/// A code that nobody was given: cover traffic sends one of the form of a true one.
const COVER_CODE: &str = "123456780";

pub(super) struct Phone {
    code: String,
    key: SigningKey,
    is_cover: bool,
}

/// A phone that may report.
pub(super) struct Granted {
    key: SigningKey,
    answer: VerifyAnswer,
}

impl Phone {
    pub(super) fn new(code: String) -> Self {
        let key = loop {
            if let Ok(key) = SigningKey::from_slice(&random::<32>()) {
                break key;
            }
        };
        Self { code, key, is_cover: false }
    }

    /// A phone that sends cover traffic.
    pub(super) fn cover() -> Self {
        Self { is_cover: true, ..Self::new(COVER_CODE.to_owned()) }
    }

    pub(super) fn verify_request(&self) -> Result<Request, Failure> {
        let jkt = URL_SAFE_NO_PAD.encode(Sha256::digest(public(&self.key)));
        let mut request = VerifyRequest { code: self.code.clone(), jkt, cover: self.is_cover, padding: String::new() };
        let body = to_padded_json(&mut request, VERIFY_BYTES)
            .ok_or_else(|| Failure::broken("a verify request does not fit"))?;
        Ok(Request { path: path::VERIFY, headers: Vec::new(), body })
    }

    /// The phone with its token.
    pub(super) fn granted(self, answer: &[u8]) -> Result<Granted, Failure> {
        let answer = serde_json::from_slice(answer).map_err(Failure::new)?;
        Ok(Granted { key: self.key, answer })
    }
}

impl Granted {
    /// A report as cover traffic sends it.
    pub(super) fn cover_request(&self) -> Result<Request, Failure> {
        signed(&self.key, &Report { cover: true, ..report(&self.key, self.answer.token.clone(), Vec::new()) })
    }

    /// A report of the first 14 days of the token's window.
    pub(super) fn report_request(&self) -> Result<Request, Failure> {
        let first = |day: u32| self.answer.window_from.plus(day * Interval::PER_DAY);
        let days = (0..KEYS).filter(|day| first(*day).plus(Interval::PER_DAY) <= self.answer.window_to);
        let keys: Vec<_> = days
            .map(|day| ReportedKey { key: random::<16>().to_vec(), start: first(day).0, period: Interval::PER_DAY })
            .collect();
        if keys.len() != KEYS as usize {
            return Err(Failure::broken("the rules' window holds fewer than 14 days"));
        }
        signed(&self.key, &report(&self.key, self.answer.token.clone(), keys))
    }
}

fn report(key: &SigningKey, token: String, keys: Vec<ReportedKey>) -> Report {
    Report {
        report_id: random::<16>().to_vec(),
        token,
        public_key: public(key),
        keys,
        consent: Some(Consent { keys: true, encounters: true, text_version: 1, language: "vi".into(), visits: false }),
        ..Report::default()
    }
}

fn signed(key: &SigningKey, report: &Report) -> Result<Request, Failure> {
    let body = report.to_padded_bytes().ok_or_else(|| Failure::broken("a report does not fit"))?;
    let signature = URL_SAFE_NO_PAD.encode(Purpose::Report.sign(key, &body));
    Ok(Request { path: path::REPORT, headers: vec![(SIGNATURE_HEADER, signature)], body })
}

fn public(key: &SigningKey) -> Vec<u8> {
    key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}
