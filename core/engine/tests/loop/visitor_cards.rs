//! A code that is shown to a checker leads to its holder: the sealed contact of its card goes to the server, once, and later.

use core::time::Duration;

use lancan_core::{
    Command, Event, HttpMethod, HttpRequest, LogContact, LogStage, Notice, Now, PersonCode, Scanned, Tracer,
};
use lancan_protocol::{
    key_days::KeyDays,
    lc1,
    places::{Category, Minute, Place, PlaceFlags, PlaceName, PlaceSeed, Province, UnitCode},
    problem::Problem,
    rules::PollingRules,
    visitor_log::{CardHolder, CardKind, CardUpload, Month, NumberKeys, PhoneCode, UPLOAD_BYTES, open_blob},
};
use lancan_testkit::{
    Conduct, Lie, ScriptedAuthority, ScriptedPhone,
    acts::{START, at},
};

use crate::Outcome;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const LAM_DONG: Province = Province(68);
/// When the code is shown.
const SHOWN: u64 = 100;
const CARDS: &str = "/v1/visitor-log/cards";

fn contact(name: &str) -> LogContact {
    LogContact { name: name.into(), phone: "0912 345 678".into(), birth_year: Some(1980), unit: None }
}

fn authority() -> Outcome<ScriptedAuthority> {
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.polling = PollingRules { seconds: 14_400, cover_mean_days: None };
    publish(&mut authority, LAM_DONG)?;
    Ok(authority)
}

fn publish(authority: &mut ScriptedAuthority, province: Province) -> Outcome {
    let pack = (7, KeyDays::VIETNAM.day(START), Minute::of(START.plus(35 * DAY)));
    Ok(authority.publish_pack(province, province, pack, false)?)
}

/// A phone whose owner has said who they are, and that they show their code in Lâm Đồng.
fn phone(authority: &mut ScriptedAuthority) -> Outcome<ScriptedPhone> {
    let mut phone = ScriptedPhone::new(1, authority)?;
    phone.start(at(0));
    // What is tested needs no radio.
    phone.act(at(0), Tracer::pause);
    phone.talk(at(0), authority)?;
    phone.tracer.set_log_contact(at(1), &contact("Nguyễn Văn An"))?;
    phone.tracer.set_code_province(at(2), Some("68"))?;
    Ok(phone)
}

fn code(shown: &PersonCode) -> PhoneCode {
    PhoneCode::read(&lc1::bytes(&shown.text).unwrap()).unwrap()
}

/// Two hours pass.
fn later(phone: &mut ScriptedPhone, from: Now, authority: &mut ScriptedAuthority) -> Outcome {
    Ok(phone.pass(from, from.monotonic + Duration::from_secs(2 * HOUR), authority)?)
}

fn posts(phone: &ScriptedPhone) -> Vec<(Duration, HttpRequest)> {
    let posts = phone.commands.iter().filter_map(|(when, command)| match command {
        Command::Http(request) if request.method == HttpMethod::Post => Some((*when, request.clone())),
        _ => None,
    });
    posts.collect()
}

/// What the opener makes of a contact, with the code that a checker scanned.
fn opened(authority: &ScriptedAuthority, upload: &CardUpload, code: &PhoneCode) -> CardHolder {
    assert!(upload.card_id() == code.card_id());
    let (secret, _) = authority.card_key(upload.month);
    open_blob(CardKind::Phone, code.card_id(), &code.key, &upload.blob, &secret).unwrap()
}

