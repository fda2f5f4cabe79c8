//! Files of contacts of other systems, pasted lists, and mappings for DHIS2: they are refused, or each row is read or named.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lancan_server::fuzzed::read("contact_files", bytes));
