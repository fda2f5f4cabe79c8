//! Accounts: the second factor, what needs a confirmation, and what is done to officers.

use lancan_server::{AccountChange, CentreRef, Enrolment, NewAccount, OperatorDesk, Role, Scope, create_centre};
use serde_json::{Value as Json, json};
use totp_rs::{Builder, Secret};

use crate::console::Browser;
use crate::support::{Officer, PASSWORD, Said, World, holds};

/// A ward of the set of 2025, and its neighbour.
const WARDS: [&str; 2] = ["25054", "25057"];

fn desk(world: &World) -> OperatorDesk {
    OperatorDesk::open(&world.config, world.clock.clone()).unwrap()
}

fn sign_in(world: &World, name: &str, password: &str, code: Option<&str>) -> Said {
    let body = json!({ "name": name, "password": password, "code": code }).to_string();
    world.call("POST", "/officer/v1/session", &[], Some(body.as_bytes()))
}

/// The code that an officer's app shows now.
fn code(world: &World, told: &Enrolment) -> String {
    let secret = Secret::try_from_base32(&told.secret).unwrap();
    Builder::new().with_secret(secret).build().unwrap().generate(world.now().0).to_string()
}

/// An officer with an authenticator app.
fn enrolled(world: &World) -> Enrolment {
    let centre = CentreRef::Named("Trạm y tế phường 1");
    let account = NewAccount { name: "chi", centre, role: Role::Supervisor, scope: Scope::Centre, totp: true };
    world.runtime.block_on(desk(world).create_officer(account, PASSWORD)).unwrap().enrolment.unwrap()
}

/// A supervisor and an administrator of the first ward, a reader in each, and their numbers.
fn wards(world: &World) -> [i64; 2] {
    let mut readers = [0; 2];
    for (at, ward) in WARDS.into_iter().enumerate() {
        let centre = world.runtime.block_on(create_centre(&world.config, "Trạm y tế", Some(ward))).unwrap();
        let add = |name: &str, role| {
            let (centre, scope) = (CentreRef::Id(&centre), Scope::Unit(ward));
            let account = NewAccount { name, centre, role, scope, totp: false };
            world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap().id
        };
        if at == 0 {
            add("supervisor", Role::Supervisor);
            add("administrator", Role::Administrator);
        }
        readers[at] = add(["reader", "other reader"][at], Role::ReadOnly);
    }
    readers
}

fn change(officer: &Officer<'_>, id: i64, change: &str) -> Said {
    officer.call("POST", &format!("/officer/v1/officers/{id}/changes"), Some(json!({ "change": change })))
}

#[test]
fn an_officer_with_an_app_signs_in_with_its_code_once() {
    let world = World::new();
    let told = enrolled(&world);
    let wrong = sign_in(&world, "chi", "not the password", Some(&code(&world, &told)));
    for shown in [None, Some("000000"), Some("")] {
        let said = sign_in(&world, "chi", PASSWORD, shown);
        assert_eq!((said.status, &said.body), (401, &wrong.body), "which of the two was wrong is not said");
    }
    let shown = code(&world, &told);
    assert_eq!(sign_in(&world, "chi", PASSWORD, Some(&shown)).status, 200);
    assert_eq!(sign_in(&world, "chi", PASSWORD, Some(&shown)).problem(), "sign-in-failed", "a code is used up");
    world.clock.advance(30);
    assert_eq!(sign_in(&world, "chi", PASSWORD, Some(&code(&world, &told))).status, 200);
    let stored = world.stored_bytes();
    let secret = Secret::try_from_base32(&told.secret).unwrap();
    assert!(!holds(&stored, secret.as_bytes()), "the secret is sealed");
    // Officers from before sign in as before.
    assert_eq!(sign_in(&world, "an", PASSWORD, None).status, 200);
}

#[test]
fn wrong_codes_are_as_limited_as_wrong_passwords() {
    let world = World::with(|config| config.sessions.failures = 3, |_| {});
    let told = enrolled(&world);
    for _ in 0..3 {
        assert_eq!(sign_in(&world, "chi", PASSWORD, Some("123456")).problem(), "sign-in-failed");
    }
    assert_eq!(sign_in(&world, "chi", PASSWORD, Some(&code(&world, &told))).problem(), "too-many-requests");
}

