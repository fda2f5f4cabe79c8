use lancan_protocol::{
    code::Code,
    frame::Frame,
    key_days::KeyDays,
    keys::DayKey,
    wire::{DayActivity, ProblemBody, ReportAnswer, ReportType, ReportedEncounter, VerifyRequest},
};
use prost::Message as _;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::*;
use crate::{
    event::{HttpFailure, HttpResponse},
    outbox::{Errand, Request},
    store::StoredKey,
};

/// Midnight of 3 May 2021 in Vietnam.
const FIRST: Interval = Interval(2_700_000 - 42);
/// Ten in the morning of the day after the three days of [`material`].
const DAYS: KeyDays = KeyDays::VIETNAM;
const NOW: UnixTime = UnixTime((2_700_000 - 42 + 3 * 144 + 60) * 600);

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

#[expect(clippy::unnecessary_wraps, reason = "an answer as hosts give it")]
fn ok(message: &impl Serialize) -> Result<HttpResponse, HttpFailure> {
    Ok(HttpResponse { status: 200, etag: None, body: serde_json::to_vec(message).unwrap() })
}

fn verified() -> Result<HttpResponse, HttpFailure> {
    ok(&VerifyAnswer {
        token: "token".into(),
        centre: "Trung tâm Y tế Bảo Lâm".into(),
        window_from: FIRST,
        window_to: FIRST.plus(3 * 144 + 60),
        report_type: ReportType::ConfirmedTest,
        padding: String::new(),
    })
}

#[expect(clippy::unnecessary_wraps, reason = "an answer as hosts give it")]
fn problem(problem: Problem) -> Result<HttpResponse, HttpFailure> {
    let body = ProblemBody {
        kind: format!("urn:lancan:problem:{problem}"),
        title: String::new(),
        status: problem.status(),
        detail: None,
    };
    Ok(HttpResponse { status: problem.status(), etag: None, body: serde_json::to_vec(&body).unwrap() })
}

/// Three whole days, a close encounter in the first interval of each.
fn material() -> Material {
    let day = |n: u8| FIRST.plus(u32::from(n) * 144);
    let candidate = |n: u8| Candidate {
        encounter: ReportedEncounter {
            frame: Frame::from_bytes(&[n; 20]).unwrap(),
            interval: day(n),
            seconds: 600,
            least_attenuation: 40,
            typical_attenuation: 50,
            scans: 10,
            flags: 0,
        },
        probability: 0.5,
    };
    let map = |n: u8| DayActivity { day: DAYS.day(day(n)).0, advertised: vec![255; 18], scanned: vec![255; 18] };
    Material {
        keys: (0..3).map(|n| own_key(n, day(n), 0..144)).collect(),
        candidates: (0..3).map(candidate).collect(),
        visits: Vec::new(),
        activity: (0..3).map(map).collect(),
        brings_today: false,
        days: DAYS,
        now: NOW,
    }
}

/// A key that begins with `start`, used in these intervals of its day.
fn own_key(n: u8, start: Interval, used: core::ops::Range<u32>) -> StoredKey {
    let mut key = StoredKey::begun(DayKey::from_bytes([n; 16]), start, DAYS);
    let midnight = DAYS.first_interval(DAYS.day(start));
    used.for_each(|after| key.use_in(midnight.plus(after)));
    key
}

fn reviewing() -> Reporting {
    let mut reporting = Reporting::default();
    let code = Code::short(8, &mut rng());
    reporting.enter_code(&code.grouped(), NOW, &mut rng()).unwrap();
    reporting.verify_answered(verified());
    reporting
}

/// What the next process makes of what this one kept.
fn restarted(reporting: &mut Reporting) -> Reporting {
    let mut restarted = Reporting::default();
    let kept = |value: &mut dyn KeptValue| Ok(value.bytes().map(Into::into));
    assert!(restarted.kept_code().restore(kept(reporting.kept_code())).unwrap());
    assert!(restarted.kept_review().restore(kept(reporting.kept_review())).unwrap());
    assert!(restarted.kept_report().restore(kept(reporting.kept_report())).unwrap());
    assert!(restarted.kept_seconds().restore(kept(reporting.kept_seconds())).unwrap());
    restarted.restored();
    restarted
}

fn everything() -> ConsentGiven {
    ConsentGiven { keys: true, encounters: true, text_version: 1, language: "vi".into(), visits: true }
}

