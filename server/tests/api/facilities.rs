//! Facilities: they assess themselves in a browser, the map shows it, an officer inspects. No scripts.

use lancan_protocol::time::UnixTime;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::Value as Json;

use crate::console::{Browser, between, text};
use crate::gateway::Gateway;
use crate::place_pages::{fill, place_of_a_manager, world};
use crate::places::add_ward_officers;
use crate::support::{World, holds};

/// 26 May 2021, a Wednesday, 00:00 in Vietnam.
pub(crate) const MIDNIGHT: u64 = 18_773 * 86_400 - 7 * 3_600;
pub(crate) const WARD: &str = "25054";
pub(crate) const PROVINCE: &str = "68";

pub(crate) fn at(world: &World, day: u64, hour: u64, minute: u64) {
    world.go_to(UnixTime(MIDNIGHT + day * 86_400 + hour * 3_600 + minute * 60));
}

/// A school of a manager; returns its id.
pub(crate) fn school(browser: &mut Browser<'_>, gateway: &Gateway, name: &str) -> String {
    let own = place_of_a_manager(browser, gateway, name);
    let id = own.rsplit('/').next().unwrap().to_owned();
    let days = ["day0", "day1", "day2", "day3", "day4", "day5"].map(|day| (day, "1"));
    let fields = [&[("kind", "school"), ("people", "420"), ("point", "11.64321, 107.83645")], &days[..]].concat();
    let said = fill(browser, &format!("{own}/facility"), &format!("{own}/facility"), &fields);
    assert_eq!(
        (said.status, said.headers["location"].as_str()),
        (303, format!("{own}/assessment").as_str()),
        "{}",
        text(&said)
    );
    id
}

/// Sends an assessment in which the criteria of these numbers fail.
pub(crate) fn assess(browser: &mut Browser<'_>, id: &str, failed: &[u32], day: Option<u64>) -> (u16, String) {
    let page = format!("/dia-diem/places/{id}/assessment");
    let names: Vec<String> = (1..=15).map(|number| format!("c{number}")).collect();
    let mut fields: Vec<(&str, &str)> = names
        .iter()
        .zip(1..)
        .map(|(name, number)| (name.as_str(), if failed.contains(&number) { "failed" } else { "passed" }))
        .collect();
    let day = day.map(|day| (18_773 + day).to_string());
    fields.push(("name", "Nguyễn Thị Hạnh"));
    fields.extend(day.as_deref().map(|day| ("day", day)));
    let said = fill(browser, &page, &page, &fields);
    (said.status, text(&said))
}

/// The counts of a unit in the one that it lies in, as the map's JSON has them: green, yellow, red, none, and the colour.
pub(crate) fn counts(world: &World, unit: &str, inside: &str) -> (i64, i64, i64, i64, String) {
    let said = world.get(&format!("/map/v1/units/{inside}"));
    assert_eq!(said.status, 200, "{}", said.problem());
    let json: Json = said.json();
    let found = json["inside"].as_array().unwrap().iter().find(|one| one["code"] == unit).expect("the unit").clone();
    let number = |name: &str| found["all"][name].as_i64().unwrap();
    (number("g"), number("y"), number("r"), number("n"), found["all"]["colour"].as_str().unwrap().to_owned())
}

/// An assessment, a day that an officer opened again, an inspection, and a day that is closed.
pub(crate) fn one_of_everything(world: &World, manager: &mut Browser<'_>, id: &str) {
    assert_eq!(assess(manager, id, &[1], None).0, 303);
    let mut officer = Browser::signed_in(world, "lan");
    let today = world.rows("SELECT max(day) FROM facility_assessments");
    let lancan_server::store::Value::Integer(today) = today[0][0] else { panic!("no day") };
    let today = today.to_string();
    assert_eq!(officer.fill(&format!("/console/facilities/{id}/reopen"), &[("day", &today)]).status, 303);
    assert_eq!(officer.fill(&format!("/console/facilities/{id}/inspect"), &[("found", "yellow")]).status, 303);
    assert_eq!(officer.fill(&format!("/console/facilities/{id}/close"), &[("closed", "true")]).status, 303);
}

