//! The officers' pages of files of contacts, as a browser without scripts asks for them.

use serde_json::json;

use crate::console::{Browser, between, text};
use crate::support::{Said, World};

const FILE: &str = "externalID,Họ,person.firstName,person.phone,lastContactDate,Lạ\r\n\
                    ,Lê,An,0912345678,20/05/2021,x\r\n,Lê,Bình,12,20/05/2021,y\r\n";

/// Sends a form with a file, as a browser does.
pub(crate) fn upload(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Said {
    const PART: &str = "0123456789abcdef";
    let csrf = browser.csrf();
    let own = [("csrf", csrf.as_str()), ("layout", "sormas"), ("dates", "dmy")];
    let part = |(name, value): &(&str, &str)| {
        let file = if *name == "file" { "; filename=\"a.csv\"\r\nContent-Type: text/csv" } else { "" };
        format!("--{PART}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n")
    };
    let body: String = own.iter().chain(fields).map(part).collect::<String>() + &format!("--{PART}--\r\n");
    let kind = format!("multipart/form-data; boundary={PART}");
    browser.call("POST", path, &[("content-type", &kind)], Some(body.as_bytes()))
}

/// Takes a file in whose first column has a heading of its own, which the centre remembers.
pub(crate) fn import_under_another_heading(browser: &mut Browser<'_>, address: &str) {
    let looked = text(&upload(browser, address, &[("file", FILE), ("act", "look")]));
    let kept = between(&looked, "name=\"kept\" value=\"", "\"").to_owned();
    let meaning = [("heading.0", "Họ"), ("meaning.0", "person.lastName")];
    let again = [&[("kept", kept.as_str()), ("act", "take")], meaning.as_slice()].concat();
    assert_eq!(upload(browser, address, &again).status, 303);
}

#[test]
fn a_file_is_looked_at_first_a_column_gets_a_meaning_that_is_remembered_and_an_import_is_undone() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = browser.open_case("BN 1");
    let address = format!("{case}/file");
    assert!(text(&browser.get(&case)).contains(&format!("href=\"{address}\"")));
    assert!(text(&browser.get(&address)).contains("enctype=\"multipart/form-data\""));
    let looked = text(&upload(&mut browser, &address, &[("file", FILE), ("act", "look")]));
    // Without the family name's column a row is still a person with a given name.
    assert!(looked.contains("sẽ thêm 1 người"), "{looked}");
    assert!(looked.contains("<td class=\"number\">3</td><td>person.phone</td>"), "{looked}");
    let kept = between(&looked, "name=\"kept\" value=\"", "\"").to_owned();
    let meanings = [("heading.0", "Họ"), ("meaning.0", "person.lastName"), ("heading.1", "Lạ"), ("meaning.1", "-")];
    let again = [&[("kept", kept.as_str())], meanings.as_slice()].concat();
    let looked = text(&upload(&mut browser, &address, &again));
    assert!(looked.contains(">Lê An</th>"), "{looked}");
    assert!(
        looked.contains("value=\"person.lastName\" selected") && looked.contains("value=\"-\" selected"),
        "{looked}"
    );
    assert_eq!((world.count("contacts"), world.count("import_headings")), (0, 0), "nothing is written by looking");
    let file = upload(&mut browser, &address, &[again.as_slice(), &[("act", "left-out")]].concat());
    assert!(file.headers["content-disposition"].contains("left-out.csv"));
    assert!(text(&file).starts_with('\u{feff}') && text(&file).contains(",Lê,Bình,12,"), "{}", text(&file));
    let wrong = [("kept", kept.as_str()), ("act", "take"), ("heading.0", "Họ"), ("meaning.0", "no column")];
    assert_eq!(upload(&mut browser, &address, &wrong).status, 400);
    let take = [again.as_slice(), &[("act", "take")]].concat();
    let taken = upload(&mut browser, &address, &take);
    assert_eq!((taken.status, taken.headers["location"].as_str()), (303, "/console/imports/1"));
    // Whoever loads the page of the import again, or sends the form again, adds nobody.
    for _ in 0..2 {
        let shown = text(&browser.get("/console/imports/1"));
        assert!(shown.contains("Đã thêm 1 người") && shown.contains(">Lê An</a>"), "{shown}");
        assert!(shown.contains("1 dòng bị bỏ lại") && shown.contains("/console/imports/1/undo"), "{shown}");
    }
    assert_eq!(upload(&mut browser, &address, &take).status, 409);
    assert_eq!((world.count("contacts"), world.count("import_headings")), (1, 2));
    let looked = text(&upload(&mut browser, &address, &[("kept", &kept), ("act", "look")]));
    assert!(looked.contains("href=\"/console/imports/1\"") && looked.contains("name=\"again\""), "{looked}");
    assert_eq!(Browser::signed_in(&world, "binh").get("/console/imports/1").status, 404);
    // What was remembered is listed, and forgotten.
    let files = text(&browser.get("/console/contacts/file"));
    assert!(files.contains("<th scope=\"row\">ho</th><td>person.lastName</td>"), "{files}");
    let forgotten = [("layout", "sormas"), ("heading", "ho")];
    assert_eq!(browser.fill("/console/contacts/file/headings/delete", &forgotten).status, 303);
    assert_eq!(world.count("import_headings"), 1);
    let undone = text(&browser.fill("/console/imports/1/undo", &[]));
    assert!(undone.contains("Đã xóa 1 người. 0 người ở lại"), "{undone}");
    assert_eq!(world.count("contacts"), 0);
}

