//! Which exports a phone fetches.

use lancan_core::Event;
use lancan_protocol::{export::ExportKey, keys::DayKey};
use lancan_testkit::{
    ScriptedAuthority, ScriptedPhone,
    acts::{START, at, meet, poll, report},
};

use crate::Outcome;

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
