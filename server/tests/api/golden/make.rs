//! Writes the golden database of today's schema version.

use std::collections::BTreeMap;
use std::path::Path;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD as BASE64, URL_SAFE_NO_PAD},
};
use lancan_protocol::code::Code;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::signed::Purpose;
use lancan_protocol::wire::{
    Callback, OtpRequest, Report, SIGNATURE_HEADER, VERIFY_BYTES, VerifyAnswer, path, to_padded_json,
};
use lancan_server::store::{FromValue, Store};
use lancan_server::{CentreRef, NewAccount, OperatorDesk, Role, RulesDesk, Scope, create_centre};
use serde_json::{Value as Json, json};
use tokio::runtime::Runtime;

use super::{Golden, STARTED, STOPPED, file_of};
use crate::console::{Browser, between, text};
use crate::console_files::import_under_another_heading;
use crate::console_files::upload;
use crate::declare::{NCOVI, declarer, send};
use crate::families::a_child_and_a_draft;
use crate::feedback;
use crate::gate::{add_gate_officers, post, scan};
use crate::gate_passes::declared;
use crate::gateway::Gateway;
use crate::pass_page::scanned;
use crate::place_pages::{fill, place_of_a_manager};
use crate::support::{Officer, PASSWORD, Phone, START, World};

/// Plays a server's days until every table has rows of every kind, and writes what it left and answered.
pub(super) fn make(version: u32) {
    let gateway = Gateway::new();
    let change = |config: &mut lancan_server::Config| {
        gateway.set(config);
        crate::visitor_cards::trusts_a_national_key(config);
    };
    let mut world = World::with(change, |_| {});
    let first = Phone::new(1);
    let answer = first.verify(&world, &world.code());
    first.send(&world, &first.report(&world, &answer, 10));
    world.go_to(START.plus(1_200));
    // An export of the day before, which the next day's first export finds finished and files.
    world.go_to(STOPPED.minus(86_400));
    let (place, contact) = places_contacts_and_accounts(&world);
    managers_and_a_tablet(&world, &gateway);
    feedback_with_a_photograph(&world, &gateway);
    let mistaken = reported_and_published(&world);
    a_report_that_was_taken_back(&world);
    a_risk(&world);
    data_of_the_map(&world);
    // Exports of the day before that have places in them, which the next day's first export files as one day.
    world.go_to(STOPPED.minus(86_400 - 7_200));
    // With places in it, so that the exports of places are among the files.
    world.go_to(STOPPED.minus(600));

    let golden = Golden { place, contact, ..cases_and_reports(&world, &mistaken) };
    password_and_cover(&world);
    // Of the password that was asked for above.
    gateway.password("+84912345678");
    let mut at_home = declarer(&world, &gateway, "0987 654 321");
    let own = send(&mut at_home, "ncovi", &NCOVI).headers["location"].clone();
    assert_eq!(crate::pictures::add(&mut at_home, &own, &[&crate::feedback::photograph()]).status, 303);
    a_child_and_a_draft(&mut at_home);
    a_pass_that_was_exchanged(&world, &mut at_home);
    crate::visitor_log::one_comes(&world);
    crate::openings::one_is_asked_for(&world);
    crate::checkers::one_checks(&world, &gateway);
    crate::visitor_cards::one_is_made(&world);
    let seen = what_lan_sees(&world, &golden.contact);
    let index = serde_json::to_value(&world.index().exports).unwrap();
    let acts = world.acts();
    world.stop();
    world.plan_export(STARTED);
    std::fs::copy(world.database(), file_of(version, "db")).unwrap();
    let files = ["keys", "expiry-keys", "exports"].into_iter().flat_map(|directory| {
        std::fs::read_dir(world.config.data_dir.join(directory)).unwrap().map(move |entry| {
            let entry = entry.unwrap();
            let name = format!("{directory}/{}", entry.file_name().to_str().unwrap());
            (name, BASE64.encode(std::fs::read(entry.path()).unwrap()))
        })
    });
    let golden = Golden { files: files.collect(), exports: index, acts, seen, ..golden };
    std::fs::write(file_of(version, "json"), serde_json::to_string_pretty(&golden).unwrap() + "\n").unwrap();
}

