//! The pages on which people declare their health, as a browser without scripts asks for them.

use lancan_protocol::time::UnixTime;
use lancan_server::store::Value;
use serde_json::Value as Json;

use crate::console::{Browser, between, text};
use crate::gateway::Gateway;
use crate::support::{START, Said, TODAY, World, holds};

pub(crate) const NUMBER: &str = "0912 345 678";
const E164: &str = "+84912345678";
pub(crate) const OTHER: &str = "0987 654 321";

/// A server whose text messages come to a gateway.
pub(crate) fn world() -> (World, Gateway) {
    let gateway = Gateway::new();
    (World::with(|config| gateway.set(config), |_| {}), gateway)
}

/// A browser that showed a number.
pub(crate) fn declarer<'w>(world: &'w World, gateway: &Gateway, number: &str) -> Browser<'w> {
    let mut browser = Browser::new(world);
    assert_eq!(browser.send("/khai-bao/number", &[("answer", number)], &[]).headers["location"], "/khai-bao/code");
    let password = gateway.password(&format!("+84{}", &number.replace(' ', "")[1..]));
    let said = browser.send("/khai-bao/code", &[("answer", &password)], &[]);
    assert_eq!((said.status, said.headers["location"].as_str()), (303, "/khai-bao"));
    browser
}

/// The fields that an empty form holds: the session's token and the declaration's id.
fn hidden(browser: &mut Browser<'_>, form: &str) -> [(&'static str, String); 2] {
    let page = text(&browser.get(&format!("/khai-bao/form/{form}")));
    let value = |name| between(&page, &format!("name=\"{name}\" value=\""), "\"").to_owned();
    [("csrf", value("csrf")), ("~id", value("~id"))]
}

/// Fills in a form and sends it.
pub(crate) fn send(browser: &mut Browser<'_>, form: &str, fields: &[(&str, &str)]) -> Said {
    let own = hidden(browser, form);
    send_again(browser, form, fields, &own)
}

fn send_again(browser: &mut Browser<'_>, form: &str, fields: &[(&str, &str)], own: &[(&str, String)]) -> Said {
    let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.send(&format!("/khai-bao/form/{form}"), &[&own, fields].concat(), &[])
}

/// The fields with others in the place of those of the same name.
pub(crate) fn with<'f>(fields: &[(&'f str, &'f str)], changed: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = fields.iter().filter(|(name, _)| changed.iter().all(|(other, _)| name != other));
    kept.chain(changed).copied().collect()
}

/// Somebody healthy, with what is optional left empty.
pub(crate) const NCOVI: [(&str, &str); 27] = [
    ("name", "Nguyễn Thị Hoa Sen"),
    ("id_number", "B7654321"),
    ("birth_year", "1987"),
    ("gender", "female"),
    ("nationality", "viet nam"),
    ("address.ward", "loc thang bao lam"),
    ("address.detail", "12 Hùng Vương"),
    ("phone", NUMBER),
    ("email", ""),
    ("symptom.fever", "no"),
    ("symptom.cough", "no"),
    ("symptom.breath", "no"),
    ("symptom.pneumonia", "no"),
    ("symptom.throat", "no"),
    ("symptom.fatigue", "no"),
    ("contact.case", "no"),
    ("contact.symptomatic", "no"),
    ("contact.from_affected", "no"),
    ("condition.liver", "no"),
    ("condition.blood", "no"),
    ("condition.lung", "no"),
    ("condition.kidney", "no"),
    ("condition.heart", "no"),
    ("condition.hypertension", "no"),
    ("condition.transplant", "no"),
    ("condition.diabetes", "no"),
    ("condition.cancer", "no"),
];

const DOMESTIC: [(&str, &str); 6] = [
    ("means", "plane"),
    ("vehicle", "VN 123"),
    ("from", "79"),
    ("to", "68"),
    ("stop", "Liên Khương"),
    ("start", "2021-05-26"),
];

