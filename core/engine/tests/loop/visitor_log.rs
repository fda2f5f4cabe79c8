//! A place that must list its visitors, from the question to the sealed entry (threats 8 to 17 of the places' design).

use core::time::Duration;

use lancan_core::{
    Command, Event, HttpAnswer, HttpMethod, HttpOutcome, HttpRequest, HttpResponse, LogContact, LogDirection, LogStage,
    LogStanding, Notice, Now, Scanned, Tracer,
};
use lancan_protocol::{
    key_days::KeyDays,
    lc1,
    places::{Category, Minute, Place, PlaceFlags, PlaceName, PlaceSeed, Province, UnitCode},
    problem::Problem,
    rules::PollingRules,
    time::Day,
    visitor_log::{Direction, Entry, LogHour, NumberKeys, PhoneCode, Upload, Visitor, open},
};
use lancan_testkit::{
    Conduct, Lie, ScriptedAuthority, ScriptedPhone,
    acts::{START, at},
};

use crate::Outcome;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const LAM_DONG: Province = Province(68);
/// When the visitor scans the code on entering.
const ENTERS: u64 = 100;
const LOG: &str = "/v1/visitor-log";
const PACK: &str = "/v1/visitor-log/packs/68";

fn hospital(flags: PlaceFlags) -> (Place, PlaceSeed) {
    let place = Place {
        flags,
        category: Category::Hospital,
        province: LAM_DONG,
        unit: UnitCode::from_digits("24850").unwrap(),
        name: PlaceName::typed("Bệnh viện Lộc Thắng").unwrap(),
    };
    (place, PlaceSeed::from_bytes([5; 16]))
}

fn today() -> Day {
    KeyDays::VIETNAM.day(START)
}

fn contact(name: &str) -> LogContact {
    LogContact { name: name.into(), phone: "0912 345 678".into(), birth_year: Some(1980), unit: Some("24850".into()) }
}

/// An authority that hands out the pack of the province.
fn authority() -> Outcome<ScriptedAuthority> {
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.polling = PollingRules { seconds: 14_400, cover_mean_days: None };
    good_pack(&mut authority)?;
    Ok(authority)
}

/// Serial 7, from today on, for 35 days.
fn good_pack(authority: &mut ScriptedAuthority) -> Outcome {
    Ok(authority.publish_pack(LAM_DONG, LAM_DONG, (7, today(), Minute::of(START.plus(35 * DAY))), false)?)
}

/// A phone whose owner has said who they are.
fn phone(authority: &mut ScriptedAuthority) -> Outcome<ScriptedPhone> {
    let mut phone = ScriptedPhone::new(1, authority)?;
    phone.start(at(0));
    // What is tested needs no radio.
    phone.act(at(0), Tracer::pause);
    phone.talk(at(0), authority)?;
    phone.tracer.set_log_contact(at(1), &contact("Nguyễn Văn An"))?;
    Ok(phone)
}

fn scan(phone: &mut ScriptedPhone, authority: &ScriptedAuthority, second: u64) -> Scanned {
    let (place, seed) = hospital(PlaceFlags::VISITOR_LOG);
    let text = authority.poster(&place, &seed);
    phone.tracer.scan_place(at(second), &text).unwrap()
}

/// The visitor scans the code at the entrance: the visit that is asked about.
fn asked(phone: &mut ScriptedPhone, authority: &ScriptedAuthority) -> i64 {
    match scan(phone, authority, ENTERS) {
        Scanned::LogAsked(question) => question.visit.id,
        other => panic!("{other:?}"),
    }
}

fn agree(phone: &mut ScriptedPhone, now: Now, visit: i64, companions: u8) -> Result<(), Problem> {
    phone.try_act(now, |tracer, now| tracer.agree_to_log(now, visit, companions))
}

/// What the phone asked for of visitor logs so far.
fn requests(phone: &ScriptedPhone) -> Vec<(Duration, HttpRequest)> {
    let requests = phone.commands.iter().filter_map(|(when, command)| match command {
        Command::Http(request) if request.path.starts_with(LOG) => Some((*when, request.clone())),
        _ => None,
    });
    requests.collect()
}

