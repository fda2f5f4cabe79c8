//! A warned user asks to be called.

use core::time::Duration;

use lancan_core::{CallStage, Command, ConsentGiven, Event, Notice, Now, StaticVault, Store, Tracer};
use lancan_protocol::{
    CallWords,
    key_days::KeyDays,
    keys::DayKey,
    problem::Problem,
    time::UnixTime,
    wire::{Callback, path},
};
use lancan_testkit::{
    Conduct, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, consent, meet, poll, report},
};
use prost::Message as _;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use crate::{Outcome, a_case_and_a_contact};

const PHONE: &str = "0912 345 678";

/// A phone that was warned, and the day keys that were published.
fn warned(authority: &mut ScriptedAuthority) -> Outcome<(ScriptedPhone, i64)> {
    let (_, mut contact) = a_case_and_a_contact(authority)?;
    authority.publish_report(0, at(6_000).wall)?;
    poll(&mut contact, at(6_010), authority)?;
    let warning = contact.tracer.warnings()?[0].warning.id;
    Ok((contact, warning))
}

fn ask(phone: &mut ScriptedPhone, seconds: u64, warning: i64, authority: &mut ScriptedAuthority) -> Outcome {
    phone.try_act(at(seconds), |tracer, now| tracer.ask_for_password(now, warning, PHONE, "vi"))?;
    Ok(phone.talk(at(seconds), authority)?)
}

fn call_me(
    phone: &mut ScriptedPhone,
    seconds: u64,
    consent: &ConsentGiven,
    authority: &mut ScriptedAuthority,
) -> Outcome {
    phone.try_act(at(seconds), |tracer, now| tracer.call_me(now, "123 456", &[], consent))?;
    Ok(phone.talk(at(seconds), authority)?)
}

fn told(phone: &ScriptedPhone) -> Vec<CallStage> {
    let stages = phone.notices.iter().filter_map(|notice| match notice {
        Notice::Call(stage) => Some(*stage),
        _ => None,
    });
    stages.collect()
}

#[test]
fn a_warned_user_is_called_with_what_was_heard_of_the_case_and_of_nobody_else() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (mut contact, warning) = warned(&mut authority)?;
    let review = contact.tracer.call_review(warning)?;
    assert_eq!((review.authority.as_str(), review.days.len()), ("Sở Y tế Lâm Đồng", 1));
    assert!(review.days[0].encounters >= 2 && review.days[0].seconds >= 1_200 && review.days[0].own_keys == 1);
    assert!(authority.callbacks.is_empty() && authority.numbers.is_empty(), "looking sends nothing");

    ask(&mut contact, 6_100, warning, &mut authority)?;
    assert_eq!(authority.numbers, ["+84912345678"]);
    call_me(&mut contact, 6_160, &consent(), &mut authority)?;
    let [callback] = authority.callbacks.as_slice() else { panic!("one callback") };
    let content = callback.content()?;
    let words = CallWords::of(&content.callback_id);
    let until = at(6_100 + 300).wall;
    let expected = [
        CallStage::Asked,
        CallStage::CodeSent { until },
        CallStage::Sending { words },
        CallStage::Arrived { words, call_by: at(6_160 + 86_400).wall },
    ];
    assert_eq!(told(&contact), expected);
    assert_eq!(contact.tracer.call_stage(), expected.last().copied());

    let published: Vec<&[u8]> = authority.reports[0].keys.iter().map(|key| key.key.as_slice()).collect();
    assert!(content.matched.iter().all(|(key, _)| published.contains(&key.as_bytes().as_slice())));
    let is_of = |key: &DayKey, entry: &lancan_protocol::wire::ReportedEncounter| {
        (0..3).any(|n| key.identifiers().rolling_id(entry.interval.minus(1).plus(n)) == entry.frame.id)
    };
    assert_eq!(content.encounters.len(), usize::try_from(review.days[0].encounters)?);
    assert!(content.encounters.iter().all(|entry| content.matched.iter().any(|(key, _)| is_of(key, entry))));
    // What the case heard of this phone is found by the own keys that came along.
    let heard = authority.reports[0].encounters.as_chunks::<32>().0;
    let heard = heard.iter().filter_map(|bytes| lancan_protocol::wire::ReportedEncounter::from_bytes(bytes));
    assert!(heard.clone().count() > 0);
    assert!(heard.into_iter().all(|entry| content.own_keys.iter().any(|(key, _)| is_of(key, &entry))));
    Ok(())
}