const VHD: [(&str, &str); 39] = [
    ("name", "Trần Văn Ngọc"),
    ("birth_year", "1990"),
    ("gender", "male"),
    ("nationality", "VN"),
    ("passport", "C9988776"),
    ("category", "vietnamese"),
    ("gate", ""),
    ("transport", "plane"),
    ("vehicle", "VN 301"),
    ("seat", "21A"),
    ("depart_date", "26/5/2021"),
    ("entry_date", "2021-05-27"),
    ("depart_country", "Nhật Bản"),
    ("depart_province", "Osaka"),
    ("arrive_province", "79"),
    ("countries_recent~0", "Japan"),
    ("countries_recent~1", "hàn quốc"),
    ("stay.ward", "loc thang bao lam"),
    ("stay.detail", "12 Hùng Vương"),
    ("contact.ward", "loc thang bao lam"),
    ("contact.detail", "12 Hùng Vương"),
    ("phone", NUMBER),
    ("symptom.fever", "no"),
    ("symptom.cough", "no"),
    ("symptom.breath", "no"),
    ("symptom.throat", "no"),
    ("symptom.vomit", "no"),
    ("symptom.diarrhoea", "no"),
    ("symptom.bleeding", "no"),
    ("symptom.rash", "no"),
    ("exposure.animal", "no"),
    ("exposure.case", "yes"),
    ("vaccine.name~0", "AstraZeneca"),
    ("vaccine.date~0", "2021-04-01"),
    ("vaccine.dose~0", "1"),
    ("test.result", ""),
    ("quarantine.kind", ""),
    ("quarantine.place", "Khách sạn Hoa Sen"),
    ("email", ""),
];

/// Declares, looks at the list, the declaration and the export, signs out everywhere, and erases.
pub(crate) fn go_through_everything(world: &World, gateway: &Gateway) {
    let mut browser = declarer(world, gateway, NUMBER);
    let page = send(&mut browser, "ncovi", &NCOVI).headers["location"].clone();
    assert_eq!(send(&mut browser, "ncovi", &with(&NCOVI, &[("~replaces", "yes")])).status, 303);
    for page in [
        "/khai-bao",
        "/khai-bao/family",
        "/khai-bao/family/take-over",
        "/khai-bao/own",
        &page,
        "/khai-bao/own/data",
        "/khai-bao/form/ncovi",
    ] {
        assert_eq!(browser.get(page).status, 200, "{page}");
    }
    assert_eq!(act(&mut browser, "/khai-bao/own/erase").status, 303);
    assert_eq!(act(&mut browser, "/khai-bao/sign-out-everywhere").status, 303);
}

/// Presses a button of one's own declarations.
fn act(browser: &mut Browser<'_>, address: &str) -> Said {
    let csrf = between(&text(&browser.get("/khai-bao/own")), "name=\"csrf\" value=\"", "\"").to_owned();
    browser.send(address, &[("csrf", &csrf)], &[])
}

/// The traveller with a gate and a kind of quarantine that the form offers.
pub(crate) fn traveller(browser: &mut Browser<'_>) -> Vec<(&'static str, String)> {
    let page = text(&browser.get("/khai-bao/form/vhd"));
    let gate = between(&page, "name=\"gate\"", "</select>").to_owned();
    let gate = between(gate.split_once("</option>").unwrap().1, "value=\"", "\"").to_owned();
    let kind = between(&page, "name=\"quarantine.kind\" value=\"", "\"").to_owned();
    let own = VHD.map(|(name, value)| match name {
        "gate" => (name, gate.clone()),
        "quarantine.kind" => (name, kind.clone()),
        _ => (name, value.to_owned()),
    });
    own.to_vec()
}

pub(crate) fn send_vhd(browser: &mut Browser<'_>, fields: &[(&'static str, String)], changed: &[(&str, &str)]) -> Said {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    send(browser, "vhd", &with(&fields, changed))
}

