//! Exports of keys.

use std::io::{Cursor, Read as _};

use lancan_protocol::{
    export::{
        ExportHeader, ExportKey, ExportReader, ExportSigner, Limits, StreamedKey, TrustedKeys, read_unsigned,
        write_export,
    },
    hex,
    keys::DayKey,
    time::{Interval, UnixTime},
    wire::ReportType,
};

use crate::{assert_golden, from_hex, golden, path, public, signer};

fn export_key(byte: u8, report_type: Option<ReportType>, days_since_onset: Option<i32>, risk: u8) -> ExportKey {
    let key = ExportKey::new(DayKey::from_bytes([byte; 16]), Interval(2_699_856), 144);
    ExportKey { report_type, days_since_onset, transmission_risk: risk, ..key }
}

/// An export's header, its keys and those it revises.
fn export() -> (ExportHeader, Vec<ExportKey>, Vec<ExportKey>) {
    let header = ExportHeader {
        start: UnixTime(1_620_000_000),
        end: UnixTime(1_620_007_200),
        region: "VN".into(),
        batch_number: 2,
        batch_size: 3,
    };
    let keys = vec![
        export_key(1, None, None, 0),
        export_key(2, Some(ReportType::ConfirmedTest), Some(-2), 0),
        export_key(3, Some(ReportType::ConfirmedClinicalDiagnosis), Some(0), 8),
        export_key(4, Some(ReportType::SelfReport), Some(300), 1),
        ExportKey { period: 7, ..export_key(5, Some(ReportType::Recursive), Some(-300), 0) },
    ];
    (header, keys, vec![export_key(6, Some(ReportType::Revoked), None, 0)])
}

#[test]
fn an_export_is_read_whole_and_both_its_members_are_the_same_bytes() {
    let (header, keys, revised) = export();
    let signers = [(1, "export-2021"), (2, "export-2022")].map(|(seed, id)| ExportSigner {
        key: signer(seed),
        id: id.into(),
        version: "v1".into(),
    });
    let written = write_export(&header, &keys, &revised, &signers).unwrap();
    // The members: how tightly a library packs them is no part of the form.
    let mut archive = zip::ZipArchive::new(Cursor::new(&written)).unwrap();
    let mut member = |name| {
        let mut bytes = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let (bin, sig) = (member("export.bin"), member("export.sig"));
    assert_golden("export.bin.hex", hex::encode(&bin).as_bytes());
    assert_golden("export.sig.hex", hex::encode(&sig).as_bytes());

    if std::env::var_os("LANCAN_WRITE_GOLDEN").is_some() && !path("export.zip").exists() {
        assert_golden("export.zip", &written);
    }
    let expected: Vec<StreamedKey> = keys
        .into_iter()
        .map(|key| StreamedKey { key, revised: false })
        .chain(revised.into_iter().map(|key| StreamedKey { key, revised: true }))
        .collect();
    let trusted = TrustedKeys::new(&[public(2, "export-2022")]).unwrap();
    let mut reader = ExportReader::open(Cursor::new(golden("export.zip")), Limits::default()).unwrap();
    let mut stream = reader.stream().unwrap();
    let mut read = Vec::new();
    while let Some(key) = stream.next().unwrap() {
        read.push(key);
    }
    let verified = stream.finish(&trusted).unwrap();
    assert_eq!((&verified.header, verified.key_id.as_str()), (&header, "export-2022"));
    assert_eq!(read, expected);
    let (_, unsigned) = read_unsigned(from_hex(&golden("export.bin.hex")).as_slice(), Limits::default()).unwrap();
    assert_eq!(unsigned, expected);
}
