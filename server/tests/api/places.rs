//! Places: added by officers, named by reports, warned of by exports.

use std::collections::BTreeSet;
use std::io::Cursor;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::export::day_file;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::places::export::{PlacesLimits, PlacesReader};
use lancan_protocol::places::{
    CodeSecret, Minute, PlaceCode, PlaceKeys, PlaceSeed, RotatingKey, Row, ScannedText, WindowKind,
};
use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::visits::{FoundWindow, Proof, ReportedVisit, TagIndex, VisitFlags, VisitedDay};
use lancan_protocol::wire::{Deployment, IndexedPlaceDay, IndexedPlaces, path};
use lancan_server::{CentreRef, NewAccount, Role, Scope, create_centre};
use serde_json::{Value as Json, json};

use crate::support::{Officer, PASSWORD, Phone, START, TODAY, World, holds};

pub(crate) const DAYS: KeyDays = KeyDays::VIETNAM;
pub(crate) const WARD: &str = "25054";
const SLOT: u64 = 600;

/// A server with an officer in a ward of Lâm Đồng and one in Hồ Chí Minh City.
pub(crate) fn world() -> World {
    let world = World::new();
    add_ward_officers(&world);
    world
}

/// Adds an officer in a ward of Lâm Đồng and one in Hồ Chí Minh City.
pub(crate) fn add_ward_officers(world: &World) {
    for (name, ward) in [("lan", WARD), ("hoa", "25747")] {
        let centre = world.runtime.block_on(create_centre(&world.config, "Trạm y tế", Some(ward))).unwrap();
        let account =
            NewAccount { name, centre: CentreRef::Id(&centre), role: Role::Officer, scope: Scope::Centre, totp: false };
        world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
    }
}

impl World {
    fn place_keys(&self) -> PlaceKeys {
        PlaceKeys::of(&self.deployment())
    }

    pub(crate) fn deployment(&self) -> Deployment {
        serde_json::from_slice(&self.get(path::DEPLOYMENT).body).unwrap()
    }

    /// What the exports of places that ended after `since` say to who has this seed.
    pub(crate) fn windows(&self, seed: &PlaceSeed, since: UnixTime) -> Vec<FoundWindow> {
        let days = (0..=21).map(|ago| TODAY.minus(ago)).chain((1..=21).map(|ahead| TODAY.plus(ahead)));
        let visited = days.map(|day| VisitedDay { handle: day.0, seed: seed.day_seed(day) }).collect();
        let tags = TagIndex::new(visited);
        let index = self.index();
        let days = index.place_days.iter().flat_map(|day| self.exports_of_place_day(day));
        let exports = days.chain(index.places.iter().map(|export| self.places_file(export)));
        exports.flat_map(|export| self.found(&tags, export, since)).collect()
    }

    fn found(&self, tags: &TagIndex, export: Vec<u8>, since: UnixTime) -> Vec<FoundWindow> {
        let trusted = lancan_protocol::export::TrustedKeys::new(&self.deployment().places_keys).unwrap();
        let mut reader = PlacesReader::open(Cursor::new(export), PlacesLimits::default()).unwrap();
        let (verified, found) = tags.match_export(&mut reader, &trusted).unwrap();
        if verified.header.end > since { found } else { Vec::new() }
    }

    pub(crate) fn places_file(&self, export: &IndexedPlaces) -> Vec<u8> {
        let said = self.get(&format!("{}{}", path::PLACES_EXPORTS, export.name));
        assert_eq!((said.status, said.body.len() as u64), (200, export.bytes));
        assert_eq!(
            crate::support::hex(ring::digest::digest(&ring::digest::SHA256, &said.body).as_ref()),
            export.sha256
        );
        said.body
    }

    pub(crate) fn place_rows(&self, export: &IndexedPlaces) -> Vec<Row> {
        let mut reader = PlacesReader::open(Cursor::new(self.places_file(export)), PlacesLimits::default()).unwrap();
        let mut stream = reader.stream().unwrap();
        std::iter::from_fn(|| stream.next().unwrap()).collect()
    }