/// A school assesses itself, closes, is opened again, inspected and looked at by everybody; a night follows.
pub(crate) fn go_through_everything(world: &World, gateway: &Gateway) {
    let today = (world.now().0 + 7 * 3_600) / 86_400;
    let mut manager = Browser::new(world);
    let id = school(&mut manager, gateway, "Trường Mầm non Hoa Mai");
    assert_eq!(assess(&mut manager, &id, &[1], None).0, 303);
    let mut officer = Browser::signed_in(world, "lan");
    assert_eq!(officer.fill(&format!("/console/facilities/{id}/reopen"), &[("day", &today.to_string())]).status, 303);
    assert_eq!(officer.fill(&format!("/console/facilities/{id}/inspect"), &[("found", "yellow")]).status, 303);
    assert_eq!(officer.fill(&format!("/console/facilities/{id}/close"), &[("closed", "true")]).status, 303);
    let file = format!("/console/facilities/{id}");
    for page in [file.as_str(), "/console/facilities", "/console/facilities/missing"] {
        assert_eq!(officer.get(page).status, 200, "{page}");
    }
    let page = format!("/ban-do/co-so/{id}");
    for page in ["/ban-do", "/ban-do/68", "/ban-do/25054", "/map/v1/units/VN", "/map/v1/units/25054", page.as_str()] {
        assert_eq!(world.get(page).status, 200, "{page}");
    }
    world.go_to(UnixTime(world.now().0 + 24 * 3_600));
}

#[test]
fn a_school_assesses_itself_and_the_map_of_its_province_has_its_colour() {
    let (world, gateway) = world();
    at(&world, 0, 6, 30);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Tiểu học Lộc Thắng");
    assert_eq!(counts(&world, WARD, PROVINCE), (0, 0, 0, 1, "none".to_owned()), "awaited is no colour before 10:00");
    let asked = text(&manager.get(&format!("/dia-diem/places/{id}/assessment")));
    assert!(asked.contains("1467/BGDĐT-GDTC") && !asked.contains("checked"), "nothing is chosen in advance: {asked}");

    let page = format!("/dia-diem/places/{id}/assessment");
    let said = fill(&mut manager, &page, &page, &[("c1", "passed"), ("name", "Nguyễn Thị Hạnh")]);
    assert_eq!(said.status, 400);
    assert!(text(&said).contains("<a href=\"#c2\">Tiêu chí 2"), "{}", text(&said));
    assert_eq!(world.count("facility_assessments"), 0);

    assert_eq!(assess(&mut manager, &id, &[1, 2], None).0, 303);
    assert_eq!(counts(&world, WARD, PROVINCE), (1, 0, 0, 0, "green".to_owned()));
    assert_eq!(counts(&world, PROVINCE, "VN"), (1, 0, 0, 0, "green".to_owned()));
    let public = text(&world.get(&format!("/ban-do/co-so/{id}")));
    assert!(
        public.contains("Trường Tiểu học Lộc Thắng") && public.contains("An toàn") && public.contains("13 / 15"),
        "{public}"
    );
    assert!(!public.contains("Hạnh"), "the public is not told who commits");
    assert!(text(&manager.get(&page)).contains("An toàn"));
    let ward = text(&world.get(&format!("/ban-do/{WARD}")));
    assert!(ward.contains(&format!("/ban-do/co-so/{id}")) && ward.contains("data-north=\"11.64321\""), "{ward}");
    let badge = text(&world.get(&format!("/ban-do/co-so/{id}/badge.svg")));
    assert!(badge.starts_with("<svg") && badge.contains("An toàn"), "{badge}");

    let kept = world.stored_bytes();
    let name = "Nguyễn Thị Hạnh".as_bytes();
    assert!(!holds(&kept, name), "who commits is sealed");
}

