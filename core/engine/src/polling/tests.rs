use p256::{
    ecdsa::SigningKey,
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::*;

const NOW: UnixTime = UnixTime(1_620_000_000);

fn signer() -> SigningKey {
    SigningKey::from_slice(&[1; 32]).unwrap()
}

fn index_keys() -> [PublicKeyPem; 1] {
    let pem = signer().verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
    [PublicKeyPem { id: "index".into(), version: "1".into(), pem }]
}

fn answered(
    polling: &mut Polling,
    errand: Errand,
    answer: Result<HttpResponse, HttpFailure>,
    rules_serial: u64,
    heard_since: UnixTime,
) -> Fetched {
    polling.answered(errand, answer, Known { index_keys: &index_keys(), rules_serial, heard_since, now: NOW })
}

/// Everybody was heard after this.
const HEARD_SINCE: UnixTime = UnixTime(NOW.0 - 600);

fn export(name: &str) -> IndexedExport {
    let end = if name.starts_with("old") { HEARD_SINCE } else { NOW };
    IndexedExport { name: name.into(), bytes: 1, sha256: String::new(), start: end.minus(60), end }
}

#[expect(clippy::unnecessary_wraps, reason = "an answer as hosts give it")]
fn served(serial: u64, expires_at: UnixTime, exports: &[&str]) -> Result<HttpResponse, HttpFailure> {
    let exports = exports.iter().map(|name| export(name)).collect();
    let index = Index {
        serial,
        issued_at: NOW,
        expires_at,
        rules_serial: 0,
        audit: None,
        days: Vec::new(),
        exports,
        places: Vec::new(),
        place_days: Vec::new(),
    };
    let document = serde_json::to_vec(&index).unwrap();
    let signed = Signed::new(Purpose::Index, "index", &signer(), &document);
    Ok(HttpResponse { status: 200, etag: Some("e".into()), body: serde_json::to_vec(&signed).unwrap() })
}

fn poll(polling: &mut Polling, answer: Result<HttpResponse, HttpFailure>) -> Vec<String> {
    polling.begin();
    answered(polling, Errand::Index, answer, 0, HEARD_SINCE);
    let mut fetched = Vec::new();
    while let Some(request) = polling.next() {
        fetched.push(request.path);
        let body = Ok(HttpResponse { status: 200, etag: None, body: b"PK".to_vec() });
        match answered(polling, request.errand, body, 0, HEARD_SINCE) {
            Fetched::Export(export, _) => polling.matched(&export, export.end),
            other => panic!("an export, not {other:?}"),
        }
    }
    polling.end(Duration::from_hours(4), NOW, &mut ChaCha20Rng::seed_from_u64(1));
    fetched
}

#[test]
fn every_export_is_fetched_once() {
    let mut polling = Polling::new();
    assert_eq!(poll(&mut polling, served(1, NOW.plus(60), &["a", "b"])), ["/v1/exports/a", "/v1/exports/b"]);
    assert_eq!(poll(&mut polling, served(2, NOW.plus(60), &["b", "c"])), ["/v1/exports/c"]);
    let unchanged = Ok(HttpResponse { status: 304, etag: None, body: vec![] });
    assert!(poll(&mut polling, unchanged).is_empty());
    assert_eq!((polling.last_checked(), polling.floor()), (Some(NOW), NOW));
}

#[test]
fn an_export_that_ended_before_anybody_was_heard_is_left_out_until_somebody_was_heard_before() {
    let mut polling = Polling::new();
    assert!(poll(&mut polling, served(1, NOW.plus(60), &["old"])).is_empty());
    assert_eq!((polling.last_checked(), polling.floor()), (Some(NOW), HEARD_SINCE));
    assert_eq!(poll(&mut polling, served(2, NOW.plus(60), &["old", "a"])), ["/v1/exports/a"]);
    let answer = served(3, NOW.plus(60), &["old", "a"]);
    answered(&mut polling, Errand::Index, answer, 0, HEARD_SINCE.minus(1));
    assert_eq!(polling.next().unwrap().path, "/v1/exports/old");
}

#[test]
fn an_index_that_names_older_rules_than_the_phone_has_is_refused() {
    let mut polling = Polling::new();
    answered(&mut polling, Errand::Index, served(1, NOW.plus(60), &["a"]), 1, HEARD_SINCE);
    assert!(polling.next().is_none() && polling.was_refused());
}

#[test]
fn an_index_that_is_older_expired_or_forged_changes_nothing() {
    let mut polling = Polling::new();
    poll(&mut polling, served(5, NOW.plus(60), &["a"]));
    let forged = served(6, NOW.plus(60), &["x"]).map(|mut response| {
        let at = response.body.len() / 2;
        response.body[at] ^= 1;
        response
    });
    let unsafe_name = served(7, NOW.plus(60), &["../../officer"]);
    assert!(poll(&mut polling, served(6, NOW, &["x"])).is_empty());
    assert!(!polling.was_refused(), "the clock may be ahead: who knows the time decides");
    for answer in [served(4, NOW.plus(60), &["x"]), forged, unsafe_name] {
        assert!(poll(&mut polling, answer).is_empty());
        assert!(polling.was_refused());
        assert_eq!(polling.progress.index.as_ref().unwrap().serial, 5);
    }
    assert!(poll(&mut polling, served(5, NOW.plus(60), &["a"])).is_empty());
    assert!(!polling.was_refused());
}

#[test]
fn an_expired_index_that_is_served_again_is_not_new() {
    let mut polling = Polling::new();
    let mut is_new = |serial| match answered(&mut polling, Errand::Index, served(serial, NOW, &[]), 0, HEARD_SINCE) {
        Fetched::Index { signed, expired: true } => signed.is_new,
        other => panic!("an expired index, not {other:?}"),
    };
    assert_eq!([1, 1, 2, 2].map(&mut is_new), [true, false, true, false]);
}

#[test]
fn after_a_failure_the_wait_grows_up_to_the_usual_time_between_polls() {
    let mut polling = Polling::new();
    let mut waits = Vec::new();
    for _ in 0..8 {
        poll(&mut polling, Err(HttpFailure::Unreachable));
        waits.push(polling.due().0 - NOW.0);
    }
    assert!((810..=990).contains(&waits[0]) && (1_620..=1_980).contains(&waits[1]), "{waits:?}");
    assert!(waits[4..].iter().all(|wait| (12_960..=15_840).contains(wait)), "{waits:?}");
    assert_eq!(polling.progress.failed_polls, 8);
}