#[test]
fn what_a_centre_remembers_is_shared_taken_over_without_changing_what_the_other_chose_and_taken_back() {
    let world = World::new();
    let mut an = Browser::signed_in(&world, "an");
    let case = an.open_case("BN 1");
    let address = format!("{case}/file");
    let take = |browser: &mut Browser<'_>, address: &str, meanings: &[(&str, &str)]| {
        let looked = text(&upload(browser, address, &[("file", FILE), ("act", "look")]));
        let kept = between(&looked, "name=\"kept\" value=\"", "\"").to_owned();
        let fields = [&[("kept", kept.as_str()), ("act", "take")], meanings].concat();
        assert_eq!(upload(browser, address, &fields).status, 303);
    };
    take(
        &mut an,
        &address,
        &[("heading.0", "Họ"), ("meaning.0", "person.lastName"), ("heading.1", "Lạ"), ("meaning.1", "-")],
    );
    let mut binh = Browser::signed_in(&world, "binh");
    let theirs = format!("{}/file", binh.open_case("BN 2"));
    take(
        &mut binh,
        &theirs,
        &[("heading.0", "Họ"), ("meaning.0", ""), ("heading.1", "Lạ"), ("meaning.1", "person.address.details")],
    );

    let page = "/console/contacts/file";
    let centre = world.rows("SELECT centre FROM officers WHERE name = 'an'").remove(0).remove(0);
    let lancan_server::store::Value::Text(centre) = centre else { panic!("{centre:?}") };
    let taken = [("centre", centre.as_str()), ("layout", "sormas")];
    assert!(!text(&binh.get(page)).contains("Trạm y tế phường 1"));
    let take_over = format!("{page}/headings/take");
    assert_eq!(binh.fill(&take_over, &taken).status, 404, "nobody shares anything yet");

    let share = |browser: &mut Browser<'_>, shared: &str| {
        browser.fill(&format!("{page}/headings/share"), &[("layout", "sormas"), ("shared", shared)]).status
    };
    assert_eq!(share(&mut an, "yes"), 303);
    assert!(text(&an.get(page)).contains("Ngừng chia sẻ các cột SORMAS"));
    let shown = text(&binh.get(page));
    assert!(shown.contains("Trạm y tế phường 1") && shown.contains("ho → person.lastName"), "{shown}");
    let done = binh.fill(&take_over, &taken);
    assert_eq!(done.headers["location"], format!("{page}?taken=1&kept=1"));
    let shown = text(&binh.get(&format!("{page}?taken=1&kept=1")));
    assert!(shown.contains("Đã lấy về 1 cột; 1 cột giữ nguyên"), "{shown}");
    assert!(shown.contains("<th scope=\"row\">ho</th><td>person.lastName</td>"), "{shown}");
    assert!(shown.contains("<th scope=\"row\">la</th><td>person.address.details</td>"), "what the centre chose stays");

    assert_eq!(share(&mut an, "no"), 303);
    assert!(!text(&binh.get(page)).contains("Trạm y tế phường 1"));
    assert_eq!(binh.fill(&take_over, &taken).status, 404);
    assert_eq!(world.count("import_headings"), 4, "what was taken over stays");
    let named = world.rows("SELECT act, about FROM audit WHERE act LIKE '%-headings' ORDER BY id");
    let acts = [("share-headings", "sormas".to_owned()), ("take-headings", format!("centre {centre} sormas"))];
    let acts = acts.into_iter().chain([("unshare-headings", "sormas".to_owned())]);
    assert_eq!(named, acts.map(|(act, about)| vec![act.into(), about.as_str().into()]).collect::<Vec<_>>());
}

