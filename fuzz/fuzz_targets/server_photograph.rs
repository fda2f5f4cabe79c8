//! Photographs from strangers: they are refused, or drawn again as a JPEG of bounded size without notes of a camera.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lancan_server::fuzzed::read("photograph", bytes));
