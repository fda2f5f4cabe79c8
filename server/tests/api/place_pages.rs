//! The pages of whoever runs a place, as a browser without scripts asks for them.

use serde_json::json;

use crate::console::{Browser, between, text};
use crate::gateway::Gateway;
use crate::places::add_ward_officers;
use crate::support::{Said, TODAY, World, holds};

const NUMBER: &str = "0912 345 678";
const E164: &str = "+84912345678";

/// A server whose text messages come to a gateway.
pub(crate) fn world() -> (World, Gateway) {
    let gateway = Gateway::new();
    (World::with(|config| gateway.set(config), |_| {}), gateway)
}

/// Sends a form with the token of the page that it stands on.
pub(crate) fn fill(browser: &mut Browser<'_>, page: &str, action: &str, fields: &[(&str, &str)]) -> Said {
    let shown = text(&browser.get(page));
    let csrf = between(&shown, "name=\"csrf\" value=\"", "\"").to_owned();
    browser.send(action, &[fields, &[("csrf", csrf.as_str())]].concat(), &[])
}

/// Shows that a number is one's own.
pub(crate) fn sign_in(browser: &mut Browser<'_>, gateway: &Gateway) {
    assert_eq!(browser.send("/dia-diem/number", &[("answer", NUMBER)], &[]).headers["location"], "/dia-diem/code");
    let password = gateway.password(E164);
    let said = browser.send("/dia-diem/code", &[("answer", &password)], &[]);
    assert_eq!((said.status, said.headers["location"].as_str()), (303, "/dia-diem"));
}

/// Shows that another number is one's own.
pub(crate) fn sign_in_as(browser: &mut Browser<'_>, gateway: &Gateway, number: &str) {
    assert_eq!(browser.send("/dia-diem/number", &[("answer", number)], &[]).headers["location"], "/dia-diem/code");
    let domestic: String = number.chars().filter(char::is_ascii_digit).skip(1).collect();
    let password = gateway.password(&format!("+84{domestic}"));
    assert_eq!(browser.send("/dia-diem/code", &[("answer", &password)], &[]).status, 303);
}

const ANSWERS: [(&str, &str); 8] = [
    ("name", "Quán cơm Hoa Sen"),
    ("category", "restaurant"),
    ("unit", "25054"),
    ("address", "12 Hùng Vương"),
    ("hours", "6–22 giờ"),
    ("capacity", "40"),
    ("registrant", "Lê Văn Ân"),
    ("log", "no"),
];

/// Answers every question; returns what registering says.
pub(crate) fn register(browser: &mut Browser<'_>, answers: &[(&str, &str)], although_alike: bool) -> Said {
    for (question, answer) in answers {
        let page = format!("/dia-diem/new/{question}?q=bao+lam+1+lam+dong");
        let said = fill(browser, &page, &format!("/dia-diem/new/{question}"), &[("answer", answer)]);
        assert_eq!(said.status, 303, "{question}: {}", text(&said));
    }
    let nevertheless: &[(&str, &str)] = if although_alike { &[("although_alike", "true")] } else { &[] };
    fill(browser, "/dia-diem/new/check", "/dia-diem/new/check", nevertheless)
}

/// Registers a place of this name; returns the address of its page.
pub(crate) fn place_of_a_manager(browser: &mut Browser<'_>, gateway: &Gateway, name: &str) -> String {
    sign_in(browser, gateway);
    place_named(browser, name)
}

/// Registers a place of this name for whoever is signed in; returns the address of its page.
pub(crate) fn place_named(browser: &mut Browser<'_>, name: &str) -> String {
    let mut answers = ANSWERS;
    answers[0].1 = name;
    register(browser, &answers, false).headers["location"].clone()
}

