//! The pages of contacts over HTTP, as a browser without scripts asks for them.

use crate::console::{Browser, between, text};
use crate::support::{Said, World};

/// Opens a case in a browser; returns its id.
fn open_case(browser: &mut Browser<'_>, reference: &str) -> String {
    browser.open_case(reference).rsplit('/').next().unwrap().to_owned()
}

/// Adds a contact by the form; returns the address of its file.
fn add(browser: &mut Browser<'_>, case: &str, fields: &[(&str, &str)]) -> String {
    let said = browser.fill(&format!("/console/cases/{case}/contacts/new"), fields);
    assert_eq!(said.status, 303, "{}", text(&said));
    said.headers["location"].clone()
}

/// The names of a list, in its order.
fn listed(said: &Said) -> Vec<String> {
    let shown = text(said);
    assert_eq!(said.status, 200, "{shown}");
    let cells = shown.split("<th scope=\"row\"><a href=\"/console/contacts/").skip(1);
    cells.map(|cell| between(cell, ">", "</a>").to_owned()).collect()
}

#[test]
fn a_contact_is_written_down_found_read_and_changed_where_it_stands() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = open_case(&mut browser, "BN 1");
    let first = add(&mut browser, &case, &[("name", "Nguyễn Văn Ân"), ("phone", "0912 345 678"), ("tier", "f1")]);
    let parent = first.rsplit('/').next().unwrap().to_owned();
    let second = add(
        &mut browser,
        &case,
        &[
            ("name", "Lê Thị Đào"),
            ("birth_year", "1980"),
            ("sex", "female"),
            ("unit", "24787"),
            ("notes", "ho\r\nsốt"),
            ("tier", "f2"),
            ("parent", &parent),
            ("source", "venue"),
            ("closeness", "close"),
            ("minutes", "20"),
            ("last_contact", "20/5/2021"),
        ],
    );
    let shown = text(&browser.get(&second));
    for known in ["Lê Thị Đào", "1980", "Nữ", "ho\nsốt", "F2", "Cùng địa điểm", "Gần", "20/05/2021", "Nguyễn Văn Ân"]
    {
        assert!(shown.contains(&format!(">{known}<")), "{known} is not in {shown}");
    }
    assert!(text(&browser.get(&first)).contains("Lê Thị Đào"), "an F1 names its F2s");
    assert_eq!(listed(&browser.fill("/console/contacts/search", &[("q", "dao THI")])), ["Lê Thị Đào"]);
    assert_eq!(listed(&browser.get(&format!("/console/contacts?case={case}&tier=f1"))), ["Nguyễn Văn Ân"]);
    assert_eq!(listed(&browser.get(&format!("/console/contacts?case={case}&sort=name"))).len(), 2);
    assert!(listed(&browser.get("/console/contacts?status=lost")).is_empty());

    let changed = [("name", "Lê Thị Đào"), ("tier", "f1"), ("parent", parent.as_str()), ("address", "12 Trần Phú")];
    assert_eq!(browser.fill(&format!("{second}/change"), &changed).status, 303);
    let shown = text(&browser.get(&second));
    assert!(shown.contains("12 Trần Phú") && !shown.contains(">1980<"), "what is left out is emptied: {shown}");
    assert!(shown.contains("Sửa người tiếp xúc (an)"), "the history names act and officer: {shown}");
}

#[test]
fn contacts_of_a_case_are_sorted_by_their_given_names_page_by_page() {
    let world = World::new();
    let officer = world.sign_in("an");
    let mut browser = Browser::signed_in(&world, "an");
    let case = open_case(&mut browser, "BN 1");
    let names = ["Trần Văn Ân", "Lê Bình", "Đỗ Thị Đào", "Nguyễn Ân"];
    for name in names {
        officer.add_contact(&case, &serde_json::json!({ "name": name }));
    }
    let path = format!("/console/contacts?case={case}&sort=name");
    assert_eq!(listed(&browser.get(&path)), ["Nguyễn Ân", "Trần Văn Ân", "Lê Bình", "Đỗ Thị Đào"]);
    let page = |after: &str| {
        let path = format!("/officer/v1/contacts?case={case}&sort=name&limit=3{after}");
        officer.call("GET", &path, None).json()
    };
    assert_eq!(page("")["next"], "3-");
    assert_eq!((page("&after=3-")["contacts"].as_array().unwrap().len(), &page("&after=3-")["next"]), (1, &().into()));
}

