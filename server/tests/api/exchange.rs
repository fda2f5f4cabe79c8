//! Contacts out into files of SORMAS and Go.Data, and in again.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::support::{Officer, Said, World};

/// Contacts in the round trip.
const COUNT: usize = 200;
/// The kinds of file, each with the layout that reads it.
const FILES: [(&str, &str); 3] = [("sormas", "sormas"), ("go_data", "go_data"), ("go_data_json", "go_data")];

fn path_of(case: Option<&str>) -> String {
    case.map_or_else(|| "/officer/v1/contacts/file".into(), |case| format!("/officer/v1/cases/{case}/contacts/file"))
}

pub(crate) fn export(officer: &Officer<'_>, case: Option<&str>, how: &str) -> Vec<u8> {
    let said = officer.call("GET", &format!("{}?{how}", path_of(case)), None);
    assert_eq!(said.status, 200, "{}", String::from_utf8_lossy(&said.body));
    assert!(said.headers["content-disposition"].starts_with("attachment"));
    said.body
}

pub(crate) fn send(officer: &Officer<'_>, case: Option<&str>, how: &str, file: &[u8]) -> Said {
    let headers = [("authorization", officer.authorization.as_str()), ("accept-language", "en")];
    officer.world.call("POST", &format!("{}?{how}", path_of(case)), &headers, Some(file))
}

pub(crate) fn import(officer: &Officer<'_>, case: Option<&str>, how: &str, file: &[u8]) -> Json {
    let said = send(officer, case, how, file);
    assert_eq!(said.status, 200, "{}", String::from_utf8_lossy(&said.body));
    said.json()
}

/// The contacts of the officer's area by id, with what a file has to keep of them.
pub(crate) fn contacts(officer: &Officer<'_>) -> BTreeMap<String, Json> {
    let mut all = BTreeMap::new();
    let mut after = String::new();
    loop {
        let page = officer.call("GET", &format!("/officer/v1/contacts?limit=500{after}"), None).json();
        for contact in page["contacts"].as_array().unwrap() {
            let mut kept = contact.clone();
            for of_this_server in ["case_id", "created_at", "changed_at"] {
                kept.as_object_mut().unwrap().remove(of_this_server);
            }
            all.insert(contact["id"].as_str().unwrap().to_owned(), kept);
        }
        let Some(next) = page["next"].as_str() else { return all };
        after = format!("&after={next}");
    }
}

/// Contacts with every field, and with what a spreadsheet could make something else of.
fn enter_all(officer: &Officer<'_>, case: &str, count: usize) {
    let mut parent = String::new();
    let mut by_status: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for n in 0..count {
        let name = ["Nguyễn Văn Ân", "Đỗ Thị Đào", "An", "=HYPERLINK(\"x\")", "Trần, \"Tư\"", "'Ngoặc"][n % 6];
        let notes = ["- ho\n- sốt", "+84 là số cũ", "@chợ", "a;b,c\td", "bình thường"][n % 5].replace('\t', " ");
        let person = json!({
            "name": format!("{name} {n}"),
            "phone": format!("+8491{:07}", n),
            "birth_year": 1940 + n % 70,
            "sex": (["female", "male", "other"].get(n % 4)),
            "address": format!("{n} Trần Phú, tổ 3"),
            "unit": (["25054", "25057", "68", "thôn 4"][n % 4]),
            "relation": (["đồng nghiệp", "=cùng nhà", "bạn học"][n % 3]),
            "notes": notes,
        });
        let is_f2 = n % 10 == 9;
        let body = json!({
            "person": person,
            "tier": if is_f2 { "f2" } else { "f1" },
            "parent": is_f2.then_some(parent.as_str()),
            "source": (["interview", "venue", "list"][n % 3]),
            "closeness": (["unknown", "same_place", "possible", "close"][n % 4]),
            "minutes": (n % 3 > 0).then_some(n),
            "last_contact": format!("2021-05-{:02}", 1 + n % 25),
        });
        let said = officer.call("POST", &format!("/officer/v1/cases/{case}/contacts"), Some(body));
        assert_eq!(said.status, 201, "{}", String::from_utf8_lossy(&said.body));
        let id = said.json()["id"].as_str().unwrap().to_owned();
        if !is_f2 {
            parent = id.clone();
        }
        by_status.entry(["new", "follow_up", "completed", "lost", "cancelled"][n % 5]).or_default().push(id);
    }
    for (status, contacts) in by_status {
        let body = json!({ "contacts": contacts, "status": status });
        assert_eq!(officer.call("POST", "/officer/v1/contacts/status", Some(body)).status, 200);
    }
}