#[test]
fn whoever_holds_a_number_registers_a_place_which_is_self_declared_until_an_officer_verifies_it() {
    let (world, gateway) = world();
    let mut browser = Browser::new(&world);
    assert!(text(&browser.get("/dia-diem")).contains("/dia-diem/number"));
    assert_eq!(browser.get("/dia-diem/new").headers["location"], "/dia-diem/number", "no number, no registration");
    sign_in(&mut browser, &gateway);
    assert_eq!(browser.get("/dia-diem/new").headers["location"], "/dia-diem/new/name");
    assert_eq!(browser.get("/dia-diem/new/check").headers["location"], "/dia-diem/new/name", "nothing was answered");
    let found = text(&browser.get("/dia-diem/new/unit?q=bao+lam+1+lam+dong"));
    assert!(found.contains("Xã Bảo Lâm 1, Tỉnh Lâm Đồng"), "{found}");
    assert_eq!(world.count("places"), 0);

    let said = register(&mut browser, &ANSWERS, false);
    assert_eq!(said.status, 303, "{}", text(&said));
    let place = said.headers["location"].clone();
    let shown = text(&browser.get(&place));
    for part in ["Quán cơm Hoa Sen", "Tự khai báo", "12 Hùng Vương", "Lê Văn Ân", E164, "6–22 giờ"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(text(&browser.get("/dia-diem")).contains(&place), "it stands on the first page");
    assert_eq!(browser.get("/dia-diem/new").headers["location"], "/dia-diem/new/name", "the answers are gone");

    let kept = world.stored_bytes();
    for secret in [E164, &E164[1..], "Lê Văn Ân"] {
        assert!(!holds(&kept, secret), "{secret} is not sealed");
    }
}

#[test]
fn an_answer_that_cannot_be_is_asked_for_again_with_a_link_to_the_field() {
    let (world, gateway) = world();
    let mut browser = Browser::new(&world);
    let said = browser.send("/dia-diem/number", &[("answer", "12")], &[]);
    assert_eq!(said.status, 400);
    assert!(text(&said).contains("<a href=\"#answer\">") && text(&said).contains("value=\"12\""));
    sign_in(&mut browser, &gateway);
    for (question, wrong) in [
        ("name", "★"),
        ("category", "palace"),
        ("unit", "68"),
        ("address", &"a".repeat(201)),
        ("hours", &"a".repeat(101)),
        ("capacity", "many"),
        ("registrant", "=cmd"),
        ("log", "maybe"),
    ] {
        let page = format!("/dia-diem/new/{question}?q=bao+lam+1");
        let said = fill(&mut browser, &page, &page, &[("answer", wrong)]);
        assert_eq!(said.status, 400, "{question}");
        assert!(text(&said).contains("<a href=\"#answer\">"), "{question}: {}", text(&said));
    }
}

#[test]
fn places_of_nearly_the_same_name_are_shown_before_another_is_added() {
    let (world, gateway) = world();
    let mut browser = Browser::new(&world);
    sign_in(&mut browser, &gateway);
    assert_eq!(register(&mut browser, &ANSWERS, false).status, 303);
    let mut alike = ANSWERS;
    alike[0].1 = "Quan com Hoa Sen 2";
    let said = register(&mut browser, &alike, false);
    assert_eq!((said.status, world.count("places")), (200, 1));
    assert!(text(&said).contains("<strong>Quán cơm Hoa Sen</strong>"), "{}", text(&said));
    assert_eq!(register(&mut browser, &alike, true).status, 303);
    assert_eq!(world.count("places"), 2);
}

#[test]
fn a_number_that_manages_a_place_is_answered_as_one_that_manages_none_until_its_code_is_shown() {
    let (world, gateway) = world();
    let mut browser = Browser::new(&world);
    sign_in(&mut browser, &gateway);
    register(&mut browser, &ANSWERS, false);
    let answers = [NUMBER, "0987 654 321"].map(|number| {
        let mut other = Browser::new(&world);
        let said = other.send("/dia-diem/number", &[("answer", number)], &[]);
        let next = text(&other.get("/dia-diem/code"));
        let wrong = other.send("/dia-diem/code", &[("answer", "000000")], &[]);
        let e164 = format!("+84{}", &number.replace(' ', "")[1..]);
        gateway.password(&e164);
        (
            said.status,
            said.headers["location"].clone(),
            next.replace(&e164, ""),
            wrong.status,
            text(&wrong).replace(&e164, ""),
        )
    });
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn a_place_of_others_is_not_there_and_a_form_of_another_site_or_session_is_refused() {
    let (world, gateway) = world();
    let mut browser = Browser::new(&world);
    sign_in(&mut browser, &gateway);
    let place = register(&mut browser, &ANSWERS, false).headers["location"].clone();
    let mut other = Browser::new(&world);
    other.send("/dia-diem/number", &[("answer", "0987654321")], &[]);
    let password = gateway.password("+84987654321");
    other.send("/dia-diem/code", &[("answer", &password)], &[]);
    for rest in ["", "/managers", "/code"] {
        let (theirs, none) = (other.get(&format!("{place}{rest}")), other.get(&format!("/dia-diem/places/0{rest}")));
        assert_eq!((theirs.status, none.status), (404, 404), "{rest}");
    }
    let elsewhere = [("origin", "https://evil.vn")];
    assert_eq!(browser.send("/dia-diem/number", &[("answer", NUMBER)], &elsewhere).status, 403);
    assert_eq!(browser.send("/dia-diem/new/name", &[("answer", "Chợ")], &[]).status, 403, "without its token");
    assert_eq!(fill(&mut browser, "/dia-diem", "/dia-diem/sign-out", &[]).status, 303);
    assert_eq!(browser.get(&place).headers["location"], "/dia-diem/number");
    assert_eq!(world.count("place_sessions"), 1, "the other's");
}

#[test]
fn a_new_code_and_a_second_manager_need_the_number_again_after_ten_minutes() {
    let (world, gateway) = world();
    let mut browser = Browser::new(&world);
    sign_in(&mut browser, &gateway);
    let place = register(&mut browser, &ANSWERS, false).headers["location"].clone();
    let code = format!("{place}/code?kind=poster");
    assert_eq!(fill(&mut browser, &code, &code, &[]).status, 303, "the number was shown just now");
    assert_eq!(world.count("place_codes"), 2);

    world.go_to(world.now().plus(601));
    let led = browser.get(&code).headers["location"].clone();
    assert!(led.starts_with("/dia-diem/confirm?back="), "{led}");
    assert!(fill(&mut browser, "/dia-diem", &code, &[]).headers["location"].starts_with("/dia-diem/confirm"));
    assert_eq!(world.count("place_codes"), 2);
    let next = fill(&mut browser, &led, &led, &[]).headers["location"].clone();
    let password = gateway.password(E164);
    assert_eq!(fill(&mut browser, &next, &next, &[("answer", "000000")]).status, 400);
    assert_eq!(fill(&mut browser, &next, &next, &[("answer", &password)]).headers["location"], code);

    let new = format!("{place}/managers/new");
    let asked = [("name", "Trần Thị Bình"), ("phone", "0987654321")];
    assert_eq!(fill(&mut browser, &new, &new, &asked).status, 303);
    let told = gateway.password("+84987654321");
    let code = format!("{place}/managers/code");
    assert_eq!(fill(&mut browser, &code, &code, &[("answer", &told)]).status, 303);
    let shown = text(&browser.get(&format!("{place}/managers")));
    assert!(shown.contains("Trần Thị Bình") && shown.contains("Lê Văn Ân"), "{shown}");
    let tablet = format!("{place}/tablet");
    assert_eq!((fill(&mut browser, &tablet, &tablet, &[]).status, world.count("place_tablets")), (200, 1));
    let own = between(&shown, "name=\"manager\" value=\"", "\"").to_owned();
    let remove = format!("{place}/managers/remove");
    assert_eq!(fill(&mut browser, &format!("{place}/managers"), &remove, &[("manager", &own)]).status, 303);
    let left = ["place_managers", "place_sessions", "place_tablets"].map(|table| world.count(table));
    assert_eq!(left, [1, 0, 0], "who left manages no more, shows no tablet, and no session holds the number");
    assert_eq!(browser.get(&place).headers["location"], "/dia-diem/number");
}

#[test]
fn a_session_ends_after_thirty_days_and_a_school_is_asked_for_a_new_code_after_thirty() {
    let (world, gateway) = world();
    let mut browser = Browser::new(&world);
    sign_in(&mut browser, &gateway);
    let mut school = ANSWERS;
    (school[0].1, school[1].1) = ("Trường Lộc Thắng", "school");
    let place = register(&mut browser, &school, false).headers["location"].clone();
    assert!(!text(&browser.get(&place)).contains("class=\"warning\""));
    world.go_to(world.now().plus(30 * 86_400 - 60));
    world.go_to(world.now().plus(59));
    assert_eq!(browser.get(&place).status, 200);
    world.go_to(world.now().plus(1));
    assert_eq!(browser.get(&place).headers["location"], "/dia-diem/number");
    sign_in(&mut browser, &gateway);
    assert!(text(&browser.get(&place)).contains("class=\"warning\""), "its code is 30 days old");
    world.go_to(world.now().plus(86_400));
    assert_eq!(world.count("place_sessions"), 1, "the session that ended is forgotten");
}

#[test]
fn without_their_room_there_are_no_pages_of_places_but_the_one_that_posters_lead_to() {
    let world = World::with(|config| config.rooms.place_pages = false, |_| {});
    assert_eq!(world.get("/dia-diem").problem(), "not-found");
    let mut browser = Browser::new(&world);
    let shown = text(&browser.get("/p"));
    assert!(shown.contains("Mã QR của một địa điểm") && !shown.contains("href=\"/dia-diem\""), "{shown}");
    let english = between(&shown, "<a href=\"/dia-diem/language/", "\"").to_owned();
    assert_eq!(browser.get(&format!("/dia-diem/language/{english}")).headers["location"], "/p");
    assert!(text(&browser.get("/p")).contains("The QR code of a place"));
    let style = between(&shown, "rel=\"stylesheet\" href=\"", "\"");
    assert_eq!(world.get(style).status, 200);

    let world = World::with(|config| config.rooms.places = false, |_| {});
    assert_eq!(world.get("/p").problem(), "not-found");
}

#[test]
fn whoever_gives_a_number_is_told_in_both_languages_that_officers_see_it_too() {
    let world = world().0;
    let mut browser = Browser::new(&world);
    assert!(text(&browser.get("/dia-diem/number")).contains("cán bộ y tế phụ trách địa bàn thấy cả tên lẫn số"));
    browser.get("/dia-diem/language/en?back=/dia-diem/number");
    assert!(text(&browser.get("/dia-diem/number")).contains("health officers of its area see both"));
}

#[test]
fn without_a_gateway_for_messages_the_pages_say_that_registration_is_not_open_and_send_nobody_to_wait() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let start = text(&browser.get("/dia-diem"));
    assert!(start.contains("chưa mở đăng ký") && !start.contains("href=\"/dia-diem/number\""), "{start}");
    let sent = browser.send("/dia-diem/number", &[("answer", NUMBER)], &[]);
    assert!(sent.status == 503 && sent.cookies.is_empty(), "{}", sent.status);
    assert_eq!(world.count("otp_numbers"), 0, "the number was not kept");
    let asked = browser.get("/dia-diem/number");
    assert!(asked.status == 503 && text(&asked).contains("chưa mở đăng ký"));
    browser.get("/dia-diem/language/en?back=/dia-diem/number");
    assert!(text(&browser.get("/dia-diem/number")).contains("cannot be registered here yet"));
}

#[test]
fn who_closes_a_place_ends_its_codes_and_leaves_no_name_and_no_number_behind() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    let mut browser = Browser::new(&world);
    let place = place_of_a_manager(&mut browser, &gateway, "Chợ Lộc Thắng");
    let tablet = text(&fill(&mut browser, &format!("{place}/tablet"), &format!("{place}/tablet"), &[]));
    let token = between(&tablet, "id=\"address\"><a href=\"", "\"").split_once('#').unwrap().1.to_owned();
    let managers = text(&browser.get(&format!("{place}/managers")));
    let close = format!("{place}/close");
    assert!(managers.contains(&close) && text(&browser.get(&place)).contains(&close));
    world.clock.advance(11 * 60);
    assert!(
        browser.get(&close).headers["location"].starts_with("/dia-diem/confirm"),
        "the number is shown again first"
    );
    assert_eq!(world.count("place_managers"), 1);
    sign_in(&mut browser, &gateway);
    assert!(text(&browser.get(&close)).contains("Lê Văn Ân"), "who loses it is named");
    let closed = fill(&mut browser, &close, &close, &[]);
    assert!(closed.status == 200 && text(&closed).contains("Đã đóng địa điểm"), "{}", text(&closed));
    let left = ["place_managers", "place_sessions", "place_tablets", "place_codes WHERE live_until IS NULL"];
    assert_eq!(left.map(|table| world.count(table)), [0, 0, 0, 0]);
    let tomorrow = TODAY.plus(1).0;
    assert_eq!(world.count(&format!("place_days WHERE day >= {tomorrow}")), 0, "no visit of tomorrow is known");
    assert!(world.count("place_days") > 0, "those of today are");
    assert_eq!(Browser::new(&world).send("/dia-diem/display", &[("token", &token)], &[]).status, 404);
    assert_eq!(browser.get(&place).headers["location"], "/dia-diem/number", "nobody is signed in by the number");

    // The officers keep the place and can open it again; its name is free for another.
    let lan = world.sign_in("lan");
    let id = place.rsplit('/').next().unwrap();
    let of_officer = |what: &str| lan.call("GET", &format!("/officer/v1/places/{id}{what}"), None);
    assert_eq!((&of_officer("").json()["closed"], of_officer("/poster").status), (&serde_json::json!(true), 404));
    let mut console = Browser::signed_in(&world, "lan");
    assert!(text(&console.get(&format!("/console/places/{id}"))).contains("class=\"state off\">Đã đóng"));
    assert_eq!(lan.call("POST", &format!("/officer/v1/places/{id}/codes"), Some(serde_json::json!({}))).status, 201);
    assert_eq!((&of_officer("").json()["closed"], of_officer("/poster").status), (&serde_json::Value::Null, 200));
}

