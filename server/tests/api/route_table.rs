//! Every route, every role, one's own area and another's: the answers are those of `routes.txt`, which people review.
//!
//! A new route fails here until the table has a line for it: `LANCAN_WRITE_TABLE=1 cargo test -p lancan-server --test api
//! route_table` writes the lines as the server answers today. Read them before you commit them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use lancan_server::{CentreRef, NewAccount, OperatorDesk, Role, Scope, create_centre};
use serde_json::{Value as Json, json};

use crate::support::{Officer, PASSWORD, World};
use crate::{declared_routes, facility_routes, openings, visitor_log};

/// Two wards of one province, of the set of 2025.
const OWN: &str = "25054";
const FOREIGN: &str = "25057";
/// The officer of their province.
const PROVINCE: &str = "province";
/// A gate of their province, which officers of a ward do not see.
const GATE: &str = "110";
const LABORATORY: &str = "xet-nghiem";

/// What a request is about: a case and an officer, in one's own area or in another's.
struct Target {
    /// The officer who opens the cases.
    opener: &'static str,
    /// Number of an officer who looks and changes nothing.
    reader: i64,
    /// Number of the opener.
    opener_id: i64,
    /// Their health centre.
    centre: String,
    /// The ward that it lies in.
    ward: &'static str,
    /// A school of the ward.
    school: String,
    /// A supervisor of the ward who signs second.
    second: &'static str,
}

/// A number for a name that nothing else has.
fn number() -> u32 {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

/// Adds a place in a ward, with a display. Returns its id.
fn add_place(officer: &Officer<'_>, ward: &str) -> String {
    let body =
        json!({ "name": format!("{} Lê Lợi", number()), "category": "shop", "unit": ward, "although_alike": true });
    let place = officer.call("POST", "/officer/v1/places", Some(body)).json()["id"].as_str().unwrap().to_owned();
    let display = officer.call("POST", &format!("/officer/v1/places/{place}/codes"), Some(json!({ "rotating": true })));
    assert_eq!(display.status, 201);
    place
}

/// What publishes a window at a place.
fn window(world: &World, place: &str) -> Json {
    let from = world.now().0 - 1_800;
    json!({ "place": place, "from": from, "until": from + 60 })
}

/// A centre in each ward, each with an officer who opens cases, a reader, and one officer of every role in the first.
fn world() -> (World, [Target; 2], String) {
    let world = World::new();
    let add = |name: &'static str, centre: &str, role, ward| {
        let scope = Scope::Unit(ward);
        let account = NewAccount { name, centre: CentreRef::Id(centre), role, scope, totp: false };
        world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap().id
    };
    let centre = |ward| world.runtime.block_on(create_centre(&world.config, "Trạm y tế", Some(ward))).unwrap();
    let (own, foreign) = (centre(OWN), centre(FOREIGN));
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Laboratory) {
        add(role.name(), &own, role, OWN);
    }
    add(PROVINCE, &own, Role::Officer, "68");
    add("second", &own, Role::Supervisor, OWN);
    add("other second", &foreign, Role::Supervisor, FOREIGN);
    let desk = OperatorDesk::open(&world.config, world.clock.clone()).unwrap();
    let key = world.runtime.block_on(desk.create_laboratory(LABORATORY, CentreRef::Id(&own))).unwrap();
    let targets = [
        Target {
            opener: "opener",
            opener_id: add("opener", &own, Role::Officer, OWN),
            reader: add("reader", &own, Role::ReadOnly, OWN),
            centre: own,
            ward: OWN,
            school: facility_routes::add(&world, "Trường Hoa Mai", "school", OWN, "0912345601"),
            second: "second",
        },
        Target {
            opener: "other opener",
            opener_id: add("other opener", &foreign, Role::Officer, FOREIGN),
            reader: add("other reader", &foreign, Role::ReadOnly, FOREIGN),
            centre: foreign,
            ward: FOREIGN,
            school: facility_routes::add(&world, "Trường Sơn Ca", "school", FOREIGN, "0912345602"),
            second: "other second",
        },
    ];
    (world, targets, key)
}

/// Signs in as the officer of a role; a laboratory shows its key.
fn by_role<'w>(world: &'w World, role: Role, key: &str) -> Officer<'w> {
    match role {
        Role::Laboratory => Officer { world, authorization: format!("Bearer {key}") },
        _ => world.sign_in(role.name()),
    }
}

