//! Frames from the air, their metadata, and encounters of reports: refused, or the same bytes again.
#![no_main]

use lancan_protocol::{
    frame::Frame,
    keys::{DayKey, EncryptedMetadata, Metadata, RollingId},
    wire::ReportedEncounter,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(frame) = Frame::from_bytes(bytes) {
        assert_eq!(frame.to_bytes().as_slice(), bytes);
    }
    if let Some(encounter) = ReportedEncounter::from_bytes(bytes) {
        assert_eq!(&encounter.to_bytes(), bytes);
    }
    if let Some((metadata, rest)) = bytes.split_first_chunk::<4>() {
        let keys = DayKey::from_bytes(rest.first_chunk().copied().unwrap_or_default()).identifiers();
        let id = RollingId::from_bytes([1; 16]);
        if let Ok(clear) = keys.decrypt(&id, EncryptedMetadata::from_bytes(*metadata)) {
            assert!(clear.power_dbm().is_none_or(|dbm| Metadata::POWER_DBM.contains(&dbm)) && clear.confidence() <= 3);
        }
    }
});
