//! Rooms that are switched off, and what every act of an officer leaves behind.

use std::collections::BTreeSet;

use lancan_server::store::Value;
use lancan_server::{CentreRef, NewAccount, Role, Scope, list_centres};
use lancan_text::{Catalogue, Language};
use serde_json::{Value as Json, json};

use crate::console::{Browser, text};
use crate::feedback::photograph;
use crate::support::{Officer, PASSWORD, Phone, World};
use crate::visitor_log;
use crate::{declare, declared_routes, facility_routes, gate, openings, pictures, places};

/// Method and path of every route that the server describes.
fn described(world: &World) -> Vec<(String, String)> {
    let document = world.get("/openapi.json").json();
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone()))
        })
        .collect()
}

#[test]
fn without_its_officers_room_a_server_serves_phones_alone() {
    let mut world = World::new();
    let code = world.code();
    world.stop();
    world.config.rooms.officers = false;
    world.start();
    assert!(described(&world).iter().all(|(_, path)| !path.starts_with("/officer/")));
    let body = json!({ "name": "an", "password": PASSWORD }).to_string();
    let said = world.call("POST", "/officer/v1/session", &[], Some(body.as_bytes()));
    assert_eq!((said.status, said.problem().as_str()), (404, "not-found"));
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &code);
    phone.send(&world, &phone.report(&world, &answer, 10));
}

#[test]
fn without_its_evidence_room_a_server_shows_no_report() {
    let world = World::with(|config| config.rooms.evidence = false, |_| {});
    assert!(described(&world).iter().all(|(_, path)| !path.ends_with("/report") || path == "/v1/report"));
    let officer = world.sign_in("an");
    let case = officer.open_case();
    assert_eq!(officer.call("GET", &format!("/officer/v1/cases/{case}/report"), None).problem(), "not-found");
    assert_eq!(officer.call("GET", &format!("/officer/v1/cases/{case}"), None).status, 200);
}

#[test]
fn the_first_page_leads_to_the_pages_that_are_open_in_either_language() {
    let links = |world: &World| {
        let page = text(&world.get("/"));
        page.split("<li><a href=\"")
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
            .collect::<Vec<_>>()
    };
    let world = World::new();
    assert_eq!(links(&world), ["/khai-bao", "/bao-nghi-ngo", "/ban-do", "/dia-diem", "/console/"]);
    for address in links(&world) {
        assert!([200, 303].contains(&world.get(&address).status), "{address}");
    }
    let page = text(&world.get("/"));
    assert!(page.contains("href=\"/language/en?back=%2F\"") && page.contains("Khai báo y tế"), "{page}");
    let chosen = world.get("/language/en?back=%2F");
    assert_eq!((chosen.status, chosen.headers["location"].as_str()), (303, "/"));
    let world = World::with(
        |config| {
            config.rooms.facilities = false;
            config.rooms.declarations = false;
            config.rooms.console = false;
        },
        |_| {},
    );
    assert_eq!(links(&world), ["/dia-diem"]);
    let phones_alone = World::with(|config| config.rooms.officers = false, |_| {});
    assert_eq!(links(&phones_alone), ["/khai-bao", "/bao-nghi-ngo"]);
}

/// A file with one contact.
const FILE: &str = "person.lastName,person.firstName\nLê,An\n";

/// What the path of an import, a transfer or a specimen has for its number.
fn number(officer: &Officer<'_>, case: &str, path: &str) -> String {
    let world = officer.world;
    match path.split('/').nth(3) {
        Some("transfers") if path.contains("{number}") => {
            let lan = world.sign_in("lan");
            let sent = format!("/officer/v1/cases/{}/transfer", lan.open_case());
            lan.call("POST", &sent, Some(json!({ "unit": "01" }))).json()["number"].to_string()
        }
        Some("imports") if path.contains("{number}") => {
            let headers = [("authorization", officer.authorization.as_str())];
            let address = format!("/officer/v1/cases/{case}/contacts/file?again=true");
            world.call("POST", &address, &headers, Some(FILE.as_bytes())).json()["number"].to_string()
        }
        _ => "1".to_owned(),
    }
}