#[test]
fn an_officer_closes_a_place_of_the_area_and_its_name_is_free_again() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    let mut browser = Browser::new(&world);
    let place = place_of_a_manager(&mut browser, &gateway, "Chợ Lộc Thắng");
    let id = place.rsplit('/').next().unwrap().to_owned();
    let address = format!("/console/places/{id}/close");
    assert_eq!(Browser::signed_in(&world, "hoa").get(&address).status, 404, "an officer of another ward");
    let mut console = Browser::signed_in(&world, "lan");
    assert!(text(&console.get(&format!("/console/places/{id}"))).contains(&address));
    assert!(text(&console.get(&address)).contains("Lê Văn Ân (+84912345678)"));
    assert_eq!(console.fill(&address, &[]).headers["location"], format!("/console/places/{id}"));
    assert_eq!((world.count("place_managers"), world.count("place_sessions")), (0, 0));
    let named = world.rows("SELECT about FROM audit WHERE act = 'close-place'");
    assert_eq!(named, [[format!("place {id}").as_str().into()]], "the audit log says which");
    let again = place_of_a_manager(&mut browser, &gateway, "Chợ Lộc Thắng");
    assert!(again.starts_with("/dia-diem/places/") && again != place, "no place of this name is in the way");
}

/// A place of a manager with a window of this morning, as an officer published it; returns the path by which it is withdrawn.
fn warned_place(world: &World, gateway: &Gateway) -> String {
    add_ward_officers(world);
    let place = place_of_a_manager(&mut Browser::new(world), gateway, "Chợ Lộc Thắng");
    let officer = world.sign_in("lan");
    let windows = format!("/officer/v1/cases/{}/windows", officer.open_case());
    let from = world.now().0 - 3_600;
    let body = json!({ "place": place.rsplit('/').next().unwrap(), "from": from, "until": from + 600 });
    let said = officer.call("POST", &windows, Some(body));
    assert_eq!(said.status, 201, "{}", String::from_utf8_lossy(&said.body));
    let id = world.rows("SELECT id FROM place_windows").remove(0).remove(0);
    let lancan_server::store::Value::Text(id) = id else { panic!("{id:?}") };
    format!("{windows}/{id}/withdraw")
}

