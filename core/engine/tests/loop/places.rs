//! Places, from the scan to the warning and back.

use lancan_core::{
    Command, ConsentGiven, Event, Notice, PlaceWarning, ScanRefused, Scanned, Tracer, Trouble, WarningChange,
};
use lancan_protocol::{
    key_days::KeyDays,
    places::{Category, ForeignCode, Minute, Place, PlaceFlags, PlaceName, PlaceSeed, Province, Row, UnitCode, Window},
    time::{Day, UnixTime},
    visits::{ReportedVisit, VisitFlags},
    wire::REPORT_BYTES,
};
use lancan_testkit::{
    Conduct, Lie, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, consent, enter_code, poll},
};

use crate::Outcome;

pub(crate) const HOUR: u64 = 3_600;
pub(crate) const LAM_DONG: Province = Province(68);

pub(crate) fn market() -> (Place, PlaceSeed) {
    let place = Place {
        flags: PlaceFlags::default(),
        category: Category::Market,
        province: LAM_DONG,
        unit: UnitCode::from_digits("24850").unwrap(),
        name: PlaceName::typed("Chợ Lộc Thắng").unwrap(),
    };
    (place, PlaceSeed::from_bytes([5; 16]))
}

pub(crate) fn today() -> Day {
    KeyDays::VIETNAM.day(START)
}

/// A window between two seconds after the start.
pub(crate) fn window(from: u64, to: u64) -> Window {
    Window::of_case(Minute::of(START.plus(from)), Minute::of(START.plus(to)))
}

/// A row that warns of the market between two seconds after the start.
fn row(position: u8, from: u64, to: u64) -> Row {
    Row::seal(&window(from, to), &market().1.day_seed(today()), position)
}

fn authority() -> ScriptedAuthority {
    ScriptedAuthority::new(START).unwrap()
}

fn phone(authority: &ScriptedAuthority) -> ScriptedPhone {
    let mut phone = ScriptedPhone::new(1, authority).unwrap();
    phone.start(at(0));
    phone
}

fn scan_market(phone: &mut ScriptedPhone, authority: &ScriptedAuthority, second: u64) -> Scanned {
    let (place, seed) = market();
    let text = authority.poster(&place, &seed);
    phone.tracer.scan_place(at(second), &text).unwrap()
}

pub(crate) fn place_notices(phone: &ScriptedPhone) -> Vec<(WarningChange, PlaceWarning)> {
    let notices = phone.notices.iter().filter_map(|notice| match notice {
        Notice::WarnedOfPlace(notice) => Some((notice.change, notice.warning.clone())),
        _ => None,
    });
    notices.collect()
}

#[test]
fn who_was_at_a_place_of_which_the_authority_warns_is_told_and_it_is_never_a_contact() -> Outcome {
    let mut authority = authority();
    let (mut visitor, mut other) = (phone(&authority), phone(&authority));
    assert!(matches!(scan_market(&mut visitor, &authority, 100), Scanned::Entered(_)));
    authority.publish_places(LAM_DONG, &[row(0, 0, HOUR)], START.plus(2 * HOUR))?;
    for phone in [&mut visitor, &mut other] {
        poll(phone, at(3 * HOUR), &mut authority)?;
    }
    let notices = place_notices(&visitor);
    assert_eq!(notices.len(), 1);
    let (change, warning) = &notices[0];
    assert_eq!(
        (*change, warning.place.as_str(), warning.category),
        (WarningChange::New, "Chợ Lộc Thắng", Category::Market)
    );
    assert_eq!((warning.from, warning.to), (START, START.plus(HOUR)));
    assert!(visitor.tracer.warnings()?.is_empty() && visitor.tracer.reasons().is_empty(), "never F1");
    assert!(place_notices(&other).is_empty());
    Ok(())
}

#[test]
fn threat_07_a_withdrawal_reaches_the_phone_with_the_next_poll() -> Outcome {
    let mut authority = authority();
    let mut phone = phone(&authority);
    scan_market(&mut phone, &authority, 100);
    authority.publish_places(LAM_DONG, &[row(0, 0, HOUR)], START.plus(2 * HOUR))?;
    poll(&mut phone, at(3 * HOUR), &mut authority)?;
    let (start, end) = (Minute::of(START), Minute::of(START.plus(HOUR)));
    let withdrawal = Window::of_case(start, end).withdrawal(0);
    let row = Row::seal(&withdrawal, &market().1.day_seed(today()), 32);
    authority.publish_places(LAM_DONG, &[row], START.plus(4 * HOUR))?;
    poll(&mut phone, at(5 * HOUR), &mut authority)?;
    let changes: Vec<WarningChange> = place_notices(&phone).into_iter().map(|(change, _)| change).collect();
    assert_eq!(changes, [WarningChange::New, WarningChange::Withdrawn]);
    Ok(())
}

