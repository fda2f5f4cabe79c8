//! A form changes: a question goes, another has a new name, a third becomes required. Answers to the version before are taken for
//! seven days and shown as they were asked.

use std::path::Path;

use lancan_protocol::forms::{FormVersion, Forms, Item};
use lancan_protocol::time::UnixTime;
use serde_json::{Value as Json, json};

use crate::console::{Browser, text};
use crate::declare::{NCOVI, NUMBER, OTHER, declarer, send, with, world};
use crate::declaring_apps::{declare, token};
use crate::places::{WARD, add_ward_officers};
use crate::support::{TODAY, World};

const NEW: &str = "2021-12";

/// The forms as the server signs them, which an operator begins with.
fn served(world: &World) -> Forms {
    Forms::open_signed(&world.get("/v1/forms").body, &world.deployment().forms_keys, 0, world.now()).unwrap()
}

fn items(form: &mut FormVersion) -> Vec<&mut Vec<Item>> {
    let mut groups = Vec::new();
    for group in &mut form.questionnaire.item {
        groups.push(&mut group.item);
    }
    groups
}

/// The second version of `ncovi`: without an address for mail, with another name for the number of the identity card, and with a
/// number of the insurance card that is required.
fn changed(before: &FormVersion) -> FormVersion {
    let mut form = before.clone();
    NEW.clone_into(&mut form.questionnaire.version);
    for group in items(&mut form) {
        group.retain(|item| item.link_id != "email");
        for item in group.iter_mut() {
            match item.link_id.as_str() {
                "id_number" => {
                    "citizen_number".clone_into(&mut item.link_id);
                    "Số định danh cá nhân".clone_into(&mut item.text);
                }
                "insurance" => item.required = true,
                _ => {}
            }
        }
    }
    form
}

fn publish(world: &mut World, forms: &Forms) {
    world.stop();
    let file = world.config.data_dir.join("forms.json");
    std::fs::write(&file, serde_json::to_vec(forms).unwrap()).unwrap();
    world.config.forms_file = Some(file);
    world.start();
}

/// The newest answers of a number to `ncovi`, as FHIR writes them.
fn answers(browser: &mut Browser<'_>) -> Json {
    let data = browser.get("/khai-bao/own/data").json();
    data.as_array().unwrap().iter().find(|one| one["form"] == "ncovi").unwrap()["response"].clone()
}

