//! Quarantine after the gate: daily reports, who is reminded, and who is called.

use crate::console::{Browser, between, text};
use crate::declare::{at, declarer};
use crate::families::fill;
use crate::gate::{ARRIVAL, add_gate_officers, flight, post, record, scan};
use crate::gateway::Gateway;
use crate::places::add_ward_officers;
use crate::support::{Said, World, holds};

const NUMBER: &str = "0912 345 678";
/// Nothing stands out.
const WELL: [(&str, &str); 11] = [
    ("temperature", "36,8"),
    ("symptom.fever", "no"),
    ("symptom.cough", "no"),
    ("symptom.breath", "no"),
    ("symptom.throat", "no"),
    ("symptom.vomit", "no"),
    ("symptom.diarrhoea", "no"),
    ("symptom.bleeding", "no"),
    ("symptom.rash", "no"),
    ("left_place", "no"),
    ("note", ""),
];

/// A traveller whom an officer of the gate ordered into quarantine on 27 May, until 17 June.
fn quarantined(reminds: bool) -> (World, Gateway) {
    let gateway = Gateway::new();
    let set = |config: &mut lancan_server::Config| {
        gateway.set(config);
        config.sms.remind_declarers = reminds;
    };
    let world = World::with(set, |_| {});
    add_ward_officers(&world);
    add_gate_officers(&world);
    let pass = flight(&world, &gateway, NUMBER, 1, &[]).remove(0);
    world.go_to(ARRIVAL);
    let mut minh = Browser::signed_in(&world, "minh");
    let file = record(&scan(&mut minh, &pass));
    let quarantine = [("decision", "quarantine"), ("place", "Khách sạn Hoa Sen")];
    let said = post(&mut minh, &format!("{file}/decide"), &quarantine);
    assert_eq!(said.status, 303, "{}", text(&said));
    (world, gateway)
}

fn report(browser: &mut Browser<'_>, changed: &[(&str, &str)]) -> Said {
    let start = text(&browser.get("/khai-bao"));
    let address =
        format!("/khai-bao/form/vhd-daily?person={}", between(&start, "/khai-bao/form/vhd-daily?person=", "\""));
    fill(browser, &address.replace("&#38;", "&"), "/khai-bao/form/vhd-daily", &crate::declare::with(&WELL, changed))
}

/// Days in a row that were missed, as the store holds them.
fn missed(world: &World, days: u32) -> bool {
    world.count(&format!("declaration_diaries WHERE missed = {days}")) == 1
}

#[test]
fn a_missed_day_is_reminded_and_two_in_a_row_are_a_call_that_a_report_ends() {
    let (world, gateway) = quarantined(true);
    world.go_to(at(3, 7, 0));
    let mut browser = declarer(&world, &gateway, NUMBER);
    let start = text(&browser.get("/khai-bao"));
    for part in ["Hành khách 1", "17/06/2021", "trước 9 giờ và 16 giờ", "Hôm nay đã gửi: 0"] {
        assert!(start.contains(part), "{part}: {start}");
    }
    // A minute before midnight is of that day; two minutes later is another, in which nothing comes.
    world.go_to(at(3, 23, 59));
    assert_eq!(report(&mut browser, &[]).status, 303);
    assert!(text(&browser.get("/khai-bao")).contains("Hôm nay đã gửi: 1"));
    world.go_to(at(4, 0, 1));
    assert!(text(&browser.get("/khai-bao")).contains("Hôm nay đã gửi: 0"));
    world.go_to(at(4, 9, 0));
    assert!(missed(&world, 0), "28 May was reported");

    // The day of UTC changes at seven; the day before is looked at when a report is due.
    for (hour, minute) in [(7, 0), (8, 59)] {
        world.go_to(at(5, hour, minute));
        assert!(missed(&world, 0), "{hour}:{minute}");
    }
    for minute in [0, 10] {
        world.go_to(at(5, 9, minute));
        assert!(missed(&world, 1));
    }
    let (to, said) = gateway.message();
    assert_eq!(to, "+84912345678");
    assert!(
        said.contains("29/05/2021") && said.contains("/khai-bao") && said.is_ascii() && said.len() <= 160,
        "{said}"
    );
    assert_eq!(world.count("calls"), 0);

    world.go_to(at(6, 9, 0));
    let (_, said) = gateway.message();
    assert!(said.contains("30/05/2021"), "each day once: {said}");
    assert!(missed(&world, 2));
    let mut lan = Browser::signed_in(&world, "lan");
    let queue = text(&lan.get("/console/calls"));
    assert!(queue.contains("Hành khách 1") && queue.contains("không báo cáo khi cách ly"), "{queue}");
    let declaration = between(&queue, "href=\"/console/declarations/", "\"").to_owned();
    let file = text(&lan.get(&format!("/console/declarations/{declaration}")));
    assert!(file.contains("Số ngày liên tiếp không có báo cáo: 2"), "{file}");
    assert!(text(&lan.get("/console/declarations/figures")).contains("thiếu báo cáo của ngày gần nhất"));

    assert_eq!(report(&mut browser, &[]).status, 303);
    assert!(missed(&world, 0));
    assert!(!text(&lan.get("/console/calls")).contains("Hành khách 1"), "the report ends the call");
    let kept = world.stored_bytes();
    assert!(!holds(&kept, b"84912345678"), "the number lies sealed");
}

#[test]
fn a_red_report_is_a_call_at_once_and_a_diary_ends_with_the_quarantine() {
    let (world, gateway) = quarantined(false);
    world.go_to(at(3, 8, 0));
    let mut browser = declarer(&world, &gateway, NUMBER);
    assert_eq!(report(&mut browser, &[("symptom.fever", "yes")]).status, 303);
    assert_eq!((world.count("calls"), world.count("declaration_diaries")), (1, 1));
    assert!(text(&Browser::signed_in(&world, "lan").get("/console/calls")).contains("Nguy cơ cao"));
    // Without the setting nobody is reminded: the next message is a password.
    world.go_to(at(5, 9, 0));
    assert!(missed(&world, 1));
    let mut again = declarer(&world, &gateway, NUMBER);
    world.go_to(at(23, 23, 59));
    assert!(text(&again.get("/khai-bao")).contains("/khai-bao/form/vhd-daily?person="), "17 June");
    world.go_to(at(24, 0, 1));
    assert!(!text(&again.get("/khai-bao")).contains("/khai-bao/form/vhd-daily?person="), "the day after");
    world.go_to(at(27, 9, 0));
    assert_eq!(world.count("declaration_diaries"), 0);
}

#[test]
fn another_numbers_diary_is_nobodys_to_write_in() {
    let (world, gateway) = quarantined(false);
    world.go_to(at(3, 8, 0));
    let mut browser = declarer(&world, &gateway, NUMBER);
    let start = text(&browser.get("/khai-bao"));
    let entry = between(&start, "&#38;leader=", "\"").to_owned();
    let mut other = declarer(&world, &gateway, "0987 654 321");
    assert!(!text(&other.get("/khai-bao")).contains(&entry));
    assert_eq!(other.get(&format!("/khai-bao/form/vhd-daily?leader={entry}")).status, 404);
    assert_eq!(fill(&mut browser, "/khai-bao/own/erase", "/khai-bao/own/erase", &[]).status, 303);
    assert_eq!(world.count("declaration_diaries"), 0, "who erases reports no more");
}
