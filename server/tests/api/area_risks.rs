//! The risk of areas: who enters it, what stands, and what the map shows of it without scripts.

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::UnixTime;
use lancan_server::{CentreRef, Date, NewAccount, Role, Scope, create_centre};
use serde_json::{Value as Json, json};

use crate::console::{Browser, text};
use crate::place_pages;
use crate::places::add_ward_officers;
use crate::support::{Officer, PASSWORD, World};

/// Adds the officer `tinh` of the province.
pub(crate) fn add_province_officer(world: &World) {
    let centre = world.runtime.block_on(create_centre(&world.config, "CDC Lâm Đồng", Some("68"))).unwrap();
    let (role, scope) = (Role::Officer, Scope::Unit("68"));
    let account = NewAccount { name: "tinh", centre: CentreRef::Id(&centre), role, scope, totp: false };
    world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
}

fn risk(unit: &str, score: u32, from: &str, until: &str) -> Json {
    json!({ "unit": unit, "score": score, "from": from, "until": until, "source": "Quyết định 12/QĐ-UBND" })
}

/// Enters the risk of a unit for today and five days more, in these tests from 25 to 30 May 2021; returns its id.
pub(crate) fn enter(officer: &Officer<'_>, unit: &str, score: u32) -> String {
    let today = KeyDays::VIETNAM.day(officer.world.now());
    let body = risk(unit, score, &Date(today).to_string(), &Date(today.plus(5)).to_string());
    let said = officer.call("POST", "/officer/v1/area-risks", Some(body));
    assert_eq!(said.status, 201, "{}", text(&said));
    said.json()["id"].as_str().unwrap().to_owned()
}

fn world() -> World {
    let (world, _gateway) = place_pages::world();
    add_ward_officers(&world);
    add_province_officer(&world);
    world
}

/// The risk of a ward as the map's JSON has it: score and name.
fn on_the_map(world: &World, ward: &str) -> Option<(u64, String)> {
    let json: Json = world.get("/map/v1/units/68").json();
    let found = json["inside"].as_array().unwrap().iter().find(|one| one["code"] == ward).unwrap().clone();
    let risk = found.get("risk")?;
    Some((risk["score"].as_u64().unwrap(), risk["risk"].as_str().unwrap().to_owned()))
}

#[test]
fn what_was_entered_last_stands_on_its_days_until_it_is_taken_back() {
    let world = world();
    let officer = world.sign_in("tinh");
    assert_eq!(on_the_map(&world, "25054"), None);
    enter(&officer, "25054", 71);
    assert_eq!(on_the_map(&world, "25054"), Some((71, "high".to_owned())));
    world.go_to(UnixTime(world.now().0 + 60));
    let officer = world.sign_in("tinh");
    let second = enter(&officer, "25054", 91);
    assert_eq!(on_the_map(&world, "25054"), Some((91, "very-high".to_owned())));
    assert_eq!(on_the_map(&world, "25057"), None, "of no other ward");
    let back = format!("/officer/v1/area-risks/{second}/withdraw");
    assert_eq!(officer.call("POST", &back, None).status, 204);
    assert_eq!(on_the_map(&world, "25054"), Some((71, "high".to_owned())), "the one before stands again");
    assert_eq!(officer.call("POST", &back, None).status, 204, "once is enough");
    let listed = officer.call("GET", "/officer/v1/area-risks", None).json();
    assert_eq!((&listed[0]["score"], &listed[1]["score"]), (&91.into(), &71.into()));
    assert!(listed[0]["taken_back_at"].is_u64() && listed[1].get("taken_back_at").is_none(), "{listed}");
    // 31 May 2021, the day after the last one.
    world.go_to(UnixTime(world.now().0 + 6 * 86_400));
    assert_eq!(on_the_map(&world, "25054"), None);
}