/// A path with its parameters filled in.
struct Filled {
    path: String,
    /// Whether there were any.
    has_target: bool,
    /// Another contact of the case of the contact in the path.
    contact: String,
}

/// Fills a path in. Cases and contacts are fresh ones.
fn filled(method: &str, path: &str, target: &Target, opener: &Officer<'_>) -> Filled {
    if path.contains("/openings") || path.contains("/signing-keys") {
        let second = opener.world.sign_in(target.second);
        // The body is of the same opening: it is kept for the call that follows.
        let (filled, body) = openings::filled(opener, &second, target.ward, (method, path));
        return Filled { path: filled, has_target: path.contains('{'), contact: body.unwrap_or_default() };
    }
    if path == "/officer/v1/contacts/status" {
        let contact = opener.add_contact(&opener.open_case(), &person());
        return Filled { path: path.to_owned(), has_target: false, contact };
    }
    if ["/officer/v1/declarations/figures", "/officer/v1/declarations/travel-entries"].contains(&path) {
        let path = format!("{path}?from=2021-05-01&until=2021-05-25");
        return Filled { path, has_target: false, contact: String::new() };
    }
    if !path.contains('{') {
        return Filled { path: path.to_owned(), has_target: false, contact: String::new() };
    }
    if path.contains("{window}") {
        let (case, place) = (opener.open_case(), add_place(opener, target.ward));
        let publish = format!("/officer/v1/cases/{case}/windows");
        let window = opener.call("POST", &publish, Some(window(opener.world, &place))).json();
        let id = if path.starts_with("/officer/v1/places") { place } else { case };
        let path = path.replace("{id}", &id).replace("{window}", window[0]["id"].as_str().unwrap());
        return Filled { path, has_target: true, contact: String::new() };
    }
    if path.starts_with("/officer/v1/transfers") && path.contains("{number}") {
        let sender = opener.world.sign_in("an");
        let path_of_case = format!("/officer/v1/cases/{}/transfer", sender.open_case());
        let sent = sender.call("POST", &path_of_case, Some(json!({ "unit": target.ward })));
        let path = path.replace("{number}", &sent.json()["number"].to_string());
        return Filled { path, has_target: true, contact: String::new() };
    }
    if path.starts_with("/officer/v1/imports/{number}") {
        let number = import(opener, &opener.open_case())["number"].to_string();
        return Filled { path: path.replace("{number}", &number), has_target: true, contact: String::new() };
    }
    let mut contact = String::new();
    let path = path.replace("{gate}", GATE);
    let path = path.as_str();
    let id = match path {
        _ if path.contains("/gates/") => "0".repeat(32),
        _ if path.starts_with("/officer/v1/declarations/{id}") => {
            declared_routes::add(opener.world, number(), target.ward)
        }
        _ if path.starts_with("/officer/v1/facilities/{id}") => target.school.clone(),
        _ if path.starts_with("/officer/v1/feedback/{id}") => {
            let (id, state) = (format!("f{}", number()), if path.ends_with("/end") { "visible" } else { "received" });
            facility_routes::add_feedback(opener.world, &target.school, &id, state);
            id
        }
        _ if path.starts_with("/officer/v1/area-risks/{id}") => {
            let province = opener.world.sign_in(PROVINCE);
            let entered = province.call("POST", "/officer/v1/area-risks", Some(risk(target)));
            entered.json()["id"].as_str().unwrap().to_owned()
        }
        _ if path.starts_with("/officer/v1/places/{id}") => add_place(opener, target.ward),
        _ if path.starts_with("/officer/v1/cases/{id}") => opener.open_case(),
        _ if path.starts_with("/officer/v1/officers/{id}") => target.reader.to_string(),
        _ if path.starts_with("/officer/v1/contacts/{id}") || path.starts_with("/officer/v1/calls/{id}") => {
            let case = opener.open_case();
            contact = opener.add_contact(&case, &person());
            let id = opener.add_contact(&case, &person());
            if path.ends_with("/result") {
                let specimen = json!({ "taken": "2021-05-24", "result": "waiting" });
                let path = format!("/officer/v1/contacts/{id}/specimens");
                assert_eq!(opener.call("POST", &path, Some(specimen)).status, 201);
            }
            if path.ends_with("/order") {
                assert_eq!(opener.call("POST", &format!("/officer/v1/contacts/{id}/order"), None).status, 201);
            }
            id
        }
        _ => panic!("{path}: say here what its parameters may be"),
    };
    let path =
        path.replace("{id}", &id).replace("{date}", "2021-05-25").replace("{number}", "1").replace("{position}", "0");
    Filled { path, has_target: true, contact }
}

