//! How the golden files of this version were made.
//!
//! `cargo test -p lancan-core --test golden -- --ignored` writes those that are missing. To add the files of a new
//! version, give them new names here; a file that exists is never written again.

use core::time::Duration;
use std::{fs::File, io::Write as _, path::Path};

use lancan_core::{Event, Now, Recorder, SightingOf, Span, Store, StoredKey, Tracer};
use lancan_protocol::{
    code::Code,
    frame::Frame,
    keys::DayKey,
    places::{Category, Place, PlaceFlags, PlaceName, PlaceSeed, Province, UnitCode},
    rules::PollingRules,
    time::UnixTime,
};

use super::{EVERYTHING, open, rng, sealing::rows_of_today, vault};
use lancan_testkit::{
    Conduct, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, consent, enter_code, meet, poll, report, send},
};

/// The passphrase of the golden transfer file.
pub(crate) const PASSPHRASE: &str = "bốn con voi trắng";
/// What the user typed on the phone that waits for an answer.
pub(crate) const CODE_SEED: u64 = 9;
/// Named values that show in the dump of a store. The report is too long; [`super::store`] looks at it apart.
pub(crate) const SHOWN: [&str; 6] = ["progress", "rules", "exposures", "cover", "receiver", "paused"];
/// Named values that a transfer file takes along.
pub(crate) const MOVED: [&str; 2] = ["progress", "exposures"];
/// When the golden phones were put away.
pub(crate) const PUT_AWAY: u64 = 7_500;

#[test]
#[ignore = "writes the golden files that are missing"]
fn make_the_golden_files_of_this_version() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store");
    a_phone_with_everything(&file);
    keep("store-v1.golden", &std::fs::read(&file).unwrap());

    let file = folder.path().join("code");
    a_phone_whose_code_was_not_answered(&file);
    keep("store-v1-code.golden", &std::fs::read(&file).unwrap());

    let file = folder.path().join("call");
    a_phone_with_a_visit_a_review_and_a_call(&file);
    keep("store-v1-call.golden", &std::fs::read(&file).unwrap());

    let file = folder.path().join("sent");
    super::sent::a_phone_that_takes_a_report_back(&file);
    keep("store-v1-sent.golden", &std::fs::read(&file).unwrap());

    let file = folder.path().join("declared");
    super::declared::a_phone_that_declares(&file);
    keep("store-v1-declared.golden", &std::fs::read(&file).unwrap());

    let file = folder.path().join("logged");
    super::logged::a_phone_at_places_with_lists(&file);
    keep("store-v1-logged.golden", &std::fs::read(&file).unwrap());

    let (mut store, _folder) = open("store-v1.golden");
    keep("rows-v1.txt", rows_of_today().as_bytes());
    keep("store-v1.json", &dump(&mut store));
    keep("transfer-v1-standing.golden", &transfer(&mut store));
    for name in SHOWN.into_iter().chain(["warnings", "day-keys"]) {
        keep(&format!("values/{name}"), &store.get(name).unwrap().unwrap());
    }
    let (mut store, _folder) = open("store-v1-call.golden");
    keep("transfer-v1-map.golden", &transfer_after(2 * 86_400, &mut store));
    let (store, _folder) = open("store-v1-code.golden");
    keep("values/code", &store.get("code").unwrap().unwrap());
}

/// Writes a golden file, if it is not there.
fn keep(name: &str, bytes: &[u8]) {
    if let Ok(mut file) = File::create_new(super::path(name)) {
        file.write_all(bytes).unwrap();
    }
}

/// Everything that a store holds but the report, as JSON.
pub(crate) fn dump(store: &mut Store) -> Vec<u8> {
    let mut json = Vec::new();
    // All keys are over by then, so that none is left out.
    lancan_core::write_json(store, UnixTime(u64::from(u32::MAX)), &SHOWN, &mut json).unwrap();
    json
}

/// The transfer file of a store. Equal randomness gives equal bytes.
pub(crate) fn transfer(store: &mut Store) -> Vec<u8> {
    transfer_after(PUT_AWAY, store)
}

/// The transfer file of a store, made this many seconds after the start. Keys that are live then stay behind.
pub(crate) fn transfer_after(seconds: u64, store: &mut Store) -> Vec<u8> {
    lancan_core::seal_transfer(store, at(seconds).wall, &MOVED, PASSPHRASE, &mut rng(50)).unwrap()
}

/// A phone that heard everything there is to hear, was near a case, is warned, and sends a report of its own that does
/// not arrive.
fn a_phone_with_everything(file: &Path) {
    let mut authority = authority();
    let mut store = Store::open(file, &vault(), &mut rng(1)).unwrap();
    the_day_before(&mut store);
    let mut phone = ScriptedPhone::open(store, authority.deployment().unwrap(), 2).unwrap();
    let mut case = ScriptedPhone::new(3, &authority).unwrap();
    for phone in [&mut case, &mut phone] {
        phone.start(at(0));
        phone.talk(at(0), &mut authority).unwrap();
    }
    meet(&mut case, &mut phone, 10, 25);
    report(&mut case, at(3_600), &mut authority).unwrap();
    authority.publish_report(0, at(6_000).wall).unwrap();
    poll(&mut phone, at(6_010), &mut authority).unwrap();
    let warned = phone.warnings()[0].id;
    assert!(phone.tracer.dismiss_warning(warned).unwrap());

    let code = Code::short(8, &mut rng(CODE_SEED));
    phone.try_act(at(7_000), |tracer, now| tracer.enter_code(now, &code.grouped())).unwrap();
    phone.talk(at(7_000), &mut authority).unwrap();
    authority.conduct = Conduct::Unreachable;
    send(&mut phone, at(7_100), &mut authority).unwrap();
    phone.act(at(7_200), Tracer::pause);
    phone.event(at(PUT_AWAY), Event::Stopping);
}

