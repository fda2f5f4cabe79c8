//! Warnings as they change: revoked, corrected, over, erased, moved.

use lancan_core::{Event, PeerHandle, RadioEvent, Standing, WarningChange};
use lancan_protocol::{
    export::ExportKey,
    keys::DayKey,
    risk::Verdict,
    rules::Rules,
    time::{Interval, UnixTime},
    wire::ReportType,
};
use lancan_testkit::{
    ScriptedAuthority, ScriptedPhone,
    acts::{START, at, poll, report},
};

use crate::{Outcome, a_case_and_a_contact};

const POLLED: u64 = 6_010;
const DAY: u64 = 86_400;

/// A phone that was warned of a case, an authority that published the case's keys, and the keys.
struct Warned {
    authority: ScriptedAuthority,
    contact: ScriptedPhone,
    keys: Vec<ExportKey>,
}

impl Warned {
    fn new() -> Outcome<Self> {
        let mut warned = Self::soon()?;
        warned.poll(POLLED)?;
        assert_eq!(warned.changes(), [WarningChange::New]);
        Ok(warned)
    }

    /// Before the phone has asked the authority.
    fn soon() -> Outcome<Self> {
        let mut authority = ScriptedAuthority::new(START)?;
        let (_, contact) = a_case_and_a_contact(&mut authority)?;
        let keys = authority.reports[0].keys.iter().map(|key| ExportKey {
            report_type: Some(ReportType::ConfirmedTest),
            days_since_onset: Some(0),
            ..ExportKey::new(DayKey::from_bytes(key.key[..].try_into().unwrap()), Interval(key.start), key.period)
        });
        let keys = keys.collect();
        let mut warned = Self { authority, contact, keys };
        warned.authority.publish(&warned.keys, at(6_000).wall)?;
        Ok(warned)
    }

    fn poll(&mut self, seconds: u64) -> Outcome {
        poll(&mut self.contact, at(seconds), &mut self.authority)?;
        Ok(())
    }

    fn changes(&self) -> Vec<WarningChange> {
        self.contact.warning_notices().iter().map(|notice| notice.change).collect()
    }

    fn standing(&mut self) -> Vec<Standing> {
        self.contact.tracer.warnings().unwrap().iter().map(|stored| stored.standing).collect()
    }

    fn revoke(&mut self, end: UnixTime) -> Outcome {
        let revoked = |key: &ExportKey| ExportKey { report_type: Some(ReportType::Revoked), ..key.clone() };
        let revoked: Vec<ExportKey> = self.keys.iter().map(revoked).collect();
        self.authority.publish_and_revise(&[], &revoked, end)?;
        Ok(())
    }

    /// Advice is over on the sixth day after a contact.
    fn advise_for_five_days(&mut self) {
        let mut rules = self.authority.rules.clone();
        for rule in &mut rules.contact {
            (rule.quarantine.days, rule.quarantine.follow_up_days) = (3, 2);
        }
        self.correct(rules);
    }

    fn correct(&mut self, rules: Rules) {
        let serial = self.authority.rules.serial + 1;
        self.authority.rules = Rules { serial, ..rules };
    }
}

#[test]
fn a_revocation_withdraws_the_warning_and_says_so() -> Outcome {
    let mut warned = Warned::new()?;
    warned.revoke(at(8_000).wall)?;
    warned.poll(8_010)?;
    assert_eq!(warned.changes(), [WarningChange::New, WarningChange::Withdrawn]);
    assert_eq!(warned.standing(), [Standing::Withdrawn]);
    // The key is published once more, as a lazy authority might: it stays revoked.
    let keys = warned.keys.clone();
    warned.authority.publish(&keys, at(9_000).wall)?;
    warned.poll(9_010)?;
    assert_eq!(warned.changes().len(), 2);
    Ok(())
}

#[test]
fn who_fetches_a_key_and_its_revocation_in_one_poll_is_told_nothing() -> Outcome {
    let mut warned = Warned::soon()?;
    warned.revoke(at(8_000).wall)?;
    warned.poll(8_010)?;
    assert!(warned.changes().is_empty() && warned.standing().is_empty());
    Ok(())
}

#[test]
fn what_was_erased_is_neither_warned_of_nor_withdrawn() -> Outcome {
    let mut warned = Warned::new()?;
    assert!(warned.contact.tracer.status().last_checked.is_some());
    warned.contact.tracer.erase(at(8_005))?;
    assert_eq!(warned.contact.tracer.status().last_checked, None, "it says when this phone ran");
    warned.revoke(at(8_000).wall)?;
    warned.poll(8_010)?;
    assert_eq!(warned.changes(), [WarningChange::New]);
    assert!(warned.standing().is_empty() && warned.contact.tracer.reasons().is_empty());
    Ok(())
}

#[test]
fn a_correction_of_the_rules_lowers_withdraws_and_raises() -> Outcome {
    let mut warned = Warned::new()?;
    let first = warned.authority.rules.clone();
    let mut lower = first.clone();
    lower.contact[0].quarantine.days = 5;
    warned.correct(lower);
    warned.poll(8_010)?;
    warned.correct(first.clone().with_contact(None, 600));
    warned.poll(9_010)?;
    warned.correct(first);
    warned.poll(10_010)?;
    let expected = [WarningChange::New, WarningChange::Lower, WarningChange::Withdrawn, WarningChange::New];
    assert_eq!(warned.changes(), expected);
    assert_eq!(warned.standing(), [Standing::InForce]);
    Ok(())
}