/// The risk of a ward.
fn risk(target: &Target) -> Json {
    json!({ "unit": target.ward, "score": 75, "from": "2021-05-25", "until": "2021-05-30", "source": "Báo cáo tuần 21" })
}

/// Takes in a file with one contact.
fn import(officer: &Officer<'_>, case: &str) -> Json {
    let headers = [("authorization", officer.authorization.as_str())];
    let path = format!("/officer/v1/cases/{case}/contacts/file");
    officer.world.call("POST", &path, &headers, Some(file().as_bytes())).json()
}

/// A file with one contact, whose case its reader has to know. No two are the same.
fn file() -> String {
    format!("person.lastName,person.firstName,person.phone\nLê,An {},0912345678\n", number())
}

fn person() -> Json {
    json!({ "name": "Lê An", "phone": "0912345678" })
}

/// A body that is good, for the routes that take one.
fn body(method: &str, path: &str, target: &Target, opener: &Officer<'_>, contact: &str) -> Option<String> {
    let body = match (method, path) {
        _ if (path.contains("/openings") || path.contains("/signing-keys")) && !contact.is_empty() => {
            return Some(contact.to_owned());
        }
        ("POST", _) if path.contains("/openings") => return None,
        ("GET" | "DELETE", _)
        | (
            "POST",
            "/officer/v1/cases/{id}/approval"
            | "/officer/v1/cases/{id}/revocation"
            | "/officer/v1/contacts/{id}/order"
            | "/officer/v1/calls/next"
            | "/officer/v1/declarations/{id}/call",
        ) => {
            return None;
        }
        ("POST", _)
            if path.ends_with("/verify")
                || path.ends_with("/close")
                || path.ends_with("/withdraw")
                || path.ends_with("/undo") =>
        {
            return None;
        }
        ("POST", _) if path.ends_with("/became") => json!({ "kind": "case", "id": opener.open_case() }),
        ("POST", _) if path.contains("/gates/") || path.contains("/declarations/") => {
            return declared_routes::body(path, &"0".repeat(32), "LC1:").map(|body| body.to_string());
        }
        ("POST", "/officer/v1/contacts/search") => json!({ "search": "0912345678" }),
        ("POST", _) if path.ends_with("/contacts/file") => return Some(file()),
        ("POST", "/officer/v1/cases/{id}/windows") => window(opener.world, &add_place(opener, target.ward)),
        ("POST", "/officer/v1/places/{id}/codes") => json!({}),
        ("POST", "/officer/v1/places/{id}/visitor-log") => json!({ "required": true }),
        ("POST", "/officer/v1/visitor-log/cards") => json!({ "request": "01".repeat(16), "cards": [] }),
        ("POST", "/officer/v1/visitor-log/envelopes") => visitor_log::wanted(opener, target.ward),
        ("POST", "/officer/v1/area-risks") => risk(target),
        ("POST", "/officer/v1/facilities/{id}/inspection") => json!({ "found": "green" }),
        ("POST", "/officer/v1/facilities/{id}/reopening") => json!({ "day": "2021-05-25" }),
        ("POST", "/officer/v1/facilities/{id}/closure") => json!({ "closed": false }),
        ("POST", "/officer/v1/feedback/{id}/judgement") => json!({ "decision": "show" }),
        ("POST", "/officer/v1/feedback/{id}/end") => json!({ "resolved": true }),
        ("POST", "/officer/v1/places") => {
            json!({ "name": format!("{} Trần Phú", number()), "category": "shop", "unit": target.ward, "although_alike": true })
        }
        ("POST", "/officer/v1/cases/{id}/erasure") => json!({ "reason": "consent" }),
        ("POST", "/officer/v1/cases/{id}/contacts") | ("PUT", "/officer/v1/contacts/{id}") => {
            json!({ "person": person() })
        }
        ("POST", "/officer/v1/cases/{id}/contacts/lines") => json!({ "text": "Lê An", "save": true }),
        ("POST", _) if path.ends_with("/transfer") => json!({ "unit": "01" }),
        ("POST", "/officer/v1/transfers/{number}/answer") => json!({ "accept": true }),
        ("POST", "/officer/v1/contacts/status") => json!({ "contacts": [contact], "status": "lost" }),
        ("POST", "/officer/v1/contacts/{id}/merge") => json!({ "other": contact }),
        ("PUT", "/officer/v1/contacts/{id}/days/{date}") => json!({ "seen": "well" }),
        ("POST", "/officer/v1/contacts/{id}/specimens") => json!({ "taken": "2021-05-24", "result": "waiting" }),
        ("PUT", "/officer/v1/contacts/{id}/specimens/{number}/result") => json!({ "result": "negative" }),
        ("POST", "/officer/v1/contacts/{id}/exposures") => json!({ "date": "2021-05-24" }),
        ("POST", "/officer/v1/contacts/{id}/case") => json!({ "onset_date": "2021-05-24" }),
        ("POST", "/officer/v1/calls/{id}/outcome") => json!({ "outcome": "busy" }),
        ("PUT", "/officer/v1/calls/{id}/officer") => json!({ "officer": null }),
        ("POST", "/officer/v1/session") => json!({ "name": target.opener, "password": PASSWORD }),
        ("POST", "/officer/v1/session/confirmation") | ("PUT", "/officer/v1/password") => {
            json!({ "password": PASSWORD })
        }
        ("POST", "/officer/v1/cases") => json!({ "report_type": "confirmed_test" }),
        ("POST", "/officer/v1/cases/{id}/codes") => json!({ "kind": "long" }),
        ("POST", "/officer/v1/codes") => result(),
        ("POST", "/officer/v1/codes/bulk") => {
            let row = result();
            let cells = ["reference", "report_type", "kind"].map(|name| row[name].as_str().unwrap().to_owned());
            return Some(format!("reference,report_type,kind\n{}\n", cells.join(",")));
        }
        ("POST", "/officer/v1/cases/hand-over") => json!({ "from": target.reader, "to": target.opener_id }),
        ("POST", "/officer/v1/officers") => {
            let name = format!("new {}", number());
            json!({ "name": name, "centre": target.centre, "role": "officer" })
        }
        ("POST", "/officer/v1/officers/{id}/changes") => json!({ "change": "enable" }),
        _ => panic!("{method} {path}: give it a good body here"),
    };
    Some(body.to_string())
}