#[test]
fn a_grave_act_needs_password_and_code_of_the_last_five_minutes() {
    let world = World::with(|config| config.sessions.failures = 3, |_| {});
    let told = enrolled(&world);
    let said = sign_in(&world, "chi", PASSWORD, Some(&code(&world, &told))).json();
    let chi = Officer { world: &world, authorization: format!("Bearer {}", said["token"].as_str().unwrap()) };
    let an = chi.call("GET", "/officer/v1/officers", None).json()[0]["id"].as_i64().unwrap();
    assert_eq!(change(&chi, an, "enable").status, 200);
    world.clock.advance(5 * 60);
    let late = change(&chi, an, "enable");
    assert_eq!((late.status, late.problem().as_str()), (403, "not-allowed"));
    assert!(late.json()["detail"].is_string(), "only the confirmation is missing");
    let confirm = |password: &str, code: Option<String>| {
        let body = json!({ "password": password, "code": code });
        chi.call("POST", "/officer/v1/session/confirmation", Some(body))
    };
    assert_eq!(confirm(PASSWORD, None).problem(), "sign-in-failed");
    assert_eq!(confirm("not the password", Some(code(&world, &told))).problem(), "sign-in-failed");
    assert_eq!(confirm(PASSWORD, Some(code(&world, &told))).status, 204);
    assert_eq!(change(&chi, an, "enable").status, 200);
    // Tries in a stolen session are bounded, and lock nobody out who signs in.
    world.clock.advance(30);
    for _ in 0..3 {
        confirm("not the password", None);
    }
    assert_eq!(confirm(PASSWORD, Some(code(&world, &told))).problem(), "too-many-requests");
    assert_eq!(sign_in(&world, "chi", PASSWORD, Some(&code(&world, &told))).status, 200);
}