/// The risk of a ward.
fn risk() -> Json {
    json!({ "unit": "25054", "score": 75, "from": "2021-05-25", "until": "2021-05-30", "source": "Báo cáo tuần 21" })
}

/// What the path of a facility, of feedback or of an area's risk has for its id; each is fresh but the school.
fn of_the_map(officer: &Officer<'_>, school: &str, path: &str) -> String {
    if path.starts_with("/officer/v1/area-risks/") {
        let entered = officer.call("POST", "/officer/v1/area-risks", Some(risk()));
        return entered.json()["id"].as_str().unwrap().to_owned();
    }
    if !path.starts_with("/officer/v1/feedback/") {
        return school.to_owned();
    }
    let state = if path.ends_with("/end") { "visible" } else { "received" };
    let id = format!("f-{state}");
    facility_routes::add_feedback(officer.world, school, &id, state);
    id
}

/// A body that is good, for routes whose bodies name nothing of their own.
fn constant_body(path: &str) -> Option<Json> {
    Some(match path {
        "/officer/v1/session" => json!({ "name": "an", "password": PASSWORD }),
        "/officer/v1/session/confirmation" | "/officer/v1/password" => json!({ "password": PASSWORD }),
        "/officer/v1/cases/{id}/codes" => json!({ "kind": "long" }),
        "/officer/v1/codes" => json!({ "reference": "XN 1", "report_type": "confirmed_test", "kind": "long" }),
        "/officer/v1/places" => json!({ "name": "Trường", "category": "school", "unit": "25054" }),
        "/officer/v1/places/{id}/codes" | "/officer/v1/contacts/{id}/case" => json!({}),
        "/officer/v1/cases/{id}/contacts/lines" => json!({ "text": "An" }),
        "/officer/v1/transfers/{number}/answer" => json!({ "accept": true }),
        "/officer/v1/contacts/{id}/days/{date}" => json!({ "seen": "well" }),
        "/officer/v1/contacts/{id}/specimens" => json!({ "taken": "2021-05-24", "result": "waiting" }),
        "/officer/v1/contacts/{id}/specimens/{number}/result" => json!({ "result": "negative" }),
        "/officer/v1/contacts/{id}/exposures" => json!({ "date": "2021-05-24" }),
        "/officer/v1/contacts/search" => json!({ "search": "0912345678" }),
        "/officer/v1/area-risks" => risk(),
        "/officer/v1/calls/{id}/outcome" => json!({ "outcome": "reached" }),
        "/officer/v1/calls/{id}/officer" => json!({ "officer": null }),
        "/officer/v1/officers/{id}/changes" => json!({ "change": "enable" }),
        "/officer/v1/cases/{id}/erasure" => json!({ "reason": "consent" }),
        "/officer/v1/facilities/{id}/inspection" => json!({ "found": "green" }),
        "/officer/v1/facilities/{id}/reopening" => json!({ "day": "2021-05-25" }),
        "/officer/v1/facilities/{id}/closure" => json!({ "closed": false }),
        "/officer/v1/feedback/{id}/judgement" => json!({ "decision": "show" }),
        "/officer/v1/feedback/{id}/end" => json!({ "resolved": true }),
        _ => return None,
    })
}

/// Rows of the audit log that a sign-in and a request leave.
fn rows_of(method: &str, path: &str) -> usize {
    // What an act has made is looked at in the same request.
    let looks = matches!(
        (method, path),
        ("POST", "/officer/v1/places" | "/officer/v1/places/{id}/codes" | "/officer/v1/calls/next")
    );
    // A status leaves a row for the act and one for each contact, a file of an area one for each case.
    let is_on_many = ["/officer/v1/contacts/status", "/officer/v1/contacts/file"].contains(&path);
    let is_file_in = method == "POST" && path == "/officer/v1/contacts/file";
    2 + usize::from(looks || (is_on_many && !is_file_in) || path.ends_with("/answer"))
}

