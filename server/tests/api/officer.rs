//! What officers may do.

use lancan_protocol::key_days::KeyDays;
use serde_json::json;

use crate::support::{PASSWORD, Phone, TODAY, World};

fn try_sign_in(world: &World, name: &str, password: &str) -> crate::support::Said {
    let body = json!({ "name": name, "password": password }).to_string();
    world.call("POST", "/officer/v1/session", &[], Some(body.as_bytes()))
}

#[test]
fn a_wrong_password_and_an_unknown_name_look_the_same() {
    let world = World::new();
    let wrong = try_sign_in(&world, "an", "not the password");
    let unknown = try_sign_in(&world, "nobody", "not the password");
    assert_eq!((wrong.status, wrong.problem().as_str()), (401, "sign-in-failed"));
    assert_eq!(wrong.body, unknown.body);
}

#[test]
fn wrong_passwords_for_a_name_are_limited_and_for_others_not() {
    let world = World::with(|config| config.sessions.failures = 2, |_| {});
    for _ in 0..2 {
        assert_eq!(try_sign_in(&world, "an", "not the password").problem(), "sign-in-failed");
    }
    let said = try_sign_in(&world, "an", PASSWORD);
    assert_eq!((said.status, said.problem().as_str()), (429, "too-many-requests"));
    assert_eq!(try_sign_in(&world, "binh", PASSWORD).status, 200);
    world.clock.advance(16 * 60);
    assert_eq!(try_sign_in(&world, "an", PASSWORD).status, 200);
}

/// A stranger uses up the limit of a name. Its officer signs in where the officer signed in before, and nowhere else.
#[test]
fn a_stranger_does_not_lock_an_officer_out_of_a_device_that_is_known() {
    let world = World::with(|config| config.sessions.failures = 2, |_| {});
    let device = try_sign_in(&world, "an", PASSWORD).json()["device"].as_str().unwrap().to_owned();
    for _ in 0..3 {
        try_sign_in(&world, "an", "not the password");
    }
    assert_eq!(try_sign_in(&world, "an", PASSWORD).problem(), "too-many-requests");
    let from = |name: &str, password: &str, device: &str| {
        let body = json!({ "name": name, "password": password, "device": device }).to_string();
        world.call("POST", "/officer/v1/session", &[], Some(body.as_bytes()))
    };
    for _ in 0..5 {
        let said = from("an", PASSWORD, &device);
        assert_eq!((said.status, said.json()["device"].as_str()), (200, Some(device.as_str())));
    }
    // Another's device, or one that nobody knows, is no way around the limit.
    assert_eq!(from("an", PASSWORD, "unknown").problem(), "too-many-requests");
    let other = try_sign_in(&world, "binh", PASSWORD).json()["device"].as_str().unwrap().to_owned();
    assert_eq!(from("an", PASSWORD, &other).problem(), "too-many-requests");
    // A device in a thief's hands has a limit too.
    for _ in 0..2 {
        assert_eq!(from("an", "not the password", &device).problem(), "sign-in-failed");
    }
    assert_eq!(from("an", "not the password", &device).problem(), "too-many-requests");
}

#[test]
fn guesses_at_once_are_as_limited_as_guesses_one_by_one() {
    let world = World::with(|config| config.sessions.failures = 3, |_| {});
    let tried: Vec<u16> = std::thread::scope(|scope| {
        let guesses: Vec<_> =
            (0..40).map(|_| scope.spawn(|| try_sign_in(&world, "an", "not the password").status)).collect();
        guesses.into_iter().map(|guess| guess.join().unwrap()).collect()
    });
    let of = |status: u16| tried.iter().filter(|tried| **tried == status).count();
    assert_eq!(of(401), 3, "{tried:?}");
    assert_eq!(of(401) + of(429) + of(503), 40);
}

#[test]
fn an_honest_officer_signs_in_while_hundreds_of_wrong_sign_ins_wait() {
    let world = World::new();
    let world = &world;
    std::thread::scope(|scope| {
        let wrong: Vec<_> = (0..120)
            .map(|n| scope.spawn(move || try_sign_in(world, &format!("nobody {n}"), "not the password")))
            .collect();
        let honest = loop {
            let said = try_sign_in(world, "an", PASSWORD);
            if said.status != 503 {
                break said;
            }
        };
        assert_eq!(honest.status, 200);
        for said in wrong {
            let said = said.join().unwrap();
            assert!(
                said.status == 401 || (said.status == 503 && said.headers["retry-after"] == "5"),
                "{}",
                said.status
            );
        }
    });
}

