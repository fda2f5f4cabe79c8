//! A report made under a wrong clock, with lost answers, or over another code brings every day and can be taken back.

use core::time::Duration;

use lancan_core::{Command, Event, HttpRequest, Now, ReportStage, SentReport, SentStage, Tracer, Trouble};
use lancan_protocol::{
    code::Code,
    key_days::KeyDays,
    problem::Problem,
    rules::PollingRules,
    time::{Interval, UnixTime},
    wire::{ReportedKey, VerifyRequest, path},
};
use lancan_testkit::{
    Conduct, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, consent, enter_code, meet, send},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use crate::Outcome;

const DAY: u64 = 86_400;
const DAYS: KeyDays = KeyDays::VIETNAM;

/// The monotonic clock after `seconds`, and a wall clock that is `ahead` of the true time then.
fn off(seconds: u64, ahead: i64) -> Now {
    Now { wall: UnixTime((START.0 + seconds).saturating_add_signed(ahead)), ..at(seconds) }
}

/// An authority that publishes no key in use, and wants no cover.
fn authority() -> Outcome<ScriptedAuthority> {
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.polling = PollingRules { seconds: 14_400, cover_mean_days: None };
    authority.rules.publication.while_in_use = false;
    authority.rules.serial += 1;
    Ok(authority)
}

/// Carries requests to an authority whose clock is right.
fn talk(phone: &mut ScriptedPhone, seconds: u64, ahead: i64, authority: &mut ScriptedAuthority) -> Outcome {
    while !phone.requests.is_empty() {
        phone.talk_to_a_clock(off(seconds, ahead), at(seconds).wall, authority)?;
    }
    Ok(())
}

/// The clock of a phone is set to what is `ahead` of the true time, and the phone learns of it.
fn learns_that_its_clock_is_off(
    phone: &mut ScriptedPhone,
    seconds: u64,
    ahead: i64,
    authority: &mut ScriptedAuthority,
) -> Outcome {
    phone.event(off(seconds, ahead), Event::Wake);
    phone.act(off(seconds + 10, ahead), Tracer::check_now);
    talk(phone, seconds + 10, ahead, authority)?;
    assert_eq!(phone.tracer.status().troubles.contains(&Trouble::ClockWrong), ahead != 0);
    Ok(())
}

/// The user enters a code under a clock that is off.
fn enter(phone: &mut ScriptedPhone, seconds: u64, ahead: i64, authority: &mut ScriptedAuthority) -> Outcome {
    let code = Code::short(8, &mut ChaCha20Rng::seed_from_u64(9));
    phone.try_act(off(seconds, ahead), |tracer, now| tracer.enter_code(now, &code.grouped()))?;
    talk(phone, seconds, ahead, authority)
}

/// The user sends what is reviewed under a clock that is off.
fn send_under(phone: &mut ScriptedPhone, seconds: u64, ahead: i64, authority: &mut ScriptedAuthority) -> Outcome {
    phone.try_act(off(seconds, ahead), |tracer, now| tracer.send(now, &consent()))?;
    talk(phone, seconds, ahead, authority)
}

fn day_of(key: &ReportedKey) -> i64 {
    i64::from(DAYS.day(Interval(key.start)).0) - i64::from(DAYS.day(START).0)
}

