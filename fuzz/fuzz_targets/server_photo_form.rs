//! Forms with photographs: they are refused, or read within their bounds.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lancan_server::fuzzed::read("photo_form", bytes));
