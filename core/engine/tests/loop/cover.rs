//! Who sees the network cannot tell a report from cover traffic, not even by dropping requests.

use core::time::Duration;

use lancan_core::{Command, Event, Now, Tracer};
use lancan_protocol::{
    key_days::KeyDays,
    rules::PollingRules,
    time::{Day, UnixTime},
    wire::{REPORT_BYTES, Report, path},
};
use lancan_testkit::{
    Conduct, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, consent, enter_code, meet, report},
};
use prost::Message as _;

use crate::Outcome;

const DAYS: KeyDays = KeyDays::VIETNAM;

/// When bodies went out that one secret signed, the first secret of all, and how long they were.
fn bodies(phone: &ScriptedPhone) -> Vec<UnixTime> {
    let sent = phone.commands.iter().filter_map(|(at, command)| match command {
        Command::Http(request) if request.path == path::REPORT => {
            assert_eq!(request.body.len(), REPORT_BYTES);
            Some((START.plus(at.as_secs()), Report::decode(&request.body[..]).unwrap().public_key))
        }
        _ => None,
    });
    let sent: Vec<_> = sent.collect();
    sent.iter().filter(|(_, key)| *key == sent[0].1).map(|(at, _)| *at).collect()
}

/// A phone that sends bodies of which the first `dropped` never arrive, true ones or cover.
fn sends(is_true: bool, dropped: usize, seed: u64) -> Outcome<Vec<UnixTime>> {
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.polling = PollingRules { seconds: 4 * 3_600, cover_mean_days: (!is_true).then_some(1) };
    let mut phone = ScriptedPhone::new(seed, &authority)?;
    let mut other = ScriptedPhone::new(seed + 100, &authority)?;
    for phone in [&mut phone, &mut other] {
        phone.start(at(0));
        phone.talk(at(0), &mut authority)?;
    }
    meet(&mut phone, &mut other, 10, 25);
    authority.behave_at(path::REPORT, Conduct::Unreachable);
    let mut now = 3_600;
    // The radio has nothing to do with it.
    phone.act(at(now), Tracer::pause);
    if is_true {
        enter_code(&mut phone, at(now), &mut authority)?;
        phone.try_act(at(now), |tracer, now| tracer.send(now, &consent()))?;
        phone.talk(at(now), &mut authority)?;
    }
    while bodies_sent(&phone) < dropped.max(1) && now < 20 * Day::SECONDS {
        phone.pass(at(now), Duration::from_secs(now + 20), &mut authority)?;
        now += 20;
    }
    authority.behave_honestly();
    phone.pass(at(now), Duration::from_secs(now + 3 * Day::SECONDS), &mut authority)?;
    Ok(bodies(&phone))
}

fn bodies_sent(phone: &ScriptedPhone) -> usize {
    let is_body = |command: &Command| matches!(command, Command::Http(request) if request.path == path::REPORT);
    phone.commands.iter().filter(|(_, command)| is_body(command)).count()
}

#[test]
fn a_dropped_body_is_sent_again_and_followed_the_next_morning_whether_it_is_true_or_cover() -> Outcome {
    for dropped in [1, 3] {
        for (is_true, seed) in [(true, 1), (false, 2), (true, 3), (false, 4)] {
            let sent = sends(is_true, dropped, seed)?;
            let waits: Vec<u64> = sent.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
            let (again, next_day) = waits.split_at(dropped);
            assert_eq!(again, &[30, 60, 120][..dropped], "true: {is_true}");
            let [_] = next_day else { panic!("one second part, not {}: true: {is_true}", next_day.len()) };
            let (first, second) = (sent[0], sent[sent.len() - 1]);
            let midnight = DAYS.start(DAYS.day(first).plus(1));
            assert!(second >= midnight.plus(1_800) && second < midnight.plus(12 * 3_600), "true: {is_true}");
        }
    }
    Ok(())
}