#[test]
fn a_graver_advice_is_told_to_whoever_had_put_the_warning_away_and_a_milder_one_is_not() -> Outcome {
    let mut authority = authority();
    let mut phone = phone(&authority);
    scan_market(&mut phone, &authority, 100);
    let mut told = Vec::new();
    for (position, advice) in [(0, 1), (1, 2), (2, 1)] {
        let window = Window { advice, ..window(0, HOUR) };
        let row = Row::seal(&window, &market().1.day_seed(today()), position);
        let hour = 2 + 2 * u64::from(position);
        authority.publish_places(LAM_DONG, &[row], START.plus(hour * HOUR))?;
        poll(&mut phone, at((hour + 1) * HOUR), &mut authority)?;
        let kept = phone.tracer.place_warnings();
        told.push((kept[0].warning.advice, kept[0].dismissed, kept[0].warning.found_at));
        phone.tracer.dismiss_place_warning(1);
    }
    let changes: Vec<_> = place_notices(&phone).into_iter().map(|(change, warning)| (change, warning.advice)).collect();
    assert_eq!(changes, [(WarningChange::New, 1), (WarningChange::Graver, 2)]);
    let (first, second) = (at(3 * HOUR).wall, at(5 * HOUR).wall);
    assert_eq!(told, [(1, false, first), (2, false, second), (2, true, second)]);
    Ok(())
}

#[test]
fn an_export_is_fetched_once_with_those_of_two_other_provinces_and_none_without_a_visit() -> Outcome {
    let mut authority = authority();
    let mut phone = phone(&authority);
    for province in 60..=70 {
        authority.publish_places(Province(province), &[], START.plus(2 * HOUR))?;
    }
    let fetched = |authority: &mut ScriptedAuthority| -> Vec<String> {
        authority.asked.drain(..).filter(|path| path.starts_with("/v1/place-exports/")).collect()
    };
    poll(&mut phone, at(HOUR / 2), &mut authority)?;
    assert!(fetched(&mut authority).is_empty());
    scan_market(&mut phone, &authority, HOUR);
    poll(&mut phone, at(4 * HOUR), &mut authority)?;
    let first = fetched(&mut authority);
    assert_eq!(first.len(), 3);
    assert!(first.contains(&"/v1/place-exports/places-8.zip".to_owned()), "{first:?}");
    poll(&mut phone, at(5 * HOUR), &mut authority)?;
    assert!(fetched(&mut authority).is_empty());
    Ok(())
}

/// The requests for files of places since the last time.
fn places_asked(authority: &mut ScriptedAuthority) -> Vec<String> {
    authority.asked.drain(..).filter(|path| path.starts_with("/v1/place-")).collect()
}

#[test]
fn a_phone_that_was_off_for_two_weeks_asks_once_for_each_day_of_a_province_and_is_warned() -> Outcome {
    const DAY: u64 = 24 * HOUR;
    let mut authority = authority();
    let mut phone = phone(&authority);
    scan_market(&mut phone, &authority, 100);
    for day in 0..14 {
        for slot in 1..=12 {
            let rows: &[Row] = if (day, slot) == (3, 5) { &[row(0, 0, HOUR)] } else { &[] };
            authority.publish_places(LAM_DONG, rows, START.plus(day * DAY + slot * 2 * HOUR))?;
        }
        authority.end_day_of_places()?;
    }
    authority.publish_places(LAM_DONG, &[], START.plus(14 * DAY + 2 * HOUR))?;
    poll(&mut phone, at(14 * DAY + 3 * HOUR), &mut authority)?;
    assert_eq!(place_notices(&phone).len(), 1);
    let asked = places_asked(&mut authority);
    assert_eq!(asked.len(), 15, "14 days and the export of today: {asked:?}");
    poll(&mut phone, at(14 * DAY + 7 * HOUR), &mut authority)?;
    assert!(places_asked(&mut authority).is_empty(), "a day is fetched once");
    Ok(())
}

