//! What is written is read back; what is broken, hostile or not signed by a trusted key is refused.
#![cfg(test)]

use std::io::{Cursor, Read as _, Write as _};

use lancan_protocol::{
    export::{
        ExportError, ExportHeader, ExportKey, ExportReader, ExportSigner, Limits, StreamedKey, TrustedKeys,
        VerifiedExport, day_file, read_unsigned, write_export,
    },
    keys::DayKey,
    time::{Interval, UnixTime},
    wire::{PublicKeyPem, ReportType},
};
use p256::{ecdsa::SigningKey, pkcs8::EncodePublicKey as _};
use proptest::prelude::*;

fn signer(seed: u8, id: &str) -> ExportSigner {
    ExportSigner { key: SigningKey::from_slice(&[seed; 32]).unwrap(), id: id.into(), version: "1".into() }
}

fn public(signer: &ExportSigner) -> PublicKeyPem {
    let pem = signer.key.verifying_key().to_public_key_pem(p256::pkcs8::LineEnding::LF).unwrap();
    PublicKeyPem { id: signer.id.clone(), version: "1".into(), pem }
}

fn trusted(signers: &[&ExportSigner]) -> TrustedKeys {
    TrustedKeys::new(&signers.iter().map(|signer| public(signer)).collect::<Vec<_>>()).unwrap()
}

fn header() -> ExportHeader {
    ExportHeader {
        start: UnixTime(1_620_000_000),
        end: UnixTime(1_630_000_000),
        region: "VN".into(),
        batch_number: 2,
        batch_size: 3,
    }
}

fn key(byte: u8) -> ExportKey {
    ExportKey::new(DayKey::from_bytes([byte; 16]), Interval(2_700_000), 144)
}

fn read(
    bytes: &[u8],
    trusted: &TrustedKeys,
    limits: Limits,
) -> Result<(VerifiedExport, Vec<StreamedKey>), ExportError> {
    let mut reader = ExportReader::open(Cursor::new(bytes), limits)?;
    let mut stream = reader.stream()?;
    let mut keys = Vec::new();
    while let Some(key) = stream.next()? {
        keys.push(key);
    }
    Ok((stream.finish(trusted)?, keys))
}

fn keys() -> impl Strategy<Value = Vec<ExportKey>> {
    let kind = prop_oneof![
        Just(None),
        Just(Some(ReportType::ConfirmedTest)),
        Just(Some(ReportType::ConfirmedClinicalDiagnosis)),
        Just(Some(ReportType::SelfReport)),
        Just(Some(ReportType::Recursive)),
        Just(Some(ReportType::Revoked))
    ];
    let key = (any::<[u8; 16]>(), 0_u32..2_700_000, 1_u32..=144, kind, proptest::option::of(any::<i32>()), 0_u8..=8);
    proptest::collection::vec(key, 0..40).prop_map(|keys| {
        let key = |(bytes, start, period, report_type, days_since_onset, transmission_risk)| ExportKey {
            report_type,
            days_since_onset,
            transmission_risk,
            ..ExportKey::new(DayKey::from_bytes(bytes), Interval(start), period)
        };
        keys.into_iter().map(key).collect()
    })
}

fn sorted(mut keys: Vec<ExportKey>) -> Vec<ExportKey> {
    keys.sort_by(|a, b| a.key.cmp(&b.key));
    keys
}

proptest! {
    #[test]
    fn every_export_is_read_back_as_it_was_written_and_twice_written_the_same(keys in keys(), revised in keys()) {
        let signer = signer(1, "a");
        let signers = [signer];
        let bytes = write_export(&header(), &keys, &revised, &signers).unwrap();
        prop_assert_eq!(&write_export(&header(), &keys, &revised, &signers).unwrap(), &bytes);
        let (verified, read) = read(&bytes, &trusted(&[&signers[0]]), Limits::default()).unwrap();
        prop_assert_eq!(verified.header, header());
        prop_assert_eq!((verified.keys, verified.revised_keys), (keys.len() as u64, revised.len() as u64));
        let expected: Vec<_> = sorted(keys).into_iter().map(|key| StreamedKey { key, revised: false })
            .chain(sorted(revised).into_iter().map(|key| StreamedKey { key, revised: true })).collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn a_changed_or_cut_export_never_verifies(keys in keys(), at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let signers = [signer(1, "a")];
        let trusted = trusted(&[&signers[0]]);
        let bytes = write_export(&header(), &keys, &[], &signers).unwrap();
        let whole = read(&bytes, &trusted, Limits::default()).unwrap();
        let mut changed = bytes.clone();
        changed[at.index(bytes.len())] ^= 1 << bit;
        // A bit in a field of the zip that says nothing of the members may change; what is read may not.
        if let Ok(read) = read(&changed, &trusted, Limits::default()) {
            prop_assert_eq!(read, whole);
        }
        prop_assert!(read(&bytes[..at.index(bytes.len())], &trusted, Limits::default()).is_err());
    }

    #[test]
    fn any_bytes_are_an_export_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes, &TrustedKeys::default(), Limits::default());
        let mut with_header = b"EK Export v1    ".to_vec();
        with_header.extend_from_slice(&bytes);
        let _ = read_unsigned(with_header.as_slice(), Limits::default());
    }
}