fn every_act_has_a_text(world: &World) {
    for language in [Language::Vi, Language::En] {
        let text = Catalogue::of(language);
        let unnamed: BTreeSet<String> =
            world.acts().into_iter().filter(|act| text.find(&format!("console-act-{act}"), &[]).is_none()).collect();
        assert!(unnamed.is_empty(), "acts without a text in console.{}.ftl: {unnamed:?}", language.tag());
    }
}

/// What acts are about, as kind and number or id. A reason of erasure has its own texts, a layout of files is a name.
fn every_subject_has_a_text(world: &World) {
    let about = world.rows("SELECT DISTINCT about FROM audit WHERE about IS NOT NULL").into_iter().flatten();
    let text = |about| if let Value::Text(text) = about { Some(text) } else { None };
    let about: Vec<String> = about.filter_map(text).collect();
    let kinds = about.iter().flat_map(|about| about.split(" to ")).filter_map(|about| about.split(' ').next());
    let kinds: BTreeSet<&str> = kinds.filter(|kind| !["reason", "sormas", "go_data"].contains(kind)).collect();
    assert!(kinds.len() > 10, "{kinds:?}");
    for language in [Language::Vi, Language::En] {
        let text = Catalogue::of(language);
        let named = |kind: &&&str| text.find(&format!("console-about-{kind}"), &[("id", "12".into())]).is_some();
        let unnamed: Vec<_> = kinds.iter().filter(|kind| !named(kind)).collect();
        assert!(
            unnamed.is_empty(),
            "what acts are about without a text in console.{}.ftl: {unnamed:?}",
            language.tag()
        );
    }
}

/// The traveller sends a picture with a declaration whose pictures are asked for.
fn add_picture(traveller: &mut Browser<'_>, path: &str, declaration: &str) {
    if path.contains("/pictures/") {
        let own = format!("/khai-bao/own/{declaration}");
        assert_eq!(pictures::add(traveller, &own, &[&photograph()]).status, 303);
    }
}

