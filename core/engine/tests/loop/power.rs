//! The power that a host names: what a phone says of it to others, and what it goes by itself.

use lancan_core::{AdapterState, Capabilities, Closeness, Event, RadioEvent};
use lancan_protocol::{frame::Frame, ranging::PhoneLevel, rules::Rules};
use lancan_testkit::{
    ScriptedAuthority, ScriptedPhone,
    acts::{START, at, enter_code, meet, poll, report},
};

use crate::Outcome;

/// A path loss that is far at -21 dBm, possible at -7 dBm and close with an unknown power, or nearly so.
const READINGS: [i8; 8] = [-50, -60, -65, -70, -73, -76, -80, -90];

fn can(power: Option<i8>) -> Capabilities {
    Capabilities { transmit_power_dbm: power, model: "X-1".into(), ..Capabilities::default() }
}

fn start(phone: &mut ScriptedPhone, second: u64, power: Option<i8>) {
    phone.event(at(second), Event::Started { capabilities: can(power), restored: false });
    phone.event(at(second), Event::Radio(RadioEvent::Adapter(AdapterState::On)));
}

/// An authority with the rules that ship, polled by phones that send no cover traffic.
fn authority() -> Outcome<ScriptedAuthority> {
    let mut authority = ScriptedAuthority::new(START)?;
    let shipped = Rules::built_in();
    (authority.rules.contact, authority.rules.ranging) = (shipped.contact, shipped.ranging);
    authority.rules.serial += 1;
    authority.rules.polling.cover_mean_days = None;
    Ok(authority)
}

/// A scan begins, and a stranger is heard in it.
fn hear_stranger(phone: &mut ScriptedPhone, second: u64, rssi_dbm: i8) -> Outcome {
    let mut bytes = [7; 20];
    bytes[0] = u8::try_from(second / 600)?;
    phone.event(at(second), Event::Wake);
    phone.event(at(second), Event::Radio(RadioEvent::ScanStopped));
    phone.event(at(second), Event::Radio(RadioEvent::ScanStarted));
    phone.hear(at(second), Frame::from_bytes(&bytes)?, rssi_dbm);
    Ok(())
}

fn closeness(phone: &mut ScriptedPhone) -> Outcome<Vec<Closeness>> {
    let days = phone.tracer.history(at(900), 1)?;
    Ok(days.iter().flat_map(|day| day.meetings.iter().map(|meeting| meeting.closeness)).collect())
}

/// How close a stranger was who was heard for eight minutes by a phone whose host named these powers, one after the other.
fn close_by(powers: &[Option<i8>], rssi_dbm: i8) -> Outcome<Vec<Closeness>> {
    let mut phone = ScriptedPhone::new(1, &authority()?)?;
    start(&mut phone, 0, powers[0]);
    for power in &powers[1..] {
        phone.event(at(1), Event::CapabilitiesChanged(can(*power)));
    }
    for second in (10..500).step_by(10) {
        hear_stranger(&mut phone, second, rssi_dbm)?;
    }
    closeness(&mut phone)
}

/// How many encounters such a phone would report.
fn reported_by(powers: &[Option<i8>], rssi_dbm: i8) -> Outcome<u32> {
    let mut authority = authority()?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    start(&mut phone, 0, powers[0]);
    for power in &powers[1..] {
        phone.event(at(1), Event::CapabilitiesChanged(can(*power)));
    }
    phone.talk(at(1), &mut authority)?;
    for second in (10..1_700).step_by(10) {
        hear_stranger(&mut phone, second, rssi_dbm)?;
    }
    enter_code(&mut phone, at(3_600), &mut authority)?;
    Ok(phone.tracer.review()?.intervals.iter().map(|interval| interval.encounters).sum())
}

#[test]
fn a_phone_goes_by_the_power_that_its_host_named_last() -> Outcome {
    for (powers, last) in [
        ([None, Some(-7)], Some(-7)),
        ([Some(-7), None], None),
        ([Some(-7), Some(-21)], Some(-21)),
        ([Some(-21), Some(-7)], Some(-7)),
    ] {
        for rssi in READINGS {
            assert_eq!(close_by(&powers, rssi)?, close_by(&[last], rssi)?, "{powers:?} at {rssi} dBm");
        }
        for rssi in [-66, -72, -78, -84] {
            assert_eq!(reported_by(&powers, rssi)?, reported_by(&[last], rssi)?, "{powers:?} at {rssi} dBm");
        }
    }
    let differ = READINGS.iter().filter(|rssi| close_by(&[None], **rssi).ok() != close_by(&[Some(-7)], **rssi).ok());
    assert!(differ.count() > 0, "the readings tell the powers apart");
    Ok(())
}

