//! Declarations and the gate by officers' software.

use lancan_server::store::Value;
use serde_json::{Value as Json, json};

use crate::console::{Browser, between, text};
use crate::declare::{NCOVI, declarer, send, with, world};
use crate::families::a_child;
use crate::gate::{ARRIVAL, add_gate_officers, flight};
use crate::gate_bundle;
use crate::places::{WARD, add_ward_officers};
use crate::support::{Officer, START, Said, World};

/// Adds a declaration of a ward whose answers do not open, with a call to make for it. Its id is this number.
pub(crate) fn add(world: &World, number: u32, ward: &str) -> String {
    let area = format!("68/{ward}/");
    let insert = "-- tests::declaration
                  INSERT INTO declarations (id, number, form, version, day, at, class, clear, expiry, area, sealed)
                  VALUES (?1, ?2, 'ncovi', '2021-05', ?3, ?4, 'red', '{}', ?5, ?6, ?2)";
    let (id, now) = (u128::from(number).to_be_bytes().to_vec(), world.now().0);
    let number = |number: u64| Value::Integer(i64::try_from(number).unwrap());
    let text = |text: &str| Value::Text(text.to_owned());
    let day = now / 86_400;
    let name = format!("{:032x}", u128::from_be_bytes(id.clone().try_into().unwrap()));
    world.change(
        insert,
        &[Value::Bytes(id), Value::Bytes(vec![7; 32]), number(day), number(now), number(day + 21), text(&area)],
    );
    let call = "-- tests::call
                INSERT INTO calls (contact, area, due_at, attempts, locked_until, closed) VALUES (?1, ?2, ?3, 0, 0, 0)";
    world.change(call, &[text(&format!("declaration-{name}")), text(&area), number(now)]);
    name
}

/// A body that is good, for the routes of declarations and of the gate.
pub(crate) fn body(path: &str, declaration: &str, pass: &str) -> Option<Json> {
    Some(match path.rsplit('/').next()? {
        "search" if path.contains("/gates/") => json!({ "number": "C0000001" }),
        "search" => json!({}),
        "outcome" if path.contains("/declarations/") => json!({ "outcome": "busy" }),
        "bundle" => json!({ "device": gate_bundle::device(7).1 }),
        "scan" => json!({ "pass": pass }),
        "cleared" => json!({ "cleared": [{ "pass": pass, "at": START.0 }] }),
        "travellers" => json!({ "declaration": declaration }),
        "decision" => json!({ "decision": "clear" }),
        "correction" => json!({ "question": "seat", "value": "9B" }),
        _ => return None,
    })
}

/// What a route of declarations or of the gate is asked about.
pub(crate) struct Wanted {
    /// The declaration; it stands in the path or in the body.
    pub(crate) id: String,
    pub(crate) body: Json,
    /// What follows the path.
    pub(crate) days: &'static str,
}

/// Something that each route does its work with: a declaration, a traveller at the officer's counter, or one who waits.
pub(crate) fn wanted(officer: &Officer<'_>, path: &str, passes: &mut impl Iterator<Item = String>) -> Wanted {
    let days = if path.ends_with("/declarations/figures") || path.ends_with("/travel-entries") {
        "?from=2021-05-01&until=2021-05-25"
    } else {
        ""
    };
    let (mut id, mut pass) = (String::new(), String::new());
    if path.contains("/gates/") {
        pass = passes.next().unwrap();
        let said = if path.contains("{id}") {
            post(officer, "/officer/v1/gates/101/scan", json!({ "pass": pass })).json()["declaration"].clone()
        } else {
            let found = post(officer, "/officer/v1/gates/101/search", json!({ "number": "C0000001" })).json();
            found["declarations"][0]["declaration"].clone()
        };
        said.as_str().unwrap().clone_into(&mut id);
    } else if path.contains("/pictures/") {
        let scanned = json!({ "pass": passes.next().unwrap() });
        let said = post(officer, "/officer/v1/gates/101/scan", scanned).json()["declaration"].clone();
        said.as_str().unwrap().clone_into(&mut id);
    } else if path.contains("/declarations/{id}") {
        id = add(officer.world, u32::try_from(officer.world.acts().len()).unwrap(), "25054");
        if path.ends_with("/outcome") {
            assert_eq!(officer.call("POST", &format!("/officer/v1/declarations/{id}/call"), None).status, 204);
        }
    }
    let body = if path.ends_with("/became") {
        json!({ "kind": "case", "id": officer.open_case() })
    } else {
        body(path, &id, &pass).unwrap_or_else(|| json!({}))
    };
    Wanted { id, body, days }
}

fn post(officer: &Officer<'_>, path: &str, body: Json) -> Said {
    officer.call("POST", path, Some(body))
}

