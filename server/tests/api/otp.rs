//! One-time passwords over HTTP: every answer has one size, and no number is kept or logged.

use lancan_protocol::otp::Otp;
use lancan_protocol::wire::{OtpAnswer, OtpRequest, VERIFY_BYTES, path, to_padded_json};

use crate::gateway::Gateway;
use crate::support::{Phone, START, Said, World, holds};

const NUMBER: &str = "+84912345678";

fn ask(world: &World, phone: &Phone, number: &str, cover: bool) -> Said {
    let (phone, jkt) = (number.to_owned(), phone.jkt());
    let mut request = OtpRequest { phone, jkt, language: "vi".to_owned(), cover, padding: String::new() };
    world.call("POST", path::OTP, &[], Some(&to_padded_json(&mut request, VERIFY_BYTES).unwrap()))
}

/// Bytes of an answer's head that differ from answer to answer, body's length left out.
fn head(said: &Said) -> usize {
    let reason = ureq::http::StatusCode::from_u16(said.status).unwrap().canonical_reason().unwrap().len();
    let headers = said.headers.iter().filter(|(name, _)| !["date", "content-length"].contains(&name.as_str()));
    reason + headers.map(|(name, value)| name.len() + value.len() + 4).sum::<usize>()
}

#[test]
fn a_password_is_sent_to_the_number_and_every_answer_has_one_size() {
    let gateway = Gateway::new();
    let world = World::with(|config| gateway.set(config), |_| {});
    let phone = Phone::new(1);
    let sent = ask(&world, &phone, NUMBER, false);
    assert_eq!(sent.status, 200);
    let answer: OtpAnswer = serde_json::from_slice(&sent.body).unwrap();
    assert_eq!(answer.expires_at, START.plus(Otp::LIFETIME_SECONDS));
    let password = gateway.password(NUMBER);

    let other = ask(&world, &phone, "+84987654321", false);
    let cover = ask(&world, &phone, NUMBER, true);
    assert_eq!((&other.body, &cover.body), (&sent.body, &sent.body), "the same for every number and for cover");
    let mistyped = ask(&world, &phone, "0912345678", false);
    assert_eq!((mistyped.status, mistyped.problem().as_str()), (400, "phone-mistyped"));
    for _ in 0..2 {
        assert_eq!(ask(&world, &phone, NUMBER, false).status, 200);
    }
    let fourth = ask(&world, &phone, NUMBER, false);
    assert_eq!((fourth.status, fourth.problem().as_str()), (429, "otp-limit"));
    assert!(fourth.headers.contains_key("retry-after"));
    for said in [&sent, &other, &cover, &mistyped, &fourth] {
        assert_eq!((said.body.len(), head(said)), (VERIFY_BYTES, head(&sent)), "{}", said.status);
    }

    let kept = world.stored_bytes();
    for secret in [NUMBER, &NUMBER[1..], "0912345678"] {
        assert!(!holds(&kept, secret), "{secret}");
    }
    // Six digits stand in identifiers by chance, but not between two bytes that are none.
    let is_password =
        |part: &[u8]| part[1..=6] == *password.as_bytes() && ![part[0], part[7]].iter().any(u8::is_ascii_hexdigit);
    assert_eq!(password.len(), 6);
    assert!(!kept.windows(8).any(is_password), "a password is kept in the clear");
}

#[test]
fn an_unpadded_request_a_bad_key_hash_and_a_third_language_are_refused() {
    let world = World::new();
    let good = OtpRequest {
        phone: NUMBER.to_owned(),
        jkt: Phone::new(1).jkt(),
        language: "en".to_owned(),
        cover: false,
        padding: String::new(),
    };
    let mut requests = [
        OtpRequest { jkt: "short".to_owned(), ..good.clone() },
        OtpRequest { language: "fr".to_owned(), ..good.clone() },
    ];
    let mut bodies: Vec<_> =
        requests.iter_mut().map(|request| to_padded_json(request, VERIFY_BYTES).unwrap()).collect();
    bodies.push(serde_json::to_vec(&good).unwrap());
    for body in bodies {
        let said = world.call("POST", path::OTP, &[], Some(&body));
        assert_eq!((said.status, said.problem().as_str()), (400, "request-invalid"));
        assert_eq!(said.body.len(), VERIFY_BYTES);
    }
}
