//! Follow-up by day: the plan, what is written down, whom to see today; over the API and in the console.

use serde_json::{Value as Json, json};

use crate::console::{Browser, text};
use crate::exchange::import;
use crate::support::{Officer, World, holds};

/// Adds a contact who was near the case on 20 May 2021, five days ago.
fn contact(officer: &Officer<'_>, case: &str, name: &str) -> String {
    let body = json!({ "person": { "name": name }, "last_contact": "2021-05-20" });
    let said = officer.call("POST", &format!("/officer/v1/cases/{case}/contacts"), Some(body));
    assert_eq!(said.status, 201);
    said.json()["id"].as_str().unwrap().to_owned()
}

fn due(officer: &Officer<'_>) -> Json {
    let said = officer.call("GET", "/officer/v1/follow-up", None);
    assert_eq!(said.status, 200);
    said.json()
}

fn names(list: &Json) -> Vec<&str> {
    let contacts = list["contacts"].as_array().unwrap();
    contacts.iter().map(|due| due["contact"]["person"]["name"].as_str().unwrap()).collect()
}

#[test]
fn whom_to_see_today_follows_the_plan_alarms_come_first_and_an_end_stops_it() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let (an, binh) = (contact(&officer, &case, "An"), contact(&officer, &case, "Bình"));
    let unknown = json!({ "person": { "name": "without a day of contact" } });
    assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/contacts"), Some(unknown)).status, 201);
    let write = |id: &str, date: &str, body: Json| {
        officer.call("PUT", &format!("/officer/v1/contacts/{id}/days/{date}"), Some(body)).status
    };
    let list = due(&officer);
    assert_eq!((list["due"].as_u64(), list["seen"].as_u64(), names(&list).len()), (Some(2), Some(0), 2));
    assert_eq!(list["contacts"][0]["until"], "2021-06-17", "21 days of quarantine, then 7");

    assert_eq!(write(&an, "2021-05-25", json!({ "seen": "well", "temperature_tenths": 379 })), 200);
    let list = due(&officer);
    assert_eq!((list["seen"].as_u64(), names(&list)), (Some(1), vec!["Bình", "An"]), "who was seen comes last");
    assert_eq!(list["contacts"][1]["contact"]["status"], "follow_up");
    let fever = json!({ "seen": "symptoms", "temperature_tenths": 380, "symptoms": "ho" });
    assert_eq!(write(&an, "2021-05-25", fever), 200);
    let list = due(&officer);
    assert_eq!((names(&list)[0], list["contacts"][0]["is_alarm"].as_bool()), ("An", Some(true)));
    assert_eq!(list["contacts"][0]["temperature_tenths"], 380);

    // A fever of yesterday stays an alarm today, whatever is measured; who was not there was not seen.
    let missed = json!({ "seen": "missed", "temperature_tenths": null });
    assert_eq!(write(&binh, "2021-05-25", missed), 200);
    assert_eq!(write(&an, "2021-05-24", json!({ "seen": "symptoms", "temperature_tenths": 390 })), 200);
    assert_eq!(write(&an, "2021-05-25", json!({ "seen": "well", "temperature_tenths": 368 })), 200);
    let cuc = contact(&officer, &case, "Cúc");
    assert_eq!(write(&cuc, "2021-05-25", json!({ "seen": "well" })), 200);
    let list = due(&officer);
    assert_eq!((names(&list), list["seen"].as_u64()), (vec!["An", "Bình", "Cúc"], Some(2)));
    let first = &list["contacts"][0];
    assert_eq!((first["is_alarm"].as_bool(), first["temperature_tenths"].as_u64()), (Some(true), Some(390)));

    let ended = json!({ "contacts": [an, cuc], "status": "completed" });
    assert_eq!(officer.call("POST", "/officer/v1/contacts/status", Some(ended)).status, 200);
    assert_eq!(names(&due(&officer)), ["Bình"]);
    world.go_to(world.now().plus(20 * 86_400));
    assert_eq!(names(&due(&world.sign_in("an"))), ["Bình"]);
    assert_eq!(names(&due(&world.sign_in("binh"))), [""; 0], "nobody of another centre");
    assert_eq!(write(&binh, "2021-05-26", json!({ "seen": "well" })), 401, "the old session is over");
}