/// The ids that a search finds.
fn found(officer: &Officer<'_>, body: Json) -> Vec<String> {
    let said = post(officer, "/officer/v1/declarations/search", body);
    assert_eq!(said.status, 200, "{}", text(&said));
    let listed = said.json()["declarations"].as_array().unwrap().clone();
    listed.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn software_finds_opens_calls_and_counts_what_the_pages_show() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    let mut an = declarer(&world, &gateway, "0912 345 678");
    let child = a_child(&mut an);
    let home = with(&NCOVI, &[("address.ward", WARD), ("symptom.fever", "yes")]);
    let own = send(&mut an, "ncovi", &home).headers["location"].rsplit('/').next().unwrap().to_owned();
    let page = format!("/khai-bao/form/ncovi?person={child}");
    let said = crate::families::fill(&mut an, &page, "/khai-bao/form/ncovi", &with(&NCOVI, &[("address.ward", WARD)]));
    let childs = said.headers["location"].rsplit('/').next().unwrap().to_owned();
    let (lan, hoa) = (world.sign_in("lan"), world.sign_in("hoa"));
    for (body, expected) in [
        (json!({}), vec![&own, &childs]),
        (json!({ "class": "red" }), vec![&own]),
        (json!({ "search": "sen hoa", "class": "green" }), vec![&childs]),
        (json!({ "search": "0912345678" }), vec![&own, &childs]),
        (json!({ "search": "b7654321", "until": "2021-05-24" }), vec![]),
        (json!({ "unit": "01" }), vec![]),
    ] {
        let mut ids = found(&lan, body.clone());
        let mut expected: Vec<String> = expected.into_iter().cloned().collect();
        ids.sort();
        expected.sort();
        assert_eq!(ids, expected, "{body}");
        assert!(found(&hoa, body).is_empty(), "another ward");
    }
    for wrong in
        [json!({ "from": "25/05/2021" }), json!({ "q": "x" }), json!({ "after": "x" }), json!({ "unit": "zz" })]
    {
        let status = post(&lan, "/officer/v1/declarations/search", wrong.clone()).status;
        assert!((400..405).contains(&status), "{wrong}: {status}");
    }

    let path = format!("/officer/v1/declarations/{own}");
    let shown = lan.call("GET", &path, None).json();
    assert_eq!(
        (shown["declaration"]["name"].as_str(), shown["deleted_on"].as_str()),
        (Some("Nguyễn Thị Hoa Sen"), Some("2021-06-15"))
    );
    assert_eq!(shown["answers"]["resourceType"], "QuestionnaireResponse");
    assert!(shown["on_behalf"].is_null() && shown["call"]["closed"] == json!(false), "{shown}");
    let of_child = lan.call("GET", &format!("/officer/v1/declarations/{childs}"), None).json();
    assert_eq!(of_child["on_behalf"], json!({ "relation": "child", "consent_at": world.now().0 }));
    assert!(of_child["call"].is_null());
    assert_eq!(hoa.call("GET", &path, None).status, 404);

    let outcome = json!({ "outcome": "reached" });
    assert_eq!(post(&lan, &format!("{path}/call/outcome"), outcome.clone()).status, 409, "nobody took it");
    assert_eq!(lan.call("POST", &format!("{path}/call"), None).status, 204);
    assert_eq!(post(&lan, &format!("{path}/call/outcome"), outcome).status, 204);
    assert_eq!(
        lan.call("GET", &path, None).json()["call"],
        json!({ "attempts": 1, "outcome": "reached", "closed": true })
    );

    let counts = lan.call("GET", "/officer/v1/declarations/figures?from=2021-05-01&until=2021-05-31", None).json();
    let table = counts["tables"].as_array().unwrap().iter().find(|table| table["form"] == "ncovi").unwrap().clone();
    assert!(table.get("total").is_none(), "two people are kept back: {table}");
    assert_eq!(lan.call("GET", "/officer/v1/declarations/figures?from=2021-05-01", None).status, 400);

    // What was made of it is noted once.
    let became = format!("{path}/became");
    for wrong in
        [json!({ "kind": "place", "id": "1" }), json!({ "kind": "case", "id": "a/b" }), json!({ "kind": "case" })]
    {
        assert_eq!(post(&lan, &became, wrong.clone()).status, 400, "{wrong}");
    }
    // Of what is not there, and of what lies in another area: the two look alike.
    let (case, elsewhere) = (lan.open_case(), hoa.open_case());
    let person = json!({ "name": "An", "phone": "0912345678" });
    let (contact, foreign) = (lan.add_contact(&case, &person), hoa.add_contact(&elsewhere, &person));
    let refusals = [
        ("case", "0".repeat(32)),
        ("contact", "0".repeat(32)),
        ("case", elsewhere),
        ("contact", foreign),
        ("case", contact.clone()),
        ("contact", case.clone()),
    ]
    .map(|(kind, id)| {
        let said = post(&lan, &became, json!({ "kind": kind, "id": id }));
        assert_eq!((said.status, said.problem().as_str()), (400, "request-invalid"), "{kind} {id}");
        said.body
    });
    assert!(refusals.iter().all(|said| *said == refusals[0]));
    assert!(lan.call("GET", &path, None).json()["declaration"].get("became").is_none(), "nothing was noted");
    assert_eq!(
        post(&lan, &format!("/officer/v1/declarations/{childs}/became"), json!({ "kind": "contact", "id": contact }))
            .status,
        204
    );
    assert_eq!(post(&hoa, &became, json!({ "kind": "case", "id": case })).status, 404, "another ward");
    assert_eq!(post(&lan, &became, json!({ "kind": "case", "id": case })).status, 204);
    assert_eq!(post(&lan, &became, json!({ "kind": "case", "id": case })).status, 409);
    let shown = lan.call("GET", &path, None).json();
    assert_eq!((&shown["declaration"]["became"], &shown["declaration"]["became_id"]), (&json!("case"), &json!(case)));
    let days = "from=2021-05-01&until=2021-05-31";
    let file = lan.call("GET", &format!("/officer/v1/declarations/travel-entries?{days}"), None);
    assert_eq!((file.status, file.headers["content-type"].as_str()), (200, "text/csv; charset=utf-8"));
    assert!(
        text(&file).starts_with("disease,responsibleRegion,") && text(&file).lines().count() == 1,
        "nobody entered"
    );
    assert_eq!(lan.call("GET", "/officer/v1/declarations/travel-entries", None).status, 400);
}