#[test]
fn a_possible_contact_becomes_a_close_one_by_a_correction() -> Outcome {
    let mut warned = Warned::new()?;
    let close = warned.authority.rules.clone();
    let mut doubtful = close.clone();
    doubtful.ranging.enough_probability = 1.0;
    doubtful.ranging.possible_probability = 0.0;
    doubtful.contact[0].distance_m = Some(2.0);
    warned.correct(doubtful);
    warned.poll(8_010)?;
    warned.correct(close);
    warned.poll(9_010)?;
    assert_eq!(warned.changes(), [WarningChange::New, WarningChange::Lower, WarningChange::Graver]);
    Ok(())
}

#[test]
fn a_warning_outlives_the_encounters_it_rests_on_and_expires_after_its_advice() -> Outcome {
    let mut warned = Warned::new()?;
    // Quarantine and follow-up take 28 days; encounters are kept for 21.
    for day in 1..=28 {
        warned.poll(day * DAY + POLLED)?;
    }
    assert_eq!(warned.changes(), [WarningChange::New]);
    assert!(warned.contact.tracer.history(at(28 * DAY + POLLED), 60)?.is_empty());
    assert!(!warned.contact.tracer.reasons().is_empty());
    warned.poll(29 * DAY + POLLED)?;
    warned.poll(30 * DAY + POLLED)?;
    assert_eq!(warned.changes(), [WarningChange::New, WarningChange::Expired]);
    assert!(warned.contact.tracer.reasons().is_empty(), "the evidence goes with the warning");
    Ok(())
}

#[test]
fn a_warning_that_is_over_is_not_told_again_as_long_as_anything_is_kept_of_it() -> Outcome {
    let mut warned = Warned::new()?;
    for day in 1..=25 {
        // Everything is compared at the end of each poll.
        warned.advise_for_five_days();
        warned.poll(day * DAY + POLLED)?;
    }
    // The advice became shorter.
    assert_eq!(warned.changes(), [WarningChange::New, WarningChange::Lower, WarningChange::Expired]);
    assert!(warned.contact.tracer.reasons().is_empty() && warned.standing().is_empty());
    Ok(())
}

#[test]
fn a_weaker_contact_is_told_after_the_advice_for_a_graver_one_is_over() -> Outcome {
    let mut warned = Warned::new()?;
    warned.advise_for_five_days();
    for day in 1..=9 {
        warned.poll(day * DAY)?;
    }
    let before = warned.changes().len();
    let from = 10 * DAY;
    let mut second = ScriptedPhone::new(4, &warned.authority)?;
    second.start(at(from));
    second.talk(at(from), &mut warned.authority)?;
    for second_of in (from + 10..from + 1_800).step_by(10) {
        for phone in [&mut second, &mut warned.contact] {
            phone.event(at(second_of), Event::Wake);
            phone.event(at(second_of), Event::Radio(RadioEvent::ScanStopped));
            phone.event(at(second_of), Event::Radio(RadioEvent::ScanStarted));
        }
        // Heard without a signal strength: "possible" at most.
        if let Some(frame) = second.on_air {
            let wrote = RadioEvent::PeerWrote { peer: PeerHandle(77), value: frame.to_bytes().to_vec() };
            warned.contact.event(at(second_of), Event::Radio(wrote));
        }
    }
    report(&mut second, at(from + 3_600), &mut warned.authority)?;
    warned.authority.publish_report(1, at(from + 6_000).wall)?;
    warned.poll(from + POLLED)?;
    for day in 11..=25 {
        warned.poll(day * DAY + POLLED)?;
    }
    let told: Vec<_> = warned.contact.warning_notices().into_iter().skip(before).collect();
    let told: Vec<_> = told.iter().map(|notice| (notice.change, notice.warning.verdict)).collect();
    let possible = Verdict::Possible;
    assert_eq!(told, [(WarningChange::New, possible), (WarningChange::Expired, possible)]);
    Ok(())
}

#[test]
fn a_revocation_reaches_a_phone_that_was_moved_to() -> Outcome {
    let mut warned = Warned::new()?;
    let file = warned.contact.tracer.seal_transfer(at(POLLED), "bốn con voi trắng")?;
    let mut new = ScriptedPhone::new(7, &warned.authority)?;
    new.start(at(POLLED));
    new.tracer.open_transfer(&file, "bốn con voi trắng")?;
    poll(&mut new, at(POLLED + 100), &mut warned.authority)?;
    assert!(new.warning_notices().is_empty(), "the old phone has told it");
    warned.revoke(at(8_000).wall)?;
    poll(&mut new, at(8_010), &mut warned.authority)?;
    let changes: Vec<_> = new.warning_notices().iter().map(|notice| notice.change).collect();
    assert_eq!(changes, [WarningChange::Withdrawn]);
    Ok(())
}

#[test]
fn a_restart_tells_nothing_anew() -> Outcome {
    let mut warned = Warned::new()?;
    warned.contact.event(at(POLLED + 10), Event::Wake);
    let capabilities = lancan_core::Capabilities::default();
    warned.contact.event(at(POLLED + 20), Event::Started { capabilities, restored: true });
    assert_eq!(warned.changes(), [WarningChange::New]);
    Ok(())
}
