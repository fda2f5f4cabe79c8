//! Declaring for a family and for a group of travellers, yesterday's answers in one act, and forms that are put aside.

use std::collections::BTreeMap;

use lancan_server::store::Value;
use serde_json::Value as Json;

use crate::console::{Browser, between, text};
use crate::declare::{NCOVI, NUMBER, OTHER, at, declarer, refused, send_vhd, traveller, with, world};
use crate::support::{Said, World, holds};

/// The hidden fields of a form.
fn hidden(page: &str, form: &str) -> BTreeMap<String, String> {
    let form = between(page, &format!("action=\"{form}\""), "</form>");
    let fields = form.split("type=\"hidden\" name=\"").skip(1);
    fields
        .map(|field| {
            let (name, rest) = field.split_once('"').unwrap();
            (name.to_owned(), between(rest, "value=\"", "\"").to_owned())
        })
        .collect()
}

/// Opens a page, fills in one of its forms and sends it.
pub(crate) fn fill(browser: &mut Browser<'_>, page: &str, action: &str, fields: &[(&str, &str)]) -> Said {
    let shown = text(&browser.get(page));
    let own = hidden(&shown, action);
    let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.send(action, &with(&own, fields), &[])
}

/// Adds a child to the family, declares for them, and puts a form aside.
pub(crate) fn a_child_and_a_draft(browser: &mut Browser<'_>) {
    assert_eq!(add(browser, &CHILD).status, 303);
    let child = persons(browser).remove(0);
    assert_eq!(declare_for(browser, &child, &NCOVI).status, 303);
    let later = [("stop", "Ga Huế"), ("~later", "yes")];
    assert_eq!(fill(browser, "/khai-bao/form/domestic", "/khai-bao/form/domestic", &later).status, 303);
}

/// Adds a child to the family: its id.
pub(crate) fn a_child(browser: &mut Browser<'_>) -> String {
    assert_eq!(add(browser, &CHILD).status, 303);
    persons(browser).remove(0)
}

/// Declares for a person of the family.
fn declare_for(browser: &mut Browser<'_>, person: &str, fields: &[(&str, &str)]) -> Said {
    fill(browser, &format!("/khai-bao/form/ncovi?person={person}"), "/khai-bao/form/ncovi", fields)
}

fn add(browser: &mut Browser<'_>, fields: &[(&str, &str)]) -> Said {
    fill(browser, "/khai-bao/family/new", "/khai-bao/family/new", fields)
}

const CHILD: [(&str, &str); 5] =
    [("name", "Bé Nguyễn An"), ("birth_year", "2015"), ("relation", "child"), ("phone", ""), ("consent", "yes")];

/// The ids of the persons on the page of the family, in their order.
fn persons(browser: &mut Browser<'_>) -> Vec<String> {
    let page = text(&browser.get("/khai-bao/family"));
    let links = page.split("<h2><a href=\"/khai-bao/family/").skip(1);
    links.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// What is written into the fields of a page, by name.
fn value<'p>(page: &'p str, name: &str) -> &'p str {
    between(between(page, &format!("id=\"{name}\""), ">"), "value=\"", "\"")
}

/// What is checked on a page.
fn checked(page: &str) -> usize {
    page.matches(" checked").count()
}

fn names_in(world: &World) -> Vec<String> {
    let rows = world.rows("SELECT form FROM declarations WHERE person IS NOT NULL");
    rows.into_iter().map(|row| format!("{row:?}")).collect()
}