#[test]
fn of_a_day_that_a_phone_has_in_part_it_fetches_the_rest_and_of_one_that_it_has_nothing() -> Outcome {
    let mut authority = authority();
    let mut phone = phone(&authority);
    scan_market(&mut phone, &authority, 100);
    for slot in 1..=2 {
        authority.publish_places(LAM_DONG, &[], START.plus(slot * 2 * HOUR))?;
    }
    poll(&mut phone, at(5 * HOUR), &mut authority)?;
    places_asked(&mut authority);
    authority.publish_places(LAM_DONG, &[row(0, 0, HOUR)], START.plus(6 * HOUR))?;
    authority.end_day_of_places()?;
    poll(&mut phone, at(9 * HOUR), &mut authority)?;
    assert_eq!(places_asked(&mut authority), ["/v1/place-days/place-day-0.day"]);
    assert!(authority.ranges.iter().all(|from| *from > 0) && authority.ranges.len() == 1, "{:?}", authority.ranges);
    assert_eq!(place_notices(&phone).len(), 1);
    authority.publish_places(LAM_DONG, &[], START.plus(12 * HOUR))?;
    poll(&mut phone, at(13 * HOUR), &mut authority)?;
    places_asked(&mut authority);
    authority.end_day_of_places()?;
    poll(&mut phone, at(17 * HOUR), &mut authority)?;
    assert!(places_asked(&mut authority).is_empty(), "all of the day was matched one by one");
    Ok(())
}

#[test]
fn an_altered_day_file_of_places_warns_nobody_and_is_fetched_again() -> Outcome {
    let mut authority = authority();
    let mut phone = phone(&authority);
    scan_market(&mut phone, &authority, 100);
    authority.publish_places(LAM_DONG, &[row(0, 0, HOUR)], START.plus(2 * HOUR))?;
    authority.end_day_of_places()?;
    authority.behave_at("/v1/place-days/", Conduct::Lie(Lie::Altered));
    poll(&mut phone, at(3 * HOUR), &mut authority)?;
    assert!(place_notices(&phone).is_empty());
    authority.behave_honestly();
    poll(&mut phone, at(4 * HOUR), &mut authority)?;
    assert_eq!(place_notices(&phone).len(), 1);
    Ok(())
}

#[test]
fn an_altered_export_of_places_warns_nobody_and_is_fetched_again() -> Outcome {
    let mut authority = authority();
    let mut phone = phone(&authority);
    scan_market(&mut phone, &authority, 100);
    authority.publish_places(LAM_DONG, &[row(0, 0, HOUR)], START.plus(2 * HOUR))?;
    authority.behave_at("/v1/place-exports/", Conduct::Lie(Lie::Altered));
    poll(&mut phone, at(3 * HOUR), &mut authority)?;
    assert!(place_notices(&phone).is_empty());
    assert!(phone.tracer.status().troubles.contains(&Trouble::SignedFileRefused));
    authority.behave_honestly();
    poll(&mut phone, at(4 * HOUR), &mut authority)?;
    assert_eq!(place_notices(&phone).len(), 1);
    Ok(())
}

#[test]
fn threat_02_a_foreign_code_is_named_and_nothing_of_it_is_kept() -> Outcome {
    let authority = authority();
    let mut phone = phone(&authority);
    let person = "068088001234|NGUYỄN VĂN A|01/02/1988|1|0001A2B3C4D5|";
    let scanned = phone.tracer.scan_place(at(1), person)?;
    assert_eq!(scanned, Scanned::Foreign(ForeignCode::VietnamPersonal));
    let shop = phone.tracer.scan_place(at(2), "https://example.com/menu")?;
    assert_eq!(shop, Scanned::Refused(ScanRefused::NotAPlace));
    assert!(phone.tracer.visits().is_empty());
    let mut json = Vec::new();
    phone.tracer.write_own_data(at(3), &mut json)?;
    assert!(!String::from_utf8(json)?.contains("068088001234"));
    Ok(())
}

#[test]
fn threat_01_a_poster_of_another_signer_is_refused_and_a_later_one_asks_for_an_update() -> Outcome {
    let authority = authority();
    let mut phone = phone(&authority);
    let (place, seed) = market();
    let stranger = p256::ecdsa::SigningKey::from_slice(&[9; 32])?;
    let text = |number| {
        lancan_protocol::places::url("x.vn", &lancan_protocol::places::poster(&place, &seed, number, &stranger))
    };
    assert_eq!(phone.tracer.scan_place(at(1), &text(1))?, Scanned::Refused(ScanRefused::NotSigned));
    assert_eq!(phone.tracer.scan_place(at(1), &text(77))?, Scanned::Refused(ScanRefused::UpdateNeeded));
    Ok(())
}

