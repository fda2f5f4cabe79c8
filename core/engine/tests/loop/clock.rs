//! What a phone makes of a clock that is wrong: its own, and another's.

use core::time::Duration;

use lancan_core::{Event, Now, Tracer, Trouble};
use lancan_protocol::wire::path;
use lancan_testkit::{
    Conduct, Lie, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, enter_code, meet, poll, report},
};

use crate::{Outcome, a_case_and_a_contact};

const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

/// The monotonic clock after `seconds`, and a wall clock that is `ahead` of the true time then.
fn off(seconds: u64, ahead: i64) -> Now {
    Now { wall: START.plus(seconds.saturating_add_signed(ahead)), ..at(seconds) }
}

fn off_from_start(seconds: u64, ahead: i64) -> Now {
    let now = at(seconds);
    Now { wall: lancan_protocol::time::UnixTime(now.wall.0.saturating_add_signed(ahead)), ..now }
}

/// An authority with the time between polls of a true one.
fn authority() -> Outcome<ScriptedAuthority> {
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.polling.seconds = 14_400;
    Ok(authority)
}

fn clock_is_wrong(phone: &ScriptedPhone) -> bool {
    phone.tracer.status().troubles.contains(&Trouble::ClockWrong)
}

fn index_requests(phone: &ScriptedPhone, after: u64) -> Vec<u64> {
    let requests = phone.commands.iter().filter_map(|(when, command)| match command {
        lancan_core::Command::Http(request) if request.path == path::INDEX => Some(when.as_secs()),
        _ => None,
    });
    requests.filter(|when| *when >= after).collect()
}

#[test]
fn ten_minutes_under_a_clock_thirty_days_ahead_do_not_silence_a_phone() -> Outcome {
    let mut authority = authority()?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    let longest = 14_400 * 11 / 10;
    phone.start(at(0));
    phone.talk(at(0), &mut authority)?;
    let ahead = 30 * DAY.cast_signed();
    phone.pass(off(100, ahead), Duration::from_secs(700), &mut authority)?;
    phone.event(at(700), Event::Wake);
    phone.pass(at(700), Duration::from_secs(4 * longest), &mut authority)?;
    let polls = index_requests(&phone, 700);
    assert!(polls.first().is_some_and(|first| *first <= 700 + longest), "{polls:?}");
    assert!(polls.windows(2).all(|pair| pair[1] - pair[0] <= longest), "{polls:?}");
    assert!(phone.tracer.status().last_checked.is_some_and(|checked| checked <= at(4 * longest).wall));
    assert!(phone.tracer.status().troubles.is_empty(), "{:?}", phone.tracer.status());
    Ok(())
}

#[test]
fn a_process_that_ended_under_a_clock_far_ahead_polls_in_time_after_it() -> Outcome {
    let mut authority = authority()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.sqlite");
    let mut phone = ScriptedPhone::on_file(&file, 1, &authority)?;
    let longest = 14_400 * 11 / 10;
    // An authority whose clock is ahead as well: the poll is complete, and the next one planned after it.
    phone.start(off(0, 30 * DAY.cast_signed()));
    phone.talk(off(0, 30 * DAY.cast_signed()), &mut authority)?;
    phone.event(off(60, 30 * DAY.cast_signed()), Event::Stopping);
    drop(phone);

    for restart in 0..3 {
        let mut phone = ScriptedPhone::on_file(&file, 2 + restart, &authority)?;
        let from = 600 + restart * 100;
        phone.start(at(from));
        assert!(phone.tracer.status().last_checked.is_none_or(|checked| checked <= at(from).wall));
        phone.event(at(from + 50), Event::Stopping);
        if restart == 2 {
            phone.pass(at(from + 50), Duration::from_secs(longest + 800), &mut authority)?;
            assert!(!index_requests(&phone, 0).is_empty());
        }
    }
    Ok(())
}

/// How many intervals a store holds, and how many own keys.
fn kept(phone: &mut ScriptedPhone, now: Now) -> Result<(usize, usize), Box<dyn std::error::Error>> {
    let mut json = Vec::new();
    phone.tracer.write_own_data(now, &mut json)?;
    let json: serde_json::Value = serde_json::from_slice(&json)?;
    let count = |name: &str| json[name].as_array().map_or(0, Vec::len);
    Ok((count("intervals"), count("day_keys")))
}