/// What a refused form says, by the id of the field that each error leads to.
pub(crate) fn refused(said: &Said) -> Vec<String> {
    assert_eq!(said.status, 400, "{}", text(said));
    let page = text(said);
    let list = between(&page, "id=\"errors\"", "</div>").to_owned();
    list.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

pub(crate) fn at(day: u64, hour: u64, minute: u64) -> UnixTime {
    // Local clocks are seven hours ahead.
    UnixTime((u64::from(TODAY.0) + day) * 86_400 + hour * 3_600 + minute * 60 - 7 * 3_600)
}

#[test]
fn a_declaration_is_kept_and_shown_with_its_class_and_what_to_do() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    let said = send(&mut browser, "ncovi", &with(&NCOVI, &[("symptom.cough", "yes")]));
    assert_eq!(said.status, 303, "{:?}", refused(&said));
    let page = said.headers["location"].clone();
    let shown = text(&browser.get(&page));
    for part in [
        "25/05/2021 17:00",
        "Nguy cơ cao",
        "gọi ngay trạm y tế",
        "Nguyễn Thị Hoa Sen",
        "Thị trấn Lộc Thắng, Huyện Bảo Lâm, Tỉnh Lâm Đồng",
        "Việt Nam",
        "15/06/2021",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    browser.language = "en";
    let shown = text(&browser.get(&page));
    assert!(shown.contains("High risk") && shown.contains("A symptom"), "{shown}");
    browser.language = "vi";
    assert!(text(&browser.get("/khai-bao/own")).contains(&page));

    let row = world.rows("SELECT form, version, class, clear FROM declarations").remove(0);
    let [Value::Text(form), Value::Text(version), Value::Text(class), Value::Text(clear)] = row.as_slice() else {
        panic!("{row:?}")
    };
    assert_eq!((form.as_str(), version.as_str(), class.as_str()), ("ncovi", "2021-05", "red"));
    let clear: Json = serde_json::from_str(clear).unwrap();
    let names: Vec<&String> = clear.as_object().unwrap().keys().collect();
    assert_eq!(names, ["address.district", "address.province", "address.ward"], "nothing else is in the clear");
    assert_eq!(clear["address.province"][0], "68");

    let kept = world.stored_bytes();
    for secret in [E164, &E164[1..], &NUMBER.replace(' ', "")[1..], "Hoa Sen", "B7654321", "Hùng Vương"] {
        assert!(!holds(&kept, secret), "{secret} is not sealed");
    }
}

#[test]
fn travel_and_entry_are_declared_with_a_seat_for_a_plane_countries_by_name_and_vaccines() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    assert_eq!(send(&mut browser, "domestic", &DOMESTIC).status, 303);
    let fields = traveller(&mut browser);
    let page = text(&browser.get("/khai-bao/form/vhd"));
    assert!(page.contains("Chỉ trả lời khi “Phương tiện” là “Máy bay”"), "the condition is said in words");
    assert!(!page.contains(" checked") && !page.contains("<option value=\"79\" selected"), "nothing is preselected");
    let said = send_vhd(&mut browser, &fields, &[]);
    assert_eq!(said.status, 303, "{:?}", refused(&said));
    let shown = text(&browser.get(&said.headers["location"]));
    for part in ["Cần theo dõi", "21A", "Nhật Bản; Hàn Quốc", "AstraZeneca", "01/04/2021", "22/06/2021"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let kept = world.stored_bytes();
    for secret in ["C9988776", "Trần Văn Ngọc", "\"21A\""] {
        assert!(!holds(&kept, secret), "{secret} is not sealed");
    }
    for (changed, field) in [
        (vec![("seat", "")], "seat"),
        (vec![("transport", "ship")], "seat"),
        (vec![("entry_date", "2021-06-02")], "entry_date"),
        (vec![("vaccine.date~0", "")], "vaccine.date~0"),
        (vec![("vaccine.name~2", "Pfizer"), ("vaccine.dose~2", "2")], "vaccine.date~2"),
        (vec![("countries_recent~1", ""), ("countries_recent~3", "Atlantis")], "countries_recent~3"),
        (vec![("passport", "12")], "passport"),
        (vec![("gate", "")], "gate"),
    ] {
        assert_eq!(refused(&send_vhd(&mut browser, &fields, &changed)), [field], "{changed:?}");
    }
    assert_eq!(send_vhd(&mut browser, &fields, &[("transport", "ship"), ("seat", "")]).status, 303);
    assert_eq!(world.count("declarations"), 3);
}

#[test]
fn every_refused_answer_names_its_field_keeps_what_was_written_and_stores_nothing() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    for (changed, field) in [
        (("name", " "), "name"),
        (("id_number", "1"), "id_number"),
        (("birth_year", "1887"), "birth_year"),
        (("birth_year", "2022"), "birth_year"),
        (("birth_year", "năm"), "birth_year"),
        (("gender", "x"), "gender"),
        (("nationality", "Atlantis"), "nationality"),
        (("address.ward", ""), "address.ward"),
        (("address.ward", "99999"), "address.ward"),
        (("address.ward", "phuong 1"), "address.ward"),
        (("address.detail", "\u{7}"), "address.detail"),
        (("phone", "12"), "phone"),
        (("symptom.fever", ""), "symptom.fever"),
        (("symptom.fever", "maybe"), "symptom.fever"),
        (("condition.hiv", "no"), "condition.hiv"),
        (("travelled.countries~1", "Atlantis"), "travelled.countries~1"),
        (("travelled.provinces~3", "00"), "travelled.provinces~3"),
        (("travelled.provinces~0", "00"), "travelled.provinces~0"),
    ] {
        let said = send(&mut browser, "ncovi", &with(&NCOVI, &[changed]));
        assert_eq!(refused(&said), [field], "{changed:?}");
        assert!(text(&said).contains("value=\"Nguyễn Thị Hoa Sen\"") || field == "name", "{changed:?}");
    }
    let empty = refused(&send(&mut browser, "ncovi", &[]));
    assert_eq!(empty.len(), 24, "each question that must be answered is named once: {empty:?}");
    let several = text(&send(&mut browser, "ncovi", &with(&NCOVI, &[("address.ward", "bao lam 1"), ("name", "")])));
    assert!(several.contains("value=\"bao lam 1\""), "{several}");
    assert_eq!(world.count("declarations"), 0);
    assert_eq!(browser.get("/khai-bao/form/none").status, 404);
}

