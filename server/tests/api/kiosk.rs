//! A device on which many people declare: nobody stays signed in there, and whoever comes next sees nothing of them.

use lancan_protocol::time::UnixTime;

use crate::console::{Browser, between, text};
use crate::declare::{NCOVI, OTHER, declarer, send, world};
use crate::gateway::Gateway;

const KIOSK: &str = "/khai-bao/kiosk";

fn sign_in(browser: &mut Browser<'_>, gateway: &Gateway, number: &str, e164: &str) {
    assert_eq!(browser.send("/khai-bao/number", &[("answer", number)], &[]).status, 303);
    let said = browser.send("/khai-bao/code", &[("answer", &gateway.password(e164))], &[]);
    assert_eq!((said.status, said.headers["location"].as_str()), (303, "/khai-bao"));
}

fn is_signed_in(browser: &mut Browser<'_>) -> bool {
    browser.get("/khai-bao/own").status == 200
}

#[test]
fn on_a_device_of_many_people_a_session_ends_with_done_by_itself_and_after_half_an_hour() {
    let (world, gateway) = world();
    let mut browser = Browser::new(&world);
    assert!(!text(&browser.get(KIOSK)).contains("Thôi dùng"));
    let said = browser.send(KIOSK, &[("answer", "yes")], &[]);
    assert_eq!((said.status, said.headers["location"].as_str()), (303, "/khai-bao"));
    assert!(text(&browser.get(KIOSK)).contains("Thôi dùng"));
    assert!(!browser.get("/khai-bao").headers.contains_key("refresh"), "nobody is signed in");

    sign_in(&mut browser, &gateway, "0912 345 678", "+84912345678");
    let first = browser.get("/khai-bao");
    assert!(text(&first).contains("Máy dùng chung") && text(&first).contains(">Xong<"), "{}", text(&first));
    assert_eq!(first.headers["refresh"], "180;url=/khai-bao/kiosk/over");
    assert_eq!(browser.get("/khai-bao/form/ncovi").headers["refresh"], "900;url=/khai-bao/kiosk/over");
    let said = send(&mut browser, "ncovi", &NCOVI);
    assert_eq!(said.status, 303);
    let own = said.headers["location"].clone();
    let csrf = between(&text(&browser.get(&own)), "name=\"csrf\" value=\"", "\"").to_owned();
    assert_eq!(browser.send("/khai-bao/sign-out", &[("csrf", &csrf)], &[]).status, 303);
    assert!(!is_signed_in(&mut browser));
    // Somebody who forgot it: the page leads there by itself, and what the browser kept opens nothing.
    sign_in(&mut browser, &gateway, "0987 654 321", "+84987654321");
    assert_eq!(browser.get(&own).status, 404, "whoever comes next sees nothing of the one before");
    let said = browser.get("/khai-bao/kiosk/over");
    assert_eq!((said.status, said.headers["location"].as_str()), (303, "/khai-bao"));
    assert!(!is_signed_in(&mut browser) && world.count("declaration_sessions") == 0);
    // A page that was left open without going anywhere.
    let said = browser.send("/khai-bao/without-number", &[], &[]);
    assert_eq!(said.status, 303);
    assert!(is_signed_in(&mut browser));
    world.go_to(UnixTime(world.now().0 + 30 * 60));
    assert!(!is_signed_in(&mut browser));
}

#[test]
fn on_a_device_of_many_people_whatever_shows_somebody_closes_by_itself() {
    const AFTER_THREE_MINUTES: &str = "180;url=/khai-bao/kiosk/over";
    let (world, gateway) = world();
    let mut browser = Browser::new(&world);
    assert_eq!(browser.send(KIOSK, &[("answer", "yes")], &[]).status, 303);
    // The number that a code was sent to, and a code that is wrong, before anybody is signed in.
    assert_eq!(browser.send("/khai-bao/number", &[("answer", "0912 345 678")], &[]).status, 303);
    let code = browser.get("/khai-bao/code");
    assert!(code.status == 200 && code.headers["refresh"] == AFTER_THREE_MINUTES, "{}", text(&code));
    let wrong = browser.send("/khai-bao/recovery", &[("answer", "0000-0000-0000-0000-0000")], &[]);
    assert_eq!((wrong.status, wrong.headers["refresh"].as_str()), (400, AFTER_THREE_MINUTES));
    assert_eq!(gateway.password("+84912345678").len(), 6);
    assert_eq!(browser.get("/khai-bao/kiosk/over").status, 303);
    assert_ne!(browser.get("/khai-bao/code").status, 200, "the number went with whoever left");
    // A refusal and a picture, while somebody is signed in.
    sign_in(&mut browser, &gateway, "0987 654 321", "+84987654321");
    let refused = browser.get("/khai-bao/form/none");
    assert_eq!((refused.status, refused.headers["refresh"].as_str()), (404, AFTER_THREE_MINUTES));
    let picture = browser.get(&format!("/khai-bao/own/{}/pictures/0", "5a".repeat(16)));
    assert_eq!((picture.status, picture.headers["refresh"].as_str()), (404, AFTER_THREE_MINUTES));
}

#[test]
fn ones_own_device_is_signed_out_by_nobody_and_becomes_ones_own_again() {
    let (world, gateway) = world();
    let mut own = declarer(&world, &gateway, OTHER);
    assert!(!own.get("/khai-bao").headers.contains_key("refresh"));
    assert_eq!(own.get("/khai-bao/kiosk/over").status, 303);
    assert!(is_signed_in(&mut own), "a link of somebody else signs nobody out");
    let other_site = [("sec-fetch-site", "cross-site")];
    assert_eq!(own.send(KIOSK, &[("answer", "yes")], &other_site).status, 403);
    assert_eq!(own.send(KIOSK, &[("answer", "yes")], &[]).status, 303);
    assert!(!is_signed_in(&mut own), "whoever makes it one for many is signed out");
    assert_eq!(own.send(KIOSK, &[("answer", "no")], &[]).status, 303);
    assert_eq!(own.send("/khai-bao/without-number", &[], &[]).status, 303);
    world.go_to(UnixTime(world.now().0 + 31 * 60));
    assert!(is_signed_in(&mut own));
}