#[test]
fn one_key_can_follow_another_while_exports_carry_both_signatures() {
    let (old, new, other) = (signer(1, "2021-1"), signer(2, "2021-2"), signer(3, "2021-1"));
    let both = write_export(&header(), &[key(1)], &[], &[signer(1, "2021-1"), signer(2, "2021-2")]).unwrap();
    for keys in [trusted(&[&old]), trusted(&[&new]), trusted(&[&other, &new]), trusted(&[&old, &new])] {
        assert!(read(&both, &keys, Limits::default()).is_ok());
    }
    assert_eq!(read(&both, &trusted(&[&new]), Limits::default()).unwrap().0.key_id, "2021-2");
    let only = |keys: &[&ExportSigner]| read(&both, &trusted(keys), Limits::default());
    assert!(matches!(only(&[&other]), Err(ExportError::SignatureInvalid)));
    assert!(matches!(only(&[&signer(1, "elsewhere")]), Err(ExportError::UnknownKey)));
    let unsigned = write_export(&header(), &[key(1)], &[], &[]).unwrap();
    assert!(matches!(read(&unsigned, &trusted(&[&old]), Limits::default()), Err(ExportError::Unsigned)));
}

#[test]
fn the_writer_keeps_the_order_the_embargo_and_the_formats_limits() {
    let write = |keys: &[ExportKey]| write_export(&header(), keys, &[], &[signer(1, "a")]);
    assert!(matches!(write(&[key(1), key(1)]), Err(ExportError::Order)));
    assert!(matches!(write(&[ExportKey { period: 145, ..key(1) }]), Err(ExportError::Key(..))));
    assert!(matches!(write(&[ExportKey { period: 0, ..key(1) }]), Err(ExportError::Key(..))));
    assert!(matches!(write(&[ExportKey { transmission_risk: 9, ..key(1) }]), Err(ExportError::Key(..))));
    let end = key(1).end().start();
    let at = |end| write_export(&ExportHeader { end, ..header() }, &[key(1)], &[], &[signer(1, "a")]);
    assert!(matches!(at(end.plus(1_199)), Err(ExportError::TooEarly)));
    assert!(at(end.plus(1_200)).is_ok());
}

#[test]
fn a_general_zip_reader_reads_ours_and_we_read_a_general_zip_writers() {
    let signers = [signer(1, "a")];
    let bytes = write_export(&header(), &[key(1), key(2)], &[key(3)], &signers).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut again = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, method) in
        [("export.sig", zip::CompressionMethod::Stored), ("export.bin", zip::CompressionMethod::Deflated)]
    {
        let mut content = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut content).unwrap();
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        again.start_file(name, options).unwrap();
        again.write_all(&content).unwrap();
    }
    let again = again.finish().unwrap().into_inner();
    let trusted = trusted(&[&signers[0]]);
    assert_eq!(read(&again, &trusted, Limits::default()).unwrap(), read(&bytes, &trusted, Limits::default()).unwrap());
}

#[test]
fn whatever_is_over_its_limit_is_refused() {
    let signers = [signer(1, "a")];
    let trusted = trusted(&[&signers[0]]);
    let bytes = write_export(&header(), &[key(1), key(2), key(3)], &[], &signers).unwrap();
    let size = bytes.len() as u64;
    let default = Limits::default();
    assert!(read(&bytes, &trusted, Limits { keys: 3, file_bytes: size, ..default }).is_ok());
    for limits in [
        Limits { keys: 2, ..default },
        Limits { file_bytes: size - 1, ..default },
        Limits { export_bytes: 100, ..default },
    ] {
        assert!(matches!(read(&bytes, &trusted, limits), Err(ExportError::TooLarge { .. })), "{limits:?}");
    }
}

