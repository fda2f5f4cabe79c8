//! The loop as users live it.

use core::time::Duration;

use lancan_core::{Event, Now, RadioEvent, ReportStage, Tracer, Trouble};
use lancan_protocol::{
    export::ExportKey,
    frame::Frame,
    key_days::KeyDays,
    keys::{DayKey, EncryptedMetadata},
    problem::Problem,
    wire::path,
};
use lancan_testkit::{
    Conduct, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, consent, enter_code, meet, poll, report},
};

use crate::{Outcome, a_case_and_a_contact};

#[test]
fn who_was_near_a_case_is_warned_and_who_was_not_is_not() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let mut stranger = ScriptedPhone::new(3, &authority)?;
    stranger.start(at(0));
    stranger.talk(at(0), &mut authority)?;
    let (case, mut contact) = a_case_and_a_contact(&mut authority)?;
    let last = case.stages().last().copied().cloned();
    assert_eq!(last, Some(ReportStage::Accepted { published_by: at(3_600 + 1_800).wall }));
    let sent = &authority.reports[0];
    assert!(!sent.encounters.is_empty() && sent.activity.len() == 1);

    authority.publish_report(0, at(6_000).wall)?;
    for phone in [&mut contact, &mut stranger] {
        poll(phone, at(6_010), &mut authority)?;
    }
    let warnings = contact.warnings();
    assert_eq!(warnings.len(), 1);
    assert!((20.0..=26.0).contains(&warnings[0].expected_minutes), "{:?}", warnings[0]);
    assert!(stranger.warnings().is_empty());
    Ok(())
}

#[test]
fn a_second_report_holds_what_the_first_did_not() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let mut case = ScriptedPhone::new(1, &authority)?;
    let mut other = ScriptedPhone::new(2, &authority)?;
    case.start(at(0));
    other.start(at(0));
    meet(&mut case, &mut other, 10, 25);
    report(&mut case, at(3_600), &mut authority)?;
    meet(&mut case, &mut other, 90_000, 25);
    report(&mut case, at(93_600), &mut authority)?;
    // Between them comes the second part of the first, where its morning time has come.
    let last = authority.reports.len() - 1;
    let [first, second] = [0, last].map(|at| authority.reports[at].keys.clone());
    assert!(!first.is_empty() && !second.is_empty());
    assert!(second.iter().all(|key| first.iter().all(|before| before.key != key.key)));

    let mut json = Vec::new();
    case.tracer.write_own_data(at(93_600), &mut json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let reported = json["day_keys"].as_array().unwrap().iter().filter(|key| key["reported"] == true).count();
    assert_eq!(reported, first.len() + second.len());
    Ok(())
}

#[test]
fn the_same_exposure_warns_once_also_after_a_restart() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.sqlite");
    let mut case = ScriptedPhone::new(1, &authority)?;
    let mut contact = ScriptedPhone::on_file(&file, 2, &authority)?;
    case.start(at(0));
    contact.start(at(0));
    meet(&mut case, &mut contact, 10, 25);
    report(&mut case, at(3_600), &mut authority)?;
    authority.publish_report(0, at(6_000).wall)?;

    contact.event(at(3_600), Event::Stopping);
    drop(contact);
    let mut contact = ScriptedPhone::on_file(&file, 3, &authority)?;
    contact.start(at(6_010));
    contact.talk(at(6_010), &mut authority)?;
    poll(&mut contact, at(6_020), &mut authority)?;
    assert_eq!(contact.warnings().len(), 1);
    drop(contact);
    let mut again = ScriptedPhone::on_file(&file, 4, &authority)?;
    again.start(at(6_030));
    poll(&mut again, at(6_030), &mut authority)?;
    assert!(again.warnings().is_empty());
    assert_eq!(again.tracer.warnings().unwrap().len(), 1);
    Ok(())
}

#[test]
fn a_published_key_replayed_under_a_clock_set_back_never_matches() -> Outcome {
    // A phone that was off until an export's end leaves it out; one that was on reads it.
    for reads_the_export in [false, true] {
        replayed_under_a_clock_set_back(reads_the_export)?;
    }
    Ok(())
}

