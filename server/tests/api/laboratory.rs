//! Laboratories' systems: codes by a key of their own, one by one and in bulk.

use lancan_server::{AccountChange, CentreRef, OperatorDesk, create_centre};
use serde_json::{Value as Json, json};

use crate::support::{Officer, Phone, Said, World, holds};

/// The centre of the officer an, and another.
const CENTRE: &str = "Trạm y tế phường 1";

fn desk(world: &World) -> OperatorDesk {
    OperatorDesk::open(&world.config, world.clock.clone()).unwrap()
}

/// Whoever shows this key.
fn with_key<'w>(world: &'w World, key: &str) -> Officer<'w> {
    Officer { world, authorization: format!("Bearer {key}") }
}

/// A laboratory's key.
fn laboratory(world: &World, centre: &str) -> String {
    world.runtime.block_on(desk(world).create_laboratory("xn", CentreRef::Named(centre))).unwrap()
}

fn result(reference: &str) -> Json {
    json!({ "reference": reference, "report_type": "confirmed_test", "kind": "long" })
}

fn ask(by: &Officer<'_>, reference: &str) -> Said {
    by.call("POST", "/officer/v1/codes", Some(result(reference)))
}

fn bulk(world: &World, key: &str, file: &str) -> Said {
    let authorization = format!("Bearer {key}");
    let headers = [("authorization", authorization.as_str()), ("accept-language", "en")];
    world.call("POST", "/officer/v1/codes/bulk", &headers, Some(file.as_bytes()))
}

#[test]
fn no_officer_is_a_laboratory_and_a_laboratorys_account_signs_in_nowhere() {
    let world = World::new();
    laboratory(&world, CENTRE);
    let told = world.runtime.block_on(desk(&world).change_officer("xn", AccountChange::ResetPassword)).unwrap();
    let body = json!({ "name": "xn", "password": told.password.unwrap() }).to_string();
    let said = world.call("POST", "/officer/v1/session", &[], Some(body.as_bytes()));
    assert_eq!((said.status, said.problem().as_str()), (401, "sign-in-failed"));
}

#[test]
fn a_laboratory_gives_a_code_that_a_phone_reports_with_and_sees_nothing() {
    let world = World::new();
    let system = with_key(&world, &laboratory(&world, CENTRE));
    let given = ask(&system, "XN 1");
    assert_eq!(given.status, 201);
    let given = given.json();
    assert!(given["link"].as_str().unwrap().starts_with("https://") && given["sms"].is_string());
    let phone = Phone::new(1);
    let answer = phone.verify(&world, given["code"].as_str().unwrap());
    assert_eq!(answer.centre, CENTRE);
    phone.send(&world, &phone.report(&world, &answer, 10));
    let case = given["case"].as_str().unwrap();
    let seen = world.sign_in("an").call("GET", &format!("/officer/v1/cases/{case}"), None).json();
    assert_eq!((&seen["reference"], &seen["state"]), (&json!("XN 1"), &json!("reported")));
    for path in ["/officer/v1/cases".to_owned(), format!("/officer/v1/cases/{case}"), "/officer/v1/audit".to_owned()] {
        assert_eq!(system.call("GET", &path, None).problem(), "not-allowed", "{path}");
    }
    assert_eq!(world.acts().iter().filter(|act| *act == "issue-code-for-result").count(), 1);
}

#[test]
fn who_asks_again_with_the_same_number_gets_another_code_of_the_same_case() {
    let world = World::new();
    let system = with_key(&world, &laboratory(&world, CENTRE));
    let (first, again) = (ask(&system, "XN 1").json(), ask(&system, " xn1").json());
    assert_eq!(first["case"], again["case"]);
    assert_ne!(first["code"], again["code"]);
    assert_eq!(world.count("cases"), 1);
    // The number belongs to a case of another centre: nothing is opened, nothing is said of the case.
    let other = world.runtime.block_on(create_centre(&world.config, "Trạm y tế phường 2", None)).unwrap();
    let name = world.runtime.block_on(desk(&world).create_laboratory("khac", CentreRef::Id(&other))).unwrap();
    let refused = ask(&with_key(&world, &name), "XN 1");
    assert_eq!((refused.status, refused.problem().as_str()), (409, "conflict"));
    assert_eq!(world.count("cases"), 1);
}