#[test]
fn a_process_that_starts_weeks_ahead_deletes_nothing_until_the_clock_is_confirmed() -> Outcome {
    let mut authority = authority()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.sqlite");
    let ahead = 22 * DAY.cast_signed();
    let before = {
        let mut phone = ScriptedPhone::on_file(&file, 1, &authority)?;
        let mut other = ScriptedPhone::new(2, &authority)?;
        phone.start(at(0));
        other.start(at(0));
        phone.talk(at(0), &mut authority)?;
        meet(&mut phone, &mut other, 10, 25);
        phone.event(at(2_000), Event::Stopping);
        kept(&mut phone, at(2_000))?
    };
    assert!(before.0 >= 3 && before.1 >= 1, "{before:?}");

    authority.conduct = Conduct::Unreachable;
    // Three processes of eight hours each, the clock 22 days ahead; a day is over only in the last.
    for (process, begins) in [2_100, 2_200 + 8 * HOUR, 2_300 + 16 * HOUR].into_iter().enumerate() {
        let mut phone = ScriptedPhone::on_file(&file, 3, &authority)?;
        let now = off(begins, ahead);
        phone.start(now);
        phone.pass(now, Duration::from_secs(begins + 7 * HOUR + 3_000), &mut authority)?;
        phone.event(off(begins + 7 * HOUR + 3_500, ahead), Event::Stopping);
        let (intervals, keys) = kept(&mut phone, off(begins + 8 * HOUR - 90, ahead))?;
        assert!(intervals >= before.0 && keys >= before.1, "process {process}: {intervals} {keys}");
    }
    let mut phone = ScriptedPhone::on_file(&file, 4, &authority)?;
    let begins = 2_400 + 24 * HOUR;
    phone.start(off(begins, ahead));
    phone.event(off(begins + HOUR, ahead), Event::Wake);
    phone.event(off(begins + HOUR + 1, ahead), Event::Wake);
    let mut json = Vec::new();
    phone.tracer.write_own_data(off(begins + HOUR + 2, ahead), &mut json)?;
    let json: serde_json::Value = serde_json::from_slice(&json)?;
    let old = START.plus(DAY).0;
    let left = json["day_keys"].as_array().unwrap().iter().filter(|key| key["from"].as_u64() < Some(old)).count();
    assert_eq!(left, 0, "after a day on the monotonic clock the clock is trusted");
    Ok(())
}

#[test]
fn what_is_old_goes_at_once_when_a_signed_document_confirms_the_clock() -> Outcome {
    let mut authority = authority()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.sqlite");
    let mut phone = ScriptedPhone::on_file(&file, 1, &authority)?;
    phone.start(at(0));
    phone.event(at(60), Event::Stopping);
    drop(phone);
    let mut phone = ScriptedPhone::on_file(&file, 2, &authority)?;
    phone.start(at(30 * DAY));
    let before = kept(&mut phone, at(30 * DAY))?;
    phone.talk(at(30 * DAY), &mut authority)?;
    phone.event(at(30 * DAY + 1), Event::Wake);
    let after = kept(&mut phone, at(30 * DAY + 1))?;
    assert!(after.1 < before.1, "{before:?} {after:?}");
    Ok(())
}

#[test]
fn a_clock_off_by_anything_beyond_twenty_minutes_is_told_and_untold_when_it_is_right() -> Outcome {
    for ahead in [-30 * 24, -72, -24, -2, 2, 12, 23, 24, 25, 30 * 24] {
        let ahead = ahead * HOUR.cast_signed();
        let mut authority = authority()?;
        let mut phone = ScriptedPhone::new(1, &authority)?;
        let now = off_from_start(0, ahead);
        phone.start(now);
        // The authority's clock is right.
        talk_at(&mut phone, now, at(0), &mut authority)?;
        assert!(clock_is_wrong(&phone), "{ahead}");
        assert!(!phone.tracer.status().troubles.contains(&Trouble::SignedFileRefused), "{ahead}");
        assert!(phone.notices.iter().any(|notice| matches!(notice,
            lancan_core::Notice::StatusChanged(status) if status.troubles.contains(&Trouble::ClockWrong))));
        phone.event(at(60), Event::Wake);
        assert!(!clock_is_wrong(&phone), "{ahead}: set right");
        poll(&mut phone, at(120), &mut authority)?;
        assert!(phone.tracer.status().troubles.is_empty(), "{ahead}: {:?}", phone.tracer.status());
    }
    for ahead in [-1_000, -300, 0, 300, 1_000] {
        let mut authority = authority()?;
        let mut phone = ScriptedPhone::new(1, &authority)?;
        let now = off_from_start(0, ahead);
        phone.start(now);
        talk_at(&mut phone, now, at(0), &mut authority)?;
        assert!(!clock_is_wrong(&phone), "{ahead}");
    }
    Ok(())
}

