//! Where the store's key is kept: the platform's key store, behind a trait that Kotlin and Swift implement.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::problem::Problem;

/// Keeps the one key that seals everything on this phone.
///
/// Called while a store is opened, never at other times, and never from two threads at once.
/// It must not call the engine back: that is refused with [`Problem::Conflict`].
#[uniffi::export(with_foreign)]
pub trait KeyVault: Send + Sync {
    /// The key that [`Self::save`] was given; none where there is none yet.
    fn load(&self) -> Result<Option<Vec<u8>>, VaultError>;
    /// Keeps a key so that only this app on this device reads it, in place of any before.
    fn save(&self, key: Vec<u8>) -> Result<(), VaultError>;
}

/// Why a vault does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum VaultError {
    /// Not before the user unlocks the device.
    #[error("locked")]
    Locked,
    /// The platform's key store failed.
    #[error("failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for VaultError {
    /// Foreign code threw something else. Its text is dropped: nobody knows what is in it.
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Locked => Self::Unavailable,
            VaultError::Failed => Self::HostFailed,
        }
    }
}

/// Length of the store's key in bytes.
pub(crate) const KEY_BYTES: usize = 32;

/// The vault's key, which never changes while a store exists; a fresh one for a store that is still to be made.
pub(crate) fn key(
    vault: &dyn KeyVault,
    store_exists: bool,
    rng: &mut dyn CryptoRng,
) -> Result<Zeroizing<[u8; KEY_BYTES]>, Problem> {
    if let Some(kept) = vault.load()?.map(Zeroizing::new) {
        return <[u8; KEY_BYTES]>::try_from(kept.as_slice()).map(Zeroizing::new).map_err(|_| Problem::WrongStoreKey);
    }
    if store_exists {
        return Err(Problem::WrongStoreKey);
    }
    let mut fresh = Zeroizing::new([0; KEY_BYTES]);
    rng.fill_bytes(fresh.as_mut_slice());
    vault.save(fresh.to_vec())?;
    Ok(fresh)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A vault in memory.
    #[derive(Default)]
    pub(crate) struct MemoryVault(Mutex<Option<Vec<u8>>>);

    impl KeyVault for MemoryVault {
        fn load(&self) -> Result<Option<Vec<u8>>, VaultError> {
            Ok(self.0.lock().unwrap().clone())
        }

        fn save(&self, key: Vec<u8>) -> Result<(), VaultError> {
            *self.0.lock().unwrap() = Some(key);
            Ok(())
        }
    }

    #[test]
    fn a_key_is_made_once_and_kept() {
        let (vault, mut rng) = (MemoryVault::default(), crate::engine::system_random());
        let first = key(&vault, false, &mut rng).unwrap();
        let second = key(&vault, true, &mut rng).unwrap();
        assert!(first == second && *first != [0; KEY_BYTES]);
    }

    #[test]
    fn a_store_whose_key_is_gone_or_of_another_length_is_not_opened_with_a_fresh_one() {
        let (vault, mut rng) = (MemoryVault::default(), crate::engine::system_random());
        assert_eq!(key(&vault, true, &mut rng).unwrap_err(), Problem::WrongStoreKey);
        assert_eq!(vault.load(), Ok(None));
        vault.save(vec![1; 31]).unwrap();
        assert_eq!(key(&vault, true, &mut rng).unwrap_err(), Problem::WrongStoreKey);
    }
}