#[test]
fn answers_to_the_version_before_are_taken_for_seven_days_and_shown_as_they_were_asked() {
    let (mut world, gateway) = world();
    add_ward_officers(&world);
    let mut browser = declarer(&world, &gateway, NUMBER);
    let first = with(&NCOVI, &[("address.ward", WARD), ("email", "hoa@example.vn")]);
    let own = send(&mut browser, "ncovi", &first).headers["location"].clone();
    let old_answers = answers(&mut browser);
    let mut forms = served(&world);
    let at = forms.forms.iter().position(|form| form.id == "ncovi").unwrap();
    let next = changed(&forms.forms[at]);
    forms.forms[at].superseded_on = Some(TODAY);
    forms.forms.push(next);
    publish(&mut world, &forms);

    // What was answered is shown with the questions of its version, to the declarer and to officers.
    let mut browser = declarer(&world, &gateway, NUMBER);
    for page in [text(&browser.get(&own)), {
        let file = own.replace("/khai-bao/own/", "/console/declarations/");
        text(&Browser::signed_in(&world, "lan").get(&file))
    }] {
        assert!(page.contains("B7654321") && page.contains("hoa@example.vn"), "{page}");
        assert!(!page.contains("Số định danh cá nhân"), "{page}");
    }
    assert!(text(&browser.get("/khai-bao")).matches("/khai-bao/form/ncovi\"").count() == 1, "one version is offered");

    // Who answers now is asked by the new version.
    let mut other = declarer(&world, &gateway, OTHER);
    let asked = text(&other.get("/khai-bao/form/ncovi"));
    assert!(asked.contains("name=\"citizen_number\"") && !asked.contains("name=\"id_number\""));
    assert!(!asked.contains("name=\"email\""));
    let renamed: Vec<(&str, &str)> = NCOVI
        .into_iter()
        .filter(|(name, _)| *name != "email")
        .map(|(name, value)| (if name == "id_number" { "citizen_number" } else { name }, value))
        .collect();
    let refused = send(&mut other, "ncovi", &renamed);
    assert_eq!(refused.status, 400);
    assert!(text(&refused).contains("href=\"#insurance\""), "{}", text(&refused));
    assert_eq!(world.count("declarations"), 1, "nothing is kept of it");
    assert_eq!(send(&mut other, "ncovi", &with(&renamed, &[("insurance", "DN4797912345678")])).status, 303);

    // A phone that lay in a drawer has answered the version before.
    let session = token(&world, &gateway);
    let of_phone = |id: u8| json!({ "id": format!("{id:02x}").repeat(16), "form": "ncovi", "response": old_answers });
    let said = declare(&world, &session, &of_phone(1));
    assert_eq!((said.status, &said.json()["taken"]), (200, &Json::from(true)), "{}", text(&said));
    let on_day = |day: u64| UnixTime(world.now().0 + day * 86_400);
    let (seventh, eighth) = (on_day(7), on_day(8));
    world.go_to(seventh);
    let session = token(&world, &gateway);
    assert_eq!(declare(&world, &session, &of_phone(2)).status, 200);
    world.go_to(eighth);
    let before = world.count("declarations");
    assert_eq!(declare(&world, &session, &of_phone(3)).status, 400, "on the eighth day it is over");
    assert_eq!(world.count("declarations"), before);
    let versions = world.rows("SELECT version FROM declarations ORDER BY at, version");
    let versions = versions.iter().filter(|row| format!("{row:?}").contains(NEW)).count();
    assert_eq!(versions, 1, "each keeps the version that it answered");
}

#[test]
fn the_numbers_of_a_form_change_with_its_file_alone() {
    let (mut world, gateway) = world();
    let mut forms = served(&world);
    let at = forms.forms.iter().position(|form| form.id == "vhd").unwrap();
    let numbers = &mut forms.forms[at].rules.numbers;
    assert_eq!(numbers["travel_days"], 21);
    numbers.insert("travel_days".into(), 14);
    let words = |world: &World| text(&declarer(world, &gateway, NUMBER).get("/khai-bao/form/vhd"));
    let before = words(&world);
    assert!(before.contains("21 ngày") && !before.contains("14 ngày"), "{before}");
    publish(&mut world, &forms);
    let after = words(&world);
    assert!(after.contains("14 ngày") && !after.contains("21 ngày"), "{after}");
}

#[test]
fn a_file_that_is_no_good_keeps_the_server_from_starting_and_says_what_is_wrong() {
    let (mut world, _gateway) = world();
    let forms = served(&world);
    let file = world.config.data_dir.join("forms.json");
    world.config.forms_file = Some(file.clone());
    let refused = |forms: &Json, path: &Path| {
        std::fs::write(path, forms.to_string()).unwrap();
        world.config.forms().unwrap_err().to_string()
    };
    let good = serde_json::to_value(&forms).unwrap();
    let mut without = good.clone();
    without["forms"].as_array_mut().unwrap().remove(0);
    let said = refused(&without, &file);
    assert!(said.contains("forms.json") && said.contains("the form vhd"), "{said}");
    let mut misspelt = good.clone();
    misspelt["forms"][2]["questionnaire"]["item"][0]["linkId"] = "Tên".into();
    assert!(refused(&misspelt, &file).contains("ncovi"));
    let mut twice = good.clone();
    let again = twice["forms"][0].clone();
    twice["forms"].as_array_mut().unwrap().push(again);
    assert!(refused(&twice, &file).contains("vhd"));
    assert!(refused(&json!({ "format": 1 }), &file).contains("forms.json"));
    std::fs::write(&file, good.to_string()).unwrap();
    assert_eq!(world.config.forms().unwrap(), forms.forms);
}
