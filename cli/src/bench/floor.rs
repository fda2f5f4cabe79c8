//! The floor under matching: what the hardware needs for HKDF and AES alone.
//!
//! For each key the rolling identifier key by HKDF-SHA256 with the HMAC states of the empty salt prepared, then the
//! identifiers of 144 intervals by AES-128, encrypted as one batch from blocks prepared once. Nothing is read, parsed
//! or looked up. Written apart from the library, so that the one cannot be slow because the other is.

use std::hint::black_box;

use aes::{Aes128Enc, Block, cipher::BlockCipherEncrypt as _, cipher::KeyInit as _};
use sha2::block_api::compress256;

const INITIAL: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];
const INTERVALS: u32 = 144;
/// Keys whose compressions are interleaved, because a processor can overlap those of different keys.
const LANES: usize = 8;

/// Derives the 144 identifiers of every key and throws them away; `threads` share the keys.
pub(crate) fn derive_all(keys: &[[u8; 16]], threads: usize) {
    std::thread::scope(|scope| {
        let share = keys.len().div_ceil(threads).max(1);
        let mut shares = keys.chunks(share);
        let mine = shares.next().unwrap_or_default();
        for share in shares {
            scope.spawn(|| derive_share(share));
        }
        derive_share(mine);
    });
}

fn derive_share(keys: &[[u8; 16]]) {
    let salted = [0x36, 0x5C].map(|pad: u8| compressed(INITIAL, [pad; 64]));
    let mut interval = 2_700_000_u32;
    let blocks: Vec<Block> = (0..INTERVALS)
        .map(|_| {
            let mut block = *b"EN-RPI\0\0\0\0\0\0\0\0\0\0";
            if let Some(number) = block.last_chunk_mut() {
                *number = interval.to_le_bytes();
            }
            interval += 1;
            block.into()
        })
        .collect();
    let mut ids = blocks.clone();
    for keys in keys.chunks(LANES) {
        for rolling_key in rolling_keys(keys, salted).iter().take(keys.len()) {
            let _ = Aes128Enc::new(rolling_key.into()).encrypt_blocks_b2b(&blocks, &mut ids);
            black_box(&mut ids);
        }
    }
}

fn rolling_keys(keys: &[[u8; 16]], [salted_inner, salted_outer]: [[u32; 8]; 2]) -> [[u8; 16]; LANES] {
    let mut lanes = [[0; 16]; LANES];
    for (lane, key) in lanes.iter_mut().zip(keys) {
        *lane = *key;
    }
    let inner = lanes.map(|key| compressed(salted_inner, last(&key)));
    let extracted = inner.map(|state| compressed(salted_outer, last(&digest(&state))));
    let inner = extracted.map(|state| compressed(INITIAL, padded(&state, 0x36)));
    let outer = extracted.map(|state| compressed(INITIAL, padded(&state, 0x5C)));
    let inner = inner.map(|state| compressed(state, last(b"EN-RPIK\x01")));
    let mut lane = 0;
    let expanded = outer.map(|state| {
        let message = inner.get(lane).map(digest).unwrap_or_default();
        lane += 1;
        compressed(state, last(&message))
    });
    expanded.map(|state| digest(&state).first_chunk().copied().unwrap_or_default())
}

#[inline]
fn compressed(mut state: [u32; 8], block: [u8; 64]) -> [u32; 8] {
    compress256(&mut state, &[block]);
    state
}

/// The last block of a message whose first 64 bytes are in the state already.
#[inline]
fn last<const N: usize>(tail: &[u8; N]) -> [u8; 64] {
    let mut block = [0; 64];
    if let Some(start) = block.first_chunk_mut::<N>() {
        *start = *tail;
    }
    if let Some(end) = block.get_mut(N) {
        *end = 0x80;
    }
    if let Some(bits) = block.last_chunk_mut::<8>() {
        *bits = ((64 + N as u64) * 8).to_be_bytes();
    }
    block
}

#[inline]
fn digest(state: &[u32; 8]) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (bytes, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    bytes
}

#[inline]
fn padded(state: &[u32; 8], pad: u8) -> [u8; 64] {
    let mut block = [pad; 64];
    for (to, from) in block.iter_mut().zip(digest(state)) {
        *to ^= from;
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_floor_derives_what_the_specification_says() {
        let key = 0x75c7_34c6_dd1a_782d_e7a9_65da_5eb9_3125_u128.to_be_bytes();
        let salted = [0x36, 0x5C].map(|pad: u8| compressed(INITIAL, [pad; 64]));
        let rolling = rolling_keys(&[[0; 16], key], salted);
        assert_eq!(rolling[1], 0x185a_d91d_b69e_c7dd_0489_60f1_f3ba_6175_u128.to_be_bytes());
    }
}