#[test]
fn right_passwords_do_not_count_against_a_name() {
    let world = World::with(|config| config.sessions.failures = 2, |_| {});
    for _ in 0..5 {
        assert_eq!(try_sign_in(&world, "an", PASSWORD).status, 200);
    }
}

#[test]
fn a_centres_cases_come_page_by_page() {
    let world = World::new();
    let officer = world.sign_in("an");
    let mut opened: Vec<String> = (0..5)
        .map(|_| {
            world.clock.advance(1);
            officer.open_case()
        })
        .collect();
    opened.reverse();
    let (mut path, mut seen, mut pages) = ("/officer/v1/cases?limit=2".to_owned(), Vec::new(), 0);
    loop {
        let said = officer.call("GET", &path, None);
        pages += 1;
        seen.extend(said.json().as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap().to_owned()));
        let Some(link) = said.headers.get("link") else { break };
        path = link.strip_prefix('<').unwrap().split_once(">; rel=\"next\"").unwrap().0.to_owned();
    }
    assert_eq!((seen, pages), (opened, 3));
    assert_eq!(world.acts().iter().filter(|act| *act == "list-cases").count(), 3);
    for wrong in ["limit=0", "limit=101", "limit=x", "after=x", "page=2"] {
        let said = officer.call("GET", &format!("/officer/v1/cases?{wrong}"), None);
        assert_eq!((said.status, said.problem().as_str()), (400, "request-invalid"), "{wrong}");
    }
}

#[test]
fn a_session_ends_by_signing_out_and_by_time() {
    let world = World::new();
    let officer = world.sign_in("an");
    assert_eq!(officer.call("GET", "/officer/v1/cases", None).status, 200);
    assert_eq!(officer.call("DELETE", "/officer/v1/session", None).status, 204);
    assert_eq!(officer.call("GET", "/officer/v1/cases", None).problem(), "sign-in-needed");

    let officer = world.sign_in("an");
    world.clock.advance(8 * 3_600);
    assert_eq!(officer.call("GET", "/officer/v1/cases", None).problem(), "sign-in-needed");
}

#[test]
fn nothing_is_done_for_who_is_not_signed_in() {
    let world = World::new();
    let before = world.dump();
    for (method, path) in [
        ("GET", "/officer/v1/cases"),
        ("POST", "/officer/v1/cases"),
        ("GET", "/officer/v1/cases/x"),
        ("POST", "/officer/v1/cases/x/codes"),
        ("GET", "/officer/v1/cases/x/report"),
        ("DELETE", "/officer/v1/session"),
    ] {
        for authorization in ["", "Bearer x", "Basic x"] {
            let body = (method == "POST").then_some(&b"{}"[..]);
            let said = world.call(method, path, &[("authorization", authorization)], body);
            assert_eq!((said.status, said.problem().as_str()), (401, "sign-in-needed"), "{method} {path}");
            assert_eq!(said.headers["www-authenticate"], "Bearer");
        }
    }
    assert_eq!(world.dump(), before);
}

#[test]
fn a_case_of_a_centre_without_a_unit_is_seen_by_the_centre_alone() {
    let world = World::new();
    let case = world.sign_in("an").open_case();
    let other = world.sign_in("binh");
    assert_eq!(other.call("GET", "/officer/v1/cases", None).json(), json!([]));
    for (method, path, body) in [
        ("GET", format!("/officer/v1/cases/{case}"), None),
        ("GET", format!("/officer/v1/cases/{case}/report"), None),
        ("POST", format!("/officer/v1/cases/{case}/codes"), Some(json!({ "kind": "short" }))),
    ] {
        assert_eq!(other.call(method, &path, body).problem(), "not-found");
    }
    let own = world.sign_in("an").call("GET", "/officer/v1/cases", None).json();
    assert_eq!(own[0]["id"], case.as_str());
    assert!(own[0]["reference"].as_str().unwrap().starts_with("BN 2021/"));
    assert_eq!(own[0]["state"], "open");
}

