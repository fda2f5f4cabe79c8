//! What is refused says why and leaves everything stored as it was.

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::Interval;
use lancan_protocol::wire::{Consent, REPORT_BYTES, Report, VERIFY_BYTES, VerifyAnswer, path};

use crate::support::{Phone, START, TODAY, World, encounter, key};

/// A world, a phone with a token, and its good report.
fn ready() -> (World, Phone, VerifyAnswer, Report) {
    let world = World::new();
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    let report = phone.report(&world, &answer, 10);
    (world, phone, answer, report)
}

#[test]
fn a_code_is_used_once() {
    let world = World::new();
    let code = world.code();
    Phone::new(1).verify(&world, &code);
    let before = world.dump();
    let said = Phone::new(2).try_verify(&world, &code, false);
    assert_eq!((said.status, said.problem().as_str()), (409, "code-used"));
    assert_eq!(world.dump(), before);
}

#[test]
fn an_expired_code_is_refused_as_such_for_a_day_and_then_forgotten() {
    let world = World::new();
    let code = world.code();
    world.go_to(START.plus(15 * 60));
    let before = world.dump();
    assert_eq!(Phone::new(1).try_verify(&world, &code, false).problem(), "code-expired");
    assert_eq!(world.dump(), before);
    world.go_to(START.plus(15 * 60 + 86_400));
    assert_eq!(Phone::new(1).try_verify(&world, &code, false).problem(), "code-unknown");
}

#[test]
fn a_mistyped_and_an_unknown_code_are_told_apart() {
    let world = World::new();
    let code = world.code().replace(' ', "");
    let before = world.dump();
    let last = code.as_bytes()[8] - b'0';
    let mistyped = format!("{}{}", &code[..8], (last + 1) % 10);
    assert_eq!(Phone::new(1).try_verify(&world, &mistyped, false).problem(), "code-mistyped");
    assert_eq!(Phone::new(1).try_verify(&world, "123456784", false).problem(), "code-mistyped");
    let unknown = lancan_protocol::code::Code::parse("ABCD-EFGH-JKMN-PQRS").unwrap();
    assert_eq!(Phone::new(1).try_verify(&world, unknown.as_str(), false).problem(), "code-unknown");
    assert_eq!(world.dump(), before);
}

#[test]
fn a_verify_request_of_another_form_or_size_is_refused() {
    let world = World::new();
    let before = world.dump();
    for body in [b"{}".to_vec(), vec![b' '; VERIFY_BYTES], vec![b'['; VERIFY_BYTES]] {
        let said = world.call("POST", path::VERIFY, &[], Some(&body));
        assert_eq!((said.status, said.problem().as_str()), (400, "request-invalid"));
    }
    assert_eq!(world.dump(), before);
}

#[test]
fn each_broken_report_is_refused_and_nothing_is_stored() {
    let (world, phone, _, good) = ready();
    let before = world.dump();
    let today = KeyDays::VIETNAM.first_interval(TODAY);
    let past = KeyDays::VIETNAM.first_interval(TODAY.minus(6));
    let future = START.interval().plus(2);
    let with_keys = |keys| Report { keys, ..good.clone() };
    let with_consent = |keys, encounters| Report {
        consent: Some(Consent { keys, encounters, text_version: 1, language: "vi".into() }),
        ..good.clone()
    };
    let mut late = encounter(future);
    late[20..24].copy_from_slice(&future.0.to_le_bytes());
    let mut nonzero = encounter(today);
    nonzero[31] = 1;
    let broken = [
        (
            "report-invalid",
            "a 15-byte key",
            with_keys(vec![lancan_protocol::wire::ReportedKey { key: vec![1; 15], start: today.0, period: 1 }]),
        ),
        (
            "report-invalid",
            "a period of 145",
            with_keys(vec![key(1, KeyDays::VIETNAM.first_interval(TODAY.minus(2)), 145)]),
        ),
        ("report-invalid", "a period of nothing", with_keys(vec![key(1, today, 0)])),
        ("key-refused", "a key of the future", with_keys(vec![key(1, today, 144)])),
        ("key-refused", "a key that starts in the future", with_keys(vec![key(1, future, 1)])),
        ("key-refused", "a key before the window", with_keys(vec![key(1, past, 144)])),
        ("key-refused", "a key at the end of time", with_keys(vec![key(1, Interval(u32::MAX), 144)])),
        (
            "key-refused",
            "overlapping keys",
            with_keys(vec![
                key(1, KeyDays::VIETNAM.first_interval(TODAY.minus(2)), 144),
                key(2, KeyDays::VIETNAM.first_interval(TODAY.minus(1)).minus(1), 1),
            ]),
        ),
        ("key-refused", "four keys of one start", with_keys((1..=4).map(|byte| key(byte, today, 1)).collect())),
        ("key-refused", "one key twice", with_keys(vec![key(1, today, 1), key(1, today, 1)])),
        ("report-invalid", "an id of 15 bytes", Report { report_id: vec![1; 15], ..good.clone() }),
        ("report-invalid", "encounters cut short", Report { encounters: vec![0; 31], ..good.clone() }),
        ("report-invalid", "an encounter of the future", Report { encounters: late.to_vec(), ..good.clone() }),
        (
            "report-invalid",
            "an encounter with a reserved byte",
            Report { encounters: nonzero.to_vec(), ..good.clone() },
        ),
        ("report-invalid", "2,001 encounters", Report { encounters: encounter(today).repeat(2_001), ..good.clone() }),
        (
            "report-invalid",
            "activity of one day twice",
            Report { activity: [good.activity.clone(), good.activity.clone()].concat(), ..good.clone() },
        ),
        ("report-invalid", "no consent", Report { consent: None, ..good.clone() }),
        ("report-invalid", "keys without consent", with_consent(false, true)),
        ("report-invalid", "encounters without consent", with_consent(true, false)),
        ("report-invalid", "nothing at all", Report { keys: vec![], encounters: vec![], ..good.clone() }),
        (
            "report-invalid",
            "half a public key",
            Report { public_key: phone.public_key()[..33].to_vec(), ..good.clone() },
        ),
        ("token-invalid", "no token", Report { token: String::new(), ..good.clone() }),
        ("token-invalid", "a changed token", Report { token: good.token.replace('.', ".A"), ..good.clone() }),
    ];
    for (problem, what, report) in broken {
        let said = phone.try_send(&world, &report);
        assert_eq!(said.problem(), problem, "{what}: {}", said.json());
        assert_eq!(said.body.len() % 256, 0, "{what}");
        assert_eq!(world.dump(), before, "{what}");
    }
    assert_eq!(phone.try_send(&world, &good).status, 200);
}

