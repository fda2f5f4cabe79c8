//! What rules strangers' identifiers out at a few cycles each, in two steps.
//!
//! Every published key has 144 identifiers, nearly all of strangers: each is looked up in a bitmap that stays in a
//! core's own cache, which a few in a hundred pass at most. Those meet a second bitmap, of their other half, which may be
//! larger than the cache: they are so few that it costs little, and their misses overlap. About one in ten thousand passes
//! both.

use aes::Block;

use lancan_protocol::Saturate as _;

/// Words of the first bitmap that more identifiers share down to [`LEAST_BITS_EACH`]: 256 KiB, which nearly every core has
/// of its own.
const CACHED_WORDS: usize = 1 << 15;
/// Bits for each identifier, where there is room; a power of two in all makes it up to twice as many.
const BITS_EACH: usize = 16;
/// Bits for each identifier, at least.
const LEAST_BITS_EACH: usize = 8;
/// Identifiers that are looked up together.
const GROUP: usize = 48;

/// Tells strangers from identifiers that may have been heard.
#[derive(Clone, Debug)]
pub(crate) struct Sieve {
    cached: Bitmap,
    second: Bitmap,
}

impl Sieve {
    /// A sieve for as many identifiers as this, as yet without any.
    pub(crate) fn new(identifiers: usize) -> Self {
        let words = |bits_each: usize| (identifiers * bits_each).div_ceil(64).next_power_of_two().max(2);
        let (least, wanted) = (words(LEAST_BITS_EACH), words(BITS_EACH));
        Self { cached: Bitmap::new(wanted.min(CACHED_WORDS).max(least)), second: Bitmap::new(wanted) }
    }

    /// From now on this identifier passes.
    pub(crate) fn insert(&mut self, head: u64, tail: u64) {
        self.cached.insert(tail);
        self.second.insert(head);
    }

    /// Calls `passed` with the position of each identifier that passes the first step.
    #[inline]
    pub(crate) fn first_step(&self, ids: &[Block], mut passed: impl FnMut(usize)) {
        let mut report = |at: usize, mut through: u64| {
            while through != 0 {
                passed(at + through.trailing_zeros() as usize);
                through &= through - 1;
            }
        };
        let (groups, rest) = ids.as_chunks::<GROUP>();
        let mut at = 0;
        for group in groups {
            report(at, self.through(group));
            at += GROUP;
        }
        report(at, self.through(rest));
    }

    /// Whether an identifier that passed the first step passes the second.
    #[inline]
    pub(crate) fn second_step(&self, id: &[u8; 16]) -> bool {
        self.second.has(head(id))
    }

    /// A bit for each of at most 64 identifiers that the first bitmap lets through. Without a branch for each, so that
    /// their look-ups overlap.
    #[expect(clippy::inline_always, reason = "a group of known length is unrolled only where this is inlined")]
    #[inline(always)]
    fn through(&self, ids: &[Block]) -> u64 {
        let Bitmap { words, shift } = &self.cached;
        let (words, shift) = (words.as_slice(), *shift);
        ids.iter().enumerate().fold(0, |through, (bit, id)| through | u64::from(has(words, shift, tail(&id.0))) << bit)
    }
}

/// A Bloom filter whose three bits for a value are all in one word.
#[derive(Clone, Debug)]
struct Bitmap {
    words: Vec<u64>,
    shift: u32,
}

impl Bitmap {
    /// `words` is a power of two, at least 2.
    fn new(words: usize) -> Self {
        Self { words: vec![0; words], shift: 64 - words.ilog2() }
    }

    fn insert(&mut self, value: u64) {
        if let Some(word) = self.words.get_mut(word_of(value, self.shift)) {
            *word |= mask_of(value);
        }
    }

    #[inline]
    fn has(&self, value: u64) -> bool {
        has(&self.words, self.shift, value)
    }
}

#[inline]
fn has(words: &[u64], shift: u32, value: u64) -> bool {
    let word = words.get(word_of(value, shift)).copied().unwrap_or_default();
    !word & mask_of(value) == 0
}

/// Which word a value's bits are in.
#[inline]
fn word_of(value: u64, shift: u32) -> usize {
    (value >> shift).saturate()
}

/// The three bits of a value.
#[inline]
fn mask_of(value: u64) -> u64 {
    1 << (value & 63) | 1 << (value >> 6 & 63) | 1 << (value >> 12 & 63)
}

/// The first half of an identifier, in the order of its bytes.
#[inline]
pub(crate) fn head(id: &[u8; 16]) -> u64 {
    id.first_chunk().map_or(0, |head| u64::from_be_bytes(*head))
}

/// The second half of an identifier.
#[inline]
pub(crate) fn tail(id: &[u8; 16]) -> u64 {
    id.last_chunk().map_or(0, |tail| u64::from_le_bytes(*tail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    fn sieve(expected: usize, ids: &[[u8; 16]]) -> Sieve {
        let mut sieve = Sieve::new(expected);
        for id in ids {
            sieve.insert(head(id), tail(id));
        }
        sieve
    }

    fn passes(sieve: &Sieve, ids: &[[u8; 16]]) -> usize {
        let blocks: Vec<Block> = ids.iter().map(|id| (*id).into()).collect();
        let mut passed = 0;
        for blocks in blocks.chunks(144) {
            sieve.first_step(blocks, |at| passed += usize::from(sieve.second_step(&blocks[at].0)));
        }
        passed
    }

    proptest! {
        #[test]
        fn what_was_heard_passes(ids in proptest::collection::vec(any::<[u8; 16]>(), 0..400), expected in 0..1_000_usize) {
            prop_assert_eq!(passes(&sieve(expected, &ids), &ids), ids.len());
        }
    }

    #[test]
    fn few_in_ten_thousand_strangers_pass_also_where_the_cache_is_too_small() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut random = |count: usize| -> Vec<[u8; 16]> {
            let id = || {
                let mut id = [0; 16];
                rng.fill_bytes(&mut id);
                id
            };
            std::iter::repeat_with(id).take(count).collect()
        };
        let (heard, strangers) = (random(CACHED_WORDS * 64 / BITS_EACH * 3 / 2), random(100_000));
        let sieve = sieve(heard.len(), &heard);
        assert_eq!(passes(&sieve, &heard), heard.len());
        assert!(passes(&sieve, &strangers) < 50);
    }
}