fn send(reporting: &mut Reporting, material: &Material, consent: &ConsentGiven) {
    let pending = reporting.make(material, consent, &mut rng()).unwrap();
    reporting.send(pending);
}

fn sent(reporting: &Reporting) -> Report {
    Report::decode(&reporting.pending().unwrap().body[..]).unwrap()
}

#[test]
fn a_mistyped_code_never_reaches_the_server() {
    let mut reporting = Reporting::default();
    assert_eq!(reporting.enter_code("123 456 788", NOW, &mut rng()).err(), Some(Problem::CodeMistyped));
    assert_eq!(reporting.stage(), None);
}

#[test]
fn the_user_sees_who_asks_before_anything_else() {
    let stage = reviewing().stage();
    let centre = "Trung tâm Y tế Bảo Lâm".to_owned();
    assert_eq!(stage, Some(ReportStage::Review { centre, report_type: ReportType::ConfirmedTest }));
}

#[test]
fn a_refused_code_ends_with_the_servers_reason() {
    for reason in [Problem::CodeUnknown, Problem::CodeUsed, Problem::CodeExpired, Problem::CodesSuspended] {
        let mut reporting = Reporting::default();
        reporting.enter_code(Code::short(8, &mut rng()).as_str(), NOW, &mut rng()).unwrap();
        assert_eq!(reporting.verify_answered(problem(reason)), Some(ReportStage::Failed(reason)));
        assert_eq!(reporting.stage(), None);
    }
}

#[test]
fn a_code_that_was_not_answered_goes_with_the_same_key_again() {
    fn key_of(request: Option<Request>) -> String {
        serde_json::from_slice::<VerifyRequest>(&request.unwrap().body.unwrap()).unwrap().jkt
    }
    let [code, other] = [1, 2].map(|seed| Code::short(8, &mut ChaCha20Rng::seed_from_u64(seed)));
    let mut rng = rng();
    let mut reporting = Reporting::default();
    let first = key_of(reporting.enter_code(code.as_str(), NOW, &mut rng).unwrap());
    assert_eq!(reporting.verify_answered(Err(HttpFailure::Unreachable)), Some(ReportStage::Failed(Problem::Offline)));
    assert_eq!(reporting.stage(), None);
    assert_eq!(key_of(reporting.enter_code(&code.grouped(), NOW, &mut rng).unwrap()), first);
    assert_eq!(key_of(reporting.enter_code(code.as_str(), NOW, &mut rng).unwrap()), first);
    assert_ne!(key_of(reporting.enter_code(other.as_str(), NOW, &mut rng).unwrap()), first);
    // A restart forgets neither code nor key; a refusal forgets both.
    let key = key_of(reporting.enter_code(code.as_str(), NOW, &mut rng).unwrap());
    let mut restarted = restarted(&mut reporting);
    assert_eq!(restarted.stage(), None);
    assert_eq!(key_of(restarted.enter_code(code.as_str(), NOW, &mut rng).unwrap()), key);
    reporting.verify_answered(problem(Problem::CodeUsed));
    assert!(reporting.kept_code().bytes().is_none());
    assert_ne!(key_of(reporting.enter_code(code.as_str(), NOW, &mut rng).unwrap()), first);
}

#[test]
fn a_key_that_reaches_into_what_was_left_out_is_withheld_whole_and_the_review_says_so() {
    let mut reporting = reviewing();
    let hour = Span { from: FIRST.plus(150).start(), to: FIRST.plus(156).start() };
    reporting.leave_out(hour).unwrap();
    let review = reporting.review(&material()).unwrap();
    assert_eq!(review.keys.iter().map(|key| key.withheld).collect::<Vec<_>>(), [false, true, false]);
    assert!(review.intervals.iter().all(|interval| !interval.left_out));

    send(&mut reporting, &material(), &everything());
    let report = sent(&reporting);
    assert_eq!(report.keys.iter().map(|key| key.key[0]).collect::<Vec<_>>(), [0, 2]);
    let day = lancan_protocol::time::Day(report.activity[1].day);
    let (_, map) = report.activity[1].maps().unwrap();
    let scanned = |interval| DAYS.position(day, interval).is_some_and(|position| map.contains(position));
    assert!(
        scanned(FIRST.plus(149)) && !scanned(FIRST.plus(150)) && !scanned(FIRST.plus(155)) && scanned(FIRST.plus(156))
    );
}