#[test]
fn a_callback_that_does_not_arrive_is_sent_again_the_same_also_by_another_process() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store");
    let mut contact = ScriptedPhone::on_file(&file, 2, &authority)?;
    let mut case = ScriptedPhone::new(1, &authority)?;
    case.start(at(0));
    contact.start(at(0));
    lancan_testkit::acts::meet(&mut case, &mut contact, 10, 25);
    lancan_testkit::acts::report(&mut case, at(3_600), &mut authority)?;
    authority.publish_report(0, at(6_000).wall)?;
    poll(&mut contact, at(6_010), &mut authority)?;
    let warning = contact.tracer.warnings()?[0].warning.id;
    ask(&mut contact, 6_100, warning, &mut authority)?;
    authority.conduct = Conduct::Unreachable;
    call_me(&mut contact, 6_160, &consent(), &mut authority)?;
    let Some(CallStage::Sending { words }) = contact.tracer.call_stage() else { panic!("sent until it arrives") };
    assert_eq!(contact.tracer.cancel_call(), Err(Problem::Conflict));
    contact.event(at(6_170), Event::Stopping);
    drop(contact);

    authority.conduct = Conduct::Honest;
    let mut contact = ScriptedPhone::on_file(&file, 3, &authority)?;
    contact.start(at(6_200));
    contact.talk(at(6_200), &mut authority)?;
    assert_eq!(authority.callbacks.len(), 1);
    assert!(matches!(contact.tracer.call_stage(), Some(CallStage::Arrived { words: now, .. }) if now == words));
    Ok(())
}

/// Every request that carried a callback or followed one: when, how long, and whether it says nothing.
fn bodies(phone: &ScriptedPhone) -> Outcome<Vec<(UnixTime, usize, bool)>> {
    let mut bodies = Vec::new();
    for (at, command) in &phone.commands {
        if let Command::Http(request) = command
            && request.path == path::CALLBACKS
        {
            let cover = Callback::decode(request.body.as_slice())?.cover;
            bodies.push((START.plus(at.as_secs()), request.body.len(), cover));
        }
    }
    Ok(bodies)
}

#[test]
fn the_next_morning_a_body_of_the_same_size_follows_that_says_nothing() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (mut contact, warning) = warned(&mut authority)?;
    ask(&mut contact, 6_100, warning, &mut authority)?;
    call_me(&mut contact, 6_160, &consent(), &mut authority)?;
    contact.pass(at(6_160), Duration::from_hours(48), &mut authority)?;
    let [(sent, 81_920, false), (second, 81_920, true)] = bodies(&contact)?[..] else { panic!("two bodies") };
    let midnight = KeyDays::VIETNAM.start(KeyDays::VIETNAM.day(sent).plus(1));
    assert!((midnight.plus(1_800)..midnight.plus(12 * 3_600)).contains(&second));
    assert_eq!(authority.callbacks.len(), 1, "cover is not kept");
    Ok(())
}

#[test]
fn a_user_who_asks_once_more_before_that_morning_is_still_followed_and_can_still_send() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (mut contact, warning) = warned(&mut authority)?;
    ask(&mut contact, 6_100, warning, &mut authority)?;
    call_me(&mut contact, 6_160, &consent(), &mut authority)?;
    // For another number: a callback of its own, whose password is asked for before the morning and entered after it.
    let midnight = KeyDays::VIETNAM.start(KeyDays::VIETNAM.day(START).plus(1)).0 - START.0;
    let (evening, noon) = (midnight - 600, midnight + 12 * 3_600);
    let other = "0987 654 321";
    contact.try_act(at(evening), |tracer, now| tracer.ask_for_password(now, warning, other, "vi"))?;
    contact.talk(at(evening), &mut authority)?;
    contact.pass(at(evening), Duration::from_secs(noon), &mut authority)?;
    assert_eq!(bodies(&contact)?.iter().filter(|(.., cover)| *cover).count(), 1);
    call_me(&mut contact, noon, &consent(), &mut authority)?;
    assert_eq!(authority.callbacks.len(), 2);
    assert_eq!(authority.callbacks[1].content()?.phone.as_str(), "+84987654321");
    Ok(())
}

