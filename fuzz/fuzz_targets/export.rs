//! The export reader: as a zip, as the contents of a well-formed zip, and as the fields of a well-formed export.bin.
#![no_main]

use std::io::Cursor;

use lancan_matching::{HeardIndex, Matcher, Policy};
use lancan_protocol::{
    export::{ExportHeader, ExportKey, ExportReader, FILE_HEADER, Limits, TrustedKeys, read_unsigned, write_export},
    keys::DayKey,
    time::{Interval, UnixTime},
};
use libfuzzer_sys::fuzz_target;

const LIMITS: Limits = Limits { file_bytes: 1 << 20, export_bytes: 4 << 20, keys: 10_000 };

fn read(bytes: &[u8]) {
    let trusted = TrustedKeys::default();
    if let Ok(mut reader) = ExportReader::open(Cursor::new(bytes), LIMITS) {
        let index = HeardIndex::default();
        assert!(Matcher::new(&index, Policy::default()).match_export(&mut reader, &trusted).is_err());
        if let Ok(stream) = reader.stream() {
            let _ = stream.inspect(&trusted);
        }
    }
}

fuzz_target!(|input: &[u8]| {
    let Some((kind, bytes)) = input.split_first() else { return };
    match kind % 3 {
        0 => read(bytes),
        1 => {
            // A well-formed export with the input written over its end, where the zip's directory is.
            let key = ExportKey::new(DayKey::from_bytes([7; 16]), Interval(5), 144);
            let header = ExportHeader { end: UnixTime(1 << 40), ..ExportHeader::default() };
            let mut export = write_export(&header, &[key], &[], &[]).expect("a valid export");
            let at = export.len().saturating_sub(bytes.len());
            export.truncate(at);
            export.extend_from_slice(bytes);
            read(&export);
        }
        _ => {
            let bytes = [FILE_HEADER, bytes].concat();
            if let Ok((_, keys)) = read_unsigned(bytes.as_slice(), LIMITS) {
                assert!(keys.iter().all(|key| key.key.is_valid()));
            }
        }
    }
});