/// The days, from that of [`START`] on, whose keys a phone brings that reports on the fifth day after, by a clock that is
/// `ahead` and is set right an hour later: with the first part, and in all.
fn days_brought(ahead: i64) -> Outcome<(Vec<i64>, Vec<i64>)> {
    let mut authority = authority()?;
    let mut case = ScriptedPhone::new(1, &authority)?;
    case.start(at(0));
    case.talk(at(0), &mut authority)?;
    let today = 5 * DAY;
    case.pass(at(0), Duration::from_secs(today), &mut authority)?;
    learns_that_its_clock_is_off(&mut case, today + 10, ahead, &mut authority)?;
    enter(&mut case, today + 100, ahead, &mut authority)?;
    let reviewed = case.tracer.review()?;
    let follow: Vec<_> = reviewed.keys.iter().filter(|key| key.follows).map(|key| key.day).collect();
    assert_eq!(follow, [DAYS.day(START.plus(today))], "{ahead}");
    send_under(&mut case, today + 200, ahead, &mut authority)?;
    let brought = |authority: &ScriptedAuthority| {
        let mut days: Vec<_> = authority.reports.iter().flat_map(|report| report.keys.iter().map(day_of)).collect();
        days.sort_unstable();
        days.dedup();
        days
    };
    let first = brought(&authority);
    case.event(at(today + 3_600), Event::Wake);
    let until = DAYS.start(DAYS.day(START.plus(today)).plus(1)).0 - START.0;
    case.pass(at(today + 3_600), Duration::from_secs(until), &mut authority)?;
    assert_eq!(brought(&authority), first, "nothing follows before the day is over: {ahead}");
    case.pass(at(until), Duration::from_secs(today + 4 * DAY), &mut authority)?;
    Ok((first, brought(&authority)))
}

#[test]
fn a_report_brings_every_day_that_is_over_and_then_todays_however_wrong_the_clock_is_that_the_phone_knows_to_be()
-> Outcome {
    for days in [-3, -1, 1, 3] {
        let (first, all) = days_brought(days * DAY.cast_signed())?;
        assert_eq!(first, [0, 1, 2, 3, 4], "{days} days ahead");
        assert_eq!(all, [0, 1, 2, 3, 4, 5], "{days} days ahead");
    }
    Ok(())
}

#[test]
fn what_follows_a_report_comes_the_next_true_morning_though_the_clock_stays_wrong() -> Outcome {
    let todays = |authority: &ScriptedAuthority| {
        authority.reports.iter().flat_map(|report| &report.keys).filter(|key| day_of(key) == 0).count()
    };
    for days in [-3, 3] {
        let ahead = days * DAY.cast_signed();
        let mut authority = authority()?;
        let (mut case, mut other) = (ScriptedPhone::new(1, &authority)?, ScriptedPhone::new(2, &authority)?);
        for phone in [&mut case, &mut other] {
            phone.start(at(0));
            phone.talk(at(0), &mut authority)?;
        }
        meet(&mut case, &mut other, 10, 25);
        learns_that_its_clock_is_off(&mut case, 2_000, ahead, &mut authority)?;
        enter(&mut case, 2_100, ahead, &mut authority)?;
        send_under(&mut case, 2_200, ahead, &mut authority)?;
        let midnight = DAYS.start(DAYS.day(START).plus(1)).0 - START.0;
        // Every quarter of an hour, by the wrong clock; the authority's is right.
        for second in (3_000..midnight + 13 * 3_600).step_by(900) {
            case.event(off(second, ahead), Event::Wake);
            talk(&mut case, second, ahead, &mut authority)?;
            assert!(second >= midnight + 1_800 || todays(&authority) == 0, "{days}: after {second} s");
        }
        assert_eq!(todays(&authority), 1, "{days}");
    }
    Ok(())
}