#[test]
fn a_ward_whose_name_is_in_several_places_is_chosen_among_them() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    let fields = with(&NCOVI, &[("address.ward", "loc thanh")]);
    let said = send(&mut browser, "ncovi", &fields);
    assert_eq!(refused(&said), ["address.ward"]);
    let choice = between(&text(&said), "name=\"address.ward~one\" value=\"", "\"").to_owned();
    let chosen = with(&fields, &[("address.ward~one", choice.as_str())]);
    assert_eq!(send(&mut browser, "ncovi", &chosen).status, 303);
    let other = with(&NCOVI, &[("address.ward", "phuong 1"), ("address.ward~one", choice.as_str())]);
    assert_eq!(refused(&send(&mut browser, "ncovi", &other)), ["address.ward"], "the choice was of another name");
}

#[test]
fn somebody_of_an_island_without_wards_writes_the_district_and_nobody_else_may() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    assert_eq!(refused(&send(&mut browser, "ncovi", &with(&NCOVI, &[("address.ward", "680")]))), ["address.ward"]);
    let child = [("address.ward", "Huyện Lý Sơn, Tỉnh Quảng Ngãi"), ("id_number", ""), ("phone", "")];
    let said = send(&mut browser, "ncovi", &with(&NCOVI, &child));
    assert_eq!(said.status, 303, "{:?}", refused(&said));
    let row = world.rows("SELECT clear FROM declarations").remove(0);
    let [Value::Text(clear)] = row.as_slice() else { panic!("{row:?}") };
    let clear: Json = serde_json::from_str(clear).unwrap();
    let codes = ["province", "district", "ward"].map(|level| clear[format!("address.{level}")][0].clone());
    assert_eq!(codes, ["51", "536", "536"]);
}

