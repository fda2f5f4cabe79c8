//! Cases and contacts as DHIS2's tracker imports them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use crate::console::{Browser, text};
use crate::exchange::export;
use crate::support::{Officer, World};

/// A world whose operator has supplied this mapping.
fn world(mapping: &Json) -> (World, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("dhis2.json");
    std::fs::write(&file, mapping.to_string()).unwrap();
    (World::with(|config| config.dhis2_mapping = Some(file), |_| {}), directory)
}

fn mapping() -> Json {
    json!({
        "org_unit": "OrgCountry1",
        "org_units": { "68": "OrgLamDong1", "25054": "OrgLocThang" },
        "case": {
            "tracked_entity_type": "TypePerson1", "program": "ProgramCase",
            "attributes": { "reference": "AttrCaseNo1" },
            "stage": "StageCase01", "data_elements": { "onset_date": "ElemOnset01", "report_type": "ElemKind001" },
        },
        "contact": {
            "tracked_entity_type": "TypePerson1", "program": "ProgContact",
            "attributes": { "name": "AttrName001", "phone": "AttrPhone01", "sex": "AttrSex0001", "notes": "AttrNotes01" },
            "program_attributes": { "tier": "AttrTier001" },
            "stage": "StageCont01", "data_elements": { "last_contact_date": "ElemLast001", "source": "ElemSource1" },
        },
        "relationship": { "type": "RelContact1", "from": "contact" },
        "options": { "sex": { "female": "F" }, "tier": { "f1": "1" } },
    })
}

/// A payload as `POST /api/tracker` takes one, read again with nothing of the writer's.
struct Payload {
    people: Vec<Json>,
    relationships: Vec<Json>,
}

fn payload(officer: &Officer<'_>, case: Option<&str>) -> Payload {
    let json: Json = serde_json::from_slice(&export(officer, case, "file=dhis2")).unwrap();
    let list = |name: &str| json[name].as_array().unwrap().clone();
    assert_eq!(json.as_object().unwrap().len(), 2);
    Payload { people: list("trackedEntities"), relationships: list("relationships") }
}

/// Every UID that a file gives to what it brings.
fn own_uids(payload: &Payload) -> Vec<String> {
    let of = |json: &Json, name: &str| json[name].as_str().unwrap().to_owned();
    let mut uids: Vec<String> = payload.relationships.iter().map(|json| of(json, "relationship")).collect();
    for person in &payload.people {
        uids.push(of(person, "trackedEntity"));
        let enrollment = &person["enrollments"][0];
        uids.extend([of(enrollment, "enrollment"), of(&enrollment["events"][0], "event")]);
    }
    uids
}

/// What stands in a list of values, by UID.
fn values(list: &Json, uid: &str) -> BTreeMap<String, String> {
    let text = |json: &Json| json.as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(|value| (text(&value[uid]), text(&value["value"]))).collect()
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn in_program<'p>(payload: &'p Payload, program: &str) -> Vec<&'p Json> {
    payload.people.iter().filter(|person| person["enrollments"][0]["program"] == program).collect()
}