#[test]
fn what_is_written_wrongly_of_a_contact_is_named_and_kept() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = open_case(&mut browser, "BN 1");
    let new = format!("/console/cases/{case}/contacts/new");
    for (field, value, said) in [
        ("birth_year", "x", "Năm sinh: hãy viết năm sinh bằng bốn chữ số"),
        ("phone", "12", "Số điện thoại: hãy viết một số điện thoại như 0912 345 678"),
        ("minutes", "nhiều", "Số phút gần nhau: hãy viết số phút bằng chữ số"),
        ("last_contact", "20/5/2020", "Tiếp xúc lần cuối: hãy viết ngày từ 26/03/2021 đến 25/05/2021"),
        ("tier", "f2", "Là F2 của: F2 cần một F1 của cùng ca bệnh, F1 thì không"),
    ] {
        let answer = browser.fill(&new, &[("name", "<b>An</b>"), (field, value)]);
        let shown = text(&answer);
        assert_eq!((answer.status, world.count("contacts")), (400, 0), "{field}");
        assert!(shown.contains(said) && shown.contains("&#60;b&#62;An"), "{said} is not in {shown}");
        assert!(field == "tier" || shown.contains(&format!("value=\"{value}\"")), "{shown}");
    }
    let contact = add(&mut browser, &case, &[("name", "An")]);
    let answer = browser.fill(&format!("{contact}/change"), &[("name", "An"), ("phone", "12")]);
    assert_eq!(answer.status, 400);
    assert!(text(&answer).contains("class=\"change\" open"), "the form is open where something is wrong");
}

#[test]
fn many_contacts_get_a_status_by_their_boxes_and_the_list_says_how_many() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = open_case(&mut browser, "BN 1");
    let ids: Vec<String> = ["An", "Bình", "Cúc"]
        .iter()
        .map(|name| add(&mut browser, &case, &[("name", name)]).rsplit('/').next().unwrap().to_owned())
        .collect();
    let back = format!("/console/contacts?case={case}");
    let fields = [("contact", ids[0].as_str()), ("contact", &ids[1]), ("status", "completed"), ("back", &back)];
    let said = browser.fill("/console/contacts/status", &fields);
    assert_eq!((said.status, said.headers["location"].as_str()), (303, format!("{back}&done=2").as_str()));
    let shown = browser.get(&said.headers["location"]);
    assert!(text(&shown).contains("Đã đặt tình trạng cho 2 người."));
    assert_eq!(listed(&browser.get("/console/contacts?status=completed")).len(), 2);
    assert_eq!(browser.fill("/console/contacts/status", &[("status", "lost")]).status, 400, "nobody was chosen");
    let elsewhere = [("contact", ids[2].as_str()), ("status", "lost"), ("back", "https://evil.vn/console/")];
    assert_eq!(browser.fill("/console/contacts/status", &elsewhere).headers["location"], "/console/?done=1");
}

#[test]
fn a_cases_file_counts_its_contacts() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = open_case(&mut browser, "BN 1");
    add(&mut browser, &case, &[("name", "An")]);
    let shown = text(&browser.get(&format!("/console/cases/{case}")));
    assert!(shown.contains("1 F1, 0 F2; 1 người chưa liên hệ."), "{shown}");
    assert!(shown.contains(&format!("/console/contacts?case={case}")));
}