#[test]
fn software_at_a_gate_scans_finds_corrects_and_decides_as_the_pages_do() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    add_gate_officers(&world);
    let passes = flight(&world, &gateway, "0912 345 678", 3, &[]);
    world.go_to(ARRIVAL);
    let (minh, nga, lan, sat) =
        (world.sign_in("minh"), world.sign_in("nga"), world.sign_in("lan"), world.sign_in("sat"));
    let gate = "/officer/v1/gates/101";
    let scan = |officer: &Officer<'_>, pass: &str| post(officer, &format!("{gate}/scan"), json!({ "pass": pass }));
    let first = scan(&minh, &passes[0]).json();
    assert_eq!(first["at"], "here");
    let id = first["declaration"].as_str().unwrap().to_owned();
    let elsewhere = scan(&nga, &passes[0]).json();
    assert_eq!((elsewhere["at"].as_str(), elsewhere["officer"].as_str()), (Some("elsewhere"), Some("minh")));
    assert_eq!(scan(&minh, "LC1:XYZ").json(), json!({ "at": "refused", "refused": "malformed" }));
    let traveller = format!("{gate}/travellers/{id}");
    let correction =
        |value: &str| post(&minh, &format!("{traveller}/correction"), json!({ "question": "seat", "value": value }));
    let refused = correction("");
    assert!(refused.status == 400 && text(&refused).contains("value: seat"), "{}", text(&refused));
    assert_eq!(correction("9B").status, 204);
    let decide = |officer: &Officer<'_>, body: Json| post(officer, &format!("{traveller}/decision"), body);
    assert_eq!(decide(&nga, json!({ "decision": "clear" })).status, 409, "at another counter");
    assert_eq!(decide(&minh, json!({ "decision": "wave" })).status, 400);
    assert_eq!(decide(&minh, json!({ "decision": "refuse" })).status, 400, "a reason is needed");
    assert_eq!(decide(&minh, json!({ "decision": "clear" })).json(), json!({ "state": "corrected" }));
    let shown = minh.call("GET", &traveller, None).json();
    assert_eq!(shown["decisions"], json!([{ "at": ARRIVAL.0, "officer": "minh", "state": "corrected" }]));
    assert!(shown["answers"].to_string().contains("9B") && shown["declared"].to_string().contains("1A"), "{shown}");

    let sought = post(&nga, &format!("{gate}/search"), json!({ "number": "c0000002" })).json();
    let second = sought["declarations"][0]["declaration"].as_str().unwrap().to_owned();
    assert_eq!(sought["declarations"][0]["name"], "Hành khách 2");
    let present = post(&nga, &format!("{gate}/travellers"), json!({ "declaration": second }));
    assert_eq!(present.json(), json!({ "at": "here", "declaration": second }));
    let other = format!("{gate}/travellers/{second}");
    assert_eq!(nga.call("POST", &format!("{other}/back"), None).status, 204);
    assert_eq!(minh.call("POST", &format!("{gate}/next"), None).json()["declaration"], json!(second));
    let quarantine = json!({ "decision": "quarantine", "place": "Khách sạn Hoa Sen" });
    assert_eq!(post(&minh, &format!("{other}/decision"), quarantine).json(), json!({ "state": "quarantine" }));
    assert_eq!(minh.call("GET", &other, None).json()["quarantine_to"], "2021-06-17");
    scan(&minh, &passes[2]);
    let queue = sat.call("GET", gate, None).json();
    assert_eq!((queue["decided"].as_u64(), queue["waiting"].as_u64()), (Some(2), Some(1)), "{queue}");
    assert_eq!(queue["travellers"][0]["name"], "Hành khách 3");

    for path in [gate.to_owned(), traveller.clone()] {
        assert_eq!(lan.call("GET", &path, None).status, 404, "another province");
    }
    assert_eq!(scan(&lan, &passes[1]).status, 404);
    assert_eq!(scan(&sat, &passes[1]).status, 403, "who looks scans nothing");
    // The pages show the same.
    let page = text(&Browser::signed_in(&world, "minh").get("/console/gate/101"));
    assert!(between(&page, "<tbody>", "</tbody>").contains("Hành khách 3"));
}
