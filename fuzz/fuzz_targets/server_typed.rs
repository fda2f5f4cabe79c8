//! What people type into one field: what is read is shown, and reads to the same.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lancan_server::fuzzed::read("typed", bytes));
