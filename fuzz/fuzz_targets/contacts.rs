//! Files of contacts: any bytes are contacts or an error, and every row is a contact or counted as left out.
#![no_main]

use std::path::Path;

use lancan_simulator::contacts::Contacts;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).count();
    if let Ok(read) = Contacts::parse(Path::new("fuzzed"), bytes) {
        assert!(read.contacts.rows.len() + read.skipped.rows() + read.skipped.headers <= lines);
        assert!(read.contacts.rows.iter().all(|row| row.a < row.b && row.b.index() < read.contacts.labels.len()));
        assert!(read.contacts.rows.is_sorted());
    }
});
