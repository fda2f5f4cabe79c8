use lancan_protocol::{
    frame::Frame,
    key_days::KeyDays,
    keys::DayKey,
    wire::{DayActivity, Report, ReportType, ReportedEncounter},
};
use prost::Message as _;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::*;

/// Midnight of 3 May 2021 in Vietnam.
const FIRST: Interval = Interval(2_700_000 - 42);
const DAYS: KeyDays = KeyDays::VIETNAM;
const NOW: UnixTime = UnixTime(2_700_000 * 600);

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

#[allow(clippy::unnecessary_wraps, reason = "an answer as hosts give it")]
fn ok(message: &impl Serialize) -> Result<HttpResponse, HttpFailure> {
    Ok(HttpResponse { status: 200, etag: None, body: serde_json::to_vec(message).unwrap() })
}

fn verified() -> Result<HttpResponse, HttpFailure> {
    ok(&VerifyAnswer {
        token: "token".into(),
        centre: "Trung tâm Y tế Bảo Lâm".into(),
        window_from: FIRST,
        window_to: FIRST.plus(3 * 144 - 1),
        report_type: ReportType::ConfirmedTest,
        padding: String::new(),
    })
}

#[allow(clippy::unnecessary_wraps, reason = "an answer as hosts give it")]
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
        keys: (0..3).map(|n| (DayKey::from_bytes([n; 16]), day(n), 144)).collect(),
        candidates: (0..3).map(candidate).collect(),
        activity: (0..3).map(map).collect(),
    }
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
    assert!(restarted.kept_report().restore(kept(reporting.kept_report())).unwrap());
    restarted.restored();
    restarted
}

fn everything() -> ConsentGiven {
    ConsentGiven { keys: true, encounters: true, text_version: 1, language: "vi".into() }
}

fn send(reporting: &mut Reporting, material: &Material, consent: &ConsentGiven) {
    let pending = reporting.make(DAYS, material, consent, &mut rng()).unwrap();
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
    fn key_of(request: Request) -> String {
        serde_json::from_slice::<VerifyRequest>(&request.body.unwrap()).unwrap().jkt
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
    let review = reporting.review(DAYS, &material()).unwrap();
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
    let review = reporting.review(DAYS, &material()).unwrap();
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
    let review = reporting.review(DAYS, &material).unwrap();
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
        reporting.review(DAYS, &material()).unwrap().intervals.iter().filter(|interval| !interval.left_out).count()
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

    let nothing = ConsentGiven { keys: false, encounters: false, ..everything() };
    assert_eq!(reviewing().make(DAYS, &material(), &nothing, &mut rng()).map(drop), Err(Problem::NothingToDo));
}

#[test]
fn keys_that_overlap_after_a_clock_fault_are_cut_where_the_next_begins() {
    let mut material = material();
    material.keys.insert(1, (DayKey::from_bytes([9; 16]), FIRST.plus(100), 44));
    let mut reporting = reviewing();
    send(&mut reporting, &material, &everything());
    let periods: Vec<_> = sent(&reporting).keys.iter().map(|key| (key.start - FIRST.0, key.period)).collect();
    assert_eq!(periods, [(0, 100), (100, 44), (144, 144), (288, 144)]);
}

#[test]
fn a_report_is_sent_again_until_it_arrives() {
    let mut reporting = reviewing();
    send(&mut reporting, &material(), &everything());
    let first = reporting.request().unwrap();
    let now = FIRST.plus(500).start();
    assert_eq!(reporting.report_answered(Err(HttpFailure::Unreachable), now), None);
    assert_eq!(reporting.due(), Some(now.plus(30)));

    let mut restarted = restarted(&mut reporting);
    assert_eq!(restarted.request().unwrap().body, first.body);
    let published_by = now.plus(1_800);
    let accepted = ok(&ReportAnswer { published_by, padding: String::new() });
    assert_eq!(restarted.report_answered(accepted, now), Some(ReportStage::Accepted { published_by }));
    assert!(restarted.pending().is_none());
}

#[test]
fn a_refused_report_is_not_sent_again() {
    let mut reporting = reviewing();
    send(&mut reporting, &material(), &everything());
    assert_eq!(
        reporting.report_answered(problem(Problem::KeyRefused), FIRST.start()),
        Some(ReportStage::Failed(Problem::KeyRefused))
    );
    assert!(reporting.request().is_none());
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
    let review = reporting.review(DAYS, &material()).unwrap();
    let pending = reporting.make(DAYS, &material(), &everything(), &mut rng()).unwrap();
    let reviewed = reporting.send(pending);
    reporting.back_to(reviewed);
    assert!(reporting.pending().is_none() && reporting.request().is_none());
    assert!(!reporting.kept_report().is_unsaved(), "the store holds no report");
    assert_eq!(reporting.review(DAYS, &material()).unwrap(), review);
    send(&mut reporting, &material(), &everything());
    assert_eq!(sent(&reporting).keys.len(), 2);
}
