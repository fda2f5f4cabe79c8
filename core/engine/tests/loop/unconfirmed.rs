//! What a clock that nothing confirms, or that is known to be wrong, must not do for good: forget, give up, refuse.

use lancan_core::{
    DeclaringStage, Event, HttpAnswer, HttpOutcome, HttpResponse, LogContact, LogStage, Notice, Now, Scanned,
    StaticVault, Store, Tracer, Trouble,
};
use lancan_protocol::{
    PublicKeyPem,
    forms::{FormVersion, Forms},
    key_days::KeyDays,
    places::{Category, Minute, Place, PlaceFlags, PlaceName, PlaceSeed, Province, UnitCode},
    signed::{Purpose, Signed},
    time::UnixTime,
    wire::Deployment,
};
use lancan_testkit::{
    Conduct, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, enter_code, poll, send},
};

use p256::{
    ecdsa::SigningKey,
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use crate::{Outcome, a_case_and_a_contact};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const DAY_AHEAD: i64 = 86_400;
const LAM_DONG: Province = Province(68);

/// The monotonic clock after `seconds`, and a wall clock that is `ahead` of the true time then.
fn off(seconds: u64, ahead: i64) -> Now {
    let now = at(seconds);
    Now { wall: UnixTime(now.wall.0.saturating_add_signed(ahead)), ..now }
}

/// An authority with a pack of its province, polled by phones that send no cover traffic.
fn authority() -> Outcome<ScriptedAuthority> {
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.polling.seconds = 14_400;
    authority.rules.polling.cover_mean_days = None;
    let pack = (7, KeyDays::VIETNAM.day(START), Minute::of(START.plus(35 * DAY)));
    authority.publish_pack(LAM_DONG, LAM_DONG, pack, false)?;
    Ok(authority)
}

/// Carries the phone's requests to an authority whose clock is right.
fn talk(phone: &mut ScriptedPhone, now: Now, authority: &mut ScriptedAuthority) -> Outcome {
    while !phone.requests.is_empty() {
        phone.talk_to_a_clock(now, START.plus(now.monotonic.as_secs()), authority)?;
    }
    Ok(())
}

fn contact() -> LogContact {
    LogContact { name: "An".into(), phone: "0912 345 678".into(), birth_year: Some(1980), unit: Some("24850".into()) }
}

fn hospital(authority: &ScriptedAuthority) -> String {
    let place = Place {
        flags: PlaceFlags::VISITOR_LOG,
        category: Category::Hospital,
        province: LAM_DONG,
        unit: UnitCode::from_digits("24850").unwrap(),
        name: PlaceName::typed("Bệnh viện Lộc Thắng").unwrap(),
    };
    authority.poster(&place, &PlaceSeed::from_bytes([5; 16]))
}

fn is_told_too_late(phone: &ScriptedPhone) -> bool {
    let late = |notice: &Notice| matches!(notice, Notice::VisitorLog(LogStage::TooLate { .. } | LogStage::CardTooLate));
    phone.notices.iter().any(late)
}

/// A place's question, an entry that was agreed to, and a card whose code was shown, each of which waits.
fn log_in_waiting(phone: &mut ScriptedPhone, authority: &ScriptedAuthority, agrees: bool, now: Now) -> Outcome {
    phone.tracer.set_log_contact(now, &contact())?;
    let scanned = phone.tracer.scan_place(now, &hospital(authority))?;
    let Scanned::LogAsked(question) = scanned else { return Err("asked".into()) };
    if agrees {
        phone.try_act(now, |tracer, now| tracer.agree_to_log(now, question.visit.id, 0))?;
    }
    phone.tracer.set_code_province(now, Some("68"))?;
    phone.tracer.person_code(now)?;
    Ok(())
}

#[test]
fn what_waits_for_a_visitor_log_outlives_a_process_under_a_clock_that_nothing_confirms() -> Outcome {
    for agrees in [false, true] {
        for ahead in [2 * DAY_AHEAD, 8 * DAY_AHEAD, 400 * DAY_AHEAD] {
            let mut authority = authority()?;
            let folder = tempfile::tempdir()?;
            let file = folder.path().join("store.sqlite");
            let mut phone = ScriptedPhone::on_file(&file, 1, &authority)?;
            phone.start(at(0));
            phone.talk(at(0), &mut authority)?;
            log_in_waiting(&mut phone, &authority, agrees, at(100))?;
            phone.event(at(120), Event::Stopping);
            drop(phone);
            authority.conduct = Conduct::Unreachable;
            let mut phone = ScriptedPhone::on_file(&file, 2, &authority)?;
            phone.start(off(200, ahead));
            for second in [200, 201, 2 * HOUR] {
                phone.event(off(second, ahead), Event::Wake);
                talk(&mut phone, off(second, ahead), &mut authority)?;
            }
            phone.event(at(2 * HOUR + 10), Event::Wake);
            let left = (phone.tracer.log_entries().len(), phone.tracer.waiting_cards());
            assert_eq!(left, (1, 1), "agrees: {agrees}, {ahead} s ahead");
            authority.behave_honestly();
            phone.pass(at(2 * HOUR + 10), at(9 * HOUR).monotonic, &mut authority)?;
            assert_eq!((authority.envelopes.len(), authority.cards.len()), (usize::from(agrees), 1));
            assert!(!is_told_too_late(&phone), "{:?}", phone.notices);
        }
    }
    Ok(())
}

#[test]
fn what_waits_for_a_visitor_log_under_a_clock_known_to_be_behind_is_not_given_up() -> Outcome {
    for behind in [2 * DAY_AHEAD, 10 * DAY_AHEAD] {
        let mut authority = authority()?;
        let mut phone = ScriptedPhone::new(1, &authority)?;
        phone.start(off(0, -behind));
        talk(&mut phone, off(0, -behind), &mut authority)?;
        log_in_waiting(&mut phone, &authority, false, off(100, -behind))?;
        phone.event(off(110, -behind), Event::Wake);
        assert_eq!((phone.tracer.log_entries().len(), phone.tracer.waiting_cards()), (1, 1), "{behind} s behind");
        // The user sees it, and sets the clock right.
        phone.event(at(120), Event::Wake);
        phone.event(at(130), Event::Wake);
        assert_eq!((phone.tracer.log_entries().len(), phone.tracer.waiting_cards()), (1, 1), "{behind} s behind");
        assert!(!is_told_too_late(&phone));
    }
    Ok(())
}

#[test]
fn a_review_and_a_sent_report_from_under_a_clock_known_to_be_behind_stay_when_it_is_set_right() -> Outcome {
    for (behind, sends) in [(4, false), (30, false), (4, true), (10, true)] {
        let behind = behind * DAY_AHEAD;
        let mut authority = authority()?;
        let mut phone = ScriptedPhone::new(1, &authority)?;
        phone.start(off(0, -behind));
        for second in [0, 700, 2 * DAY + 700] {
            phone.event(off(second, -behind), Event::Wake);
            talk(&mut phone, off(second, -behind), &mut authority)?;
        }
        assert!(phone.tracer.status().troubles.contains(&Trouble::ClockWrong));
        enter_code(&mut phone, off(2 * DAY + 800, -behind), &mut authority)?;
        if sends {
            send(&mut phone, off(2 * DAY + 810, -behind), &mut authority)?;
        }
        let stage = |phone: &ScriptedPhone| (phone.tracer.report_stage(), phone.tracer.sent_reports().len());
        let before = stage(&phone);
        assert!(if sends { before.1 == 1 } else { before.0.is_some() }, "{before:?}");
        for second in [900, 901, 3_000] {
            phone.event(at(2 * DAY + second), Event::Wake);
        }
        assert_eq!(stage(&phone), before, "{behind} s behind, sent: {sends}");
        let is_stuck = |report: &lancan_core::SentReport| report.stage == lancan_core::SentStage::Stands;
        assert!(!phone.tracer.sent_reports().iter().any(is_stuck), "it can still be taken back");
    }
    Ok(())
}

#[test]
fn a_call_asked_for_under_a_clock_known_to_be_behind_stays_when_it_is_set_right() -> Outcome {
    let mut authority = authority()?;
    let (_, mut contact) = a_case_and_a_contact(&mut authority)?;
    authority.publish_report(0, at(6_000).wall)?;
    poll(&mut contact, at(6_010), &mut authority)?;
    let warning = contact.tracer.warnings()?[0].warning.id;
    let behind = -2 * DAY_AHEAD;
    contact.event(off(6_100, behind), Event::Wake);
    contact.try_act(off(6_200, behind), |tracer, now| tracer.ask_for_password(now, warning, "0912345678", "vi"))?;
    talk(&mut contact, off(6_200, behind), &mut authority)?;
    let before = contact.tracer.call_stage();
    assert!(before.is_some());
    contact.event(at(6_300), Event::Wake);
    contact.event(at(6_301), Event::Wake);
    assert_eq!(contact.tracer.call_stage(), before);
    Ok(())
}

#[test]
fn a_key_that_is_fetched_on_the_last_day_it_is_kept_by_a_clock_hours_ahead_is_matched() -> Outcome {
    for hours_ahead in [0, 20] {
        let mut authority = authority()?;
        authority.rules.keeping.retention_days = 2;
        authority.rules.keeping.trace_days = 2;
        authority.rules.serial += 1;
        let (_, mut contact) = a_case_and_a_contact(&mut authority)?;
        let last = 2 * DAY + HOUR;
        poll(&mut contact, at(last - 2 * HOUR), &mut authority)?;
        authority.publish_report(0, at(last - HOUR).wall)?;
        let ahead = hours_ahead * 3_600;
        contact.event(off(last, ahead), Event::Wake);
        contact.act(off(last + 10, ahead), Tracer::check_now);
        talk(&mut contact, off(last + 10, ahead), &mut authority)?;
        assert_eq!(contact.warnings().len(), 1, "{hours_ahead} hours ahead");
    }
    Ok(())
}

/// A phone on this file whose user has signed in to declare, and until when.
fn signed_in(file: &std::path::Path, authority: &mut ScriptedAuthority) -> Outcome<(ScriptedPhone, Option<UnixTime>)> {
    let mut phone = ScriptedPhone::on_file(file, 1, authority)?;
    phone.start(at(0));
    phone.talk(at(0), authority)?;
    phone.try_act(at(10), |tracer, now| tracer.ask_to_declare(now, "0912 345 678", "vi"))?;
    phone.talk(at(10), authority)?;
    phone.try_act(at(20), |tracer, now| tracer.sign_in_to_declare(now, "123456"))?;
    phone.talk(at(20), authority)?;
    let until = signed_in_until(&phone);
    assert!(until.is_some());
    Ok((phone, until))
}

fn signed_in_until(phone: &ScriptedPhone) -> Option<UnixTime> {
    phone.tracer.declaring_session().and_then(|session| session.until)
}

#[test]
fn a_session_of_declaring_ends_by_no_clock_that_is_known_to_be_wrong_or_that_nothing_confirms() -> Outcome {
    let ahead = 400 * DAY_AHEAD;
    for restarts in [false, true] {
        let mut authority = authority()?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("store.sqlite");
        let (mut phone, until) = signed_in(&file, &mut authority)?;
        let now = off(100, ahead);
        if restarts {
            // Another process knows of the clock only what is kept.
            phone.event(at(90), Event::Stopping);
            drop(phone);
            phone = ScriptedPhone::on_file(&file, 2, &authority)?;
            phone.start(now);
        }
        phone.event(now, Event::Wake);
        assert_eq!(signed_in_until(&phone), until, "restarts: {restarts}");
        // By a clock that is right the session ends.
        let over = until.ok_or("signed in")?.0 - START.0;
        phone.event(at(200), Event::Wake);
        phone.event(at(over + 1), Event::Wake);
        assert_eq!(signed_in_until(&phone), None);
    }
    Ok(())
}

#[test]
fn a_warning_found_under_a_clock_known_to_be_wrong_says_when_it_was_found() -> Outcome {
    for off_by in [-2 * DAY_AHEAD, DAY_AHEAD / 2] {
        let mut authority = authority()?;
        let (_, mut contact) = a_case_and_a_contact(&mut authority)?;
        authority.publish_report(0, at(6_000).wall)?;
        let now = off(6_010, off_by);
        contact.event(now, Event::Wake);
        contact.act(now, Tracer::check_now);
        talk(&mut contact, now, &mut authority)?;
        let found = contact.warnings()[0].found_at;
        assert!(found.0.abs_diff(at(6_010).wall.0) < 600, "{off_by} s off");
    }
    Ok(())
}

/// Forms that hold for a day, signed, and who signed them.
fn forms() -> Outcome<(Vec<u8>, PublicKeyPem)> {
    let key = SigningKey::from_slice(&[9; 32])?;
    let forms = Forms {
        format: Forms::FORMAT,
        serial: 5,
        issued_at: START,
        expires_at: START.plus(DAY),
        forms: FormVersion::shipped()?,
    };
    let document = serde_json::to_vec(&forms)?;
    let signed = serde_json::to_vec(&Signed::new(Purpose::Forms, "forms", &key, &document))?;
    let pem = key.verifying_key().to_public_key_pem(LineEnding::LF)?;
    Ok((signed, PublicKeyPem { id: "forms".into(), version: "1".into(), pem }))
}

#[test]
fn forms_fetched_under_a_clock_that_is_ahead_are_taken_and_not_blamed_on_the_server() -> Outcome {
    let (signed, signer) = forms()?;
    for restarts in [false, true] {
        let mut authority = authority()?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("store.sqlite");
        let deployment = Deployment { forms_keys: vec![signer.clone()], ..authority.deployment()? };
        let open = |seed: u64| -> Outcome<ScriptedPhone> {
            let store = Store::open(&file, &StaticVault::new([7; 32]), &mut ChaCha20Rng::seed_from_u64(seed))?;
            Ok(ScriptedPhone::open(store, deployment.clone(), seed)?)
        };
        let mut phone = open(1)?;
        phone.start(at(0));
        talk(&mut phone, at(0), &mut authority)?;
        phone.event(at(5), Event::Stopping);
        let now = off(10, 2 * DAY_AHEAD);
        if restarts {
            // Another process knows of the clock only what is kept.
            drop(phone);
            phone = open(2)?;
            phone.start(now);
        }
        phone.event(now, Event::Wake);
        phone.requests.clear();
        phone.act(now, Tracer::fetch_forms);
        let request = phone.requests.pop_front().ok_or("asked for")?;
        let answer = HttpResponse { status: 200, etag: None, body: signed.clone() };
        phone.event(now, Event::Http(HttpAnswer { request: request.id, outcome: HttpOutcome::Answered(answer) }));
        let taken = Notice::Declaring(DeclaringStage::FormsChecked { changed: false });
        assert!(phone.notices.contains(&taken), "{:?}", phone.notices);
    }
    Ok(())
}
