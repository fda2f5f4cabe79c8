//! Randomness with a seed: streams for phones and worlds, and draws that depend on nothing but what they are about.

use rand::{Rng, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// A stream of its own for each purpose and number; streams of one seed do not touch.
pub fn stream(seed: u64, purpose: Purpose, number: u64) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8] = purpose as u8;
    let mut rng = ChaCha8Rng::from_seed(key);
    rng.set_stream(number);
    rng
}

/// What a stream is for.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
pub enum Purpose {
    /// A phone's core: its keys and its protocol's choices.
    Core,
    /// What a phone's receiver makes of the air.
    Receiver,
    /// A phone's build and how it is carried.
    Phone,
    /// Rooms and spots.
    Places,
    /// The generated town.
    Town,
    /// The choice of cases.
    Cases,
}

/// 64 well-mixed bits that depend on `parts` alone (the finaliser of `SplitMix64`, Steele, Lea and Flood 2014).
pub fn mixed(parts: &[u64]) -> u64 {
    parts.iter().fold(0x9E37_79B9_7F4A_7C15, |state, part| {
        let mut z = (state ^ part).wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    })
}

/// A number in `[0, 1)` that depends on `parts` alone.
pub fn mixed_unit(parts: &[u64]) -> f32 {
    (mixed(parts) >> 40) as f32 / (1_u32 << 24) as f32
}

/// A normal draw with mean 0 and deviation 1 that depends on `parts` alone.
pub fn mixed_normal(parts: &[u64]) -> f32 {
    let bits = mixed(parts);
    // The sum of four 16-bit uniforms: close enough to normal up to 3 deviations, and never beyond 3.5.
    let sum: u32 = (0..4).map(|n| (bits >> (16 * n)) as u16).map(u32::from).sum();
    (sum as f32 / 65_536.0 - 2.0) * 3_f32.sqrt()
}

/// A normal draw with mean 0 and deviation 1.
pub fn normal(rng: &mut impl Rng) -> f32 {
    // Box and Muller 1958.
    let (u, v): (f32, f32) = (rng.random(), rng.random());
    (-2.0 * (1.0 - u).ln()).sqrt() * (core::f32::consts::TAU * v).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_normal_and_streams_differ() {
        let mut rng = stream(1, Purpose::Receiver, 7);
        let drawn: Vec<f32> = (0..20_000).map(|_| normal(&mut rng)).collect();
        let hashed: Vec<f32> = (0..20_000).map(|n| mixed_normal(&[1, n])).collect();
        for draws in [drawn, hashed] {
            let mean = draws.iter().sum::<f32>() / draws.len() as f32;
            let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / draws.len() as f32;
            assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
        }
        assert_ne!(stream(1, Purpose::Core, 7).random::<u64>(), stream(1, Purpose::Core, 8).random::<u64>());
        assert_ne!(stream(1, Purpose::Core, 7).random::<u64>(), stream(2, Purpose::Core, 7).random::<u64>());
    }
}
