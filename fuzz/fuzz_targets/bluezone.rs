//! Bluezone's history files and case broadcasts.
#![no_main]

use lancan_protocol::bluezone::{match_broadcast, read_broadcast, read_history};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((kind, bytes)) = input.split_first() else { return };
    if kind & 1 == 0 {
        let mut history = Vec::new();
        let count = read_history(bytes, |entry| history.push(entry));
        assert!(count.is_err() || count.is_ok_and(|count| count == history.len() as u64));
    } else if let Ok(cases) = read_broadcast(bytes) {
        assert_eq!(match_broadcast(&[], &cases[..cases.len().min(4)], 1), []);
    }
});
