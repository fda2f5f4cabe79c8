//! Warnings are a function of what was heard, of matches, rules and revocations: not of the order in which they came.

use lancan_core::{AdapterState, Capabilities, Event, RadioEvent, Standing, WarningChange};
use lancan_protocol::{
    export::ExportKey,
    frame::Frame,
    keys::DayKey,
    ranging::PhoneLevel,
    rules::{PollingRules, Rules},
    time::{Interval, UnixTime},
    wire::ReportType,
};
use lancan_testkit::{
    ScriptedAuthority, ScriptedPhone,
    acts::{START, at, poll, report},
};

use crate::Outcome;

fn began(seed: u64, authority: &mut ScriptedAuthority, power_dbm: Option<i8>) -> Outcome<ScriptedPhone> {
    let capabilities = Capabilities { transmit_power_dbm: power_dbm, ..Capabilities::default() };
    let mut phone = ScriptedPhone::new(seed, authority)?;
    phone.event(at(0), Event::Started { capabilities, restored: false });
    phone.event(at(0), Event::Radio(RadioEvent::Adapter(AdapterState::On)));
    phone.talk(at(1), authority)?;
    Ok(phone)
}

fn scan(phone: &mut ScriptedPhone, second: u64) {
    phone.event(at(second), Event::Wake);
    phone.event(at(second), Event::Radio(RadioEvent::ScanStopped));
    phone.event(at(second), Event::Radio(RadioEvent::ScanStarted));
}

/// The contact and ranging rules that are built in, polls when they are asked for.
fn authority() -> Outcome<ScriptedAuthority> {
    let mut authority = ScriptedAuthority::new(START)?;
    let Rules { contact, ranging, .. } = Rules::built_in();
    authority.rules =
        Rules { contact, ranging, polling: PollingRules { seconds: 14_400, cover_mean_days: None }, ..authority.rules };
    authority.rules.serial += 1;
    Ok(authority)
}

/// Two cases, the first of −7 dBm and near, the second of −30 dBm and farther, and a contact who was among twenty others with
/// them. Both have reported; nothing is published yet.
fn in_a_crowd(contact_dbm: Option<i8>, authority: &mut ScriptedAuthority) -> Outcome<ScriptedPhone> {
    let mut cases = [began(1, authority, Some(-7))?, began(2, authority, Some(-30))?];
    let mut contact = began(3, authority, contact_dbm)?;
    for second in (10..1_700).step_by(20) {
        scan(&mut contact, second);
        for (case, rssi) in cases.iter_mut().zip([-62, -80]) {
            case.event(at(second), Event::Wake);
            if let Some(frame) = case.on_air {
                contact.hear(at(second), frame, rssi);
            }
        }
        for other in 30..50 {
            let mut bytes = [other; 20];
            bytes[0] = u8::try_from(second / 600)?;
            contact.hear(at(second), Frame::from_bytes(&bytes)?, -68);
        }
    }
    for case in &mut cases {
        report(case, at(3_600), authority)?;
    }
    Ok(contact)
}

/// What stands of the contact's warnings.
fn standing(contact: &mut ScriptedPhone) -> Outcome<Vec<(String, String)>> {
    let warnings = contact.tracer.warnings()?.into_iter().filter(|stored| stored.standing == Standing::InForce);
    Ok(warnings.map(|stored| (stored.warning.rule, format!("{:.9}", stored.warning.probability))).collect())
}

/// Publishes the reports of these numbers, one poll after the other.
fn published(contact: &mut ScriptedPhone, authority: &mut ScriptedAuthority, reports: &[usize]) -> Outcome {
    for (report, from) in reports.iter().zip((6_000..).step_by(600)) {
        authority.publish_report(*report, at(from).wall)?;
        poll(contact, at(from + 10), authority)?;
    }
    Ok(())
}

#[test]
fn in_which_order_cases_keys_come_changes_no_verdict() -> Outcome {
    for power_dbm in [Some(-21), None] {
        let mut outcomes = Vec::new();
        for order in [&[0, 1], &[1, 0]] {
            let mut authority = authority()?;
            let mut contact = in_a_crowd(power_dbm, &mut authority)?;
            published(&mut contact, &mut authority, order)?;
            outcomes.push(standing(&mut contact)?);
        }
        let mut authority = authority()?;
        let mut contact = in_a_crowd(power_dbm, &mut authority)?;
        for report in 0..2 {
            authority.publish_report(report, at(6_000 + u64::try_from(report)?).wall)?;
        }
        poll(&mut contact, at(6_010), &mut authority)?;
        outcomes.push(standing(&mut contact)?);
        assert!(outcomes.iter().all(|outcome| outcome == &outcomes[0]), "{power_dbm:?} {outcomes:?}");
        assert_eq!(outcomes[0].is_empty(), power_dbm.is_some(), "{power_dbm:?} {outcomes:?}");
    }
    Ok(())
}