fn posts(phone: &ScriptedPhone) -> Vec<(Duration, HttpRequest)> {
    requests(phone).into_iter().filter(|(_, request)| request.method == HttpMethod::Post).collect()
}

fn stages(phone: &ScriptedPhone) -> Vec<LogStage> {
    let stages = phone.notices.iter().filter_map(|notice| match notice {
        Notice::VisitorLog(stage) => Some(stage.clone()),
        _ => None,
    });
    stages.collect()
}

/// What the opener reads in an envelope.
fn opened(authority: &ScriptedAuthority, upload: &Upload) -> Entry {
    let (secret, _) = authority.log_key(upload.hour.day(KeyDays::VIETNAM));
    let bytes = open(&upload.envelope, (upload.log, upload.hour), &secret).unwrap();
    let entry = Entry::from_bytes(&bytes).unwrap();
    assert!(entry.is_signed(upload.log, upload.hour));
    entry
}

#[test]
fn the_user_is_asked_before_anything_is_sent_and_an_unanswered_question_sends_nothing_ever() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    let Scanned::LogAsked(question) = scan(&mut phone, &authority, ENTERS) else { panic!("nothing is asked") };
    assert_eq!(
        (question.visit.place.as_str(), question.authority.as_str()),
        ("Bệnh viện Lộc Thắng", "Sở Y tế Lâm Đồng")
    );
    assert_eq!((question.kept_days, question.contact.unwrap().phone.as_str()), (28, "+84912345678"));
    assert_eq!(phone.tracer.log_entries()[0].standing, LogStanding::Asked);
    phone.pass(at(ENTERS), Duration::from_secs(30 * HOUR), &mut authority)?;
    assert!(requests(&phone).is_empty() && phone.tracer.log_entries().is_empty());
    assert_eq!(phone.tracer.visits()[0].visits[0].place, "Bệnh viện Lộc Thắng", "the visit stays on the phone");
    Ok(())
}

#[test]
fn threat_17_a_scan_at_a_place_without_a_list_asks_nothing_and_sends_nothing() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    let (place, seed) = hospital(PlaceFlags::default());
    let text = authority.poster(&place, &seed);
    assert!(matches!(phone.tracer.scan_place(at(ENTERS), &text)?, Scanned::Entered(_)));
    phone.pass(at(ENTERS), Duration::from_secs(2 * HOUR), &mut authority)?;
    assert!(requests(&phone).is_empty());
    Ok(())
}

#[test]
fn who_agrees_sends_512_bytes_after_ten_minutes_to_an_hour_and_the_phone_forgets_them() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    let visit = asked(&mut phone, &authority);
    agree(&mut phone, at(ENTERS + 20), visit, 2)?;
    assert_eq!(phone.tracer.log_entries()[0].standing, LogStanding::Waiting);
    phone.pass(at(ENTERS + 20), Duration::from_secs(2 * HOUR), &mut authority)?;

    let sent = requests(&phone);
    assert_eq!(sent.iter().map(|(_, request)| request.path.as_str()).collect::<Vec<_>>(), [PACK, LOG]);
    let waited = sent[1].0.as_secs() - ENTERS - 20;
    assert!((10 * 60..60 * 60).contains(&waited), "{waited} s");
    assert_eq!(sent[1].1.body.len(), 512);
    let names: Vec<&str> = sent[1].1.headers.iter().map(|header| header.name.as_str()).collect();
    assert_eq!(names, ["content-type"], "nothing else leaves");

    assert_eq!((stages(&phone), phone.tracer.log_entries()), (vec![LogStage::Arrived { visit }], Vec::new()));
    let (_, seed) = hospital(PlaceFlags::VISITOR_LOG);
    let minute = Minute::of(at(ENTERS).wall);
    let [upload] = authority.envelopes.as_slice() else { panic!("one envelope") };
    assert_eq!((upload.log, upload.hour), (seed.log_id(), LogHour::of_minute(minute)));
    assert!(upload.proves(&seed.day_seed(today())));
    let entry = opened(&authority, upload);
    assert_eq!((entry.direction, entry.companions, entry.minute), (Direction::In, 2, minute));
    let Visitor::SelfScan { contact, certificate: None, .. } = &entry.visitor else { panic!("a self-scan") };
    assert_eq!((contact.name(), contact.birth_year()), ("Nguyễn Văn An", 1980));
    assert_eq!(contact.phone().unwrap().as_str(), "+84912345678");
    Ok(())
}