#[test]
fn leaving_out_one_day_of_the_deployment_withholds_exactly_its_key_its_encounters_and_its_map() {
    let mut reporting = reviewing();
    let second = DAYS.day(FIRST).plus(1);
    reporting.leave_out(Span { from: DAYS.start(second), to: DAYS.start(second.plus(1)) }).unwrap();
    let review = reporting.review(&material()).unwrap();
    assert_eq!(review.keys.iter().map(|key| key.withheld).collect::<Vec<_>>(), [false, true, false]);
    let days: Vec<_> = review.days.iter().map(|day| (day.day, day.encounters, day.left_out)).collect();
    assert_eq!(days, [(second.minus(1), 1, false), (second, 1, true), (second.plus(1), 1, false)]);

    send(&mut reporting, &material(), &everything());
    let report = sent(&reporting);
    assert_eq!(report.keys.iter().map(|key| key.key[0]).collect::<Vec<_>>(), [0, 2]);
    let encounters = report.encounters.chunks(32).filter_map(ReportedEncounter::from_bytes);
    assert_eq!(
        encounters.map(|encounter| DAYS.day(encounter.interval)).collect::<Vec<_>>(),
        [second.minus(1), second.plus(1)]
    );
    let scanned: Vec<_> = report.activity.iter().map(|day| day.maps().unwrap().1.count()).collect();
    assert_eq!(scanned, [144, 0, 144]);
}

#[test]
fn the_review_adds_up_the_seconds_that_would_be_sent_and_not_whole_intervals() {
    let mut material = material();
    material.candidates[0].encounter.seconds = 40;
    let mut other = material.candidates[0];
    other.encounter.seconds = 300;
    material.candidates.push(other);
    let mut reporting = reviewing();
    let review = reporting.review(&material).unwrap();
    let seen: Vec<_> = review.intervals.iter().map(|interval| (interval.encounters, interval.seconds)).collect();
    assert_eq!(seen, [(2, 340), (1, 600), (1, 600)]);

    send(&mut reporting, &material, &everything());
    let report = sent(&reporting);
    let sent = report.encounters.chunks(32).filter_map(ReportedEncounter::from_bytes);
    assert_eq!(sent.map(|encounter| u32::from(encounter.seconds)).sum::<u32>(), 340 + 600 + 600);
}

#[test]
fn encounters_left_out_are_not_sent_and_what_was_left_out_can_be_taken_back() {
    let mut reporting = reviewing();
    reporting.leave_out(Span { from: FIRST.start(), to: FIRST.plus(144).start() }).unwrap();
    let count = |reporting: &Reporting| {
        reporting.review(&material()).unwrap().intervals.iter().filter(|interval| !interval.left_out).count()
    };
    assert_eq!(count(&reporting), 2);
    reporting.leave_nothing_out().unwrap();
    assert_eq!(count(&reporting), 3);
}

#[test]
fn only_what_the_user_agreed_to_is_sent() {
    let mut reporting = reviewing();
    let keys_only = ConsentGiven { encounters: false, ..everything() };
    send(&mut reporting, &material(), &keys_only);
    let report = sent(&reporting);
    assert_eq!((report.keys.len(), report.encounters.len(), report.activity.len()), (3, 0, 0));

    let nothing = ConsentGiven { keys: false, encounters: false, visits: false, ..everything() };
    assert_eq!(reviewing().make(&material(), &nothing, &mut rng()).map(drop), Err(Problem::NothingToDo));
}

#[test]
fn a_key_goes_out_as_its_whole_day_whatever_its_use() {
    let mut material = material();
    material.keys = vec![own_key(0, FIRST.plus(100), 100..101), own_key(1, FIRST.plus(144), 3..90)];
    let mut reporting = reviewing();
    send(&mut reporting, &material, &everything());
    let spans: Vec<_> = sent(&reporting).keys.iter().map(|key| (key.start - FIRST.0, key.period)).collect();
    assert_eq!(spans, [(0, 144), (144, 144)]);
}

