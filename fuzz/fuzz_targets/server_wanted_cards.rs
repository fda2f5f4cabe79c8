//! An opener's list of cards: it is refused, or read to the same names.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lancan_server::fuzzed::read("wanted_cards", bytes));
