//! Lists of facilities and files of results: they are refused, or every row can be taken.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lancan_server::fuzzed::read("lists", bytes));
