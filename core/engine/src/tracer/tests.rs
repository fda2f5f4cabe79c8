//! A phone whose disk is full, that is erased, whose code waits for its report, whose adapter is off.

use lancan_protocol::{
    code::Code,
    frame::Frame,
    key_days::KeyDays,
    time::{Day, Interval},
    wire::{ReportType, VerifyAnswer, path},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::*;
use crate::{
    event::{Advert, HttpOutcome, HttpResponse, Sighting},
    handle::PeerHandle,
    kept::Name,
    notice::ReportStage,
    report::ConsentGiven,
    store::{IntervalRecord, StaticVault},
};

const START: UnixTime = UnixTime(1_620_000_000);

fn at(seconds: u64) -> Now {
    Now { wall: START.plus(seconds), monotonic: Duration::from_secs(seconds) }
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

fn phone() -> Tracer {
    let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng()).unwrap();
    let mut tracer = Tracer::open(store, Deployment::for_test(), rng()).unwrap();
    tracer.handle(at(0), Event::Started { capabilities: Capabilities::default(), restored: false });
    tracer
}

/// A phone that has advertised for an hour, with a code that was accepted.
fn reviewing() -> Tracer {
    let mut tracer = phone();
    tracer.handle(at(0), Event::Radio(RadioEvent::Adapter(AdapterState::On)));
    tracer.handle(at(1), Event::Radio(RadioEvent::AdvertisingStarted));
    let commands = tracer.enter_code(at(3_600), Code::short(8, &mut rng()).as_str()).unwrap();
    let request = posts(&commands, path::VERIFY).next().unwrap();
    let answer = VerifyAnswer {
        token: "token".into(),
        centre: "Trung tâm Y tế Bảo Lâm".into(),
        window_from: KeyDays::VIETNAM.first_interval(KeyDays::VIETNAM.day(START)),
        window_to: at(3_600).wall.interval(),
        report_type: ReportType::ConfirmedTest,
        padding: String::new(),
    };
    let response = HttpResponse { status: 200, etag: None, body: serde_json::to_vec(&answer).unwrap() };
    tracer.handle(at(3_600), Event::Http(HttpAnswer { request, outcome: HttpOutcome::Answered(response) }));
    tracer
}

fn posts<'a>(commands: &'a [Command], path: &'a str) -> impl Iterator<Item = crate::RequestId> + 'a {
    commands.iter().filter_map(move |command| match command {
        Command::Http(request) if request.path == path => Some(request.id),
        _ => None,
    })
}

#[test]
fn a_report_that_cannot_be_sealed_is_not_sent_and_can_be_once_there_is_room() {
    let mut tracer = reviewing();
    let consent = ConsentGiven { keys: true, encounters: true, text_version: 1, language: "vi".into(), visits: false };
    tracer.common.store.fill_disk(true);
    assert_eq!(tracer.send(at(3_610), &consent), Err(Problem::StoreFailed));
    assert!(tracer.status().troubles.contains(&Trouble::StoreFailing));
    assert!(matches!(tracer.report_stage(), Some(ReportStage::Review { .. })));
    let later = tracer.handle(at(3_900), Event::Wake);
    assert_eq!(posts(&later, path::REPORT).count(), 0);

    tracer.common.store.fill_disk(false);
    let commands = tracer.send(at(4_000), &consent).unwrap();
    assert_eq!(posts(&commands, path::REPORT).count(), 1);
    assert_eq!(tracer.report_stage(), Some(ReportStage::Sending));
    assert!(tracer.common.store.get(Name::Report.text()).unwrap().is_some());
    assert!(!tracer.status().troubles.contains(&Trouble::StoreFailing));
}

#[test]
fn commands_of_an_act_that_failed_go_out_with_the_next_event() {
    let mut tracer = reviewing();
    // The wall clock jumps by a day: the identifier on the air ends now, whatever becomes of the code.
    let jumped = Now { wall: START.plus(90_000), ..at(3_710) };
    assert_eq!(tracer.enter_code(jumped, "1234").err(), Some(Problem::CodeMistyped));
    assert_eq!(tracer.next_wake(), Some(jumped.monotonic));
    let commands = tracer.handle(jumped, Event::Wake);
    assert!(commands.iter().any(|command| matches!(command, Command::Radio(_))));
}

#[test]
fn a_review_and_its_code_are_sealed_until_the_report_has_arrived_or_the_token_is_over() {
    let mut tracer = reviewing();
    let is_kept = |tracer: &Tracer| {
        [Name::Code, Name::Review].map(|name| tracer.common.store.get(name.text()).unwrap().is_some())
    };
    assert_eq!(is_kept(&tracer), [true, true]);
    tracer.cancel_report().unwrap();
    assert_eq!(is_kept(&tracer), [false, false]);

    let mut tracer = reviewing();
    let consent = ConsentGiven { keys: true, encounters: true, text_version: 1, language: "vi".into(), visits: false };
    tracer.send(at(3_610), &consent).unwrap();
    assert_eq!(is_kept(&tracer), [true, true]);

    let mut tracer = reviewing();
    tracer.restore().unwrap();
    assert!(matches!(tracer.report_stage(), Some(ReportStage::Review { .. })));
    tracer.handle(at(3 * Day::SECONDS), Event::Wake);
    assert_eq!(is_kept(&tracer), [true, true]);
    tracer.handle(at(4 * Day::SECONDS + 3_600), Event::Wake);
    assert_eq!((is_kept(&tracer), tracer.report_stage()), ([false, false], None));
}

/// The seconds credited to a neighbour who is heard before and after something, from second 20 to 300, that ends scans.
fn credited_around(away: impl Fn(&mut Tracer), back: impl Fn(&mut Tracer)) -> Vec<u32> {
    let mut tracer = phone();
    let neighbour = Sighting {
        peer: PeerHandle(1),
        rssi_dbm: Some(-60),
        advert: Advert::ServiceData(Frame::from_bytes(&[1; 20]).unwrap()),
    };
    let heard_at = |tracer: &mut Tracer, seconds| {
        for (after, event) in
            [RadioEvent::ScanStarted, RadioEvent::Sighted(neighbour), RadioEvent::ScanStopped].into_iter().enumerate()
        {
            tracer.handle(at(seconds + after as u64), Event::Radio(event));
        }
    };
    tracer.handle(at(0), Event::Radio(RadioEvent::Adapter(AdapterState::On)));
    heard_at(&mut tracer, 10);
    away(&mut tracer);
    back(&mut tracer);
    heard_at(&mut tracer, 310);
    tracer.handle(at(400), Event::Stopping);
    let mut credited = Vec::new();
    let heard = |record: IntervalRecord| credited.extend(record.encounters.iter().map(|one| one.credited_seconds(600)));
    tracer.common.store.each_interval(Interval(0)..=Interval(u32::MAX), heard).unwrap();
    credited
}

#[test]
fn time_without_the_adapter_counts_for_nobody() {
    let switched = |state, seconds| {
        move |tracer: &mut Tracer| {
            tracer.handle(at(seconds), Event::Radio(RadioEvent::Adapter(state)));
        }
    };
    let credited = credited_around(switched(AdapterState::Off, 20), switched(AdapterState::On, 300));
    assert_eq!(credited, [0]);
}

#[test]
fn time_paused_counts_for_nobody() {
    let away = |tracer: &mut Tracer| drop(tracer.pause(at(20)));
    let back = |tracer: &mut Tracer| drop(tracer.resume(at(300)));
    assert_eq!(credited_around(away, back), [0]);
    assert_eq!(credited_around(|_| {}, |_| {}), [300], "nothing in between: all of it counts");
}

fn unsaved(tracer: &mut Tracer) -> Vec<Name> {
    Name::ALL.into_iter().filter(|name| tracer.kept(*name).is_unsaved()).collect()
}

#[test]
fn what_an_event_or_act_changed_is_written_before_its_commands_go_out() {
    let mut tracer = phone();
    tracer.pause(at(10));
    assert_eq!(tracer.common.store.get("paused").unwrap().unwrap().as_slice(), b"true");
    tracer.handle(at(700), Event::Wake);
    assert!(unsaved(&mut tracer).is_empty() && tracer.radio.identity.unsaved().is_empty());
    let mut tracer = reviewing();
    assert!(unsaved(&mut tracer).is_empty());
    let from = START.plus(600);
    tracer.leave_out(crate::Span { from, to: from.plus(600) }).unwrap();
    assert!(unsaved(&mut tracer).is_empty(), "what the user left out is left out after a restart too");
    tracer.leave_nothing_out().unwrap();
    assert!(unsaved(&mut tracer).is_empty());
}

#[test]
fn erasing_forgets_what_the_receiver_has_learned_and_not_whose_it_is() {
    let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng()).unwrap();
    let mut tracer = Tracer::open(store, Deployment::for_test(), rng()).unwrap();
    let capabilities = Capabilities { transmit_power_dbm: Some(-20), ..Capabilities::default() };
    tracer.handle(at(0), Event::Started { capabilities, restored: false });
    let fresh = tracer.publication.receiver.level;
    assert!(fresh.usual_power_dbm().is_some());
    tracer.erase(at(10)).unwrap();
    assert_eq!(tracer.publication.receiver.level, fresh);
}