#[test]
fn the_contact_of_a_card_follows_once_after_ten_minutes_to_an_hour_sealed_to_the_chosen_province() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    let shown = phone.tracer.person_code(at(SHOWN))?;
    assert_eq!((shown.province.as_deref(), phone.tracer.waiting_cards()), (Some("68"), 1));
    // Drawn again every 30 seconds, it is the same card.
    for second in [30, 60, 90] {
        assert!(code(&phone.tracer.person_code(at(SHOWN + second))?).card == code(&shown).card);
    }
    later(&mut phone, at(SHOWN + 90), &mut authority)?;
    let sent = posts(&phone);
    assert_eq!(sent.len(), 1, "{sent:?}");
    let (when, request) = &sent[0];
    assert!((SHOWN + 600..SHOWN + 3_600).contains(&when.as_secs()), "{when:?}");
    assert_eq!((request.path.as_str(), request.body.len()), (CARDS, UPLOAD_BYTES));
    assert_eq!(request.headers.len(), 1, "the content type and nothing else");
    let upload = &authority.cards[0];
    assert_eq!((upload.province, upload.month), (LAM_DONG, Month::of(KeyDays::VIETNAM.day(START))));
    let holder = opened(&authority, upload, &code(&shown));
    assert_eq!((holder.contact.name(), holder.contact.phone().unwrap().as_str()), ("Nguyễn Văn An", "+84912345678"));
    assert_eq!(phone.tracer.waiting_cards(), 0);
    // Nobody is told of what went well: it would say when the code was shown.
    assert!(!phone.notices.iter().any(|notice| matches!(notice, Notice::VisitorLog(_))));
    Ok(())
}

#[test]
fn who_showed_their_number_proves_it_to_the_opener_in_entries_and_cards_and_another_number_proves_nothing() -> Outcome {
    let mut authority = authority()?;
    let keys = NumberKeys::of(&authority.deployment()?.export_keys);
    let mut phone = phone(&mut authority)?;
    assert!(!phone.tracer.log_number_is_certified());
    phone.try_act(at(10), |tracer, now| tracer.ask_to_declare(now, "0912 345 678", "vi"))?;
    phone.talk(at(10), &mut authority)?;
    phone.try_act(at(20), |tracer, now| tracer.sign_in_to_declare(now, "123456"))?;
    phone.talk(at(20), &mut authority)?;
    assert!(phone.tracer.log_number_is_certified());
    let shown = phone.tracer.person_code(at(SHOWN))?;
    later(&mut phone, at(SHOWN), &mut authority)?;
    let holder = opened(&authority, &authority.cards[0], &code(&shown));
    let number = holder.contact.phone().unwrap().clone();
    let certificate = holder.certificate.unwrap();
    assert!(certificate.certifies(&number, Minute::of(at(SHOWN).wall), &keys));
    let other = LogContact { phone: "0912 345 679".into(), ..contact("Nguyễn Văn An") };
    phone.tracer.set_log_contact(at(3 * HOUR), &other)?;
    assert!(!phone.tracer.log_number_is_certified());
    let shown = phone.tracer.person_code(at(3 * HOUR))?;
    later(&mut phone, at(3 * HOUR), &mut authority)?;
    assert!(opened(&authority, &authority.cards[1], &code(&shown)).certificate.is_none());
    // The certificate ends.
    phone.tracer.set_log_contact(at(6 * HOUR), &contact("Nguyễn Văn An"))?;
    assert!(phone.tracer.log_number_is_certified());
    phone.event(at(91 * DAY), Event::Wake);
    assert!(!phone.tracer.log_number_is_certified());
    Ok(())
}

#[test]
fn without_a_province_nothing_is_sent_and_the_place_that_was_visited_last_names_one() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    phone.tracer.set_code_province(at(3), None)?;
    let shown = phone.tracer.person_code(at(SHOWN))?;
    assert_eq!((shown.province, phone.tracer.waiting_cards()), (None, 0));
    let place = Place {
        flags: PlaceFlags::default(),
        category: Category::Hospital,
        province: LAM_DONG,
        unit: UnitCode::from_digits("24850").unwrap(),
        name: PlaceName::typed("Bệnh viện Lộc Thắng").unwrap(),
    };
    let text = authority.poster(&place, &PlaceSeed::from_bytes([5; 16]));
    assert!(matches!(phone.tracer.scan_place(at(SHOWN + 10), &text)?, Scanned::Entered(_)));
    assert_eq!(phone.tracer.code_province().as_deref(), Some("68"));
    let again = phone.tracer.person_code(at(SHOWN + 20))?;
    later(&mut phone, at(SHOWN + 20), &mut authority)?;
    assert_eq!(opened(&authority, &authority.cards[0], &code(&again)).contact.name(), "Nguyễn Văn An");
    for wrong in ["", "0", "00", "680", "xx"] {
        assert_eq!(phone.tracer.set_code_province(at(3 * HOUR), Some(wrong)), Err(Problem::RequestInvalid), "{wrong}");
    }
    assert_eq!(phone.tracer.code_province().as_deref(), Some("68"));
    Ok(())
}