#[test]
fn of_pasted_rows_the_good_ones_are_saved_on_demand_and_the_others_stay_marked_cell_by_cell() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = open_case(&mut browser, "BN 1");
    let path = format!("/console/cases/{case}/contacts/lines");
    let pasted = "Họ tên\tLớp\tNăm sinh\tNgày tiếp xúc\r\nAn\t5A\t1980\t20/5\r\n<i>Bình</i>\t5B\txx\t20/5\r\nCúc\t5C\t1990\t1/1\r\n";
    let said = browser.fill(&path, &[("text", pasted), ("act", "check")]);
    let shown = text(&said);
    assert_eq!((said.status, world.count("contacts")), (200, 0));
    assert!(shown.contains("1 dòng lưu được, 2 dòng cần sửa."), "{shown}");
    assert!(shown.contains("<mark>xx</mark>") && shown.contains("Lớp (không dùng)"), "{shown}");
    assert!(shown.contains("Tiếp xúc lần cuối: hãy viết ngày trong 60 ngày qua"), "{shown}");

    let shown = text(&browser.fill(&path, &[("text", pasted), ("act", "save")]));
    assert!(shown.contains("Đã lưu 1 người.") && shown.contains("0 dòng lưu được, 2 dòng cần sửa."), "{shown}");
    assert_eq!(listed(&browser.get(&format!("/console/contacts?case={case}&source=list"))), ["An"]);
    // What stays is complete, and is saved once it is corrected.
    let rest = between(&shown, "<textarea", "</textarea>").split_once('>').unwrap().1.trim_start().to_owned();
    assert_eq!(
        rest,
        "Họ tên\tLớp\tNăm sinh\tNgày tiếp xúc\n&#60;i&#62;Bình&#60;/i&#62;\t5B\txx\t20/5\nCúc\t5C\t1990\t1/1\n"
    );
    let corrected = "Họ tên\tLớp\tNăm sinh\tNgày tiếp xúc\nBình\t5B\t1981\t20/5\nCúc\t5C\t1990\t20/5\n";
    let shown = text(&browser.fill(&path, &[("text", corrected), ("act", "save"), ("source", "venue")]));
    assert!(shown.contains("Đã lưu 2 người.") && !shown.contains("<mark>"), "{shown}");
    assert_eq!(listed(&browser.get("/console/contacts?source=venue")).len(), 2);
    assert_eq!(browser.fill(&path, &[("text", " \n"), ("act", "save")]).status, 400);
    // A thousand rows are more than other forms may hold.
    let many = "Nguyễn Thị Phương Thảo\t\t1980\tNữ\t12 Trần Phú\n".repeat(1_000);
    assert_eq!(browser.fill(&path, &[("text", &many), ("act", "check")]).status, 200);
}

#[test]
fn duplicates_stand_side_by_side_and_merging_keeps_promised_call_order_and_f2s() {
    let world = World::new();
    let officer = world.sign_in("an");
    let mut browser = Browser::signed_in(&world, "an");
    let case = open_case(&mut browser, "BN 1");
    let id = |address: String| address.rsplit('/').next().unwrap().to_owned();
    let person = [("name", "Nguyễn Văn Ân"), ("birth_year", "1980"), ("unit", "24787")];
    let one = id(add(&mut browser, &case, &person));
    let more = [("phone", "0912345678"), ("notes", "ho"), ("last_contact", "20/5/2021")];
    let other = id(add(&mut browser, &case, &[&person[..], &more].concat()));
    let third = id(add(&mut browser, &case, &[("name", "Đào"), ("tier", "f2"), ("parent", &other)]));
    assert_eq!(browser.fill(&format!("/console/contacts/{other}/order"), &[]).status, 303);
    let call = officer.call("POST", "/officer/v1/calls/next", None).json();
    assert_eq!(call["contact"]["id"], other.as_str());
    let promised = world.now().plus(3_600).0;
    let later = serde_json::json!({ "outcome": "later", "again_at": promised });
    assert_eq!(officer.call("POST", &format!("/officer/v1/calls/{other}/outcome"), Some(later)).status, 200);

    let shown = text(&browser.get(&format!("/console/cases/{case}/contacts/duplicates")));
    assert!(shown.contains(&one) && shown.contains(&other) && !shown.contains("Đào"), "{shown}");
    let said = browser.fill(&format!("/console/contacts/{one}/merge"), &[("other", &other)]);
    assert_eq!((said.status, said.headers["location"].clone()), (303, format!("/console/contacts/{one}")));
    let shown = text(&browser.get(&format!("/console/contacts/{one}")));
    for kept in ["+84912345678", ">ho<", "Đào", "Cách ly đến hết ngày", "Hẹn gọi lại", &other] {
        assert!(shown.contains(kept), "{kept} is not in {shown}");
    }
    let old = text(&browser.get(&format!("/console/contacts/{other}")));
    assert!(old.contains("đã được gộp") && old.contains(&one), "{old}");
    assert!(text(&browser.get(&format!("/console/contacts/{third}"))).contains("Nguyễn Văn Ân"));
    assert_eq!(officer.call("POST", "/officer/v1/calls/next", None).json(), serde_json::json!(null), "not yet");
    world.clock.advance(3_600);
    let call = world.sign_in("an").call("POST", "/officer/v1/calls/next", None).json();
    assert_eq!((call["contact"]["id"].as_str(), call["attempts"].as_u64()), (Some(one.as_str()), Some(1)));
}