#[test]
fn a_power_that_cannot_be_is_unknown_to_the_phone_itself_as_it_is_to_others() -> Outcome {
    for power in [127, 11, -41, -50, -128] {
        for rssi in READINGS {
            assert_eq!(close_by(&[Some(power)], rssi)?, close_by(&[None], rssi)?, "{power} at {rssi} dBm");
        }
        for rssi in [-66, -72, -78, -84] {
            assert_eq!(reported_by(&[Some(power)], rssi)?, reported_by(&[None], rssi)?, "{power} at {rssi} dBm");
        }
    }
    Ok(())
}

#[test]
fn a_level_that_rules_name_for_this_model_counts_from_the_poll_that_brings_them() -> Outcome {
    let mut authority = authority()?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    start(&mut phone, 0, Some(-21));
    phone.talk(at(1), &mut authority)?;
    for second in (10..500).step_by(10) {
        hear_stranger(&mut phone, second, -76)?;
    }
    let before = closeness(&mut phone)?;
    let level = PhoneLevel { model: "X-1".into(), level_db: -20.0, transmit_power_dbm: None, confidence: 3 };
    authority.rules.ranging.phones.push(level);
    authority.rules.serial += 1;
    poll(&mut phone, at(800), &mut authority)?;
    let after = closeness(&mut phone)?;
    assert_ne!(before, after);
    start(&mut phone, 900, Some(-21));
    assert_eq!(closeness(&mut phone)?, after, "a restart adds nothing");
    Ok(())
}

/// What a phone sent in an interval in which its process was killed, and the host named another power after that.
fn sent_over_a_restart(before: &Capabilities, after: &Capabilities, minutes: u64) -> Outcome<(Frame, Frame)> {
    let authority = authority()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.sqlite");
    let mut frames = Vec::new();
    for (n, can, second) in [(1, before, 10), (2, after, 10 + 60 * minutes)] {
        let mut phone = ScriptedPhone::on_file(&file, n, &authority)?;
        phone.event(at(second), Event::Started { capabilities: can.clone(), restored: false });
        phone.event(at(second), Event::Radio(RadioEvent::Adapter(AdapterState::On)));
        frames.push(phone.on_air.ok_or("on the air")?);
    }
    Ok((frames[0], frames[1]))
}

#[test]
fn an_identifier_says_one_thing_of_the_power_also_after_the_process_was_killed() -> Outcome {
    let pixel = Capabilities { model: "Pixel 3".into(), ..can(Some(-33)) };
    for (before, after) in [
        (can(None), can(Some(-21))),
        (can(Some(-21)), can(None)),
        (can(Some(-21)), can(Some(-7))),
        // The same power, of which a table is surer.
        (can(Some(-33)), pixel),
    ] {
        let (first, second) = sent_over_a_restart(&before, &after, 5)?;
        assert_eq!(first, second, "one identifier goes on, as it was");
        let (first, later) = sent_over_a_restart(&before, &after, 15)?;
        assert_ne!(first.id, later.id);
    }
    Ok(())
}

#[test]
fn a_power_that_changed_before_the_process_was_killed_does_not_change_the_identifier_on_the_air() -> Outcome {
    let authority = authority()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.sqlite");
    let mut phone = ScriptedPhone::on_file(&file, 1, &authority)?;
    start(&mut phone, 10, None);
    let first = phone.on_air;
    phone.event(at(60), Event::CapabilitiesChanged(can(Some(-21))));
    assert_eq!(phone.on_air, first);
    drop(phone);
    let mut phone = ScriptedPhone::on_file(&file, 2, &authority)?;
    start(&mut phone, 120, Some(-21));
    assert_eq!(phone.on_air, first);
    phone.event(at(600), Event::Wake);
    phone.event(at(610), Event::Wake);
    assert!(phone.on_air.is_some() && phone.on_air != first, "the next interval has its own");
    Ok(())
}

#[test]
fn a_case_whose_process_was_killed_while_somebody_was_close_leaves_a_close_contact() -> Outcome {
    let mut verdicts = Vec::new();
    for power_later in [None, Some(-21)] {
        let mut authority = authority()?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("store.sqlite");
        let mut contact = ScriptedPhone::new(3, &authority)?;
        start(&mut contact, 0, Some(-21));
        contact.talk(at(1), &mut authority)?;
        let mut case = ScriptedPhone::on_file(&file, 1, &authority)?;
        start(&mut case, 0, None);
        case.talk(at(1), &mut authority)?;
        meet(&mut case, &mut contact, 10, 5);
        drop(case);
        let mut case = ScriptedPhone::on_file(&file, 2, &authority)?;
        start(&mut case, 312, power_later);
        case.requests.clear();
        meet(&mut case, &mut contact, 312, 14);
        report(&mut case, at(3_600), &mut authority)?;
        authority.publish_report(0, at(6_000).wall)?;
        poll(&mut contact, at(6_010), &mut authority)?;
        verdicts.push(contact.warnings().first().map(|warning| warning.verdict));
    }
    assert!(verdicts[0].is_some());
    assert_eq!(verdicts[0], verdicts[1]);
    Ok(())
}