/// Carries the phone's requests to an authority whose clock shows another time.
fn talk_at(phone: &mut ScriptedPhone, now: Now, authoritys: Now, authority: &mut ScriptedAuthority) -> Outcome {
    while !phone.requests.is_empty() {
        phone.talk_to_a_clock(now, authoritys.wall, authority)?;
    }
    Ok(())
}

#[test]
fn a_clock_that_was_wrong_is_told_after_a_restart_and_compared_at_once() -> Outcome {
    let mut authority = authority()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.sqlite");
    let mut phone = ScriptedPhone::on_file(&file, 1, &authority)?;
    let ahead = 2 * HOUR.cast_signed();
    phone.start(off(0, ahead));
    talk_at(&mut phone, off(0, ahead), at(0), &mut authority)?;
    phone.event(off(10, ahead), Event::Stopping);
    drop(phone);
    let mut phone = ScriptedPhone::on_file(&file, 2, &authority)?;
    phone.start(off(100, ahead));
    assert!(clock_is_wrong(&phone));
    assert!(!phone.requests.is_empty(), "the clock is compared at once");
    talk_at(&mut phone, off(100, ahead), at(100), &mut authority)?;
    assert!(clock_is_wrong(&phone));
    Ok(())
}

#[test]
fn a_right_clock_is_not_blamed_for_anothers() -> Outcome {
    let mut authority = authority()?;
    let (mut case, mut contact) = (ScriptedPhone::new(1, &authority)?, ScriptedPhone::new(2, &authority)?);
    let behind = -2 * HOUR.cast_signed();
    let from = 3 * HOUR;
    case.start(off(from, behind));
    contact.start(at(from));
    contact.talk(at(from), &mut authority)?;
    let frame = case.on_air.ok_or("on the air")?;
    for second in (0..300).step_by(10) {
        contact.event(at(from + second), Event::Radio(lancan_core::RadioEvent::ScanStarted));
        contact.hear(at(from + second), frame, -50);
    }
    report(&mut case, off(from + 300, behind), &mut authority)?;
    authority.publish_report(0, at(from + 4_000).wall)?;
    poll(&mut contact, at(from + 4_010), &mut authority)?;
    assert!(contact.warnings().is_empty());
    assert!(contact.tracer.status().troubles.is_empty(), "{:?}", contact.tracer.status());
    Ok(())
}

#[test]
fn a_captive_portal_is_no_connection_and_no_server_that_lies() -> Outcome {
    for place in [path::INDEX, path::RULES, path::EXPORTS] {
        let mut authority = authority()?;
        let (_, mut contact) = a_case_and_a_contact(&mut authority)?;
        authority.publish_report(0, at(6_000).wall)?;
        authority.rules.serial += 1;
        authority.behave_at(place, Conduct::Lie(Lie::Portal));
        for poll_at in [6_010, 6_200, 6_400] {
            contact.event(at(poll_at), Event::Wake);
            contact.act(at(poll_at), Tracer::check_now);
            contact.talk(at(poll_at), &mut authority)?;
        }
        let troubles = contact.tracer.status().troubles;
        assert!(!troubles.contains(&Trouble::SignedFileRefused), "{place}: {troubles:?}");
        authority.behave_honestly();
        poll(&mut contact, at(6_600), &mut authority)?;
        assert!(contact.tracer.status().troubles.is_empty());
        assert_eq!(contact.warnings().len(), 1);
    }
    Ok(())
}

