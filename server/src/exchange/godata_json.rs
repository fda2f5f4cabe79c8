//! Contacts as Go.Data's API has them: the same columns under the paths of its fields, with the ids of its reference data.

use serde_json::{Map, Value};

use super::layout::FileLayout;
use super::table::{Table, TableRow};
use crate::ground::error::Refusal;
use lancan_protocol::problem::Problem;

/// What the labels of the reference data stand for.
const IDS: [(&str, &str, &str); 6] = [
    ("Gender", "Female", "LNG_REFERENCE_DATA_CATEGORY_GENDER_FEMALE"),
    ("Gender", "Male", "LNG_REFERENCE_DATA_CATEGORY_GENDER_MALE"),
    ("Certainty level", "1 - Low", "LNG_REFERENCE_DATA_CATEGORY_CERTAINTY_LEVEL_1_LOW"),
    ("Certainty level", "2 - Medium", "LNG_REFERENCE_DATA_CATEGORY_CERTAINTY_LEVEL_2_MEDIUM"),
    ("Certainty level", "3 - High", "LNG_REFERENCE_DATA_CATEGORY_CERTAINTY_LEVEL_3_HIGH"),
    (
        "Addresses Address type [1]",
        "Usual place of residence",
        "LNG_REFERENCE_DATA_CATEGORY_ADDRESS_TYPE_USUAL_PLACE_OF_RESIDENCE",
    ),
];

/// Each column with the path of its field.
fn paths() -> impl Iterator<Item = (&'static str, &'static str)> {
    FileLayout::GoData.columns().zip(include_str!("godata_paths.txt").lines())
}

/// The contacts as JSON. The rows are those of the layout, in its columns' order.
pub(super) fn written(rows: &[Vec<String>]) -> Result<Vec<u8>, serde_json::Error> {
    let contacts: Vec<Value> = rows
        .iter()
        .map(|row| {
            let mut contact = Value::Object(Map::new());
            for ((column, path), cell) in paths().zip(row) {
                // A part of a name that is not there is said: without it nobody knows whether the name is whole.
                if !cell.is_empty() || path.ends_with("Name") {
                    set(&mut contact, path, value_of(column, cell));
                }
            }
            contact
        })
        .collect();
    serde_json::to_vec_pretty(&contacts)
}

/// Reads contacts into the rows of the layout; a row's line is the number of the contact, counted from 1. The columns are
/// those that a contact has a field of, be it an empty one.
pub(super) fn read(file: &[u8]) -> Result<Table, Refusal> {
    let broken = || Refusal::saying(Problem::RequestInvalid, "officer-file-json");
    let contacts: Vec<Value> = serde_json::from_slice(file).map_err(|_| broken())?;
    if contacts.is_empty() || contacts.len() > 5_000 {
        return Err(broken());
    }
    let is_there = |(_, path): &(&str, &str)| contacts.iter().any(|contact| get(contact, path).is_some());
    let columns: Vec<(&str, &str)> = paths().filter(is_there).collect();
    let row = |(line, contact): (usize, &Value)| TableRow {
        line,
        cells: columns.iter().map(|(column, path)| cell_of(column, get(contact, path))).collect(),
        absent: columns
            .iter()
            .enumerate()
            .filter(|(_, (_, path))| get(contact, path).is_none())
            .map(|(at, _)| at)
            .collect(),
    };
    let rows = (1..).zip(&contacts).map(row).collect();
    Ok(Table { head: columns.iter().map(|(column, _)| (*column).to_owned()).collect(), rows, is_guessed: false })
}

fn value_of(column: &str, cell: &str) -> Value {
    if let Some((_, _, id)) = IDS.iter().find(|(of, label, _)| *of == column && *label == cell) {
        return (*id).into();
    }
    match (column, cell) {
        ("Age Years", years) => years.parse::<u32>().map_or_else(|_| years.into(), Value::from),
        (_, "FALSE") => false.into(),
        (_, text) => text.into(),
    }
}