#[test]
fn a_form_that_is_sent_twice_is_kept_once() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    let own = hidden(&mut browser, "domestic");
    let pages: Vec<String> =
        [0, 1].map(|_| send_again(&mut browser, "domestic", &DOMESTIC, &own).headers["location"].clone()).to_vec();
    assert_eq!((pages[0] == pages[1], world.count("declarations")), (true, 1));
    let mut other = declarer(&world, &gateway, OTHER);
    let [csrf, _] = hidden(&mut other, "domestic");
    let taken = send_again(&mut other, "domestic", &DOMESTIC, &[csrf, own[1].clone()]);
    assert_eq!((taken.status, world.count("declarations")), (409, 1), "an id of another number");
    let [_, id] = hidden(&mut browser, "domestic");
    let foreign = send_again(&mut browser, "domestic", &DOMESTIC, &[("csrf", "x".to_owned()), id]);
    assert_eq!((foreign.status, world.count("declarations")), (403, 1), "not a page of this session");
    for (changed, form) in [(with(&DOMESTIC, &[("to", "79")]), "domestic"), (NCOVI.to_vec(), "ncovi")] {
        let said = send_again(&mut browser, form, &changed, &own);
        assert_eq!((said.status, world.count("declarations")), (409, 1), "the same id with other answers");
        assert!(text(&said).contains("đã được gửi với câu trả lời khác"), "{}", text(&said));
    }
}

#[test]
fn what_the_page_asks_to_send_again_is_sent_in_the_place_of_todays() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    assert_eq!(send(&mut browser, "ncovi", &NCOVI).status, 303);
    let said =
        send(&mut browser, "ncovi", &with(&NCOVI, &[("symptom.cough", "yes"), ("address.detail", "3 \"A\" & B")]));
    let page = text(&said);
    // What a browser sends: every field of the form, its texts unescaped, and the button.
    let unescaped =
        |text: &str| text.replace("&#34;", "\"").replace("&#38;", "&").replace("&amp;", "&").replace("&quot;", "\"");
    let form = between(&page, "action=\"/khai-bao/form/ncovi\"", "</form>").to_owned();
    let mut fields: Vec<(String, String)> = form
        .split("<input type=\"hidden\" name=\"")
        .skip(1)
        .map(|rest| (rest.split('"').next().unwrap().to_owned(), unescaped(between(rest, "value=\"", "\""))))
        .collect();
    let button = (
        between(&form, "<button name=\"", "\"").to_owned(),
        between(&form, "<button name=\"~replaces\" value=\"", "\"").to_owned(),
    );
    fields.push(button);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let said = browser.send("/khai-bao/form/ncovi", &fields, &[]);
    assert_eq!(said.status, 303, "{}", text(&said));
    assert!(text(&browser.get(&said.headers["location"])).contains("3 &#34;A&#34; &#38; B"), "the address came whole");
    assert_eq!(world.count("declarations WHERE replaced_at IS NULL AND class = 'red'"), 1);
    assert_eq!(world.count("declarations"), 2, "both are kept");
}

#[test]
fn a_number_sends_thirty_declarations_a_day() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    for sent in 0..30 {
        assert_eq!(send(&mut browser, "domestic", &DOMESTIC).status, 303, "{sent}");
    }
    assert_eq!(send(&mut browser, "domestic", &DOMESTIC).status, 429);
    assert_eq!(world.count("declarations"), 30);
    world.go_to(at(1, 0, 1));
    assert_eq!(send(&mut browser, "domestic", &DOMESTIC).status, 303, "another day");
}

#[test]
fn no_form_is_taken_that_is_not_a_page_of_this_session() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    assert_eq!(send(&mut browser, "domestic", &DOMESTIC).status, 303);
    let foreign = declarer(&world, &gateway, OTHER);
    let mut foreign = foreign;
    let [(_, theirs), _] = hidden(&mut foreign, "domestic");
    let forms = ["vhd", "vhd-daily", "ncovi", "ncovi-daily", "domestic", "suspect"]
        .map(|form| format!("/khai-bao/form/{form}"));
    let acts = ["/khai-bao/own/erase", "/khai-bao/sign-out", "/khai-bao/sign-out-everywhere"].map(str::to_owned);
    for address in forms.iter().chain(&acts) {
        for csrf in [vec![], vec![("csrf", "")], vec![("csrf", "x")], vec![("csrf", theirs.as_str())]] {
            assert_eq!(browser.send(address, &csrf, &[]).status, 403, "{address} {csrf:?}");
        }
    }
    assert_eq!((world.count("declarations"), world.count("declaration_sessions")), (1, 2));
}