#[test]
fn one_number_declares_for_a_family_of_six_and_one_of_them_takes_their_record_over() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    for (name, phone) in [("Lê Một", ""), ("Lê Hai", OTHER), ("Lê Ba", ""), ("Lê Bốn", ""), ("Lê Năm", "")] {
        assert_eq!(add(&mut browser, &with(&CHILD, &[("name", name), ("phone", phone)])).status, 303, "{name}");
    }
    let mut family = persons(&mut browser);
    // Those who were added within one second have no order: the one with a number of their own comes second.
    let own = |id: &String, browser: &mut Browser<'_>| {
        text(&browser.get(&format!("/khai-bao/family/{id}"))).contains("Lê Hai")
    };
    let hai = family.iter().position(|id| own(id, &mut browser)).unwrap();
    family.swap(1, hai);
    assert_eq!(family.len(), 5);
    let mut pages = Vec::new();
    assert_eq!(fill(&mut browser, "/khai-bao/form/ncovi", "/khai-bao/form/ncovi", &NCOVI).status, 303);
    for person in &family {
        let form = text(&browser.get(&format!("/khai-bao/form/ncovi?person={person}")));
        assert!(value(&form, "name").starts_with("Lê ") && value(&form, "birth_year") == "2015", "{form}");
        assert_eq!(checked(&form), 0, "nothing of the declarer's is written for somebody else");
        let name = value(&form, "name").to_owned();
        let said = declare_for(&mut browser, person, &with(&NCOVI, &[("name", &name), ("phone", "")]));
        assert_eq!(said.status, 303, "{:?}", refused(&said));
        pages.push(said.headers["location"].clone());
    }
    assert_eq!((world.count("declarations"), names_in(&world).len()), (6, 5));
    let again = declare_for(&mut browser, &family[0], &NCOVI);
    assert!(again.status == 200 && text(&again).contains("25/05/2021 17:00"), "one report a person and day");
    let listed = text(&browser.get("/khai-bao/family"));
    assert_eq!(listed.matches("Hôm nay đã khai lúc 25/05/2021 17:00").count(), 6, "{listed}");
    assert!(text(&browser.get(&pages[1])).contains("Lê Hai"));

    let mut second = declarer(&world, &gateway, OTHER);
    assert_eq!(second.get(&pages[1]).status, 404, "the number alone opens nothing");
    assert!(text(&second.get("/khai-bao")).contains("Có người đang khai thay cho bạn"));
    let shown = text(&second.get("/khai-bao/family/take-over"));
    assert!(!shown.contains("Lê Hai"), "nothing is told before the year of birth");
    let action = format!("/khai-bao/family/take-over/{}", family[1]);
    let page = "/khai-bao/family/take-over";
    assert_eq!(fill(&mut second, page, &action, &[("birth_year", "2014")]).status, 400);
    assert_eq!(second.get(&pages[1]).status, 404);
    let said = fill(&mut second, page, &action, &[("birth_year", " 2015 ")]);
    assert_eq!((said.status, said.headers["location"].as_str()), (303, "/khai-bao/own"));
    assert!(text(&second.get(&pages[1])).contains("Lê Hai"));
    assert!(text(&second.get(page)).contains("Không có ai khai thay"));

    assert_eq!(browser.get(&pages[1]).status, 404, "whoever declared reads it no more");
    assert!(!text(&browser.get("/khai-bao/own")).contains(&pages[1]));
    assert!(!text(&browser.get("/khai-bao/own/data")).contains("Lê Hai"));
    assert_eq!(browser.get(&format!("/khai-bao/family/{}", family[1])).status, 404);
    assert_eq!(persons(&mut browser).len(), 4);
    for other in [0, 2, 3, 4] {
        assert!(text(&browser.get(&pages[other])).contains("Lê "), "the others stay");
    }
    let kept = world.stored_bytes();
    for secret in ["Lê Hai", "Lê Một", "sibling\"", "+84987654321"] {
        assert!(!holds(&kept, secret), "{secret} is not sealed");
    }
}

#[test]
fn officers_see_what_a_child_is_to_whoever_declared_and_when_consent_was_ticked() {
    let (world, gateway) = world();
    crate::places::add_ward_officers(&world);
    let mut browser = declarer(&world, &gateway, NUMBER);
    let child = a_child(&mut browser);
    let said = declare_for(&mut browser, &child, &with(&NCOVI, &[("address.ward", crate::places::WARD)]));
    assert_eq!(said.status, 303, "{:?}", refused(&said));
    let id = said.headers["location"].rsplit('/').next().unwrap().to_owned();
    let page = text(&Browser::signed_in(&world, "lan").get(&format!("/console/declarations/{id}")));
    assert!(page.contains("Khai thay.") && page.contains("25/05/2021 17:00"), "{page}");
    let mut english = Browser::signed_in(&world, "lan");
    english.language = "en";
    assert!(text(&english.get(&format!("/console/declarations/{id}"))).contains("This person is: Child"));
    let own = fill(
        &mut browser,
        "/khai-bao/form/ncovi",
        "/khai-bao/form/ncovi",
        &with(&NCOVI, &[("address.ward", crate::places::WARD)]),
    );
    let own = own.headers["location"].rsplit('/').next().unwrap().to_owned();
    assert!(!text(&english.get(&format!("/console/declarations/{own}"))).contains("on behalf"));
}