#[test]
fn a_correction_is_a_new_version_and_both_are_kept() {
    let (world, gateway) = world();
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    assert_eq!(assess(&mut manager, &id, &[], None).0, 303);
    assert_eq!(assess(&mut manager, &id, &[4], None).0, 303);
    assert_eq!(counts(&world, WARD, PROVINCE), (0, 0, 1, 0, "red".to_owned()), "a mandatory criterion failed");
    assert_eq!(world.count("facility_assessments"), 2);
    let history = text(&world.get(&format!("/ban-do/co-so/{id}")));
    assert!(history.contains("15 / 15") && history.contains("14 / 15") && history.contains("Cơ sở sửa"), "{history}");
}

#[test]
fn whoever_has_not_reported_by_ten_is_grey_and_the_day_closes_at_ten_in_the_evening() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    at(&world, 0, 9, 59);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    assert!(text(&world.get(&format!("/ban-do/{WARD}"))).contains("Chờ báo cáo"));
    at(&world, 0, 10, 0);
    assert!(text(&world.get(&format!("/ban-do/{WARD}"))).contains("Chưa báo cáo"));
    assert_eq!(counts(&world, WARD, PROVINCE), (0, 0, 0, 1, "yellow".to_owned()), "grey beyond 20 %");
    let mut officer = Browser::signed_in(&world, "lan");
    assert!(text(&officer.get("/console/facilities/missing")).contains("Trường Lộc Thắng"));
    let file = text(&officer.get("/console/facilities/missing.csv"));
    assert!(file.contains("Trường Lộc Thắng,Trường học,12 Hùng Vương,\"Xã Bảo Lâm 1, Tỉnh Lâm Đồng\"\r\n"), "{file}");

    at(&world, 0, 22, 0);
    let mut officer = Browser::signed_in(&world, "lan");
    assert_eq!(assess(&mut manager, &id, &[], Some(0)).0, 409);
    assert_eq!(officer.fill(&format!("/console/facilities/{id}/reopen"), &[("day", "18773")]).status, 303);
    at(&world, 1, 0, 30);
    assert_eq!(assess(&mut manager, &id, &[], Some(0)).0, 303, "yesterday is open again");
    assert_eq!(counts(&world, WARD, PROVINCE).0, 0, "today has none yet");
    assert!(text(&world.get(&format!("/ban-do/{WARD}"))).contains("trước đó, 26/05/2021: An toàn"));
    at(&world, 1, 22, 30);
    assert_eq!(assess(&mut manager, &id, &[1], Some(0)).0, 409, "for 24 hours");
    assert_eq!(assess(&mut manager, &id, &[1], Some(2)).0, 409, "no day to come");
}

#[test]
fn an_inspection_goes_before_the_facilitys_own_word_until_an_officer_lifts_it() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    assert_eq!(assess(&mut manager, &id, &[], None).0, 303);
    let mut officer = Browser::signed_in(&world, "lan");
    let inspect = format!("/console/facilities/{id}/inspect");
    assert_eq!(officer.fill(&inspect, &[("found", "red"), ("note", "Bếp ăn không đạt")]).status, 303);
    assert_eq!(counts(&world, WARD, PROVINCE).2, 1);
    assert_eq!(assess(&mut manager, &id, &[], None).0, 303);
    assert_eq!(counts(&world, WARD, PROVINCE).2, 1, "the facility's own word changes nothing");
    at(&world, 1, 7, 0);
    assert_eq!(counts(&world, WARD, PROVINCE).2, 1, "it stands the next day");
    assert!(text(&world.get(&format!("/ban-do/co-so/{id}"))).contains("kết quả kiểm tra của cán bộ y tế"));
    let mut officer = Browser::signed_in(&world, "lan");
    assert!(!text(&world.get(&format!("/ban-do/co-so/{id}"))).contains("Bếp ăn"), "a note is the officers'");
    assert!(text(&officer.get(&format!("/console/facilities/{id}"))).contains("Bếp ăn không đạt"));
    assert_eq!(officer.fill(&inspect, &[("found", "none")]).status, 303);
    assert_eq!(counts(&world, WARD, PROVINCE), (0, 0, 0, 1, "none".to_owned()));

    let mut other = Browser::signed_in(&world, "hoa");
    assert_eq!(other.get(&format!("/console/facilities/{id}")).status, 404);
    assert_eq!(other.fill(&inspect, &[("found", "red")]).status, 404);
    assert!(!text(&other.get("/console/facilities")).contains("Lộc Thắng"));
    let acts = world.acts();
    for act in ["inspect-facility", "view-facility", "list-facilities"] {
        assert!(acts.iter().any(|one| one.contains(act)), "{act}: {acts:?}");
    }
}