#[test]
fn what_passes_the_look_passes_the_take_and_a_larger_file_is_refused_with_the_size_that_may_be() {
    const MOST: usize = 4 << 20;
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let address = format!("{}/file", browser.open_case("BN 1"));
    let row = |name: &str, phone: &str| format!("{name},{phone},{}\r\n", "ừ".repeat(30_000));
    let mut file = "person.firstName,person.phone,relationDescription\r\nAn,0912345678,\r\n".to_owned();
    file += &row("Bình", "12").repeat(40);
    file += "##";
    file += &"x".repeat(MOST - file.len());
    assert_eq!(file.len(), MOST);
    let looked = text(&upload(&mut browser, &address, &[("file", &file), ("act", "look")]));
    let kept = between(&looked, "name=\"kept\" value=\"", "\"").to_owned();
    let left_out = text(&upload(&mut browser, &address, &[("kept", &kept), ("act", "left-out")]));
    assert_eq!(left_out.lines().count(), 41);
    assert_eq!(upload(&mut browser, &address, &[("kept", &kept), ("act", "take")]).status, 303);
    for size in [MOST + 1, 2 * MOST] {
        let said = upload(&mut browser, &address, &[("file", &"x".repeat(size)), ("act", "look")]);
        assert_eq!(said.status, 413);
        assert!(text(&said).contains("4 MB"), "{}", text(&said));
    }
}

#[test]
fn a_file_goes_out_of_the_page_and_none_of_another_ward_is_there() {
    let world = World::new();
    let mut an = Browser::signed_in(&world, "an");
    let case = an.open_case("BN 1");
    let officer = world.sign_in("an");
    officer.add_contact(case.rsplit('/').next().unwrap(), &json!({ "name": "Lê An", "phone": "0912345678" }));
    for (address, kind) in [(format!("{case}/file"), "sormas"), ("/console/contacts/file".into(), "go_data_json")] {
        let said = an.get(&format!("{address}/export?file={kind}&dates=dmy&prefix=CT-"));
        assert!(said.headers["content-disposition"].starts_with("attachment") && text(&said).contains("84912345678"));
        assert_eq!(said.headers["cache-control"], "no-store");
    }
    let mut binh = Browser::signed_in(&world, "binh");
    for path in [format!("{case}/file"), format!("{case}/file/export?file=sormas&dates=dmy")] {
        assert_eq!(binh.get(&path).status, 404, "{path}");
    }
    assert!(!text(&binh.get("/console/contacts/file/export?file=sormas&dates=dmy")).contains("84912345678"));
    assert_eq!(upload(&mut binh, &format!("{case}/file"), &[("file", FILE), ("act", "take")]).status, 404);
    assert_eq!(an.get("/console/contacts/file/export?file=sormas&dates=dmy&prefix=%3D1").status, 400);
    // A form without the token of its session.
    let kind = [("content-type", "multipart/form-data; boundary=x")];
    let said = an.call("POST", "/console/contacts/file", &kind, Some(b"--x--\r\n"));
    assert_eq!(said.status, 403);
    assert_eq!(
        world.acts().into_iter().filter(|act| act == "export-contacts").count(),
        4,
        "an area's once more for its case"
    );
}

#[test]
fn papers_say_what_they_have_to_and_no_more_and_a_release_comes_after_the_quarantine() {
    let world = World::new();
    let mut an = Browser::signed_in(&world, "an");
    let case = an.open_case("BN 1");
    let officer = world.sign_in("an");
    let person = json!({ "name": "Lê An", "phone": "0912345678", "birth_year": 1980, "address": "12 Trần Phú" });
    let id = officer.add_contact(case.rsplit('/').next().unwrap(), &person);
    let release = format!("/console/contacts/{id}/release");
    assert_eq!(an.get(&release).status, 404, "nobody ordered anything");
    assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{id}/order"), None).status, 201);
    assert_eq!(an.get(&release).status, 409, "not over yet");
    let notice = text(&an.get(&format!("/console/contacts/{id}/workplace")));
    assert!(notice.contains("Lê An") && notice.contains("10/06/2021"), "{notice}");
    for hidden in ["BN 1", "12 Trần Phú", "912345678", "0912"] {
        assert!(!notice.contains(hidden), "{hidden}");
    }
    let dossier = text(&an.get(&format!("{case}/dossier")));
    for part in ["BN 1", "Lê An", "12 Trần Phú", "+84912345678", "10/06/2021", "Người tiếp xúc (1)"] {
        assert!(dossier.contains(part), "{part}: {dossier}");
    }
    let mut binh = Browser::signed_in(&world, "binh");
    assert_eq!((binh.get(&format!("{case}/dossier")).status, binh.get(&release).status), (404, 404));
    world.clock.advance(17 * 86_400);
    let mut an = Browser::signed_in(&world, "an");
    let letter = text(&an.get(&release));
    assert!(letter.contains("vào hết ngày 10/06/2021") && letter.contains("17/06/2021"), "{letter}");
    assert!(world.acts().contains(&"print-dossier".to_owned()));
}