/// A case by this number, which another server may know too.
fn open_case(officer: &Officer<'_>, reference: &str) -> String {
    let body = json!({ "reference": reference, "onset_date": "2021-05-20", "report_type": "confirmed_test" });
    officer.call("POST", "/officer/v1/cases", Some(body)).json()["id"].as_str().unwrap().to_owned()
}

#[test]
fn two_hundred_contacts_go_to_another_server_by_each_kind_of_file_with_every_field_equal() {
    let (world, other) = (World::new(), World::new());
    let (officer, there) = (world.sign_in("an"), other.sign_in("an"));
    enter_all(&officer, &open_case(&officer, "BN 1"), COUNT);
    let before = contacts(&officer);
    assert_eq!(before.len(), COUNT);
    for (at, (file, layout)) in FILES.into_iter().enumerate() {
        let bytes = export(&officer, None, &format!("file={file}&dates=dmy"));
        let dates = if file == "go_data_json" { "iso" } else { "dmy" };
        // The case has the same number there, whatever its id.
        if at == 0 {
            open_case(&there, "bn1");
        }
        let how = format!("layout={layout}&dates={dates}");
        let looked = import(&there, None, &format!("{how}&dry_run=true"), &bytes);
        assert_eq!((looked["added"].as_u64(), &looked["faults"]), (Some(COUNT as u64), &json!([])), "{file}");
        assert_eq!((other.count("contacts"), &looked["number"]), (0, &json!(null)), "nothing is written");
        let taken = import(&there, None, &how, &bytes);
        assert_eq!(taken["added"].as_u64(), Some(COUNT as u64), "{file}");
        let after = contacts(&there);
        for (id, contact) in &before {
            assert_eq!(after.get(id), Some(contact), "{file}");
        }
        // The same file once more changes nothing.
        let again = import(&officer, None, &how, &bytes);
        assert_eq!((again["unchanged"].as_u64(), &again["number"]), (Some(COUNT as u64), &json!(null)), "{file}");
        let undone = there.call("POST", &format!("/officer/v1/imports/{}/undo", taken["number"]), None).json();
        assert_eq!(undone, json!({ "deleted": COUNT, "kept": [], "elsewhere": 0, "changed": 0 }), "{file}");
        for table in ["contacts", "contact_words", "calls", "import_contacts"] {
            assert_eq!(other.count(table), 0, "{table}");
        }
    }
}

/// The names of a list that ships with the server.
fn columns(list: &str) -> Vec<&str> {
    list.lines().collect()
}

#[test]
fn a_sormas_file_has_the_columns_and_words_that_its_import_knows_and_no_formula() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    enter_all(&officer, &case, 12);
    let ordered = contacts(&officer).into_iter().find(|(_, contact)| contact["tier"] == "f1").unwrap().0;
    assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{ordered}/order"), None).status, 201);
    let file = export(&officer, Some(&case), "file=sormas&dates=dots");
    let text = String::from_utf8(file).unwrap();
    assert!(!text.starts_with('\u{feff}') && text.contains("\r\n"));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(rows[0].iter().all(|cell| cell == "Contact"));
    let head = columns(include_str!("../../src/exchange/sormas_columns.txt"));
    assert_eq!(rows[1].iter().collect::<Vec<_>>(), head);
    let words: [(&str, &[&str]); 9] = [
        ("disease", &["CORONAVIRUS"]),
        ("contactIdentificationSource", &["CASE_PERSON", "CONTACT_PERSON", "TRACING_APP", "OTHER"]),
        ("contactProximity", &["FACE_TO_FACE_LONG", "SAME_ROOM", ""]),
        ("contactCategory", &["HIGH_RISK", "LOW_RISK"]),
        ("contactClassification", &["UNCONFIRMED", "CONFIRMED"]),
        ("contactStatus", &["ACTIVE", "CONVERTED", "DROPPED"]),
        ("followUpStatus", &["FOLLOW_UP", "COMPLETED", "CANCELED", "LOST", "NO_FOLLOW_UP"]),
        ("person.sex", &["MALE", "FEMALE", "OTHER", "UNKNOWN"]),
        ("relationToCase", &["OTHER", ""]),
    ];
    assert_eq!(rows.len(), 14);
    for row in &rows[2..] {
        let cell = |column: &str| &row[head.iter().position(|name| *name == column).unwrap()];
        for (column, known) in words {
            assert!(known.contains(&cell(column)), "{column}: {}", cell(column));
        }
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{row:?}");
        assert!(cell("person.phone").starts_with("8491"), "{}", cell("person.phone"));
        let has_order = cell("externalID") == ordered;
        assert_eq!(!cell("quarantineTo").is_empty(), has_order);
        let date = |cell: &str| cell.is_empty() || (cell.len() == 10 && cell.split('.').count() == 3);
        assert!(["lastContactDate", "reportDateTime", "quarantineTo"].into_iter().all(|column| date(cell(column))));
    }
}