#[test]
fn after_a_minute_an_hour_ahead_the_rest_of_the_day_is_reported_too() {
    let mut material = material();
    material.keys =
        vec![own_key(0, FIRST, 0..60), own_key(1, FIRST.plus(66), 66..67), own_key(2, FIRST.plus(60), 60..144)];
    let mut reporting = reviewing();
    send(&mut reporting, &material, &everything());
    let keys: Vec<u8> = sent(&reporting).keys.iter().map(|key| key.key[0]).collect();
    assert_eq!(keys, [0, 1, 2]);
}

#[test]
fn of_the_many_keys_of_a_flapping_clock_the_three_longest_used_of_each_day_go_out() {
    let mut material = material();
    material.keys = (0..48).map(|n| own_key(n, FIRST.plus(u32::from(n)), u32::from(n)..2 * u32::from(n))).collect();
    material.keys.extend((50..97).map(|n| own_key(n, FIRST.plus(144), 0..u32::from(n) - 49)));
    let mut reporting = reviewing();
    assert_eq!(reporting.review(&material).unwrap().keys.len(), 6);
    send(&mut reporting, &material, &everything());
    let mut keys: Vec<u8> = sent(&reporting).keys.iter().map(|key| key.key[0]).collect();
    keys.sort_unstable();
    assert_eq!(keys, [45, 46, 47, 94, 95, 96]);
}

#[test]
fn a_key_is_withheld_by_its_use_and_not_by_its_period() {
    let mut material = material();
    // Used around noon only, and while the clock was an hour ahead.
    material.keys = vec![own_key(0, FIRST, 60..66), own_key(1, FIRST.plus(144), 0..1)];
    let mut reporting = reviewing();
    reporting.leave_out(Span { from: FIRST.start(), to: FIRST.plus(60).start() }).unwrap();
    let withheld = |reporting: &Reporting| {
        let review = reporting.review(&material).unwrap();
        review.keys.iter().map(|key| key.withheld).collect::<Vec<_>>()
    };
    assert_eq!(withheld(&reporting), [false, false]);
    reporting.leave_out(Span { from: FIRST.plus(65).start(), to: FIRST.plus(70).start() }).unwrap();
    assert_eq!(withheld(&reporting), [true, false]);
    send(&mut reporting, &material, &everything());
    assert_eq!(sent(&reporting).keys.iter().map(|key| key.key[0]).collect::<Vec<_>>(), [1]);
}

/// As [`material`], with a key of today and one of a clock that is a day ahead.
fn with_today() -> Material {
    let mut material = material();
    let today = FIRST.plus(3 * 144);
    material.keys.extend([own_key(7, today, 0..60), own_key(8, today.plus(144), 0..1)]);
    material
}

/// The bodies of the second part at this time.
fn second(reporting: &mut Reporting, material: Material, now: UnixTime) -> Report {
    reporting.seconds_mut().prepare(&Material { now, ..material }, &mut rng());
    let request = reporting.seconds().request(now).unwrap();
    assert_eq!(request.errand, Errand::SecondPart);
    Report::decode(&request.body.unwrap()[..]).unwrap()
}

#[test]
fn todays_key_follows_the_next_morning_under_the_same_token_and_key_and_the_review_says_so() {
    let mut reporting = reviewing();
    let review = reporting.review(&with_today()).unwrap();
    assert_eq!(review.keys.iter().map(|key| key.follows).collect::<Vec<_>>(), [false, false, false, true]);
    send(&mut reporting, &with_today(), &everything());
    let first = sent(&reporting);
    assert_eq!(first.keys.iter().map(|key| key.key[0]).collect::<Vec<_>>(), [0, 1, 2]);
    reporting.report_answered(ok(&ReportAnswer { published_by: NOW, padding: String::new() }), NOW);
    assert_eq!(reporting.stage(), None);

    let midnight = DAYS.start(DAYS.day(NOW).plus(1));
    let due = reporting.seconds().due(NOW).unwrap();
    assert!(due >= midnight.plus(1_800) && due < midnight.plus(12 * 3_600));
    let mut reporting = restarted(&mut reporting);
    assert_eq!(reporting.seconds().due(NOW), Some(due));
    let second_part = second(&mut reporting, with_today(), due);
    // The day before once more: the server's clock may have held it for unfinished.
    assert_eq!(second_part.keys.iter().map(|key| key.key[0]).collect::<Vec<_>>(), [2, 7]);
    assert!(second_part.keys.iter().all(|key| key.period == 144));
    assert_eq!((second_part.token, second_part.public_key), (first.token, first.public_key));
    assert!(!second_part.cover && second_part.encounters.is_empty());
    let answer = ok(&ReportAnswer { published_by: due, padding: String::new() });
    assert_eq!(reporting.seconds_mut().answered(answer, due).unwrap(), [[2; 16], [7; 16]]);
    assert!(reporting.seconds().is_empty());
}