#[test]
fn hiv_and_pregnancy_are_asked_after_a_tick_that_is_off_at_first() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    let page = text(&browser.get("/khai-bao/form/ncovi"));
    let tick = between(&page, "id=\"condition.consent\"", "</label>");
    assert!(!tick.contains("checked") && tick.contains("Tôi đồng ý"), "{tick}");
    assert!(page.contains("Chỉ trả lời khi bạn đã đánh dấu “Tôi đồng ý"), "each of the two says when it is asked");
    for question in ["condition.hiv", "condition.pregnancy"] {
        let said = send(&mut browser, "ncovi", &with(&NCOVI, &[(question, "yes")]));
        assert_eq!(refused(&said), [question]);
        assert!(text(&said).contains("chỉ được hỏi khi bạn đánh dấu đồng ý"), "{question}");
    }
    assert_eq!(world.count("declarations"), 0);
    let ticked = with(&NCOVI, &[("condition.consent", "yes")]);
    assert_eq!(refused(&send(&mut browser, "ncovi", &ticked)), ["condition.hiv", "condition.pregnancy"]);
    let answered = with(&ticked, &[("condition.hiv", "yes"), ("condition.pregnancy", "no")]);
    let said = send(&mut browser, "ncovi", &answered);
    assert_eq!(said.status, 303, "{:?}", refused(&said));
    assert!(!holds(&world.stored_bytes(), b"condition.hiv"), "sealed");
}

#[test]
fn what_lies_in_the_clear_is_what_the_page_says() {
    let said = [
        ("gate", "cửa khẩu"),
        ("transport", "phương tiện"),
        ("vehicle", "số hiệu chuyến bay hoặc tàu thuyền"),
        ("depart_country", "nước khởi hành"),
        ("arrive_province", "tỉnh đến"),
        ("stay.province", "tỉnh, huyện, xã nơi lưu trú"),
        ("stay.district", "tỉnh, huyện, xã nơi lưu trú"),
        ("stay.ward", "tỉnh, huyện, xã nơi lưu trú"),
        ("address.province", "tỉnh, huyện, xã nơi ở"),
        ("address.district", "tỉnh, huyện, xã nơi ở"),
        ("address.ward", "tỉnh, huyện, xã nơi ở"),
        ("means", "phương tiện"),
        ("from", "tỉnh đi"),
        ("to", "tỉnh đến"),
    ];
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    let fields = traveller(&mut browser);
    assert_eq!(send_vhd(&mut browser, &fields, &[]).status, 303);
    assert_eq!(send(&mut browser, "domestic", &DOMESTIC).status, 303);
    assert_eq!(send(&mut browser, "ncovi", &NCOVI).status, 303);
    let pages = ["/khai-bao", "/khai-bao/form/vhd"].map(|page| text(&browser.get(page)));
    let mut clear: Vec<String> = Vec::new();
    for row in world.rows("SELECT clear FROM declarations") {
        let [Value::Text(row)] = row.as_slice() else { panic!("{row:?}") };
        let row: Json = serde_json::from_str(row).unwrap();
        clear.extend(row.as_object().unwrap().keys().cloned());
    }
    clear.sort_unstable();
    let mut expected = said.map(|(question, _)| question);
    expected.sort_unstable();
    assert_eq!(clear, expected);
    for words in said.map(|(_, words)| words) {
        assert!(pages.iter().all(|page| page.contains(words)), "{words}");
    }
}

