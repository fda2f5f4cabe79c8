//! What officers cleared at a counter without a network, brought in when the network is back.

use lancan_protocol::time::UnixTime;
use serde_json::{Value as Json, json};

use crate::console::{Browser, between, text};
use crate::declare::{declarer, world as world_with_gateway};
use crate::gate::{ARRIVAL, add_gate_officers, flight, post, record, scan};
use crate::gateway::Gateway;
use crate::places::add_ward_officers;
use crate::support::{Officer, World};

const GATE: &str = "/officer/v1/gates/101";
/// When the network came back: half an hour later.
const BACK: UnixTime = UnixTime(ARRIVAL.0 + 1_800);

fn world() -> (World, Gateway) {
    let (world, gateway) = world_with_gateway();
    add_ward_officers(&world);
    add_gate_officers(&world);
    (world, gateway)
}

/// Brings in passes with the times at which they were cleared; what came of each, in words.
fn bring(officer: &Officer<'_>, cleared: &[(&str, u64)]) -> Vec<String> {
    let cleared: Vec<Json> = cleared.iter().map(|(pass, at)| json!({ "pass": pass, "at": at })).collect();
    let said = officer.call("POST", &format!("{GATE}/cleared"), Some(json!({ "cleared": cleared })));
    assert_eq!(said.status, 200, "{}", text(&said));
    let came = said.json()["cleared"].as_array().unwrap().clone();
    came.iter()
        .map(|one| [one["came"].as_str(), one["why"].as_str()].into_iter().flatten().collect::<Vec<_>>().join(" "))
        .collect()
}

fn traveller(officer: &Officer<'_>, pass: &str) -> Json {
    let at = officer.call("POST", &format!("{GATE}/scan"), Some(json!({ "pass": pass }))).json();
    let id = at["declaration"].as_str().unwrap();
    officer.call("GET", &format!("{GATE}/travellers/{id}"), None).json()
}

/// State and officer of each decision of a traveller, with a mark where it was made without a network.
fn decisions(traveller: &Json) -> Vec<String> {
    let of = |one: &Json| {
        let offline = if one["offline"] == true { " offline" } else { "" };
        format!("{} {}{offline}", one["state"].as_str().unwrap(), one["officer"].as_str().unwrap())
    };
    traveller["decisions"].as_array().unwrap().iter().map(of).collect()
}

#[test]
fn who_was_cleared_without_a_network_is_cleared_once_however_often_it_is_brought_in() {
    let (world, gateway) = world();
    let passes = flight(&world, &gateway, "0912 345 678", 2, &[]);
    world.go_to(BACK);
    let minh = world.sign_in("minh");
    let both = [(passes[0].as_str(), ARRIVAL.0), (passes[1].as_str(), ARRIVAL.0 + 60)];
    assert_eq!(bring(&minh, &both), ["cleared", "cleared"]);
    assert_eq!(bring(&minh, &both), ["cleared", "cleared"], "the answer was lost, and it is sent again");
    let first = traveller(&minh, &passes[0]);
    assert_eq!((first["state"].as_str(), first["presented_at"].as_u64()), (Some("cleared"), Some(ARRIVAL.0)));
    assert_eq!(decisions(&first), ["cleared minh offline"]);
    assert_eq!(world.count("gate_travellers"), 2);
    let queue = minh.call("GET", GATE, None).json();
    assert_eq!((queue["waiting"].as_u64(), queue["decided"].as_u64()), (Some(0), Some(2)));
    assert!(world.acts().contains(&"gate-offline".to_owned()));
}

#[test]
fn two_counters_that_met_leave_one_record_that_shows_both() {
    let (world, gateway) = world();
    let passes = flight(&world, &gateway, "0912 345 678", 3, &[]);
    let mut nga_at_the_counter = None;
    world.go_to(ARRIVAL);
    // The first was ordered into quarantine online; the second is at another counter now; the third was cleared at two counters
    // without a network.
    let mut nga = Browser::signed_in(&world, "nga");
    let first = record(&scan(&mut nga, &passes[0]));
    let order = [("decision", "quarantine"), ("place", "Khách sạn Hoa Sen")];
    record(&post(&mut nga, &format!("{first}/decide"), &order));
    world.go_to(BACK);
    nga_at_the_counter.replace(record(&scan(&mut nga, &passes[1])));
    let (minh, quan) = (world.sign_in("minh"), world.sign_in("quan"));
    assert_eq!(bring(&quan, &[(&passes[2], ARRIVAL.0 + 30)]), ["cleared"]);
    let of_minh =
        [(passes[0].as_str(), ARRIVAL.0), (passes[1].as_str(), ARRIVAL.0 + 5), (passes[2].as_str(), ARRIVAL.0 + 9)];
    assert_eq!(bring(&minh, &of_minh), ["noted decided", "noted elsewhere", "noted decided"]);

    let quarantined = traveller(&minh, &passes[0]);
    assert_eq!(quarantined["state"], "quarantine", "a clearance without a network lifts no order");
    assert_eq!(decisions(&quarantined), ["quarantine nga", "provisional minh offline"]);
    assert_eq!(decisions(&traveller(&quan, &passes[2])), ["cleared quan offline", "provisional minh offline"]);
    assert_eq!(world.count("gate_travellers"), 3, "one record each");
    // The officer at whose counter the traveller is sees it and decides.
    let page = nga_at_the_counter.unwrap();
    let shown = text(&nga.get(&page));
    assert!(
        shown.contains("Cho qua khi mất mạng, không có hiệu lực · không có mạng") && shown.contains("minh ký"),
        "{shown}"
    );
    record(&post(&mut nga, &format!("{page}/enter"), &[("code", "")]));
    assert_eq!(decisions(&traveller(&minh, &passes[1])), ["provisional minh offline", "cleared nga"]);
}