#[test]
fn a_code_its_review_and_a_sent_report_are_as_old_as_they_are_when_a_clock_that_was_behind_is_set_right() -> Outcome {
    for back in [4 * DAY, 30 * DAY] {
        let behind = -back.cast_signed();
        let mut authority = authority()?;
        let mut phone = ScriptedPhone::new(1, &authority)?;
        phone.start(off(0, behind));
        talk(&mut phone, 0, behind, &mut authority)?;
        let mut other = ScriptedPhone::new(2, &authority)?;
        other.start(at(0));
        meet(&mut phone, &mut other, 10, 25);
        learns_that_its_clock_is_off(&mut phone, 2_000, behind, &mut authority)?;
        enter(&mut phone, 2_100, behind, &mut authority)?;
        for second in [2_200, 2_201] {
            phone.event(at(second), Event::Wake);
        }
        assert!(matches!(phone.tracer.report_stage(), Some(ReportStage::Review { .. })), "{back}");
        phone.event(off(2_300, behind), Event::Wake);
        send_under(&mut phone, 2_400, behind, &mut authority)?;
        for second in [2_500, 2_501] {
            phone.event(at(second), Event::Wake);
        }
        let until = at(2_100 + 72 * 3_600).wall;
        let sent = phone.tracer.sent_reports();
        let [report] = sent.as_slice() else { panic!("one report, not {sent:?}") };
        assert!(report.sent_at.0.abs_diff(at(2_400).wall.0) <= 1_200, "{back}: {report:?}");
        let SentStage::CanBeTakenBack { until: said } = report.stage else { panic!("{back}: {report:?}") };
        assert!(said.0.abs_diff(until.0) <= 1_200, "{back}: {report:?}");
        // Three days later its time is over.
        phone.event(at(2_501 + 3 * DAY), Event::Wake);
        assert_eq!(phone.tracer.sent_reports()[0].stage, SentStage::Stands, "{back}");
    }
    Ok(())
}

/// A phone whose clock is behind before anything shows that it is, with a code that was entered under it. `answered`: the
/// server's answer came, else nothing is known of it. Then a poll shows the time, and the user sets the clock right.
fn entered_before_the_time_was_known(
    behind: u64,
    answered: bool,
    authority: &mut ScriptedAuthority,
) -> Outcome<ScriptedPhone> {
    let ahead = -behind.cast_signed();
    let mut phone = ScriptedPhone::new(1, authority)?;
    authority.behave_at(path::INDEX, Conduct::Unreachable);
    if !answered {
        authority.behave_at(path::VERIFY, Conduct::Unreachable);
    }
    phone.start(off(0, ahead));
    for second in [0, 30, 700] {
        phone.event(off(second, ahead), Event::Wake);
        talk(&mut phone, second, ahead, authority)?;
    }
    enter(&mut phone, 800, ahead, authority)?;
    assert!(!phone.tracer.status().troubles.contains(&Trouble::ClockWrong));
    assert_eq!(phone.tracer.report_stage().is_some(), answered);
    authority.behave_honestly();
    learns_that_its_clock_is_off(&mut phone, 2_000, ahead, authority)?;
    Ok(phone)
}

fn set_right(phone: &mut ScriptedPhone, authority: &mut ScriptedAuthority) -> Outcome {
    for second in [2_500, 2_501, 2_520, 3_200] {
        phone.event(at(second), Event::Wake);
        talk(phone, second, 0, authority)?;
    }
    Ok(())
}

#[test]
fn a_report_goes_through_whose_code_was_entered_under_a_clock_that_was_behind_before_anything_showed_it() -> Outcome {
    for days in [3, 20, 400] {
        for answered in [true, false] {
            let mut authority = authority()?;
            let mut phone = entered_before_the_time_was_known(days * DAY, answered, &mut authority)?;
            set_right(&mut phone, &mut authority)?;
            let case = format!("{days} days behind, answered: {answered}");
            if !answered {
                enter(&mut phone, 3_300, 0, &mut authority)?;
                let requests = phone.commands.iter().filter_map(|(_, command)| match command {
                    Command::Http(request) => jkt(request),
                    _ => None,
                });
                let shown: Vec<String> = requests.collect();
                assert!(shown.len() == 2 && shown[0] == shown[1], "{case}: the code goes with its key");
            }
            assert!(matches!(phone.tracer.report_stage(), Some(ReportStage::Review { .. })), "{case}");
            send_under(&mut phone, 3_400, 0, &mut authority)?;
            let sent = phone.tracer.sent_reports();
            let [SentReport { stage: SentStage::CanBeTakenBack { until }, .. }] = sent.as_slice() else {
                return Err(format!("{case}: {sent:?}").into());
            };
            assert!(*until > at(2 * DAY).wall && *until <= at(3_400 + 3 * DAY).wall, "{case}");
            phone.pass(at(3_500), Duration::from_secs(2 * DAY), &mut authority)?;
            let last = authority.reports.last().ok_or("a report")?;
            assert_eq!(last.keys.iter().map(day_of).collect::<Vec<_>>(), [0], "{case}: today's key follows");
        }
    }
    Ok(())
}