#[test]
fn leaving_is_listed_without_another_question_with_the_same_card_and_the_next_visit_is_asked_about() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    let visit = asked(&mut phone, &authority);
    agree(&mut phone, at(ENTERS + 20), visit, 1)?;
    phone.pass(at(ENTERS + 20), Duration::from_secs(2 * HOUR), &mut authority)?;
    assert!(matches!(scan(&mut phone, &authority, 2 * HOUR), Scanned::Left(_)));
    assert_eq!(phone.tracer.log_entries()[0].direction, LogDirection::Out);
    phone.pass(at(2 * HOUR), Duration::from_secs(4 * HOUR), &mut authority)?;
    let entries: Vec<Entry> = authority.envelopes.iter().map(|upload| opened(&authority, upload)).collect();
    let ways: Vec<_> = entries.iter().map(|entry| (entry.direction, entry.companions)).collect();
    assert_eq!(ways, [(Direction::In, 1), (Direction::Out, 1)]);
    let cards: Vec<_> = entries
        .iter()
        .map(|entry| match &entry.visitor {
            Visitor::SelfScan { card, .. } => card.clone(),
            _ => panic!("a self-scan"),
        })
        .collect();
    assert_eq!(cards[0], cards[1]);
    assert_eq!(requests(&phone).iter().filter(|(_, request)| request.path == PACK).count(), 1, "kept for the week");
    assert!(matches!(scan(&mut phone, &authority, 5 * HOUR), Scanned::LogAsked(_)));
    Ok(())
}

#[test]
fn who_declines_is_not_listed_neither_in_nor_out_and_is_not_asked_again_for_this_visit() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    let visit = asked(&mut phone, &authority);
    assert!(phone.tracer.decline_log(at(ENTERS + 5), visit)?);
    assert!(!phone.tracer.decline_log(at(ENTERS + 6), visit)?, "answered once");
    assert!(matches!(scan(&mut phone, &authority, ENTERS + 10), Scanned::Entered(_)), "the camera sees it once more");
    assert_eq!(agree(&mut phone, at(ENTERS + 11), visit, 0).err(), Some(Problem::NotFound));
    assert!(matches!(scan(&mut phone, &authority, HOUR), Scanned::Left(_)));
    phone.pass(at(HOUR), Duration::from_secs(4 * HOUR), &mut authority)?;
    assert!(requests(&phone).is_empty());
    Ok(())
}

#[test]
fn who_has_not_said_who_they_are_is_asked_that_first_and_what_is_no_contact_is_refused() -> Outcome {
    let mut authority = authority()?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    phone.start(at(0));
    phone.act(at(0), Tracer::pause);
    let visit = asked(&mut phone, &authority);
    assert_eq!(agree(&mut phone, at(ENTERS), visit, 0).err(), Some(Problem::NothingToDo));
    assert_eq!(phone.tracer.log_entries()[0].standing, LogStanding::Asked, "still asked");
    let bad = [
        (LogContact { name: "=HYPERLINK(\"x\")".into(), ..contact("") }, Problem::RequestInvalid),
        (LogContact { name: " ".into(), ..contact("") }, Problem::RequestInvalid),
        (LogContact { phone: "113".into(), ..contact("An") }, Problem::PhoneMistyped),
        (LogContact { birth_year: Some(80), ..contact("An") }, Problem::RequestInvalid),
        (LogContact { unit: Some("2485x".into()), ..contact("An") }, Problem::RequestInvalid),
    ];
    for (typed, problem) in bad {
        assert_eq!(phone.tracer.set_log_contact(at(ENTERS), &typed), Err(problem));
        assert_eq!(phone.tracer.log_contact(), None);
    }
    let least = LogContact { birth_year: None, unit: None, ..contact("An") };
    phone.tracer.set_log_contact(at(ENTERS), &least)?;
    agree(&mut phone, at(ENTERS), visit, 0)?;
    phone.pass(at(ENTERS), Duration::from_secs(2 * HOUR), &mut authority)?;
    assert_eq!(posts(&phone)[0].1.body.len(), 512, "as long as every other");
    Ok(())
}