#[test]
fn a_facility_that_is_closed_is_outside_of_the_counts() {
    let (world, gateway) = world();
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    let page = format!("/dia-diem/places/{id}/assessment");
    assert_eq!(fill(&mut manager, &page, &format!("/dia-diem/places/{id}/closed"), &[("closed", "true")]).status, 303);
    at(&world, 0, 11, 0);
    assert_eq!(counts(&world, WARD, PROVINCE), (0, 0, 0, 0, "none".to_owned()));
    assert!(text(&manager.get(&page)).contains("Hôm nay cơ sở đóng cửa"));
    assert_eq!(fill(&mut manager, &page, &format!("/dia-diem/places/{id}/closed"), &[("closed", "false")]).status, 303);
    assert_eq!(counts(&world, WARD, PROVINCE).3, 1);
    // 30 May 2021 is a Sunday.
    at(&world, 4, 11, 0);
    assert_eq!(counts(&world, WARD, PROVINCE), (0, 0, 0, 0, "none".to_owned()));
}

#[test]
fn nobody_assesses_a_facility_that_is_not_theirs() {
    let (world, gateway) = world();
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    let page = format!("/dia-diem/places/{id}/assessment");
    let mut stranger = Browser::new(&world);
    assert_eq!(stranger.get(&page).headers["location"], "/dia-diem/number");
    let said = stranger.send(&page, &[("c1", "passed")], &[]);
    assert_eq!(said.headers["location"], "/dia-diem/number");
    assert_eq!(world.count("facility_assessments"), 0);
    assert_eq!(manager.send(&page, &[("name", "A"), ("csrf", "no")], &[]).status, 403);
}

/// Whatever happens in whatever order, the counts that were kept are those that a recount finds: a recount mends nothing.
#[test]
fn counts_that_are_kept_one_by_one_are_those_of_a_recount() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    let own = place_of_a_manager(&mut manager, &gateway, "Trường A");
    let ids: Vec<String> = std::iter::once(own.rsplit('/').next().unwrap().to_owned()).collect();
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    for day in 0..6 {
        at(&world, day, 7, 0);
        for step in 0..8 {
            at(&world, day, 7 + step, 10);
            let id = &ids[0];
            // A session that is not used for an hour ends.
            let officer = || Browser::signed_in(&world, "lan");
            let own = format!("/dia-diem/places/{id}");
            match rng.next_u32() % 6 {
                0 => {
                    let weekday = format!("day{}", rng.next_u32() % 7);
                    let kind = if rng.next_u32() % 2 == 0 { "school" } else { "clinic" };
                    let fields = [("kind", kind), ("people", "10"), (weekday.as_str(), "1"), ("day1", "1")];
                    fill(&mut manager, &format!("{own}/facility"), &format!("{own}/facility"), &fields);
                }
                1 => {
                    let failed: Vec<u32> = (1..=15).filter(|_| rng.next_u32() % 4 == 0).collect();
                    assess(&mut manager, id, &failed, None);
                }
                2 => {
                    let closed = if rng.next_u32() % 2 == 0 { "true" } else { "false" };
                    fill(&mut manager, &format!("{own}/facility"), &format!("{own}/closed"), &[("closed", closed)]);
                }
                3 => {
                    let found = ["green", "yellow", "red", "none"][(rng.next_u32() % 4) as usize];
                    officer().fill(&format!("/console/facilities/{id}/inspect"), &[("found", found)]);
                }
                4 => {
                    let back = (18_773 + day - u64::from(rng.next_u32() % 2)).to_string();
                    officer().fill(&format!("/console/facilities/{id}/reopen"), &[("day", &back)]);
                }
                _ => {
                    assess(&mut manager, id, &[3], Some(day.saturating_sub(1)));
                }
            }
        }
    }
    at(&world, 6, 2, 0);
    for _ in 0..8 {
        world.do_what_is_due();
    }
    assert_eq!(world.count("facility_days WHERE recounted_at IS NOT NULL"), 7);
    assert_eq!(world.count("facility_days WHERE wrong > 0"), 0, "{}", world.dump());
}

