//! Published vectors, to the last bit.
#![cfg(test)]

use std::path::{Path, PathBuf};

use lancan_matching::RollingKeys;
use lancan_protocol::{
    bluezone::{BaseId, BluezoneId},
    keys::{DayKey, Metadata},
    time::Interval,
};
use serde_json::Value;

/// A file made by others, or `None` and a word about it.
fn vectors(name: &str) -> Option<Value> {
    let folder = std::env::var_os("LANCAN_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = folder.join("vectors").join(name);
    let Ok(bytes) = std::fs::read(&path) else {
        println!("SKIPPED: there is no {}; set LANCAN_DATA", path.display());
        return None;
    };
    Some(serde_json::from_slice(&bytes).unwrap())
}

fn hex<const N: usize>(value: &Value) -> [u8; N] {
    let text = value.as_str().unwrap();
    assert_eq!(text.len(), 2 * N);
    std::array::from_fn(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
}

fn number(value: &Value) -> u32 {
    u32::try_from(value.as_u64().unwrap()).unwrap()
}

#[test]
fn all_144_identifiers_and_metadata_of_the_gaen_vector_are_derived() {
    let Some(vector) = vectors("gaen_v1_2.json") else { return };
    let key = DayKey::from_bytes(hex(&vector["temporary_exposure_key"]));
    let mut rolling = Vec::new();
    RollingKeys::new().derive(&[*key.as_bytes()], &mut rolling);
    assert_eq!(rolling, [hex(&vector["rpik"])]);

    let keys = key.identifiers();
    let sent = Metadata::Known { power_dbm: 8, confidence: 0 };
    assert_eq!(hex::<4>(&vector["metadata"]), [0x40, 8, 0, 0]);
    let intervals = vector["intervals"].as_array().unwrap();
    assert_eq!(intervals.len(), 144);
    for (offset, interval) in (0..).zip(intervals) {
        let id = keys.rolling_id(Interval(number(&vector["rolling_start_interval"]) + offset));
        assert_eq!(id.as_bytes(), &hex(&interval["rpi"]), "identifier {offset}");
        let metadata = keys.encrypt(&id, sent);
        assert_eq!(metadata.as_bytes(), &hex(&interval["aem"]), "metadata {offset}");
        assert_eq!(keys.decrypt(&id, metadata), Ok(sent), "metadata {offset}");
    }
}

#[test]
fn all_bluezone_identifiers_seen_in_traffic_are_derived() {
    let Some(vectors) = vectors("bluezone_v2.json") else { return };
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 7);
    for case in cases {
        let day = BaseId::from_bytes(hex(&case["base_id"])).daily_key(number(&case["day_offset"]));
        let slot = usize::try_from(number(&case["slot"])).unwrap();
        assert!(day.identifiers().nth(slot) == Some(BluezoneId::from_bytes(hex(&case["bluezone_id"]))), "slot {slot}");
        if let Some(key) = case.get("day_key") {
            assert!(day == lancan_protocol::bluezone::DailyKey::from_bytes(hex(key)));
        }
    }
}
