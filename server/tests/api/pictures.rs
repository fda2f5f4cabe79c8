//! Pictures of documents that come with a declaration: without place and camera, sealed, for the declarer and officers alone.

use lancan_protocol::time::UnixTime;
use serde_json::json;

use crate::console::{Browser, between, text};
use crate::declare::{NCOVI, declarer, send, with, world};
use crate::feedback::photograph;
use crate::gate::{ARRIVAL, add_gate_officers, flight, record, scan};
use crate::gateway::Gateway;
use crate::places::{WARD, add_ward_officers};
use crate::support::{Said, World, holds};

const NUMBER: &str = "0912 345 678";

fn ward_world() -> (World, Gateway) {
    let (world, gateway) = world();
    add_ward_officers(&world);
    (world, gateway)
}

/// Sends pictures with a declaration, as its page does.
pub(crate) fn add(browser: &mut Browser<'_>, own: &str, pictures: &[&[u8]]) -> Said {
    let csrf = between(&text(&browser.get(own)), "name=\"csrf\" value=\"", "\"").to_owned();
    let mut body = format!("--x\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n").into_bytes();
    for picture in pictures {
        body.extend(b"--x\r\ncontent-disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\ncontent-type: image/jpeg\r\n\r\n");
        body.extend(*picture);
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=x")];
    browser.call("POST", &format!("{own}/pictures"), &headers, Some(&body))
}

fn declared(browser: &mut Browser<'_>) -> String {
    send(browser, "ncovi", &with(&NCOVI, &[("address.ward", WARD)])).headers["location"].clone()
}

#[test]
fn a_picture_is_drawn_again_sealed_and_shown_to_the_declarer_and_officers_of_the_area() {
    let (world, gateway) = ward_world();
    let mut an = declarer(&world, &gateway, NUMBER);
    let own = declared(&mut an);
    let said = add(&mut an, &own, &[&photograph(), &photograph()]);
    assert_eq!((said.status, said.headers["location"].as_str()), (303, own.as_str()), "{}", text(&said));
    let page = text(&an.get(&own));
    assert!(page.contains(&format!("{own}/pictures/1")) && page.contains("Ảnh 2"), "{page}");
    let shown = an.get(&format!("{own}/pictures/0"));
    assert_eq!((shown.status, shown.headers["content-type"].as_str()), (200, "image/jpeg"));
    assert_eq!(shown.headers["cache-control"], "no-store");
    assert!(shown.body.starts_with(&[0xff, 0xd8]) && !shown.body.windows(4).any(|bytes| bytes == b"Exif"));
    let kept = world.stored_bytes();
    for part in [&shown.body[shown.body.len() - 32..], b"GPS 11.643210"] {
        assert!(!holds(&kept, part), "pictures are sealed, and their notes gone");
    }
    let mut binh = declarer(&world, &gateway, "0987 654 321");
    assert_eq!(binh.get(&format!("{own}/pictures/0")).status, 404, "another number's");
    assert_ne!(Browser::new(&world).get(&format!("{own}/pictures/0")).status, 200);

    let file = own.replace("/khai-bao/own/", "/console/declarations/");
    let mut lan = Browser::signed_in(&world, "lan");
    assert!(text(&lan.get(&file)).contains(&format!("{file}/pictures/0")));
    let acts = || world.acts().iter().filter(|act| *act == "view-declaration-picture").count();
    assert_eq!(
        (lan.get(&format!("{file}/pictures/0")).body, acts()),
        (shown.body.clone(), 1),
        "each look is on record"
    );
    assert_eq!(lan.get(&format!("{file}/pictures/2")).status, 404);
    assert_eq!(Browser::signed_in(&world, "hoa").get(&format!("{file}/pictures/0")).status, 404, "another ward's");
    // Software sees the same, and leaves the same row.
    let (lan, hoa) = (world.sign_in("lan"), world.sign_in("hoa"));
    let file = own.replace("/khai-bao/own/", "/officer/v1/declarations/");
    assert_eq!(lan.call("GET", &file, None).json()["pictures"], json!([0, 1]));
    let (before, seen) = (acts(), lan.call("GET", &format!("{file}/pictures/0"), None));
    assert_eq!((seen.status, seen.headers["content-type"].as_str()), (200, "image/jpeg"));
    assert_eq!(
        (seen.headers["cache-control"].as_str(), seen.body, acts()),
        ("no-store", shown.body.clone(), before + 1)
    );
    assert_eq!(lan.call("GET", &format!("{file}/pictures/2"), None).status, 404);
    assert_eq!(hoa.call("GET", &format!("{file}/pictures/0"), None).status, 404, "another ward's");
    let mut lan = Browser::signed_in(&world, "lan");
    for other in ["/console/declarations", "/console/declarations/figures"] {
        assert!(!text(&lan.get(other)).contains("/pictures/"), "{other}");
    }
}

#[test]
fn what_is_no_picture_too_much_or_for_somebody_else_is_refused_and_what_is_there_stays() {
    let (world, gateway) = ward_world();
    let mut an = declarer(&world, &gateway, NUMBER);
    let own = declared(&mut an);
    let photo = photograph();
    for (pictures, words) in [
        (vec![], "Hãy chọn ít nhất một ảnh"),
        (vec![&b"GIF89a"[..]], "id=\"errors\""),
        (vec![&photo[..]; 4], "nhiều nhất ba ảnh"),
    ] {
        let said = add(&mut an, &own, &pictures);
        assert!(said.status == 400 && text(&said).contains(words), "{}: {}", words, text(&said));
        assert!(text(&said).contains("href=\"#photo\""));
    }
    assert_eq!(world.count("declaration_pictures"), 0);
    assert_eq!(add(&mut an, &own, &[&photo, &photo]).status, 303);
    assert_eq!(add(&mut an, &own, &[&photo, &photo]).status, 400, "three at most, sent in any way");
    assert_eq!(world.count("declaration_pictures"), 2);
    let csrf = between(&text(&an.get(&own)), "name=\"csrf\" value=\"", "\"").to_owned();
    let remove = format!("{own}/pictures/0/remove");
    assert_eq!(an.send(&remove, &[("csrf", "x")], &[]).status, 403);
    assert_eq!(an.send(&remove, &[("csrf", &csrf)], &[]).status, 303);
    assert_eq!(an.send(&remove, &[("csrf", &csrf)], &[]).status, 404);
    assert_eq!(add(&mut an, &own, &[&photo, &photo]).status, 303, "there is room again");
    assert!(!text(&an.get(&own)).contains("id=\"photo\""), "three are there");
    // A picture of somebody who is reported is nobody's document.
    let report = [
        ("who.about", "Nhà số 7"),
        ("at.ward", WARD),
        ("at.detail", "Hẻm 7"),
        ("why.kind", "other"),
        ("why.words", "Ho nhiều"),
    ];
    let report = send(&mut an, "suspect", &report).headers["location"].clone();
    assert!(!text(&an.get(&report)).contains("id=\"photo\""));
    assert_eq!(add(&mut an, &report, &[&photo]).status, 404);
}

#[test]
fn pictures_end_after_seven_days_and_with_their_declaration() {
    let (world, gateway) = ward_world();
    let mut an = declarer(&world, &gateway, NUMBER);
    let own = declared(&mut an);
    assert_eq!(add(&mut an, &own, &[&photograph()]).status, 303);
    let start = world.now().0;
    world.go_to(UnixTime(start + 6 * 86_400));
    assert_eq!(an.get(&format!("{own}/pictures/0")).status, 200);
    world.go_to(UnixTime(start + 7 * 86_400));
    assert_eq!((an.get(&format!("{own}/pictures/0")).status, world.count("declaration_pictures")), (404, 0));
    assert_eq!(world.count("declarations"), 1);
    assert_eq!(add(&mut an, &own, &[&photograph()]).status, 303);
    let csrf = between(&text(&an.get("/khai-bao/own")), "name=\"csrf\" value=\"", "\"").to_owned();
    assert_eq!(an.send("/khai-bao/own/erase", &[("csrf", &csrf)], &[]).status, 303);
    assert_eq!(world.count("declaration_pictures"), 0);
}

#[test]
fn the_officer_at_the_gate_sees_the_pictures_of_the_traveller() {
    let (world, gateway) = ward_world();
    add_gate_officers(&world);
    world.go_to(UnixTime(ARRIVAL.0 - 86_400));
    let passes = flight(&world, &gateway, NUMBER, 1, &[]);
    let mut an = declarer(&world, &gateway, NUMBER);
    let listed = text(&an.get("/khai-bao/own"));
    let own = format!("/khai-bao/own/{}", between(&listed, "href=\"/khai-bao/own/", "\""));
    assert_eq!(add(&mut an, &own, &[&photograph()]).status, 303);
    world.go_to(ARRIVAL);
    let mut minh = Browser::signed_in(&world, "minh");
    let file = record(&scan(&mut minh, &passes[0]));
    let picture = format!("{file}/pictures/0");
    assert!(text(&minh.get(&file)).contains(&picture));
    let shown = minh.get(&picture);
    assert!(shown.status == 200 && shown.body.starts_with(&[0xff, 0xd8]));
    let looks = || world.acts().iter().filter(|act| *act == "gate-picture").count();
    assert_eq!(looks(), 1);
    // So does the gate's own software.
    let own = file.replace("/console/gate/101/", "/officer/v1/gates/101/travellers/");
    let software = world.sign_in("minh");
    assert_eq!(software.call("GET", &own, None).json()["pictures"], json!([0]));
    let seen = software.call("GET", &format!("{own}/pictures/0"), None);
    assert_eq!((seen.status, seen.headers["content-type"].as_str(), looks()), (200, "image/jpeg", 2));
    assert_eq!(seen.body, shown.body);
    assert_eq!(software.call("GET", &format!("{own}/pictures/1"), None).status, 404);
    assert_eq!(world.sign_in("lan").call("GET", &format!("{own}/pictures/0"), None).status, 404, "another province");
    assert_eq!(Browser::signed_in(&world, "lan").get(&picture).status, 404, "an officer of another province");
}