#[test]
fn the_number_is_forgotten_four_weeks_after_the_call_was_promised() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (mut contact, warning) = warned(&mut authority)?;
    ask(&mut contact, 6_100, warning, &mut authority)?;
    call_me(&mut contact, 6_160, &consent(), &mut authority)?;
    // Promised by the next day. A poll confirms the clock, without which nothing is forgotten.
    for (day, is_known) in [(27, true), (29, true), (30, false)] {
        poll(&mut contact, at(day * 86_400), &mut authority)?;
        assert_eq!(contact.tracer.call_stage().is_some(), is_known, "day {day}");
    }
    let mut json = Vec::new();
    contact.tracer.write_own_data(at(30 * 86_400), &mut json)?;
    assert!(!String::from_utf8(json)?.contains("+84912345678"));
    Ok(())
}

#[test]
fn a_wrong_password_may_be_entered_again_and_the_words_stay() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (mut contact, warning) = warned(&mut authority)?;
    let nonsense = contact.tracer.call_me(at(6_050), "123456", &[], &consent());
    assert_eq!(nonsense.map(|_| ()), Err(Problem::NothingToDo));
    ask(&mut contact, 6_100, warning, &mut authority)?;
    authority.behave_at(path::CALLBACKS, Conduct::Refuse(Problem::OtpWrong, 403));
    call_me(&mut contact, 6_160, &consent(), &mut authority)?;
    let told = told(&contact);
    assert_eq!(told.last(), Some(&CallStage::Failed(Problem::OtpWrong)));
    let Some(CallStage::Sending { words }) = told.iter().rev().nth(1).copied() else { panic!("{told:?}") };
    authority.behave_honestly();
    call_me(&mut contact, 6_170, &consent(), &mut authority)?;
    assert!(matches!(contact.tracer.call_stage(), Some(CallStage::Arrived { words: now, .. }) if now == words));
    Ok(())
}

#[test]
fn what_the_user_does_not_agree_to_or_leaves_out_is_not_sent_and_a_wish_can_be_taken_back() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (mut contact, warning) = warned(&mut authority)?;
    let mistyped = contact.tracer.ask_for_password(at(6_090), warning, "113", "vi");
    assert_eq!(mistyped.map(|_| ()), Err(Problem::PhoneMistyped));
    assert_eq!(contact.tracer.call_review(warning + 1), Err(Problem::NothingToDo));
    ask(&mut contact, 6_100, warning, &mut authority)?;
    let day = contact.tracer.call_review(warning)?.days[0].day;
    let nothing = contact.tracer.call_me(at(6_110), "123456", &[day], &consent());
    assert_eq!(nothing.map(|_| ()), Err(Problem::NothingToDo));
    contact.tracer.cancel_call()?;
    assert_eq!(contact.tracer.call_stage(), None);

    ask(&mut contact, 6_200, warning, &mut authority)?;
    let number_only = ConsentGiven { keys: false, encounters: false, ..consent() };
    call_me(&mut contact, 6_260, &number_only, &mut authority)?;
    let content = authority.callbacks[0].content()?;
    assert!(content.own_keys.is_empty() && content.encounters.is_empty() && content.activity.is_empty());
    assert!(!content.matched.is_empty());
    Ok(())
}

