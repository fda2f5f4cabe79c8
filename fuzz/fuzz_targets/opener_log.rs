//! Logs of an opener: any text is refused, or every line fits the one before it and is written to the same text.
#![no_main]

use lancan_opener::Log;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    if let Ok(log) = Log::read(text) {
        assert_eq!(log.lines().len(), text.lines().count());
        let head = log.head();
        assert_eq!(head, log.lines().last().map_or_else(|| "0".repeat(64), |line| line.hash.clone()));
    }
});
