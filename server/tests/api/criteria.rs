//! Criteria as signed, dated data: served to everybody, with texts that an operator imports beside a server that runs.

use lancan_protocol::criteria::{Criteria, CriteriaError, FacilityKind};
use lancan_protocol::forms::Date;
use lancan_protocol::problem::Problem;
use lancan_server::store::Value;
use lancan_server::{CriteriaDesk, CriteriaTaken};
use lancan_text::{Catalogue, Language};

use crate::console::{Browser, text};
use crate::facilities::{assess, at, school};

use crate::place_pages::{fill, world};
use crate::places::add_ward_officers;
use crate::support::World;

/// The wording of two criteria, one of them mandatory, and of a part.
const TEXTS: &str = "set,part,number,vi,en\nschool-1467,after,,Cuối buổi học,At the end of classes\n\
                     school-1467,,1,Vệ sinh và khử khuẩn,Cleaning and disinfection\nschool-1467,,4,Đo thân nhiệt,Temperatures are taken\n";

fn import(world: &World, file: &str, from: Option<&str>, is_trial: bool) -> Result<Vec<CriteriaTaken>, Vec<String>> {
    let desk = CriteriaDesk::open(&world.config, world.clock.clone()).unwrap();
    let from = from.map(|day| day.parse().unwrap());
    let taken = world.runtime.block_on(desk.import(file.as_bytes(), from, is_trial)).unwrap();
    let vietnamese = Catalogue::of(Language::Vi);
    taken.map_err(|faults| faults.iter().map(|fault| fault.in_words(vietnamese)).collect())
}

/// The wording of the parts of a set, from today on.
pub(crate) fn import_texts(world: &World) {
    assert_eq!(import(world, TEXTS, None, false).unwrap().len(), 1);
}

fn fetched(world: &World, last_good: u64) -> Result<Criteria, CriteriaError> {
    let said = world.get("/v1/criteria");
    assert_eq!(said.status, 200);
    Criteria::open_signed(&said.body, &world.deployment().criteria_keys, last_good, world.now())
}

/// Id, version and day of the assessments of a facility, the oldest first.
fn answered(world: &World, id: &str) -> Vec<(String, i64)> {
    let rows = world.rows(&format!(
        "SELECT criteria, set_version FROM facility_assessments WHERE place = '{id}' ORDER BY day, version"
    ));
    let row = |row: Vec<Value>| match row.as_slice() {
        [Value::Text(set), Value::Integer(version)] => (set.clone(), *version),
        other => panic!("{other:?}"),
    };
    rows.into_iter().map(row).collect()
}

#[test]
fn everybody_fetches_the_criteria_signed_with_decree_area_and_first_day() {
    let (world, _gateway) = world();
    at(&world, 0, 7, 0);
    let criteria = fetched(&world, 0).unwrap();
    let schools = criteria.version("school-1467", 1).unwrap();
    assert_eq!((schools.decree.as_str(), schools.from.to_string().as_str()), ("1467/BGDĐT-GDTC", "2020-04-28"));
    assert_eq!(schools.areas, ["VN"]);
    assert_eq!(criteria.version("school-hanoi-3668", 1).unwrap().areas, ["01"]);
    assert!(schools.criterion(1).and_then(|one| one.title.as_ref()).is_none(), "no words are made up");

    let said = world.get("/v1/criteria");
    let tag = said.headers["etag"].clone();
    assert_eq!(world.call("GET", "/v1/criteria", &[("if-none-match", &tag)], None).status, 304);
    at(&world, 1, 7, 0);
    assert!(fetched(&world, criteria.serial).unwrap().serial > criteria.serial, "each day has a document of its own");
}

