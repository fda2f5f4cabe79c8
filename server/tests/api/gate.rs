//! The gate, as officers work at it in browsers without scripts.

use lancan_protocol::time::UnixTime;
use lancan_server::store::Value;
use lancan_server::{CentreRef, NewAccount, Role, Scope, create_centre};

use crate::console::{Browser, between, text};
use crate::declare::{declarer, world as world_with_gateway};
use crate::gate_passes::declared;
use crate::gateway::Gateway;
use crate::pass_page::scanned;
use crate::places::add_ward_officers;
use crate::support::{PASSWORD, START, Said, World, holds};

/// The page of Nội Bài, in Hà Nội.
const GATE: &str = "/console/gate/101";
/// An hour of the day of entry.
pub(crate) const ARRIVAL: UnixTime = UnixTime(START.0 + 2 * 86_400);

/// A server on the day before entry, with officers of Hà Nội and one of a ward elsewhere.
fn world() -> (World, Gateway) {
    let (world, gateway) = world_with_gateway();
    add_ward_officers(&world);
    add_gate_officers(&world);
    (world, gateway)
}

/// Adds officers of Hà Nội: three who work at its gate, and one who looks.
pub(crate) fn add_gate_officers(world: &World) {
    let centre = world.runtime.block_on(create_centre(&world.config, "Kiểm dịch y tế Nội Bài", Some("01"))).unwrap();
    for (name, role) in
        [("minh", Role::Officer), ("nga", Role::Officer), ("quan", Role::Officer), ("sat", Role::ReadOnly)]
    {
        let account = NewAccount { name, centre: CentreRef::Id(&centre), role, scope: Scope::Unit("01"), totp: false };
        world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
    }
}

/// Travellers of one number who declared, with seats from 1A on: the texts of their passes.
pub(crate) fn flight(
    world: &World,
    gateway: &Gateway,
    number: &str,
    travellers: u32,
    changed: &[(&str, &str)],
) -> Vec<String> {
    let mut browser = declarer(world, gateway, number);
    let pass = |seat: u32| {
        let (name, seat) = (format!("Hành khách {seat}"), format!("{seat}A"));
        let passport = format!("C{:07}", seat.trim_end_matches('A').parse::<u32>().unwrap());
        let own = [
            ("name", name.as_str()),
            ("seat", seat.as_str()),
            ("passport", passport.as_str()),
            ("exposure.case", "no"),
        ];
        let own: Vec<(&str, &str)> =
            own.into_iter().filter(|(field, _)| changed.iter().all(|(other, _)| other != field)).collect();
        let page = declared(&mut browser, &[&own, changed].concat());
        scanned(&text(&browser.get(&page))).unwrap().0
    };
    (1..=travellers).map(pass).collect()
}

fn csrf(browser: &mut Browser<'_>) -> String {
    between(&text(&browser.get("/console/")), "name=\"csrf\" value=\"", "\"").to_owned()
}