#[test]
fn a_copy_that_a_spreadsheet_changed_is_read_or_its_cells_are_named_by_row_and_column() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let head =
        "externalID;person.lastName;person.firstName;person.phone;person.address.community;lastContactDate;person.sex";
    let mut file =
        format!("\u{feff}{}\n{head}\n##Mã;Họ;Tên;SĐT;Xã;Ngày;Giới\n", "Contact;".repeat(7).trim_end_matches(';'));
    let rows = [
        // The zero of the number and of the ward's code are gone, the date is a spreadsheet's number.
        ";Nguyễn;Văn Ân;912345678;4;44336;Nam",
        ";Lê;An;=\"0912345679\";00004;20/5/2021;FEMALE",
        ";Tr?n;Bình;0912345670;;20/5/2021;",
        ";Lê;=1+1;0912345671;;20/5/2021;",
        ";Lê;Dũng;12;;20/5/2021;",
        ";Lê;Em;0912345672;;hôm qua;lạ",
        ";Lê;Gấm;0912345673;;20/5/1999;",
    ];
    for row in rows {
        writeln!(file, "{row}").unwrap();
    }
    let how = "layout=sormas&dates=dmy";
    let read = import(&officer, Some(&case), how, file.as_bytes());
    assert_eq!((read["added"].as_u64(), read["guessed_letters"].as_bool()), (Some(2), Some(false)));
    let named: Vec<(u64, &str)> = read["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["row"].as_u64().unwrap(), fault["column"].as_str().unwrap()))
        .collect();
    assert_eq!(
        named,
        [
            (6, "person.lastName"),
            (7, "person.firstName"),
            (8, "person.phone"),
            (9, "lastContactDate"),
            (9, "person.sex"),
            (10, "lastContactDate"),
        ]
    );
    let found = contacts(&officer);
    let people: Vec<&Json> = found.values().map(|contact| &contact["person"]).collect();
    for (name, phone) in [("Nguyễn Văn Ân", "+84912345678"), ("Lê An", "+84912345679")] {
        let person = people.iter().find(|person| person["name"] == name).unwrap();
        assert_eq!((&person["phone"], &person["unit"]), (&json!(phone), &json!("00004")));
    }
    assert!(found.values().all(|contact| contact["last_contact"] == "2021-05-20"));
    // The rows that were left out come back as a file, are corrected, and are taken.
    let left_out = read["left_out"].as_str().unwrap();
    assert_eq!(left_out.lines().count(), 6, "{left_out}");
    let corrected = left_out
        .replace("Tr?n", "Trần")
        .replace("'=1+1", "Cúc")
        .replace(",12,", ",0912345675,")
        .replace("hôm qua", "21/5/2021")
        .replace(",lạ\r", ",\r")
        .replace("20/5/1999", "20/5/2021");
    let taken = import(&officer, Some(&case), how, corrected.as_bytes());
    assert_eq!(
        (taken["added"].as_u64(), &taken["faults"], &taken["unknown_headings"]),
        (Some(5), &json!([]), &json!([]))
    );
    // Saved under Windows as the system writes it.
    let windows = b"person.lastName;person.firstName;person.phone\nNguy\xea\xden;V\xe3n \xc2n;0912345600\n";
    let read = import(&officer, Some(&case), how, windows);
    assert_eq!((read["added"].as_u64(), read["guessed_letters"].as_bool()), (Some(1), Some(true)));
    assert!(contacts(&officer).values().any(|contact| contact["person"]["name"] == "Nguyễn Văn Ân"));
    for (file, detail) in [("a,b\n1,2\n", "column"), ("person.lastName,person.firstName\n", "rows")] {
        let said = send(&officer, Some(&case), how, file.as_bytes());
        assert_eq!(said.status, 400);
        assert!(said.json()["detail"].as_str().unwrap().contains(detail), "{file}: {:?}", said.json());
    }
}

