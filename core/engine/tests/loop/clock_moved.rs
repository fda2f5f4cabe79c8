//! A clock that is moved, while a process runs or while none does: what is sent, learned, shown and trusted after it.

use lancan_core::{Event, HttpAnswer, HttpOutcome, Now, Tracer, Trouble};
use lancan_protocol::{time::UnixTime, wire::path};
use lancan_testkit::{
    Conduct, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, meet, poll},
};

use crate::Outcome;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const DAY_AHEAD: i64 = 86_400;

/// The monotonic clock after `seconds`, and a wall clock that is `ahead` of the true time then.
fn off(seconds: u64, ahead: i64) -> Now {
    let now = at(seconds);
    Now { wall: UnixTime(now.wall.0.saturating_add_signed(ahead)), ..now }
}

/// An authority that is polled by phones that send no cover traffic.
fn authority() -> Outcome<ScriptedAuthority> {
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.polling.seconds = 14_400;
    authority.rules.polling.cover_mean_days = None;
    Ok(authority)
}

/// Carries the phone's requests to an authority whose clock is right.
fn talk(phone: &mut ScriptedPhone, now: Now, authority: &mut ScriptedAuthority) -> Outcome {
    while !phone.requests.is_empty() {
        phone.talk_to_a_clock(now, START.plus(now.monotonic.as_secs()), authority)?;
    }
    Ok(())
}

#[test]
fn a_clock_set_back_while_no_process_runs_sends_no_identifier_twice() -> Outcome {
    for (back, stops) in [(HOUR, true), (2 * HOUR, true), (2 * HOUR, false), (1_500, true), (1_500, false)] {
        let authority = authority()?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("store.sqlite");
        let mut phone = ScriptedPhone::on_file(&file, 1, &authority)?;
        phone.start(at(10));
        let mut sent = vec![phone.on_air.ok_or("on the air")?.id];
        for interval in 1..=12 {
            phone.event(at(600 * interval), Event::Wake);
            phone.event(at(600 * interval + 20), Event::Wake);
            sent.extend(phone.on_air.map(|frame| frame.id));
        }
        assert_eq!(sent.len(), 13);
        if stops {
            phone.event(at(7_225), Event::Stopping);
        }
        drop(phone);
        let behind = -back.cast_signed();
        let mut phone = ScriptedPhone::on_file(&file, 2, &authority)?;
        phone.start(off(7_230, behind));
        for second in (7_230..7_230 + 3 * HOUR).step_by(60) {
            phone.event(off(second, behind), Event::Wake);
            let again = phone.on_air.is_some_and(|frame| sent.contains(&frame.id));
            assert!(!again, "{back} s back, {} s later", second - 7_230);
        }
    }
    Ok(())
}

#[test]
fn a_clock_set_right_over_a_restart_is_right_though_the_index_is_still_the_same() -> Outcome {
    for ahead in [2 * 3_600, -2 * 3_600] {
        for right in [true, false] {
            let mut authority = authority()?;
            let folder = tempfile::tempdir()?;
            let file = folder.path().join("store.sqlite");
            let mut phone = ScriptedPhone::on_file(&file, 1, &authority)?;
            phone.start(off(0, ahead));
            let mut index = None;
            while let Some(request) = phone.requests.pop_front() {
                let outcome = authority.answer(at(0).wall, &request)?;
                if request.path == path::INDEX
                    && let HttpOutcome::Answered(answer) = &outcome
                {
                    index = Some(answer.clone());
                }
                phone.event(off(0, ahead), Event::Http(HttpAnswer { request: request.id, outcome }));
            }
            let is_wrong = |phone: &ScriptedPhone| phone.tracer.status().troubles.contains(&Trouble::ClockWrong);
            assert!(is_wrong(&phone));
            phone.event(off(10, ahead), Event::Stopping);
            drop(phone);
            let now = off(60, if right { 0 } else { ahead });
            let mut phone = ScriptedPhone::on_file(&file, 2, &authority)?;
            phone.start(now);
            let request = phone.requests.pop_front().ok_or("the clock is compared at once")?;
            let outcome = HttpOutcome::Answered(index.ok_or("an index")?);
            phone.event(now, Event::Http(HttpAnswer { request: request.id, outcome }));
            assert_eq!(is_wrong(&phone), !right, "{ahead} s ahead before");
        }
    }
    Ok(())
}

#[test]
fn a_phone_that_began_under_a_clock_days_behind_shows_no_gap_before_it_began() -> Outcome {
    for (behind, is_told) in [(-10 * DAY_AHEAD, false), (-10 * DAY_AHEAD, true), (10 * DAY_AHEAD, false)] {
        let mut authority = authority()?;
        let mut phone = ScriptedPhone::new(1, &authority)?;
        phone.start(off(0, behind));
        if is_told {
            talk(&mut phone, off(0, behind), &mut authority)?;
        }
        phone.event(off(60, behind), Event::Wake);
        for second in [120, 180] {
            phone.event(at(second), Event::Wake);
            phone.talk(at(second), &mut authority)?;
        }
        let coverage = phone.tracer.status().coverage;
        assert_eq!((coverage.days, coverage.gaps.len()), (0, 0), "{coverage:?}");
        phone.pass(at(180), at(3 * DAY).monotonic, &mut authority)?;
        let coverage = phone.tracer.status().coverage;
        assert_eq!((coverage.days, coverage.worked_days), (2, 2), "{coverage:?}");
    }
    Ok(())
}

