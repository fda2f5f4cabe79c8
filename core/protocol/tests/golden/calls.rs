//! What a warned user sends who asks to be called.

use lancan_protocol::{
    CallWords, IntervalMap, hex,
    keys::DayKey,
    time::{Day, Interval, UnixTime},
    wire::{
        Callback, CallbackAnswer, Consent, DayActivity, MatchedDayKey, OtpAnswer, OtpRequest, REPORT_ANSWER_BYTES,
        REPORT_BYTES, ReportedKey, VERIFY_BYTES, to_padded_json,
    },
};
use prost::Message as _;

use crate::{assert_golden, encounter, from_hex, golden, padded_json, signer};

#[test]
fn a_number_asks_for_its_password_and_is_answered_in_the_size_of_a_code() {
    let mut request = OtpRequest {
        phone: "+84912345678".into(),
        jkt: "abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE".into(),
        language: "vi".into(),
        cover: false,
        padding: String::new(),
    };
    assert_golden("otp-request.json", &to_padded_json(&mut request, VERIFY_BYTES).unwrap());
    let read: OtpRequest = padded_json("otp-request.json", VERIFY_BYTES);
    assert_eq!(
        (read.phone, read.jkt, read.language, read.cover),
        (request.phone, request.jkt, request.language, false)
    );

    let mut answer = OtpAnswer { expires_at: UnixTime(1_620_000_300), padding: String::new() };
    assert_golden("otp-answer.json", &to_padded_json(&mut answer, VERIFY_BYTES).unwrap());
    assert_eq!(padded_json::<OtpAnswer>("otp-answer.json", VERIFY_BYTES).expires_at, answer.expires_at);
}

#[test]
fn a_callback_is_the_same_bytes_with_its_padding_and_so_are_its_answer_and_its_words() {
    let callback = Callback {
        callback_id: vec![0x5A; 16],
        phone: "+84912345678".into(),
        otp: "123456".into(),
        public_key: signer(9).verifying_key().to_sec1_point(false).as_bytes().to_vec(),
        matched: vec![MatchedDayKey { key: vec![3; 16], start: 2_699_958 }],
        own_keys: vec![ReportedKey { key: vec![1; 16], start: 2_699_958, period: 144 }],
        encounters: encounter().to_bytes().to_vec(),
        activity: vec![DayActivity::new(Day(18_750), &IntervalMap::default(), &IntervalMap::default())],
        consent: Some(Consent { keys: true, encounters: true, text_version: 3, language: "vi".into(), visits: false }),
        cover: false,
        padding: Vec::new(),
    };
    let padded = callback.to_padded_bytes().unwrap();
    let end = padded.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    assert_golden("callback.hex", hex::encode(padded.get(..end).unwrap()).as_bytes());
    let mut file = from_hex(&golden("callback.hex"));
    file.resize(REPORT_BYTES, 0);
    let read = Callback::decode(file.as_slice()).unwrap();
    assert_eq!(Callback { padding: Vec::new(), ..read.clone() }, callback);
    let content = read.content().unwrap();
    assert_eq!(content.encounters, [encounter()]);
    assert_eq!(content.matched, [(DayKey::from_bytes([3; 16]), Interval(2_699_958))]);
    assert_eq!(CallWords::of(&content.callback_id), CallWords { first: 51, second: 54 });

    let cover = Callback { cover: true, ..Callback::default() }.encode_to_vec();
    assert_golden("callback-cover.hex", hex::encode(&cover).as_bytes());

    let mut answer = CallbackAnswer { call_by: UnixTime(1_620_007_200), padding: String::new() };
    assert_golden("callback-answer.json", &to_padded_json(&mut answer, REPORT_ANSWER_BYTES).unwrap());
    assert_eq!(padded_json::<CallbackAnswer>("callback-answer.json", REPORT_ANSWER_BYTES).call_by, answer.call_by);
}