#[test]
fn of_two_reports_of_one_day_the_later_stands_after_a_record_was_taken_over() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    assert_eq!(add(&mut browser, &with(&CHILD, &[("phone", OTHER)])).status, 303);
    let person = persons(&mut browser).remove(0);
    let first = declare_for(&mut browser, &person, &with(&NCOVI, &[("contact.case", "yes")]));
    let first = first.headers["location"].clone();
    world.go_to(at(0, 18, 0));
    let mut second = declarer(&world, &gateway, OTHER);
    assert_eq!(fill(&mut second, "/khai-bao/form/ncovi", "/khai-bao/form/ncovi", &NCOVI).status, 303);
    let action = format!("/khai-bao/family/take-over/{person}");
    assert_eq!(fill(&mut second, "/khai-bao/family/take-over", &action, &[("birth_year", "2015")]).status, 303);
    assert_eq!(world.count("declarations WHERE replaced_at IS NULL AND class = 'green'"), 1);
    assert!(text(&second.get(&first)).contains("thay"), "the earlier is kept, and says so");
    assert_eq!(world.count("declarations"), 2);
}

#[test]
fn after_five_wrong_years_nobody_takes_a_record_over_until_the_number_is_written_down_again() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    assert_eq!(add(&mut browser, &with(&CHILD, &[("phone", OTHER)])).status, 303);
    let person = persons(&mut browser).remove(0);
    let mut second = declarer(&world, &gateway, OTHER);
    let (page, action) = ("/khai-bao/family/take-over", format!("/khai-bao/family/take-over/{person}"));
    for year in ["2010", "2011", "2012", "2013", ""] {
        assert_eq!(fill(&mut second, page, &action, &[("birth_year", year)]).status, 400, "{year}");
    }
    assert_eq!(fill(&mut second, page, &action, &[("birth_year", "2015")]).status, 409);
    let number = format!("/khai-bao/family/{person}/number");
    let own = format!("/khai-bao/family/{person}");
    assert_eq!(fill(&mut browser, &own, &number, &[("phone", "12")]).status, 400);
    assert_eq!(fill(&mut browser, &own, &number, &[("phone", "")]).status, 303);
    assert!(text(&second.get(page)).contains("Không có ai khai thay"), "the number was forgotten");
    assert_eq!(fill(&mut browser, &own, &number, &[("phone", OTHER)]).status, 303);
    assert_eq!(fill(&mut second, page, &action, &[("birth_year", "2015")]).status, 303);
}

#[test]
fn a_person_is_added_with_relation_and_consent_and_a_number_declares_for_ten_at_most() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    for (changed, field) in [
        (("name", " "), "name"),
        (("birth_year", "2022"), "birth_year"),
        (("relation", "boss"), "relation"),
        (("phone", "12"), "phone"),
        (("consent", ""), "consent"),
    ] {
        assert_eq!(refused(&add(&mut browser, &with(&CHILD, &[changed]))), [field]);
    }
    assert_eq!(world.count("declaration_persons"), 0);
    let shown = text(&add(&mut browser, &with(&CHILD, &[("birth_year", "20")])));
    assert!(shown.contains("value=\"Bé Nguyễn An\"") && shown.contains("<option value=\"child\" selected>"));
    for _ in 0..10 {
        assert_eq!(add(&mut browser, &CHILD).status, 303);
    }
    assert!(!text(&browser.get("/khai-bao/family")).contains("/khai-bao/family/new"));
    let said = add(&mut browser, &CHILD);
    assert!(said.status == 409 && text(&said).contains("tối đa 10 người"), "{}", text(&said));
    assert_eq!(world.count("declaration_persons"), 10);
    browser.language = "en";
    assert!(text(&browser.get("/khai-bao/family")).contains("Child"));
}