#[test]
fn a_clock_that_is_days_off_for_a_minute_changes_nothing_of_the_days_that_are_shown() -> Outcome {
    for ahead in [10 * DAY_AHEAD, -10 * DAY_AHEAD] {
        let mut authority = authority()?;
        let mut phone = ScriptedPhone::new(1, &authority)?;
        phone.start(at(0));
        phone.pass(at(0), at(4 * DAY).monotonic, &mut authority)?;
        let before = phone.tracer.status().coverage;
        assert_eq!((before.days, before.worked_days), (3, 3), "{before:?}");
        phone.event(off(4 * DAY + 10, ahead), Event::Wake);
        assert_eq!(phone.tracer.status().coverage, before);
        phone.event(at(4 * DAY + 70), Event::Wake);
        assert_eq!(phone.tracer.status().coverage, before);
    }
    Ok(())
}

/// Own keys of the first five days that are left.
fn old_keys(phone: &mut ScriptedPhone, now: Now) -> Outcome<usize> {
    let mut json = Vec::new();
    phone.tracer.write_own_data(now, &mut json)?;
    let json: serde_json::Value = serde_json::from_slice(&json)?;
    let keys = json["day_keys"].as_array().ok_or("keys")?;
    Ok(keys.iter().filter(|key| key["from"].as_u64() < Some(START.plus(5 * DAY).0)).count())
}

#[test]
fn the_time_of_short_processes_adds_up_until_the_clock_is_trusted() -> Outcome {
    let mut authority = authority()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.sqlite");
    let mut phone = ScriptedPhone::on_file(&file, 1, &authority)?;
    phone.start(at(0));
    phone.talk(at(0), &mut authority)?;
    phone.event(at(60), Event::Stopping);
    drop(phone);
    authority.conduct = Conduct::Unreachable;
    let (begins, minutes) = (30 * DAY, 9);
    let mut left = Vec::new();
    for process in 0..27 * 60 / minutes {
        let from = begins + process * minutes * 60;
        let mut phone = ScriptedPhone::on_file(&file, 2 + process, &authority)?;
        phone.start(at(from));
        phone.act(at(from), Tracer::pause);
        for minute in 0..minutes {
            phone.event(at(from + minute * 60 + 59), Event::Wake);
        }
        left.push(old_keys(&mut phone, at(from + minutes * 60 - 1))?);
    }
    let day = usize::try_from(24 * 60 / minutes)?;
    assert!(left[..day - 1].iter().all(|left| *left > 0), "nothing goes within a day: {left:?}");
    assert_eq!(left.last(), Some(&0), "{left:?}");
    Ok(())
}

/// How many people the receiver's level has counted.
fn people(phone: &mut ScriptedPhone, now: Now) -> Outcome<f64> {
    fn find(value: &serde_json::Value) -> Option<f64> {
        let inner = |value: &serde_json::Value| find(value);
        match value {
            serde_json::Value::Object(map) => {
                map.get("people").and_then(serde_json::Value::as_f64).or_else(|| map.values().find_map(inner))
            }
            serde_json::Value::Array(list) => list.iter().find_map(inner),
            _ => None,
        }
    }
    let mut json = Vec::new();
    phone.tracer.write_own_data(now, &mut json)?;
    find(&serde_json::from_slice(&json)?).ok_or_else(|| "people".into())
}

#[test]
fn one_neighbour_is_one_person_however_often_the_clock_is_set_back() -> Outcome {
    let mut counted = Vec::new();
    for (steps, ahead) in [(0, 0), (5, -2 * 3_600), (5, -3 * DAY_AHEAD), (5, 3 * DAY_AHEAD)] {
        let mut authority = authority()?;
        let (mut phone, mut other) = (ScriptedPhone::new(1, &authority)?, ScriptedPhone::new(2, &authority)?);
        phone.start(at(0));
        other.start(at(0));
        phone.talk(at(1), &mut authority)?;
        meet(&mut phone, &mut other, 10, 80);
        poll(&mut phone, at(7_000), &mut authority)?;
        for step in 0..steps {
            let second = 7_100 + step * 1_000;
            phone.event(off(second, ahead), Event::Wake);
            phone.act(off(second + 1, ahead), Tracer::check_now);
            talk(&mut phone, off(second + 1, ahead), &mut authority)?;
            phone.event(off(second + 200, ahead), Event::Wake);
            phone.event(at(second + 400), Event::Wake);
            poll(&mut phone, at(second + 500), &mut authority)?;
        }
        poll(&mut phone, at(20_000), &mut authority)?;
        counted.push(people(&mut phone, at(20_001))?);
    }
    assert!(counted[0] > 0.5 && counted.iter().all(|people| (people - counted[0]).abs() < 0.1), "{counted:?}");
    Ok(())
}
