//! When sequences begin, what they consist of, and what they wait for.

use lancan_protocol::{
    time::Interval,
    wire::{REPORT_BYTES, ReportType, VERIFY_BYTES},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::*;

const START: UnixTime = UnixTime(1_620_000_000);

#[expect(clippy::unnecessary_wraps, reason = "an answer as hosts give it")]
fn ok(message: &impl Serialize) -> Result<HttpResponse, HttpFailure> {
    Ok(HttpResponse { status: 200, etag: None, body: serde_json::to_vec(message).unwrap() })
}

fn verified() -> Result<HttpResponse, HttpFailure> {
    ok(&VerifyAnswer {
        token: "token".into(),
        centre: String::new(),
        window_from: Interval(0),
        window_to: Interval(1),
        report_type: ReportType::ConfirmedTest,
        padding: String::new(),
    })
}

fn accepted() -> Result<HttpResponse, HttpFailure> {
    ok(&ReportAnswer { published_by: UnixTime(0), padding: String::new() })
}

fn asked(now: UnixTime) -> Asked {
    Asked { mean_days: Some(5), days: KeyDays::VIETNAM, now, confirmed: true }
}

/// A plan whose sequence has begun, the time, and the request.
fn begun(rng: &mut ChaCha20Rng) -> (CoverPlan, UnixTime, Request) {
    let mut plan = CoverPlan::default();
    plan.plan(Some(5), START, rng);
    loop {
        let at = plan.due(START, true).unwrap();
        assert!(plan.take_due(asked(at.minus(1)), &SentReports::default(), rng).unwrap().is_none());
        if let Some(request) = plan.take_due(asked(at), &SentReports::default(), rng).unwrap() {
            return (plan, at, request);
        }
    }
}

fn body(request: Request) -> Vec<u8> {
    request.body.unwrap()
}

#[test]
fn a_sequence_is_a_code_a_body_after_a_review_and_a_second_body_the_next_morning_under_one_token() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (mut plan, at, verify) = begun(&mut rng);
    assert_eq!((verify.errand, body(verify).len()), (Errand::CoverVerify, VERIFY_BYTES));
    plan.verified(verified(), at, &mut rng);
    let first_at = plan.due(at, true).unwrap();
    assert!(first_at >= at.plus(60) && first_at < at.plus(3_600));
    let first = plan.take_due(asked(first_at), &SentReports::default(), &mut rng).unwrap().unwrap();
    assert_eq!(first.errand, Errand::CoverReport);
    let first = body(first);
    plan.reported(accepted(), KeyDays::VIETNAM, first_at, &mut rng);
    let midnight = KeyDays::VIETNAM.start(KeyDays::VIETNAM.day(first_at).plus(1));
    let second_at = plan.sequences[0].delivery.due(first_at);
    assert!(second_at >= midnight.plus(1_800) && second_at < midnight.plus(12 * 3_600));
    (plan.next, plan.again) = (None, false);
    let second = body(plan.take_due(asked(second_at), &SentReports::default(), &mut rng).unwrap().unwrap());
    assert_eq!((first.len(), second.len()), (REPORT_BYTES, REPORT_BYTES));
    let [one, two] = [first, second].map(|bytes| <Report as prost::Message>::decode(&bytes[..]).unwrap());
    assert_eq!((one.token.as_str(), &one.token, &one.public_key), ("token", &two.token, &two.public_key));
    assert_ne!(one.report_id, two.report_id);
    plan.reported(accepted(), KeyDays::VIETNAM, second_at, &mut rng);
    assert_eq!(plan, CoverPlan::default());
}

#[test]
fn a_body_that_does_not_arrive_is_sent_again_the_same_also_after_a_restart() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (mut plan, at, _) = begun(&mut rng);
    plan.verified(verified(), at, &mut rng);
    let mut now = plan.due(at, true).unwrap();
    let first = body(plan.take_due(asked(now), &SentReports::default(), &mut rng).unwrap().unwrap());
    for wait in [30, 60, 120] {
        plan.reported(Err(HttpFailure::Unreachable), KeyDays::VIETNAM, now, &mut rng);
        assert_eq!(plan.due(now, true), Some(now.plus(wait)));
        now = now.plus(wait);
        assert!(body(plan.take_due(asked(now), &SentReports::default(), &mut rng).unwrap().unwrap()) == first);
    }
    let mut restarted = CoverPlan::from_bytes(&plan.to_bytes().unwrap()).unwrap();
    restarted.restored();
    assert_eq!(restarted.due(now, true), Some(UnixTime(0)));
    assert!(body(restarted.take_due(asked(now), &SentReports::default(), &mut rng).unwrap().unwrap()) == first);
}

