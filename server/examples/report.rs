//! A phone that sends one report and is gone: `report URL CODE`. The browser tests and the demo of the console use it, against
//! a server of their own. What it reports is made up: three days of keys and twelve encounters.

use std::error::Error;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::signed::Purpose;
use lancan_protocol::time::{Interval, UnixTime};
use lancan_protocol::wire::{
    Consent, DayActivity, Report, ReportedKey, SIGNATURE_HEADER, VERIFY_BYTES, VerifyAnswer, VerifyRequest, path,
    to_padded_json,
};
use p256::ecdsa::SigningKey;
use p256::elliptic_curve::Generate as _;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use rand::{Rng as _, RngExt as _};

/// Finished days that are reported.
const DAYS: u32 = 3;
/// Encounters of each day.
const ENCOUNTERS: u32 = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(code)) = (arguments.next(), arguments.next()) else { return Err("report URL CODE".into()) };
    let key = SigningKey::generate_from_rng(&mut UnwrapErr(SysRng));
    let public_key = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
    let jkt = URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, &public_key));
    let code = code.chars().filter(|c| !c.is_whitespace()).collect();
    let mut request = VerifyRequest { code, jkt, cover: false, padding: String::new() };
    let body = to_padded_json(&mut request, VERIFY_BYTES).ok_or("the code is too long")?;
    let answer = ureq::post(format!("{url}{}", path::VERIFY)).send(&body[..])?.body_mut().read_to_vec()?;
    let answer: VerifyAnswer = serde_json::from_slice(&answer)?;

    let now = UnixTime(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs());
    let body = made_up(&answer.token, public_key, now).to_padded_bytes().ok_or("the report is too long")?;
    let signature = URL_SAFE_NO_PAD.encode(Purpose::Report.sign(&key, &body));
    ureq::post(format!("{url}{}", path::REPORT)).header(SIGNATURE_HEADER, signature).send(&body[..])?;
    Ok(())
}

/// A report of the last finished days.
fn made_up(token: &str, public_key: Vec<u8>, now: UnixTime) -> Report {
    let mut random = UnwrapErr(SysRng);
    let days = (1..=DAYS).map(|ago| KeyDays::VIETNAM.day(now).minus(ago));
    let mut bytes = || {
        let mut bytes = vec![0; 16];
        random.fill_bytes(&mut bytes);
        bytes
    };
    let keys = days.clone().map(|day| ReportedKey {
        key: bytes(),
        start: KeyDays::VIETNAM.first_interval(day).0,
        period: Interval::PER_DAY,
    });
    Report {
        keys: keys.collect(),
        report_id: bytes(),
        token: token.to_owned(),
        public_key,
        encounters: days.clone().flat_map(encounters).flatten().collect(),
        activity: days
            .map(|day| DayActivity { day: day.0, advertised: vec![255; 18], scanned: vec![0b0111_1110; 18] })
            .collect(),
        consent: Some(Consent { keys: true, encounters: true, visits: false, text_version: 1, language: "vi".into() }),
        ..Report::default()
    }
}

/// Encounters of a day, in one interval each.
fn encounters(day: lancan_protocol::time::Day) -> impl Iterator<Item = [u8; 32]> {
    let first = KeyDays::VIETNAM.first_interval(day).plus(60);
    (0..ENCOUNTERS).map(move |number| {
        let mut bytes = [0; 32];
        UnwrapErr(SysRng).fill_bytes(&mut bytes[..20]);
        bytes[20..24].copy_from_slice(&first.plus(number * 3).0.to_le_bytes());
        let seconds: u16 = UnwrapErr(SysRng).random_range(120..600);
        bytes[24..26].copy_from_slice(&seconds.to_le_bytes());
        bytes[26..].copy_from_slice(&[50, 55, 4, 0, 0, 0]);
        bytes
    })
}
