//! Random choices from the source the host handed in.

use rand_core::CryptoRng;

/// A number from 0 to `limit` − 1; 0 when `limit` is 0. The bias of the remainder is below 2⁻³² for any wait in seconds.
pub(crate) fn below(rng: &mut dyn CryptoRng, limit: u64) -> u64 {
    rng.next_u64().checked_rem(limit).unwrap_or(0)
}

/// The longest waiting time that [`exponential`] draws, in means.
pub(crate) const LONGEST_IN_MEANS: u64 = 12;

/// A waiting time in seconds, exponentially distributed with this mean and at most [`LONGEST_IN_MEANS`] times as long.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "53 bits, and seconds in centuries at most"
)]
pub(crate) fn exponential(rng: &mut dyn CryptoRng, mean_seconds: u64) -> u64 {
    // Uniform in (0, 1]: 53 random bits, as many as an f64 holds.
    let uniform = ((rng.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64;
    ((-uniform.ln()).min(LONGEST_IN_MEANS as f64) * mean_seconds as f64) as u64
}

/// Fills an array with random bytes.
pub(crate) fn bytes<const N: usize>(rng: &mut dyn CryptoRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;

    #[test]
    fn waits_have_the_mean_asked_for() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mean = (0..20_000).map(|_| exponential(&mut rng, 1_000)).sum::<u64>() / 20_000;
        assert!((970..1_030).contains(&mean), "{mean}");
        assert_eq!(below(&mut rng, 0), 0);
        assert!((0..100).all(|_| below(&mut rng, 7) < 7));
    }
}