#[test]
fn a_further_contact_makes_the_plan_longer_and_what_cannot_be_is_refused() {
    let world = World::new();
    let officer = world.sign_in("an");
    let id = contact(&officer, &officer.open_case(), "An");
    let path = format!("/officer/v1/contacts/{id}");
    let plan = || officer.call("GET", &format!("{path}/follow-up"), None).json()["plan"].clone();
    assert_eq!(plan(), json!({ "from": "2021-05-21", "until": "2021-06-17" }));
    let near = |date: &str| officer.call("POST", &format!("{path}/exposures"), Some(json!({ "date": date }))).status;
    assert_eq!(near("2021-05-24"), 200);
    assert_eq!(plan(), json!({ "from": "2021-05-21", "until": "2021-06-21" }));
    assert_eq!(near("2021-05-18"), 200, "an earlier one is told later");
    assert_eq!(plan(), json!({ "from": "2021-05-19", "until": "2021-06-21" }));
    let follow_up = officer.call("GET", &format!("{path}/follow-up"), None).json();
    assert_eq!(follow_up["contacts"], json!(["2021-05-18", "2021-05-20", "2021-05-24"]));
    assert_eq!(near("2021-05-26"), 400, "tomorrow");
    for (date, body) in [
        ("2021-05-26", json!({ "seen": "well" })),
        ("2021-05-25", json!({ "seen": "well", "temperature_tenths": 38 })),
        ("2021-05-25", json!({ "seen": "gone" })),
        ("yesterday", json!({ "seen": "well" })),
    ] {
        assert_eq!(
            officer.call("PUT", &format!("{path}/days/{date}"), Some(body.clone())).status,
            400,
            "{date} {body}"
        );
    }
    // Two officers write a specimen down at once: neither takes the other's place, and a result changes nothing else.
    let add = |taken: &str| {
        let body = json!({ "taken": taken, "kind": "PCR", "result": "waiting" });
        let said = officer.call("POST", &format!("{path}/specimens"), Some(body));
        (said.status, said.json()["number"].as_u64())
    };
    assert_eq!([add("2021-05-22"), add("2021-05-23")], [(201, Some(1)), (201, Some(2))]);
    assert_eq!(add("2021-05-26").0, 400, "tomorrow");
    let result = |number: u32, result: &str| {
        let body = json!({ "result": result });
        officer.call("PUT", &format!("{path}/specimens/{number}/result"), Some(body)).status
    };
    assert_eq!([result(1, "negative"), result(3, "negative"), result(2, "good")], [200, 404, 400]);
    let follow_up = officer.call("GET", &format!("{path}/follow-up"), None).json();
    let records: Vec<_> = follow_up["specimens"].as_array().unwrap().iter().map(|one| one["record"].clone()).collect();
    let record = |taken, result| json!({ "taken": taken, "kind": "PCR", "laboratory": null, "result": result });
    assert_eq!(records, [record("2021-05-22", "negative"), record("2021-05-23", "waiting")]);
    assert_eq!(world.count("contact_days"), 0);
}

#[test]
fn a_mistyped_day_of_contact_ends_once_an_officer_names_the_last_contact_by_hand_or_by_a_file() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let id = contact(&officer, &case, "An");
    let path = format!("/officer/v1/contacts/{id}");
    let known = || officer.call("GET", &path, None).json();
    let change = |last_contact: Json| {
        let body = json!({ "person": { "name": "An" }, "last_contact": last_contact });
        let said = officer.call("PUT", &path, Some(body)).json();
        assert_eq!(said, known(), "what the act says is what stands");
        said["last_contact"].clone()
    };
    let mistype = || {
        let body = json!({ "date": "2021-05-25" });
        assert_eq!(officer.call("POST", &format!("{path}/exposures"), Some(body)).status, 200);
        assert_eq!(known()["last_contact"], "2021-05-25");
    };
    let days = || officer.call("GET", &format!("{path}/follow-up"), None).json()["contacts"].clone();
    mistype();
    assert_eq!(change(json!(null)), "2021-05-25", "what is left out takes nothing back");
    assert_eq!(change(json!("2021-05-20")), "2021-05-20");
    assert_eq!(days(), json!(["2021-05-20"]));
    let order = officer.call("POST", &format!("{path}/order"), None).json();
    assert_eq!((&order["last_contact"], &order["until"]), (&json!("2021-05-20"), &json!("2021-06-10")));
    mistype();
    let file = |day: &str| format!("externalID,lastContactDate\n{id},{day}\n").into_bytes();
    let counts = |bytes: &[u8]| {
        let taken = import(&officer, Some(&case), "again=true", bytes);
        (taken["changed"].as_u64(), taken["unchanged"].as_u64())
    };
    assert_eq!(counts(&file("")), (Some(0), Some(1)), "an empty cell takes nothing back");
    assert_eq!(counts(&file("20/05/2021")), (Some(1), Some(0)));
    assert_eq!((known()["last_contact"].as_str(), days()), (Some("2021-05-20"), json!(["2021-05-20"])));
    assert_eq!(counts(&file("20/05/2021")), (Some(0), Some(1)), "the same file changes nothing");
}

