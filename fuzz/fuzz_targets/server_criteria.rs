//! Files of criteria, texts and whole sets: they are refused, or every version that they make is allowed.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lancan_server::fuzzed::read("criteria", bytes));
