//! Citizens report somebody who may be ill: to the officers of the ward, and to nobody else.

use lancan_protocol::time::UnixTime;
use serde_json::json;

use crate::console::{Browser, between, text};
use crate::declare::{NCOVI, declarer, send, with, world};
use crate::declaring_apps::{declare, token};
use crate::families::a_child;
use crate::gateway::Gateway;
use crate::places::{WARD, add_ward_officers};
use crate::support::{Said, World, holds};

const NUMBER: &str = "0912 345 678";

/// Somebody of the officers' ward, with a name and telephone number that the citizen knows.
const NEIGHBOUR: [(&str, &str); 8] = [
    ("who.name", "Trịnh Văn Quyết Tâm"),
    ("who.phone", "0988 777 666"),
    ("who.about", "Khoảng 40 tuổi, nhà sơn xanh đầu ngõ"),
    ("at.ward", WARD),
    ("at.detail", "Ngõ 7 Lê Lợi"),
    ("why.kind", "other"),
    ("why.words", "Từ thành phố về ba ngày nay, không ra khỏi nhà"),
    ("back.phone", NUMBER),
];

fn ward_world() -> (World, Gateway) {
    let (world, gateway) = world();
    add_ward_officers(&world);
    (world, gateway)
}

fn id(said: &Said) -> String {
    assert_eq!(said.status, 303, "{}", text(said));
    said.headers["location"].rsplit('/').next().unwrap().to_owned()
}