#[test]
fn todays_key_comes_the_next_morning_and_the_key_goes_on_being_used() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.publication.while_in_use = false;
    authority.rules.polling.seconds = 4 * 3_600;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store");
    let mut case = ScriptedPhone::on_file(&file, 1, &authority)?;
    let mut other = ScriptedPhone::new(2, &authority)?;
    case.start(at(0));
    other.start(at(0));
    meet(&mut case, &mut other, 10, 25);
    let on_air = case.on_air;
    enter_code(&mut case, at(1_700), &mut authority)?;
    case.try_act(at(1_700), |tracer, now| tracer.send(now, &consent()))?;
    case.talk(at(1_700), &mut authority)?;
    assert_eq!(case.on_air, on_air, "a report does not change the identifier");
    assert!(authority.reports[0].keys.is_empty() && !authority.reports[0].encounters.is_empty());
    case.event(at(1_710), Event::Stopping);
    drop(case);

    // Another process, the whole day and the next.
    let mut case = ScriptedPhone::on_file(&file, 3, &authority)?;
    case.start(at(1_720));
    case.act(at(1_730), Tracer::pause);
    case.pass(at(1_730), Duration::from_secs(2 * Day::SECONDS), &mut authority)?;
    let [first, second] = authority.reports.as_slice() else { panic!("{} reports", authority.reports.len()) };
    assert_eq!((&second.token, &second.public_key), (&first.token, &first.public_key));
    let keys: Vec<_> = second.keys.iter().map(|key| (key.start, key.period)).collect();
    assert_eq!(
        keys,
        [(DAYS.first_interval(DAYS.day(START)).0, 144)],
        "one key for the whole day, report and restart included"
    );
    let mut json = Vec::new();
    case.tracer.write_own_data(at(2 * Day::SECONDS), &mut json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["day_keys"][0]["reported"], true);
    Ok(())
}

#[test]
fn a_clock_that_is_a_day_ahead_for_ten_minutes_costs_no_key_of_the_day() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.publication.while_in_use = false;
    authority.rules.polling.seconds = 4 * 3_600;
    let (mut case, mut other) = (ScriptedPhone::new(1, &authority)?, ScriptedPhone::new(2, &authority)?);
    case.start(at(0));
    case.talk(at(0), &mut authority)?;
    other.start(at(0));
    meet(&mut case, &mut other, 10, 25);
    report(&mut case, at(1_700), &mut authority)?;
    case.act(at(1_710), Tracer::pause);
    let ahead = Now { wall: at(2_000 + Day::SECONDS).wall, ..at(2_000) };
    case.pass(ahead, Duration::from_secs(2_600), &mut authority)?;
    assert_eq!(authority.reports.len(), 1, "the day is not over");
    case.event(at(2_600), Event::Wake);
    case.pass(at(2_600), Duration::from_secs(2 * Day::SECONDS), &mut authority)?;
    let [_, second] = authority.reports.as_slice() else { panic!("{} reports", authority.reports.len()) };
    assert_eq!(second.keys.len(), 1);
    let last = bodies(&case).pop().ok_or("a body")?;
    assert!(last >= DAYS.start(DAYS.day(START).plus(1)));
    Ok(())
}

#[test]
fn a_phone_that_holds_nothing_says_so_before_the_code_is_used() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    // The app was never started: no key was used, nobody was heard.
    assert!(enter_code(&mut phone, at(10), &mut authority).is_err());
    assert!(authority.asked.is_empty(), "the server was not asked");
    phone.start(at(20));
    phone.talk(at(20), &mut authority)?;
    authority.asked.clear();
    enter_code(&mut phone, at(30), &mut authority)?;
    let but_polls: Vec<_> = authority.asked.iter().filter(|path| *path != path::INDEX).collect();
    assert_eq!(but_polls, [path::VERIFY]);
    Ok(())
}