#[test]
fn what_cannot_be_written_is_written_with_a_later_event_without_another_change() {
    let mut tracer = phone();
    tracer.common.store.fill_disk(true);
    // More than a full disk has room for.
    tracer.kept(Name::Rules).restore(Ok(Some(vec![7; 100_000].into()))).unwrap();
    tracer.kept(Name::Rules).mark_unsaved();
    tracer.pause(at(10));
    assert_eq!(unsaved(&mut tracer), [Name::Rules, Name::Paused], "all or none");
    assert!(tracer.status().troubles.contains(&Trouble::StoreFailing));
    tracer.handle(at(20), Event::Wake);
    assert_eq!(unsaved(&mut tracer), [Name::Rules, Name::Paused]);
    tracer.common.store.fill_disk(false);
    tracer.handle(at(30), Event::Wake);
    assert!(unsaved(&mut tracer).is_empty());
    assert_eq!(tracer.common.store.get("paused").unwrap().unwrap().as_slice(), b"true");
    assert!(!tracer.status().troubles.contains(&Trouble::StoreFailing));
}

/// Bytes that the value of a name may have.
fn sample(name: Name) -> &'static [u8] {
    match name {
        Name::DayKeys => &[1; 25],
        Name::Warnings => b"[]",
        Name::Progress => {
            br#"{"index":null,"etag":null,"matched":["a"],"floor":7,"next_poll":8,"last_checked":9,"failed_polls":0,"refused":false}"#
        }
        Name::Rules | Name::Forms => b"signed",
        Name::Exposures => br#"{"keys":[]}"#,
        Name::Receiver
        | Name::Report
        | Name::Code
        | Name::Review
        | Name::SecondParts
        | Name::Call
        | Name::Callback => b"",
        Name::SentReports => br#"[{"id":1,"sent_at":5,"centre":"c","until":9,"token":"t","secret":[7]}]"#,
        Name::Declarations => br#"{"version":1,"last_id":3}"#,
        Name::DeclaringSession => br#"{"phone":"+84912345678","secret":[7]}"#,
        Name::LogContact => br#"{"name":"An","phone":"+84912345678","birth_year":0}"#,
        Name::LogEntries => br#"{"version":1,"asked":[],"answered":{"1":{"since":27000000}},"waiting":[]}"#,
        Name::VisitorCards => br#"{"days":{"18750":{"key":"07","card_key":"08"}},"province":68}"#,
        Name::LogPacks => br#"{"provinces":{"68":{"fetched":27000000,"serial":7,"pack":"AA=="}}}"#,
        Name::Cover => br#"{"verify":5,"report":null}"#,
        Name::Paused => b"true",
        Name::Clock => br#"{"known":1620000000,"wall":1620000010,"waited":0,"wrong":false}"#,
        Name::Worked => br#"{"days":[],"last":[0,0,0]}"#,
        Name::Visits => br#"{"version":1,"book":{"last_id":3,"visits":[]},"windows":{"found":[],"told":[]},"provinces":{}}"#,
    }
}