#[test]
fn a_supervisor_keeps_the_officers_of_the_area_and_nobody_elses() {
    let world = World::new();
    let [reader, other] = wards(&world);
    let supervisor = world.sign_in("supervisor");
    let names = |officer: &Officer<'_>| -> Vec<String> {
        let list = officer.call("GET", "/officer/v1/officers", None).json();
        list.as_array().unwrap().iter().map(|account| account["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&supervisor), ["administrator", "reader", "supervisor"]);
    let (theirs, missing) = (change(&supervisor, other, "disable"), change(&supervisor, 9_999, "disable"));
    assert_eq!((theirs.status, theirs.body), (404, missing.body), "as if there were no such officer");
    let list = supervisor.call("GET", "/officer/v1/officers", None).json();
    let administrator = list[0]["id"].as_i64().unwrap();
    assert_eq!(change(&supervisor, administrator, "reset-password").problem(), "not-allowed");
    assert_eq!(change(&world.sign_in("administrator"), administrator, "enable").status, 200);
    assert_eq!(change(&world.sign_in("reader"), reader, "enable").problem(), "not-allowed");

    let signed_in = world.sign_in("reader");
    assert_eq!(change(&supervisor, reader, "disable").status, 200);
    assert_eq!(signed_in.call("GET", "/officer/v1/cases", None).problem(), "sign-in-needed");
    assert_eq!(sign_in(&world, "reader", PASSWORD, None).problem(), "sign-in-failed");
    change(&supervisor, reader, "enable");
    let signed_in = world.sign_in("reader");
    change(&supervisor, reader, "end-sessions");
    assert_eq!(signed_in.call("GET", "/officer/v1/cases", None).problem(), "sign-in-needed");
    let told: Json = change(&supervisor, reader, "reset-password").json();
    assert_eq!(sign_in(&world, "reader", PASSWORD, None).problem(), "sign-in-failed");
    assert_eq!(sign_in(&world, "reader", told["password"].as_str().unwrap(), None).status, 200);
    let told: Json = change(&supervisor, reader, "reset-totp").json();
    assert!(told["totp_uri"].as_str().unwrap().starts_with("otpauth://totp/"));
    assert!(change(&supervisor, reader, "erase").status == 400);
}

#[test]
fn an_officer_is_added_in_the_keepers_area_only() {
    let world = World::new();
    wards(&world);
    let centres = world.runtime.block_on(lancan_server::list_centres(&world.config)).unwrap();
    let centre = |ward: &str| centres.iter().find(|centre| centre.unit.as_deref() == Some(ward)).unwrap().id.clone();
    let add = |by: &str, name: &str, ward: &str, role: &str, unit: Option<&str>| {
        let body = json!({ "name": name, "centre": centre(ward), "role": role, "unit": unit });
        world.sign_in(by).call("POST", "/officer/v1/officers", Some(body))
    };
    let added = add("supervisor", "moi", WARDS[0], "officer", None);
    assert_eq!(added.status, 201);
    let (password, secret) = (added.json()["password"].clone(), added.json()["totp_secret"].clone());
    let told = Enrolment { uri: String::new(), secret: secret.as_str().unwrap().to_owned() };
    assert_eq!(sign_in(&world, "moi", password.as_str().unwrap(), Some(&code(&world, &told))).status, 200);
    for (by, ward, role, unit, status) in [
        ("supervisor", WARDS[1], "officer", None, 404),
        ("supervisor", WARDS[0], "officer", Some("68"), 404),
        ("supervisor", WARDS[0], "officer", Some(""), 404),
        ("supervisor", WARDS[0], "administrator", None, 403),
        ("administrator", WARDS[0], "supervisor", None, 201),
        ("reader", WARDS[0], "officer", None, 403),
        ("administrator", WARDS[0], "king", None, 400),
    ] {
        assert_eq!(add(by, "khac", ward, role, unit).status, status, "{by} {ward} {role} {unit:?}");
    }
}

#[test]
fn an_officer_sets_a_password_of_ones_own_and_other_sessions_end() {
    let world = World::new();
    let (own, other) = (world.sign_in("an"), world.sign_in("an"));
    let set = |password: &str| own.call("PUT", "/officer/v1/password", Some(json!({ "password": password })));
    assert_eq!(set("short").status, 400);
    assert_eq!(set("một mật khẩu khác").status, 204);
    assert_eq!(own.call("GET", "/officer/v1/cases", None).status, 200);
    assert_eq!(other.call("GET", "/officer/v1/cases", None).problem(), "sign-in-needed");
    assert_eq!(sign_in(&world, "an", PASSWORD, None).problem(), "sign-in-failed");
    assert_eq!(sign_in(&world, "an", "một mật khẩu khác", None).status, 200);
    world.clock.advance(5 * 60);
    assert_eq!(set("lại một mật khẩu").problem(), "not-allowed");
}

#[test]
fn an_operator_does_at_a_command_what_a_supervisor_does() {
    let world = World::new();
    let (desk, case) = (desk(&world), world.sign_in("an").open_case());
    let told = world.runtime.block_on(desk.change_officer("an", AccountChange::ResetPassword)).unwrap();
    assert_eq!(sign_in(&world, "an", &told.password.unwrap(), None).status, 200);
    world.runtime.block_on(desk.change_officer("an", AccountChange::Disable)).unwrap();
    assert!(world.runtime.block_on(desk.change_officer("nobody", AccountChange::Disable)).is_err());
    let accounts = world.runtime.block_on(desk.list_officers()).unwrap();
    let disabled: Vec<bool> = accounts.iter().map(|account| account.disabled_at.is_some()).collect();
    assert_eq!(disabled, [true, false]);
    // To an officer who does not see the case, to one who signs in no more, and to one who sees it.
    assert_eq!(world.runtime.block_on(desk.hand_over("an", "binh")).unwrap(), 0);
    assert!(world.runtime.block_on(desk.hand_over("binh", "an")).is_err());
    let centre = CentreRef::Named("Trạm y tế phường 1");
    let account = NewAccount { name: "chi", centre, role: Role::Officer, scope: Scope::Centre, totp: false };
    let chi = world.runtime.block_on(desk.create_officer(account, PASSWORD)).unwrap().id;
    assert_eq!(world.runtime.block_on(desk.hand_over("an", "chi")).unwrap(), 1);
    let seen = world.sign_in("chi").call("GET", &format!("/officer/v1/cases/{case}"), None).json();
    assert_eq!(seen["handed_to"], chi);
}

#[test]
fn a_case_without_a_number_of_its_own_takes_codes_once_a_second_officer_approves() {
    let world = World::new();
    let centre = CentreRef::Named("Trạm y tế phường 1");
    let account = NewAccount { name: "chi", centre, role: Role::Officer, scope: Scope::Centre, totp: false };
    world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
    let an = world.sign_in("an");
    let open = |reference: Option<&str>| {
        let body = json!({ "report_type": "confirmed_test", "reference": reference });
        let case = an.call("POST", "/officer/v1/cases", Some(body)).json();
        (case["id"].as_str().unwrap().to_owned(), case["needs_approval"] == true)
    };
    let (numbered, needs) = open(Some("XN 17/2021"));
    assert!(!needs);
    an.issue(&numbered, "long");
    for reference in [None, Some("xn17/2021 ")] {
        let (case, needs) = open(reference);
        assert!(needs, "{reference:?}");
        let codes = format!("/officer/v1/cases/{case}/codes");
        let refused = an.call("POST", &codes, Some(json!({ "kind": "long" })));
        assert_eq!((refused.status, refused.problem().as_str()), (409, "conflict"));
        let approval = format!("/officer/v1/cases/{case}/approval");
        assert_eq!(an.call("POST", &approval, None).problem(), "not-allowed", "not by who opened the case");
        assert_eq!(world.sign_in("binh").call("POST", &approval, None).problem(), "not-found");
        if reference.is_some() {
            let mut browser = Browser::signed_in(&world, "chi");
            let form = [("reference", ""), ("report_type", "test"), ("tested_date", "24/5/2021")];
            assert_eq!(browser.fill(&format!("/console/cases/{case}/change"), &form).status, 303);
            assert_eq!(world.sign_in("chi").call("POST", &approval, None).problem(), "not-allowed", "own words");
            continue;
        }
        let approved = world.sign_in("chi").call("POST", &approval, None);
        assert_eq!((approved.status, approved.json()["needs_approval"].is_null()), (200, true));
        an.issue(&case, "long");
    }
    assert_eq!(world.acts().iter().filter(|act| *act == "approve-case").count(), 1);
}