    /// The exports of a province's finished day, as its file holds them.
    pub(crate) fn exports_of_place_day(&self, day: &IndexedPlaceDay) -> Vec<Vec<u8>> {
        let said = self.get(&format!("{}{}", path::PLACE_DAYS, day.day.name));
        assert_eq!((said.status, said.body.len() as u64), (200, day.day.bytes));
        let exports: Vec<Vec<u8>> = day_file::exports(&said.body).unwrap().into_iter().map(<[u8]>::to_vec).collect();
        assert_eq!(exports.len(), day.day.exports as usize);
        exports
    }

    /// The rows of each export of every finished day.
    pub(crate) fn place_rows_of_days(&self) -> Vec<Vec<Row>> {
        let exports = self.index().place_days.iter().flat_map(|day| self.exports_of_place_day(day)).collect::<Vec<_>>();
        let rows = |export| {
            let mut reader = PlacesReader::open(Cursor::new(export), PlacesLimits::default()).unwrap();
            let mut stream = reader.stream().unwrap();
            std::iter::from_fn(|| stream.next().unwrap()).collect()
        };
        exports.into_iter().map(rows).collect()
    }

    pub(crate) fn pass_slots(&self, slots: u64) {
        for _ in 0..slots {
            self.go_to(self.now().plus(SLOT));
        }
    }
}

impl Officer<'_> {
    pub(crate) fn add_place(&self, name: &str) -> String {
        let body = json!({ "name": name, "category": "market", "unit": WARD, "address": "Quốc lộ 20" });
        let said = self.call("POST", "/officer/v1/places", Some(body));
        assert_eq!(said.status, 201, "{}", String::from_utf8_lossy(&said.body));
        said.json()["id"].as_str().unwrap().to_owned()
    }

    /// The code on a place's poster, as a phone scans it.
    pub(crate) fn scan(&self, place: &str) -> PlaceCode {
        let said = self.call("GET", &format!("/officer/v1/places/{place}/poster"), None);
        assert_eq!(said.status, 200);
        let text = said.json()["text"].as_str().unwrap().to_owned();
        let ScannedText::Place(bytes) = ScannedText::of(&text) else { panic!("{text}") };
        PlaceCode::read(&bytes, &self.world.place_keys()).unwrap()
    }

    fn visits(&self, case: &str) -> Json {
        let said = self.call("GET", &format!("/officer/v1/cases/{case}/visits"), None);
        assert_eq!(said.status, 200);
        said.json()
    }

    fn publish(&self, case: &str, visits: &[&str]) -> crate::support::Said {
        self.call("POST", &format!("/officer/v1/cases/{case}/windows"), Some(json!({ "visits": visits })))
    }
}

pub(crate) fn seed(code: &PlaceCode) -> PlaceSeed {
    match &code.secret {
        CodeSecret::Poster(seed) => seed.clone(),
        CodeSecret::Rotating(_) => panic!("a display's"),
    }
}

/// A stay at a place from one minute of a day until another.
pub(crate) fn stay(seed: &PlaceSeed, day: Day, enter: u32, leave: u32) -> ReportedVisit {
    let midnight = Minute::of(DAYS.start(day));
    ReportedVisit {
        id: seed.day_seed(day).visit_id(),
        enter: midnight.plus(enter),
        leave: Some(midnight.plus(leave)),
        flags: VisitFlags(3),
        proof: Proof::default(),
    }
}

/// Opens a case, and sends a report that brings these visits. Returns the case's id.
pub(crate) fn reported(world: &World, officer: &Officer<'_>, id: u8, visits: &[ReportedVisit]) -> String {
    let case = officer.open_case();
    let code = officer.issue(&case, "long")["code"].as_str().unwrap().to_owned();
    let phone = Phone::new(id);
    let mut report = phone.report(world, &phone.verify(world, &code), id);
    report.visits = visits.iter().flat_map(ReportedVisit::to_bytes).collect();
    report.consent.as_mut().unwrap().visits = true;
    phone.send(world, &report);
    case
}

