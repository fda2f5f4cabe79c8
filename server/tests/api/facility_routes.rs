//! Facilities and feedback by officers' software, and lists by unit and kind.

use lancan_protocol::time::UnixTime;
use lancan_server::FacilityDesk;
use lancan_server::store::Value;
use serde_json::json;

use crate::console::{Browser, text};
use crate::place_pages;
use crate::places::add_ward_officers;
use crate::support::World;

/// Adds a facility by a list; returns its id.
pub(crate) fn add(world: &World, name: &str, kind: &str, ward: &str, phone: &str) -> String {
    let desk = FacilityDesk::open(&world.config, world.clock.clone()).unwrap();
    let list = format!("name,kind,unit,address,people,phone,manager\n{name},{kind},{ward},,420,{phone},Lê Văn Ân\n");
    assert_eq!(world.runtime.block_on(desk.take_list(list.as_bytes())).unwrap().unwrap().added, 1);
    match world.rows(&format!("SELECT id FROM places WHERE name = '{name}' AND unit = '{ward}'"))[0][0].clone() {
        Value::Text(id) => id,
        other => panic!("{other:?}"),
    }
}

/// Adds feedback on a facility, in a state, as the form would.
pub(crate) fn add_feedback(world: &World, facility: &str, id: &str, state: &str) {
    let insert = "-- tests::feedback
                  INSERT INTO feedback (id, place, day, sent_at, criteria, set_version, words, photos, collapsed, state)
                  VALUES (?1, ?2, ?3, ?4, '', 0, 'Cổng trường không có nước rửa tay.', 0, 0, ?5)";
    let now = world.now().0;
    let number = |number: u64| Value::Integer(i64::try_from(number).unwrap());
    let text = |text: &str| Value::Text(text.to_owned());
    world.change(insert, &[text(id), text(facility), number(now / 86_400), number(now), text(state)]);
}

/// 26 May 2021, a Wednesday, 11:00 in Vietnam.
const LATE: UnixTime = UnixTime(18_773 * 86_400 + 4 * 3_600);

fn world() -> World {
    let (world, _gateway) = place_pages::world();
    add_ward_officers(&world);
    crate::area_risks::add_province_officer(&world);
    world.go_to(LATE);
    world
}

#[test]
fn facilities_that_reported_by_criteria_without_a_rule_of_a_verdict_have_a_column_of_their_own() {
    let (world, _) = place_pages::world();
    add_ward_officers(&world);
    add(&world, "Trạm y tế Lộc Bảo", "clinic", "25054", "0912345602");
    let column = "Đã báo cáo, chưa có thang";
    let pages = |world: &World| {
        let officers = text(&Browser::signed_in(world, "lan").get("/console/facilities"));
        [text(&world.get("/ban-do/68")), text(&world.get("/ban-do/25054")), officers]
    };
    assert!(pages(&world).iter().all(|page| !page.contains(column)), "none has reported");
    world.change("-- tests::unjudged\n UPDATE ward_counts SET unjudged = 1 WHERE kind = 'clinic'", &[]);
    for page in pages(&world) {
        assert!(page.contains(column) && page.contains("<td class=\"number\">1</td></tr>"), "{page}");
    }
}

#[test]
fn a_citizen_finds_a_school_by_words_of_its_name_on_the_page_of_its_province() {
    let (world, _) = place_pages::world();
    let school = add(&world, "Trường Mầm non Sunflower Á Âu", "school", "25054", "0912345601");
    add(&world, "Trường Mầm non Sunrise", "school", "25054", "0912345602");
    let leads = |path: &str| world.get(path).headers.get("location").cloned().unwrap_or_default();
    for unit in ["68", "25054"] {
        assert_eq!(leads(&format!("/ban-do/{unit}?q=SUNFLOWER+a+au")), format!("/ban-do/co-so/{school}"), "{unit}");
    }
    let both = text(&world.get("/ban-do/68?q=mam+non+sun"));
    assert!(both.contains("id=\"found\"") && both.contains("Sunflower") && both.contains("Sunrise"), "{both}");
    for nowhere in ["/ban-do/01?q=sunflower", "/ban-do?q=sunflower", "/ban-do/68?q=%25"] {
        let page = text(&world.get(nowhere));
        assert!(page.contains("Không tìm thấy kết quả nào.") && !page.contains(&school), "{nowhere}: {page}");
    }
}