#[test]
fn days_and_specimens_are_sealed_stay_with_who_was_merged_and_end_with_the_case() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let (one, other) = (contact(&officer, &case, "An"), contact(&officer, &case, "Ân"));
    let day = json!({ "seen": "symptoms", "temperature_tenths": 391, "symptoms": "khó thở nhiều" });
    let specimen = json!({ "taken": "2021-05-22", "kind": "mẫu dịch họng", "result": "positive" });
    for (method, path, body) in [("PUT", "days/2021-05-24", day), ("POST", "specimens", specimen)] {
        assert!(officer.call(method, &format!("/officer/v1/contacts/{other}/{path}"), Some(body)).status < 300);
    }
    let own = json!({ "seen": "missed", "note": "vắng nhà" });
    assert_eq!(officer.call("PUT", &format!("/officer/v1/contacts/{one}/days/2021-05-24"), Some(own)).status, 200);
    let again = json!({ "date": "2021-05-23" });
    assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{other}/exposures"), Some(again)).status, 200);
    let merge = json!({ "other": other });
    assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{one}/merge"), Some(merge)).status, 200);
    let follow_up = officer.call("GET", &format!("/officer/v1/contacts/{one}/follow-up"), None).json();
    let record = &follow_up["days"][0]["record"];
    assert_eq!((record["seen"].as_str(), record["temperature_tenths"].as_u64()), (Some("symptoms"), Some(391)));
    assert_eq!((record["note"].as_str(), record["symptoms"].as_str()), (Some("vắng nhà"), Some("khó thở nhiều")));
    assert_eq!(follow_up["specimens"][0]["record"]["result"], "positive");
    assert_eq!(follow_up["contacts"], json!(["2021-05-20", "2021-05-23"]));
    let bytes = world.stored_bytes();
    for part in ["khó thở", "dịch họng", "vắng nhà"] {
        assert!(!holds(&bytes, part), "{part}");
    }
    world.go_to(world.now().plus(23 * 86_400));
    for table in ["contact_days", "contact_specimens", "contact_exposures"] {
        assert_eq!(world.count(table), 0, "{table}");
    }
}

#[test]
fn an_officer_writes_days_and_specimens_in_the_console_and_sees_the_alarm() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let officer = world.sign_in("an");
    let case = browser.open_case("BN 1").rsplit('/').next().unwrap().to_owned();
    let id = contact(&officer, &case, "Nguyễn Văn Ân");
    let path = format!("/console/contacts/{id}/days");
    let shown = text(&browser.get(&path));
    assert!(
        shown.contains("Theo dõi từ 21/05/2021 đến hết 17/06/2021") && shown.contains("Cần gặp hôm nay"),
        "{shown}"
    );
    let wrong = browser.fill(&path, &[("what", "day"), ("day", "25/5/2021"), ("temperature", "cao"), ("note", "<i>")]);
    assert_eq!(wrong.status, 400);
    assert!(
        text(&wrong).contains("Nhiệt độ: hãy viết nhiệt độ từ 30 đến 45 độ") && text(&wrong).contains("&#60;i&#62;")
    );
    let day =
        [("what", "day"), ("day", "25/5/2021"), ("seen", "symptoms"), ("temperature", "38,0"), ("symptoms", "ho")];
    assert_eq!(browser.fill(&path, &day).status, 303);
    let specimen = [("what", "specimen"), ("taken", "24/5/2021"), ("kind", "PCR"), ("result", "waiting")];
    assert_eq!(browser.fill(&path, &specimen).status, 303);
    assert_eq!(browser.fill(&path, &[("what", "result"), ("number", "1"), ("result", "negative")]).status, 303);
    // What is of no kind is not taken for something harmless.
    for wrong in [
        vec![("what", "day"), ("day", "25/5/2021")],
        vec![("what", "specimen"), ("taken", "24/5/2021"), ("result", "fine")],
        vec![("what", "result"), ("number", "1")],
    ] {
        let said = browser.fill(&path, &wrong);
        assert!(said.status == 400 && text(&said).contains("Hãy chọn một trong các lựa chọn"), "{wrong:?}");
    }
    assert_eq!(browser.fill(&path, &[("what", "again"), ("last_contact", "24/5/2021")]).status, 303);
    let shown = text(&browser.get(&path));
    for part in ["<span class=\"state bad\">38,0 °C</span>", "Âm tính", "<td>PCR</td>", "đến hết 21/06/2021", ">ho<"]
    {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    let today = text(&browser.get("/console/follow-up"));
    assert!(today.contains("1 người cần gặp, đã gặp 1") && today.contains("38,0 °C"), "{today}");
    for page in [path.as_str(), "/console/follow-up", &format!("/console/cases/{case}/graph")] {
        for language in ["vi", "en"] {
            browser.language = language;
            let before = world.acts().len();
            let shown = text(&browser.get(page));
            assert_eq!(world.acts().len(), before + 1, "{page}");
            for key in [">console-", "\"console-", " console-", ">officer-"] {
                assert!(!shown.contains(key), "{page} {language}: {key}");
            }
        }
    }
    let mut other = Browser::signed_in(&world, "binh");
    assert_eq!(other.get(&path).status, 404);
    assert_eq!(other.fill(&path, &day).status, 404);
    assert!(!text(&other.get("/console/follow-up")).contains("Nguyễn Văn Ân"));
    assert_eq!(other.get(&format!("/console/cases/{case}/graph")).status, 404);
}