#[test]
fn a_captive_portal_costs_neither_the_code_nor_the_report() -> Outcome {
    let mut authority = authority()?;
    let (mut case, mut other) = (ScriptedPhone::new(1, &authority)?, ScriptedPhone::new(2, &authority)?);
    case.start(at(0));
    other.start(at(0));
    meet(&mut case, &mut other, 10, 25);
    authority.behave_at(path::VERIFY, Conduct::Lie(Lie::Portal));
    enter_code(&mut case, at(3_600), &mut authority)?;
    let stage = case.stages().last().copied().cloned();
    assert_eq!(stage, Some(lancan_core::ReportStage::Failed(lancan_protocol::problem::Problem::Offline)));
    authority.behave_honestly();
    authority.behave_at(path::REPORT, Conduct::Lie(Lie::Portal));
    report(&mut case, at(3_700), &mut authority)?;
    assert_eq!(case.tracer.report_stage(), Some(lancan_core::ReportStage::Sending));
    authority.behave_honestly();
    case.pass(at(3_710), Duration::from_secs(8_000), &mut authority)?;
    assert!(matches!(case.stages().last(), Some(lancan_core::ReportStage::Accepted { .. })));
    Ok(())
}

#[test]
fn a_day_of_small_steps_ends_the_key_as_one_jump_does() -> Outcome {
    let authority = ScriptedAuthority::new(START)?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    phone.start(at(0));
    let keys = |phone: &mut ScriptedPhone, now| kept(phone, now).map(|(_, keys)| keys);
    let before = keys(&mut phone, at(1))?;
    for hour in 1..4_u64 {
        phone.event(off(hour * HOUR, (hour * 700).cast_signed()), Event::Wake);
    }
    let after = keys(&mut phone, off(3 * HOUR, 2_100))?;
    assert_eq!(after, before + 1);
    Ok(())
}

/// A phone whose clock goes to and fro over each of some midnights, by `step` seconds every five minutes for two hours, and a
/// report after them: how many of its keys are kept, and how many of each day go out.
fn over_midnights(nights: u64, step: i64, restarts: bool) -> Outcome<(usize, Vec<usize>)> {
    let mut authority = authority()?;
    authority.rules.polling.cover_mean_days = None;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.sqlite");
    let mut phone = ScriptedPhone::on_file(&file, 1, &authority)?;
    phone.start(at(0));
    for night in 0..nights {
        for flap in 0..24 {
            let second = night * DAY + 16 * HOUR + flap * 300;
            let now = off(second, if flap % 2 == 0 { 0 } else { step });
            if restarts {
                phone.event(now, Event::Stopping);
                drop(phone);
                phone = ScriptedPhone::on_file(&file, night * 100 + flap + 2, &authority)?;
                phone.start(now);
            }
            phone.event(now, Event::Wake);
            phone.event(Now { monotonic: now.monotonic + Duration::from_secs(10), ..now }, Event::Wake);
        }
        phone.event(at(night * DAY + 19 * HOUR), Event::Wake);
    }
    let now = at(nights * DAY);
    let (_, keys) = kept(&mut phone, now)?;
    enter_code(&mut phone, now, &mut authority)?;
    let mut of_days = std::collections::BTreeMap::new();
    for key in phone.tracer.review()?.keys {
        *of_days.entry(key.day).or_insert(0) += 1;
    }
    Ok((keys, of_days.into_values().collect()))
}

#[test]
fn a_clock_that_goes_to_and_fro_over_midnight_keeps_no_more_keys_than_a_report_brings_and_the_one_in_use() -> Outcome {
    // Steps that are no jump: each day has its one key. The last of nine days is not over.
    for step in [900, 1_150] {
        let (keys, of_days) = over_midnights(8, step, false)?;
        assert_eq!((keys, of_days), (9, vec![1; 9]), "{step} s");
    }
    for (step, restarts) in [(3_600, false), (900, true), (3_600, true)] {
        let (keys, of_days) = over_midnights(8, step, restarts)?;
        assert!(keys <= 9 * 4, "{step} s: {keys}");
        assert!(of_days.len() == 9 && of_days.iter().all(|keys| *keys <= 3), "{step} s: {of_days:?}");
    }
    Ok(())
}
