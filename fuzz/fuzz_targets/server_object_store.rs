//! What an object store says it holds: it is refused, or its names come back when the page is written again.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lancan_server::fuzzed::read("object_store", bytes));