#[test]
fn only_officers_of_the_province_enter_a_risk_and_only_of_their_own_units() {
    let world = world();
    let province = world.sign_in("tinh");
    let id = enter(&province, "25054", 60);
    let ward = world.sign_in("lan");
    let body = risk("25054", 60, "2021-05-25", "2021-05-30");
    assert_eq!(ward.call("POST", "/officer/v1/area-risks", Some(body.clone())).status, 403);
    assert_eq!(ward.call("POST", &format!("/officer/v1/area-risks/{id}/withdraw"), None).status, 403);
    assert_eq!(ward.call("GET", "/officer/v1/area-risks", None).json().as_array().unwrap().len(), 1, "it is read");
    let other = world.sign_in("hoa");
    assert_eq!(other.call("GET", "/officer/v1/area-risks", None).json(), json!([]), "not elsewhere");
    for wrong in [
        risk("27637", 60, "2021-05-25", "2021-05-30"),
        risk("99999", 60, "2021-05-25", "2021-05-30"),
        risk("25054", 101, "2021-05-25", "2021-05-30"),
        risk("25054", 60, "2021-05-25", "2021-05-24"),
        risk("25054", 60, "2021-07-25", "2021-07-30"),
        risk("25054", 60, "25 May", "2021-05-30"),
    ] {
        assert_eq!(province.call("POST", "/officer/v1/area-risks", Some(wrong.clone())).status, 400, "{wrong}");
    }
    assert_eq!(world.count("area_risks"), 1);
}

#[test]
fn the_console_enters_and_takes_back_and_says_what_is_wrong() {
    let world = world();
    let mut officer = Browser::signed_in(&world, "tinh");
    let page = "/console/area-risks";
    let looked = text(&officer.fill(page, &[("words", "bao lam 1"), ("look", "true")]));
    assert!(
        looked.contains("Xã Bảo Lâm 1, Tỉnh Lâm Đồng") && looked.contains("name=\"unit\" value=\"25054\""),
        "{looked}"
    );
    let fields =
        [("words", "bao lam 1"), ("unit", "25054"), ("score", "95"), ("from", "25/5/2021"), ("until", "30/5/2021")];
    let refused = officer.fill(page, &fields);
    assert!(
        refused.status == 400 && text(&refused).contains("<a href=\"#source\">Hãy ghi nguồn"),
        "{}",
        text(&refused)
    );
    assert!(text(&refused).contains("value=\"95\""), "what was written stays");
    let said = officer.fill(page, &[&fields[..], &[("source", "Báo cáo tuần 21")]].concat());
    assert_eq!(said.status, 303, "{}", text(&said));
    let shown = text(&officer.get(page));
    assert!(shown.contains("95 · Rất cao") && shown.contains("Báo cáo tuần 21"), "{shown}");
    let back =
        shown.split("action=\"").find(|part| part.ends_with("withdraw\"") || part.contains("/withdraw\"")).unwrap();
    assert_eq!(officer.fill(back.split('"').next().unwrap(), &[]).status, 303);
    assert!(text(&officer.get(page)).contains("Đã rút lại"));
    let acts = world.acts();
    for act in ["enter-area-risk", "take-back-area-risk", "list-area-risks"] {
        assert!(acts.iter().any(|known| known == act), "{act}: {acts:?}");
    }
    let mut ward = Browser::signed_in(&world, "lan");
    assert_eq!(ward.get(page).status, 200);
    assert_eq!(ward.fill(page, &[&fields[..], &[("source", "Báo cáo")]].concat()).status, 403);
}

#[test]
fn the_map_has_a_column_and_a_layer_that_a_link_turns_on() {
    let world = world();
    let plain = text(&world.get("/ban-do/68"));
    assert!(!plain.contains("Nguy cơ dịch") && !plain.contains("layer=risk"), "no risk, no column");
    enter(&world.sign_in("tinh"), "25054", 75);
    let page = text(&world.get("/ban-do/68"));
    assert!(page.contains("75 · Cao") && page.contains("theo Quyết định 12/QĐ-UBND"), "{page}");
    assert!(page.contains("href=\"?layer=risk\"") && !page.contains("risk-area"), "the drawing is as before");
    let layer = text(&world.get("/ban-do/68?layer=risk"));
    assert!(layer.contains("<g class=\"risk-area high\"") && layer.contains("Nền màu có số sau ký hiệu"), "{layer}");
    assert!(layer.contains("href=\"/ban-do/25054?layer=risk\""), "it stays on from unit to unit");
    let ward = text(&world.get("/ban-do/25054"));
    assert!(ward.contains("Nguy cơ dịch: 75 · Cao"), "{ward}");
}