#[test]
fn threat_16_whoever_reads_a_stolen_phones_store_finds_no_place_and_no_seed() -> Outcome {
    let authority = authority();
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store");
    let mut phone = ScriptedPhone::on_file(&file, 1, &authority)?;
    phone.start(at(0));
    scan_market(&mut phone, &authority, 100);
    phone.event(at(200), Event::Stopping);
    drop(phone);
    let seed = market().1;
    let day_seed = *seed.day_seed(today()).as_bytes();
    let secrets = [
        "Chợ Lộc Thắng".as_bytes().to_vec(),
        b"24850".to_vec(),
        seed.as_bytes().to_vec(),
        day_seed.to_vec(),
        lancan_protocol::hex::encode(&day_seed).into_bytes(),
        lancan_protocol::hex::encode(seed.code_id().as_bytes()).into_bytes(),
    ];
    for entry in std::fs::read_dir(folder.path())? {
        let bytes = std::fs::read(entry?.path())?;
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret));
        }
    }
    let again = ScriptedPhone::on_file(&file, 2, &authority)?;
    assert_eq!(again.tracer.visits()[0].visits[0].place, "Chợ Lộc Thắng", "the phone itself has it");
    Ok(())
}

#[test]
fn threat_17_a_scan_causes_no_packet() -> Outcome {
    let mut authority = authority();
    let (mut visitor, mut twin) = (phone(&authority), phone(&authority));
    for phone in [&mut visitor, &mut twin] {
        phone.talk(at(0), &mut authority)?;
    }
    scan_market(&mut visitor, &authority, 0);
    assert_eq!(visitor.tracer.next_wake(), twin.tracer.next_wake(), "nothing new is waited for");
    scan_market(&mut visitor, &authority, 200);
    for phone in [&mut visitor, &mut twin] {
        phone.event(at(201), Event::Wake);
    }
    let requests = |phone: &ScriptedPhone| -> Vec<String> {
        let paths = phone.commands.iter().filter_map(|(_, command)| match command {
            Command::Http(request) => Some(request.path.clone()),
            _ => None,
        });
        paths.collect()
    };
    assert_eq!(visitor.tracer.visits()[0].visits.len(), 1);
    assert_eq!(requests(&visitor), requests(&twin), "a phone that scanned asks for what any phone asks for");
    Ok(())
}

/// A phone that was at `visits` places reports with everything agreed to. The body, and how many requests there were.
fn report_of(visits: u8) -> Result<(Vec<u8>, usize), Box<dyn std::error::Error>> {
    let mut authority = authority();
    authority.rules.places.most_visits_per_day = 200;
    authority.rules.places.default_stay.insert(Category::Market, 1);
    let mut phone = phone(&authority);
    poll(&mut phone, at(10), &mut authority)?;
    let (place, _) = market();
    for n in 0..visits {
        let text = authority.poster(&place, &PlaceSeed::from_bytes([n; 16]));
        let second = 60 + u64::from(n) * 60;
        assert!(matches!(phone.tracer.scan_place(at(second), &text)?, Scanned::Entered(_)));
    }
    let now = at(26 * HOUR);
    poll(&mut phone, now, &mut authority)?;
    enter_code(&mut phone, now, &mut authority)?;
    assert_eq!(phone.tracer.review()?.visits.len(), usize::from(visits));
    phone.commands.clear();
    let agreed = ConsentGiven { visits: true, ..consent() };
    phone.try_act(now, |tracer, now| tracer.send(now, &agreed))?;
    let bodies = phone.commands.iter().filter_map(|(_, command)| match command {
        Command::Http(request) => Some(request.body.clone()),
        _ => None,
    });
    let bodies: Vec<Vec<u8>> = bodies.collect();
    phone.talk(now, &mut authority)?;
    let report = authority.reports.last().ok_or("a report")?;
    assert_eq!(report.visits.len(), usize::from(visits) * ReportedVisit::BYTES);
    Ok((bodies.concat(), bodies.len()))
}