#[test]
fn a_case_that_cannot_be_is_refused() {
    let world = World::new();
    let officer = world.sign_in("an");
    let before = world.dump();
    for body in [
        json!({ "report_type": "confirmed_test", "onset_date": "2243-10-15" }),
        json!({ "report_type": "confirmed_test", "tested_date": "1970-01-02" }),
        json!({ "report_type": "confirmed_test", "onset_date": "today" }),
        json!({ "report_type": "confirmed_test", "onset_date": "25/05/2021" }),
        json!({ "report_type": "confirmed_test", "onset_date": 18_772 }),
        json!({ "report_type": "confirmed_test", "onset_day": 18_772 }),
        json!({ "report_type": "self_report" }),
        json!({ "report_type": "confirmed_test", "reference": " " }),
        json!({ "report_type": "confirmed_test", "name": "somebody" }),
        json!({}),
    ] {
        let said = officer.call("POST", "/officer/v1/cases", Some(body));
        assert_eq!((said.status, said.problem().as_str()), (400, "request-invalid"));
    }
    assert_eq!(world.dump(), before);
}

#[test]
fn dates_are_given_and_shown_as_dates_of_the_calendar() {
    let world = World::new();
    let officer = world.sign_in("an");
    let body = json!({
        "reference": "BN 5",
        "report_type": "confirmed_test",
        "onset_date": "2021-05-21",
        "tested_date": "2021-05-24",
    });
    let case = officer.call("POST", "/officer/v1/cases", Some(body)).json();
    assert_eq!((case["onset_date"].as_str(), case["tested_date"].as_str()), (Some("2021-05-21"), Some("2021-05-24")));
    // Opened on 25 May, kept 21 days after that.
    assert_eq!(case["expiry_date"], "2021-06-16");
    let code = officer.issue(case["id"].as_str().unwrap(), "short");
    let window = Phone::new(1).verify(&world, code["code"].as_str().unwrap());
    assert_eq!(window.window_from, KeyDays::VIETNAM.first_interval(TODAY.minus(7)), "three days before 21 May");
}

#[test]
fn a_date_that_cannot_be_is_answered_in_the_officers_language_with_those_that_can() {
    let world = World::new();
    let officer = world.sign_in("an");
    for date in ["25/05/2021", "2021-05-26", "2021-03-25", "18772", "2021-02-30"] {
        let body = json!({ "report_type": "confirmed_test", "onset_date": date }).to_string();
        let said = |language| {
            let headers = [("authorization", officer.authorization.as_str()), ("accept-language", language)];
            let said = world.call("POST", "/officer/v1/cases", &headers, Some(body.as_bytes()));
            assert_eq!(said.problem(), "request-invalid");
            said.json()["detail"].as_str().unwrap().to_owned()
        };
        assert_eq!(
            said("vi"),
            "onset_date: hãy viết một ngày từ 2021-03-26 đến 2021-05-25, theo mẫu năm-tháng-ngày",
            "{date}"
        );
        assert_eq!(said("en"), "onset_date: write a date from 2021-03-26 to 2021-05-25, as year-month-day", "{date}");
    }
}

#[test]
fn the_date_of_today_is_the_deployments() {
    let world = World::new();
    let body = json!({ "report_type": "confirmed_test", "onset_date": "2021-05-26" });
    let midnight = KeyDays::VIETNAM.start(TODAY.plus(1));
    for (at, status) in [(midnight.minus(1), 400), (midnight, 201)] {
        world.go_to(at);
        let officer = world.sign_in("an");
        assert_eq!(officer.call("POST", "/officer/v1/cases", Some(body.clone())).status, status);
    }
}

#[test]
fn a_body_that_does_not_parse_is_not_repeated_in_the_answer() {
    let world = World::new();
    let said = world.call("POST", "/officer/v1/session", &[], Some(br#"{"name": "an", "password": 12345678901}"#));
    assert_eq!(said.problem(), "request-invalid");
    assert!(!String::from_utf8_lossy(&said.body).contains("12345678901"));
}

#[test]
fn every_act_is_written_down() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    officer.issue(&case, "long");
    officer.call("GET", &format!("/officer/v1/cases/{case}"), None);
    officer.call("GET", &format!("/officer/v1/cases/{case}/report"), None);
    officer.call("GET", "/officer/v1/cases", None);
    officer.call("DELETE", "/officer/v1/session", None);
    assert_eq!(
        world.acts(),
        ["sign-in", "open-case", "issue-code", "view-case", "view-report", "list-cases", "sign-out"]
    );
}

#[test]
fn names_are_taken_once_and_short_passwords_refused() {
    let world = World::new();
    let before = world.dump();
    for (name, centre, password) in
        [("an", "x", PASSWORD), ("cuc", "x", "short"), ("", "x", PASSWORD), ("cuc", " ", PASSWORD)]
    {
        assert!(world.runtime.block_on(world.server().create_officer(name, centre, password)).is_err());
    }
    assert_eq!(world.dump(), before);
}
