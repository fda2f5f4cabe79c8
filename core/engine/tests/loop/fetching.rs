//! Which exports a phone fetches.

use lancan_core::{Event, HttpAnswer, Tracer};
use lancan_protocol::{export::ExportKey, keys::DayKey};
use lancan_testkit::{
    Conduct, Lie, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, meet, poll, report},
};

use crate::{Outcome, a_case_and_a_contact};

fn somebody_else(byte: u8) -> ExportKey {
    ExportKey::new(DayKey::from_bytes([byte; 16]), START.interval().minus(10 * 144), 144)
}

#[test]
fn a_new_phone_fetches_nothing_that_was_published_before_it_heard_anybody() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    for day in 1..=5 {
        authority.publish(&[somebody_else(1)], START.minus(day * 86_400))?;
    }
    let (mut case, mut contact) = (ScriptedPhone::new(1, &authority)?, ScriptedPhone::new(2, &authority)?);
    for phone in [&mut case, &mut contact] {
        phone.start(at(0));
        phone.talk(at(0), &mut authority)?;
    }
    assert_eq!(authority.exports_asked(), 0);
    assert_eq!(contact.tracer.status().last_checked, Some(START));

    meet(&mut case, &mut contact, 10, 25);
    report(&mut case, at(3_600), &mut authority)?;
    authority.publish_report(0, at(6_000).wall)?;
    authority.asked.clear();
    poll(&mut contact, at(6_010), &mut authority)?;
    assert_eq!(authority.exports_asked(), 1);
    assert_eq!(contact.warnings().len(), 1);
    poll(&mut contact, at(6_020), &mut authority)?;
    assert_eq!(authority.exports_asked(), 0);
    Ok(())
}

#[test]
fn a_key_that_is_published_minutes_after_a_phone_first_heard_it_is_fetched() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (mut case, mut contact) = (ScriptedPhone::new(1, &authority)?, ScriptedPhone::new(2, &authority)?);
    for phone in [&mut case, &mut contact] {
        phone.start(at(0));
        phone.talk(at(0), &mut authority)?;
    }
    // All within the first interval of ten minutes.
    meet(&mut case, &mut contact, 10, 5);
    report(&mut case, at(320), &mut authority)?;
    authority.publish_report(0, at(400).wall)?;
    poll(&mut contact, at(410), &mut authority)?;
    assert_eq!((authority.exports_asked(), contact.warnings().len()), (1, 1));
    Ok(())
}

#[test]
fn a_poll_is_under_way_until_what_it_fetched_is_matched() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (_, mut contact) = a_case_and_a_contact(&mut authority)?;
    authority.publish_report(0, at(6_000).wall)?;
    contact.act(at(6_010), Tracer::check_now);
    while let Some(request) = contact.requests.pop_front() {
        let outcome = authority.answer(at(6_010).wall, &request)?;
        contact.event(at(6_010), Event::Http(HttpAnswer { request: request.id, outcome }));
    }
    assert!(authority.exports_asked() > 0 && contact.warnings().is_empty());
    // An export that arrived now would miss what is matched by then.
    contact.act(at(6_011), Tracer::check_now);
    assert!(contact.requests.is_empty());
    contact.event(at(6_012), Event::Wake);
    assert_eq!(contact.warnings().len(), 1);
    Ok(())
}

#[test]
fn a_poll_whose_answer_was_lost_while_the_phone_slept_does_not_stand_in_the_users_way() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (_, mut contact) = a_case_and_a_contact(&mut authority)?;
    contact.requests.clear();
    contact.act(at(6_010), Tracer::check_now);
    let lost = contact.requests.pop_front().ok_or("no request")?;
    contact.act(at(6_011), Tracer::check_now);
    assert!(contact.requests.is_empty(), "the answer may still come");
    // No timer rang meanwhile.
    contact.act(at(6_010 + 3_600), Tracer::check_now);
    let again = contact.requests.pop_front().ok_or("the user asked in vain")?;
    assert_eq!((&again.path, again.id == lost.id), (&lost.path, false));
    Ok(())
}