#[test]
fn threat_17_a_report_with_0_and_with_200_visits_is_the_same_on_the_wire() -> Outcome {
    let (without, with) = (report_of(0)?, report_of(200)?);
    assert_eq!((without.0.len(), without.1), (REPORT_BYTES, 1));
    assert_eq!((with.0.len(), with.1), (REPORT_BYTES, 1));
    Ok(())
}

#[test]
fn visits_are_reviewed_by_name_left_out_one_by_one_and_sent_by_their_own_consent_only() -> Outcome {
    let mut authority = authority();
    let mut phone = phone(&authority);
    let (place, _) = market();
    for n in 0..3_u8 {
        let text = authority.poster(&place, &PlaceSeed::from_bytes([n; 16]));
        phone.tracer.scan_place(at(HOUR * u64::from(n) + 60), &text)?;
    }
    let now = at(26 * HOUR);
    poll(&mut phone, now, &mut authority)?;
    enter_code(&mut phone, now, &mut authority)?;
    let review = phone.tracer.leave_out_visit(2)?;
    let left_out: Vec<(i64, bool)> = review.visits.iter().map(|of| (of.visit.id, of.left_out)).collect();
    assert_eq!(left_out, [(3, false), (2, true), (1, false)], "newest first");
    assert_eq!(review.visits[0].visit.place, "Chợ Lộc Thắng");
    let span = lancan_core::Span { from: START, to: START.plus(HOUR) };
    let review = phone.tracer.leave_out(span)?;
    assert!(review.visits[2].left_out, "it lies in hours that were left out");
    assert!(phone.tracer.leave_nothing_out()?.visits.iter().all(|of| !of.left_out));
    phone.tracer.leave_out_visit(2)?;
    let agreed = ConsentGiven { visits: true, ..consent() };
    phone.try_act(now, |tracer, now| tracer.send(now, &agreed))?;
    phone.talk(now, &mut authority)?;
    let report = authority.reports.last().ok_or("a report")?;
    assert!(report.consent.as_ref().is_some_and(|consent| consent.visits));
    let sent: Vec<ReportedVisit> = ReportedVisit::all(&report.visits).collect();
    let enters: Vec<UnixTime> = sent.iter().map(|visit| visit.enter.start()).collect();
    assert_eq!(enters, [2 * HOUR, 0].map(|second| START.plus(second + 60)));
    assert_eq!(sent[0].id, PlaceSeed::from_bytes([2; 16]).day_seed(today()).visit_id());
    assert!(sent[0].flags.contains(VisitFlags::ESTIMATED_LEAVE) && sent[1].flags.contains(VisitFlags::SCANNED_IN));
    Ok(())
}

#[test]
fn without_consent_no_visit_leaves_the_phone() -> Outcome {
    let mut authority = authority();
    let mut phone = phone(&authority);
    scan_market(&mut phone, &authority, 100);
    let now = at(26 * HOUR);
    poll(&mut phone, now, &mut authority)?;
    enter_code(&mut phone, now, &mut authority)?;
    phone.try_act(now, |tracer, now| tracer.send(now, &consent()))?;
    phone.talk(now, &mut authority)?;
    let report = authority.reports.last().ok_or("a report")?;
    assert!(report.visits.is_empty() && report.consent.as_ref().is_some_and(|consent| !consent.visits));
    Ok(())
}

#[test]
fn erasing_leaves_no_visit_and_no_warning_of_a_place() -> Outcome {
    let mut authority = authority();
    let mut phone = phone(&authority);
    scan_market(&mut phone, &authority, 100);
    authority.publish_places(LAM_DONG, &[row(0, 0, HOUR)], START.plus(2 * HOUR))?;
    poll(&mut phone, at(3 * HOUR), &mut authority)?;
    assert_eq!(phone.tracer.place_warnings().len(), 1);
    phone.try_act(at(4 * HOUR), Tracer::erase)?;
    assert!(phone.tracer.visits().is_empty() && phone.tracer.place_warnings().is_empty());
    let mut json = Vec::new();
    phone.tracer.write_own_data(at(4 * HOUR), &mut json)?;
    assert!(!String::from_utf8(json)?.contains("Lộc Thắng"));
    Ok(())
}