#[test]
fn a_person_of_another_number_is_not_there_and_one_who_is_removed_goes_with_their_declarations() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    assert_eq!((add(&mut browser, &CHILD).status, add(&mut browser, &CHILD).status), (303, 303));
    let family = persons(&mut browser);
    let page = declare_for(&mut browser, &family[0], &NCOVI).headers["location"].clone();
    assert_eq!(declare_for(&mut browser, &family[1], &NCOVI).status, 303);

    let mut other = declarer(&world, &gateway, OTHER);
    let own = format!("/khai-bao/family/{}", family[0]);
    for address in [own.clone(), format!("/khai-bao/form/ncovi?person={}", family[0])] {
        assert_eq!(other.get(&address).status, 404, "{address}");
    }
    let csrf = hidden(&text(&other.get("/khai-bao/family/new")), "/khai-bao/family/new")["csrf"].clone();
    for (address, fields) in [
        (format!("{own}/remove"), vec![]),
        (format!("{own}/number"), vec![("phone", NUMBER)]),
        ("/khai-bao/form/ncovi".to_owned(), with(&NCOVI, &[("~person", &family[0]), ("~id", &"0".repeat(32))])),
    ] {
        let said = other.send(&address, &with(&fields, &[("csrf", &csrf)]), &[]);
        assert_eq!(said.status, 404, "{address}");
    }
    assert_eq!(fill(&mut browser, &own, &format!("{own}/remove"), &[]).headers["location"], "/khai-bao/family");
    assert_eq!(browser.get(&page).status, 404);
    assert_eq!((world.count("declarations"), world.count("declaration_persons")), (1, 1));
    let erase = "/khai-bao/own/erase";
    assert_eq!(fill(&mut browser, erase, erase, &[]).status, 303);
    assert_eq!((world.count("declarations"), world.count("declaration_persons")), (0, 0));
}

#[test]
fn a_person_is_kept_as_long_as_their_last_declaration() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    assert_eq!((add(&mut browser, &CHILD).status, add(&mut browser, &CHILD).status), (303, 303));
    let family = persons(&mut browser);
    world.go_to(at(10, 12, 0));
    assert_eq!(declare_for(&mut browser, &family[0], &NCOVI).status, 303);
    world.go_to(at(21, 12, 0));
    let left = persons(&mut browser);
    assert_eq!(left, [family[0].clone()], "the other was not declared for within 21 days");
    assert!(text(&browser.get("/khai-bao/family")).contains("Bé Nguyễn An"), "sealed again");
    world.go_to(at(29, 12, 0));
    assert_eq!(persons(&mut browser).len(), 1);
    world.go_to(at(31, 12, 0));
    assert_eq!(world.count("declaration_persons"), 0);
}

#[test]
fn nothing_changed_since_yesterday_is_one_act_that_writes_a_whole_answer_of_today() {
    let (world, gateway) = world();
    world.go_to(at(1, 23, 59));
    let mut browser = declarer(&world, &gateway, NUMBER);
    let first = fill(&mut browser, "/khai-bao/form/ncovi", "/khai-bao/form/ncovi", &NCOVI).headers["location"].clone();
    assert!(!text(&browser.get("/khai-bao")).contains("/khai-bao/again"), "not on the day itself");
    // A minute after midnight here; the day of UTC changes at seven.
    for (hour, minute) in [(0, 1), (6, 59), (7, 0)] {
        world.go_to(at(2, hour, minute));
        assert!(text(&browser.get("/khai-bao")).contains("Không có gì thay đổi so với hôm qua"), "{hour}:{minute}");
    }
    let page = text(&browser.get("/khai-bao"));
    let own = hidden(&page, "/khai-bao/again");
    let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let said = browser.send("/khai-bao/again", &own, &[]);
    let second = said.headers["location"].clone();
    assert!(said.status == 303 && second != first, "{}", text(&said));
    assert_eq!(browser.send("/khai-bao/again", &own, &[]).headers["location"], second, "pressed twice it is one");
    let data: Json = serde_json::from_slice(&browser.get("/khai-bao/own/data").body).unwrap();
    assert_eq!(data.as_array().unwrap().len(), 2, "both are kept");
    assert_eq!(data[0]["response"]["item"], data[1]["response"]["item"]);
    assert_ne!(data[0]["response"]["authored"], data[1]["response"]["authored"]);
    assert_eq!((&data[0]["replaced_at"], &data[1]["replaced_at"]), (&Json::Null, &Json::Null));
    assert!(!text(&browser.get("/khai-bao")).contains("/khai-bao/again"), "declared today");

    // Neither a day later than yesterday, nor by an answer that was not green, nor for a form that is measured again.
    world.go_to(at(4, 12, 0));
    assert!(!text(&browser.get("/khai-bao")).contains("/khai-bao/again"), "yesterday nothing was declared");
    assert_eq!(browser.send("/khai-bao/again", &with(&own, &[("~id", &"1".repeat(32))]), &[]).status, 409);
    let risky = with(&NCOVI, &[("contact.case", "yes")]);
    assert_eq!(fill(&mut browser, "/khai-bao/form/ncovi", "/khai-bao/form/ncovi", &risky).status, 303);
    world.go_to(at(5, 12, 0));
    assert!(!text(&browser.get("/khai-bao")).contains("/khai-bao/again"));
    assert_eq!(browser.send("/khai-bao/again", &with(&own, &[("~id", &"2".repeat(32))]), &[]).status, 409);
    let third = "3".repeat(32);
    let other = with(&own, &[("~id", &third), ("form", "vhd-daily")]);
    assert_eq!(browser.send("/khai-bao/again", &other, &[]).status, 404);
    assert_eq!(world.count("declarations"), 3);
}