#[test]
fn without_a_network_an_entry_waits_and_arrives_once_also_when_the_answer_was_lost() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    let visit = asked(&mut phone, &authority);
    agree(&mut phone, at(ENTERS), visit, 0)?;
    authority.behave_at(LOG, Conduct::Unreachable);
    phone.pass(at(ENTERS), Duration::from_secs(6 * HOUR), &mut authority)?;
    assert!(authority.envelopes.is_empty() && posts(&phone).is_empty(), "without a pack nothing can be sealed");
    let tries = requests(&phone).len();
    assert!((6..=20).contains(&tries), "{tries} tries, ever later");

    // The envelope comes through, the answer does not.
    authority.behave_honestly();
    authority.behave_at(LOG, Conduct::Late(Duration::from_hours(1)));
    authority.behave_at(PACK, Conduct::Honest);
    phone.pass(at(6 * HOUR), Duration::from_secs(9 * HOUR), &mut authority)?;
    authority.behave_honestly();
    phone.pass(at(9 * HOUR), Duration::from_secs(12 * HOUR), &mut authority)?;
    let bodies: std::collections::BTreeSet<Vec<u8>> = posts(&phone).into_iter().map(|(_, post)| post.body).collect();
    assert!(posts(&phone).len() > 1);
    assert_eq!((bodies.len(), authority.envelopes.len()), (1, 1), "the same bytes each time");
    assert_eq!(stages(&phone).last(), Some(&LogStage::Arrived { visit }));
    assert!(phone.tracer.log_entries().is_empty());
    Ok(())
}

#[test]
fn after_a_day_without_a_network_an_entry_is_given_up_and_the_user_is_told() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    let visit = asked(&mut phone, &authority);
    agree(&mut phone, at(ENTERS), visit, 0)?;
    authority.behave_at(LOG, Conduct::Unreachable);
    phone.pass(at(ENTERS), Duration::from_secs(26 * HOUR), &mut authority)?;
    assert_eq!(stages(&phone).last(), Some(&LogStage::TooLate { visit }));
    authority.behave_honestly();
    phone.pass(at(26 * HOUR), Duration::from_secs(29 * HOUR), &mut authority)?;
    assert!(authority.envelopes.is_empty() && phone.tracer.log_entries().is_empty());
    Ok(())
}

#[test]
fn threat_11_a_pack_of_another_key_province_serial_or_time_is_refused_and_nothing_is_sealed_to_it() -> Outcome {
    let until = Minute::of(START.plus(35 * DAY));
    let bad = [
        ("of an opener for whom nobody vouches", LAM_DONG, (8, today(), until), true),
        ("of another province", Province(79), (8, today(), until), false),
        ("expired", LAM_DONG, (8, today(), Minute::of(START)), false),
    ];
    for (what, of, pack, stranger) in bad {
        let mut authority = authority()?;
        authority.publish_pack(of, LAM_DONG, pack, stranger)?;
        let mut phone = phone(&mut authority)?;
        let visit = asked(&mut phone, &authority);
        agree(&mut phone, at(ENTERS), visit, 0)?;
        phone.pass(at(ENTERS), Duration::from_secs(3 * HOUR), &mut authority)?;
        assert!(posts(&phone).is_empty(), "{what}");
        assert_eq!(stages(&phone)[0], LogStage::KeysFailed(Problem::SignedFileRefused), "{what}");
        good_pack(&mut authority)?;
        phone.pass(at(3 * HOUR), Duration::from_secs(6 * HOUR), &mut authority)?;
        assert_eq!(authority.envelopes.len(), 1, "{what}: what waited is sent with a good one");
    }
    Ok(())
}