#[test]
fn every_officers_route_leaves_a_row_in_the_audit_log() {
    let (world, gateway) = declare::world();
    places::add_ward_officers(&world);
    let landing = [("entry_date", "2021-05-26"), ("depart_date", "2021-05-26")];
    let passes = gate::flight(&world, &gateway, "0912 345 678", 14, &landing);
    let (mut passes, mut traveller) = (passes.into_iter(), declare::declarer(&world, &gateway, "0912 345 678"));
    let centre = world.runtime.block_on(list_centres(&world.config)).unwrap().remove(0).id;
    let (role, scope) = (Role::Supervisor, Scope::Country);
    let account = NewAccount { name: "chi", centre: CentreRef::Id(&centre), role, scope, totp: false };
    let chi = world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap().id;
    let second = NewAccount { name: "bảo", ..account };
    world.runtime.block_on(world.server().add_officer(second, PASSWORD)).unwrap();
    let officer = world.sign_in("lan");
    let case = officer.open_case();
    let place = officer.add_place("Chợ Bảo Lâm");
    let rotating = json!({ "rotating": true });
    assert_eq!(officer.call("POST", &format!("/officer/v1/places/{place}/codes"), Some(rotating)).status, 201);
    let school = facility_routes::add(&world, "Mầm non Hoa Mai", "school", "25054", "0912345601");
    // No two windows are of one time.
    let mut from = world.now().0;
    for (method, path) in described(&world).into_iter().filter(|(_, path)| path.starts_with("/officer/")) {
        let officer = world.sign_in("chi");
        // A contact of its own for each route: one that was merged or became a case is of no use for the next.
        let body = json!({ "person": { "name": "An", "phone": "0912345678" }, "last_contact": "2021-05-20" });
        let contact = || officer.add_contact(&case, &body["person"]);
        let (mut one, other) = (contact(), contact());
        // A case that was revoked or erased is of no use for the next route.
        let of_its_own = (path.ends_with("/revocation") || path.ends_with("/erasure")).then(|| officer.open_case());
        let case = of_its_own.as_ref().unwrap_or(&case);
        match path.as_str() {
            "/officer/v1/contacts/{id}/order" => {
                officer.call("POST", &format!("/officer/v1/contacts/{one}/order"), None);
            }
            "/officer/v1/contacts/{id}/specimens/{number}/result" => {
                let taken = json!({ "taken": "2021-05-24", "result": "waiting" });
                officer.call("POST", &format!("/officer/v1/contacts/{one}/specimens"), Some(taken));
            }
            "/officer/v1/calls/{id}/outcome" => {
                let call = officer.call("POST", "/officer/v1/calls/next", None).json();
                one = call["contact"]["id"].as_str().unwrap().to_owned();
            }
            _ => {}
        }
        if path.contains("window") {
            from -= 1_800;
        }
        let window = json!({ "place": place, "from": from, "until": from + 60 });
        let declared = declared_routes::wanted(&officer, &path, &mut passes);
        let id = match path.split('/').nth(3) {
            Some("gates" | "declarations") => declared.id.clone(),
            Some("facilities" | "feedback" | "area-risks") => of_the_map(&officer, &school, &path),
            Some("officers") => (chi - 1).to_string(),
            Some("places") if path.ends_with("/close") => officer.add_place("Quán Hoa Sen"),
            Some("places") => place.clone(),
            Some("contacts" | "calls") => one.clone(),
            _ => case.clone(),
        };
        add_picture(&mut traveller, &path, &id);
        let path_of_one = path
            .replace("{position}", "0")
            .replace("{id}", &id)
            .replace("{gate}", "101")
            .replace("{date}", "2021-05-25");
        let mut path_of_one = path_of_one.replace("{number}", &number(&officer, case, &path));
        if path.contains("{window}") {
            let said = officer.call("POST", &format!("/officer/v1/cases/{case}/windows"), Some(window.clone()));
            path_of_one = path_of_one.replace("{window}", said.json()[0]["id"].as_str().unwrap());
        }
        let body = match path.as_str() {
            "/officer/v1/cases/{id}/windows" => window,
            "/officer/v1/cases/hand-over" => json!({ "from": chi - 1, "to": chi }),
            "/officer/v1/officers" => json!({ "name": "dung", "centre": centre, "role": "read-only" }),
            "/officer/v1/cases/{id}/contacts" | "/officer/v1/contacts/{id}" => body,
            _ if path.ends_with("/transfer") => json!({ "unit": "01" }),
            "/officer/v1/contacts/status" => json!({ "contacts": [one], "status": "lost" }),
            "/officer/v1/contacts/{id}/merge" => json!({ "other": other }),
            _ if path.contains("visitor-log") => visitor_log::body(&officer, &path),
            _ if path.contains("/gates/") || path.contains("/declarations/") => declared.body,
            _ => constant_body(&path).unwrap_or_else(|| json!({ "report_type": "confirmed_test" })),
        };
        let of_openings = path.contains("/openings") || path.contains("/signing-keys");
        let filled = of_openings.then(|| openings::filled(&officer, &world.sign_in("bảo"), "25054", (&method, &path)));
        if let Some((filled, _)) = &filled {
            path_of_one.clone_from(filled);
        }
        let before = world.acts().len();
        let body = match path.as_str() {
            _ if of_openings => filled.and_then(|(_, body)| body).unwrap_or_default(),
            "/officer/v1/codes/bulk" => "reference,report_type,kind\nXN 2,confirmed_test,long\n".to_owned(),
            _ if path.ends_with("/contacts/file") => FILE.to_owned(),
            _ => body.to_string(),
        };
        let body = (method != "GET" && method != "DELETE").then_some(body.as_bytes());
        path_of_one.push_str(declared.days);
        // A key is made for the session that asked for it.
        let in_session = path == "/officer/v1/signing-keys" && method == "POST";
        let signed_in = if in_session { officer.authorization.clone() } else { world.sign_in("chi").authorization };
        let said = world.call(&method, &path_of_one, &[("authorization", &signed_in)], body);
        assert!((200..300).contains(&said.status), "{method} {path}: {}", said.status);
        let rows = rows_of(&method, &path) - usize::from(in_session);
        assert_eq!(world.acts().len(), before + rows, "{method} {path}");
    }
    every_act_has_a_text(&world);
    every_subject_has_a_text(&world);
}