#[test]
fn the_picture_of_who_met_whom_says_what_the_table_says_and_of_too_many_there_is_the_table_alone() {
    let world = World::new();
    let officer = world.sign_in("an");
    let mut browser = Browser::signed_in(&world, "an");
    let case = browser.open_case("BN 1").rsplit('/').next().unwrap().to_owned();
    let first = contact(&officer, &case, "Nguyễn Văn Ân");
    let body = json!({ "person": { "name": "Đào" }, "tier": "f2", "parent": first });
    let said = officer.call("POST", &format!("/officer/v1/cases/{case}/contacts"), Some(body));
    let second = said.json()["id"].as_str().unwrap().to_owned();
    let page = format!("/console/cases/{case}/graph");
    let shown = text(&browser.get(&page));
    for (from, to) in [(&case, &first), (&first, &second)] {
        assert!(shown.contains(&format!("data-from=\"{from}\" data-to=\"{to}\"")), "{shown}");
    }
    assert_eq!(shown.matches("data-from").count(), 2);
    let lines = "x\n".repeat(500);
    let body = json!({ "text": lines, "save": true });
    assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/contacts/lines"), Some(body)).status, 200);
    let shown = text(&browser.get(&page));
    assert!(!shown.contains("<svg") && shown.contains("hơn 500 người"), "{shown}");
}

#[test]
fn the_five_numbers_of_the_overview_equal_a_recount() {
    let world = World::new();
    let officer = world.sign_in("an");
    let (case, late) = (officer.open_case(), officer.open_case());
    let ids: Vec<String> = (0..9).map(|number| contact(&officer, &case, &format!("An {number}"))).collect();
    let status = |ids: &[String], status: &str| {
        let body = json!({ "contacts": ids, "status": status });
        assert_eq!(officer.call("POST", "/officer/v1/contacts/status", Some(body)).status, 200);
    };
    status(&ids[0..2], "completed");
    status(&ids[2..3], "lost");
    let became = json!({ "reference": "BN 77" });
    assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{}/case", ids[3]), Some(became)).status, 201);
    for (id, seen) in [(&ids[4], "well"), (&ids[5], "symptoms"), (&ids[6], "missed")] {
        let path = format!("/officer/v1/contacts/{id}/days/2021-05-25");
        assert_eq!(officer.call("PUT", &path, Some(json!({ "seen": seen }))).status, 200);
    }
    let of_today = due(&officer);
    assert_eq!((of_today["due"].as_u64(), of_today["seen"].as_u64()), (Some(5), Some(2)));
    let shown = text(&Browser::signed_in(&world, "an").get("/console/"));
    assert!(shown.contains("<strong>40 % (2/5)</strong>"), "{shown}");
    // A contact who is known after more than a day does not count as traced in time.
    world.clock.advance(86_401);
    let officer = world.sign_in("an");
    contact(&officer, &late, "Bình");
    contact(&officer, &officer.open_case(), "Cúc");
    let list = |query: &str| {
        let said = officer.call("GET", &format!("/officer/v1/contacts?limit=500&{query}"), None).json();
        said["contacts"].as_array().unwrap().len()
    };
    let today = due(&officer);
    let (all, seen) = (today["due"].as_u64().unwrap(), today["seen"].as_u64().unwrap());
    assert_eq!((all, seen), (7, 0), "the new day has nobody seen yet");
    let shown = text(&Browser::signed_in(&world, "an").get("/console/"));
    for number in [
        format!("0 % ({seen}/{all})"),
        list("status=completed").to_string(),
        list("status=lost").to_string(),
        list("status=became_case").to_string(),
        "50 % (2/4)".to_owned(),
    ] {
        assert!(shown.contains(&format!("<strong>{number}</strong>")), "{number} is not in {shown}");
    }
    assert_eq!((list("status=completed"), list("status=lost"), list("status=became_case")), (2, 1, 1));
}