#[test]
fn another_province_another_contact_and_another_day_have_cards_of_their_own() -> Outcome {
    let mut authority = authority()?;
    publish(&mut authority, Province(79))?;
    let mut phone = phone(&mut authority)?;
    let mut cards = vec![code(&phone.tracer.person_code(at(SHOWN))?)];
    phone.tracer.set_code_province(at(SHOWN + 1), Some("79"))?;
    cards.push(code(&phone.tracer.person_code(at(SHOWN + 2))?));
    phone.tracer.set_log_contact(at(SHOWN + 3), &contact("Trần Thị Bình"))?;
    cards.push(code(&phone.tracer.person_code(at(SHOWN + 4))?));
    phone.pass(at(SHOWN + 4), Duration::from_secs(DAY), &mut authority)?;
    cards.push(code(&phone.tracer.person_code(at(DAY))?));
    later(&mut phone, at(DAY), &mut authority)?;
    let mut found = Vec::new();
    for code in &cards {
        let upload = authority.cards.iter().find(|upload| upload.card == code.card).unwrap();
        found.push((upload.province.0, opened(&authority, upload, code).contact.name().to_owned()));
    }
    let expected = [(68, "Nguyễn Văn An"), (79, "Nguyễn Văn An"), (79, "Trần Thị Bình"), (79, "Trần Thị Bình")];
    assert_eq!(found, expected.map(|(province, name)| (province, name.to_owned())));
    assert_eq!((authority.cards.len(), posts(&phone).len()), (4, 4));
    Ok(())
}

#[test]
fn without_a_network_a_contact_waits_also_through_a_restart_and_is_given_up_after_a_week() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store");
    for (days_without, arrived) in [(2, 1), (8, 0)] {
        let _ = std::fs::remove_file(&file);
        let mut authority = authority()?;
        let shown = {
            let mut phone = ScriptedPhone::on_file(&file, 1, &authority)?;
            phone.start(at(0));
            phone.act(at(0), Tracer::pause);
            phone.tracer.set_log_contact(at(1), &contact("Nguyễn Văn An"))?;
            phone.tracer.set_code_province(at(2), Some("68"))?;
            let shown = phone.tracer.person_code(at(SHOWN))?;
            phone.event(at(SHOWN + 1), Event::Stopping);
            shown
        };
        for name in std::fs::read_dir(folder.path())? {
            let bytes = std::fs::read(name?.path())?;
            for word in ["Nguyễn", "912345678"] {
                assert!(!bytes.windows(word.len()).any(|part| part == word.as_bytes()), "{word}");
            }
        }
        let mut phone = ScriptedPhone::on_file(&file, 2, &authority)?;
        let back = days_without * DAY;
        authority.conduct = Conduct::Unreachable;
        phone.start(at(HOUR));
        phone.pass(at(HOUR), Duration::from_secs(back), &mut authority)?;
        authority.behave_honestly();
        phone.pass(at(back), Duration::from_secs(back + 6 * HOUR), &mut authority)?;
        assert_eq!((authority.cards.len(), phone.tracer.waiting_cards()), (arrived, 0), "{days_without} days");
        let is_told = phone.notices.contains(&Notice::VisitorLog(LogStage::CardTooLate));
        assert_eq!(is_told, arrived == 0, "{days_without} days: the user is told what was given up");
        if let Some(upload) = authority.cards.first() {
            assert_eq!(opened(&authority, upload, &code(&shown)).contact.name(), "Nguyễn Văn An");
        }
    }
    Ok(())
}

