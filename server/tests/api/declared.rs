//! Declarations as the officers of an area see them, by the pages of the console.

use std::collections::BTreeMap;

use lancan_server::store::Value;
use serde_json::Value as Json;

use crate::console::{self, Browser, between, text};
use crate::declare::{NCOVI, declarer, send, traveller, with, world};
use crate::exchange;
use crate::gateway::Gateway;
use crate::places::{WARD, add_ward_officers};
use crate::support::{Said, World, holds};

/// Two numbers of people who declare.
const NUMBERS: [&str; 2] = ["0912 345 678", "0987 654 321"];

fn ward_world() -> (World, Gateway) {
    let (world, gateway) = world();
    add_ward_officers(&world);
    (world, gateway)
}

/// What somebody of the officers' ward writes.
fn at_home<'f>(changed: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    with(&with(&NCOVI, &[("address.ward", WARD)]), changed)
}

/// The hexadecimal id of a declaration that was sent.
fn id(said: &Said) -> String {
    assert_eq!(said.status, 303, "{}", text(said));
    said.headers["location"].rsplit('/').next().unwrap().to_owned()
}

/// The rows of a table of figures: name and figure.
fn table(page: &str, id: &str) -> BTreeMap<String, String> {
    let table = between(page, &format!("id=\"{id}\""), "</table>");
    let rows = table.split("<tr><th scope=\"row\">").skip(1);
    rows.map(|row| {
        let (name, rest) = row.split_once("</th><td class=\"number\">").unwrap();
        (name.to_owned(), rest.split_once("</td>").unwrap().0.to_owned())
    })
    .collect()
}

#[test]
fn officers_of_the_ward_find_a_declaration_by_name_number_and_papers_and_others_do_not() {
    let (world, gateway) = ward_world();
    let mut an = declarer(&world, &gateway, NUMBERS[0]);
    let first = id(&send(&mut an, "ncovi", &at_home(&[])));
    let mut binh = declarer(&world, &gateway, NUMBERS[1]);
    let other =
        [("name", "Lê Văn Đạt"), ("id_number", "079 123 456"), ("phone", "0987 000 111"), ("contact.case", "yes")];
    let second = id(&send(&mut binh, "ncovi", &at_home(&other)));
    let mut lan = Browser::signed_in(&world, "lan");
    let mut found = |query: &str| {
        // Words go in a form, all else may stand in the address.
        let fields: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let said = lan.fill("/console/declarations/search", &fields);
        let page = match said.headers.get("location") {
            Some(list) => {
                assert!(said.status == 303 && !query.contains("q="), "{query}");
                text(&lan.get(list))
            }
            None => text(&said),
        };
        [&first, &second].map(|id| page.contains(&format!("/console/declarations/{id}")))
    };
    for (query, which) in [
        ("", [true, true]),
        ("q=hoa+sen", [true, false]),
        ("q=SEN+nguyen", [true, false]),
        ("q=sen+dat", [false, false]),
        ("q=dat", [false, true]),
        ("q=0912345678", [true, false]),
        ("q=%2B84987000111", [false, true]),
        ("q=b7654321", [true, false]),
        ("q=079123456", [false, true]),
        ("q=079123457", [false, false]),
        ("class=yellow", [false, true]),
        ("class=green&form=ncovi", [true, false]),
        ("form=vhd", [false, false]),
        ("unit=25054", [true, true]),
        ("unit=01", [false, false]),
        ("from=25/05/2021&until=25/05/2021", [true, true]),
        ("from=26/05/2021", [false, false]),
        ("until=24/05/2021", [false, false]),
    ] {
        assert_eq!(found(query), which, "{query}");
    }
    let shown = text(&lan.get("/console/declarations?q=dat"));
    assert!(shown.contains(&first) && shown.contains(&second), "words in an address are not looked for: {shown}");
    assert_eq!(lan.get("/console/declarations/search").headers["location"], "/console/declarations");
    let kept = world.stored_bytes();
    for secret in ["b7654321", "079123456", "987000111"] {
        let words = [secret.to_owned(), secret.to_uppercase()];
        assert!(!words.iter().any(|word| holds(&kept, word)), "{secret} is found without the server's secrets");
    }

    let mut hoa = Browser::signed_in(&world, "hoa");
    assert!(!text(&hoa.get("/console/declarations")).contains(&first), "another ward");
    assert_eq!(hoa.get(&format!("/console/declarations/{first}")).status, 404);
    assert_eq!(hoa.fill(&format!("/console/declarations/{first}/case"), &[("reference", "BN 1")]).status, 404);
    assert_eq!(lan.get("/console/declarations/00").status, 404);
    let looked = world.acts().iter().filter(|act| *act == "view-declaration").count();
    let page = text(&lan.get(&format!("/console/declarations/{first}")));
    assert!(page.contains("Nguyễn Thị Hoa Sen") && page.contains("12 Hùng Vương"), "{page}");
    assert_eq!(world.acts().iter().filter(|act| *act == "view-declaration").count(), looked + 1, "on record");
}