/// Somebody who enters the country today, with a pass in the place of an earlier one, and goes into quarantine.
fn a_pass_that_was_exchanged(world: &World, browser: &mut Browser<'_>) {
    let today = lancan_server::Date(KeyDays::VIETNAM.day(world.now())).to_string();
    let page = declared(browser, &[("depart_date", &today), ("entry_date", &today)]);
    let csrf = between(&text(&browser.get(&format!("{page}/pass"))), "name=\"csrf\" value=\"", "\"").to_owned();
    assert_eq!(browser.send(&format!("{page}/pass"), &[("csrf", &csrf)], &[]).status, 303);
    let pass = scanned(&text(&browser.get(&page))).unwrap().0;
    add_gate_officers(world);
    let mut minh = Browser::signed_in(world, "minh");
    let file = scan(&mut minh, &pass).headers["location"].clone();
    let order = [("decision", "quarantine"), ("place", "Khách sạn Hoa Sen")];
    assert_eq!(post(&mut minh, &format!("{file}/decide"), &order).status, 303);
}

/// Two officers, three cases, codes of every kind, two reports, wrong codes and passwords, cover traffic.
fn cases_and_reports(world: &World, mistaken: &str) -> Golden {
    let (an, binh) = (world.sign_in("an"), world.sign_in("binh"));
    let case = |officer: &Officer<'_>, body: Json| {
        officer.call("POST", "/officer/v1/cases", Some(body)).json()["id"].as_str().unwrap().to_owned()
    };
    let date = |ago| lancan_server::Date(KeyDays::VIETNAM.day(world.now()).minus(ago)).to_string();
    let tested = json!({ "reference": "BN 2", "tested_date": date(1), "report_type": "confirmed_clinical_diagnosis" });
    let (reported, coded) = (an.open_case(), case(&an, tested));
    case(&binh, json!({ "reference": "BN 3", "report_type": "confirmed_test" }));
    let code = |kind, case: &str| an.issue(case, kind)["code"].as_str().unwrap().to_owned();
    let report = |phone: Phone, id| {
        let answer = phone.verify(world, &code("long", &reported));
        phone.send(world, &phone.report(world, &answer, id));
    };
    code("short", &coded);
    report(Phone::new(2), 20);
    world.go_to(STOPPED);
    report(Phone::new(4), 30);
    let revoke = format!("/officer/v1/cases/{mistaken}/revocation");
    assert_eq!(world.sign_in("an").call("POST", &revoke, None).status, 200);

    let (unused_code, used_code) = (code("short", &coded), code("long", &coded));
    let token = Phone::new(3).verify(world, &used_code).token;
    for _ in 0..2 {
        let wrong = Code::short(8, &mut rand::rand_core::UnwrapErr(rand::rngs::SysRng));
        assert_eq!(Phone::new(9).try_verify(world, wrong.as_str(), false).problem(), "code-unknown");
    }
    let stranger = Phone::new(9);
    let cover: VerifyAnswer = serde_json::from_slice(&stranger.try_verify(world, "123456780", true).body).unwrap();
    let body = Report {
        report_id: vec![5; 16],
        public_key: stranger.public_key(),
        token: cover.token,
        cover: true,
        ..Report::default()
    };
    assert_eq!(stranger.try_send(world, &body).status, 200);
    let body = json!({ "name": "binh", "password": format!("{PASSWORD}!") }).to_string();
    world.call("POST", "/officer/v1/session", &[], Some(body.as_bytes()));

    let evidence = an.call("GET", &format!("/officer/v1/cases/{reported}/report"), None).json();
    let cases = an.call("GET", "/officer/v1/cases", None).json();
    Golden {
        files: [].into(),
        deployment: world.get(path::DEPLOYMENT).json(),
        exports: Json::Null,
        session: an.authorization.strip_prefix("Bearer ").unwrap().to_owned(),
        cases,
        evidence,
        reported_case: reported.clone(),
        unused_code,
        used_code,
        token,
        acts: Vec::new(),
        place: Json::Null,
        contact: Json::Null,
        seen: [].into(),
    }
}

/// A case whose keys are published with the next export. Schema version 8 brought that it can be revoked: then they wait to be
/// taken back.
fn reported_and_published(world: &World) -> String {
    let officer = world.sign_in("an");
    let (case, phone) = (officer.open_case(), Phone::new(6));
    let code = officer.issue(&case, "long")["code"].as_str().unwrap().to_owned();
    let answer = phone.verify(world, &code);
    phone.send(world, &phone.report(world, &answer, 50));
    case
}