#[test]
fn a_report_sent_under_a_clock_that_was_behind_before_anything_showed_it_can_be_taken_back() -> Outcome {
    let ahead = -3 * DAY.cast_signed();
    let mut authority = authority()?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    authority.behave_at(path::INDEX, Conduct::Unreachable);
    phone.start(off(0, ahead));
    phone.event(off(700, ahead), Event::Wake);
    enter(&mut phone, 800, ahead, &mut authority)?;
    send_under(&mut phone, 900, ahead, &mut authority)?;
    authority.behave_honestly();
    learns_that_its_clock_is_off(&mut phone, 2_000, ahead, &mut authority)?;
    set_right(&mut phone, &mut authority)?;
    let sent = phone.tracer.sent_reports();
    let [SentReport { sent_at, stage: SentStage::CanBeTakenBack { until }, .. }] = sent.as_slice() else {
        return Err(format!("{sent:?}").into());
    };
    assert!(sent_at.0.abs_diff(at(900).wall.0) <= 1_200, "{sent:?}");
    assert!(until.0.abs_diff(at(800 + 3 * DAY).wall.0) <= 1_200, "{sent:?}");
    Ok(())
}

#[test]
fn who_holds_nothing_of_the_time_asked_for_because_the_clock_is_behind_keeps_the_code_for_when_it_is_right() -> Outcome
{
    let mut authority = authority()?;
    let mut phone = entered_before_the_time_was_known(20 * DAY, true, &mut authority)?;
    let now = off(2_100, -20 * DAY.cast_signed());
    let refused = phone.try_act(now, |tracer, now| tracer.send(now, &consent()));
    assert_eq!(refused, Err(Problem::NothingToDo));
    assert!(phone.tracer.status().troubles.contains(&Trouble::ClockWrong), "the user is told why");
    assert!(matches!(phone.tracer.report_stage(), Some(ReportStage::Review { .. })));
    set_right(&mut phone, &mut authority)?;
    send_under(&mut phone, 3_400, 0, &mut authority)?;
    assert_eq!(phone.tracer.sent_reports().len(), 1);
    Ok(())
}

#[test]
fn a_report_that_arrived_is_known_and_followed_however_often_its_answer_was_lost() -> Outcome {
    let mut authority = authority()?;
    let (mut case, mut other) = (ScriptedPhone::new(1, &authority)?, ScriptedPhone::new(2, &authority)?);
    for phone in [&mut case, &mut other] {
        phone.start(at(0));
        phone.talk(at(0), &mut authority)?;
    }
    meet(&mut case, &mut other, 10, 25);
    enter_code(&mut case, at(3_600), &mut authority)?;
    authority.behave_at(path::REPORT, Conduct::Late(Duration::from_secs(100_000)));
    send(&mut case, at(3_700), &mut authority)?;
    let of_report = |authority: &ScriptedAuthority| authority.asked.iter().filter(|path| *path == path::REPORT).count();
    let mut now = 3_700;
    while of_report(&authority) < 12 {
        case.pass(at(now), Duration::from_secs(now + 60), &mut authority)?;
        now += 60;
    }
    authority.behave_honestly();
    case.pass(at(now), Duration::from_secs(now + 3_700), &mut authority)?;
    let sent = case.tracer.sent_reports();
    assert!(matches!(sent[0].stage, SentStage::CanBeTakenBack { .. }), "{sent:?}");
    case.pass(at(now + 3_700), Duration::from_secs(2 * DAY), &mut authority)?;
    let last = authority.reports.last().ok_or("a report")?;
    assert_eq!(last.keys.iter().map(day_of).collect::<Vec<_>>(), [0], "today's key follows");
    Ok(())
}