#[test]
fn hiv_and_pregnancy_stand_in_the_opened_declaration_alone() {
    let (world, gateway) = ward_world();
    let mut an = declarer(&world, &gateway, NUMBERS[0]);
    let told = [("condition.consent", "yes"), ("condition.hiv", "yes"), ("condition.pregnancy", "no")];
    let id = id(&send(&mut an, "ncovi", &at_home(&told)));
    let mut lan = Browser::signed_in(&world, "lan");
    for page in ["/console/declarations", "/console/declarations/figures"] {
        assert!(!text(&lan.get(page)).contains("HIV"), "{page}");
    }
    let found = text(&lan.fill("/console/declarations/search", &[("q", "hoa sen")]));
    assert!(found.contains(&id) && !found.contains("HIV"), "{found}");
    assert!(text(&lan.get(&format!("/console/declarations/{id}"))).contains("HIV hoặc suy giảm miễn dịch"));
}

#[test]
fn a_red_answer_is_a_call_to_make_at_once_and_a_later_green_one_takes_it_back() {
    let (world, gateway) = ward_world();
    let mut an = declarer(&world, &gateway, NUMBERS[0]);
    let mut lan = Browser::signed_in(&world, "lan");
    let red = id(&send(&mut an, "ncovi", &at_home(&[("symptom.fever", "yes")])));
    let queue = text(&lan.get("/console/calls"));
    assert!(queue.contains(&format!("/console/declarations/{red}")) && queue.contains("Hoa Sen"), "{queue}");
    assert!(!text(&Browser::signed_in(&world, "hoa").get("/console/calls")).contains(&red), "another ward's");
    let green = id(&send(&mut an, "ncovi", &at_home(&[("~replaces", "yes")])));
    let queue = text(&lan.get("/console/calls"));
    assert!(!queue.contains(&red) && !queue.contains(&green), "nobody is called for what was replaced");

    // The daily report names no ward: it concerns the ward of the declaration before.
    let daily: Vec<(&str, &str)> =
        NCOVI.into_iter().filter(|(name, _)| name.starts_with("symptom") || name.starts_with("contact")).collect();
    let daily = id(&send(&mut an, "ncovi-daily", &with(&daily, &[("symptom.breath", "yes")])));
    let page = format!("/console/declarations/{daily}");
    assert_eq!(lan.fill("/console/calls/next", &[]).headers["location"], page);
    let outcome = format!("{page}/outcome");
    assert_eq!(lan.fill(&outcome, &[("outcome", "later")]).status, 400, "later needs a time");
    assert_eq!(
        lan.fill(&outcome, &[("outcome", "reached"), ("then", "next")]).headers["location"],
        "/console/calls?said=nobody"
    );
    assert_eq!(world.count("calls WHERE closed = 1 AND attempts = 1"), 1);
    assert_eq!(lan.fill(&outcome, &[("outcome", "reached")]).status, 404, "there is nothing more to call for");
    let csrf = between(&text(&an.get("/khai-bao/own")), "name=\"csrf\" value=\"", "\"").to_owned();
    assert_eq!(an.send("/khai-bao/own/erase", &[("csrf", &csrf)], &[]).status, 303);
    assert_eq!((world.count("declarations"), world.count("calls"), world.count("declaration_words")), (0, 0, 0));
}

#[test]
fn the_same_number_of_papers_twice_is_told_to_the_officer_alone() {
    let (world, gateway) = ward_world();
    let mut an = declarer(&world, &gateway, NUMBERS[0]);
    let first = id(&send(&mut an, "ncovi", &at_home(&[])));
    let mut binh = declarer(&world, &gateway, NUMBERS[1]);
    let said = send(&mut binh, "ncovi", &at_home(&[("name", "Lê Văn Đạt"), ("id_number", "b 765 4321")]));
    let second = id(&said);
    assert!(!text(&binh.get(&said.headers["location"])).contains("cùng số giấy tờ"));
    let mut lan = Browser::signed_in(&world, "lan");
    let page = text(&lan.get(&format!("/console/declarations/{second}")));
    assert!(page.contains("cùng số giấy tờ") && page.contains(&format!("/console/declarations/{first}")), "{page}");
}