fn replayed_under_a_clock_set_back(reads_the_export: bool) -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    phone.start(at(if reads_the_export { 80_000 } else { 90_000 }));
    let key = DayKey::from_bytes([5; 16]);
    authority.publish(&[ExportKey::new(key.clone(), START.interval(), 144)], at(88_000).wall)?;
    poll(&mut phone, at(90_000), &mut authority)?;
    assert_eq!(authority.exports_asked(), usize::from(reads_the_export));

    // Somebody sets the clock back and replays the key's identifiers of that time for half an hour.
    for second in (600..2_400).step_by(10) {
        let now = Now { wall: START.plus(second), monotonic: Duration::from_secs(90_000 + second) };
        phone.event(now, Event::Radio(RadioEvent::ScanStarted));
        let id = key.identifiers().rolling_id(now.wall.interval());
        phone.hear(now, Frame { id, metadata: EncryptedMetadata::from_bytes([0; 4]) }, -45);
    }
    let back = Now { wall: at(93_000).wall, monotonic: Duration::from_mins(1_550) };
    authority.publish(&[ExportKey::new(key, START.interval(), 144)], at(92_000).wall)?;
    poll(&mut phone, back, &mut authority)?;
    assert!(phone.warnings().is_empty());
    Ok(())
}

#[test]
fn the_user_sees_that_the_server_is_out_of_reach_and_that_it_came_back() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    authority.conduct = Conduct::Unreachable;
    phone.start(at(0));
    phone.talk(at(0), &mut authority)?;
    let mut now = 0;
    while !phone.tracer.status().troubles.contains(&Trouble::ServerUnreachable) {
        now = phone.tracer.next_wake().unwrap().as_secs().max(now + 1);
        phone.event(at(now), Event::Wake);
        phone.talk(at(now), &mut authority)?;
        assert!(now < 86_400, "two polls fail within a day");
    }
    authority.conduct = Conduct::Honest;
    poll(&mut phone, at(now + 1), &mut authority)?;
    assert!(phone.tracer.status().troubles.is_empty());
    assert_eq!(phone.tracer.status().last_checked, Some(at(now + 1).wall));
    Ok(())
}

#[test]
fn erasing_leaves_no_trace_and_another_identifier_goes_on_the_air() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let mut a = ScriptedPhone::new(1, &authority)?;
    let mut b = ScriptedPhone::new(2, &authority)?;
    a.start(at(0));
    b.start(at(0));
    meet(&mut a, &mut b, 10, 20);
    let before = b.on_air;
    b.try_act(at(1_300), Tracer::erase)?;
    assert!(b.on_air.is_some() && b.on_air != before);

    report(&mut a, at(3_600), &mut authority)?;
    authority.publish_report(0, at(6_000).wall)?;
    poll(&mut b, at(6_010), &mut authority)?;
    assert!(b.warnings().is_empty());
    Ok(())
}

#[test]
fn a_paused_phone_neither_sends_nor_records_and_says_so() -> Outcome {
    let authority = ScriptedAuthority::new(START)?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    phone.start(at(0));
    assert!(phone.on_air.is_some());
    phone.act(at(10), Tracer::pause);
    assert!(phone.on_air.is_none() && phone.tracer.status().paused);
    phone.act(at(20), Tracer::resume);
    assert!(phone.on_air.is_some() && !phone.tracer.status().paused);
    Ok(())
}

#[test]
fn what_a_person_starts_at_the_wrong_time_is_refused_with_a_reason() -> Outcome {
    let authority = ScriptedAuthority::new(START)?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    phone.start(at(0));
    assert_eq!(phone.tracer.review().err(), Some(Problem::NothingToDo));
    assert_eq!(phone.tracer.send(at(1), &consent()).err(), Some(Problem::NothingToDo));
    assert_eq!(phone.tracer.enter_code(at(1), "12345").err(), Some(Problem::CodeMistyped));
    Ok(())
}

#[test]
fn a_used_code_ends_with_the_servers_reason() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    phone.start(at(0));
    authority.behave_at(path::VERIFY, Conduct::Refuse(Problem::CodeUsed, 409));
    enter_code(&mut phone, at(1), &mut authority)?;
    assert_eq!(phone.stages().last(), Some(&&ReportStage::Failed(Problem::CodeUsed)));
    Ok(())
}

#[test]
fn a_new_phone_that_takes_in_the_old_ones_file_is_warned_of_what_the_old_one_heard() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let mut case = ScriptedPhone::new(1, &authority)?;
    let mut old = ScriptedPhone::new(2, &authority)?;
    let mut new = ScriptedPhone::new(3, &authority)?;
    for phone in [&mut case, &mut old, &mut new] {
        phone.start(at(0));
    }
    meet(&mut case, &mut old, 10, 25);
    report(&mut case, at(3_600), &mut authority)?;
    authority.publish_report(0, at(6_000).wall)?;
    poll(&mut new, at(6_010), &mut authority)?;
    assert!(new.warnings().is_empty());

    let file = old.tracer.seal_transfer(at(6_020), "mật khẩu rất dài").unwrap();
    assert_eq!(new.tracer.open_transfer(&file, "sai mật khẩu rồi").err(), Some(Problem::PassphraseWrong));
    new.tracer.open_transfer(&file, "mật khẩu rất dài").unwrap();
    new.event(at(6_030), Event::Wake);
    new.talk(at(6_030), &mut authority)?;
    assert_eq!(new.warnings().len(), 1);
    Ok(())
}