#[test]
fn a_persons_data_is_never_written_twice_and_nothing_of_their_health_is_written_for_them() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    assert_eq!(fill(&mut browser, "/khai-bao/form/ncovi", "/khai-bao/form/ncovi", &NCOVI).status, 303);
    world.go_to(at(1, 9, 0));
    let form = text(&browser.get("/khai-bao/form/ncovi"));
    for (name, known) in [
        ("name", "Nguyễn Thị Hoa Sen"),
        ("id_number", "B7654321"),
        ("birth_year", "1987"),
        ("nationality", "Việt Nam"),
        ("address.ward", "Thị trấn Lộc Thắng, Huyện Bảo Lâm, Tỉnh Lâm Đồng"),
        ("address.detail", "12 Hùng Vương"),
    ] {
        assert_eq!(value(&form, name), known);
    }
    assert_eq!(checked(&form), 1, "the gender alone is chosen");
    let health: Vec<(&str, &str)> =
        NCOVI.into_iter().filter(|(name, value)| *value == "no" && name.contains('.')).collect();
    let person = ["name", "id_number", "birth_year", "nationality", "address.ward", "address.detail"];
    let own: Vec<(&str, &str)> = person.iter().map(|name| (*name, value(&form, name))).collect();
    let own = [own, vec![("gender", "female")], health].concat();
    let said = fill(&mut browser, "/khai-bao/form/ncovi", "/khai-bao/form/ncovi", &with(&own, &[("phone", NUMBER)]));
    assert_eq!(said.status, 303, "what is filled in can be sent as it is: {:?}", refused(&said));
    assert_eq!(value(&text(&browser.get("/khai-bao/form/vhd")), "name"), "Nguyễn Thị Hoa Sen", "in another form too");
}

#[test]
fn what_was_written_survives_a_refusal_a_lost_session_and_another_browser_for_a_day() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    let half = [("name", "Phạm Thị Dở Dang"), ("symptom.cough", "yes"), ("condition.consent", "yes")];
    assert_eq!(fill(&mut browser, "/khai-bao/form/ncovi", "/khai-bao/form/ncovi", &half).status, 400);
    let form = text(&browser.get("/khai-bao/form/ncovi"));
    assert_eq!((value(&form, "name"), checked(&form)), ("Phạm Thị Dở Dang", 2), "a reload shows what was written");
    assert!(text(&browser.get("/khai-bao")).contains("Tờ khai viết dở"));

    let page = hidden(&form, "/khai-bao/form/ncovi");
    let mut own: Vec<(&str, &str)> = page.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut elsewhere = declarer(&world, &gateway, NUMBER);
    let end = "/khai-bao/sign-out-everywhere";
    assert_eq!(fill(&mut elsewhere, "/khai-bao/own", end, &[]).status, 303);
    own.push(("name", "Phạm Thị Lạc Phiên"));
    let said = browser.send("/khai-bao/form/ncovi", &own, &[]);
    assert_eq!((said.status, said.headers["location"].as_str()), (303, "/khai-bao/number?kept=yes"));
    assert!(text(&browser.get("/khai-bao/number?kept=yes")).contains("hãy nhập lại số điện thoại để viết tiếp"));
    let forged = with(&own, &[("~whose", "AAAA"), ("name", "Kẻ Lạ")]);
    assert_eq!(browser.send("/khai-bao/form/ncovi", &forged, &[]).headers["location"], "/khai-bao/number");

    let mut other = declarer(&world, &gateway, OTHER);
    assert_eq!(value(&text(&other.get("/khai-bao/form/ncovi")), "name"), "", "another number sees nothing of it");
    let mut back = declarer(&world, &gateway, NUMBER);
    assert_eq!(value(&text(&back.get("/khai-bao/form/ncovi")), "name"), "Phạm Thị Lạc Phiên");
    let kept = world.stored_bytes();
    assert!(!holds(&kept, "Phạm"), "sealed");

    let later = [("name", "Phạm Thị Để Sau"), ("~later", "yes")];
    let said = fill(&mut back, "/khai-bao/form/ncovi", "/khai-bao/form/ncovi", &later);
    assert_eq!((said.status, said.headers["location"].as_str()), (303, "/khai-bao"));
    assert_eq!(value(&text(&back.get("/khai-bao/form/ncovi")), "name"), "Phạm Thị Để Sau");
    assert_eq!(fill(&mut back, "/khai-bao/form/ncovi", "/khai-bao/form/ncovi", &NCOVI).status, 303);
    assert_eq!(world.count("declaration_drafts"), 0, "sending drops it");

    assert_eq!(
        fill(&mut back, "/khai-bao/form/domestic", "/khai-bao/form/domestic", &[("stop", "Ga Huế")]).status,
        400
    );
    world.go_to(at(1, 16, 59));
    assert_eq!(value(&text(&back.get("/khai-bao/form/domestic")), "stop"), "Ga Huế");
    world.go_to(at(1, 17, 0));
    assert_eq!(value(&text(&back.get("/khai-bao/form/domestic")), "stop"), "", "a day later it is not shown");
    world.go_to(at(3, 17, 0));
    assert_eq!(world.count("declaration_drafts"), 0);
}