#[test]
fn a_declaration_becomes_a_contact_or_a_case_once_with_its_history() {
    let (world, gateway) = ward_world();
    let mut an = declarer(&world, &gateway, NUMBERS[0]);
    let first = id(&send(&mut an, "ncovi", &at_home(&[("contact.case", "yes")])));
    let mut lan = Browser::signed_in(&world, "lan");
    let case = lan.open_case("BN 7");
    let page = format!("/console/declarations/{first}");
    let wrong = lan.fill(&format!("{page}/contact"), &[("case", "BN 8")]);
    assert!(wrong.status == 400 && text(&wrong).contains("<a href=\"#case\">"), "{}", text(&wrong));
    let said = lan.fill(&format!("{page}/contact"), &[("case", "BN 7")]);
    assert_eq!(said.status, 303, "{}", text(&said));
    let contact = said.headers["location"].rsplit('/').next().unwrap().to_owned();
    let contact = world.sign_in("lan").call("GET", &format!("/officer/v1/contacts/{contact}"), None).json();
    assert!(case.contains(contact["case_id"].as_str().unwrap()), "{contact}");
    let person = &contact["person"];
    for (field, value) in [("name", "Nguyễn Thị Hoa Sen"), ("phone", "+84912345678"), ("sex", "female"), ("unit", WARD)]
    {
        assert_eq!(person[field], value, "{field}");
    }
    assert_eq!(person["birth_year"], 1987);
    let notes = person["notes"].as_str().unwrap();
    assert!(
        notes.contains("Khai báo y tế tự nguyện") && notes.contains("Cần theo dõi") && notes.contains("25/05/2021")
    );
    assert_eq!(lan.fill(&format!("{page}/case"), &[("reference", "BN 9")]).status, 409, "once");
    assert!(text(&lan.get("/console/declarations")).contains("/console/contacts/"), "the list leads there");

    let mut binh = declarer(&world, &gateway, NUMBERS[1]);
    let second = id(&send(&mut binh, "ncovi", &at_home(&[("symptom.fever", "yes")])));
    let said = lan.fill(&format!("/console/declarations/{second}/case"), &[("reference", "BN 9")]);
    assert_eq!(said.status, 303, "{}", text(&said));
    assert!(text(&lan.get(&said.headers["location"])).contains("BN 9"));
}

#[test]
fn who_only_looks_changes_nothing_and_who_keeps_accounts_sees_no_declaration() {
    let (world, gateway) = ward_world();
    let mut an = declarer(&world, &gateway, NUMBERS[0]);
    let id = id(&send(&mut an, "ncovi", &at_home(&[("symptom.fever", "yes")])));
    let page = format!("/console/declarations/{id}");
    for (name, role) in [("looks", lancan_server::Role::ReadOnly), ("keeps", lancan_server::Role::Administrator)] {
        console::add(&world, name, role);
    }
    let mut keeps = Browser::signed_in(&world, "keeps");
    for address in [
        "/console/declarations",
        page.as_str(),
        "/console/declarations/figures",
        "/console/declarations/figures.csv",
        "/console/declarations/travel-entries",
    ] {
        assert_eq!(keeps.get(address).status, 403, "{address}");
    }
    let mut looks = Browser::signed_in(&world, "looks");
    let acts = [
        ("take", vec![]),
        ("outcome", vec![("outcome", "reached")]),
        ("case", vec![]),
        ("contact", vec![("case", "x")]),
    ];
    for (act, fields) in acts {
        let said = looks.fill(&format!("{page}/{act}"), &fields);
        assert!([400, 403, 404].contains(&said.status), "{act}: {}", said.status);
    }
    assert_eq!((world.count("cases"), world.count("contacts"), world.count("calls WHERE attempts > 0")), (0, 0, 0));
    let closed = World::with(|config| config.rooms.declarations = false, |_| {});
    assert_eq!(Browser::signed_in(&closed, "an").get("/console/declarations").status, 404);
}