#[test]
fn an_order_is_printed_as_a_letter_that_does_not_name_the_case() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = open_case(&mut browser, "BN 2021/0412");
    let fields = [("name", "Nguyễn Văn Ân"), ("last_contact", "20/5/2021")];
    let contact = add(&mut browser, &case, &fields);
    assert_eq!(browser.get(&format!("{contact}/order")).status, 404, "there is none yet");
    let said = browser.fill(&format!("{contact}/order"), &[]);
    assert_eq!((said.status, said.headers["location"].clone()), (303, format!("{contact}/order")));
    let letter = text(&browser.get(&format!("{contact}/order")));
    for part in ["Quyết định cách ly y tế", "Nguyễn Văn Ân", "20/05/2021", "đến hết ngày 10/06/2021", "17/06/2021"]
    {
        assert!(letter.contains(part), "{part} is not in {letter}");
    }
    assert!(!letter.contains("0412") && !letter.contains(&case), "{letter}");
}

#[test]
fn a_contact_becomes_a_case_by_one_form() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = open_case(&mut browser, "BN 1");
    let contact = add(&mut browser, &case, &[("name", "An")]);
    let wrong = browser.fill(&format!("{contact}/case"), &[("reference", "BN 2"), ("onset_date", "31/02/2021")]);
    assert_eq!(wrong.status, 400);
    let fields = [("reference", "BN 2"), ("onset_date", "24/5/2021"), ("report_type", "clinical")];
    let said = browser.fill(&format!("{contact}/case"), &fields);
    assert_eq!(said.status, 303);
    let opened = text(&browser.get(&said.headers["location"]));
    assert!(opened.contains("BN 2") && opened.contains("24/05/2021"), "{opened}");
    let shown = text(&browser.get(&contact));
    assert!(shown.contains(&said.headers["location"]) && shown.contains("Đã thành ca bệnh"), "{shown}");
    assert_eq!(browser.fill(&format!("{contact}/case"), &fields).status, 409);
}

