//! Cover traffic is answered as a true report is, and nothing of it is kept.

use lancan_protocol::wire::{
    REPORT_ANSWER_BYTES, REPORT_BYTES, Report, ReportAnswer, VERIFY_BYTES, VerifyAnswer, path,
};

use crate::support::{Phone, Said, World};

#[test]
fn a_cover_sequence_is_answered_alike_and_leaves_nothing() {
    let world = World::new();
    let phone = Phone::new(1);
    let code = world.code();
    let real = phone.try_verify(&world, &code, false);
    let before = world.dump();

    let stranger = Phone::new(2);
    let cover = stranger.try_verify(&world, "123456780", true);
    assert_eq!((cover.status, cover.body.len()), (200, VERIFY_BYTES));
    assert_eq!(cover.headers.keys().collect::<Vec<_>>(), real.headers.keys().collect::<Vec<_>>());
    let token = |body: &[u8]| serde_json::from_slice::<VerifyAnswer>(body).unwrap().token;
    assert_eq!(token(&cover.body).len(), token(&real.body).len());

    let report = Report {
        report_id: vec![5; 16],
        public_key: stranger.public_key(),
        token: token(&cover.body),
        cover: true,
        ..Report::default()
    };
    let said = stranger.try_send(&world, &report);
    assert_eq!((said.status, said.body.len()), (200, REPORT_ANSWER_BYTES));
    assert_eq!(serde_json::from_slice::<ReportAnswer>(&said.body).unwrap().published_by.0, 0);
    assert_eq!(world.dump(), before);
    // What a cover answer gives is good for nothing.
    let misused = Report { cover: false, ..report.clone() };
    assert_eq!(stranger.try_send(&world, &misused).problem(), "token-invalid");

    // Sent again, as a true one whose answer is lost; and no ninth body.
    for _ in 0..10 {
        assert_eq!(stranger.try_send(&world, &report).status, 200);
    }
    let others: Vec<Report> = (0..8).map(|id| Report { report_id: vec![77 + id; 16], ..report.clone() }).collect();
    for other in &others[..7] {
        assert_eq!(stranger.try_send(&world, other).status, 200);
    }
    let said_ninth = stranger.try_send(&world, &others[7]);
    assert_eq!((said_ninth.status, said_ninth.problem().as_str()), (429, "too-many-requests"));
    assert_eq!(stranger.try_send(&world, &report).status, 200);
    assert_eq!(world.dump(), before);

    let real_answer = phone.try_send(&world, &phone.report(&world, &serde_json::from_slice(&real.body).unwrap(), 10));
    assert_eq!((real_answer.status, real_answer.body.len()), (said.status, said.body.len()));
    assert_eq!(real_answer.headers.keys().collect::<Vec<_>>(), said.headers.keys().collect::<Vec<_>>());
}

#[test]
fn a_real_code_sent_as_cover_is_not_used_up() {
    let world = World::new();
    let code = world.code();
    assert_eq!(Phone::new(2).try_verify(&world, &code, true).status, 200);
    Phone::new(1).verify(&world, &code);
}

#[test]
fn a_cover_body_needs_a_token_of_this_server_bound_to_its_key() {
    let world = World::new();
    let (stranger, other) = (Phone::new(2), Phone::new(3));
    let said = stranger.try_verify(&world, "123456780", true);
    let token = serde_json::from_slice::<VerifyAnswer>(&said.body).unwrap().token;
    let body = |phone: &Phone, token: &str| Report {
        report_id: vec![5; 16],
        public_key: phone.public_key(),
        token: token.to_owned(),
        cover: true,
        ..Report::default()
    };
    assert_eq!(stranger.try_send(&world, &body(&stranger, "")).problem(), "token-invalid");
    assert_eq!(other.try_send(&world, &body(&other, &token)).problem(), "signature-invalid");
    assert_eq!(stranger.try_send(&world, &body(&stranger, &token)).status, 200);
    world.clock.advance(72 * 3_600);
    assert_eq!(stranger.try_send(&world, &body(&stranger, &token)).problem(), "token-invalid");
}

/// The bytes of an answer as they are on the wire, except for those that every answer has alike.
fn on_the_wire(said: &Said) -> usize {
    let reason = axum::http::StatusCode::from_u16(said.status).unwrap().canonical_reason().unwrap();
    let headers = said.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum::<usize>();
    reason.len() + headers + said.body.len()
}

#[test]
fn an_error_is_as_long_on_the_wire_as_a_success_in_every_language() {
    let world = World::new();
    let phone = Phone::new(1);
    let code = world.code();
    let answer = phone.try_verify(&world, &code, false);
    let verified: VerifyAnswer = serde_json::from_slice(&answer.body).unwrap();
    let report = phone.report(&world, &verified, 10);
    let accepted = phone.try_send(&world, &report);
    assert_eq!((answer.status, accepted.status), (200, 200));

    let mut errors = vec![
        Phone::new(2).try_verify(&world, &code, false),
        Phone::new(2).try_verify(&world, "123456784", false),
        Phone::new(2).try_verify(&world, "ABCDEFGHJKMNPQRS", false),
        world.call("POST", path::VERIFY, &[("accept-language", "en")], Some(b"{}")),
        world.call("POST", path::VERIFY, &[("accept-language", "vi")], Some(b"{}")),
    ];
    assert!(errors.iter().all(|said| said.status >= 400 && on_the_wire(said) == on_the_wire(&answer)));
    errors = vec![
        phone.try_send(&world, &Report { token: String::new(), ..report.clone() }),
        phone.try_send(&world, &Report { report_id: vec![1; 15], ..report.clone() }),
        phone.send_bytes(&world, &[1; 9]),
        phone.send_bytes(&world, &vec![0; REPORT_BYTES + 1]),
    ];
    (20..28).for_each(|id| errors.push(phone.try_send(&world, &Report { report_id: vec![id; 16], ..report.clone() })));
    errors.retain(|said| said.status != 200);
    assert_eq!(errors.last().unwrap().status, 429);
    assert!(errors.iter().all(|said| on_the_wire(said) == on_the_wire(&accepted)));
}