#[test]
fn what_happens_next_depends_on_the_form_as_well_as_on_the_urgency() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    let fields = traveller(&mut browser);
    let advice = |browser: &mut Browser<'_>, said: Said| {
        assert_eq!(said.status, 303, "{:?}", refused(&said));
        let page = text(&browser.get(&said.headers["location"]));
        between(&page, "Bạn cần làm gì</h2>\n<p>", "</p>").to_owned()
    };
    let said = send_vhd(&mut browser, &fields, &[("symptom.fever", "yes")]);
    assert!(advice(&mut browser, said).contains("cho xem trang này cùng hộ chiếu"));
    let said = send(&mut browser, "ncovi", &with(&NCOVI, &[("symptom.fever", "yes")]));
    assert!(advice(&mut browser, said).contains("gọi ngay trạm y tế xã, phường"));
    let said = send(&mut browser, "domestic", &DOMESTIC);
    assert!(advice(&mut browser, said).contains("hoãn chuyến đi"));
}

#[test]
fn an_answer_that_does_not_open_leaves_the_list_the_export_and_the_others_as_they_are() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    assert_eq!(send(&mut browser, "ncovi", &NCOVI).status, 303);
    let page = send(&mut browser, "domestic", &DOMESTIC).headers["location"].clone();
    world.change("UPDATE declarations SET sealed = number WHERE form = 'domestic'", &[]);
    assert!(text(&browser.get("/khai-bao/own")).contains(&page));
    let data: Json = serde_json::from_slice(&browser.get("/khai-bao/own/data").body).unwrap();
    let open: Vec<bool> = data.as_array().unwrap().iter().map(|one| one["response"].is_object()).collect();
    assert_eq!((open.len(), open.iter().filter(|open| **open).count()), (2, 1));
    assert!(text(&browser.get(&page)).contains("không còn mở được"));
}

#[test]
fn signing_out_everywhere_and_erasing_end_the_other_sessions() {
    let (world, gateway) = world();
    let mut lost = declarer(&world, &gateway, NUMBER);
    let mut browser = declarer(&world, &gateway, NUMBER);
    let mut other = declarer(&world, &gateway, OTHER);
    assert_eq!(act(&mut browser, "/khai-bao/own/erase").status, 303);
    assert_eq!(lost.get("/khai-bao/own").headers["location"], "/khai-bao/number");
    assert_eq!(browser.get("/khai-bao/own").status, 200, "who erased stays signed in");
    let mut second = declarer(&world, &gateway, NUMBER);
    assert_eq!(act(&mut second, "/khai-bao/sign-out-everywhere").headers["location"], "/khai-bao");
    for ended in [&mut browser, &mut second] {
        assert_eq!(ended.get("/khai-bao/own").headers["location"], "/khai-bao/number");
    }
    assert_eq!(other.get("/khai-bao/own").status, 200, "another number's session goes on");
}

#[test]
fn the_voluntary_declaration_is_made_once_a_local_day_and_may_be_replaced_until_midnight() {
    let (world, gateway) = world();
    world.go_to(at(1, 6, 59));
    let mut browser = declarer(&world, &gateway, NUMBER);
    assert_eq!(send(&mut browser, "ncovi", &NCOVI).status, 303);
    // The day of UTC changes at seven; the day here does not.
    for (hour, minute) in [(7, 0), (23, 59)] {
        world.go_to(at(1, hour, minute));
        let said = send(&mut browser, "ncovi", &NCOVI);
        assert!(text(&said).contains("26/05/2021 06:59"), "{}", text(&said));
        assert_eq!((said.status, world.count("declarations")), (200, 1));
    }
    let said = send(&mut browser, "ncovi", &with(&NCOVI, &[("contact.case", "yes"), ("~replaces", "yes")]));
    assert_eq!((said.status, world.count("declarations")), (303, 2), "both are kept");
    assert_eq!(world.count("declarations WHERE replaced_at IS NOT NULL AND class = 'green'"), 1);
    assert!(text(&browser.get("/khai-bao/form/ncovi")).contains("26/05/2021 23:59"), "the form says so beforehand");
    world.go_to(at(2, 0, 1));
    assert_eq!(send(&mut browser, "ncovi", &NCOVI).status, 303, "two minutes later is another day");
    assert_eq!(world.count("declarations"), 3);
    assert!(text(&browser.get("/khai-bao/own")).contains("Đã thay"));
}