#[test]
fn imported_words_are_shown_and_signed_within_a_minute_and_a_trial_writes_nothing() {
    let (world, gateway) = world();
    at(&world, 0, 6, 30);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Tiểu học Lộc Thắng");
    let page = format!("/dia-diem/places/{id}/assessment");
    let asked = text(&manager.get(&page));
    assert!(
        asked.contains("Tiêu chí 4") && asked.contains("Khi kết thúc buổi học") && asked.contains("phiên bản 1"),
        "{asked}"
    );
    let before = fetched(&world, 0).unwrap().serial;

    let said = import(&world, TEXTS, None, true).unwrap();
    let expected = CriteriaTaken {
        id: "school-1467".into(),
        version: 2,
        decree: "1467/BGDĐT-GDTC".into(),
        areas: vec!["VN".into()],
        from: "2021-05-26".into(),
        worded: 2,
        criteria: 15,
    };
    assert_eq!(said, std::slice::from_ref(&expected));
    assert_eq!(world.count("criteria_sets"), 0);
    assert_eq!(import(&world, TEXTS, None, false).unwrap(), [expected]);
    assert_eq!(import(&world, TEXTS, None, false).unwrap(), [], "the same words make no version");

    at(&world, 0, 6, 32);
    let asked = text(&manager.get(&page));
    assert!(asked.contains("4. Đo thân nhiệt") && asked.contains("Cuối buổi học"), "{asked}");
    assert!(asked.contains("Tiêu chí 5") && asked.contains("phiên bản 2, từ ngày 26/05/2021"), "{asked}");
    let after = fetched(&world, before).unwrap();
    assert!(after.serial > before);
    let day = Date::parse("2021-05-26").unwrap();
    assert_eq!(after.in_force(day, FacilityKind::School, "68").map(|set| set.version), Some(2));
    assert_eq!(after.in_force(day.minus(1), FacilityKind::School, "68").map(|set| set.version), Some(1));
}

#[test]
fn an_assessment_keeps_the_version_that_it_answered_and_a_page_of_an_older_one_is_asked_again() {
    let (world, gateway) = world();
    at(&world, 0, 6, 30);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    assert_eq!(assess(&mut manager, &id, &[1], None).0, 303);
    import(&world, TEXTS, Some("2021-05-27"), false).unwrap();

    at(&world, 1, 6, 30);
    let page = format!("/dia-diem/places/{id}/assessment");
    let names: Vec<String> = (1..=15).map(|number| format!("c{number}")).collect();
    let mut fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "passed")).collect();
    fields.extend([("name", "Nguyễn Thị Hạnh"), ("set", "school-1467 1")]);
    let said = fill(&mut manager, &page, &page, &fields);
    assert!(said.status == 409 || said.status == 400, "{}", said.status);
    assert!(text(&said).contains("Bộ tiêu chí đã thay đổi"), "{}", text(&said));
    assert_eq!(answered(&world, &id).len(), 1, "nothing was kept");

    fields.retain(|(name, _)| *name != "set");
    fields.push(("set", "school-1467 2"));
    assert_eq!(fill(&mut manager, &page, &page, &fields).status, 303);
    let set = "school-1467".to_owned();
    assert_eq!(answered(&world, &id), [(set.clone(), 1), (set, 2)]);
}

#[test]
fn wrong_rows_are_named_and_nothing_is_written() {
    let (world, _gateway) = world();
    at(&world, 0, 7, 0);
    let faults = import(&world, &format!("{TEXTS}school-1467,,16,Một,One\nx,,1,Một,One\n"), None, false).unwrap_err();
    let expected =
        ["Dòng 5: number: Bộ tiêu chí không có tiêu chí mang số này", "Dòng 6: set: Không có bộ tiêu chí mang mã này"];
    assert_eq!(faults, expected);
    let past = import(&world, TEXTS, Some("2021-05-25"), false).unwrap_err();
    assert!(past[0].contains("Ngày đầu tiên đã qua"), "{past:?}");
    assert_eq!(world.count("criteria_sets"), 0);
}

/// A department's own set for the schools of Lâm Đồng, without a version.
const OF_A_PROVINCE: &str = r#"{
  "id": "school-lam-dong", "decree": "1234/SGDĐT-CTHS", "from": "2021-05-27", "until": null, "areas": ["68"],
  "kinds": ["school"], "period": "daily", "answer": "pass", "total": null,
  "parts": [{"id": "gate", "title": {"vi": "Ở cổng trường", "en": "At the gate"}, "criteria": 3},
            {"id": "room", "title": null, "criteria": 2}],
  "criteria": [{"number": 2, "title": {"vi": "Học sinh đeo khẩu trang", "en": "Pupils wear masks"}}],
  "mandatory": [2],
  "verdict": [{"passed": 4, "mandatory": true, "is": "green"}, {"passed": 3, "is": "yellow"}, {"is": "red"}]
}"#;