#[test]
fn a_key_that_was_revoked_leaves_no_trace_in_the_verdict_on_others() -> Outcome {
    let mut outcomes = Vec::new();
    for revoked in [false, true] {
        let mut authority = authority()?;
        let mut contact = in_a_crowd(None, &mut authority)?;
        if revoked {
            authority.publish_report(1, at(6_000).wall)?;
            poll(&mut contact, at(6_010), &mut authority)?;
            let key = &authority.reports[1].keys[0];
            let key = ExportKey {
                report_type: Some(ReportType::Revoked),
                ..ExportKey::new(DayKey::from_bytes(key.key[..].try_into()?), Interval(key.start), key.period)
            };
            authority.publish_and_revise(&[], &[key], at(6_400).wall)?;
            poll(&mut contact, at(6_410), &mut authority)?;
        }
        authority.publish_report(0, at(6_500).wall)?;
        poll(&mut contact, at(6_510), &mut authority)?;
        outcomes.push(standing(&mut contact)?);
    }
    assert_eq!(outcomes[0].len(), 1);
    assert_eq!(outcomes[0], outcomes[1]);
    Ok(())
}

#[test]
fn ranging_rules_that_are_corrected_later_judge_the_crowd_as_they_do_from_the_start() -> Outcome {
    let changes: [fn(&mut Rules); 3] = [
        |rules| rules.ranging.reference_attenuation_db += 12.0,
        |rules| rules.ranging.assumed_power_dbm = -3,
        |rules| rules.ranging.longest_gap_seconds = 15,
    ];
    for (number, change) in changes.into_iter().enumerate() {
        for power_dbm in [Some(-21), None] {
            let mut outcomes = Vec::new();
            for later in [false, true] {
                let mut authority = authority()?;
                if !later {
                    change(&mut authority.rules);
                }
                let mut contact = in_a_crowd(power_dbm, &mut authority)?;
                published(&mut contact, &mut authority, &[0, 1])?;
                if later {
                    change(&mut authority.rules);
                    authority.rules.serial += 1;
                    poll(&mut contact, at(7_300), &mut authority)?;
                }
                outcomes.push(standing(&mut contact)?);
            }
            assert_eq!(outcomes[0], outcomes[1], "change {number}, {power_dbm:?}");
        }
    }
    Ok(())
}

#[test]
fn a_tolerance_that_is_corrected_counts_for_what_was_matched_before() -> Outcome {
    use WarningChange::{New, Withdrawn};
    // The case's clock is 25 minutes slow: two or three intervals.
    let slow = |second: u64| lancan_core::Now { wall: UnixTime(at(second).wall.0 - 1_500), ..at(second) };
    let from = 3 * 3_600;
    let cases: [(u32, u32, &[WarningChange]); 4] =
        [(1, 3, &[New]), (3, 1, &[New, Withdrawn]), (3, 3, &[New]), (1, 1, &[])];
    for (first, second, told) in cases {
        let mut authority = ScriptedAuthority::new(START)?;
        authority.rules.matching.tolerance = first;
        authority.rules.serial += 1;
        let (mut case, mut contact) = (ScriptedPhone::new(1, &authority)?, ScriptedPhone::new(2, &authority)?);
        case.start(slow(from));
        contact.start(at(from));
        contact.talk(at(from), &mut authority)?;
        while !case.requests.is_empty() {
            case.talk_to_a_clock(slow(from), at(from).wall, &mut authority)?;
        }
        for second in (from..from + 1_500).step_by(10) {
            case.event(slow(second), Event::Wake);
            scan(&mut contact, second);
            if let Some(frame) = case.on_air {
                contact.hear(at(second), frame, -45);
            }
        }
        report(&mut case, slow(from + 1_600), &mut authority)?;
        authority.publish_report(0, at(from + 3_000).wall)?;
        poll(&mut contact, at(from + 3_010), &mut authority)?;
        authority.rules.matching.tolerance = second;
        authority.rules.serial += 1;
        poll(&mut contact, at(from + 4_000), &mut authority)?;
        let changes: Vec<_> = contact.warning_notices().iter().map(|notice| notice.change).collect();
        assert_eq!(changes, told, "{first}, then {second}");
        let counted = second == 3;
        assert_eq!(!contact.tracer.reasons().is_empty(), counted, "{first}, then {second}");
    }
    Ok(())
}

#[test]
fn a_level_of_the_phones_model_counts_from_the_poll_that_brings_it() -> Outcome {
    let mut authority = authority()?;
    let capabilities = Capabilities { model: "X-1".into(), transmit_power_dbm: Some(-21), ..Capabilities::default() };
    let mut phone = began(1, &mut authority, None)?;
    phone.event(at(2), Event::CapabilitiesChanged(capabilities));
    for second in (10..500).step_by(10) {
        scan(&mut phone, second);
        phone.hear(at(second), Frame::from_bytes(&[7; 20])?, -76);
    }
    let closeness = |phone: &mut ScriptedPhone| -> Outcome<_> {
        let days = phone.tracer.history(at(900), 1)?;
        Ok(days[0].meetings[0].closeness)
    };
    let before = closeness(&mut phone)?;
    let of_model = PhoneLevel { model: "X-1".into(), level_db: -20.0, transmit_power_dbm: None, confidence: 3 };
    authority.rules.ranging.phones.push(of_model);
    authority.rules.serial += 1;
    poll(&mut phone, at(800), &mut authority)?;
    assert_ne!(closeness(&mut phone)?, before);
    Ok(())
}