/// A phone that was out of reach when its user entered a code.
fn a_phone_whose_code_was_not_answered(file: &Path) {
    let mut authority = authority();
    authority.conduct = Conduct::Unreachable;
    let store = Store::open(file, &vault(), &mut rng(4)).unwrap();
    let mut phone = ScriptedPhone::open(store, authority.deployment().unwrap(), 5).unwrap();
    phone.start(at(0));
    let code = Code::short(8, &mut rng(CODE_SEED));
    phone.try_act(at(60), |tracer, now| tracer.enter_code(now, &code.grouped())).unwrap();
    phone.talk(at(60), &mut authority).unwrap();
    phone.event(at(70), Event::Stopping);
}

/// A phone whose user reported and is to report again, visited a market, was warned of a case, and asks to be called while
/// nobody can be reached.
pub(crate) fn a_phone_with_a_visit_a_review_and_a_call(file: &Path) {
    let mut authority = authority();
    let store = Store::open(file, &vault(), &mut rng(10)).unwrap();
    let mut phone = ScriptedPhone::open(store, authority.deployment().unwrap(), 11).unwrap();
    let mut case = ScriptedPhone::new(12, &authority).unwrap();
    for phone in [&mut case, &mut phone] {
        phone.start(at(0));
        phone.talk(at(0), &mut authority).unwrap();
    }
    meet(&mut case, &mut phone, 10, 25);
    report(&mut case, at(3_600), &mut authority).unwrap();
    authority.publish_report(0, at(6_000).wall).unwrap();
    poll(&mut phone, at(6_010), &mut authority).unwrap();

    report(&mut phone, at(6_020), &mut authority).unwrap();
    enter_code(&mut phone, at(6_040), &mut authority).unwrap();
    phone.tracer.leave_out(Span { from: START, to: START.plus(600) }).unwrap();

    let place = Place {
        flags: PlaceFlags::default(),
        category: Category::Market,
        province: Province(68),
        unit: UnitCode::from_digits("24850").unwrap(),
        name: PlaceName::typed("Chợ Lộc Thắng").unwrap(),
    };
    let poster = authority.poster(&place, &PlaceSeed::from_bytes([5; 16]));
    phone.tracer.scan_place(at(6_060), &poster).unwrap();

    let warning = phone.warnings()[0].id;
    phone.try_act(at(6_100), |tracer, now| tracer.ask_for_password(now, warning, "0912 345 678", "vi")).unwrap();
    phone.talk(at(6_100), &mut authority).unwrap();
    authority.conduct = Conduct::Unreachable;
    phone.try_act(at(6_160), |tracer, now| tracer.call_me(now, "123 456", &[], &consent())).unwrap();
    phone.talk(at(6_160), &mut authority).unwrap();
    phone.act(at(6_170), Tracer::pause);
    phone.event(at(6_180), Event::Stopping);
}

fn authority() -> ScriptedAuthority {
    let mut authority = ScriptedAuthority::new(START).unwrap();
    authority.index_etag = Some("\"41\"".into());
    authority.rules.polling = PollingRules { seconds: 14_400, cover_mean_days: Some(5) };
    authority
}

/// Two intervals with an encounter of every form, and the key of that day.
fn the_day_before(store: &mut Store) {
    let now = |seconds: u64| Now { wall: START.minus(86_400).plus(seconds), monotonic: Duration::from_secs(seconds) };
    let frame = |n: u8| Frame::from_bytes(&[n; 20]).unwrap();
    let mut recorder = Recorder::new(&mut rng(6));
    recorder.advertising(now(0));
    // Scans a minute apart: measured, not measured, written, Bluezone's, and an identifier with two metadata.
    for second in [0, 60, 120, 250] {
        recorder.scan_began(now(second));
        recorder.sighted(now(second + 1), SightingOf::Frame(frame(1)), Some(-50));
        recorder.sighted(now(second + 2), SightingOf::Frame(frame(1)), Some(-80));
        recorder.sighted(now(second + 3), SightingOf::Frame(frame(2)), None);
        recorder.sighted(now(second + 4), SightingOf::Written(frame(3)), Some(-70));
        recorder.sighted(now(second + 5), SightingOf::Bluezone([4; 12]), Some(-60));
        let mut other = [5; 20];
        other[19] = u8::try_from(second / 60).unwrap();
        recorder.sighted(now(second + 6), SightingOf::Frame(Frame::from_bytes(&other).unwrap()), Some(-65));
    }
    recorder.hand_out(now(599), |segments| store.append(segments)).unwrap();
    // Below the floor; and more different gaps between scans than a block has common ones.
    recorder.raise_floor(now(900).wall);
    let mut second = 600;
    for gap in 2..=21_u8 {
        second += u64::from(gap);
        recorder.scan_began(now(second));
        recorder.sighted(now(second), SightingOf::Frame(frame(100 + gap)), Some(-90));
    }
    recorder.hand_out(now(1_199), |segments| store.append(segments)).unwrap();
    let whole = StoredKey::used_throughout(DayKey::from_bytes([9; 16]), START.minus(86_400).interval(), 100);
    let key = StoredKey { ended: true, reported: true, ..whole };
    store.run("key", |transaction| transaction.put_key(key)).unwrap();
    assert_eq!(store.keys(EVERYTHING).unwrap().len(), 1);
}