#[test]
fn undoing_an_import_leaves_what_somebody_has_worked_with_since_and_says_so() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let mut file = "person.lastName,person.firstName,person.phone,lastContactDate\n".to_owned();
    for n in 0..6 {
        writeln!(file, "Lê,An {n},091234567{n},20/05/2021").unwrap();
    }
    let taken = import(&officer, Some(&case), "layout=sormas", file.as_bytes());
    let number = taken["number"].as_i64().unwrap();
    let by_name: BTreeMap<String, String> = contacts(&officer)
        .into_iter()
        .map(|(id, contact)| (contact["person"]["name"].as_str().unwrap().to_owned(), id))
        .collect();
    let id = |n: usize| by_name[&format!("Lê An {n}")].as_str();
    // One is changed, one called, one ordered to stay, one gets an F2; two are as they came.
    let body = json!({ "person": { "name": "Lê An 0", "phone": "0912345670" }, "last_contact": "2021-05-20" });
    assert_eq!(officer.call("PUT", &format!("/officer/v1/contacts/{}", id(0)), Some(body)).status, 200);
    let assigned = officer.call("PUT", &format!("/officer/v1/calls/{}/officer", id(1)), Some(json!({ "officer": 1 })));
    assert_eq!(assigned.status, 200);
    assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{}/order", id(2)), None).status, 201);
    let f2 = json!({ "person": { "name": "F2" }, "tier": "f2", "parent": id(3) });
    assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/contacts"), Some(f2)).status, 201);
    let undo = |officer: &Officer<'_>| officer.call("POST", &format!("/officer/v1/imports/{number}/undo"), None);
    assert_eq!(undo(&world.sign_in("binh")).status, 404);
    let undone = undo(&officer).json();
    let mut kept: Vec<&str> = undone["kept"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    kept.sort_unstable();
    let mut expected = [id(0), id(1), id(2), id(3)];
    expected.sort_unstable();
    assert_eq!((undone["deleted"].as_u64(), kept.as_slice()), (Some(2), expected.as_slice()));
    assert_eq!(undo(&officer).status, 409);
    let imports = officer.call("GET", "/officer/v1/imports", None).json();
    assert_eq!((imports[0]["number"].as_i64(), imports[0]["undone_at"].as_u64()), (Some(number), Some(world.now().0)));
    assert_eq!(world.sign_in("binh").call("GET", "/officer/v1/imports", None).json(), json!([]));
}

#[test]
fn a_file_neither_makes_up_evidence_nor_reaches_a_case_or_a_contact_of_another_area() {
    let world = World::new();
    let (officer, other) = (world.sign_in("an"), world.sign_in("binh"));
    let (case, foreign) = (officer.open_case(), other.open_case());
    let theirs = other.add_contact(&foreign, &json!({ "name": "Lê An", "phone": "0912345678" }));
    let row = |id: &str, case: &str| {
        format!(
            "externalID,caseIdExternalSystem,person.lastName,person.firstName,contactIdentificationSource,contactClassification\n\
             {id},{case},Lê,Bình,TRACING_APP,CONFIRMED\n"
        )
    };
    let how = "layout=sormas";
    assert_eq!(send(&officer, Some(&foreign), how, row("", "").as_bytes()).status, 404);
    let read = import(&officer, None, how, row("", &foreign).as_bytes());
    assert_eq!((&read["faults"][0]["column"], read["added"].as_u64()), (&json!("caseIdExternalSystem"), Some(0)));
    let read = import(&officer, Some(&case), how, row(&theirs, "").as_bytes());
    assert_eq!(read["added"].as_u64(), Some(1), "an id of another area says nothing");
    let own = contacts(&officer);
    let (id, contact) = own.first_key_value().unwrap();
    assert_ne!(*id, theirs);
    assert_eq!((&contact["source"], &contact["grade"]), (&json!("list"), &json!(null)));
    assert_eq!(contacts(&other)[&theirs]["person"]["name"], "Lê An");
    // Of two cases of the area the row names one, and the file another.
    let second = officer.open_case();
    let read = import(&officer, Some(&case), how, row("", &second).as_bytes());
    assert_eq!(read["faults"][0]["column"], "caseIdExternalSystem");
}