#[test]
fn a_number_sees_exports_and_erases_its_own_declarations_alone() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    let page = send(&mut browser, "ncovi", &NCOVI).headers["location"].clone();
    let mut other = declarer(&world, &gateway, OTHER);
    assert_eq!(send(&mut other, "domestic", &DOMESTIC).status, 303);
    assert_eq!(other.get(&page).status, 404);
    assert!(!text(&other.get("/khai-bao/own")).contains(&page));
    assert_eq!(Browser::new(&world).get(&page).headers["location"], "/khai-bao/number");

    let data: Json = serde_json::from_slice(&browser.get("/khai-bao/own/data").body).unwrap();
    assert_eq!((data.as_array().unwrap().len(), &data[0]["class"]), (1, &Json::from("green")));
    assert_eq!(data[0]["response"]["item"][0]["item"][0]["answer"][0]["valueString"], "Nguyễn Thị Hoa Sen");
    assert_eq!(data[0]["received_at"], "2021-05-25T17:00:00+07:00");

    let csrf = between(&text(&browser.get("/khai-bao/own/erase")), "name=\"csrf\" value=\"", "\"").to_owned();
    assert_eq!(browser.send("/khai-bao/own/erase", &[("csrf", &csrf)], &[]).status, 303);
    assert!(text(&browser.get("/khai-bao/own")).contains("Chưa có tờ khai nào"));
    assert_eq!(world.count("declarations"), 1, "the other number's stays");
    let csrf = between(&text(&browser.get("/khai-bao/own")), "name=\"csrf\" value=\"", "\"").to_owned();
    assert_eq!(browser.send("/khai-bao/sign-out", &[("csrf", &csrf)], &[]).headers["location"], "/khai-bao");
    assert_eq!(browser.get("/khai-bao/own").headers["location"], "/khai-bao/number");
}

#[test]
fn a_declaration_goes_with_the_key_of_its_day_after_21_days_and_an_entry_after_28() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    assert_eq!(send(&mut browser, "ncovi", &NCOVI).status, 303);
    let fields = traveller(&mut browser);
    assert_eq!(send_vhd(&mut browser, &fields, &[]).status, 303);
    let keys = || std::fs::read_dir(world.config.data_dir.join("expiry-keys")).unwrap().count();
    world.go_to(START.plus(20 * 86_400));
    assert_eq!((world.count("declarations"), keys()), (2, 2));
    world.go_to(START.plus(21 * 86_400));
    assert_eq!((world.count("declarations"), keys()), (1, 1));
    world.go_to(START.plus(27 * 86_400));
    assert_eq!((world.count("declarations"), keys()), (1, 1));
    world.go_to(START.plus(28 * 86_400));
    assert_eq!((world.count("declarations"), keys()), (0, 0));
    world.go_to(START.plus(32 * 86_400));
    assert_eq!(world.count("declaration_sessions"), 0);
}

#[test]
fn without_a_gateway_nothing_can_be_declared_and_without_the_room_there_are_no_pages() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    assert!(text(&browser.get("/khai-bao")).contains("Ở đây chưa khai báo được"));
    assert_eq!(browser.get("/khai-bao/number").headers["location"], "/khai-bao");
    assert_eq!(browser.send("/khai-bao/number", &[("answer", NUMBER)], &[]).status, 503);
    assert_eq!(browser.get("/khai-bao/none").status, 404);
    let closed = World::with(|config| config.rooms.declarations = false, |_| {});
    assert_eq!(closed.get("/khai-bao").problem(), "not-found");
    let alone = World::with(|config| config.rooms.officers = false, |_| {});
    let mut browser = Browser::new(&alone);
    let shown = text(&browser.get("/khai-bao"));
    let english = between(&shown, "<a href=\"/khai-bao/language/", "\"").to_owned();
    assert_eq!(browser.get(&format!("/khai-bao/language/{english}")).headers["location"], "/khai-bao");
    assert!(text(&browser.get("/khai-bao")).contains("Health declaration"));
}