fn cell_of(column: &str, value: Option<&Value>) -> String {
    let text = match value {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(value)) => value.to_string().to_uppercase(),
        _ => String::new(),
    };
    // A time of day after a date is not ours to keep.
    let label = IDS.iter().find(|(of, _, id)| *of == column && *id == text).map(|(_, label, _)| (*label).to_owned());
    // JSON has no formulas: what a cell would have guarded is marked as such.
    label.unwrap_or_else(|| crate::ground::cells::guarded(&text))
}

/// The parts of a path: a name, and whether a list holds the part.
fn parts(path: &str) -> impl Iterator<Item = (&str, bool)> {
    path.split('.').map(|part| part.strip_suffix("[0]").map_or((part, false), |name| (name, true)))
}

fn set(contact: &mut Value, path: &str, value: Value) {
    let mut at = contact;
    for (name, is_list) in parts(path) {
        let Value::Object(map) = at else { return };
        at = map
            .entry(name)
            .or_insert_with(|| if is_list { Value::Array(vec![Value::Object(Map::new())]) } else { Value::Null });
        if is_list {
            let Some(first) = at.get_mut(0) else { return };
            at = first;
        } else if at.is_null() && !path.ends_with(name) {
            *at = Value::Object(Map::new());
        }
    }
    *at = value;
}

fn get<'v>(contact: &'v Value, path: &str) -> Option<&'v Value> {
    parts(path).try_fold(contact, |at, (name, is_list)| {
        let found = at.get(name)?;
        if is_list { found.get(0) } else { Some(found) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_stand_under_the_paths_of_the_api_and_are_read_back() {
        let cell = |column: &str| match column {
            "Contact ID" => "CT-1",
            "Gender" => "Female",
            "Age Years" => "41",
            "Phone number [1]" => "84912345678",
            "City [1]" => "Lâm Đồng",
            "Persons Related Person" => "BN 1",
            "Is contact date estimated?" => "FALSE",
            "Certainty level" => "3 - High",
            _ => "",
        };
        let row: Vec<String> = FileLayout::GoData.columns().map(|column| cell(column).to_owned()).collect();
        let file = written(std::slice::from_ref(&row)).unwrap();
        let json: Value = serde_json::from_slice(&file).unwrap();
        let expected = serde_json::json!([{
            "visualId": "CT-1",
            "firstName": "",
            "middleName": "",
            "lastName": "",
            "gender": "LNG_REFERENCE_DATA_CATEGORY_GENDER_FEMALE",
            "age": { "years": 41 },
            "addresses": [{ "city": "Lâm Đồng", "phoneNumber": "84912345678" }],
            "relationship": {
                "relatedId": "BN 1",
                "contactDateEstimated": false,
                "certaintyLevelId": "LNG_REFERENCE_DATA_CATEGORY_CERTAINTY_LEVEL_3_HIGH",
            },
        }]);
        assert_eq!(json, expected);
        let read_back = read(&file).unwrap();
        let full = FileLayout::GoData
            .columns()
            .zip(&row)
            .filter(|(column, cell)| !cell.is_empty() || column.ends_with("name"));
        let full: Vec<(String, String)> = full.map(|(column, cell)| (column.to_owned(), cell.clone())).collect();
        assert_eq!(read_back.head.iter().cloned().zip(read_back.rows[0].cells.clone()).collect::<Vec<_>>(), full);
        let read_back = read(br#"[{"visualId":"a","firstName":null},{"visualId":"b","dob":null}]"#).unwrap();
        assert_eq!(read_back.head, ["Contact ID", "First name", "Date of birth"]);
        assert_eq!([&read_back.rows[0].absent, &read_back.rows[1].absent], [&vec![2], &vec![1]]);
        assert!(read(b"{}").is_err() && read(b"[]").is_err());
    }
}