fn names(visits: &Json) -> Vec<String> {
    visits["visits"].as_array().unwrap().iter().map(|visit| visit["visit"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_officer_adds_a_place_whose_poster_every_phone_verifies() {
    let world = world();
    let officer = world.sign_in("lan");
    let place = officer.add_place("Chợ Bảo Lâm");
    let code = officer.scan(&place);
    assert_eq!((code.place.name.as_str(), code.place.unit.to_string().as_str()), ("Chợ Bảo Lâm", WARD));
    assert_eq!(code.place.province.region(), "68");
    let viewed = officer.call("GET", &format!("/officer/v1/places/{place}"), None).json();
    assert_eq!(viewed["codes"].as_array().unwrap().len(), 1);
    assert!(viewed["verified_at"].is_u64() && viewed["windows"].as_array().unwrap().is_empty());
    for found in ["cho bao", "BẢO LÂM", ""] {
        let encoded = found.replace(' ', "%20").replace('Ả', "%E1%BA%A2").replace('Â', "%C3%82");
        let listed = officer.call("GET", &format!("/officer/v1/places?name={encoded}"), None).json();
        assert_eq!(listed.as_array().unwrap().len(), 1, "{found}");
    }
    assert!(officer.call("GET", "/officer/v1/places?name=truong", None).json().as_array().unwrap().is_empty());
}

#[test]
fn a_place_of_nearly_the_same_name_is_shown_first_and_added_on_demand() {
    let world = world();
    let officer = world.sign_in("lan");
    officer.add_place("Chợ Bảo Lâm");
    let mut body = json!({ "name": "chợ bảo lâm (cổng sau)", "category": "market", "unit": WARD });
    let said = officer.call("POST", "/officer/v1/places", Some(body.clone()));
    assert_eq!((said.status, said.json()["alike"][0]["name"].as_str()), (200, Some("Chợ Bảo Lâm")));
    assert_eq!(world.count("places"), 1);
    body["although_alike"] = true.into();
    assert_eq!(officer.call("POST", "/officer/v1/places", Some(body)).status, 201);
}

#[test]
fn places_of_another_area_are_not_there_and_none_is_added_there() {
    let world = world();
    let place = world.sign_in("lan").add_place("Chợ Bảo Lâm");
    let other = world.sign_in("hoa");
    assert!(other.call("GET", "/officer/v1/places", None).json().as_array().unwrap().is_empty());
    for (method, rest) in [("GET", ""), ("GET", "/poster"), ("GET", "/display"), ("POST", "/verify")] {
        let said = other.call(method, &format!("/officer/v1/places/{place}{rest}"), None);
        let missing = other.call(method, &format!("/officer/v1/places/0{rest}"), None);
        assert_eq!((said.status, &said.body), (404, &missing.body), "{rest}");
    }
    let body = json!({ "name": "Chợ", "category": "market", "unit": WARD });
    assert_eq!(other.call("POST", "/officer/v1/places", Some(body.clone())).status, 403);
    assert_eq!(world.sign_in("an").call("POST", "/officer/v1/places", Some(body)).status, 403, "a centre of no unit");
    for (field, value) in [("name", ""), ("category", "zoo"), ("unit", "68"), ("unit", "x")] {
        let mut body = json!({ "name": "Chợ", "category": "market", "unit": WARD });
        body[field] = value.into();
        let said = world.sign_in("lan").call("POST", "/officer/v1/places", Some(body));
        assert_eq!((said.status, said.problem().as_str()), (400, "request-invalid"), "{field} {value}");
    }
    assert_eq!(world.count("places"), 1);
}

#[test]
fn threat_07_a_visit_that_cannot_have_been_is_left_out_and_the_answer_is_the_same() {
    let world = world();
    let officer = world.sign_in("lan");
    let seed = seed(&officer.scan(&officer.add_place("Chợ Bảo Lâm")));
    let foreign = PlaceSeed::from_bytes([9; 16]);
    let early = stay(&seed, TODAY.minus(20), 60, 90);
    let before_the_code = stay(&seed, TODAY.minus(1), 60, 90);
    let good = stay(&seed, TODAY, 600, 640);
    let overlaps = stay(&seed, TODAY, 605, 700);
    let of_another_day = ReportedVisit { enter: good.enter.minus(Minute::PER_DAY), ..good };
    let visits = [good, overlaps, early, before_the_code, of_another_day, stay(&foreign, TODAY, 700, 720)];
    let case = reported(&world, &officer, 20, &visits);
    let seen = officer.visits(&case);
    assert_eq!(names(&seen).len(), 1);
    assert_eq!(seen["visits"][0]["from"], good.enter.start().0);
    assert_eq!(seen["visits"][0]["grade"], "poster");
    world.pass_slots(4);
    assert!(world.windows(&seed, UnixTime(0)).is_empty(), "nothing is published before an officer's act");
}

#[test]
fn a_visit_whose_leave_nobody_scanned_ends_with_the_report_at_the_latest_and_can_be_published() {
    let world = world();
    let officer = world.sign_in("lan");
    let seed = seed(&officer.scan(&officer.add_place("Chợ Bảo Lâm")));
    let now = Minute::of(world.now());
    let enter = now.minus(20).since(Minute::of(DAYS.start(TODAY)));
    let mut visit = stay(&seed, TODAY, enter, enter + 300);
    visit.flags = VisitFlags::SCANNED_IN;
    visit.flags.insert(VisitFlags::ESTIMATED_LEAVE);
    let case = reported(&world, &officer, 20, &[visit]);
    let seen = officer.visits(&case);
    assert_eq!(
        (&seen["visits"][0]["from"], &seen["visits"][0]["until"]),
        (&json!(visit.enter.start().0), &json!(now.start().0))
    );
    assert_eq!(officer.publish(&case, &[&names(&seen)[0]]).status, 201);
    world.pass_slots(4);
    assert_eq!(world.windows(&seed, UnixTime(0)).len(), 1);
}

#[test]
fn visits_without_consent_and_visits_broken_off_are_refused_and_nothing_is_kept() {
    let world = world();
    let officer = world.sign_in("lan");
    let seed = seed(&officer.scan(&officer.add_place("Chợ Bảo Lâm")));
    let phone = Phone::new(30);
    let case = officer.open_case();
    let code = officer.issue(&case, "long")["code"].as_str().unwrap().to_owned();
    let mut report = phone.report(&world, &phone.verify(&world, &code), 30);
    report.visits = stay(&seed, TODAY, 60, 90).to_bytes().to_vec();
    assert_eq!(phone.try_send(&world, &report).problem(), "report-invalid");
    report.consent.as_mut().unwrap().visits = true;
    report.visits.pop();
    assert_eq!(phone.try_send(&world, &report).problem(), "report-invalid");
    assert_eq!(world.count("reports"), 0);
}

#[test]
fn what_an_officer_publishes_reaches_who_scanned_the_poster_within_three_batches_and_a_withdrawal_follows() {
    let world = world();
    let officer = world.sign_in("lan");
    let place = officer.add_place("Chợ Bảo Lâm");
    let seed = seed(&officer.scan(&place));
    let case = reported(&world, &officer, 20, &[stay(&seed, TODAY, 605, 640)]);
    let visit = names(&officer.visits(&case)).remove(0);
    let said = officer.publish(&case, &[&visit]);
    assert_eq!(said.status, 201, "{}", String::from_utf8_lossy(&said.body));
    let window = said.json()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(officer.publish(&case, &[&visit]).status, 409, "once");
    world.pass_slots(4);
    let found = world.windows(&seed, UnixTime(0));
    let midnight = Minute::of(DAYS.start(TODAY));
    let [FoundWindow { handle, window: row, position: 0 }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((*handle, row.start, row.end), (TODAY.0, midnight.plus(600), midnight.plus(660)), "to half hours");
    assert_eq!(row.kind, WindowKind::CaseWasHere);

    let published_until = world.now();
    let withdraw = format!("/officer/v1/cases/{case}/windows/{window}/withdraw");
    assert_eq!(officer.call("POST", &withdraw, None).status, 204);
    assert_eq!(officer.call("POST", &withdraw, None).status, 409);
    world.pass_slots(4);
    let found = world.windows(&seed, published_until);
    let [FoundWindow { window: row, position: 32, .. }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((row.kind, row.refers_to), (WindowKind::Withdrawn, 0));
    assert!(officer.visits(&case)["windows"][0]["withdrawn_at"].is_u64());
    assert_eq!(officer.publish(&case, &[&visit]).status, 201, "it may be published again, in a row of its own");
    world.pass_slots(4);
    assert_eq!(world.windows(&seed, published_until).len(), 2);
}

#[test]
fn a_window_that_is_withdrawn_before_its_batch_is_never_published() {
    let world = world();
    let officer = world.sign_in("lan");
    let place = officer.add_place("Chợ Bảo Lâm");
    let seed = seed(&officer.scan(&place));
    let case = officer.open_case();
    let midnight = DAYS.start(TODAY);
    let body = json!({ "place": place, "from": midnight.0 + 36_000, "until": midnight.0 + 39_600 });
    let said = officer.call("POST", &format!("/officer/v1/cases/{case}/windows"), Some(body));
    assert_eq!(said.status, 201, "of an interview");
    let window = said.json()[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/officer/v1/places/{place}/windows/{window}/withdraw");
    assert_eq!(world.sign_in("hoa").call("POST", &path, None).status, 404);
    assert_eq!(officer.call("POST", &path, None).status, 204, "by an officer of the place's area");
    world.pass_slots(5);
    assert!(world.windows(&seed, UnixTime(0)).is_empty());
}

#[test]
fn a_window_of_an_interview_that_is_sent_again_is_published_once() {
    let world = world();
    let officer = world.sign_in("lan");
    let (place, case) = (officer.add_place("Chợ Bảo Lâm"), officer.open_case());
    let from = DAYS.start(TODAY).0 + 36_000;
    let body = json!({ "place": place, "from": from, "until": from + 600 });
    let path = format!("/officer/v1/cases/{case}/windows");
    let statuses = [(); 2].map(|()| officer.call("POST", &path, Some(body.clone())).status);
    assert_eq!((statuses, world.count("place_windows"), world.count("place_rows")), ([201, 409], 1, 1));
}

#[test]
fn an_officer_publishes_twenty_windows_a_day_and_not_one_more() {
    let world = world();
    let officer = world.sign_in("lan");
    let place = officer.add_place("Chợ Bảo Lâm");
    let case = officer.open_case();
    let midnight = DAYS.start(TODAY).0;
    let publish = |at: u64| {
        let body = json!({ "place": place, "from": midnight + at * 1_800, "until": midnight + at * 1_800 + 60 });
        officer.call("POST", &format!("/officer/v1/cases/{case}/windows"), Some(body)).status
    };
    assert!((0..20).all(|at| publish(at) == 201));
    assert_eq!(publish(20), 429);
    assert_eq!(world.count("place_windows"), 20);
    let ahead = json!({ "place": place, "from": world.now().0 + 600, "until": world.now().0 + 1_200 });
    assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/windows"), Some(ahead)).status, 400);
}

#[test]
fn threat_06_a_displays_proof_counts_on_its_day_and_within_two_minutes_of_the_scan() {
    let world = world();
    let officer = world.sign_in("lan");
    let place = officer.add_place("Bệnh viện");
    let path = format!("/officer/v1/places/{place}");
    assert_eq!(officer.call("GET", &format!("{path}/display"), None).status, 404, "no display yet");
    assert_eq!(officer.call("POST", &format!("{path}/codes"), Some(json!({ "rotating": true }))).status, 201);
    let display = officer.call("GET", &format!("{path}/display"), None).json();
    let shown = |day: usize, minute: u16| {
        let field = |name: &str| URL_SAFE_NO_PAD.decode(display["days"][day][name].as_str().unwrap()).unwrap();
        let starts = Minute::of(UnixTime(display["days"][day]["starts"].as_u64().unwrap()));
        let key = RotatingKey::from_bytes(field("key").try_into().unwrap());
        let mut code = field("code");
        code.extend_from_slice(&minute.to_le_bytes());
        code.extend_from_slice(&key.mac(starts.plus(minute.into())));
        let code = PlaceCode::read(&code, &world.place_keys()).unwrap();
        let CodeSecret::Rotating(rotating) = code.secret else { panic!("a poster's") };
        rotating
    };
    let scanned = shown(0, 600);
    let midnight = Minute::of(DAYS.start(TODAY));
    let visit = |enter: u32, proof: Proof| ReportedVisit {
        id: scanned.day_seed.visit_id(),
        enter: midnight.plus(enter),
        leave: Some(midnight.plus(enter + 5)),
        flags: VisitFlags(3 | 16),
        proof,
    };
    let proof = Proof::from(&scanned);
    let tomorrow = Proof::from(&shown(1, 660));
    let forged = Proof { mac: [7; 8], minute_of_day: 700 };
    // The leave is five minutes after the enter.
    let visits = [visit(602, proof), visit(570, proof), visit(660, tomorrow), visit(700, forged), visit(597, proof)];
    for (id, (visit, grade)) in
        (40..).zip(visits.iter().zip(["shown_at_the_door", "poster", "poster", "poster", "shown_at_the_door"]))
    {
        let case = reported(&world, &officer, id * 4 % 250, std::slice::from_ref(visit));
        assert_eq!(officer.visits(&case)["visits"][0]["grade"], grade, "{id}");
    }
}

#[test]
fn what_is_stored_of_visits_tells_no_copy_of_the_database_who_was_where() {
    let world = world();
    let officer = world.sign_in("lan");
    let seed = seed(&officer.scan(&officer.add_place("Chợ Bảo Lâm")));
    let visit = stay(&seed, TODAY, 600, 640);
    let case = reported(&world, &officer, 20, &[visit]);
    assert_eq!(names(&officer.visits(&case)).len(), 1);
    let stored = world.stored_bytes();
    for secret in [seed.as_bytes(), visit.id.as_bytes(), seed.day_seed(TODAY).as_bytes()] {
        assert!(!holds(&stored, secret));
        assert!(!world.dump().contains(&crate::support::hex(secret)));
    }
}

#[test]
fn a_destroyed_case_leaves_no_trace_on_its_windows_and_after_64_days_no_window_is_left() {
    let world = world();
    let officer = world.sign_in("lan");
    let place = officer.add_place("Chợ");
    let case = officer.open_case();
    let from = DAYS.start(TODAY).0 + 3_600;
    let body = json!({ "place": place, "from": from, "until": from + 600 });
    assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/windows"), Some(body)).status, 201);
    assert_eq!(world.count("place_windows WHERE case_id IS NOT NULL"), 1);
    world.go_to(START.plus(22 * 86_400));
    assert_eq!((world.count("place_windows WHERE case_id IS NOT NULL"), world.count("place_windows")), (0, 1));
    world.go_to(START.plus(66 * 86_400));
    assert_eq!((world.count("place_windows"), world.count("place_rows"), world.count("place_window_rows")), (0, 0, 0));
    assert_eq!(world.count(&format!("place_days WHERE day <= {}", TODAY.0)), 0);
    assert!(world.count("place_days") > 60, "the code that hangs there is known every day");
}

#[test]
fn a_server_that_was_away_knows_the_visits_of_the_days_between() {
    let mut world = world();
    let place = world.sign_in("lan").add_place("Chợ");
    let seed = seed(&world.sign_in("lan").scan(&place));
    world.stop();
    world.clock.set(START.plus(5 * 86_400)).unwrap();
    world.start();
    world.go_to(START.plus(5 * 86_400 + 60));
    let officer = world.sign_in("lan");
    let visits = [1, 3].map(|ago| stay(&seed, TODAY.plus(5 - ago), 600, 640));
    let case = reported(&world, &officer, 70, &visits);
    assert_eq!(names(&officer.visits(&case)).len(), 2);
}

#[test]
fn threat_17_a_report_with_no_and_one_with_200_visits_are_the_same_on_the_wire() {
    let world = world();
    let officer = world.sign_in("lan");
    let seed = seed(&officer.scan(&officer.add_place("Chợ")));
    let mut sizes = BTreeSet::new();
    for (id, count) in [(50, 0), (60, 200)] {
        let case = officer.open_case();
        let code = officer.issue(&case, "long")["code"].as_str().unwrap().to_owned();
        let phone = Phone::new(id);
        let mut report = phone.report(&world, &phone.verify(&world, &code), id);
        report.visits = (0..count).flat_map(|n| stay(&seed, TODAY, n, n + 1).to_bytes()).collect();
        report.consent.as_mut().unwrap().visits = true;
        let body = report.to_padded_bytes().unwrap();
        let said = phone.send_bytes(&world, &body);
        sizes.insert((body.len(), said.status, said.body.len()));
    }
    assert_eq!(sizes.len(), 1);
}