/// A laboratory's result with a number that no case has.
fn result() -> Json {
    json!({ "reference": format!("XN {}", number()), "report_type": "confirmed_test", "kind": "long" })
}

/// The table as the server answers today: the lines of every route that it describes.
fn answered() -> String {
    let (world, targets, key) = world();
    let openers = [0, 1].map(|at| world.sign_in(targets[at].opener));
    let mut tokens: BTreeMap<&str, String> = BTreeMap::new();
    let mut table = String::new();
    let document = world.get("/openapi.json").json();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, described) in methods.as_object().unwrap() {
            let method = method.to_uppercase();
            write!(table, "{:47}", format!("{method} {path}")).unwrap();
            if described["tags"][0] != "officer" {
                writeln!(table, " public").unwrap();
                continue;
            }
            let own = filled(&method, path, &targets[0], &openers[0]);
            let sent = body(&method, path, &targets[0], &openers[0], &own.contact);
            write!(table, " {:4}", world.call(&method, &own.path, &[], sent.as_deref().map(str::as_bytes)).status)
                .unwrap();
            for role in Role::ALL {
                for (at, target) in targets.iter().enumerate() {
                    let filled = filled(&method, path, target, &openers[at]);
                    let sent = body(&method, path, target, &openers[at], &filled.contact);
                    let says_whom = path.ends_with("/hand-over")
                        || path.ends_with("/contacts/status")
                        || path.ends_with("/visitor-log/envelopes")
                        || (method == "POST" && path.ends_with("/openings"))
                        || (method == "POST" && (path.ends_with("/officers") || path.ends_with("/places")));
                    let about_somebody = filled.has_target || says_whom;
                    if at == 1 && !about_somebody {
                        write!(table, " {:4}", "-").unwrap();
                        continue;
                    }
                    // Signing in is slow on purpose: once a role, and again where a route may end the session.
                    if path.contains("/session") || path.ends_with("/password") {
                        tokens.remove(role.name());
                    }
                    let sign_in = || by_role(&world, role, &key).authorization;
                    let token = tokens.entry(role.name()).or_insert_with(sign_in).clone();
                    let headers = [("authorization", token.as_str())];
                    let said = world.call(&method, &filled.path, &headers, sent.as_deref().map(str::as_bytes));
                    write!(table, " {:4}", said.status).unwrap();
                }
            }
            let line = table.trim_end().len();
            table.truncate(line);
            table.push('\n');
        }
    }
    table
}