/// How long after the clock was set back bodies go out of which three have not arrived, true ones or cover. The phone does not
/// know the time: the index is out of reach.
fn retries_after_a_step_back(is_true: bool, back: u64, seed: u64) -> Outcome<Vec<u64>> {
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.polling = PollingRules { seconds: 4 * 3_600, cover_mean_days: (!is_true).then_some(1) };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store");
    let mut phone = ScriptedPhone::on_file(&file, seed, &authority)?;
    phone.start(at(0));
    phone.talk(at(0), &mut authority)?;
    phone.event(at(700), Event::Stopping);
    drop(phone);
    authority.behave_at(path::INDEX, Conduct::Unreachable);
    authority.behave_at(path::REPORT, Conduct::Unreachable);
    let mut phone = ScriptedPhone::on_file(&file, seed + 100, &authority)?;
    let mut now = 4 * Day::SECONDS;
    phone.start(at(now));
    phone.act(at(now), Tracer::pause);
    if is_true {
        report(&mut phone, at(now), &mut authority)?;
    }
    while bodies_sent(&phone) < 3 {
        phone.pass(at(now), Duration::from_secs(now + 10), &mut authority)?;
        now += 10;
    }
    let set_back = |seconds: u64| Now { wall: at(seconds).wall.minus(back), ..at(seconds) };
    phone.event(set_back(now), Event::Wake);
    phone.pass(set_back(now), Duration::from_secs(now + Day::SECONDS), &mut authority)?;
    let first = bodies(&phone);
    Ok(first.iter().filter(|at| at.0 > START.0 + now).map(|at| at.0 - START.0 - now).collect())
}

#[test]
fn bodies_are_sent_again_within_their_own_wait_when_the_clock_is_set_back_whether_true_or_cover() -> Outcome {
    for back in [0, 3 * 3_600, 3 * Day::SECONDS] {
        for (is_true, seed) in [(true, 1), (false, 2), (true, 3), (false, 4)] {
            let after = retries_after_a_step_back(is_true, back, seed)?;
            assert!(after.len() > 5, "{after:?}");
            assert!(after[0] <= 120, "true: {is_true}, {back} s back: {after:?}");
            let waits: Vec<u64> = after.windows(2).map(|pair| pair[1] - pair[0]).collect();
            assert_eq!(waits[..4], [240, 480, 960, 1_920], "true: {is_true}, {back} s back");
        }
    }
    Ok(())
}

#[test]
fn ten_minutes_under_a_clock_far_ahead_and_a_restart_do_not_silence_cover() -> Outcome {
    let (mut waits, phones) = (Vec::new(), 12);
    for seed in 0..phones {
        let mut authority = ScriptedAuthority::new(START)?;
        authority.rules.polling = PollingRules { seconds: 4 * 3_600, cover_mean_days: Some(5) };
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("store");
        let ahead = |seconds: u64| Now { wall: at(seconds + 40 * Day::SECONDS).wall, ..at(seconds) };
        let mut phone = ScriptedPhone::on_file(&file, seed, &authority)?;
        phone.start(ahead(0));
        phone.act(ahead(0), Tracer::pause);
        // The authority's clock is as far ahead.
        phone.talk(ahead(0), &mut authority)?;
        phone.event(ahead(660), Event::Stopping);
        drop(phone);
        let mut phone = ScriptedPhone::on_file(&file, seed + 100, &authority)?;
        phone.start(at(700));
        phone.talk(at(700), &mut authority)?;
        phone.pass(at(700), Duration::from_secs(40 * Day::SECONDS), &mut authority)?;
        let codes = phone.commands.iter().filter_map(|(when, command)| match command {
            Command::Http(request) if request.path == path::VERIFY => Some(when.as_secs()),
            _ => None,
        });
        waits.push(codes.min().unwrap_or(40 * Day::SECONDS));
    }
    let mean_days = waits.iter().sum::<u64>() / phones / Day::SECONDS;
    assert!(mean_days <= 8, "the mean of the rules is 5 days: {waits:?}");
    assert!(waits.iter().all(|wait| *wait < 30 * Day::SECONDS), "{waits:?}");
    Ok(())
}