#[test]
fn lists_are_narrowed_by_unit_and_kind_and_so_is_their_file() {
    let world = world();
    add(&world, "Trường Hoa Mai", "school", "25054", "0912345601");
    add(&world, "Trạm y tế Lộc Bảo", "clinic", "25057", "0912345602");
    let mut officer = Browser::signed_in(&world, "tinh");
    for page in ["/console/facilities", "/console/facilities/missing", "/console/facilities/missing.csv"] {
        let mut names = |query: &str| {
            let shown = text(&officer.get(&format!("{page}{query}")));
            (shown.contains("Trường Hoa Mai"), shown.contains("Trạm y tế Lộc Bảo"))
        };
        assert_eq!(names(""), (true, true), "{page}");
        assert_eq!(names("?unit=25054"), (true, false), "{page}");
        assert_eq!(names("?kind=clinic"), (false, true), "{page}");
        assert_eq!(names("?unit=25054&kind=clinic"), (false, false), "{page}");
        assert_eq!(officer.get(&format!("{page}?unit=27637")).status, 404, "{page}: of another province");
    }
    let page = text(&officer.get("/console/facilities?unit=25054&kind=school"));
    assert!(page.contains("<option value=\"25054\" selected>") && page.contains("<option value=\"school\" selected>"));
    assert!(page.contains("/console/facilities/missing?unit=25054&#38;kind=school"), "{page}");
    let software = world.sign_in("tinh");
    let listed = software.call("GET", "/officer/v1/facilities?kind=clinic", None).json();
    assert_eq!(
        (&listed["facilities"][0]["name"], &listed["facilities"][0]["state"]),
        (&json!("Trạm y tế Lộc Bảo"), &json!("grey"))
    );
    assert_eq!((listed["facilities"].as_array().unwrap().len(), listed.get("next")), (1, None));
    assert_eq!(software.call("GET", "/officer/v1/facilities?kind=market", None).status, 400);
    assert_eq!(software.call("GET", "/officer/v1/facilities?unit=27637", None).status, 404);
}

#[test]
fn software_inspects_reopens_and_closes_a_facility_of_its_area() {
    let world = world();
    let id = add(&world, "Trường Hoa Mai", "school", "25054", "0912345601");
    let officer = world.sign_in("lan");
    let path = format!("/officer/v1/facilities/{id}");
    let send = |act: &str, body| officer.call("POST", &format!("{path}/{act}"), Some(body)).status;
    assert_eq!(send("inspection", json!({ "found": "red", "note": "Bếp ăn" })), 204);
    assert_eq!(send("reopening", json!({ "day": "2021-05-25" })), 204);
    let file = officer.call("GET", &path, None).json();
    assert_eq!((&file["state"], &file["inspected"]), (&json!("red"), &json!(true)), "{file}");
    assert_eq!((&file["assessments"][0]["words"], &file["reopened"][0]), (&json!("Bếp ăn"), &json!("2021-05-25")));
    assert_eq!(send("inspection", json!({ "found": null })), 204);
    assert_eq!(send("closure", json!({ "closed": true })), 204);
    assert_eq!(officer.call("GET", &path, None).json()["state"], "closed");
    assert_eq!(send("inspection", json!({ "found": "blue" })), 400);
    let no_day = officer.call("POST", &format!("{path}/reopening"), Some(json!({ "day": "25/5" })));
    assert_eq!(no_day.status, 400);
    assert_eq!(no_day.json()["detail"], "day: hãy viết một ngày theo mẫu năm-tháng-ngày, như 2021-05-27");
    assert_eq!(send("reopening", json!({ "day": "2021-06-25" })), 409);
    assert_eq!(world.sign_in("hoa").call("GET", &path, None).status, 404);
}

#[test]
fn software_decides_and_ends_feedback_and_learns_nobody_who_wrote() {
    let world = world();
    let id = add(&world, "Trường Hoa Mai", "school", "25054", "0912345601");
    add_feedback(&world, &id, "f1", "received");
    let officer = world.sign_in("lan");
    let desk = || officer.call("GET", "/officer/v1/feedback", None).json();
    let waiting = desk()["waiting"].clone();
    assert_eq!((&waiting[0]["id"], &waiting[0]["facility"]), (&json!("f1"), &json!(id)));
    assert!(waiting[0].get("number").is_none());
    let send = |act: &str, body| officer.call("POST", &format!("/officer/v1/feedback/f1/{act}"), Some(body)).status;
    assert_eq!(send("judgement", json!({ "decision": "because" })), 400);
    assert_eq!(send("judgement", json!({ "decision": "show" })), 204);
    assert_eq!(send("judgement", json!({ "decision": "show" })), 409);
    assert_eq!(desk()["open"][0]["state"], "visible");
    assert_eq!(send("end", json!({ "resolved": true })), 204);
    assert_eq!(desk(), json!({ "waiting": [], "open": [] }));
    let other = world.sign_in("hoa");
    assert_eq!(other.call("POST", "/officer/v1/feedback/f1/end", Some(json!({ "resolved": true }))).status, 404);
}
