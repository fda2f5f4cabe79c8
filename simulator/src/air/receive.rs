//! One receiver listening for a while.

use lancan_core::ScanMode;
use rand::{Rng, RngExt as _};

use super::Realistic;
use crate::random::normal;

/// A neighbour's adverts as one scan heard them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reception {
    /// When, as a part of the time listened, 0 to 1.
    pub at: f32,
    /// Median signal strength, in dBm.
    pub rssi_dbm: i8,
}

/// Mean milliseconds between a phone's adverts (250, and 0 to 10 at random as the standard demands).
pub const ADVERT_INTERVAL_MS: f32 = 255.0;
/// Milliseconds that one advert of 31 bytes takes on each of its three channels: 47 bytes at 1 Mbit/s.
const ADVERT_MS: f32 = 0.376;

/// The part of a scan in which the receiver is on.
pub fn listening_share(mode: ScanMode) -> f32 {
    match mode {
        ScanMode::LowLatency => 1.0,
        ScanMode::Balanced => 0.25,
        ScanMode::LowPower => 0.1,
    }
}

impl Realistic {
    /// Part of adverts that survive a crowd of `audible` phones: another advert on the same channel that begins within
    /// an advert's length before or after destroys both (pure ALOHA).
    pub fn survival(audible: usize) -> f32 {
        (-2.0 * ADVERT_MS / ADVERT_INTERVAL_MS * audible as f32).exp()
    }

    /// What a receiver hears in `listened_ms` of listening of a neighbour whose adverts arrive with this mean strength. Many
    /// adverts are told as one, with their median: what the core keeps of a scan is its median.
    pub fn receive(&self, rng: &mut impl Rng, mean_dbm: f32, listened_ms: f32, survival: f32) -> Option<Reception> {
        if mean_dbm < self.floor_dbm - 3.0 * self.fading_db {
            return None;
        }
        let sent = (listened_ms / ADVERT_INTERVAL_MS + rng.random::<f32>()).floor();
        let above_floor = share_above((self.floor_dbm - mean_dbm) / self.fading_db);
        let arriving = above_floor * survival;
        if rng.random::<f32>() < (1.0 - arriving).powf(sent) {
            return None;
        }
        let heard = (sent * arriving).max(1.0);
        // The median of n normal draws has the deviation √(π / 2n).
        let deviation = self.fading_db * (core::f32::consts::FRAC_PI_2 / heard).sqrt().min(1.0);
        let rssi = (mean_dbm + deviation * normal(rng)).max(self.floor_dbm);
        Some(Reception { at: rng.random(), rssi_dbm: rssi.clamp(-127.0, 20.0) as i8 })
    }
}

/// Part of a standard normal distribution above `x` (logistic approximation, off by at most 0.01).
fn share_above(x: f32) -> f32 {
    1.0 / (1.0 + (1.702 * x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    /// Share of scans that hear, and the mean of what they read.
    fn listen(mean_dbm: f32, listened_ms: f32, audible: usize) -> (f32, f32) {
        let mut rng = stream(1, Purpose::Receiver, 1);
        let air = Realistic::default();
        let heard: Vec<_> = (0..4_000)
            .filter_map(|_| air.receive(&mut rng, mean_dbm, listened_ms, Realistic::survival(audible)))
            .collect();
        let mean = heard.iter().map(|one| f32::from(one.rssi_dbm)).sum::<f32>() / heard.len().max(1) as f32;
        (heard.len() as f32 / 4_000.0, mean)
    }

    #[test]
    fn two_seconds_hear_a_neighbour_and_nobody_out_of_range() {
        let (share, mean) = listen(-76.0, 2_000.0, 5);
        assert!(share > 0.999 && (mean + 76.0).abs() < 1.0, "{share} {mean}");
        assert!(listen(-121.0, 2_000.0, 5).0 < 0.001);
    }

    #[test]
    fn a_shorter_scan_and_a_larger_crowd_hear_less() {
        let (alone, _) = listen(-91.0, 150.0, 1);
        let (crowded, _) = listen(-91.0, 150.0, 200);
        assert!(crowded < alone && alone < 0.7, "{crowded} {alone}");
        assert!((Realistic::survival(200) - 0.55).abs() < 0.01);
    }
}