#[test]
fn a_transfer_taken_in_during_a_poll_loses_no_export() -> Outcome {
    // The file is taken in after this many answers of the poll: to the index, to the first export, to the second.
    for answered in 0..=4_u64 {
        let mut authority = ScriptedAuthority::new(START)?;
        let mut new = ScriptedPhone::new(3, &authority)?;
        new.start(at(0));
        new.talk(at(0), &mut authority)?;
        let (_, mut old) = a_case_and_a_contact(&mut authority)?;
        authority.publish_report(0, at(6_000).wall)?;
        authority.publish(&[], at(6_002).wall)?;
        let file = old.tracer.seal_transfer(at(6_003), "mật khẩu rất dài").unwrap();

        authority.conduct = Conduct::Late(Duration::from_secs(1));
        new.act(at(6_010), Tracer::check_now);
        for second in 0..=answered {
            new.talk(at(6_010 + second), &mut authority)?;
        }
        new.tracer.open_transfer(&file, "mật khẩu rất dài").unwrap();
        new.pass(at(6_020), at(6_100).monotonic, &mut authority)?;
        assert_eq!(new.warnings().len(), 1, "after {answered} answers");
    }
    Ok(())
}

#[test]
fn history_shows_when_how_long_and_how_close_by_local_day() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let mut a = ScriptedPhone::new(1, &authority)?;
    let mut b = ScriptedPhone::new(2, &authority)?;
    a.start(at(0));
    b.start(at(0));
    a.talk(at(0), &mut authority)?;
    meet(&mut a, &mut b, 10, 20);
    let days = a.tracer.history(at(3_600), 1).unwrap();
    assert_eq!(days.len(), 1);
    assert_eq!(days[0].day, KeyDays::VIETNAM.day(START));
    let seconds: u32 = days[0].meetings.iter().map(|meeting| u32::from(meeting.seconds)).sum();
    assert!((1_100..=1_300).contains(&seconds), "{seconds}");

    let mut json = Vec::new();
    a.tracer.write_own_data(at(3_600), &mut json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert!(!json["intervals"].as_array().unwrap().is_empty());
    assert!(json["day_keys"][0]["key"].is_null(), "a key in use never leaves");
    Ok(())
}

#[test]
fn history_of_one_day_is_today_and_of_two_days_is_all_of_yesterday_too() -> Outcome {
    const HOUR: u64 = 3_600;
    let mut authority = ScriptedAuthority::new(START)?;
    let (mut a, mut b) = (ScriptedPhone::new(1, &authority)?, ScriptedPhone::new(2, &authority)?);
    a.start(at(0));
    b.start(at(0));
    a.talk(at(0), &mut authority)?;
    // By the deployment's day: at seven and at eleven in the morning; then it is nine in the morning of the next day.
    meet(&mut a, &mut b, 10, 20);
    meet(&mut a, &mut b, 4 * HOUR, 20);
    let seconds = |phone: &mut ScriptedPhone, second: u64, days: u32| -> Outcome<Vec<(u32, u32)>> {
        let found = phone.tracer.history(at(second), days)?;
        let of = |day: &lancan_core::HistoryDay| day.meetings.iter().map(|meeting| u32::from(meeting.seconds)).sum();
        Ok(found.iter().map(|day| (day.day.0 - KeyDays::VIETNAM.day(START).0, of(day))).collect())
    };
    let first_day = seconds(&mut a, 5 * HOUR, 1)?;
    assert!(matches!(first_day[..], [(0, 2_000..=2_500)]), "{first_day:?}");
    assert_eq!(seconds(&mut a, 17 * HOUR - 1, 1)?, first_day, "until midnight");
    assert_eq!(seconds(&mut a, 17 * HOUR, 1)?, []);
    assert_eq!(seconds(&mut a, 26 * HOUR, 1)?, []);
    assert_eq!(seconds(&mut a, 26 * HOUR, 2)?, first_day);
    assert_eq!(seconds(&mut a, 26 * HOUR, 0)?, []);
    Ok(())
}