#[test]
fn own_data_shows_visits_and_a_new_phone_takes_them_over() -> Outcome {
    let mut authority = authority();
    let mut old = phone(&authority);
    scan_market(&mut old, &authority, 100);
    let mut json = Vec::new();
    old.tracer.write_own_data(at(200), &mut json)?;
    assert!(String::from_utf8(json)?.contains("Lộc Thắng"));
    let file = old.tracer.seal_transfer(at(300), "mật khẩu rất dài")?;
    let mut new = ScriptedPhone::new(2, &authority)?;
    new.start(at(0));
    new.tracer.open_transfer(&file, "mật khẩu rất dài")?;
    let places = |phone: &ScriptedPhone| -> Vec<(String, UnixTime, UnixTime)> {
        let visits = phone.tracer.visits().into_iter().flat_map(|date| date.visits);
        visits.map(|visit| (visit.place, visit.enter, visit.leave)).collect()
    };
    assert_eq!(places(&new), places(&old));
    authority.publish_places(LAM_DONG, &[row(0, 0, HOUR)], START.plus(2 * HOUR))?;
    poll(&mut new, at(3 * HOUR), &mut authority)?;
    assert_eq!(place_notices(&new).len(), 1);
    Ok(())
}

#[test]
fn a_visit_added_by_hand_finds_what_was_published_before() -> Outcome {
    let mut authority = authority();
    let mut phone = phone(&authority);
    scan_market(&mut phone, &authority, 10 * HOUR);
    authority.publish_places(LAM_DONG, &[row(0, 0, HOUR)], START.plus(2 * HOUR))?;
    authority.publish_places(LAM_DONG, &[row(1, 13 * HOUR, 14 * HOUR)], START.plus(14 * HOUR))?;
    poll(&mut phone, at(15 * HOUR), &mut authority)?;
    assert!(place_notices(&phone).is_empty());
    let (place, seed) = market();
    let text = authority.poster(&place, &seed);
    let now = at(15 * HOUR + 60);
    let future = phone.tracer.add_visit(now, &text, START.plus(16 * HOUR), START.plus(17 * HOUR));
    assert_eq!(future, Err(lancan_protocol::problem::Problem::RequestInvalid));
    phone.tracer.add_visit(now, &text, START, START.plus(600))?;
    poll(&mut phone, at(16 * HOUR), &mut authority)?;
    let told = place_notices(&phone);
    assert_eq!(
        told.iter().map(|(change, warning)| (*change, warning.enter)).collect::<Vec<_>>(),
        [(WarningChange::New, START)]
    );
    Ok(())
}

#[test]
fn visits_are_kept_for_21_days_and_not_deleted_by_a_clock_that_nothing_confirms() -> Outcome {
    const DAY: u64 = 86_400;
    let mut authority = authority();
    let mut phone = phone(&authority);
    scan_market(&mut phone, &authority, 100);
    poll(&mut phone, at(HOUR), &mut authority)?;
    // The clock jumps a month ahead: nothing that was signed says so.
    let jumped = lancan_core::Now { wall: START.plus(30 * DAY), ..at(2 * HOUR) };
    phone.event(jumped, Event::Wake);
    assert_eq!(phone.tracer.visits().len(), 1);
    for day in [21, 22] {
        let now = at(day * DAY + 2 * HOUR);
        poll(&mut phone, now, &mut authority)?;
        phone.event(at(day * DAY + 3 * HOUR), Event::Wake);
        assert_eq!(phone.tracer.visits().len(), usize::from(day == 21), "day {day}");
    }
    Ok(())
}

#[test]
fn a_scan_under_a_clock_that_is_known_to_be_wrong_is_stamped_with_the_known_time() -> Outcome {
    let mut authority = authority();
    let mut phone = phone(&authority);
    poll(&mut phone, at(60), &mut authority)?;
    // Somebody sets the clock five hours back.
    let wrong = lancan_core::Now { wall: START.minus(5 * HOUR), ..at(600) };
    phone.event(wrong, Event::Wake);
    assert!(phone.tracer.status().troubles.contains(&Trouble::ClockWrong));
    let (place, seed) = market();
    phone.tracer.scan_place(wrong, &authority.poster(&place, &seed))?;
    let enter = phone.tracer.visits()[0].visits[0].enter;
    assert!(enter >= START.plus(540) && enter <= START.plus(660), "{}", enter.0);
    let minute = u16::try_from(Minute::of(enter).since(Minute::of(KeyDays::VIETNAM.start(today()))))?;
    let shown = authority.display(&place, &PlaceSeed::from_bytes([6; 16]), today(), minute);
    assert!(matches!(phone.tracer.scan_place(wrong, &shown)?, Scanned::Entered(_)), "a display is judged by it too");
    Ok(())
}