/// Sends a form of the gate's pages.
pub(crate) fn post(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Said {
    let csrf = csrf(browser);
    browser.send(path, &[fields, &[("csrf", csrf.as_str())]].concat(), &[])
}

pub(crate) fn scan(browser: &mut Browser<'_>, code: &str) -> Said {
    post(browser, &format!("{GATE}/scan"), &[("code", code)])
}

/// The address of the record of a traveller whose pass is let through.
pub(crate) fn record(said: &Said) -> String {
    assert_eq!(said.status, 303, "{}", text(said));
    said.headers["location"].clone()
}

/// Whether the record offers this officer to decide.
fn is_at_counter(browser: &mut Browser<'_>, record: &str) -> bool {
    text(&browser.get(record)).contains(&format!("{record}/decide"))
}

fn state(world: &World) -> Vec<String> {
    let rows = world.rows("SELECT state FROM gate_travellers ORDER BY presented_at, declaration");
    rows.into_iter()
        .map(|row| match &row[0] {
            Value::Text(state) => state.clone(),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn scan_enter_next_clears_a_traveller_of_whom_nothing_stands_out() {
    let (world, gateway) = world();
    let passes = flight(&world, &gateway, "0912 345 678", 2, &[]);
    world.go_to(ARRIVAL);
    let mut minh = Browser::signed_in(&world, "minh");
    assert!(text(&minh.get("/console/gate")).contains("Sân bay quốc tế Nội Bài"));
    // A scanner may send spaces and a line's end around the code.
    let first = record(&scan(&mut minh, &format!("  {}\r\n", passes[0])));
    let page = text(&minh.get(&first));
    for part in ["Hành khách 1", "VN301", "1A", "Nhật Bản", "Thấp", "C0000001"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    // The next pass while the first is open: nobody is cleared by it.
    let second = record(&post(&mut minh, &format!("{first}/enter"), &[("code", &passes[1])]));
    assert_eq!(state(&world), ["presented", "presented"]);
    let said = post(&mut minh, &format!("{second}/enter"), &[("code", "")]);
    assert_eq!((said.status, said.headers["location"].as_str()), (303, "/console/gate/101?said=cleared"));
    let queue = text(&minh.get("/console/gate/101?said=cleared"));
    assert!(queue.contains("Đã cho qua.") && queue.contains("Hành khách 1") && !queue.contains("Hành khách 2"));
    assert!(
        queue.contains("<th scope=\"row\">VN301</th><td class=\"number\">2</td><td class=\"number\">1</td>"),
        "{queue}"
    );
    assert_eq!(state(&world).iter().filter(|state| *state == "cleared").count(), 1);
    let again = record(&scan(&mut minh, &passes[1]));
    assert!(text(&minh.get(&again)).contains("Đã cho qua") && !is_at_counter(&mut minh, &again));
    for act in ["gate-scan", "gate-view", "gate-decide", "gate-queue"] {
        assert!(world.acts().contains(&act.to_owned()), "{act}");
    }
    let kept = world.stored_bytes();
    for secret in ["Hành khách", "C0000001"] {
        assert!(!holds(&kept, secret), "{secret} is not sealed");
    }
}

#[test]
fn a_traveller_is_at_one_counter_for_five_minutes_whoever_scans_asks_or_takes() {
    let (world, gateway) = world();
    let passes = flight(&world, &gateway, "0912 345 678", 2, &[]);
    world.go_to(ARRIVAL);
    let [mut minh, mut nga] = ["minh", "nga"].map(|name| Browser::signed_in(&world, name));
    let first = record(&scan(&mut minh, &passes[0]));
    assert_eq!(record(&scan(&mut nga, &passes[0])), first);
    let seen = text(&nga.get(&first));
    assert!(seen.contains("Đang ở quầy của minh") && !seen.contains(&format!("{first}/take")), "{seen}");
    assert_eq!(post(&mut nga, &format!("{first}/decide"), &[("decision", "clear")]).status, 409);
    assert_eq!(post(&mut nga, &format!("{first}/enter"), &[("code", "")]).status, 409);
    assert_eq!(record(&post(&mut nga, &format!("{GATE}/next"), &[])), "/console/gate/101?said=nobody");
    world.go_to(UnixTime(ARRIVAL.0 + 299));
    assert_eq!(record(&post(&mut nga, &format!("{GATE}/next"), &[])), "/console/gate/101?said=nobody");
    world.go_to(UnixTime(ARRIVAL.0 + 300));
    assert_eq!(record(&post(&mut nga, &format!("{GATE}/next"), &[])), first, "five minutes have passed");
    assert_eq!(post(&mut minh, &format!("{first}/decide"), &[("decision", "clear")]).status, 409);
    assert_eq!(record(&post(&mut nga, &format!("{first}/back"), &[])), "/console/gate/101?said=back");
    record(&post(&mut minh, &format!("{first}/take"), &[]));
    assert!(is_at_counter(&mut minh, &first) && !is_at_counter(&mut nga, &first));
    record(&post(&mut minh, &format!("{first}/decide"), &[("decision", "sample"), ("reason", "Sốt nhẹ")]));
    assert_eq!(state(&world), ["sample"]);
    record(&post(&mut nga, &format!("{first}/take"), &[]));
    record(&post(&mut nga, &format!("{first}/decide"), &[("decision", "clear")]));
    let page = text(&nga.get(&first));
    assert!(page.contains("Đã lấy mẫu · Sốt nhẹ · ") && page.contains("minh ký") && page.contains("nga ký"), "{page}");
}

#[test]
fn passes_of_another_gate_day_or_nobody_say_why_and_queue_nobody() {
    let (world, gateway) = world();
    let elsewhere = flight(&world, &gateway, "0912 345 678", 1, &[("gate", "102")]);
    let here = flight(&world, &gateway, "0987 654 321", 1, &[]);
    let mut early = Browser::signed_in(&world, "minh");
    let refused = |minh: &mut Browser<'_>, code: &str| {
        let said = scan(minh, code);
        assert_eq!(said.status, 400);
        let page = text(&said);
        between(&page, "id=\"errors\"", "</div>").to_owned()
    };
    assert!(refused(&mut early, &here[0]).contains("chỉ có giá trị từ 26/05/2021 00:00"));
    world.go_to(ARRIVAL);
    let mut minh = Browser::signed_in(&world, "minh");
    assert!(refused(&mut minh, &elsewhere[0]).contains("Sân bay quốc tế Tân Sơn Nhất"));
    assert!(refused(&mut minh, "LC1:XYZ").contains("không phải mã qua cửa khẩu"));
    assert!(refused(&mut minh, "").contains("không phải mã qua cửa khẩu"));
    let mut forged = here[0].clone();
    forged.replace_range(140..141, if &forged[140..141] == "A" { "B" } else { "A" });
    assert!(refused(&mut minh, &forged).contains("Mã"));
    assert_eq!(world.count("gate_travellers"), 0);
    let mut own = declarer(&world, &gateway, "0987 654 321");
    let csrf = between(&text(&own.get("/khai-bao/own/erase")), "name=\"csrf\" value=\"", "\"").to_owned();
    assert_eq!(own.send("/khai-bao/own/erase", &[("csrf", &csrf)], &[]).status, 303);
    assert!(refused(&mut minh, &here[0]).contains("thu hồi"));
    assert_eq!(world.count("gate_travellers"), 0);
}

#[test]
fn an_answer_is_corrected_signed_and_judged_anew_beside_what_the_declarer_wrote() {
    let (world, gateway) = world();
    let passes = flight(&world, &gateway, "0912 345 678", 1, &[("exposure.case", "yes")]);
    world.go_to(ARRIVAL);
    let mut minh = Browser::signed_in(&world, "minh");
    let file = record(&scan(&mut minh, &passes[0]));
    assert!(text(&minh.get(&file)).contains("Cần theo dõi"));
    let not_green = post(&mut minh, &format!("{file}/enter"), &[("code", "")]);
    assert_eq!((not_green.status, state(&world)), (400, vec!["presented".to_owned()]), "Enter clears green alone");
    let correct = |minh: &mut Browser<'_>, field: &str, value: &str| {
        post(minh, &format!("{file}/correct"), &[("field", field), ("value", value)])
    };
    for (field, value, says) in [
        ("passport", "12", "Số hộ chiếu"),
        ("entry_date", "30/2/2021", "Ngày"),
        ("birth_year", "1887", "Năm sinh"),
        ("seat", "", "ghế"),
        ("transport", "car", "xe"),
        ("stay.ward", "phuong 1", "xã"),
    ] {
        let said = correct(&mut minh, field, value);
        assert_eq!(said.status, 400, "{field}");
        let page = text(&said);
        assert!(
            between(&page, "id=\"errors\"", "</div>").to_lowercase().contains(&says.to_lowercase()),
            "{field}: {page}"
        );
    }
    assert_eq!(correct(&mut minh, "countries_recent", "JP").status, 400, "several answers are not corrected");
    assert_eq!(correct(&mut minh, "stay.district", "001").status, 400, "a district follows from its ward");
    let asked = text(&minh.get(&format!("{file}/correct?field=exposure.case")));
    assert!(asked.contains("<option value=\"yes\" selected>"), "{asked}");
    for (field, value) in [("exposure.case", "no"), ("passport", "C7777777"), ("stay.ward", "26740")] {
        assert_eq!(record(&correct(&mut minh, field, value)), file);
    }
    let page = text(&minh.get(&file));
    for part in [
        "Thấp",
        "C7777777",
        "C0000001",
        "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh",
        "minh ký",
        "Người khai đã viết",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    record(&post(&mut minh, &format!("{file}/enter"), &[("code", "")]));
    assert_eq!(state(&world), ["corrected"]);
    let mut own = declarer(&world, &gateway, "0912 345 678");
    let listed = text(&own.get("/khai-bao/own"));
    let declaration = format!("/khai-bao/own/{}", between(&listed, "href=\"/khai-bao/own/", "\""));
    let shown = text(&own.get(&declaration));
    assert!(shown.contains("C0000001") && !shown.contains("C7777777"), "the declarer's words stay");
}

#[test]
fn quarantine_has_a_place_and_days_by_the_rules_a_plan_and_at_its_end_a_certificate() {
    let (world, gateway) = world();
    let passes = flight(&world, &gateway, "0912 345 678", 1, &[("symptom.fever", "yes")]);
    world.go_to(ARRIVAL);
    let mut minh = Browser::signed_in(&world, "minh");
    let file = record(&scan(&mut minh, &passes[0]));
    let decide = |minh: &mut Browser<'_>, fields: &[(&str, &str)]| post(minh, &format!("{file}/decide"), fields);
    for (fields, field) in [
        (&[("decision", "")][..], "decision"),
        (&[("decision", "quarantine"), ("place", " ")], "place"),
        (&[("decision", "refuse")], "reason"),
        (&[("decision", "refer"), ("reason", " ")], "reason"),
    ] {
        let said = decide(&mut minh, fields);
        assert_eq!(said.status, 400);
        assert!(text(&said).contains(&format!("href=\"#{field}\"")), "{fields:?}");
    }
    assert!(text(&minh.get(&file)).contains("value=\"Khách sạn Hoa Sen\""), "the place that was declared is offered");
    assert_eq!(record(&decide(&mut minh, &[("decision", "quarantine"), ("place", "Khách sạn Hoa Sen")])), file);
    // 21 days by the form's numbers, from 27 May on.
    assert!(text(&minh.get(&file)).contains("Cách ly từ 27/05/2021 đến hết 17/06/2021"));
    assert_eq!(minh.get(&format!("{file}/certificate.pdf")).status, 404, "not before the last day is over");
    let plan = text(&minh.get(&format!("{file}/plan")));
    assert!(plan.contains("Kế hoạch cách ly") && plan.contains("Khách sạn Hoa Sen"), "{plan}");
    assert_eq!(plan.matches("<th scope=\"row\">").count(), 22);
    let row = world.rows("SELECT quarantine_from, quarantine_to, expiry FROM gate_travellers").remove(0);
    let days: Vec<i64> = row
        .iter()
        .map(|value| match value {
            Value::Integer(day) => *day,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!([days[1] - days[0], days[2] - days[1]], [21, 28], "kept 28 days after its end");
    world.go_to(UnixTime(ARRIVAL.0 + 22 * 86_400));
    let mut minh = Browser::signed_in(&world, "minh");
    let certificate = text(&minh.get(&format!("{file}/plan")));
    assert!(certificate.contains("Giấy chứng nhận hoàn thành cách ly") && !certificate.contains("<th scope=\"row\">"));
    assert!(certificate.contains(&format!("{file}/certificate.pdf")));
    let sheet = minh.get(&format!("{file}/certificate.pdf"));
    if sheet.status == 503 {
        crate::paper::skipped("this build has no font to print with: tools/setup.sh web");
    } else {
        assert_eq!((sheet.status, sheet.headers["content-type"].as_str()), (200, "application/pdf"));
        assert!(sheet.body.starts_with(b"%PDF"));
        if let Some(words) = crate::paper::on_paper("pdftotext", &["-enc", "UTF-8"], &["-"], &sheet.body) {
            let words = String::from_utf8(words).unwrap();
            for part in ["Giấy chứng nhận hoàn thành cách ly", "Hành khách 1", "Khách sạn Hoa Sen", "17/06/2021"]
            {
                assert!(words.contains(part), "{part}: {words}");
            }
        }
    }
    world.go_to(UnixTime(ARRIVAL.0 + 51 * 86_400));
    world.do_what_is_due();
    assert_eq!(world.count("gate_travellers"), 0);
}

#[test]
fn a_passport_that_equals_anothers_is_told_to_the_officer_alone() {
    let (world, gateway) = world();
    let one = flight(&world, &gateway, "0912 345 678", 1, &[("passport", "c 0000009")]);
    let other = flight(&world, &gateway, "0987 654 321", 1, &[("passport", "C0000009"), ("name", "Lê Thị Hai")]);
    world.go_to(ARRIVAL);
    let mut minh = Browser::signed_in(&world, "minh");
    let first = record(&scan(&mut minh, &one[0]));
    assert!(!text(&minh.get(&first)).contains("trùng với người khác"));
    let second = record(&scan(&mut minh, &other[0]));
    let page = text(&minh.get(&second));
    assert!(page.contains("trùng với người khác") && page.contains(&format!("href=\"{first}\"")), "{page}");
    let mut own = declarer(&world, &gateway, "0987 654 321");
    let listed = text(&own.get("/khai-bao/own"));
    let shown = text(&own.get(&format!("/khai-bao/own/{}", between(&listed, "href=\"/khai-bao/own/", "\""))));
    assert!(!shown.contains("trùng"));
}

#[test]
fn a_gate_is_seen_by_officers_of_its_province_alone_and_read_only_ones_change_nothing() {
    let (world, gateway) = world();
    let passes = flight(&world, &gateway, "0912 345 678", 1, &[]);
    world.go_to(ARRIVAL);
    let file = record(&scan(&mut Browser::signed_in(&world, "minh"), &passes[0]));
    let mut lan = Browser::signed_in(&world, "lan");
    assert!(text(&lan.get("/console/gate")).contains("không có cửa khẩu"));
    for path in
        [GATE, &file, &format!("{file}/correct"), &format!("{file}/plan"), "/console/gate/102", "/console/gate/999"]
    {
        assert_eq!(lan.get(path).status, 404, "{path}");
    }
    for path in ["scan", "next"] {
        assert_eq!(post(&mut lan, &format!("{GATE}/{path}"), &[("code", &passes[0])]).status, 404, "{path}");
    }
    for path in ["enter", "decide", "take", "back", "correct"] {
        let fields = [("code", ""), ("decision", "clear"), ("field", "seat"), ("value", "1B")];
        assert_eq!(post(&mut lan, &format!("{file}/{path}"), &fields).status, 404, "{path}");
    }
    let mut sat = Browser::signed_in(&world, "sat");
    assert_eq!(sat.get(&file).status, 200);
    assert_eq!(post(&mut sat, &format!("{GATE}/scan"), &[("code", &passes[0])]).status, 403);
    assert_eq!(post(&mut sat, &format!("{file}/decide"), &[("decision", "clear")]).status, 403);
    let elsewhere = Browser::signed_in(&world, "minh").get(&file.replace("/101/", "/108/")).status;
    assert_eq!(elsewhere, 404, "a record of another gate");
    assert_eq!(state(&world), ["presented"]);
}

/// Looks for a number at the gate; the addresses of those who can be taken to the counter, as their ids.
fn find(browser: &mut Browser<'_>, number: &str) -> (Said, Vec<String>) {
    let said = post(browser, &format!("{GATE}/find"), &[("number", number)]);
    let page = text(&said);
    let ids =
        page.split("name=\"declaration\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    let ids = ids.collect();
    (said, ids)
}

/// A traveller is found by a number at the gate and taken to the counter.
pub(crate) fn one_without_a_pass(world: &World, gateway: &Gateway) {
    add_gate_officers(world);
    let passes = flight(world, gateway, "0977 000 111", 2, &[]);
    let day = world.now();
    world.go_to(UnixTime(day.0.max(ARRIVAL.0)));
    let mut minh = Browser::signed_in(world, "minh");
    let (_, ids) = find(&mut minh, "c0000001");
    let file = record(&post(&mut minh, &format!("{GATE}/present"), &[("declaration", &ids[0])]));
    let quarantine = [("decision", "quarantine"), ("place", "Khách sạn Hoa Sen")];
    record(&post(&mut minh, &format!("{file}/decide"), &quarantine));
    let other = record(&scan(&mut minh, &passes[1]));
    record(&post(&mut minh, &format!("{other}/back"), &[]));
    record(&post(&mut minh, &format!("{GATE}/next"), &[]));
    assert_eq!(minh.get(GATE).status, 200);
}

#[test]
fn a_traveller_without_a_pass_is_found_by_passport_or_telephone_number_and_no_address_holds_the_number() {
    let (world, gateway) = world();
    flight(&world, &gateway, "0912 345 678", 2, &[("phone", "0909 111 222")]);
    flight(&world, &gateway, "0987 654 321", 1, &[("gate", "102"), ("passport", "C0000001")]);
    world.go_to(ARRIVAL);
    let mut minh = Browser::signed_in(&world, "minh");
    assert!(text(&minh.get(GATE)).contains(&format!("{GATE}/find")), "the queue leads there");
    let page = text(&minh.get(&format!("{GATE}/find")));
    assert!(page.contains("method=\"post\"") && page.contains("name=\"number\""), "{page}");
    for (number, found) in
        [("c 000-0001", 1), ("C0000002", 1), ("0909111222", 2), ("+84 909 111 222", 2), ("C0000003", 0)]
    {
        assert_eq!(find(&mut minh, number).1.len(), found, "{number}");
    }
    for wrong in ["", "Hành khách", &"1".repeat(41)] {
        let (said, _) = find(&mut minh, wrong);
        assert!(said.status == 400 && text(&said).contains("href=\"#number\""), "{wrong}");
    }
    let (said, ids) = find(&mut minh, "C0000001");
    let page = text(&said);
    assert!(page.contains("Hành khách 1") && page.contains("VN 301") && page.contains("Hãy so hộ chiếu"), "{page}");
    let file = record(&post(&mut minh, &format!("{GATE}/present"), &[("declaration", &ids[0])]));
    assert_eq!(file, format!("{GATE}/{}", ids[0]));
    assert!(is_at_counter(&mut minh, &file));
    // Another counter that finds the same traveller does not get them.
    let mut nga = Browser::signed_in(&world, "nga");
    assert_eq!(record(&post(&mut nga, &format!("{GATE}/present"), &[("declaration", &ids[0])])), file);
    assert!(!is_at_counter(&mut nga, &file));
    assert_eq!(state(&world), ["presented"]);
    for act in ["gate-find", "gate-present"] {
        assert!(world.acts().contains(&act.to_owned()), "{act}");
    }
}

#[test]
fn whoever_is_found_by_a_number_goes_through_on_the_days_and_at_the_gate_of_their_declaration_alone() {
    let (world, gateway) = world();
    flight(&world, &gateway, "0912 345 678", 1, &[]);
    flight(&world, &gateway, "0987 654 321", 1, &[("gate", "102"), ("passport", "C0000009")]);
    let mut minh = Browser::signed_in(&world, "minh");
    let (said, ids) = find(&mut minh, "C0000001");
    assert!(ids.is_empty() && text(&said).contains("chỉ có giá trị từ 26/05/2021 00:00"), "{}", text(&said));
    let id = |browser: &mut Browser<'_>| {
        let listed = text(&browser.get("/khai-bao/own"));
        between(&listed, "href=\"/khai-bao/own/", "\"").to_owned()
    };
    let elsewhere = id(&mut declarer(&world, &gateway, "0987 654 321"));
    let mut own = declarer(&world, &gateway, "0912 345 678");
    let here = id(&mut own);
    let present =
        |browser: &mut Browser<'_>, id: &str| post(browser, &format!("{GATE}/present"), &[("declaration", id)]).status;
    assert_eq!(present(&mut minh, &here), 400, "too early");
    world.go_to(ARRIVAL);
    let mut minh = Browser::signed_in(&world, "minh");
    assert_eq!(present(&mut minh, &elsewhere), 404, "of another gate");
    assert_eq!(present(&mut minh, &"0".repeat(32)), 404);
    let mut lan = Browser::signed_in(&world, "lan");
    assert_eq!((find(&mut lan, "C0000001").0.status, present(&mut lan, &here)), (404, 404), "of another province");
    let mut sat = Browser::signed_in(&world, "sat");
    assert!(text(&find(&mut sat, "C0000001").0).contains("Hành khách 1"));
    assert_eq!((find(&mut sat, "C0000001").1.len(), present(&mut sat, &here)), (0, 403), "who looks takes nobody");
    assert_eq!(world.count("gate_travellers"), 0);
    let csrf = between(&text(&own.get("/khai-bao/own/erase")), "name=\"csrf\" value=\"", "\"").to_owned();
    assert_eq!(own.send("/khai-bao/own/erase", &[("csrf", &csrf)], &[]).status, 303);
    assert!(find(&mut minh, "C0000001").1.is_empty(), "what is erased is found no more");
}

/// Officers at once, each scanning every pass: one of them gets each traveller.
#[test]
fn four_counters_that_scan_the_same_passes_at_once_never_hold_one_traveller_twice() {
    let (world, gateway) = world();
    let passes = flight(&world, &gateway, "0912 345 678", 12, &[]);
    world.go_to(ARRIVAL);
    let names = ["minh", "nga", "quan"];
    let held: Vec<Vec<String>> = std::thread::scope(|scope| {
        let counters = names.map(|name| {
            let (world, passes) = (&world, &passes);
            scope.spawn(move || {
                let mut browser = Browser::signed_in(world, name);
                let records: Vec<String> = passes.iter().map(|pass| record(&scan(&mut browser, pass))).collect();
                records.into_iter().filter(|record| is_at_counter(&mut browser, record)).collect::<Vec<_>>()
            })
        });
        counters.map(|counter| counter.join().unwrap()).to_vec()
    });
    let mut all: Vec<&String> = held.iter().flatten().collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!((count, all.len()), (12, 12), "each is at one counter: {held:?}");
    assert_eq!(world.count("gate_travellers"), 12);
}

#[test]
fn the_eight_numbers_count_travellers_at_the_gates_of_the_officers_area() {
    let (world, gateway) = world();
    let passes = flight(&world, &gateway, "0912 345 678", 12, &[]);
    world.go_to(ARRIVAL);
    let mut minh = Browser::signed_in(&world, "minh");
    for (at, pass) in passes.iter().enumerate() {
        let file = record(&scan(&mut minh, pass));
        let quarantine = [("decision", "quarantine"), ("place", "Khách sạn Hoa Sen")];
        let fields: &[(&str, &str)] = if at < 5 { &quarantine } else { &[("decision", "clear")] };
        assert_eq!(post(&mut minh, &format!("{file}/decide"), fields).status, 303);
    }
    let number = |browser: &mut Browser<'_>, name: &str| {
        let page = text(&browser.get("/console/declarations/figures"));
        between(&page, &format!("<dt>{name}</dt><dd>"), "<").to_owned()
    };
    let of = |browser: &mut Browser<'_>| {
        ["Đã kiểm tra tại cửa khẩu", "Được qua tại cửa khẩu", "Phải cách ly", "Đã hết cách ly", "Đang cách ly"]
            .map(|name| number(browser, name))
    };
    assert_eq!(of(&mut minh), ["12", "7", "5", "0", "5"]);
    assert_eq!(of(&mut Browser::signed_in(&world, "lan")), ["0"; 5], "of another province");
}