/// The key that a code was shown with.
fn jkt(request: &HttpRequest) -> Option<String> {
    let verify = || serde_json::from_slice::<VerifyRequest>(&request.body).ok();
    if request.path == path::VERIFY { verify().map(|verify| verify.jkt) } else { None }
}

#[test]
fn another_code_over_an_open_review_costs_neither_of_them_until_it_is_accepted() -> Outcome {
    let is_review = |stage: Option<ReportStage>| matches!(stage, Some(ReportStage::Review { .. }));
    let [first, second] = [9, 10].map(|seed| Code::short(8, &mut ChaCha20Rng::seed_from_u64(seed)));
    let mut authority = authority()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store");
    let mut phone = ScriptedPhone::on_file(&file, 1, &authority)?;
    phone.start(at(0));
    phone.talk(at(0), &mut authority)?;
    let show = |phone: &mut ScriptedPhone, authority: &mut ScriptedAuthority, seconds, code: &Code| {
        phone.try_act(at(seconds), |tracer, now| tracer.enter_code(now, &code.grouped()))?;
        let shown = phone.requests.iter().find_map(jkt);
        phone.talk(at(seconds), authority)?;
        Outcome::Ok(shown)
    };
    let key_of_first = show(&mut phone, &mut authority, 800, &first)?;
    assert!(key_of_first.is_some() && is_review(phone.tracer.report_stage()));
    phone.tracer.leave_out_day(DAYS.day(START))?;

    // No answer: the other code keeps its key, the first its review, also after a restart.
    authority.behave_at(path::VERIFY, Conduct::Unreachable);
    let key_of_second = show(&mut phone, &mut authority, 810, &second)?;
    assert_eq!(phone.stages().last(), Some(&&ReportStage::Failed(Problem::Offline)));
    assert!(key_of_second != key_of_first && is_review(phone.tracer.report_stage()));
    phone.event(at(820), Event::Stopping);
    drop(phone);
    let mut phone = ScriptedPhone::on_file(&file, 2, &authority)?;
    phone.start(at(830));
    assert!(is_review(phone.tracer.report_stage()));
    assert_eq!(phone.tracer.review()?.left_out.len(), 1);
    assert_eq!(show(&mut phone, &mut authority, 840, &second)?, key_of_second);

    // The first again, while the other is being checked: its review goes on, without asking.
    authority.behave_honestly();
    authority.behave_at(path::VERIFY, Conduct::Silent);
    show(&mut phone, &mut authority, 850, &second)?;
    assert_eq!(phone.tracer.report_stage(), Some(ReportStage::Checking));
    assert_eq!(show(&mut phone, &mut authority, 860, &first)?, None);
    assert!(is_review(phone.tracer.report_stage()));

    // Refused: the first review stays, and is sent with its key.
    authority.behave_honestly();
    authority.behave_at(path::VERIFY, Conduct::Refuse(Problem::CodeUnknown, 404));
    show(&mut phone, &mut authority, 870, &second)?;
    assert!(is_review(phone.tracer.report_stage()) && phone.tracer.review()?.left_out.len() == 1);

    // Accepted: another review, of which nothing is left out.
    authority.behave_honestly();
    assert_ne!(show(&mut phone, &mut authority, 880, &second)?, key_of_second, "the one refused is forgotten");
    assert!(is_review(phone.tracer.report_stage()) && phone.tracer.review()?.left_out.is_empty());
    phone.tracer.cancel_report()?;
    assert_eq!(phone.tracer.report_stage(), None);
    Ok(())
}
