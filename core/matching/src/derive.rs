//! Rolling identifier keys of many day keys at once.
//!
//! HKDF-SHA256 without salt is six SHA-256 compressions per key once the two states of the empty salt are known.
//! They depend on each other; those of different keys do not, so keys go through each step side by side.

use aes::{Aes128Enc, Block, cipher::BlockCipherEncrypt as _, cipher::KeyInit as _};
use sha2::block_api::compress256;

use lancan_protocol::{keys, time::Interval};

type State = [u32; 8];
type Words = [u8; 64];

/// SHA-256's initial state (FIPS 180-4, 5.3.3).
const INITIAL: State =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];
/// HMAC's paddings (RFC 2104).
const INNER: u8 = 0x36;
const OUTER: u8 = 0x5C;
/// `"EN-RPIK"` and the counter of HKDF's first block.
const INFO: &[u8; 8] = b"EN-RPIK\x01";
/// Keys that go through the steps side by side.
const LANES: usize = 8;

/// Derives rolling identifier keys (RPIK), many at a time.
pub struct RollingKeys {
    salted_inner: State,
    salted_outer: State,
}

impl Default for RollingKeys {
    fn default() -> Self {
        Self::new()
    }
}

impl RollingKeys {
    /// Prepares the states of the empty salt.
    pub fn new() -> Self {
        let after = |padding: u8| {
            let mut state = INITIAL;
            compress256(&mut state, &[[padding; 64]]);
            state
        };
        Self { salted_inner: after(INNER), salted_outer: after(OUTER) }
    }

    /// `RPIK = HKDF-SHA256(key, no salt, "EN-RPIK", 16)` for each key, in order.
    pub fn derive(&self, keys: &[[u8; 16]], out: &mut Vec<[u8; 16]>) {
        out.clear();
        out.reserve(keys.len());
        for lanes in keys.chunks(LANES) {
            let mut message = [[0; 64]; LANES];
            let mut state = [self.salted_inner; LANES];
            for (block, key) in message.iter_mut().zip(lanes) {
                *block = last_block(key, 64);
            }
            step(&mut state, &message, lanes.len());

            let extracted_inner = core::mem::replace(&mut state, [self.salted_outer; LANES]);
            finish_into(&mut message, &extracted_inner);
            step(&mut state, &message, lanes.len());

            let (mut inner, mut outer) = ([INITIAL; LANES], [INITIAL; LANES]);
            pad_into(&mut message, &state, INNER);
            step(&mut inner, &message, lanes.len());
            pad_into(&mut message, &state, OUTER);
            step(&mut outer, &message, lanes.len());

            step(&mut inner, &[last_block(INFO, 64); LANES], lanes.len());
            finish_into(&mut message, &inner);
            step(&mut outer, &message, lanes.len());
            out.extend(outer.iter().take(lanes.len()).map(|state| {
                let mut key = [0; 16];
                put_words(&mut key, state);
                key
            }));
        }
    }
}

#[inline]
fn step(states: &mut [State; LANES], blocks: &[Words; LANES], lanes: usize) {
    for (state, block) in states.iter_mut().zip(blocks).take(lanes) {
        compress256(state, core::slice::from_ref(block));
    }
}

/// The last block of a message of which `before` bytes were compressed already.
#[inline]
fn last_block(tail: &[u8], before: u64) -> Words {
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(tail.iter().chain(&[0x80])) {
        *to = *from;
    }
    if let Some(length) = block.last_chunk_mut::<8>() {
        *length = ((before + tail.len() as u64) * 8).to_be_bytes();
    }
    block
}

#[inline]
fn finish_into(blocks: &mut [Words; LANES], states: &[State; LANES]) {
    const TEMPLATE: Words = {
        let mut block = [0; 64];
        block[32] = 0x80;
        // 64 bytes of key and 32 of digest: 768 bits.
        block[62] = 3;
        block
    };
    for (block, state) in blocks.iter_mut().zip(states) {
        *block = TEMPLATE;
        put_words(block, state);
    }
}

#[inline]
fn pad_into(blocks: &mut [Words; LANES], states: &[State; LANES], padding: u8) {
    for (block, state) in blocks.iter_mut().zip(states) {
        *block = [padding; 64];
        let pad = u32::from_ne_bytes([padding; 4]);
        put_words(block, &state.map(|word| word ^ pad));
    }
}

#[inline]
fn put_words(to: &mut [u8], words: &[u32]) {
    for (to, word) in to.as_chunks_mut::<4>().0.iter_mut().zip(words) {
        *to = word.to_be_bytes();
    }
}

/// The blocks that give the identifiers of a UTC day's intervals, for any key.
pub(crate) fn day_blocks(first: Interval) -> [Block; Interval::PER_DAY as usize] {
    let mut offset = 0;
    [(); Interval::PER_DAY as usize].map(|()| {
        let block = keys::padded_interval(first.plus(offset));
        offset += 1;
        block.into()
    })
}

/// Encrypts `blocks` under a rolling identifier key: the identifiers of those blocks.
#[inline]
pub(crate) fn identifiers(rolling_key: &[u8; 16], blocks: &[Block], out: &mut [Block]) {
    // Slices of unequal length are not encrypted at all; callers cut both alike.
    let _ = Aes128Enc::new(rolling_key.into()).encrypt_blocks_b2b(blocks, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use hkdf::Hkdf;
    use proptest::prelude::*;
    use sha2::Sha256;

    #[test]
    fn the_published_vector_gives_its_rolling_key() {
        let mut out = Vec::new();
        RollingKeys::new().derive(&[0x75c7_34c6_dd1a_782d_e7a9_65da_5eb9_3125_u128.to_be_bytes()], &mut out);
        assert_eq!(out, [0x185a_d91d_b69e_c7dd_0489_60f1_f3ba_6175_u128.to_be_bytes()]);
    }

    proptest! {
        #[test]
        fn many_keys_at_once_are_derived_as_each_alone(keys in proptest::collection::vec(any::<[u8; 16]>(), 0..40)) {
            let mut out = Vec::new();
            RollingKeys::new().derive(&keys, &mut out);
            let alone: Vec<[u8; 16]> = keys.iter().map(|key| {
                let mut out = [0; 16];
                Hkdf::<Sha256>::new(None, key).expand(b"EN-RPIK", &mut out).unwrap();
                out
            }).collect();
            prop_assert_eq!(out, alone);
        }
    }
}