/// What a traveller to the officers' ward writes.
fn travels<'f>(fields: &'f [(&'static str, String)], changed: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let own: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    with(&with(&own, &[("stay.ward", WARD), ("contact.ward", WARD)]), changed)
}

#[test]
fn the_figures_are_those_of_a_plain_recount_and_keep_back_what_would_find_somebody() {
    let (world, gateway) = ward_world();
    let mut recount: BTreeMap<(&str, String), u32> = BTreeMap::new();
    let mut sent = 0_usize;
    for number in NUMBERS {
        let mut browser = declarer(&world, &gateway, number);
        let fields = traveller(&mut browser);
        for at in 0..10_usize {
            // Of twenty: 14 of one flight and 6 of another, from three countries, of whom 2 come from the third.
            let vehicle = if sent % 10 < 7 { "VN 301" } else { "vj 86" };
            let country = ["Nhật Bản", "Hàn Quốc"][usize::from(at.is_multiple_of(2))];
            let country = if at == 9 { "Pháp" } else { country };
            let fever = if sent.is_multiple_of(4) { "yes" } else { "no" };
            let changed =
                [("vehicle", vehicle), ("depart_country", country), ("symptom.fever", fever), ("exposure.case", "no")];
            let said = send(&mut browser, "vhd", &travels(&fields, &changed));
            assert_eq!(said.status, 303, "{}", text(&said));
            *recount.entry(("vehicle", vehicle.to_uppercase())).or_default() += 1;
            *recount.entry(("country", country.to_owned())).or_default() += 1;
            *recount.entry(("class", fever.to_owned())).or_default() += 1;
            sent += 1;
        }
    }
    let count = |by: &'static str, key: &str| recount[&(by, key.to_owned())].to_string();
    let mut lan = Browser::signed_in(&world, "lan");
    let page = text(&lan.get("/console/declarations/figures"));
    let vehicles = table(&page, "by-vhd-vehicle");
    assert_eq!(vehicles["VN 301"], count("vehicle", "VN 301"));
    assert_eq!(vehicles["VJ 86"], count("vehicle", "VJ 86"));
    assert_eq!(vehicles["Tổng"], "20");
    let classes = table(&page, "by-vhd-class");
    assert_eq!(
        (&classes["Nguy cơ cao, cần gọi ngay"], &classes["Cần theo dõi"]),
        (&count("class", "yes"), &"0".to_owned())
    );
    assert_eq!(classes["Chưa thấy nguy cơ"], count("class", "no"));
    assert!(
        page.contains(&format!("<dt>Khai nhập cảnh có nguy cơ cao</dt><dd>{}</dd>", count("class", "yes"))),
        "{page}"
    );
    // Two from Pháp: they are kept back, and the fewer of the others with them, for the total would tell.
    let countries = table(&page, "by-vhd-depart-country");
    assert_eq!(recount[&("country", "Pháp".to_owned())], 2);
    assert_eq!(countries["Pháp"], "Không nêu");
    let shown: Vec<&String> = countries.values().filter(|figure| *figure != "Không nêu").collect();
    assert_eq!((countries.len(), shown.len()), (4, 2), "{countries:?}");
    assert_eq!(countries["Tổng"], "20");
    // The file for spreadsheets says the same, and keeps the same back.
    let said = lan.get("/console/declarations/figures.csv");
    assert!(said.headers["content-disposition"].contains("declarations.csv"));
    let file = String::from_utf8(said.body).unwrap();
    // Titles of tables may hold commas: what a figure is of, and the figure, are the last two cells.
    let cells: Vec<Vec<&str>> = file.lines().map(|line| line.rsplitn(3, ',').collect()).collect();
    let figure = |what: &str| cells.iter().find(|row| row[1] == what).map(|row| row[0]);
    assert_eq!((figure("VN 301"), figure("Pháp")), (Some(vehicles["VN 301"].as_str()), Some("Không nêu")), "{file}");
    assert!(cells.iter().filter(|row| row[1] == "Tổng").all(|row| row[0] == "20"), "{file}");
    assert_eq!(file.matches("Khai nhập cảnh có nguy cơ cao").count(), 1);
    // Another ward has nothing to count, and a range of days the wrong way round is refused.
    assert!(!text(&Browser::signed_in(&world, "hoa").get("/console/declarations/figures")).contains("by-vhd"));
    assert_eq!(lan.get("/console/declarations/figures?from=2/6/2021&until=1/6/2021").status, 400);
}

/// Our own importer takes a file of travel entries into a case: each traveller is a contact with the same words.
fn taken_into_a_case(world: &World, file: &[u8], written: &BTreeMap<String, BTreeMap<&str, String>>) {
    let lan = world.sign_in("lan");
    let case = lan.open_case();
    let taken = exchange::import(&lan, Some(&case), "layout=sormas&dates=dmy", file);
    assert_eq!(taken["added"], 50, "{taken}");
    let told: BTreeMap<String, Json> =
        exchange::contacts(&lan).into_values().map(|one| (one["person"]["birth_year"].to_string(), one)).collect();
    for cells in written.values().filter(|cells| cells["person.passportNumber"].starts_with("C08877")) {
        let contact = &told[&cells["person.birthdateYYYY"]];
        let name = format!("{} {}", cells["person.lastName"].trim_start_matches('\''), cells["person.firstName"]);
        let is_same = |field: &str, value: &str| assert_eq!(contact["person"][field], value, "{contact}");
        is_same("name", &name);
        is_same("sex", "male");
        is_same("unit", WARD);
        is_same("address", "12 Hùng Vương");
        is_same("phone", "+84912345678");
    }
}

#[test]
fn fifty_declarations_on_entry_come_out_as_travel_entries_and_read_back_equal() {
    let (world, gateway) = ward_world();
    let mut written: BTreeMap<String, BTreeMap<&str, String>> = BTreeMap::new();
    for (of, number) in NUMBERS.into_iter().enumerate() {
        let mut browser = declarer(&world, &gateway, number);
        let fields = traveller(&mut browser);
        for at in 0..25 {
            let name = if at == 3 { "=HYPERLINK An".to_owned() } else { format!("Trần Văn “Ngọc, {at}”") };
            let (passport, year) = (format!("C{of}8877{at:02}"), (1950 + at).to_string());
            let changed = [("name", name.as_str()), ("passport", passport.as_str()), ("birth_year", year.as_str())];
            let id = id(&send(&mut browser, "vhd", &travels(&fields, &changed)));
            let (last, first) = name.split_once(' ').unwrap();
            let guarded = if last.starts_with('=') { format!("'{last}") } else { last.to_owned() };
            written.insert(
                id,
                [
                    ("person.lastName", guarded),
                    ("person.firstName", first.to_owned()),
                    ("person.passportNumber", passport),
                    ("person.birthdateYYYY", year),
                    ("person.sex", "MALE".to_owned()),
                    ("dateOfArrival", "27/05/2021".to_owned()),
                    ("reportDate", "25/05/2021".to_owned()),
                    ("disease", "CORONAVIRUS".to_owned()),
                    ("vaccinated", "true".to_owned()),
                    ("vehicle", "VN 301".to_owned()),
                    ("seat", "21A".to_owned()),
                    ("departureCountry", "JP".to_owned()),
                    ("person.address.region", "Tỉnh Lâm Đồng".to_owned()),
                    ("person.address.district", "Huyện Bảo Lâm".to_owned()),
                    ("quarantineTypeDetails", "Khách sạn Hoa Sen".to_owned()),
                ]
                .into(),
            );
        }
    }
    let mut lan = Browser::signed_in(&world, "lan");
    let said = lan.get("/console/declarations/travel-entries");
    assert_eq!((said.status, said.headers["content-type"].as_str()), (200, "text/csv; charset=utf-8"));
    assert!(said.headers["content-disposition"].contains("travel-entries.csv"));
    let mut reader = csv::Reader::from_reader(said.body.as_slice());
    let head = reader.headers().unwrap().clone();
    let mut read = BTreeMap::new();
    for row in reader.records() {
        let row: BTreeMap<String, String> =
            head.iter().map(str::to_owned).zip(row.unwrap().iter().map(str::to_owned)).collect();
        read.insert(row["externalId"].clone(), row);
    }
    assert_eq!(read.len(), 50);
    for (id, cells) in &written {
        for (column, value) in cells {
            assert_eq!(&read[id][*column], value, "{column}");
        }
    }
    taken_into_a_case(&world, &said.body, &written);
    assert!(String::from_utf8(said.body).unwrap().contains("\r\n"), "RFC 4180");
    let empty = Browser::signed_in(&world, "hoa").get("/console/declarations/travel-entries");
    assert_eq!(text(&empty).lines().count(), 1, "another ward's file is its head");
    let days = world.rows("SELECT DISTINCT area FROM declarations");
    assert_eq!(days.len(), 1);
    assert!(matches!(&days[0][0], Value::Text(area) if area.ends_with(&format!("{WARD}/"))));
}