/// The columns of a file that somebody kept, with each cell as `cell` gives it by column and text.
fn cut(file: &[u8], kept: &[&str], cell: impl Fn(&str, &str) -> String) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let at = rows.iter().position(|row| row.iter().any(|cell| cell == kept[0])).unwrap();
    let places: Vec<usize> = kept.iter().map(|name| rows[at].iter().position(|cell| cell == *name).unwrap()).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(kept).unwrap();
    for row in &rows[at + 1..] {
        writer.write_record(kept.iter().zip(&places).map(|(name, place)| cell(name, &row[*place]))).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn what_a_file_has_no_column_for_stays_and_the_first_look_names_what_would_change() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    enter_all(&officer, &case, 12);
    let (before, calls) = (contacts(&officer), world.count("calls"));
    assert!(calls > 0 && before.values().any(|contact| contact["tier"] == "f2"));
    let sormas = export(&officer, Some(&case), "file=sormas&dates=dmy");
    let sormas = |kept: &[&str], to: &'static str| {
        cut(&sormas, kept, |name, cell| match name {
            "lastContactDate" => to.into(),
            "person.phone" => String::new(),
            _ => cell.to_owned(),
        })
    };
    let go_data: Vec<Json> = before
        .keys()
        .map(|id| json!({ "visualId": id, "firstName": "A", "relationship": { "contactDate": "2021-05-24" } }))
        .collect();
    let files = [
        ("layout=sormas", sormas(&["externalID", "person.lastName", "lastContactDate"], "25/05/2021"), "2021-05-25"),
        ("layout=go_data", serde_json::to_vec(&go_data).unwrap(), "2021-05-24"),
    ];
    for (how, file, date) in files {
        let looked = import(&officer, Some(&case), &format!("{how}&dry_run=true"), &file);
        assert_eq!((&looked["faults"], looked["changed"].as_u64()), (&json!([]), Some(12)), "{how}");
        assert!(
            looked["rows"].as_array().unwrap().iter().all(|row| row["changes"] == json!(["last_contact"])),
            "{looked}"
        );
        assert_eq!(import(&officer, Some(&case), how, &file)["changed"].as_u64(), Some(12));
        let mut expected = before.clone();
        for contact in expected.values_mut() {
            contact["last_contact"] = date.into();
        }
        assert_eq!((contacts(&officer), world.count("calls")), (expected, calls), "{how}");
    }
    // An empty cell says that nothing is known.
    let file = sormas(&["externalID", "person.phone"], "");
    let looked = import(&officer, Some(&case), "layout=sormas&dry_run=true", &file);
    assert_eq!(looked["rows"][0]["changes"], json!(["phone"]));
    import(&officer, Some(&case), "layout=sormas", &file);
    let after = contacts(&officer);
    assert!(after.iter().all(|(id, contact)| {
        contact["person"]["phone"].is_null() && contact["person"]["address"] == before[id]["person"]["address"]
    }));
    assert_eq!(world.count("calls"), 0);
}

#[test]
fn a_file_that_is_older_than_a_change_says_so_and_dates_that_it_repeats_may_be_old() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    enter_all(&officer, &case, 2);
    for (file, how) in [("sormas", "layout=sormas"), ("go_data", "layout=go_data&dates=dmy")] {
        let bytes = export(&officer, Some(&case), &format!("file={file}&dates=dmy"));
        let (id, contact) = contacts(&officer).into_iter().next().unwrap();
        world.clock.advance(60);
        let mut person = contact["person"].clone();
        person["address"] = format!("after {file}").into();
        let body = json!({ "person": person, "last_contact": contact["last_contact"] });
        assert_eq!(officer.call("PUT", &format!("/officer/v1/contacts/{id}"), Some(body)).status, 200);
        let looked = import(&officer, Some(&case), &format!("{how}&dry_run=true"), &bytes);
        let outdated: Vec<&Json> =
            looked["rows"].as_array().unwrap().iter().filter(|row| row["outdated"] == true).collect();
        assert_eq!(outdated.len(), 1, "{file}: {looked}");
        assert!(outdated[0]["changes"].as_array().unwrap().contains(&json!("address")), "{file}");
    }
    // A date that could be entered is no fault of a file that repeats it later.
    let body = json!({ "person": { "name": "Lê Cũ" }, "last_contact": "2021-03-27" });
    assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/contacts"), Some(body)).status, 201);
    let bytes = export(&officer, Some(&case), "file=sormas&dates=dmy");
    world.clock.advance(5 * 86_400);
    let officer = world.sign_in("an");
    let looked = import(&officer, Some(&case), "layout=sormas&dry_run=true", &bytes);
    assert_eq!((&looked["faults"], looked["unchanged"].as_u64()), (&json!([]), Some(3)), "{looked}");
}