#[test]
fn erasing_leaves_what_says_nothing_about_the_user_and_nothing_else() {
    let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng()).unwrap();
    let mut tracer = Tracer::open(store, Deployment::for_test(), rng()).unwrap();
    for name in Name::ALL {
        let bytes = sample(name);
        tracer.common.store.put(name.text(), bytes).unwrap();
        let read = tracer.kept(name).restore(Ok(Some(bytes.to_vec().into()))).unwrap();
        assert_eq!(read, !bytes.is_empty(), "{name:?}");
    }
    tracer.erase(at(10)).unwrap();
    let left = [Name::Progress, Name::Rules, Name::Paused, Name::Clock, Name::Forms];
    for name in Name::ALL {
        let stored = tracer.common.store.get(name.text()).unwrap().map(|bytes| bytes.to_vec());
        let mut expected = left.contains(&name).then(|| String::from_utf8(sample(name).to_vec()).unwrap());
        if name == Name::Progress {
            // How far exports were read stays; when this phone checked says when it ran.
            expected = expected.map(|kept| kept.replace("\"last_checked\":9", "\"last_checked\":null"));
        }
        assert_eq!(stored.map(|bytes| String::from_utf8(bytes).unwrap()), expected, "{name:?}");
        assert!(!tracer.kept(name).is_unsaved(), "{name:?}");
    }
}