#[test]
fn a_clearance_without_a_network_lets_nobody_through_whom_the_gate_would_not() {
    let (world, gateway) = world();
    let ill = flight(&world, &gateway, "0912 345 678", 1, &[("symptom.fever", "yes")]);
    let elsewhere = flight(&world, &gateway, "0977 000 111", 1, &[("gate", "102")]);
    let renewed = flight(&world, &gateway, "0987 654 321", 1, &[]);
    let erased = flight(&world, &gateway, "0966 000 111", 1, &[]);
    let mut own = declarer(&world, &gateway, "0987 654 321");
    let page =
        format!("/khai-bao/own/{}/pass", between(&text(&own.get("/khai-bao/own")), "href=\"/khai-bao/own/", "\""));
    let csrf = between(&text(&own.get(&page)), "name=\"csrf\" value=\"", "\"").to_owned();
    assert_eq!(own.send(&page, &[("csrf", &csrf)], &[]).status, 303);
    let mut own = declarer(&world, &gateway, "0966 000 111");
    let csrf = between(&text(&own.get("/khai-bao/own/erase")), "name=\"csrf\" value=\"", "\"").to_owned();
    assert_eq!(own.send("/khai-bao/own/erase", &[("csrf", &csrf)], &[]).status, 303);

    world.go_to(BACK);
    let minh = world.sign_in("minh");
    let at = ARRIVAL.0;
    assert_eq!(bring(&minh, &[(&ill[0], at)]), ["noted not-green"]);
    let shown = traveller(&minh, &ill[0]);
    assert_eq!(
        (shown["state"].as_str(), decisions(&shown)),
        (Some("presented"), vec!["provisional minh offline".to_owned()])
    );
    assert_eq!(bring(&minh, &[(&renewed[0], at)]), ["noted taken-back"], "an officer looks again");
    assert_eq!(bring(&minh, &[(&erased[0], at)]), ["gone"]);
    let mut forged = renewed[0].clone();
    forged.replace_range(140..141, if &forged[140..141] == "A" { "B" } else { "A" });
    assert!(bring(&minh, &[(&forged, at)])[0].starts_with("refused "));
    let refused = [(elsewhere[0].as_str(), at), ("LC1:XYZ", at), (&ill[0], at - 86_400 * 3), (&ill[0], BACK.0 + 301)];
    assert_eq!(
        bring(&minh, &refused),
        ["refused wrong-gate", "refused malformed", "refused not-yet", "refused not-yet"]
    );
    world.go_to(UnixTime(at + 8 * 86_400));
    assert_eq!(bring(&world.sign_in("minh"), &[(&ill[0], at)]), ["refused expired"], "a week later");
}

#[test]
fn who_decides_nothing_at_the_gate_brings_nothing_in() {
    let (world, gateway) = world();
    let passes = flight(&world, &gateway, "0912 345 678", 1, &[]);
    world.go_to(BACK);
    let body = || Some(json!({ "cleared": [{ "pass": passes[0], "at": ARRIVAL.0 }] }));
    for (name, status) in [("sat", 403), ("lan", 404)] {
        assert_eq!(world.sign_in(name).call("POST", &format!("{GATE}/cleared"), body()).status, status, "{name}");
    }
    let too_many = vec![json!({ "pass": passes[0], "at": ARRIVAL.0 }); 101];
    let said = world.sign_in("minh").call("POST", &format!("{GATE}/cleared"), Some(json!({ "cleared": too_many })));
    assert_eq!(said.status, 400);
    assert_eq!(world.count("gate_travellers"), 0);
}

#[test]
fn the_page_of_a_counter_without_a_network_holds_the_keys_and_names_nobody() {
    let (world, gateway) = world();
    flight(&world, &gateway, "0912 345 678", 1, &[]);
    world.go_to(ARRIVAL);
    let mut minh = Browser::signed_in(&world, "minh");
    let said = minh.get("/console/gate/101/offline");
    let page = text(&said);
    assert_eq!(said.status, 200);
    assert!(said.headers["permissions-policy"].contains("camera=(self)"));
    for key in [&world.deployment().pass_keys[0], &world.deployment().revoked_keys[0]] {
        let line = key.pem.lines().nth(1).unwrap();
        assert!(page.contains(line), "{page}");
    }
    assert!(page.contains("Sân bay quốc tế Nội Bài") && !page.contains("Hành khách 1"));
    assert_eq!(Browser::signed_in(&world, "sat").get("/console/gate/101/offline").status, 403);
    assert_eq!(minh.get("/console/gate/102/offline").status, 404);
    assert_eq!(minh.get("/console/gate-worker.js").headers["content-type"], "text/javascript; charset=utf-8");
}