#[test]
fn a_list_is_saved_under_a_name_for_its_officer_alone_without_words_searched_for() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let view =
        [("name", " F1 chưa liên hệ "), ("tier", "f1"), ("status", "new"), ("sort", "last_contact"), ("q", "Ân")];
    let said = browser.fill("/console/contacts/views", &view);
    let address = "/console/contacts?tier=f1&status=new&sort=last_contact";
    assert_eq!((said.status, said.headers["location"].as_str()), (303, address));
    let link = format!("<a href=\"{}\">F1 chưa liên hệ</a>", address.replace('&', "&#38;"));
    assert!(text(&browser.get("/console/contacts")).contains(&link));
    assert!(!text(&Browser::signed_in(&world, "binh").get("/console/contacts")).contains("F1 chưa liên hệ"));
    assert_eq!(browser.fill("/console/contacts/views", &[("name", " ")]).status, 400);
    for number in 1..30 {
        assert_eq!(browser.fill("/console/contacts/views", &[("name", &format!("{number}"))]).status, 303);
    }
    assert_eq!(browser.fill("/console/contacts/views", &[("name", "31")]).status, 409);
    assert_eq!(browser.fill("/console/contacts/views", &[("name", "29"), ("tier", "f2")]).status, 303, "written again");
    assert_eq!(browser.fill("/console/contacts/views/delete", &[("name", "F1 chưa liên hệ")]).status, 303);
    assert!(!text(&browser.get("/console/contacts")).contains(&link));
}

/// Every page of contacts, with who they are of.
fn pages(case: &str, contact: &str) -> Vec<String> {
    ["/console/contacts", &format!("/console/contacts?case={case}"), contact]
        .map(str::to_owned)
        .into_iter()
        .chain(["new", "duplicates", "lines"].map(|page| format!("/console/cases/{case}/contacts/{page}")))
        .chain(["case", "days", "transfer"].map(|page| format!("{contact}/{page}")))
        .collect()
}

#[test]
fn every_page_of_contacts_says_everything_in_either_language_and_each_look_is_on_record() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = open_case(&mut browser, "BN 1");
    let contact = add(&mut browser, &case, &[("name", "An"), ("phone", "0912345678")]);
    for page in pages(&case, &contact) {
        for language in ["vi", "en"] {
            browser.language = language;
            let before = world.acts().len();
            let said = browser.get(&page);
            let shown = text(&said);
            assert_eq!((said.status, said.headers["cache-control"].as_str()), (200, "no-store"), "{page}");
            assert_eq!(world.acts().len(), before + 1, "{page}");
            for key in [">console-", "\"console-", " console-", ">officer-", ">problem-", "call-word"] {
                assert!(!shown.contains(key), "{page} {language}: {key}");
            }
        }
    }
}

#[test]
fn an_officer_of_another_centre_finds_no_contact_and_changes_none() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = open_case(&mut browser, "BN 1");
    let contact = add(&mut browser, &case, &[("name", "Nguyễn Văn Ân")]);
    let mut other = Browser::signed_in(&world, "binh");
    for page in pages(&case, &contact) {
        let said = other.get(&page);
        assert!(said.status == 404 || listed(&said).is_empty(), "{page}");
        assert!(!text(&said).contains("Nguyễn Văn Ân") && !text(&said).contains("BN 1"), "{page}");
    }
    let id = contact.rsplit('/').next().unwrap();
    for (path, fields) in [
        (format!("{contact}/change"), vec![("name", "B")]),
        ("/console/contacts/status".to_owned(), vec![("contact", id), ("status", "lost")]),
        (format!("/console/cases/{case}/contacts/new"), vec![("name", "B")]),
        (format!("/console/cases/{case}/contacts/lines"), vec![("text", "B"), ("act", "save")]),
        (format!("{contact}/merge"), vec![("other", id)]),
        (format!("{contact}/order"), vec![]),
        (format!("{contact}/case"), vec![("reference", "BN 3")]),
    ] {
        assert_eq!(other.fill(&path, &fields).status, 404, "{path}");
    }
    assert_eq!(listed(&browser.get("/console/contacts?status=new")), ["Nguyễn Văn Ân"]);
}

#[test]
fn where_the_room_is_closed_no_page_of_contacts_is_there() {
    let world = World::with(|config| config.rooms.contacts = false, |_| {});
    let mut browser = Browser::signed_in(&world, "an");
    let case = open_case(&mut browser, "BN 1");
    assert_eq!(browser.get("/console/contacts").status, 404);
    assert!(!text(&browser.get(&format!("/console/cases/{case}"))).contains("/console/contacts"));
}