#[test]
fn a_case_and_its_contacts_go_out_under_the_uids_of_the_mapping_and_related_to_each_other() {
    let (world, _directory) = world(&mapping());
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let person =
        json!({ "name": "Nguyễn Thị Ân", "phone": "0912345678", "sex": "female", "unit": "25054", "notes": "=1+1" });
    officer.add_contact(&case, &person);
    officer.add_contact(&case, &json!({ "name": "Lê Bình", "sex": "male", "unit": "25057" }));
    let file = payload(&officer, Some(&case));
    assert_eq!((file.people.len(), file.relationships.len()), (3, 2));

    let [patient] = in_program(&file, "ProgramCase")[..] else { panic!("one case") };
    assert_eq!(values(&patient["attributes"], "attribute"), map(&[("AttrCaseNo1", "BN 2021/1")]));
    let enrollment = &patient["enrollments"][0];
    assert_eq!(
        (&enrollment["enrolledAt"], &enrollment["occurredAt"], &enrollment["status"]),
        (&json!("2021-05-25"), &json!("2021-05-23"), &json!("ACTIVE")),
        "opened today, ill since two days ago"
    );
    let event = &enrollment["events"][0];
    assert_eq!(event["programStage"], "StageCase01");
    let expected = map(&[("ElemOnset01", "2021-05-23"), ("ElemKind001", "confirmed_test")]);
    assert_eq!(values(&event["dataValues"], "dataElement"), expected);

    let contacts = in_program(&file, "ProgContact");
    let woman = contacts.iter().find(|person| person["orgUnit"] == "OrgLocThang").unwrap();
    let attributes = [
        ("AttrName001", "Nguyễn Thị Ân"),
        ("AttrPhone01", "+84912345678"),
        ("AttrSex0001", "F"),
        ("AttrNotes01", "=1+1"),
    ];
    assert_eq!(values(&woman["attributes"], "attribute"), map(&attributes), "JSON has no formulas");
    assert_eq!(values(&woman["enrollments"][0]["attributes"], "attribute"), map(&[("AttrTier001", "1")]));
    assert_eq!(woman["enrollments"][0]["occurredAt"], "2021-05-20");
    let expected = map(&[("ElemLast001", "2021-05-20"), ("ElemSource1", "interview")]);
    assert_eq!(values(&woman["enrollments"][0]["events"][0]["dataValues"], "dataElement"), expected);
    // The ward next to hers is not mapped, its province is; a word without an option stands as it is.
    let man = contacts.iter().find(|person| person["orgUnit"] == "OrgLamDong1").unwrap();
    assert_eq!(values(&man["attributes"], "attribute"), map(&[("AttrName001", "Lê Bình"), ("AttrSex0001", "male")]));

    let ends = |end: &Json| end["trackedEntity"]["trackedEntity"].clone();
    let from: BTreeSet<String> = file.relationships.iter().map(|one| ends(&one["from"]).to_string()).collect();
    assert_eq!(from, contacts.iter().map(|person| person["trackedEntity"].to_string()).collect());
    assert!(file.relationships.iter().all(|one| ends(&one["to"]) == patient["trackedEntity"]));
    assert!(file.relationships.iter().all(|one| one["relationshipType"] == "RelContact1"));

    let uids = own_uids(&file);
    assert_eq!(uids.iter().collect::<BTreeSet<_>>().len(), 11, "three of each person, one of each relationship");
    for uid in &uids {
        let (first, rest) = uid.split_at(1);
        assert!(first.bytes().all(|byte| byte.is_ascii_alphabetic()), "{uid}");
        assert!(rest.len() == 10 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{uid}");
    }
    assert_eq!(own_uids(&payload(&officer, Some(&case))), uids, "who goes out again is the same there");
}

#[test]
fn the_file_of_an_area_has_its_cases_and_none_of_another_ward() {
    let (world, _directory) = world(&mapping());
    let (an, binh) = (world.sign_in("an"), world.sign_in("binh"));
    let case = an.open_case();
    an.open_case();
    an.add_contact(&case, &json!({ "name": "Lê An" }));
    let file = payload(&an, None);
    assert_eq!((in_program(&file, "ProgramCase").len(), in_program(&file, "ProgContact").len()), (2, 1));
    assert_eq!(payload(&binh, None).people.len(), 0);
    let foreign = format!("/officer/v1/cases/{case}/contacts/file?file=dhis2");
    assert_eq!(binh.call("GET", &foreign, None).status, 404);
}

#[test]
fn without_a_mapping_the_page_offers_no_such_file_and_the_api_says_why() {
    let plain = World::new();
    let said = plain.sign_in("an").call("GET", "/officer/v1/contacts/file?file=dhis2", None);
    assert_eq!(said.status, 400);
    assert!(String::from_utf8_lossy(&said.body).contains("DHIS2"));
    assert!(!text(&Browser::signed_in(&plain, "an").get("/console/contacts/file")).contains("DHIS2"));
    let (world, _directory) = world(&mapping());
    let mut browser = Browser::signed_in(&world, "an");
    assert!(text(&browser.get("/console/contacts/file")).contains("<option value=\"dhis2\">"));
    let said = browser.get("/console/contacts/file/export?file=dhis2&dates=dmy");
    assert!(said.headers["content-disposition"].contains("tracker-dhis2.json"));
}

#[test]
fn a_server_does_not_start_with_a_mapping_that_cannot_be_used_and_names_the_keys() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("dhis2.json");
    let mut wrong = mapping();
    wrong["contact"]["attributes"]["phon"] = json!("AttrPhone02");
    wrong["case"].as_object_mut().unwrap().remove("program");
    std::fs::write(&file, wrong.to_string()).unwrap();
    let config = lancan_server::Config {
        listen: ([127, 0, 0, 1], 0).into(),
        data_dir: directory.path().join("data"),
        dhis2_mapping: Some(file),
        ..lancan_server::Config::default()
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let clock = std::sync::Arc::new(lancan_server::clock::VirtualClock::new(crate::support::START));
    let refused = runtime.block_on(lancan_server::Server::start(config, clock)).err().unwrap().to_string();
    assert!(refused.contains("contact.attributes.phon: ") && refused.contains("case.program: "), "{refused}");
}
