//! Callbacks: any bytes are refused, or a callback whose entries and keys are the bytes that came.
#![no_main]

use lancan_protocol::wire::{Callback, MOST_ENCOUNTERS, MOST_MATCHED_KEYS, MOST_OWN_KEYS};
use libfuzzer_sys::fuzz_target;
use prost::Message as _;

fuzz_target!(|bytes: &[u8]| {
    let Ok(callback) = Callback::decode(bytes) else { return };
    let Ok(content) = callback.content() else { return };
    assert!(content.encounters.len() <= MOST_ENCOUNTERS && content.own_keys.len() <= MOST_OWN_KEYS);
    assert!((1..=MOST_MATCHED_KEYS).contains(&content.matched.len()));
    let entries: Vec<u8> = content.encounters.iter().flat_map(|entry| entry.to_bytes()).collect();
    assert_eq!(entries, callback.encounters);
    assert_eq!(content.phone.as_str(), callback.phone);
});
