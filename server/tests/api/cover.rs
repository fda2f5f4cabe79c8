//! Cover traffic is answered as a true report is, and nothing of it is kept.

use lancan_protocol::wire::{REPORT_ANSWER_BYTES, Report, ReportAnswer, VERIFY_BYTES, VerifyAnswer};

use crate::support::{Phone, World};

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
    let misused = Report { cover: false, ..report };
    assert_eq!(stranger.try_send(&world, &misused).problem(), "token-invalid");

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