#[test]
fn every_route_answers_every_role_and_area_as_the_reviewed_table_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/routes.txt");
    let written = std::fs::read_to_string(&file).unwrap();
    let head: String = written.split_inclusive('\n').filter(|line| line.starts_with('#')).collect();
    let expected: String = written.split_inclusive('\n').filter(|line| !line.starts_with('#')).collect();
    let answered = answered();
    if std::env::var_os("LANCAN_WRITE_TABLE").is_some() {
        std::fs::write(&file, head + &answered).unwrap();
        return;
    }
    assert!(expected == answered, "the table says\n{expected}\nthe server answers\n{answered}");
}

#[test]
fn nobody_is_made_an_officer_of_a_centre_elsewhere_though_the_unit_is_ones_own() {
    let (world, targets, _) = world();
    let body = json!({ "name": "x", "centre": targets[1].centre, "role": "officer", "unit": OWN });
    for role in ["supervisor", "administrator"] {
        assert_eq!(world.sign_in(role).call("POST", "/officer/v1/officers", Some(body.clone())).status, 404, "{role}");
    }
}

#[test]
fn a_list_holds_no_row_of_another_ward() {
    let (world, targets, key) = world();
    let contacts = targets.each_ref().map(|target| {
        let opener = world.sign_in(target.opener);
        add_place(&opener, target.ward);
        opener.add_contact(&opener.open_case(), &person())
    });
    let document = world.get("/openapi.json").json();
    let lists =
        document["paths"].as_object().unwrap().iter().filter(|(path, methods)| {
            path.starts_with("/officer/") && !path.contains('{') && methods.get("get").is_some()
        });
    let foreign: Vec<String> = [
        world.rows("SELECT id FROM cases ORDER BY opened_at, id"),
        world.rows("SELECT name FROM officers WHERE name LIKE 'other%'"),
        world.rows("SELECT id FROM places WHERE unit = '25057'"),
    ]
    .concat()
    .into_iter()
    .map(|row| format!("{:?}", row[0]).split('"').nth(1).unwrap().to_owned())
    .collect();
    let own = world.sign_in(targets[0].opener).call("GET", "/officer/v1/cases", None).json();
    let own = own[0]["id"].as_str().unwrap().to_owned();
    let (mut looked, foreign) = (0, foreign.into_iter().filter(|name| *name != own).collect::<Vec<_>>());
    assert_eq!(foreign.len(), 6);
    let foreign: Vec<String> = foreign.into_iter().chain([contacts[1].clone()]).collect();
    let officer = world.sign_in(Role::Officer.name());
    let shown = |path: &str| String::from_utf8(officer.call("GET", path, None).body).unwrap();
    assert!(shown("/officer/v1/contacts").contains(&contacts[0]));
    let search = |path: &str, body: Json| String::from_utf8(officer.call("POST", path, Some(body)).body).unwrap();
    assert!(!search("/officer/v1/contacts/search", json!({ "search": "0912345678" })).contains(&contacts[1]));
    let declared = [OWN, FOREIGN].map(|ward| declared_routes::add(&world, number(), ward));
    let listed = search("/officer/v1/declarations/search", json!({}));
    assert!(listed.contains(&declared[0]) && !listed.contains(&declared[1]), "{listed}");
    let file = shown("/officer/v1/contacts/file");
    assert!(file.contains(&contacts[0]) && !file.contains(&contacts[1]));
    for (path, _) in lists {
        for role in Role::ALL {
            let said = by_role(&world, role, &key).call("GET", path, None);
            if said.status == 200 {
                let text = String::from_utf8(said.body).unwrap();
                assert!(foreign.iter().all(|name| !text.contains(&format!("\"{name}\""))), "{path} {}", role.name());
                looked += 1;
            }
        }
    }
    assert!(looked >= 9, "{looked}");
}
