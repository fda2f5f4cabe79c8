//! Two phones that were near each other yesterday for half an hour: the patient's reports with a code, the other asks to be
//! called: `call_me URL CODE NUMBER`, then the one-time password as a line of the standard input. The browser tests use it,
//! against a server of their own.

mod phone;

use std::error::Error;
use std::io::stdin;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::frame::Frame;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::keys::{DayKey, Metadata};
use lancan_protocol::signed::Purpose;
use lancan_protocol::time::Interval;
use lancan_protocol::wire::{
    Callback, MatchedDayKey, OtpRequest, ReportedEncounter, ReportedKey, SIGNATURE_HEADER, VERIFY_BYTES, path,
    to_padded_json,
};
use phone::{ExamplePhone, activity, consent, days, random_bytes};

/// Intervals of ten minutes in which both were near, counted from the day's first.
const NEAR: std::ops::Range<u32> = 60..63;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(code), Some(number)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("call_me URL CODE NUMBER".into());
    };
    let first = days().next().map(|day| KeyDays::VIETNAM.first_interval(day)).ok_or("no day")?;
    let (patient, contact) = (random_bytes(), random_bytes());
    let keys: Vec<_> = [patient].into_iter().chain(days().skip(1).map(|_| random_bytes())).collect();
    ExamplePhone::new().report(&url, &code, &keys, heard(contact, first))?;

    let phone = ExamplePhone::new();
    let mut request = OtpRequest {
        phone: number.clone(),
        jkt: phone.jkt(),
        language: "vi".into(),
        cover: false,
        padding: String::new(),
    };
    let body = to_padded_json(&mut request, VERIFY_BYTES).ok_or("the number is too long")?;
    ureq::post(format!("{url}{}", path::OTP)).send(&body[..])?;
    let mut password = String::new();
    stdin().read_line(&mut password)?;
    let callback = Callback {
        callback_id: random_bytes().to_vec(),
        phone: number,
        otp: password.trim().to_owned(),
        public_key: phone.public_key(),
        matched: vec![MatchedDayKey { key: patient.to_vec(), start: first.0 }],
        own_keys: vec![ReportedKey { key: contact.to_vec(), start: first.0, period: Interval::PER_DAY }],
        encounters: heard(patient, first),
        activity: activity(255),
        consent: Some(consent()),
        ..Callback::default()
    };
    let body = callback.to_padded_bytes().ok_or("the callback is too long")?;
    let signature = URL_SAFE_NO_PAD.encode(Purpose::Callback.sign(&phone.key, &body));
    ureq::post(format!("{url}{}", path::CALLBACKS)).header(SIGNATURE_HEADER, signature).send(&body[..])?;
    Ok(())
}

/// What is heard close by of the phone whose key of a day this is.
fn heard(key: [u8; 16], first: Interval) -> Vec<u8> {
    let keys = DayKey::from_bytes(key).identifiers();
    let one = |position| {
        let interval = first.plus(position);
        let id = keys.rolling_id(interval);
        let metadata = keys.encrypt(&id, Metadata::Known { power_dbm: 0, confidence: 1 });
        let frame = Frame { id, metadata };
        let (least_attenuation, typical_attenuation) = (45, 50);
        ReportedEncounter { frame, interval, seconds: 600, least_attenuation, typical_attenuation, scans: 4, flags: 0 }
            .to_bytes()
    };
    NEAR.flat_map(one).collect()
}
