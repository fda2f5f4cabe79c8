//! What a backup says of itself: refused, or what this program brings back.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lancan_server::fuzzed::read("backup_note", bytes));
