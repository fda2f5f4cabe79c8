//! What is refused says why and leaves everything stored as it was.

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::Interval;
use lancan_protocol::wire::{Consent, REPORT_ANSWER_BYTES, REPORT_BYTES, Report, VERIFY_BYTES, VerifyAnswer, path};

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
    let with_keys = |keys| Report { keys, ..good.clone() };
    let with_consent = |keys, encounters| Report {
        consent: Some(Consent { keys, encounters, text_version: 1, language: "vi".into(), visits: false }),
        ..good.clone()
    };
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
        ("report-invalid", "an id of 15 bytes", Report { report_id: vec![1; 15], ..good.clone() }),
        ("report-invalid", "encounters cut short", Report { encounters: vec![0; 31], ..good.clone() }),
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
        assert_eq!(said.body.len(), REPORT_ANSWER_BYTES, "{what}");
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
fn one_bad_element_never_refuses_the_whole() {
    let (world, phone, _, good) = ready();
    let today = KeyDays::VIETNAM.first_interval(TODAY);
    let bad = [
        key(51, today, 144),
        key(52, today, 1),
        key(53, KeyDays::VIETNAM.first_interval(TODAY.plus(1)), 144),
        key(54, KeyDays::VIETNAM.first_interval(TODAY.minus(6)), 144),
        key(55, Interval(u32::MAX), 144),
        key(56, KeyDays::VIETNAM.first_interval(TODAY.minus(1)).minus(1), 2),
        key(13, KeyDays::VIETNAM.first_interval(TODAY.minus(1)), 144),
    ];
    let mut report = good.clone();
    report.keys.extend(bad);
    report.encounters.extend(encounter(START.interval().plus(1)));
    let accepted = phone.send(&world, &report);
    assert_eq!(accepted.published_by, START.plus(600));
    world.go_to(START.plus(3 * 86_400));
    for taken in [11, 12, 13] {
        assert_eq!(world.exports_with(taken).len(), 1, "{taken}");
    }
    for left_out in [10, 51, 52, 53, 54, 55, 56] {
        assert!(world.exports_with(left_out).is_empty(), "{left_out}");
    }
}

#[test]
fn of_each_day_three_keys_are_taken_over_all_reports_of_a_token() {
    let (world, phone, _, good) = ready();
    let day = KeyDays::VIETNAM.first_interval(TODAY.minus(2));
    let flapping = |ids: core::ops::Range<u8>| ids.map(|id| key(id, day, 144)).collect::<Vec<_>>();
    phone.send(&world, &Report { keys: flapping(20..22), ..good.clone() });
    phone.send(&world, &Report { report_id: vec![2; 16], keys: flapping(20..40), ..good.clone() });
    world.go_to(START.plus(3_600));
    let published: Vec<u8> = (20..40).filter(|id| !world.exports_with(*id).is_empty()).collect();
    assert_eq!(published, [20, 21, 22]);
}

#[test]
fn a_key_seen_before_is_left_out_and_the_answer_is_the_same() {
    let (world, phone, _, good) = ready();
    let accepted = phone.send(&world, &good);
    world.go_to(START.plus(600));
    // A key that another reported, and one that filled an export up, a day like any other.
    let filler = world.published().into_iter().flat_map(|(_, keys)| keys).find(|key| key[0] != key[1]).unwrap();
    let (asks, asked) = (Phone::new(2), Phone::new(3));
    let [first, second] = [&asks, &asked].map(|phone| phone.verify(&world, &world.code()));
    let plain = asked.report(&world, &second, 60);
    let mut asking = asks.report(&world, &first, 40);
    asking.keys[0].key = good.keys[1].key.clone();
    asking.keys[1].key = filler.to_vec();
    let (said, said_plain) = (asks.try_send(&world, &asking), asked.try_send(&world, &plain));
    assert_eq!((said.status, said.body), (200, said_plain.body));
    assert!(said.headers.keys().eq(said_plain.headers.keys()));
    assert_eq!(world.count("reports WHERE keys = 3"), 3, "not even the count that officers see tells");
    assert_eq!(accepted.published_by, START.plus(600));
    world.go_to(START.plus(7_200));
    let times = |sought: &[u8]| {
        world.published().iter().flat_map(|(_, keys)| keys).filter(|key| key.as_slice() == sought).count()
    };
    assert_eq!([times(&good.keys[1].key), times(&filler)], [1, 1], "no key is published twice");
    assert_eq!(times(&asking.keys[2].key), 1);
}

#[test]
fn the_second_part_of_a_report_brings_todays_key_the_next_day() {
    let (world, phone, _, good) = ready();
    phone.send(&world, &good);
    let second = Phone::second(&good, 77);
    world.go_to(START.plus(86_400));
    let accepted = phone.send(&world, &second);
    world.go_to(accepted.published_by.plus(600));
    for key in [10, 11, 12, 13] {
        assert_eq!(world.exports_with(key).len(), 1, "{key}");
    }
}

#[test]
fn an_expired_token_is_refused() {
    let (world, phone, _, good) = ready();
    world.clock.advance(72 * 3_600 - 1);
    assert_eq!(phone.try_send(&world, &Report { report_id: vec![1; 15], ..good.clone() }).problem(), "report-invalid");
    world.go_to(START.plus(72 * 3_600));
    let before = world.dump();
    assert_eq!(phone.try_send(&world, &good).problem(), "token-invalid");
    assert_eq!(world.dump(), before);
}