#[test]
fn a_body_that_arrives_after_midnight_is_followed_that_morning_or_at_once_as_a_true_one_is() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (mut plan, at, _) = begun(&mut rng);
    plan.verified(verified(), at, &mut rng);
    plan.next = None;
    let midnight = KeyDays::VIETNAM.start(KeyDays::VIETNAM.day(at).plus(1));
    plan.sequences[0].delivery = Delivery::at(midnight.minus(10));
    assert!(plan.take_due(asked(midnight.minus(10)), &SentReports::default(), &mut rng).unwrap().is_some());
    plan.reported(Err(HttpFailure::Unreachable), KeyDays::VIETNAM, midnight.minus(5), &mut rng);
    let arrives = plan.due(midnight, true).unwrap();
    assert!(arrives > midnight);
    let mut plan = CoverPlan::from_bytes(&plan.to_bytes().unwrap()).unwrap();
    assert!(plan.take_due(asked(arrives), &SentReports::default(), &mut rng).unwrap().is_some());
    let mut late = plan.clone();
    plan.reported(accepted(), KeyDays::VIETNAM, arrives, &mut rng);
    let second = plan.due(arrives, true).unwrap();
    assert!(second >= midnight.plus(1_800) && second < midnight.plus(12 * 3_600));
    let evening = midnight.plus(20 * 3_600);
    late.reported(accepted(), KeyDays::VIETNAM, evening, &mut rng);
    assert_eq!(late.due(evening, true), Some(second));
}

#[test]
fn a_second_body_waits_while_the_clock_is_not_confirmed_and_the_rest_goes_on() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (mut plan, at, _) = begun(&mut rng);
    plan.verified(verified(), at, &mut rng);
    plan.next = None;
    let first_at = plan.due(at, false).unwrap();
    assert!(
        plan.take_due(Asked { confirmed: false, ..asked(first_at) }, &SentReports::default(), &mut rng)
            .unwrap()
            .is_some()
    );
    plan.reported(accepted(), KeyDays::VIETNAM, first_at, &mut rng);
    let ahead = first_at.plus(30 * Day::SECONDS);
    assert_eq!(plan.due(ahead, false), None);
    plan.bring_forward(ahead, false);
    assert!(
        plan.take_due(Asked { confirmed: false, ..asked(ahead) }, &SentReports::default(), &mut rng).unwrap().is_none()
    );
    let second_at = plan.due(first_at, true).unwrap();
    assert!(plan.take_due(asked(second_at), &SentReports::default(), &mut rng).unwrap().is_some());
}

#[test]
fn a_code_that_is_not_answered_is_tried_three_times_as_a_person_would() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (mut plan, mut now, _) = begun(&mut rng);
    plan.next = None;
    for _ in 0..2 {
        plan.verified(Err(HttpFailure::Unreachable), now, &mut rng);
        let again = plan.due(now, true).unwrap();
        assert!(again >= now.plus(60));
        now = again;
        let request = plan.take_due(asked(now), &SentReports::default(), &mut rng).unwrap().unwrap();
        assert_eq!(request.errand, Errand::CoverVerify);
    }
    plan.verified(Err(HttpFailure::Unreachable), now, &mut rng);
    assert_eq!(plan.due(now, true), None);
}

#[test]
fn sequences_come_once_in_the_mean_time_and_not_at_all_when_the_rules_want_none() {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let mut now = START;
    let mut waits = Vec::new();
    while waits.len() < 2_000 {
        let (mut plan, began) = (CoverPlan::default(), now);
        plan.plan(Some(5), now, &mut rng);
        loop {
            now = plan.due(now, true).unwrap();
            if plan.take_due(asked(now), &SentReports::default(), &mut rng).unwrap().is_some() {
                break;
            }
        }
        waits.push((now.0 - began.0) / 3_600);
    }
    let mean_hours = waits.iter().sum::<u64>() / 2_000;
    assert!((114..=126).contains(&mean_hours), "{mean_hours}");
    for (days, share) in [(5, 736), (10, 271), (15, 100)] {
        let longer = waits.iter().filter(|wait| **wait >= days * 24).count();
        assert!(longer.abs_diff(share) <= 60, "{longer} of 2,000 waited more than {days} days");
    }
    let mut plan = CoverPlan::default();
    plan.plan(None, START, &mut rng);
    assert!(!plan.is_planned());
}

#[test]
fn a_beginning_planned_under_a_clock_far_ahead_is_drawn_again_and_a_code_and_a_body_wait_no_longer_than_a_review() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    for ahead in [6, 40, 400] {
        let mut plan = CoverPlan::default();
        plan.plan(Some(5), START.plus(ahead * Day::SECONDS), &mut rng);
        assert!(plan.is_too_far(Some(5), START));
        plan.set_back(Some(5), START, &mut rng);
        assert!(plan.due(START, true).unwrap() <= START.plus(5 * Day::SECONDS), "{ahead}");
        assert!(!plan.is_too_far(Some(5), START));
        let (mut plan, at, _) = begun(&mut rng);
        plan.verified(verified(), at.plus(ahead * Day::SECONDS), &mut rng);
        plan.next = None;
        assert!(plan.is_too_far(Some(5), at));
        plan.set_back(Some(5), at, &mut rng);
        assert!(plan.due(at, true).unwrap() <= at.plus(LONGEST_REVIEW_SECONDS), "{ahead}");
    }
}

#[test]
fn a_plan_of_an_earlier_version_is_read_and_keeps_its_time() {
    let old = br#"{"verify":1620000000,"report":1620000060}"#;
    let plan = CoverPlan::from_bytes(old).unwrap();
    assert_eq!(plan, CoverPlan { next: Some(START), ..CoverPlan::default() });
}