/// What schema version 6 brought: a place with a window, a contact with an order, whom to call, where a patient was, a
/// laboratory's key, a draft of rules. Returns the place and the contact.
fn places_contacts_and_accounts(world: &World) -> (Json, Json) {
    let centre = world.runtime.block_on(create_centre(&world.config, "Trạm y tế Bảo Lâm", Some("25054"))).unwrap();
    let (centre, scope) = (CentreRef::Id(&centre), Scope::Unit("25054"));
    let account = NewAccount { name: "lan", centre, role: Role::Officer, scope, totp: false };
    world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
    let lan = world.sign_in("lan");
    let (place, case) = (lan.add_place("Chợ Bảo Lâm"), lan.open_case());
    let from = world.now().0 - 3_600;
    let window = json!({ "place": place, "from": from, "until": from + 600 });
    assert_eq!(lan.call("POST", &format!("/officer/v1/cases/{case}/windows"), Some(window)).status, 201);
    let contact = lan.add_contact(&case, &json!({ "name": "Nguyễn Văn An", "phone": "0912345678" }));
    assert_eq!(lan.call("POST", &format!("/officer/v1/contacts/{contact}/order"), None).status, 201);
    followed_imported_and_sent(world, &lan, &contact, &case);
    let mut browser = Browser::signed_in(world, "lan");
    let stay = [("place", "Chợ Bảo Lâm"), ("from", "24/5/2021 8:30"), ("to", "24/5/2021 9:15")];
    assert_eq!(browser.fill(&format!("/console/cases/{case}/places"), &stay).status, 303);
    let file = "Họ,person.firstName,person.phone\nLê,Bình,0912345670\n";
    let taken = [("file", file), ("act", "take"), ("heading.0", "Họ"), ("meaning.0", "person.lastName")];
    assert_eq!(upload(&mut browser, &format!("/console/cases/{case}/file"), &taken).status, 303);
    let sent = lan.call("POST", &format!("/officer/v1/contacts/{contact}/transfer"), Some(json!({ "unit": "01" })));
    assert_eq!(sent.status, 201);

    let desk = OperatorDesk::open(&world.config, world.clock.clone()).unwrap();
    world.runtime.block_on(desk.create_laboratory("Viện Pasteur", centre)).unwrap();
    let rules = RulesDesk::open(&world.config, world.clock.clone()).unwrap();
    let mut draft: Json = serde_json::from_str(&world.runtime.block_on(rules.in_force()).unwrap()).unwrap();
    draft["polling"]["seconds"] = 7_200.into();
    world.runtime.block_on(rules.draft(draft.to_string().as_bytes())).unwrap();

    let view = |path: String| lan.call("GET", &path, None).json();
    (view(format!("/officer/v1/places/{place}")), view(format!("/officer/v1/contacts/{contact}")))
}

/// What schema version 7 brought to contacts: a day of follow-up, a specimen, a further day of contact, a list under a name, a
/// file that came in, and a transfer.
fn followed_imported_and_sent(world: &World, lan: &Officer<'_>, contact: &str, case: &str) {
    let date = lancan_server::Date(KeyDays::VIETNAM.day(world.now())).to_string();
    let put = |path: &str, body: Json| {
        let said = lan.call("PUT", &format!("/officer/v1/contacts/{contact}/{path}"), Some(body));
        assert_eq!(said.status, 200, "{path}");
    };
    put(&format!("days/{date}"), json!({ "seen": "well", "temperature_tenths": 368 }));
    let specimen = json!({ "taken": date, "result": "waiting" });
    let said = lan.call("POST", &format!("/officer/v1/contacts/{contact}/specimens"), Some(specimen));
    assert_eq!(said.status, 201);
    let near = lan.call("POST", &format!("/officer/v1/contacts/{contact}/exposures"), Some(json!({ "date": date })));
    assert_eq!(near.status, 200);
    let mut browser = Browser::signed_in(world, "lan");
    assert_eq!(browser.fill("/console/contacts/views", &[("name", "F1"), ("tier", "f1")]).status, 303);
    import_under_another_heading(&mut browser, &format!("/console/cases/{case}/file"));
    let shared = [("layout", "sormas"), ("shared", "yes")];
    assert_eq!(browser.fill("/console/contacts/file/headings/share", &shared).status, 303);
    let sent = lan.call("POST", &format!("/officer/v1/cases/{case}/transfer"), Some(json!({ "unit": "01" })));
    assert_eq!(sent.status, 201);
}

