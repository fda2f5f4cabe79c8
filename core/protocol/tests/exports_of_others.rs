//! Exports that others made: read to the last key, verified with their own public key and no other.

#![cfg(test)]

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use lancan_protocol::export::{
    ExportError, ExportReader, Limits, StreamedKey, TrustedKeys, VerifiedExport, read_unsigned,
};
use lancan_protocol::time::{Interval, UnixTime};

/// The folder with data made by others, or `None` and a word about it.
fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("LANCAN_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    if !folder.join("exports").is_dir() {
        println!("SKIPPED: there is no {}; set LANCAN_DATA", folder.display());
        return None;
    }
    Some(folder)
}

fn trusted(pem: &Path) -> TrustedKeys {
    TrustedKeys::under_any_id(&[&std::fs::read_to_string(pem).unwrap()]).unwrap()
}

fn read(zip: &Path, trusted: &TrustedKeys) -> Result<(VerifiedExport, Vec<StreamedKey>), ExportError> {
    let mut reader = ExportReader::open(File::open(zip).unwrap(), Limits::default())?;
    let mut stream = reader.stream()?;
    let mut keys = Vec::new();
    while let Some(key) = stream.next()? {
        keys.push(key);
    }
    Ok((stream.finish(trusted)?, keys))
}

#[test]
fn signed_exports_verify_with_their_own_public_key_and_not_with_each_others() {
    let Some(data) = data() else { return };
    let file = |name: &str| data.join("exports").join(name);
    let (ens, eni) = (trusted(&file("ens_public.pem")), trusted(&file("eni_public.pem")));

    let (verified, keys) = read(&file("ens_two_keys.zip"), &ens).unwrap();
    assert_eq!((verified.keys, verified.revised_keys, verified.header.region.as_str()), (2, 0, "US"));
    assert_eq!((verified.header.start, verified.header.end), (UnixTime(1_590_159_600), UnixTime(1_590_246_000)));
    assert_eq!((verified.key_id.as_str(), verified.key_version.as_str()), ("some_id", "1"));
    let said: Vec<_> = keys.iter().map(|key| (key.key.start, key.key.period, key.key.transmission_risk)).collect();
    assert_eq!(said, [(Interval(2_649_980), 1, 8), (Interval(2_649_866), 114, 1)]);

    let (verified, keys) = read(&file("eni_sample_140_keys.zip"), &eni).unwrap();
    assert_eq!((verified.keys, keys.len(), verified.key_id.as_str()), (140, 140, "310"));
    assert!(keys.iter().all(|key| key.key.period == 144 && key.key.report_type.is_none()));

    assert!(matches!(read(&file("ens_two_keys.zip"), &eni), Err(ExportError::SignatureInvalid)));
    assert!(matches!(read(&file("eni_sample_140_keys.zip"), &ens), Err(ExportError::SignatureInvalid)));
    assert!(matches!(read(&file("ens_two_keys.zip"), &TrustedKeys::default()), Err(ExportError::UnknownKey)));
}

#[test]
fn an_unsigned_export_with_odd_rolling_periods_is_read() {
    let Some(data) = data() else { return };
    let file = File::open(data.join("exports/eni_200_keys_odd_periods.bin")).unwrap();
    let (header, keys) = read_unsigned(file, Limits::default()).unwrap();
    assert_eq!((header.start, header.end), (UnixTime(1_588_425_586), UnixTime(1_588_857_586)));
    assert_eq!(keys.len(), 200);
    assert_eq!(keys.iter().map(|key| key.key.period).min(), Some(1));
    assert!(keys.iter().any(|key| key.key.period % 2 == 1));
}