#[test]
fn what_was_left_out_is_fetched_once_an_older_phones_memory_arrives() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (mut case, mut old) = (ScriptedPhone::new(1, &authority)?, ScriptedPhone::new(2, &authority)?);
    let mut new = ScriptedPhone::new(3, &authority)?;
    case.start(at(0));
    old.start(at(0));
    meet(&mut case, &mut old, 10, 25);
    report(&mut case, at(3_600), &mut authority)?;
    authority.publish_report(0, at(6_000).wall)?;

    new.start(at(90_000));
    new.talk(at(90_000), &mut authority)?;
    assert_eq!(authority.exports_asked(), 0);
    let file = old.tracer.seal_transfer(at(90_000), "mật khẩu rất dài")?;
    new.tracer.open_transfer(&file, "mật khẩu rất dài")?;
    new.event(at(90_010), Event::Wake);
    new.talk(at(90_010), &mut authority)?;
    assert_eq!(authority.exports_asked(), 1);
    assert_eq!(new.warnings().len(), 1);
    Ok(())
}

#[test]
fn a_phone_that_was_off_for_days_reads_their_files_and_is_warned_as_by_the_exports_themselves() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (_, mut contact) = a_case_and_a_contact(&mut authority)?;
    for hour in 2..=4 {
        if hour == 3 {
            authority.publish_report(0, at(hour * 3_600).wall)?;
        } else {
            authority.publish(&[somebody_else(hour.to_le_bytes()[0])], at(hour * 3_600).wall)?;
        }
    }
    authority.end_day()?;
    authority.publish(&[somebody_else(9)], at(5 * 3_600).wall)?;
    authority.asked.clear();
    poll(&mut contact, at(14 * 86_400), &mut authority)?;
    let fetched: Vec<&String> =
        authority.asked.iter().filter(|path| path.contains("/days/") || path.contains("/exports/")).collect();
    assert_eq!(fetched, ["/v1/days/0.day", "/v1/exports/3.zip"]);
    assert_eq!(contact.warnings().len(), 1);
    authority.asked.clear();
    poll(&mut contact, at(14 * 86_400 + 10), &mut authority)?;
    assert_eq!(authority.asked, ["/v1/index"]);
    Ok(())
}

#[test]
fn a_phone_that_read_a_days_first_exports_asks_for_the_others_alone() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (_, mut contact) = a_case_and_a_contact(&mut authority)?;
    authority.publish(&[somebody_else(1)], at(2 * 3_600).wall)?;
    poll(&mut contact, at(2 * 3_600 + 10), &mut authority)?;
    authority.publish_report(0, at(3 * 3_600).wall)?;
    authority.end_day()?;
    contact.act(at(3 * 3_600 + 10), Tracer::check_now);
    let index = contact.requests.clone();
    contact.talk(at(3 * 3_600 + 10), &mut authority)?;
    assert_eq!(index.len(), 1);
    assert_eq!(authority.ranges.len(), 1, "{:?}", authority.asked);
    assert!(authority.ranges[0] > 100);
    assert_eq!(contact.warnings().len(), 1);
    // Nothing is left to be fetched of the day.
    authority.asked.clear();
    poll(&mut contact, at(3 * 3_600 + 20), &mut authority)?;
    assert_eq!(authority.asked, ["/v1/index"]);
    Ok(())
}

#[test]
fn a_day_file_that_is_not_what_the_index_names_warns_nobody_until_it_is() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (_, mut contact) = a_case_and_a_contact(&mut authority)?;
    authority.publish_report(0, at(6_000).wall)?;
    authority.end_day()?;
    authority.behave_at("/v1/days/", Conduct::Lie(Lie::Altered));
    poll(&mut contact, at(6_010), &mut authority)?;
    assert!(contact.warnings().is_empty());
    authority.behave_honestly();
    poll(&mut contact, at(6_020), &mut authority)?;
    assert_eq!(contact.warnings().len(), 1);
    Ok(())
}