#[test]
fn threat_11_an_older_pack_does_not_take_the_place_of_a_newer_one() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    let visit = asked(&mut phone, &authority);
    agree(&mut phone, at(ENTERS), visit, 0)?;
    phone.pass(at(ENTERS), Duration::from_secs(2 * HOUR), &mut authority)?;
    // Eight days later the phone asks for the pack of this week, and gets one of an earlier serial with keys of its own days.
    let earlier = (6, today().plus(2), Minute::of(START.plus(40 * DAY)));
    authority.publish_pack(LAM_DONG, LAM_DONG, earlier, false)?;
    phone.pass(at(2 * HOUR), Duration::from_secs(8 * DAY), &mut authority)?;
    let Scanned::LogAsked(question) = scan(&mut phone, &authority, 8 * DAY) else { panic!("asked each time") };
    agree(&mut phone, at(8 * DAY), question.visit.id, 0)?;
    phone.pass(at(8 * DAY), Duration::from_secs(8 * DAY + 2 * HOUR), &mut authority)?;
    assert!(stages(&phone).contains(&LogStage::KeysFailed(Problem::SignedFileRefused)));
    assert_eq!(authority.envelopes.len(), 2, "the pack of before holds for its 35 days");
    Ok(())
}

#[test]
fn a_portals_page_is_no_pack_and_no_receipt() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    let visit = asked(&mut phone, &authority);
    agree(&mut phone, at(ENTERS), visit, 0)?;
    authority.behave_at(PACK, Conduct::Lie(Lie::Portal));
    phone.pass(at(ENTERS), Duration::from_secs(2 * HOUR), &mut authority)?;
    assert!(posts(&phone).is_empty());
    assert_eq!(stages(&phone)[0], LogStage::KeysFailed(Problem::Offline));
    authority.behave_honestly();
    authority.behave_at(LOG, Conduct::Lie(Lie::Portal));
    authority.behave_at(PACK, Conduct::Honest);
    phone.pass(at(2 * HOUR), Duration::from_secs(4 * HOUR), &mut authority)?;
    assert!(!posts(&phone).is_empty());
    assert_eq!(phone.tracer.log_entries()[0].standing, LogStanding::Waiting, "a page is no receipt");
    authority.behave_honestly();
    phone.pass(at(4 * HOUR), Duration::from_secs(6 * HOUR), &mut authority)?;
    assert_eq!(stages(&phone).last(), Some(&LogStage::Arrived { visit }));
    Ok(())
}

#[test]
fn an_answer_that_comes_twice_counts_once() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    let visit = asked(&mut phone, &authority);
    agree(&mut phone, at(ENTERS), visit, 0)?;
    phone.pass(at(ENTERS), Duration::from_secs(2 * HOUR), &mut authority)?;
    let (_, first) = posts(&phone).remove(0);
    assert!(matches!(scan(&mut phone, &authority, 2 * HOUR), Scanned::Left(_)));
    let outcome = HttpOutcome::Answered(HttpResponse { status: 204, etag: None, body: Vec::new() });
    phone.event(at(2 * HOUR + 1), Event::Http(HttpAnswer { request: first.id, outcome }));
    assert_eq!(phone.tracer.log_entries().len(), 1, "the answer to the entering says nothing of the leaving");
    assert_eq!(stages(&phone), [LogStage::Arrived { visit }]);
    Ok(())
}

