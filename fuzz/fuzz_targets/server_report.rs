//! Bodies of reports: they are refused, or what is taken of them lies in the token's days.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lancan_server::fuzzed::read("report", bytes));