#[test]
fn facilities_are_assessed_by_an_imported_set_from_its_first_day_and_older_assessments_keep_theirs() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    at(&world, 0, 6, 30);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    assert_eq!(assess(&mut manager, &id, &[1], None).0, 303);
    let taken = import(&world, OF_A_PROVINCE, None, false).unwrap();
    let taken: Vec<_> =
        taken.iter().map(|set| (set.id.as_str(), set.version, set.from.as_str(), set.criteria)).collect();
    assert_eq!(taken, [("school-lam-dong", 1, "2021-05-27", 5)]);
    assert_eq!(import(&world, OF_A_PROVINCE, None, false).unwrap(), [], "taken again, the file changes nothing");

    at(&world, 0, 7, 0);
    let page = format!("/dia-diem/places/{id}/assessment");
    let correcting = text(&manager.get(&format!("{page}?correct=true")));
    assert!(correcting.contains("1467/BGDĐT-GDTC"), "until then the country's set holds: {correcting}");

    at(&world, 1, 6, 30);
    let asked = text(&manager.get(&page));
    for said in ["1234/SGDĐT-CTHS", "Ở cổng trường", "2. Học sinh đeo khẩu trang", "Tiêu chí 5", "school-lam-dong 1"]
    {
        assert!(asked.contains(said), "{said}: {asked}");
    }
    assert!(!asked.contains("name=\"c6\""), "the set has five criteria");
    let answer = |number: u32| (format!("c{number}"), if number == 2 { "failed" } else { "passed" });
    let answers: Vec<(String, &str)> = (1..=5).map(answer).collect();
    let mut fields: Vec<(&str, &str)> = answers.iter().map(|(name, given)| (name.as_str(), *given)).collect();
    fields.extend([("name", "Nguyễn Thị Hạnh"), ("set", "school-lam-dong 1")]);
    let said = fill(&mut manager, &page, &page, &fields);
    assert_eq!(said.status, 303, "{}", text(&said));

    let (old, new) = (("school-1467".to_owned(), 1), ("school-lam-dong".to_owned(), 1));
    assert_eq!(answered(&world, &id), [old, new]);
    let mut officer = Browser::signed_in(&world, "lan");
    let record = officer.get(&format!("/console/facilities/{id}"));
    assert_eq!(record.status, 200);
    let rows = world.rows(&format!(
        "SELECT verdict, reached, most FROM facility_assessments WHERE place = '{id}' ORDER BY day, version"
    ));
    let expected = [("green", 14, 15), ("yellow", 4, 5)];
    let row = |(verdict, reached, most): (&str, i64, i64)| {
        vec![Value::Text(verdict.into()), Value::Integer(reached), Value::Integer(most)]
    };
    assert_eq!(rows, expected.map(row), "each is judged by its own set: four of five, the mandatory one failed");

    let criteria = fetched(&world, 0).unwrap();
    let day = Date::parse("2021-05-27").unwrap();
    let id_of = |kind, province| criteria.in_force(day, kind, province).map(|set| set.id.as_str());
    assert_eq!(id_of(FacilityKind::School, "68"), Some("school-lam-dong"));
    assert_eq!(id_of(FacilityKind::School, "67"), Some("school-1467"), "other provinces keep the country's");
    assert_eq!(id_of(FacilityKind::Hospital, "68"), Some("hospital-3088"));
}

#[test]
fn a_set_that_cannot_be_is_said_in_words_and_nothing_is_written() {
    let (world, _gateway) = world();
    at(&world, 0, 7, 0);
    let of = |from: &str, to: &str| {
        assert!(OF_A_PROVINCE.contains(from), "{from}");
        import(&world, &OF_A_PROVINCE.replace(from, to), None, false).unwrap_err()
    };
    assert_eq!(of("\"68\"", "\"99\""), ["Bộ thứ 1 của tệp (school-lam-dong): areas: Không có tỉnh mang mã 99"]);
    assert_eq!(
        of("\"mandatory\": [2]", "\"mandatory\": [6]"),
        ["Bộ thứ 1 của tệp (school-lam-dong): Tiêu chí bắt buộc phải có trong bộ, mỗi tiêu chí ghi một lần"]
    );
    assert!(of("2021-05-27", "2021-05-25")[0].contains("Ngày đầu tiên đã qua"));
    assert!(of("\"period\"", "\"often\"")[0].contains("Tệp không theo mẫu của bộ tiêu chí"));
    assert_eq!(world.count("criteria_sets"), 0);
}

#[test]
fn without_the_room_of_facilities_no_criteria_are_served() {
    let world = World::with(|config| config.rooms.facilities = false, |_| {});
    assert_eq!(world.get("/v1/criteria").problem(), Problem::NotFound.code());
}