#[test]
fn a_small_file_that_unpacks_to_a_huge_one_is_refused_before_it_does() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("export.bin", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(b"EK Export v1    ").unwrap();
    for _ in 0..200 {
        zip.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    assert!(matches!(
        read(&bytes, &TrustedKeys::default(), Limits::default()),
        Err(ExportError::TooLarge { what: "bytes of export.bin", .. })
    ));
}

#[test]
fn an_archive_of_many_members_is_refused_by_its_directory() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..17 {
        zip.start_file(number.to_string(), zip::write::SimpleFileOptions::default()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(matches!(
        read(&bytes, &TrustedKeys::default(), Limits::default()),
        Err(ExportError::TooLarge { what: "members of the archive", .. })
    ));
}

/// An `export.bin` with one key of these fields.
fn bin(key_fields: &[u8]) -> Vec<u8> {
    let mut bytes = b"EK Export v1    ".to_vec();
    bytes.extend_from_slice(&[7 << 3 | 2, u8::try_from(key_fields.len()).unwrap()]);
    bytes.extend_from_slice(key_fields);
    bytes
}

fn with_data(rest: &[u8]) -> Vec<u8> {
    let mut fields = vec![1 << 3 | 2, 16];
    fields.extend_from_slice(&[7; 16]);
    fields.extend_from_slice(rest);
    bin(&fields)
}

#[test]
fn defaults_and_unknown_values_of_a_key_are_read_as_the_format_says() {
    let one = |bytes: &[u8]| read_unsigned(bytes, Limits::default()).map(|(_, keys)| keys[0].key.clone());
    let bare = one(&with_data(&[3 << 3, 5])).unwrap();
    assert_eq!(bare, ExportKey::new(DayKey::from_bytes([7; 16]), Interval(5), 144));
    let odd = one(&with_data(&[3 << 3, 5, 4 << 3, 9, 5 << 3, 77, 6 << 3, 3, 15 << 3, 1])).unwrap();
    assert_eq!((odd.period, odd.report_type, odd.days_since_onset), (9, None, Some(-2)));
}

#[test]
fn a_key_that_breaks_the_format_is_refused_and_named_by_its_place() {
    for fields in [
        with_data(&[]),
        with_data(&[3 << 3, 5, 4 << 3, 0]),
        with_data(&[3 << 3, 5, 4 << 3, 0x91, 0x01]),
        with_data(&[3 << 3, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
        with_data(&[3 << 3, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F]),
        with_data(&[3 << 3, 5, 2 << 3, 9]),
        with_data(&[3 << 3 | 2, 1, 1]),
        bin(&[3 << 3, 5]),
        bin(&[1 << 3 | 2, 2, 7, 7, 3 << 3, 5]),
    ] {
        let error = read_unsigned(fields.as_slice(), Limits::default()).unwrap_err();
        assert!(matches!(error, ExportError::Key(0, _)), "{error}");
    }
}

#[test]
fn times_after_the_keys_are_refused_because_matching_needs_them_first() {
    let mut bytes = with_data(&[3 << 3, 5]);
    bytes.extend_from_slice(&[2 << 3 | 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert!(matches!(read_unsigned(bytes.as_slice(), Limits::default()), Err(ExportError::Malformed(_))));
}

#[test]
fn a_day_file_holds_exports_as_they_were_and_reads_from_any_of_them_on() {
    let exports = [vec![1; 3], Vec::new(), vec![2; 300]];
    let mut file = Vec::new();
    for export in &exports {
        day_file::put(&mut file, export).unwrap();
    }
    // Protobuf by hand: field 1, its length, its bytes.
    assert_eq!(file[..7], [0x0a, 3, 1, 1, 1, 0x0a, 0]);
    assert_eq!(file[7..10], [0x0a, 0xac, 0x02]);
    assert_eq!(day_file::exports(&file).unwrap(), exports.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let before: u64 = exports[..2].iter().map(|export| day_file::bytes_of(export.len() as u64)).sum();
    assert_eq!(day_file::exports(&file[usize::try_from(before).unwrap()..]).unwrap(), [exports[2].as_slice()]);
    for broken in [&file[..file.len() - 1], &[8, 1], &[0x12, 1, 0]] {
        assert!(matches!(day_file::exports(broken), Err(ExportError::Malformed(_))));
    }
}
