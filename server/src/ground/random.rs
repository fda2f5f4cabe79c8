//! Randomness from the operating system.

use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use rand::{CryptoRng, Rng as _};

/// The operating system's generator. A system that cannot give randomness cannot run a server: it panics, which ends
/// the request, not the process.
pub(crate) fn rng() -> impl CryptoRng {
    UnwrapErr(SysRng)
}

/// `N` random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rng().fill_bytes(&mut bytes);
    bytes
}

/// A random number below `bound`; zero where `bound` is zero. The bias of the remainder is below `bound` / 2^64.
pub(crate) fn below(bound: u64) -> u64 {
    rng().next_u64().checked_rem(bound).unwrap_or(0)
}

/// A random id of 32 hex digits.
pub(crate) fn id() -> String {
    lancan_protocol::hex::encode(&bytes::<16>())
}
