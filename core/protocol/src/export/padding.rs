//! Keys of nobody that fill a small export up (`docs/protocol.md`, Diagnosis key export). The server decides when.

use rand_core::CryptoRng;

use super::ExportKey;
use crate::keys::DayKey;

/// Fewest keys an export should have before the random part.
pub const LEAST_KEYS: usize = 1_000;
/// The random part: fewer than this many on top.
pub const RANDOM_KEYS: u32 = 100;

/// How many keys an export is filled up to: [`LEAST_KEYS`] and a random number below [`RANDOM_KEYS`].
pub fn size(rng: &mut dyn CryptoRng) -> usize {
    LEAST_KEYS + below(RANDOM_KEYS, rng) as usize
}

/// `count` random keys, each saying of itself what one of `models`, drawn at random, says: start, period, report
/// type, onset and risk together, so that no combination tells padding apart. Give real keys of the batch, or where
/// it has none, of the last one. Empty when there is no model.
pub fn draw(models: &[ExportKey], count: usize, rng: &mut dyn CryptoRng) -> Vec<ExportKey> {
    let Ok(choices @ 1..) = u32::try_from(models.len()) else { return Vec::new() };
    (0..count)
        .filter_map(|_| {
            let model = models.get(below(choices, rng) as usize)?.clone();
            Some(ExportKey { key: DayKey::generate(rng), ..model })
        })
        .collect()
}

/// A number below `bound`, each as likely as any other. `bound` is not zero.
fn below(bound: u32, rng: &mut dyn CryptoRng) -> u32 {
    let excess = (u32::MAX % bound + 1) % bound;
    loop {
        let mut bytes = [0; 4];
        rng.fill_bytes(&mut bytes);
        let number = u32::from_le_bytes(bytes);
        if number <= u32::MAX - excess {
            return number % bound;
        }
    }
}
