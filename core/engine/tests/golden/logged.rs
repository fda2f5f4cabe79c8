//! A phone at places that must list their visitors is opened, and goes on: one entry is sealed, one waits for its time, one place
//! is asked about.

use std::path::Path;

use lancan_core::{Event, LogContact, LogStage, LogStanding, Notice, Scanned, Store};
use lancan_protocol::{
    key_days::KeyDays,
    places::{Category, Minute, Place, PlaceFlags, PlaceName, PlaceSeed, Province, UnitCode},
    visitor_log::UPLOAD_BYTES,
};
use lancan_testkit::{
    Conduct, ScriptedAuthority, ScriptedPhone,
    acts::{START, at},
};

use super::{open, rng, vault};

const STORE: &str = "store-v1-logged.golden";
const LAM_DONG: Province = Province(68);
const HOUR: u64 = 3_600;

fn authority() -> ScriptedAuthority {
    let mut authority = ScriptedAuthority::new(START).unwrap();
    let pack = (7, KeyDays::VIETNAM.day(START), Minute::of(START.plus(35 * 86_400)));
    authority.publish_pack(LAM_DONG, LAM_DONG, pack, false).unwrap();
    authority
}

fn scan(phone: &mut ScriptedPhone, authority: &ScriptedAuthority, (name, seed): (&str, u8), second: u64) -> i64 {
    let place = Place {
        flags: PlaceFlags::VISITOR_LOG,
        category: Category::Hospital,
        province: LAM_DONG,
        unit: UnitCode::from_digits("24850").unwrap(),
        name: PlaceName::typed(name).unwrap(),
    };
    let poster = authority.poster(&place, &PlaceSeed::from_bytes([seed; 16]));
    match phone.tracer.scan_place(at(second), &poster).unwrap() {
        Scanned::LogAsked(question) => question.visit.id,
        other => panic!("{other:?}"),
    }
}

/// The first entry was sealed and did not get through, the second waits, the third is not answered.
pub(super) fn a_phone_at_places_with_lists(file: &Path) {
    let mut authority = authority();
    let store = Store::open(file, &vault(), &mut rng(1)).unwrap();
    let mut phone = ScriptedPhone::open(store, authority.deployment().unwrap(), 21).unwrap();
    phone.start(at(0));
    let contact = LogContact {
        name: "Nguyễn Văn An".into(),
        phone: "0912345678".into(),
        birth_year: Some(1980),
        unit: Some("24850".into()),
    };
    phone.tracer.set_log_contact(at(10), &contact).unwrap();
    let first = scan(&mut phone, &authority, ("Bệnh viện Lộc Thắng", 5), 60);
    phone.try_act(at(70), |tracer, now| tracer.agree_to_log(now, first, 1)).unwrap();
    authority.behave_at("/v1/visitor-log", Conduct::Unreachable);
    authority.behave_at("/v1/visitor-log/packs", Conduct::Honest);
    phone.pass(at(70), at(2 * HOUR).monotonic, &mut authority).unwrap();
    let second = scan(&mut phone, &authority, ("Trạm y tế xã Lộc Quảng", 6), 2 * HOUR);
    phone.try_act(at(2 * HOUR), |tracer, now| tracer.agree_to_log(now, second, 0)).unwrap();
    scan(&mut phone, &authority, ("Bệnh viện Bảo Lộc", 7), 2 * HOUR + 60);
    phone.event(at(2 * HOUR + 120), Event::Stopping);
}

#[test]
fn what_waits_is_sent_and_what_is_asked_is_still_asked() {
    let (store, _folder) = open(STORE);
    let mut authority = authority();
    let mut phone = ScriptedPhone::open(store, authority.deployment().unwrap(), 22).unwrap();
    assert_eq!(phone.tracer.log_contact().unwrap().name, "Nguyễn Văn An");
    let standing: Vec<_> = phone.tracer.log_entries().into_iter().map(|entry| entry.standing).collect();
    assert_eq!(standing, [LogStanding::Waiting, LogStanding::Waiting, LogStanding::Asked]);
    phone.start(at(3 * HOUR));
    phone.talk(at(3 * HOUR), &mut authority).unwrap();
    phone.pass(at(3 * HOUR), at(5 * HOUR).monotonic, &mut authority).unwrap();
    let arrived =
        phone.notices.iter().filter(|notice| matches!(notice, Notice::VisitorLog(LogStage::Arrived { .. }))).count();
    assert_eq!((arrived, authority.envelopes.len()), (2, 2));
    assert!(authority.envelopes.iter().all(|upload| upload.to_bytes().len() == UPLOAD_BYTES));
    assert_eq!(phone.tracer.log_entries()[0].standing, LogStanding::Asked);
    let packs = authority.asked.iter().filter(|path| path.contains("/packs/")).count();
    assert_eq!(packs, 0, "the pack is kept");
}