#[test]
fn a_report_comes_to_the_officers_of_the_ward_who_call_and_the_citizen_is_told_how_far_they_are() {
    let (world, gateway) = ward_world();
    assert_eq!(world.get("/bao-nghi-ngo").headers["location"], "/khai-bao/form/suspect");
    let mut an = declarer(&world, &gateway, NUMBER);
    assert!(text(&an.get("/khai-bao")).contains("Báo người nghi nhiễm"));
    let said = send(&mut an, "suspect", &NEIGHBOUR);
    let (id, own) = (id(&said), said.headers["location"].clone());
    let page = text(&an.get(&own));
    assert!(page.contains("Đã gửi trạm y tế") && !page.contains("Nguy cơ"), "its class is not the citizen's: {page}");
    assert!(page.contains("Cán bộ chưa xem") && page.contains("Đừng đăng tin này lên mạng"), "{page}");

    let mut lan = Browser::signed_in(&world, "lan");
    let file = format!("/console/declarations/{id}");
    let queue = text(&lan.get("/console/calls"));
    assert!(queue.contains(&file) && queue.contains("Trịnh Văn Quyết Tâm"), "a report is a call, whatever its class");
    for words in ["quyet tam", "0988777666"] {
        let found = text(&lan.fill("/console/declarations/search", &[("q", words)]));
        assert!(found.contains(&file), "{words}");
    }
    let shown = text(&lan.get(&file));
    for part in ["nhà sơn xanh đầu ngõ", "Ngõ 7 Lê Lợi", "không ra khỏi nhà", "tel:0912345678"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let mut hoa = Browser::signed_in(&world, "hoa");
    assert_eq!(hoa.get(&file).status, 404, "another ward's");
    assert!(!text(&hoa.get("/console/calls")).contains(&id));

    assert_eq!(lan.fill(&format!("{file}/take"), &[]).status, 303);
    assert!(text(&an.get(&own)).contains("Cán bộ đang tìm hiểu"));
    assert_eq!(lan.fill(&format!("{file}/outcome"), &[("outcome", "reached"), ("then", "queue")]).status, 303);
    let page = text(&an.get(&own));
    assert!(page.contains("Cán bộ đã xem và xử lý") && !page.contains("lan ký"), "{page}");
}

#[test]
fn a_report_becomes_a_contact_of_a_case_with_what_is_known_of_the_person() {
    let (world, gateway) = ward_world();
    let mut an = declarer(&world, &gateway, NUMBER);
    let said = send(&mut an, "suspect", &with(&NEIGHBOUR, &[("why.kind", "contact")]));
    let (id, own) = (id(&said), said.headers["location"].clone());
    let mut lan = Browser::signed_in(&world, "lan");
    lan.open_case("BN 7");
    let said = lan.fill(&format!("/console/declarations/{id}/contact"), &[("case", "BN 7")]);
    assert_eq!(said.status, 303, "{}", text(&said));
    let contact = said.headers["location"].rsplit('/').next().unwrap().to_owned();
    let person =
        world.sign_in("lan").call("GET", &format!("/officer/v1/contacts/{contact}"), None).json()["person"].clone();
    for (field, value) in
        [("name", "Trịnh Văn Quyết Tâm"), ("phone", "+84988777666"), ("unit", WARD), ("address", "Ngõ 7 Lê Lợi")]
    {
        assert_eq!(person[field], value, "{person}");
    }
    assert!(person["notes"].as_str().unwrap().contains("Tiếp xúc gần"), "{person}");
    assert!(text(&an.get(&own)).contains("Cán bộ đã xem và xử lý"));
}

#[test]
fn nothing_of_a_report_is_public_and_nothing_is_stored_in_the_clear_but_the_ward() {
    let (world, gateway) = ward_world();
    let pages = ["/ban-do".to_owned(), format!("/ban-do/{WARD}"), "/ban-do/68".to_owned(), "/v1/forms".to_owned()];
    assert_eq!(world.get(&pages[1]).status, 200);
    let public = |world: &World| pages.iter().map(|page| text(&world.get(page))).collect::<Vec<_>>();
    let before = public(&world);
    let mut an = declarer(&world, &gateway, NUMBER);
    for number in 0..5 {
        let about = format!("Người thứ {number}");
        id(&send(&mut an, "suspect", &with(&NEIGHBOUR, &[("who.about", &about), ("why.kind", "symptoms")])));
    }
    assert_eq!(public(&world), before, "five reports change nothing that anybody else sees");
    let kept = world.stored_bytes();
    for secret in ["Quyết Tâm", "988777666", "912345678", "nhà sơn xanh", "Ngõ 7", "không ra khỏi", "Người thứ"]
    {
        assert!(!holds(&kept, secret), "{secret} is not sealed");
    }
    // Whoever is reported finds nothing of it with their own number.
    let mut reported = declarer(&world, &gateway, "0988 777 666");
    let own = text(&reported.get("/khai-bao/own"));
    assert!(!own.contains("/khai-bao/own/0") && own.contains("class=\"empty\""), "{own}");
}

#[test]
fn a_number_reports_five_times_a_day_and_may_declare_besides() {
    let (world, gateway) = ward_world();
    let mut an = declarer(&world, &gateway, NUMBER);
    for sent in 0..5 {
        assert_eq!(send(&mut an, "suspect", &NEIGHBOUR).status, 303, "{sent}");
    }
    assert_eq!(send(&mut an, "suspect", &NEIGHBOUR).status, 429);
    assert_eq!(world.count("declarations"), 5);
    assert_eq!(send(&mut an, "ncovi", &NCOVI).status, 303);
    world.go_to(UnixTime(world.now().0 + 86_400));
    assert_eq!(send(&mut an, "suspect", &NEIGHBOUR).status, 303, "another day");
}

#[test]
fn what_is_known_of_oneself_stands_in_no_report_and_a_report_in_no_declaration() {
    let (world, gateway) = ward_world();
    let mut an = declarer(&world, &gateway, NUMBER);
    assert_eq!(send(&mut an, "ncovi", &NCOVI).status, 303);
    let form = text(&an.get("/khai-bao/form/suspect"));
    assert!(!form.contains("Hoa Sen") && !form.contains("345 678") && !form.contains("12 Hùng Vương"), "{form}");
    assert_eq!(send(&mut an, "suspect", &NEIGHBOUR).status, 303);
    for form in ["ncovi", "vhd"] {
        let page = text(&an.get(&format!("/khai-bao/form/{form}")));
        assert!(page.contains("Hoa Sen") && !page.contains("Quyết Tâm") && !page.contains("Lê Lợi"), "{form}");
    }
    // It is about no person of the family, and not offered for one.
    let child = a_child(&mut an);
    assert!(!text(&an.get(&format!("/khai-bao/family/{child}"))).contains("form/suspect"));
    let of_child = with(&NEIGHBOUR, &[("~person", child.as_str())]);
    assert_eq!(send(&mut an, "suspect", &of_child).status, 404);
    let data = an.get("/khai-bao/own/data").json();
    let report = data.as_array().unwrap().iter().find(|one| one["form"] == "suspect").unwrap()["response"].clone();
    let session = token(&world, &gateway);
    let of_person = json!({
        "id": "5a".repeat(16), "form": "suspect", "response": report,
        "person": { "id": "6b".repeat(16), "name": "Lê An", "birth_year": 2015, "relation": "child", "consent": true },
    });
    assert_eq!(declare(&world, &session, &of_person).status, 404);
    let alone = json!({ "id": "5c".repeat(16), "form": "suspect", "response": report });
    assert_eq!(declare(&world, &session, &alone).status, 200, "an app reports as the page does");
}

#[test]
fn a_report_that_is_erased_or_expires_leaves_the_queue() {
    let (world, gateway) = ward_world();
    let mut an = declarer(&world, &gateway, NUMBER);
    assert_eq!(send(&mut an, "suspect", &NEIGHBOUR).status, 303);
    let csrf = between(&text(&an.get("/khai-bao/own")), "name=\"csrf\" value=\"", "\"").to_owned();
    assert_eq!(an.send("/khai-bao/own/erase", &[("csrf", &csrf)], &[]).status, 303);
    let left = |world: &World| ["declarations", "calls", "declaration_words"].map(|table| world.count(table));
    assert_eq!(left(&world), [0, 0, 0]);
    let mut an = declarer(&world, &gateway, NUMBER);
    assert_eq!(send(&mut an, "suspect", &NEIGHBOUR).status, 303);
    assert_eq!(left(&world)[..2], [1, 1]);
    world.go_to(UnixTime(world.now().0 + 22 * 86_400));
    world.do_what_is_due();
    assert_eq!(left(&world), [0, 0, 0]);
}