#[test]
fn a_foreign_signature_is_refused() {
    let (world, phone, _, good) = ready();
    let before = world.dump();
    let body = good.to_padded_bytes().unwrap();
    let stranger = Phone::new(2);
    assert_eq!(stranger.send_bytes(&world, &body).problem(), "signature-invalid");
    assert_eq!(world.call("POST", path::REPORT, &[], Some(&body)).problem(), "signature-invalid");
    assert_eq!(
        world.call("POST", path::REPORT, &[("lancan-signature", "AAAA")], Some(&body)).problem(),
        "signature-invalid"
    );
    // Signed by the key it names, which is not the one that the token is bound to.
    let stolen = Report { public_key: stranger.public_key(), ..good };
    assert_eq!(stranger.try_send(&world, &stolen).problem(), "signature-invalid");
    // Bytes changed under way.
    let mut changed = body.clone();
    let last = changed.len() - 1;
    changed[last] = 1;
    let signature = base64::Engine::encode(
        &base64::engine::general_purpose::URL_SAFE_NO_PAD,
        lancan_protocol::signed::Purpose::Report.sign(&phone.key, &body),
    );
    let said = world.call("POST", path::REPORT, &[("lancan-signature", &signature)], Some(&changed));
    assert_eq!(said.problem(), "signature-invalid");
    assert_eq!(world.dump(), before);
}

#[test]
fn a_report_of_another_size_is_refused() {
    let (world, phone, _, good) = ready();
    let before = world.dump();
    let body = good.to_padded_bytes().unwrap();
    assert_eq!(phone.send_bytes(&world, &body[..REPORT_BYTES - 1]).problem(), "report-invalid");
    assert_eq!(phone.send_bytes(&world, &[]).problem(), "report-invalid");
    assert_eq!(phone.send_bytes(&world, &vec![0; REPORT_BYTES]).problem(), "report-invalid");
    let said = phone.send_bytes(&world, &[body, vec![0]].concat());
    assert_eq!((said.status, said.problem().as_str()), (413, "too-large"));
    assert_eq!(world.dump(), before);
}

#[test]
fn a_key_that_somebody_else_reported_is_refused() {
    let (world, phone, _, good) = ready();
    phone.send(&world, &good);
    let other = Phone::new(2);
    let answer = other.verify(&world, &world.code());
    let before = world.dump();
    let mut report = other.report(&world, &answer, 40);
    report.keys[0].key = good.keys[0].key.clone();
    let said = other.try_send(&world, &report);
    assert_eq!((said.status, said.problem().as_str()), (409, "key-refused"));
    assert_eq!(world.dump(), before);
    // Nor after it was published.
    world.go_to(START.plus(3_600));
    let before = world.dump();
    assert_eq!(other.try_send(&world, &report).problem(), "key-refused");
    assert_eq!(world.dump(), before);
}

#[test]
fn an_expired_token_is_refused() {
    let (world, phone, _, good) = ready();
    world.go_to(START.plus(24 * 3_600));
    let before = world.dump();
    assert_eq!(phone.try_send(&world, &good).problem(), "token-invalid");
    assert_eq!(world.dump(), before);
}
