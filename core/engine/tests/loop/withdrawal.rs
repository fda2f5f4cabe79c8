//! The user takes a report back: on the network a sequence like any other.

use core::time::Duration;

use lancan_core::{Command, Event, Notice, SentReport, SentStage, Tracer};
use lancan_protocol::{
    key_days::KeyDays,
    problem::Problem,
    rules::PollingRules,
    time::{Day, UnixTime},
    wire::{REPORT_BYTES, Report, VERIFY_BYTES, path},
};
use lancan_testkit::{
    Conduct, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, meet, report},
};
use prost::Message as _;

use crate::Outcome;

const DAYS: KeyDays = KeyDays::VIETNAM;
/// When the report is sent, in seconds after the start.
const SENT: u64 = 3_600;
/// Noon of the next day in Vietnam: every second part is due before.
const NOON_AFTER: u64 = 17 * 3_600 + 12 * 3_600;
const LIFE: u64 = 72 * 3_600;

/// An authority that wants no cover traffic, and a phone whose report has arrived.
fn reported(file: &std::path::Path) -> Outcome<(ScriptedAuthority, ScriptedPhone)> {
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.polling = PollingRules { seconds: 4 * 3_600, cover_mean_days: None };
    let (mut case, mut other) = (ScriptedPhone::on_file(file, 1, &authority)?, ScriptedPhone::new(2, &authority)?);
    for phone in [&mut case, &mut other] {
        phone.start(at(0));
        phone.talk(at(0), &mut authority)?;
    }
    meet(&mut case, &mut other, 10, 25);
    report(&mut case, at(SENT), &mut authority)?;
    // The radio has nothing to do with it.
    case.act(at(SENT), Tracer::pause);
    Ok((authority, case))
}

/// What the phone sent to the paths of reports from a time on: when, where, how much.
fn sent(phone: &ScriptedPhone, from: u64) -> Vec<(u64, String, usize)> {
    let requests = phone.commands.iter().filter_map(|(at, command)| match command {
        Command::Http(request) if [path::VERIFY, path::REPORT].contains(&request.path.as_str()) => {
            Some((at.as_secs(), request.path.clone(), request.body.len()))
        }
        _ => None,
    });
    requests.filter(|(at, ..)| *at >= from).collect()
}

fn only(phone: &ScriptedPhone) -> SentReport {
    let all = phone.tracer.sent_reports();
    let [one] = all.as_slice() else { panic!("{} reports", all.len()) };
    one.clone()
}

fn told(phone: &ScriptedPhone) -> Vec<SentStage> {
    let stages = phone.notices.iter().filter_map(|notice| match notice {
        Notice::Withdrawal { report } => Some(report.stage),
        _ => None,
    });
    stages.collect()
}

#[test]
fn a_withdrawal_is_a_code_a_body_after_a_review_and_another_body_the_next_morning() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (mut authority, mut case) = reported(&folder.path().join("store"))?;
    let standing = only(&case);
    assert_eq!(standing.sent_at, at(SENT).wall);
    assert_eq!(standing.stage, SentStage::CanBeTakenBack { until: at(SENT + LIFE).wall });
    assert_eq!(standing.centre, "Trung tâm Y tế Bảo Lâm");
    let began = SENT + 600;
    case.try_act(at(began), |tracer, now| tracer.withdraw(now, standing.id))?;
    assert_eq!(only(&case).stage, SentStage::TakingBack);
    case.pass(at(began), Duration::from_secs(NOON_AFTER), &mut authority)?;
    let requests = sent(&case, began);
    // The second part of the report itself comes the next morning as well.
    let [code, body, one, two] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!((code.1.as_str(), code.2), (path::VERIFY, VERIFY_BYTES));
    assert!(body.0 >= code.0 + 60 && body.0 < code.0 + 3_600, "{requests:?}");
    let midnight = DAYS.start(DAYS.day(START.plus(body.0)).plus(1));
    for second in [one, two] {
        let when = START.plus(second.0);
        assert!(when >= midnight.plus(1_800) && when < midnight.plus(12 * 3_600), "{requests:?}");
    }
    assert!([body, one, two].iter().all(|body| (body.1.as_str(), body.2) == (path::REPORT, REPORT_BYTES)));
    // The authority keeps what is no cover: the report, and what takes it back under the report's own key.
    let [first, withdrawal] = authority.reports.as_slice() else { panic!("{} reports", authority.reports.len()) };
    assert!(withdrawal.withdrawal && withdrawal.keys.is_empty() && withdrawal.report_id != first.report_id);
    assert_eq!((&withdrawal.token, &withdrawal.public_key), (&first.token, &first.public_key));
    let done = SentStage::TakenBack { at: START.plus(body.0) };
    assert_eq!((told(&case), only(&case).stage), (vec![SentStage::TakingBack, done], done));
    Ok(())
}

#[test]
fn it_goes_on_in_another_process_with_the_same_body() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store");
    let (mut authority, mut case) = reported(&file)?;
    authority.behave_at(path::REPORT, Conduct::Unreachable);
    let id = only(&case).id;
    case.try_act(at(SENT + 600), |tracer, now| tracer.withdraw(now, id))?;
    case.pass(at(SENT + 600), Duration::from_secs(SENT + 8 * 3_600), &mut authority)?;
    let body = |phone: &ScriptedPhone| {
        let mut bodies = phone.commands.iter().filter_map(|(_, command)| match command {
            Command::Http(request) if request.path == path::REPORT => Some(request.body.clone()),
            _ => None,
        });
        bodies.rfind(|body| Report::decode(&body[..]).is_ok_and(|body| body.withdrawal))
    };
    let before = body(&case);
    assert!(before.is_some());
    case.event(at(SENT + 8 * 3_600), Event::Stopping);
    drop(case);
    authority.behave_honestly();
    let mut case = ScriptedPhone::on_file(&file, 7, &authority)?;
    let again = SENT + 8 * 3_600 + 60;
    case.start(at(again));
    assert_eq!(only(&case).stage, SentStage::TakingBack);
    case.talk(at(again), &mut authority)?;
    assert!(body(&case) == before);
    assert!(matches!(only(&case).stage, SentStage::TakenBack { .. }), "{:?} {:?}", only(&case), sent(&case, 0));
    Ok(())
}