#[test]
fn what_the_server_refuses_for_good_is_forgotten_and_what_it_has_no_room_for_is_sent_again() -> Outcome {
    for (problem, status, is_over) in [(Problem::NotFound, 404, true), (Problem::TooManyRequests, 429, false)] {
        let mut authority = authority()?;
        let mut phone = phone(&mut authority)?;
        let visit = asked(&mut phone, &authority);
        agree(&mut phone, at(ENTERS), visit, 0)?;
        authority.behave_at(LOG, Conduct::Refuse(problem, status));
        authority.behave_at(PACK, Conduct::Honest);
        phone.pass(at(ENTERS), Duration::from_secs(2 * HOUR), &mut authority)?;
        assert_eq!(phone.tracer.log_entries().is_empty(), is_over, "{problem}");
        assert_eq!(stages(&phone).contains(&LogStage::Refused { visit, problem }), is_over, "{problem}");
    }
    Ok(())
}

#[test]
fn a_restart_changes_nothing_and_the_store_shows_no_name_and_no_number() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store");
    let mut authority = authority()?;
    let visit = {
        let mut phone = ScriptedPhone::on_file(&file, 1, &authority)?;
        phone.start(at(0));
        phone.tracer.set_log_contact(at(1), &contact("Nguyễn Văn An"))?;
        let visit = asked(&mut phone, &authority);
        agree(&mut phone, at(ENTERS), visit, 0)?;
        phone.event(at(ENTERS + 1), Event::Stopping);
        visit
    };
    for name in std::fs::read_dir(folder.path())? {
        let bytes = std::fs::read(name?.path())?;
        for word in ["Nguyễn", "912345678", "Lộc Thắng"] {
            assert!(!bytes.windows(word.len()).any(|part| part == word.as_bytes()), "{word}");
        }
    }
    let mut phone = ScriptedPhone::on_file(&file, 2, &authority)?;
    phone.start(at(HOUR));
    phone.talk(at(HOUR), &mut authority)?;
    phone.pass(at(HOUR), Duration::from_secs(3 * HOUR), &mut authority)?;
    assert_eq!((stages(&phone), authority.envelopes.len()), (vec![LogStage::Arrived { visit }], 1));
    Ok(())
}

#[test]
fn deleting_the_visit_or_erasing_everything_sends_nothing_more() -> Outcome {
    for erases in [false, true] {
        let mut authority = authority()?;
        let mut phone = phone(&mut authority)?;
        let visit = asked(&mut phone, &authority);
        agree(&mut phone, at(ENTERS), visit, 0)?;
        if erases {
            phone.try_act(at(ENTERS + 5), Tracer::erase)?;
            assert_eq!(phone.tracer.log_contact(), None);
        } else {
            assert!(phone.tracer.delete_visit(at(ENTERS + 5), visit)?);
        }
        assert!(phone.tracer.log_entries().is_empty());
        phone.pass(at(ENTERS + 5), Duration::from_secs(3 * HOUR), &mut authority)?;
        assert!(requests(&phone).is_empty());
    }
    Ok(())
}

#[test]
fn a_new_phone_gets_who_the_user_is_and_no_entry_and_the_own_data_show_both() -> Outcome {
    let mut authority = authority()?;
    let (mut old, mut new) = (phone(&mut authority)?, ScriptedPhone::new(2, &authority)?);
    let visit = asked(&mut old, &authority);
    agree(&mut old, at(ENTERS), visit, 0)?;
    let mut data = Vec::new();
    old.tracer.write_own_data(at(ENTERS + 1), &mut data)?;
    let data = String::from_utf8(data)?;
    assert!(data.contains("log-contact") && data.contains("log-entries") && !data.contains("visitor-cards"));
    let file = old.tracer.seal_transfer(at(ENTERS + 1), "một câu thật dài")?;
    new.start(at(ENTERS + 2));
    new.tracer.open_transfer(&file, "một câu thật dài")?;
    assert_eq!(new.tracer.log_contact().unwrap().name, "Nguyễn Văn An");
    assert!(new.tracer.log_entries().is_empty());
    new.pass(at(ENTERS + 2), Duration::from_secs(3 * HOUR), &mut authority)?;
    assert!(authority.envelopes.is_empty(), "the old phone sends what it was told to send");
    Ok(())
}

