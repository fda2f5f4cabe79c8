//! Tables of measured signal strengths: any bytes are measurements or an error.
#![no_main]

use lancan_simulator::fitting::read_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = read_text(bytes) {
        assert!(read.rows.iter().all(|row| row.rssi_dbm < 0.0 && row.at.is_finite()));
        assert!(read.rows.iter().all(|row| row.power_dbm.is_none_or(|power| (-40.0..=10.0).contains(&power))));
        let logs = u32::try_from(read.logs.len()).unwrap_or(u32::MAX);
        assert!(read.rows.iter().all(|row| row.log < logs && row.receiver < logs && row.transmitter < logs));
    }
});