#[test]
fn a_recount_mends_what_is_wrong() {
    let (world, gateway) = world();
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    assert_eq!(assess(&mut manager, &id, &[], None).0, 303);
    world.change("-- tests::break_counts\n UPDATE ward_counts SET green = 5", &[]);
    at(&world, 1, 2, 0);
    world.do_what_is_due();
    assert_eq!(world.count("facility_days WHERE wrong = 1"), 1);
    assert_eq!(world.count("ward_counts WHERE green = 1"), 1);
}

#[test]
fn the_map_answers_an_etag_that_is_current_and_its_stream_tells_what_changed() {
    let (world, gateway) = world();
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    world.do_what_is_due();
    let first = world.get("/map/v1/units/VN");
    let tag = first.headers["etag"].clone();
    assert_eq!(world.call("GET", "/map/v1/units/VN", &[("if-none-match", &tag)], None).status, 304);
    let since = first.json()["since"].as_u64().unwrap();
    assert_eq!(assess(&mut manager, &id, &[], None).0, 303);
    at(&world, 0, 7, 1);
    world.do_what_is_due();
    let second = world.call("GET", "/map/v1/units/VN", &[("if-none-match", &tag)], None);
    assert_eq!(second.status, 200);
    // The ward and its province, for its kind and for all kinds together.
    assert_eq!(second.json()["since"].as_u64().unwrap(), since + 4);
    assert_eq!(world.get("/map/v1/units/99999").status, 404);
    assert_eq!(world.get("/ban-do/99999").status, 404);
}

#[test]
fn at_ten_the_stream_tells_that_whoever_has_not_reported_is_grey() {
    let (world, gateway) = world();
    at(&world, 0, 7, 0);
    school(&mut Browser::new(&world), &gateway, "Trường Lộc Thắng");
    let newest = || world.get("/map/v1/units/VN").json()["since"].as_u64().unwrap();
    at(&world, 0, 9, 59);
    let awaited = newest();
    at(&world, 0, 9, 59);
    assert_eq!(newest(), awaited, "nothing changed");
    at(&world, 0, 10, 0);
    assert_eq!(newest(), awaited + 4, "the ward and its province, for its kind and for all kinds together");
}

/// Sends an assessment that passes, with photographs.
pub(crate) fn assess_with(browser: &mut Browser<'_>, id: &str, photos: &[&[u8]]) -> crate::support::Said {
    let page = format!("/dia-diem/places/{id}/assessment");
    let asked = text(&browser.get(&page));
    let asked = asked.split("class=\"form declare\"").nth(1).unwrap_or(&asked);
    let hidden = |name: &str| between(asked, &format!("name=\"{name}\" value=\""), "\"").to_owned();
    let mut fields = vec![("csrf".to_owned(), hidden("csrf")), ("set".to_owned(), hidden("set"))];
    fields.push(("name".to_owned(), "Nguyễn Thị Hạnh".to_owned()));
    fields.extend((1..=15).map(|number| (format!("c{number}"), "passed".to_owned())));
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
    }
    for photo in photos {
        body.extend(b"--x\r\ncontent-disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\ncontent-type: image/jpeg\r\n\r\n");
        body.extend(*photo);
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    browser.call("POST", &page, &[("content-type", "multipart/form-data; boundary=x")], Some(&body))
}