#[test]
fn a_lost_answer_sends_the_same_bytes_again_and_a_portals_page_is_no_receipt() -> Outcome {
    for conduct in [Conduct::Lie(Lie::Portal), Conduct::Late(Duration::from_mins(5))] {
        let mut authority = authority()?;
        let mut phone = phone(&mut authority)?;
        phone.tracer.person_code(at(SHOWN))?;
        authority.behave_at(CARDS, conduct);
        later(&mut phone, at(SHOWN), &mut authority)?;
        assert_eq!(phone.tracer.waiting_cards(), 1);
        authority.behave_at(CARDS, Conduct::Honest);
        later(&mut phone, at(SHOWN + 2 * HOUR), &mut authority)?;
        let sent = posts(&phone);
        assert!(sent.len() > 1 && sent.iter().all(|(_, request)| request.body == sent[0].1.body));
        assert_eq!((authority.cards.len(), phone.tracer.waiting_cards()), (1, 0));
    }
    Ok(())
}

#[test]
fn a_contact_that_the_server_refuses_for_good_is_told_once_and_what_it_has_no_room_for_is_sent_again() -> Outcome {
    for (problem, status, is_over) in [(Problem::RequestInvalid, 400, true), (Problem::TooManyRequests, 429, false)] {
        let mut authority = authority()?;
        let mut phone = phone(&mut authority)?;
        phone.tracer.person_code(at(SHOWN))?;
        authority.behave_at(CARDS, Conduct::Refuse(problem, status));
        later(&mut phone, at(SHOWN), &mut authority)?;
        assert_eq!(phone.tracer.waiting_cards() == 0, is_over, "{problem}");
        let told: Vec<_> = phone.notices.iter().filter(|notice| matches!(notice, Notice::VisitorLog(_))).collect();
        let refused = Notice::VisitorLog(LogStage::CardRefused(problem));
        assert_eq!(told, if is_over { vec![&refused] } else { Vec::new() }, "{problem}");
    }
    Ok(())
}

#[test]
fn threat_11_to_a_pack_of_another_opener_no_contact_is_sealed_and_it_waits() -> Outcome {
    let mut authority = authority()?;
    let pack = (8, KeyDays::VIETNAM.day(START), Minute::of(START.plus(35 * DAY)));
    authority.publish_pack(LAM_DONG, LAM_DONG, pack, true)?;
    let mut phone = phone(&mut authority)?;
    phone.tracer.person_code(at(SHOWN))?;
    later(&mut phone, at(SHOWN), &mut authority)?;
    assert!(authority.cards.is_empty() && posts(&phone).is_empty());
    let told = phone.notices.iter().filter(|notice| matches!(notice, Notice::VisitorLog(_))).collect::<Vec<_>>();
    assert_eq!(
        told,
        [&Notice::VisitorLog(LogStage::KeysFailed(Problem::SignedFileRefused))],
        "told once, not each hour"
    );
    publish(&mut authority, LAM_DONG)?;
    later(&mut phone, at(SHOWN + 2 * HOUR), &mut authority)?;
    assert_eq!(authority.cards.len(), 1);
    Ok(())
}

#[test]
fn erasing_everything_sends_nothing_more_and_the_cards_stay_on_their_phone() -> Outcome {
    let mut authority = authority()?;
    let mut phone = phone(&mut authority)?;
    phone.tracer.person_code(at(SHOWN))?;
    let mut data = Vec::new();
    phone.tracer.write_own_data(at(SHOWN + 1), &mut data)?;
    assert!(!String::from_utf8(data)?.contains("visitor-cards"));
    phone.try_act(at(SHOWN + 2), Tracer::erase)?;
    assert_eq!((phone.tracer.waiting_cards(), phone.tracer.code_province()), (0, None));
    later(&mut phone, at(SHOWN + 2), &mut authority)?;
    assert!(posts(&phone).is_empty());
    Ok(())
}
