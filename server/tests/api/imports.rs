//! What came in by a file: once, on record for each case, and undone as far as nobody worked with it.

use lancan_server::store::Value;
use serde_json::{Value as Json, json};

use crate::exchange::{contacts, export, import, send};
use crate::support::World;

/// A column for each of what a row needs, in an area's file.
const HEAD: &str = "externalID,caseIdExternalSystem,person.lastName,person.firstName,person.phone";

fn file(rows: &[&str]) -> Vec<u8> {
    format!("{HEAD}\n{}\n", rows.join("\n")).into_bytes()
}

/// The cases and subjects of the acts of one kind.
fn subjects(world: &World, act: &str) -> Vec<(Option<String>, Option<String>)> {
    let text = |value| match value {
        Value::Text(text) => Some(text),
        _ => None,
    };
    let rows = world.rows(&format!("SELECT case_id, about FROM audit WHERE act = '{act}' ORDER BY id"));
    let both = |row: Vec<Value>| {
        let mut row = row.into_iter().map(text);
        (row.next().flatten(), row.next().flatten())
    };
    rows.into_iter().map(both).collect()
}

#[test]
fn a_file_that_is_taken_already_is_taken_again_only_when_somebody_says_so() {
    let world = World::new();
    let (officer, other) = (world.sign_in("an"), world.sign_in("binh"));
    let case = officer.open_case();
    let bytes = file(&[",,Lê,An,0912345678"]);
    let taken = import(&officer, Some(&case), "", &bytes);
    assert_eq!((taken["added"].as_u64(), &taken["taken_before"]), (Some(1), &json!(null)));
    let again = send(&officer, Some(&case), "", &bytes);
    assert_eq!(again.status, 409);
    assert!(again.json()["detail"].as_str().unwrap().contains("as import 1"), "{}", again.json());
    assert_eq!(world.count("contacts"), 1);
    let looked = import(&officer, Some(&case), "dry_run=true", &bytes);
    assert_eq!((looked["taken_before"].as_u64(), looked["added"].as_u64()), (Some(1), Some(1)));
    // Whoever sees the area no more than that is not told of it.
    let elsewhere = import(&other, Some(&other.open_case()), "", &bytes);
    assert_eq!((elsewhere["added"].as_u64(), &elsewhere["taken_before"]), (Some(1), &json!(null)));
    assert_eq!(import(&officer, Some(&case), "again=true", &bytes)["added"].as_u64(), Some(1));
    assert_eq!(contacts(&officer).len(), 2);
    for import in officer.call("GET", "/officer/v1/imports", None).json().as_array().unwrap() {
        let path = format!("/officer/v1/imports/{}/undo", import["number"]);
        assert_eq!(officer.call("POST", &path, None).status, 200);
    }
    let taken = import(&officer, Some(&case), "", &bytes);
    assert_eq!(
        (taken["added"].as_u64(), &taken["taken_before"]),
        (Some(1), &json!(null)),
        "what was undone does not count"
    );
}

#[test]
fn two_rows_with_one_id_or_one_number_are_named_before_anything_is_written_and_the_import_is_undone() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let id = "0123456789abcdef0123456789abcdef";
    let bytes = file(&[&format!("{id},,Lê,An,0912345678"), &format!("{id},,Lê,Bình,"), ",,Lê,Chi,0912345678"]);
    for how in ["dry_run=true", ""] {
        let read = import(&officer, Some(&case), how, &bytes);
        let faults: Vec<(&Json, &Json)> =
            read["faults"].as_array().unwrap().iter().map(|fault| (&fault["row"], &fault["column"])).collect();
        assert_eq!(faults, [(&json!(3), &json!("externalID"))], "{how}");
        let alike: Vec<bool> =
            read["rows"].as_array().unwrap().iter().map(|row| row["alike"].as_bool().unwrap()).collect();
        assert_eq!(alike, [false, false, true], "{how}");
    }
    let undone = officer.call("POST", "/officer/v1/imports/1/undo", None).json();
    assert_eq!(undone, json!({ "deleted": 2, "kept": [], "elsewhere": 0, "changed": 0 }));
}

#[test]
fn what_is_done_to_an_area_by_a_file_is_on_record_for_each_case() {
    let world = World::new();
    let officer = world.sign_in("an");
    let (first, second, third) = (officer.open_case(), officer.open_case(), officer.open_case());
    officer.add_contact(&third, &json!({ "name": "Lê Em" }));
    let row = |case: &str, name: &str| format!(",{case},Lê,{name},");
    let bytes = file(&[&row(&first, "An"), &row(&first, "Bình"), &row(&second, "Chi")]);
    let number = import(&officer, None, "", &bytes)["number"].clone();
    assert_eq!(officer.call("POST", &format!("/officer/v1/imports/{number}/undo"), None).json()["deleted"], 3);
    let mut cases = [first.clone(), second];
    cases.sort();
    let about = Some(format!("import {number}"));
    let of_each: Vec<_> = cases.into_iter().map(|case| (Some(case), about.clone())).collect();
    assert_eq!(subjects(&world, "import-contacts"), [vec![(None, None)], of_each.clone()].concat());
    assert_eq!(subjects(&world, "undo-import"), [vec![(None, about)], of_each].concat());
    // Of one case the act itself says which.
    let number = import(&officer, Some(&first), "", &file(&[",,Lê,Dung,"]))["number"].clone();
    officer.call("POST", &format!("/officer/v1/imports/{number}/undo"), None);
    assert_eq!(subjects(&world, "import-contacts").last(), Some(&(Some(first.clone()), None)));
    assert_eq!(subjects(&world, "undo-import").last(), Some(&(Some(first), Some(format!("import {number}")))));
    export(&officer, None, "");
    let exported: Vec<Option<String>> = subjects(&world, "export-contacts").into_iter().map(|(case, _)| case).collect();
    assert_eq!(exported, [None, Some(third)]);
}

#[test]
fn undoing_leaves_a_contact_whom_another_province_is_asked_to_take_over() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    import(&officer, Some(&case), "", &file(&[",,Lê,An,0912345678", ",,Lê,Bình,0912345679"]));
    let sent = contacts(&officer).into_keys().next().unwrap();
    let said = officer.call("POST", &format!("/officer/v1/contacts/{sent}/transfer"), Some(json!({ "unit": "01" })));
    assert_eq!(said.status, 201, "{}", said.json());
    let undone = officer.call("POST", "/officer/v1/imports/1/undo", None).json();
    assert_eq!(undone, json!({ "deleted": 1, "kept": [sent], "elsewhere": 0, "changed": 0 }));
}

#[test]
fn who_may_not_write_is_refused_before_a_file_is_read_and_a_file_of_too_many_columns_is_not_read_to_its_end() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let wide = format!("{HEAD}\n{}\n", ",".repeat(1 << 20));
    let said = send(&officer, Some(&case), "", wide.as_bytes());
    assert_eq!(said.status, 400);
    assert!(said.json()["detail"].as_str().unwrap().contains("200 columns"), "{}", said.json());
    crate::console::add(&world, "xem", lancan_server::Role::ReadOnly);
    let reader = world.sign_in("xem");
    for how in ["", "dry_run=true"] {
        assert_eq!(send(&reader, None, how, b"neither head nor rows").status, 403, "{how}");
    }
    assert_eq!(send(&officer, Some(&case), "", &vec![b'#'; (4 << 20) + 1]).status, 413);
}