#[test]
fn a_second_part_that_does_not_arrive_is_sent_again_as_it_was_also_after_a_restart() {
    let mut reporting = reviewing();
    send(&mut reporting, &with_today(), &everything());
    reporting.report_answered(ok(&ReportAnswer { published_by: NOW, padding: String::new() }), NOW);
    let due = reporting.seconds().due(NOW).unwrap();
    let first = second(&mut reporting, with_today(), due);
    assert_eq!(reporting.seconds_mut().answered(Err(HttpFailure::Unreachable), due), None);
    assert_eq!(reporting.seconds().due(due), Some(due.plus(30)));
    let mut reporting = restarted(&mut reporting);
    assert!(second(&mut reporting, Material::default(), due) == first);
}

#[test]
fn a_second_part_that_does_not_arrive_lets_the_others_wait_until_it_does() {
    let mut reporting = reviewing();
    for seed in [1, 2] {
        let code = Code::short(8, &mut ChaCha20Rng::seed_from_u64(seed));
        reporting.enter_code(code.as_str(), NOW, &mut ChaCha20Rng::seed_from_u64(seed)).unwrap();
        if seed == 2 {
            reporting.verify_answered(verified());
        }
        let pending = reporting.make(&with_today(), &everything(), &mut ChaCha20Rng::seed_from_u64(seed)).unwrap();
        reporting.send(pending);
        reporting.report_answered(ok(&ReportAnswer { published_by: NOW, padding: String::new() }), NOW);
    }
    let noon = DAYS.start(DAYS.day(NOW).plus(1)).plus(12 * 3_600);
    let mut now = reporting.seconds().due(NOW).unwrap();
    let first = second(&mut reporting, with_today(), now);
    // Until long after the time of the other: whenever a part is due there is a body to send, and it is the same.
    while now < noon.plus(3_600) {
        assert_eq!(reporting.seconds_mut().answered(Err(HttpFailure::Unreachable), now), None);
        let due = reporting.seconds().due(now).unwrap();
        assert!(due > now);
        now = due;
        assert!(second(&mut reporting, with_today(), now) == first);
    }
    let answer = || ok(&ReportAnswer { published_by: now, padding: String::new() });
    assert!(reporting.seconds_mut().answered(answer(), now).is_some());
    assert!(reporting.seconds().due(now).unwrap() <= now);
    assert_ne!(second(&mut reporting, with_today(), now).public_key, first.public_key);
    assert!(reporting.seconds_mut().answered(answer(), now).is_some());
    assert!(reporting.seconds().is_empty());
}

#[test]
fn a_second_part_with_nothing_to_bring_is_a_body_of_cover_traffic() {
    let mut reporting = reviewing();
    let today = Span { from: DAYS.start(DAYS.day(NOW)), to: DAYS.start(DAYS.day(NOW).plus(1)) };
    reporting.leave_out(today).unwrap();
    let keys = || Material { keys: vec![own_key(7, FIRST.plus(3 * 144), 0..60)], ..material() };
    send(&mut reporting, &keys(), &everything());
    reporting.report_answered(ok(&ReportAnswer { published_by: NOW, padding: String::new() }), NOW);
    let due = reporting.seconds().due(NOW).unwrap();
    let body = second(&mut reporting, keys(), due);
    assert!(body.cover && body.keys.is_empty() && body.consent.is_none() && !body.token.is_empty());
}

#[test]
fn a_phone_that_holds_todays_key_only_sends_a_body_of_cover_traffic_first() {
    let mut reporting = reviewing();
    let material = Material { keys: vec![own_key(7, FIRST.plus(3 * 144), 0..60)], now: NOW, ..Material::default() };
    send(&mut reporting, &material, &everything());
    assert!(sent(&reporting).cover);
}

