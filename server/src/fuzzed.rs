//! The readers of what others wrote, for the fuzz targets (`fuzz/`) alone: each takes any bytes, and panics where what came of
//! them cannot be.
//!
//! Only a build with `--cfg fuzzing` and the tests of this library have this module.

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::Day;

use crate::ground::calendar::Date;
use crate::ground::unit_set::UnitSet;
use crate::http::pages::local::{Local, read_date};
use crate::units::Units;
use crate::{
    backup, boundaries, codes, contacts, criteria, exchange, facilities, ground, reports, rules_desk, visitor_log, web,
};

/// A reader that takes any bytes.
pub type FuzzedReader = fn(&[u8]);

/// Every reader, by the name of its fuzz target without `server_`. A target may have several.
pub const READERS: [(&str, FuzzedReader); 15] = [
    ("backup_note", backup::fuzzed_note),
    ("boundaries", boundaries::fuzzed_boundaries),
    ("contact_files", exchange::fuzzed_contact_file),
    ("contact_files", mapping),
    ("contact_files", contacts::fuzzed_pasted_list),
    ("criteria", criteria::fuzzed_criteria),
    ("lists", facilities::fuzzed_list),
    ("lists", codes::fuzzed_results),
    ("object_store", ground::object_store::fuzzed_listing),
    ("photograph", ground::picture::fuzzed_photograph),
    ("photo_form", web::fuzzed_photo_form),
    ("report", reports::fuzzed_report),
    ("rules_draft", rules_desk::fuzzed_draft),
    ("typed", typed),
    ("wanted_cards", visitor_log::fuzzed_wanted),
];

/// Runs the readers of a target.
pub fn read(target: &str, bytes: &[u8]) {
    for (_, reader) in READERS.iter().filter(|(name, _)| *name == target) {
        reader(bytes);
    }
}

/// A mapping for DHIS2: it is refused with reasons, or holds.
fn mapping(bytes: &[u8]) {
    let read = exchange::Dhis2Mapping::read(bytes, Units::of(UnitSet::Of2025));
    assert!(read.err().is_none_or(|faults| !faults.is_empty()));
}

/// What people type into one field: dates, times, hours, a point, words of a unit's name. What is read is shown, and reads to the
/// same.
fn typed(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    let today = Date(Day(18_773));
    for date in [text.parse().ok(), Date::from_cell(text, today), read_date(text)].into_iter().flatten() {
        assert_eq!(date.to_string().parse(), Ok(date));
    }
    let local = Local(KeyDays::VIETNAM);
    if let Some(moment) = local.read_moment(text) {
        assert_eq!(local.read_moment(&local.moment(moment)), Some(moment));
    }
    if let Some(point) = facilities::FacilityPoint::read(text) {
        assert!(point.latitude.abs() <= 180_000_000 && point.longitude.abs() <= 180_000_000);
    }
    visitor_log::fuzzed_hours(text);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Files that readers take, for tests to spoil.
    const GOOD: [&str; 13] = [
        r#"{"type":"FeatureCollection","features":[{"properties":{"code":"68"},"geometry":{"type":"Polygon","coordinates":[[[107,11],[108,11],[108,12],[107,12],[107,11]]]}}]}"#,
        "set,part,number,vi,en\nschool-1467,,1,Một,One\n",
        r#"{"id":"a","decree":"1","from":"2021-05-27","until":null,"areas":["VN"],"kinds":["school"],"period":"daily","answer":"pass","total":null,"parts":[{"id":"a","title":null,"criteria":5}],"criteria":[],"mandatory":[],"verdict":[]}"#,
        "name,kind,unit,address,people,phone,manager,point\nTrường,school,24856,Số 1,400,0912345678,Lê An,\"11.6, 107.8\"\n",
        "reference,report_type,kind\nXN 1,confirmed_test,long\n",
        "person.lastName;person.firstName\nLê;An\n",
        "Họ tên\tĐiện thoại\nLê An\t0912345678\n",
        r#"[{"id":"a","firstName":"An","lastName":"Lê"}]"#,
        "6:00–11:30, 13h-17h",
        r#"{"format":1,"schema":14,"made_at":1621936800}"#,
        r#"{"request":"01010101010101010101010101010101","cards":["06060606060606060606060606066902"]}"#,
        "--x\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\na\r\n--x\r\ncontent-disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\ncontent-type: image/jpeg\r\n\r\nabc\r\n--x--\r\n",
        "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>a</NextContinuationToken><Contents><Key>b</Key></Contents></ListBucketResult>",
    ];

    #[test]
    fn every_reader_has_a_fuzz_target_of_its_name() {
        let targets = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/fuzz_targets");
        for (name, reader) in READERS {
            let target = std::fs::read_to_string(targets.join(format!("server_{name}.rs"))).unwrap();
            assert!(target.contains(&format!("read(\"{name}\", ")), "{name}");
            reader(b"");
        }
        for (file, (_, reader)) in GOOD.iter().flat_map(|file| READERS.map(|reader| (file, reader))) {
            reader(file.as_bytes());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_reader_falls_over_what_others_write(
            which in 0..GOOD.len(), at in 0_usize..300, byte in any::<u8>(), end in 0_usize..400,
            bytes in proptest::collection::vec(any::<u8>(), 0..60),
        ) {
            let mut file = GOOD[which].as_bytes().to_vec();
            if let Some(changed) = file.get_mut(at) { *changed = byte; }
            file.truncate(end.max(1));
            for (_, reader) in READERS {
                reader(&file);
                reader(&bytes);
            }
        }
    }
}