#[test]
fn photographs_lose_their_place_and_only_managers_and_officers_of_the_area_see_them() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    let photo = crate::feedback::photograph();
    assert_eq!(assess_with(&mut manager, &id, &[&photo, &photo, &photo, &photo]).status, 400, "three at most");
    assert_eq!(assess_with(&mut manager, &id, &[b"GIF89a"]).status, 400);
    assert_eq!((world.count("facility_assessments"), world.count("assessment_photos")), (0, 0));
    let said = assess_with(&mut manager, &id, &[&photo, &photo]);
    assert_eq!(said.status, 303, "{}", text(&said));
    assert_eq!(world.count("assessment_photos"), 2);

    let own = format!("/dia-diem/places/{id}/assessment");
    let address = format!("{own}/18773/1/photos/1");
    assert!(text(&manager.get(&own)).contains(&address));
    let shown = manager.get(&address);
    assert_eq!((shown.status, shown.headers["content-type"].as_str()), (200, "image/jpeg"));
    assert!(shown.body.starts_with(&[0xff, 0xd8]) && !shown.body.windows(4).any(|bytes| bytes == b"Exif"));
    assert_eq!(manager.get(&format!("{own}/18773/1/photos/2")).status, 404);
    let kept = world.stored_bytes();
    assert!(!holds(&kept, &shown.body[shown.body.len() - 32..]), "photographs are sealed");

    assert_ne!(Browser::new(&world).get(&address).status, 200, "nobody else");
    let public = text(&world.get(&format!("/ban-do/co-so/{id}")));
    assert!(!public.contains("/photos/") && !public.contains("class=\"photo\""), "{public}");

    let mut lan = Browser::signed_in(&world, "lan");
    let file = text(&lan.get(&format!("/console/facilities/{id}")));
    let officers = format!("/console/facilities/{id}/photos/18773/1/0");
    assert!(file.contains(&officers), "{file}");
    assert_eq!(lan.get(&officers).body, shown.body);
    assert!(world.acts().iter().any(|act| act.contains("view-assessment-photo")));

    at(&world, 31, 7, 0);
    assert_eq!(world.count("assessment_photos"), 0, "gone when nobody is shown them any more");
    assert_eq!(world.count("facility_assessments"), 1);
}

#[test]
fn officers_see_how_many_facilities_stand_how_by_kind_and_by_unit_of_their_own_area() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    crate::facility_routes::add(&world, "Trường Lộc Ngãi", "school", WARD, "0912345609");
    assert_eq!(assess(&mut manager, &id, &[4], None).0, 303);
    let mut lan = Browser::signed_in(&world, "lan");
    let row = |page: &str, name: &str| {
        let table = page.split("<caption>").nth(1).unwrap_or_default().split("</table>").next().unwrap().to_owned();
        let row = table.split("<tr>").find(|row| row.contains(&format!(">{name}</th>"))).unwrap_or_default().to_owned();
        row.split("class=\"number\">")
            .skip(1)
            .map(|cell| cell.split('<').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let page = text(&lan.get("/console/facilities"));
    assert_eq!(row(&page, "Trường học"), ["0", "0", "1", "1", "0"], "{page}");
    let hospitals = text(&lan.get("/console/facilities?kind=hospital"));
    assert!(row(&hospitals, "Trường học").is_empty(), "another kind: {hospitals}");

    crate::area_risks::add_province_officer(&world);
    let mut province = Browser::signed_in(&world, "tinh");
    let page = text(&province.get("/console/facilities"));
    assert_eq!(row(&page, "Xã Bảo Lâm 1"), ["0", "0", "1", "1", "0"], "{page}");
    assert_eq!(page.matches("<th scope=\"row\">Xã ").count(), 1, "only units with facilities");
}
