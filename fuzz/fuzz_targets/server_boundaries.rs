//! Files of boundaries, GeoJSON and TopoJSON: they are refused, or no ring is lost or has too few points.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lancan_server::fuzzed::read("boundaries", bytes));
