//! The reader of places exports: as a zip, and with the input over the end of a well-formed file.
#![no_main]

use std::io::Cursor;

use lancan_protocol::{
    export::TrustedKeys,
    places::{
        DaySeed, Province, Row,
        export::{PlacesHeader, PlacesLimits, PlacesReader, write_places},
    },
    time::UnixTime,
    visits::{ReportedVisit, TagIndex, VisitedDay},
};
use libfuzzer_sys::fuzz_target;

const LIMITS: PlacesLimits = PlacesLimits { file_bytes: 1 << 20, export_bytes: 4 << 20, rows: 10_000 };

fn read(bytes: &[u8]) {
    let index = TagIndex::new(vec![VisitedDay { handle: 0, seed: DaySeed::from_bytes([1; 16]) }]);
    if let Ok(mut reader) = PlacesReader::open(Cursor::new(bytes), LIMITS) {
        assert!(index.match_export(&mut reader, &TrustedKeys::default()).is_err());
    }
}

fuzz_target!(|input: &[u8]| {
    read(input);
    let _ = ReportedVisit::all(input).count();
    if let Some(row) = input.first_chunk() {
        assert!(Row::from_bytes(*row).open(&DaySeed::from_bytes([1; 16]), 0).is_none());
    }
    let header = PlacesHeader {
        start: UnixTime(0),
        end: UnixTime(1 << 40),
        province: Province(68),
        batch_number: 1,
        batch_size: 1,
    };
    let mut export = write_places(&header, &[Row::from_bytes([7; 48])], &[]).expect("a valid export");
    let at = export.len().saturating_sub(input.len());
    export.truncate(at);
    export.extend_from_slice(input);
    read(&export);
});