#[test]
fn a_review_survives_the_process_with_what_was_left_out() {
    let mut reporting = reviewing();
    reporting.leave_out(Span { from: FIRST.start(), to: FIRST.plus(144).start() }).unwrap();
    let review = reporting.review(&material()).unwrap();
    let mut restarted = restarted(&mut reporting);
    assert!(matches!(restarted.stage(), Some(ReportStage::Review { .. })));
    assert_eq!(restarted.review(&material()).unwrap(), review);
    // The same code opens it again without asking the server.
    let code = Code::short(8, &mut rng());
    assert!(restarted.enter_code(code.as_str(), NOW, &mut rng()).unwrap().is_none());
    send(&mut restarted, &material(), &everything());
    assert_eq!(sent(&restarted).keys.len(), 2);
    restarted.forget_old_code(NOW.plus(72 * 3_600 + 1));
    assert!(restarted.pending().is_some(), "a report on its way is not a review");
}

#[test]
fn a_review_ends_with_its_token() {
    let mut reporting = reviewing();
    reporting.forget_old_code(NOW.plus(72 * 3_600));
    assert!(reporting.stage().is_some());
    reporting.forget_old_code(NOW.plus(72 * 3_600 + 1));
    assert_eq!(reporting.stage(), None);
    assert!(reporting.kept_code().bytes().is_none() && reporting.kept_review().bytes().is_none());
}

#[test]
fn a_report_is_sent_again_until_it_arrives() {
    let mut reporting = reviewing();
    send(&mut reporting, &material(), &everything());
    let first = reporting.request().unwrap();
    let now = FIRST.plus(500).start();
    assert_eq!(reporting.report_answered(Err(HttpFailure::Unreachable), now), None);
    assert_eq!(reporting.due(now), Some(now.plus(30)));

    let mut restarted = restarted(&mut reporting);
    assert_eq!(restarted.request().unwrap().body, first.body);
    let published_by = now.plus(1_800);
    let accepted = ok(&ReportAnswer { published_by, padding: String::new() });
    assert_eq!(restarted.report_answered(accepted, now), Some(ReportStage::Accepted { published_by }));
    assert!(restarted.pending().is_none());
}

#[test]
fn a_refused_report_is_not_sent_again_and_its_code_is_still_good() {
    let mut reporting = reviewing();
    send(&mut reporting, &material(), &everything());
    let first = sent(&reporting);
    for reason in [Problem::KeyRefused, Problem::ReportInvalid] {
        let stage = reporting.report_answered(problem(reason), NOW);
        assert_eq!(stage, Some(ReportStage::Failed(reason)));
        assert!(reporting.request().is_none() && reporting.due(NOW).is_none());
        reporting.leave_out(Span { from: FIRST.start(), to: FIRST.plus(1).start() }).unwrap();
        send(&mut reporting, &material(), &everything());
        let again = sent(&reporting);
        assert_eq!((again.keys.len(), &again.token, &again.public_key), (2, &first.token, &first.public_key));
    }
    assert_eq!(
        reporting.report_answered(problem(Problem::TokenInvalid), NOW),
        Some(ReportStage::Failed(Problem::TokenInvalid))
    );
    assert_eq!(reporting.stage(), None);
    assert!(reporting.kept_code().bytes().is_none() && reporting.kept_review().bytes().is_none());
}

#[test]
fn a_report_being_sent_cannot_be_cancelled_and_bars_another_code() {
    let mut reporting = reviewing();
    send(&mut reporting, &material(), &everything());
    assert_eq!(reporting.cancel(), Err(Problem::Conflict));
    let code = Code::short(8, &mut rng());
    assert_eq!(reporting.enter_code(code.as_str(), NOW, &mut rng()).err(), Some(Problem::Conflict));
}

#[test]
fn a_report_that_cannot_be_sealed_gives_way_to_its_review_and_can_be_made_again() {
    let mut reporting = reviewing();
    reporting.leave_out(Span { from: FIRST.start(), to: FIRST.plus(144).start() }).unwrap();
    let review = reporting.review(&material()).unwrap();
    let pending = reporting.make(&material(), &everything(), &mut rng()).unwrap();
    reporting.send(pending);
    reporting.take_back();
    assert!(reporting.pending().is_none() && reporting.request().is_none());
    assert!(!reporting.kept_report().is_unsaved(), "the store holds no report");
    assert_eq!(reporting.review(&material()).unwrap(), review);
    send(&mut reporting, &material(), &everything());
    assert_eq!(sent(&reporting).keys.len(), 2);
}