/// What officer lan is answered by path: the follow-up of a contact, imports, transfers.
fn what_lan_sees(world: &World, contact: &Json) -> BTreeMap<String, Json> {
    let lan = world.sign_in("lan");
    let follow_up = format!("/officer/v1/contacts/{}/follow-up", contact["id"].as_str().unwrap());
    let paths = [follow_up, "/officer/v1/imports".to_owned(), "/officer/v1/transfers".to_owned()];
    let answer = |path: String| {
        let said = lan.call("GET", &path, None);
        assert_eq!(said.status, 200, "{path}");
        (path, said.json())
    };
    paths.map(answer).into()
}

/// What schema version 7 brought to places: a place that its manager registered, the manager's session, and a tablet.
fn managers_and_a_tablet(world: &World, gateway: &Gateway) {
    let mut browser = Browser::new(world);
    let page = format!("{}/tablet", place_of_a_manager(&mut browser, gateway, "Quán cơm Hoa Sen"));
    assert_eq!(fill(&mut browser, &page, &page, &[]).status, 200);
}

/// What schema version 10 brought to feedback: words about a school with a photograph, and the session of who wrote them.
fn feedback_with_a_photograph(world: &World, gateway: &Gateway) {
    let mut manager = feedback::manager(world, gateway);
    let school = feedback::school(&mut manager, "Trường Tiểu học Lộc Thắng");
    let mut writer = feedback::citizen(world, gateway, &school, "0987 654 321");
    let words = "Cổng trường không có nước rửa tay.";
    assert_eq!(feedback::write(&mut writer, &school, "4", words, &[&feedback::photograph()]).status, 303);
    crate::facilities::one_of_everything(world, &mut manager, &school);
    let open = feedback::school(&mut manager, "Trường Mầm non Sao Mai");
    let photo = feedback::photograph();
    assert_eq!(crate::facilities::assess_with(&mut manager, &open, &[&photo]).status, 303);
}

/// What schema version 11 brought to reports: one that its patient took back.
fn a_report_that_was_taken_back(world: &World) {
    let phone = Phone::new(9);
    let answer = phone.verify(world, &world.code());
    phone.send(world, &phone.report(world, &answer, 190));
    phone.send(world, &crate::withdrawal::withdrawal(&phone, &answer, 200));
}

/// What schema version 12 brought to the map: the risk of a ward.
fn a_risk(world: &World) {
    crate::area_risks::add_province_officer(world);
    crate::area_risks::enter(&world.sign_in("tinh"), "25054", 75);
}

/// What schema version 13 brought to the map: imported words of criteria, and boundaries.
fn data_of_the_map(world: &World) {
    crate::criteria::import_texts(world);
    crate::boundaries::import_provinces(world);
}

/// Somebody asks for a password by text message and sends cover traffic of "call me". Passwords are forgotten the next day.
fn password_and_cover(world: &World) {
    let phone = Phone::new(7);
    let mut ask = OtpRequest {
        phone: "+84912345678".into(),
        jkt: phone.jkt(),
        language: "vi".into(),
        cover: false,
        padding: String::new(),
    };
    let body = to_padded_json(&mut ask, VERIFY_BYTES).unwrap();
    assert_eq!(world.call("POST", path::OTP, &[], Some(&body)).status, 200);
    let cover =
        Callback { cover: true, callback_id: vec![7; 16], public_key: phone.public_key(), ..Callback::default() };
    let body = cover.to_padded_bytes().unwrap();
    let signature = URL_SAFE_NO_PAD.encode(Purpose::Callback.sign(&phone.key, &body));
    assert_eq!(world.call("POST", path::CALLBACKS, &[(SIGNATURE_HEADER, &signature)], Some(&body)).status, 200);
}

/// The answer of a query on a copy of a database file, for the file itself is never changed.
pub(super) fn ask<T: FromValue + Send + 'static>(database: &Path, query: &'static str) -> Vec<T> {
    let directory = tempfile::tempdir().unwrap();
    let copy = directory.path().join("golden.db");
    std::fs::copy(database, &copy).unwrap();
    let store = Store::open_file(&copy).unwrap();
    let answer = store.view("ask", move |tx| tx.all(query, &[], |mut row| row.take()));
    Runtime::new().unwrap().block_on(answer).unwrap()
}
