//! Randomness for a phone: a generator with a seed of the system.

use rand::{TryRng as _, rngs::SysRng};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

/// A generator for [`lancan_core::Tracer::open`], with a fresh seed of the system.
///
/// # Errors
/// Where the system gives no randomness.
pub fn randomness() -> std::io::Result<ChaCha20Rng> {
    Ok(ChaCha20Rng::from_seed(fresh_secret()?))
}

/// 32 random bytes of the system, as the secret that seals a store ([`lancan_core::StaticVault`]).
///
/// # Errors
/// Where the system gives no randomness.
pub fn fresh_secret() -> std::io::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    SysRng.try_fill_bytes(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_secrets_are_the_same() {
        assert_ne!(fresh_secret().unwrap(), fresh_secret().unwrap());
    }
}
