//! Drafts of rules: they are refused, or read to the same rules once written.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lancan_server::fuzzed::read("rules_draft", bytes));