#[test]
fn the_second_part_of_a_report_that_is_taken_back_brings_no_key() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store");
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.publication.while_in_use = false;
    authority.rules.polling = PollingRules { seconds: 4 * 3_600, cover_mean_days: None };
    let (mut case, mut other) = (ScriptedPhone::on_file(&file, 1, &authority)?, ScriptedPhone::new(2, &authority)?);
    for phone in [&mut case, &mut other] {
        phone.start(at(0));
        phone.talk(at(0), &mut authority)?;
    }
    meet(&mut case, &mut other, 10, 25);
    report(&mut case, at(SENT), &mut authority)?;
    case.act(at(SENT), Tracer::pause);
    let id = only(&case).id;
    case.try_act(at(SENT + 600), |tracer, now| tracer.withdraw(now, id))?;
    case.pass(at(SENT + 600), Duration::from_secs(NOON_AFTER), &mut authority)?;
    assert_eq!(sent(&case, SENT + 600).len(), 4);
    assert!(authority.reports.iter().all(|report| report.keys.is_empty()), "today's key was to follow");
    Ok(())
}

#[test]
fn a_code_that_is_not_answered_is_tried_three_times_as_cover_is_and_the_user_may_try_again() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (mut authority, mut case) = reported(&folder.path().join("store"))?;
    authority.behave_at(path::VERIFY, Conduct::Unreachable);
    let id = only(&case).id;
    case.try_act(at(SENT + 600), |tracer, now| tracer.withdraw(now, id))?;
    let refused = case.try_act(at(SENT + 601), |tracer, now| tracer.withdraw(now, id));
    assert!(refused.is_err(), "it is under way");
    case.pass(at(SENT + 601), Duration::from_secs(SENT + 4 * 3_600), &mut authority)?;
    let tries: Vec<String> = sent(&case, SENT + 600).into_iter().map(|(_, path, _)| path).collect();
    assert_eq!(tries, [path::VERIFY; 3]);
    let failed = only(&case);
    assert_eq!(failed.failed, Some(Problem::Offline));
    assert!(matches!(failed.stage, SentStage::CanBeTakenBack { .. }));
    authority.behave_honestly();
    case.try_act(at(SENT + 5 * 3_600), |tracer, now| tracer.withdraw(now, id))?;
    case.pass(at(SENT + 5 * 3_600), Duration::from_secs(SENT + 7 * 3_600), &mut authority)?;
    assert!(matches!(only(&case).stage, SentStage::TakenBack { .. }));
    Ok(())
}

#[test]
fn after_the_tokens_life_the_health_centre_has_to_be_called_and_erasing_forgets_even_that() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (mut authority, mut case) = reported(&folder.path().join("store"))?;
    let id = only(&case).id;
    case.pass(at(SENT), Duration::from_secs(SENT + LIFE), &mut authority)?;
    case.event(at(SENT + LIFE), Event::Wake);
    assert_eq!((only(&case).stage, only(&case).centre.as_str()), (SentStage::Stands, "Trung tâm Y tế Bảo Lâm"));
    assert!(case.try_act(at(SENT + LIFE), |tracer, now| tracer.withdraw(now, id)).is_err());
    let mut json = Vec::new();
    case.tracer.write_own_data(at(SENT + LIFE), &mut json)?;
    assert!(!String::from_utf8(json)?.contains("sent-reports"), "what takes a report back is shown to nobody");
    case.try_act(at(SENT + LIFE), Tracer::erase)?;
    assert!(case.tracer.sent_reports().is_empty());
    Ok(())
}

/// Waits between the requests of a sequence whose bodies fail so often, from its code on.
fn waits(requests: &[(u64, String, usize)]) -> Vec<u64> {
    requests.windows(2).map(|pair| pair[1].0 - pair[0].0).collect()
}

#[test]
fn a_dropped_body_is_sent_again_after_the_same_waits_as_a_dropped_body_of_cover() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (mut authority, mut case) = reported(&folder.path().join("store"))?;
    // The second part of the report is out of the way.
    let quiet = SENT + 2 * Day::SECONDS;
    case.pass(at(SENT), Duration::from_secs(quiet), &mut authority)?;
    authority.behave_at(path::REPORT, Conduct::Unreachable);
    let id = only(&case).id;
    case.try_act(at(quiet), |tracer, now| tracer.withdraw(now, id))?;
    case.pass(at(quiet), Duration::from_secs(quiet + 4 * 3_600), &mut authority)?;
    let bodies: Vec<_> = sent(&case, quiet).into_iter().filter(|(_, to, _)| to == path::REPORT).collect();
    assert_eq!(waits(&bodies)[..5], [30, 60, 120, 240, 480], "the waits of a true report, of cover too");
    let until: UnixTime = at(quiet + 4 * 3_600).wall;
    assert!(matches!(case.tracer.sent_reports()[0].stage, SentStage::TakingBack) && until < at(SENT + LIFE).wall);
    Ok(())
}