#[test]
fn managers_are_told_once_that_their_place_was_warned_of_and_once_that_it_was_withdrawn_and_never_who_was_ill() {
    let gateway = Gateway::new();
    let change = |config: &mut lancan_server::Config| {
        gateway.set(config);
        config.sms.tell_managers = true;
    };
    let world = World::with(change, |_| {});
    let withdraw = warned_place(&world, &gateway);
    world.pass_slots(2);
    assert_eq!(world.count("place_windows WHERE told > 0"), 0, "its rows are not all out yet");
    world.pass_slots(3);
    let (to, text) = gateway.message();
    assert_eq!(to, "+84912345678");
    assert!(text.len() <= 160 && text.is_ascii(), "{text}");
    assert!(text.contains("Cho Loc Thang, 25/05/2021") && text.contains("/dia-diem"), "{text}");
    assert!(!text.contains("BN"), "never who: {text}");
    world.pass_slots(2);
    assert_eq!(world.sign_in("lan").call("POST", &withdraw, None).status, 204);
    world.pass_slots(2);
    let (_, text) = gateway.message();
    assert!(text.contains("rut lai") && text.contains("Cho Loc Thang, 25/05/2021"), "{text}");
    // Whoever asks for a code gets it next: nothing else was sent meanwhile.
    sign_in(&mut Browser::new(&world), &gateway);
}

#[test]
fn a_window_that_was_withdrawn_before_it_was_out_is_told_to_nobody_and_without_the_setting_nothing_is() {
    let gateway = Gateway::new();
    let change = |config: &mut lancan_server::Config| {
        gateway.set(config);
        config.sms.tell_managers = true;
    };
    let world = World::with(change, |_| {});
    let withdraw = warned_place(&world, &gateway);
    assert_eq!(world.sign_in("lan").call("POST", &withdraw, None).status, 204);
    world.pass_slots(6);
    assert_eq!(world.count("place_windows WHERE told > 0"), 0);
    let (plain, silent) = self::world();
    warned_place(&plain, &silent);
    plain.pass_slots(6);
    assert_eq!(plain.count("place_windows WHERE told > 0"), 0);
}