#[test]
fn who_scans_a_display_is_listed_under_the_displays_own_name() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    let (place, seed) = hospital(PlaceFlags::VISITOR_LOG);
    // START is 07:00 in Vietnam.
    let text = authority.display(&place, &seed, today(), 7 * 60 + 2);
    let Scanned::LogAsked(question) = phone.tracer.scan_place(at(120), &text)? else { panic!("nothing is asked") };
    agree(&mut phone, at(120), question.visit.id, 0)?;
    phone.pass(at(120), Duration::from_secs(2 * HOUR), &mut authority)?;
    let upload = &authority.envelopes[0];
    assert_eq!(upload.log, seed.code_id().display_log_id());
    assert!(upload.proves(&seed.day_seed(today())));
    assert_eq!(opened(&authority, upload).direction, Direction::In);
    Ok(())
}

#[test]
fn a_persons_code_is_of_this_minute_shows_a_masked_line_and_has_another_card_each_day() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    let read = |text: &str| PhoneCode::read(&lc1::bytes(text).unwrap()).unwrap();
    let shown = phone.tracer.person_code(at(HOUR))?;
    let code = read(&shown.text);
    assert_eq!((shown.line.as_str(), code.line.to_string()), ("N. V. A*** · •••••••678", shown.line.clone()));
    assert_eq!(shown.until, at(HOUR + 30).wall);
    let minute = |seconds: u64| Minute::of(at(seconds).wall);
    assert!(code.is_of(minute(HOUR)).is_ok());
    // Threat 9: a photograph is no code any more after three minutes.
    assert!(code.is_of(minute(HOUR + 3 * 60)).is_ok() && code.is_of(minute(HOUR + 4 * 60)).is_err());
    let again = read(&phone.tracer.person_code(at(HOUR + 60))?.text);
    assert!(again.card == code.card && again.minute != code.minute);
    let tomorrow = read(&phone.tracer.person_code(at(HOUR + DAY))?.text);
    assert!(tomorrow.card != code.card && tomorrow.key != code.key);
    phone.pass(at(HOUR + DAY), Duration::from_secs(DAY + 3 * HOUR), &mut authority)?;
    // Nobody knows in which province the code is shown.
    assert!(requests(&phone).is_empty() && shown.province.is_none());
    phone.tracer.forget_log_contact(at(DAY + 4 * HOUR))?;
    assert_eq!(phone.tracer.person_code(at(DAY + 4 * HOUR)).err(), Some(Problem::NothingToDo));
    Ok(())
}

#[test]
fn an_entry_proves_the_number_that_its_owner_showed() -> Outcome {
    let mut authority = authority()?;
    let keys = NumberKeys::of(&authority.deployment()?.export_keys);
    let mut phone = phone(&mut authority)?;
    phone.try_act(at(10), |tracer, now| tracer.ask_to_declare(now, "0912 345 678", "vi"))?;
    phone.talk(at(10), &mut authority)?;
    phone.try_act(at(20), |tracer, now| tracer.sign_in_to_declare(now, "123456"))?;
    phone.talk(at(20), &mut authority)?;
    let visit = asked(&mut phone, &authority);
    agree(&mut phone, at(ENTERS), visit, 0)?;
    phone.pass(at(ENTERS), Duration::from_secs(2 * HOUR), &mut authority)?;
    let entry = opened(&authority, &authority.envelopes[0]);
    let Visitor::SelfScan { contact, certificate, .. } = &entry.visitor else { panic!("a self-scan") };
    assert!(certificate.unwrap().certifies(contact.phone().unwrap(), entry.minute, &keys));
    Ok(())
}

#[test]
fn a_clock_that_is_set_back_by_a_year_does_not_hold_an_entry_back() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    let visit = asked(&mut phone, &authority);
    agree(&mut phone, at(ENTERS), visit, 0)?;
    let set_back = Now { wall: START.minus(365 * DAY), ..at(ENTERS + 10) };
    phone.event(set_back, Event::Wake);
    phone.pass(set_back, Duration::from_secs(2 * HOUR), &mut authority)?;
    assert!(requests(&phone).iter().any(|(when, _)| when.as_secs() <= ENTERS + 70 * 60));
    Ok(())
}
