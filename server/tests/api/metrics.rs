//! What whoever runs the server may count, and what is never in it.

use std::collections::BTreeSet;

use crate::support::{Phone, START, World};

const DASHBOARD: &str = include_str!("../../deploy/grafana.json");
const ALERTS: &str = include_str!("../../deploy/alerts.yml");

/// The page, from its own address.
fn page(world: &World) -> String {
    let address = world.server().metrics_addr().unwrap();
    ureq::get(format!("http://{address}/metrics")).call().unwrap().body_mut().read_to_string().unwrap()
}

fn with_metrics() -> World {
    World::with(|config| config.metrics_listen = Some(([127, 0, 0, 1], 0).into()), |_| {})
}

/// What a line of the page says, where the page has a line that begins so.
fn value(page: &str, name: &str) -> Option<u64> {
    page.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

/// Every name of ours in a text.
fn names(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("lancan_")).collect()
}

#[test]
fn requests_transactions_and_exports_are_counted() {
    let world = with_metrics();
    let phone = Phone::new(1);
    let code = world.code();
    let answer = phone.verify(&world, &code);
    phone.send(&world, &phone.report(&world, &answer, 10));
    world.go_to(START.plus(600));
    assert_eq!(world.get("/nothing/here").status, 404);
    // A client that keeps its connection.
    let client = ureq::Agent::new_with_defaults();
    let mut answer = client.get(format!("{}/health/live", world.server().url())).call().unwrap();
    answer.body_mut().read_to_vec().unwrap();
    let page = page(&world);
    drop(client);
    for (route, status) in [("/v1/verify", 200), ("/v1/report", 200), ("/officer/v1/cases/{id}/codes", 201)] {
        let line = format!("lancan_requests_total{{method=\"POST\",route=\"{route}\",status=\"{status}\"}}");
        assert_eq!(value(&page, &line), Some(1), "{line}\n{page}");
    }
    let nowhere = "lancan_requests_total{method=\"GET\",route=\"(none)\",status=\"404\"}";
    assert_eq!(value(&page, nowhere), Some(1), "{page}");
    assert_eq!(value(&page, "lancan_exports_published_total"), Some(2), "one at the start and one now");
    assert_eq!(value(&page, "lancan_published_until_seconds"), Some(START.plus(600).0));
    assert!(value(&page, "lancan_transaction_seconds_count{access=\"write\"}").unwrap() > 2);
    assert!(value(&page, "lancan_connections").unwrap() >= 1);
}

#[test]
fn the_page_is_on_no_address_that_phones_reach_and_absent_without_its_setting() {
    assert_eq!(with_metrics().get("/metrics").status, 404);
    assert_eq!(World::new().server().metrics_addr(), None);
}

#[test]
fn no_code_name_id_or_path_of_a_request_is_in_the_page() {
    let world = with_metrics();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let code = officer.issue(&case, "long")["code"].as_str().unwrap().replace(' ', "");
    let answer = Phone::new(1).verify(&world, &code);
    world.get(&format!("/v1/exports/{code}?code={code}"));
    world.call("OPTIONS", &format!("/{code}"), &[], None);
    let page = page(&world);
    for secret in [&case, &code, &answer.token, "OPTIONS", "BN 2021", "Trạm y tế"] {
        assert!(!page.contains(secret), "{secret}");
    }
}

#[test]
fn the_dashboard_and_the_alerts_ask_for_counts_that_there_are() {
    let world = with_metrics();
    world.get("/v1/index");
    let page = page(&world);
    let there = names(&page);
    let dashboard: serde_json::Value = serde_json::from_str(DASHBOARD).unwrap();
    assert!(dashboard["panels"].as_array().unwrap().len() >= 9);
    for (file, text) in [("grafana.json", DASHBOARD), ("alerts.yml", ALERTS)] {
        let asked = names(text);
        assert!(asked.len() > 3 && asked.is_subset(&there), "{file}: {:?}", asked.difference(&there));
    }
}

#[test]
fn the_index_is_read_from_the_database_once_however_many_phones_ask_in_a_second() {
    let world = with_metrics();
    let read = |page: String| value(&page, "lancan_transaction_seconds_count{access=\"read\"}").unwrap();
    let first = world.get("/v1/index").body;
    let before = read(page(&world));
    for _ in 0..20 {
        assert_eq!(world.get("/v1/index").body, first);
    }
    // The server's own work reads too, a few times at most when it starts.
    let read_meanwhile = read(page(&world)) - before;
    assert!(read_meanwhile < 10, "{read_meanwhile} reads while twenty phones asked");
    world.go_to(START.plus(300));
    assert_ne!(world.get("/v1/index").body, first, "what was signed since is served at once");
}