#[test]
fn nobody_is_released_who_became_a_case_was_merged_lost_or_cancelled() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let ids = [0, 1, 2, 3, 4].map(|n| {
        let id = officer.add_contact(&case, &json!({ "name": format!("An {n}"), "birth_year": 1980 + n }));
        assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{id}/order"), None).status, 201);
        id
    });
    world.clock.advance(17 * 86_400);
    let officer = world.sign_in("an");
    let mut an = Browser::signed_in(&world, "an");
    let mut release = |id: &str| {
        let said = an.get(&format!("/console/contacts/{id}/release"));
        (said.status, text(&said))
    };
    for id in &ids {
        assert_eq!(release(id).0, 200, "until something else becomes of the contact");
    }
    let [case_of_their_own, merged, lost, cancelled, released] = &ids;
    let became = officer.call("POST", &format!("/officer/v1/contacts/{case_of_their_own}/case"), Some(json!({})));
    let other = json!({ "other": released });
    let merging = officer.call("POST", &format!("/officer/v1/contacts/{merged}/merge"), Some(other));
    assert_eq!((became.status, merging.status), (201, 200));
    for (id, status) in [(lost, "lost"), (cancelled, "cancelled")] {
        let set = json!({ "contacts": [id], "status": status });
        assert_eq!(officer.call("POST", "/officer/v1/contacts/status", Some(set)).status, 200);
    }
    let merged_away = if release(merged).0 == 200 { released } else { merged };
    for (id, why) in [
        (case_of_their_own, "đã trở thành ca bệnh"),
        (merged_away, "đã được gộp vào hồ sơ khác"),
        (lost, "đã mất liên lạc"),
        (cancelled, "việc theo dõi người này đã hủy"),
    ] {
        let (status, page) = release(id);
        assert!(status == 409 && page.contains(why), "{why}: {status} {page}");
    }
}

#[test]
fn a_file_of_results_is_given_on_a_page_and_comes_back_with_codes() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    assert!(text(&browser.get("/console/cases")).contains("href=\"/console/codes\""));
    assert!(text(&browser.get("/console/codes")).contains("reference,report_type,onset_date,tested_date,kind"));
    for wrong in ["", "tên,mã\nAn,1\n"] {
        let said = upload(&mut browser, "/console/codes", &[("file", wrong)]);
        assert_eq!(said.status, 400, "{wrong}");
        assert!(text(&said).contains("<a href=\"#file\">"), "{}", text(&said));
    }
    let file =
        "reference\treport_type\ttested_date\tkind\nXN 1\tconfirmed_test\t20/05/2021\tlong\nXN 2\tmaybe\t\tlong\n";
    let said = upload(&mut browser, "/console/codes", &[("file", file)]);
    assert_eq!(
        (said.status, said.headers["content-disposition"].as_str()),
        (200, "attachment; filename=\"codes.csv\"")
    );
    assert_eq!(said.headers["cache-control"], "no-store");
    let given = text(&said);
    assert!(given.starts_with('\u{feff}'), "spreadsheets read it as UTF-8");
    let mut reader = csv::Reader::from_reader(given.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    let cell = |row: usize, column: usize| rows[row].get(column).unwrap().to_owned();
    assert_eq!((rows.len(), cell(0, 1), cell(0, 8)), (2, "XN 1".to_owned(), String::new()));
    assert!(cell(0, 5).contains("/2021 ") && cell(0, 6).starts_with("https://"), "{given}");
    assert!(cell(1, 3).is_empty() && !cell(1, 8).is_empty(), "{given}");
    assert_eq!(world.count("cases"), 1);
}