#[test]
fn own_data_shows_the_number_and_erasing_forgets_it() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (mut contact, warning) = warned(&mut authority)?;
    ask(&mut contact, 6_100, warning, &mut authority)?;
    call_me(&mut contact, 6_160, &consent(), &mut authority)?;
    let mut json = Vec::new();
    contact.tracer.write_own_data(at(6_200), &mut json)?;
    let json = String::from_utf8(json)?;
    assert!(json.contains("+84912345678") && !json.contains("\"secret\""), "{json}");
    contact.try_act(at(6_300), Tracer::erase)?;
    assert_eq!(contact.tracer.call_stage(), None);
    let mut json = Vec::new();
    contact.tracer.write_own_data(at(6_310), &mut json)?;
    assert!(!String::from_utf8(json)?.contains("+84912345678"));
    // A store that was never asked anything holds nothing of a call.
    let fresh = Store::in_memory(&StaticVault::new([7; 32]), &mut ChaCha20Rng::seed_from_u64(3))?;
    assert!(fresh.get("call")?.is_none() && fresh.get("callback")?.is_none());
    Ok(())
}

#[test]
fn a_password_asked_for_under_a_clock_that_is_behind_is_good_when_the_clock_is_set_right() -> Outcome {
    let behind = |seconds: u64| Now { wall: at(seconds).wall.minus(2 * 86_400), ..at(seconds) };
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.polling.seconds = 14_400;
    let (mut contact, warning) = warned(&mut authority)?;
    contact.event(behind(6_100), Event::Wake);
    contact.try_act(behind(6_200), |tracer, now| tracer.ask_for_password(now, warning, PHONE, "vi"))?;
    contact.talk_to_a_clock(behind(6_200), at(6_200).wall, &mut authority)?;
    for second in [6_300, 6_301] {
        contact.event(at(second), Event::Wake);
    }
    assert!(matches!(contact.tracer.call_stage(), Some(CallStage::CodeSent { .. })));
    call_me(&mut contact, 6_310, &consent(), &mut authority)?;
    assert_eq!(authority.callbacks.len(), 1);
    Ok(())
}

#[test]
fn a_call_asked_for_under_a_clock_that_was_behind_before_anything_showed_it_is_not_forgotten_as_old() -> Outcome {
    const DAYS_BEHIND: u64 = 5 * 86_400;
    let mut authority = ScriptedAuthority::new(START)?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.sqlite");
    let (mut case, mut contact) = (ScriptedPhone::new(1, &authority)?, ScriptedPhone::on_file(&file, 2, &authority)?);
    for phone in [&mut case, &mut contact] {
        phone.start(at(0));
        phone.talk(at(0), &mut authority)?;
    }
    meet(&mut case, &mut contact, 10, 25);
    report(&mut case, at(3_600), &mut authority)?;
    authority.publish_report(0, at(6_000).wall)?;
    poll(&mut contact, at(6_010), &mut authority)?;
    contact.event(at(6_020), Event::Stopping);
    drop(contact);

    // Days later the clock of another process goes on where the first one stopped, and the server cannot be reached.
    let mut contact = ScriptedPhone::on_file(&file, 3, &authority)?;
    let behind = |seconds: u64| Now { wall: at(seconds).wall, ..at(seconds + DAYS_BEHIND) };
    authority.conduct = Conduct::Unreachable;
    contact.start(behind(7_000));
    contact.talk(behind(7_000), &mut authority)?;
    let warning = contact.tracer.warnings()?[0].warning.id;
    contact.try_act(behind(7_100), |tracer, now| tracer.ask_for_password(now, warning, PHONE, "vi"))?;
    let asked = contact.tracer.call_stage();
    assert!(asked.is_some());
    authority.behave_honestly();
    authority.behave_at(path::OTP, Conduct::Silent);
    contact.act(behind(7_200), Tracer::check_now);
    contact.talk_to_a_clock(behind(7_200), at(7_200 + DAYS_BEHIND).wall, &mut authority)?;
    for seconds in [7_300, 7_301] {
        contact.event(at(seconds + DAYS_BEHIND), Event::Wake);
    }
    assert_eq!(contact.tracer.call_stage(), asked);
    Ok(())
}