#[test]
fn a_key_holds_until_the_renewal_after_next_or_until_it_is_revoked() {
    let world = World::new();
    let (first, desk) = (laboratory(&world, CENTRE), desk(&world));
    let renew = || {
        world.clock.advance(1);
        world.runtime.block_on(desk.renew_laboratory_key("xn")).unwrap()
    };
    let status = |key: &str| ask(&with_key(&world, key), "XN 1").status;
    let second = renew();
    assert_eq!([&first, &second].map(|key| status(key)), [201, 201]);
    let third = renew();
    assert_eq!([&first, &second, &third].map(|key| status(key)), [401, 201, 201]);
    assert_eq!(world.runtime.block_on(desk.revoke_laboratory_keys("xn")).unwrap(), 2);
    assert_eq!([&second, &third].map(|key| status(key)), [401, 401]);
    let fourth = renew();
    assert_eq!(status(&fourth), 201);
    let listed = world.runtime.block_on(desk.list_laboratories()).unwrap();
    assert_eq!((listed.len(), listed[0].name.as_str(), listed[0].keys), (1, "xn", 1));
    assert_eq!(listed[0].used_at, Some(world.now()));
    world.runtime.block_on(desk.change_officer("xn", AccountChange::Disable)).unwrap();
    assert_eq!(status(&fourth), 401);
    assert!(world.runtime.block_on(desk.renew_laboratory_key("an")).is_err(), "an officer is no laboratory");
    let stored = world.stored_bytes();
    for key in [&first, &second, &third, &fourth] {
        assert!(!holds(&stored, key), "a key is stored as its hash");
    }
}

#[test]
fn a_stolen_key_gives_no_more_codes_than_the_setting_says() {
    let world = World::with(|config| config.codes.laboratory = 2, |_| {});
    let system = with_key(&world, &laboratory(&world, CENTRE));
    let statuses = ["XN 1", "XN 2", "XN 3"].map(|reference| ask(&system, reference).status);
    assert_eq!((statuses, world.count("cases")), ([201, 201, 429], 2));
    assert_eq!(ask(&world.sign_in("an"), "XN 3").status, 201, "officers are not counted");
    world.clock.advance(16 * 60);
    assert_eq!(ask(&system, "XN 4").status, 201);
}

#[test]
fn a_file_of_results_comes_back_with_codes_and_with_what_is_wrong_by_row() {
    let world = World::new();
    let key = laboratory(&world, CENTRE);
    let file = "\u{feff}reference;report_type;onset_date;tested_date;kind\r\n\
        XN 1;confirmed_test;;;long\r\n\
        ;confirmed_test;;;long\r\n\
        =XN 3;confirmed_test;;1999-01-01;short\r\n\
        XN 4;maybe;;;long\r\n\
        XN 5;confirmed_test\r\n\
        XN 6;confirmed_clinical_diagnosis;;;short\r\n";
    let said = bulk(&world, &key, file);
    assert_eq!((said.status, said.headers["content-type"].as_str()), (200, "text/csv; charset=utf-8"));
    let mut reader = csv::Reader::from_reader(said.body.as_slice());
    assert_eq!(
        reader.headers().unwrap(),
        vec!["row", "reference", "case", "code", "kind", "expires_at", "link", "sms", "problem"]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let numbers: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(numbers, ["2", "3", "4", "5", "6", "7"]);
    let given: Vec<bool> = rows.iter().map(|row| !row[3].is_empty()).collect();
    assert_eq!(given, [true, false, false, false, false, true]);
    assert!(rows.iter().all(|row| row[3].is_empty() != row[8].is_empty()), "a code or a reason");
    assert_eq!(&rows[2][1], "'=XN 3", "no cell is a formula");
    assert_eq!((&rows[0][4], &rows[5][4]), ("long", "short"));
    assert_eq!(world.count("cases"), 2);
    Phone::new(1).verify(&world, &rows[5][3]);
    for wrong in ["", "name\nan\n", "reference,report_type,onset_date,tested_date,kind\n"] {
        assert_eq!(bulk(&world, &key, wrong).problem(), "request-invalid", "{wrong:?}");
    }
}