#[test]
fn a_group_shares_its_leaders_journey_and_each_has_a_declaration_and_a_pass() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    let fields = traveller(&mut browser);
    let leader = send_vhd(&mut browser, &fields, &[]).headers["location"].clone();
    let id = leader.rsplit('/').next().unwrap().to_owned();
    let address = format!("/khai-bao/form/vhd?leader={id}");
    assert!(text(&browser.get(&leader)).contains(&address));
    let form = text(&browser.get(&address));
    for (name, known) in [
        ("vehicle", "VN 301"),
        ("entry_date", "2021-05-27"),
        ("depart_country", "Nhật Bản"),
        ("countries_recent~1", "Hàn Quốc"),
        ("stay.detail", "12 Hùng Vương"),
        ("seat", ""),
        ("name", ""),
        ("passport", ""),
    ] {
        assert_eq!(value(&form, name), known, "{name}");
    }
    let own: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let member = |browser: &mut Browser<'_>, name: &str, seat: &str| {
        let own = with(&own, &[("name", name), ("seat", seat), ("passport", "C1234567")]);
        fill(browser, &address, "/khai-bao/form/vhd", &own)
    };
    assert_eq!(refused(&member(&mut browser, "Trần Bé", "")), ["seat"], "a plane has seats");
    let mut passes = vec![text(&browser.get(&format!("{leader}/pass")))];
    for (name, seat) in [("Trần Bé", "21B"), ("Trần Mẹ", "21C")] {
        let said = member(&mut browser, name, seat);
        assert_eq!(said.status, 303, "{:?}", refused(&said));
        passes.push(text(&browser.get(&format!("{}/pass", said.headers["location"]))));
    }
    let codes: Vec<&str> = passes.iter().map(|page| between(page, "LC1:", "<")).collect();
    assert!(codes[0] != codes[1] && codes[1] != codes[2] && codes[0] != codes[2], "each has a pass");
    let shown = text(&browser.get(&leader));
    assert!(shown.contains("Trần Bé") && shown.contains("Trần Mẹ"), "{shown}");
    assert_eq!(
        value(&text(&browser.get("/khai-bao/form/vhd")), "name"),
        "Trần Văn Ngọc",
        "the leader's own data stays"
    );

    for at in 0..8 {
        assert_eq!(member(&mut browser, "Trần Thêm", &format!("22{at}")).status, 303);
    }
    assert!(!text(&browser.get(&leader)).contains(&address), "ten share a journey");
    let said = member(&mut browser, "Trần Thừa", "23A");
    assert!(said.status == 409 && text(&said).contains("tối đa 10 người đi cùng"));
    assert_eq!(world.count("declarations WHERE leader IS NOT NULL"), 10);
    let mut other = declarer(&world, &gateway, OTHER);
    assert_eq!(other.get(&address).status, 404, "another number's journey is not there");
    let clear = world.rows("SELECT COUNT(*) FROM declarations WHERE gate IS NOT NULL").remove(0).remove(0);
    assert!(matches!(clear, Value::Integer(11)), "each counts at the gate");
}
