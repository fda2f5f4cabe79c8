//! Where the store's key is kept: the platform's key store, behind a trait that Kotlin and Swift implement.

use lancan_protocol::problem::Problem;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Keeps what opens the store that holds everything on this phone.
///
/// Called while a store is opened and while its key is changed, never at other times, and never from two threads at
/// once. It must not call the engine back: that is refused with [`Problem::Conflict`].
#[uniffi::export(with_foreign)]
pub trait KeyVault: Send + Sync {
    /// The bytes that [`Self::save`] was last given; none where there are none yet.
    ///
    /// # Errors
    /// [`VaultError`] of the host's key store.
    fn load(&self) -> Result<Option<Vec<u8>>, VaultError>;
    /// Keeps these bytes, 32 or 64, so that only this app on this device reads them, in place of any before. The bytes
    /// before must still be there if this fails.
    ///
    /// # Errors
    /// [`VaultError`] of the host's key store.
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
const KEY_BYTES: usize = 32;

type Key = Zeroizing<[u8; KEY_BYTES]>;

/// What a vault holds. While the key is changed it holds both, so that the store can be opened whenever the process
/// is stopped.
enum Held {
    One(Key),
    Two { fresh: Key, old: Key },
}

/// Opens a store with the vault's key, or makes a key for a store that is still to be made.
///
/// # Errors
/// Those of `open` and of the vault; [`Problem::WrongStoreKey`] when the vault has no key for a store that exists.
pub(crate) fn open<S>(
    vault: &dyn KeyVault,
    store_exists: bool,
    rng: &mut dyn CryptoRng,
    mut open: impl FnMut(&Key) -> Result<S, Problem>,
) -> Result<S, Problem> {
    match held(vault)? {
        Some(Held::One(key)) => open(&key),
        Some(Held::Two { fresh, old }) => {
            // A change of the key was broken off: which of the two it was sealed with, only the store knows.
            let (store, key) = match open(&fresh) {
                Err(Problem::WrongStoreKey) => (open(&old)?, old),
                opened => (opened?, fresh),
            };
            vault.save(key.to_vec())?;
            Ok(store)
        }
        None if store_exists => Err(Problem::WrongStoreKey),
        None => {
            let key = draw(rng);
            vault.save(key.to_vec())?;
            open(&key)
        }
    }
}

/// Changes the key: `change` seals the store under the key it is given.
///
/// # Errors
/// Those of `change` and of the vault, the key being as it was then; [`Problem::Conflict`] when an earlier change was
/// broken off: opening the store again settles it.
pub(crate) fn change<T>(
    vault: &dyn KeyVault,
    rng: &mut dyn CryptoRng,
    change: impl FnOnce(&Key) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let old = match held(vault)? {
        Some(Held::One(key)) => key,
        Some(Held::Two { .. }) => return Err(Problem::Conflict),
        None => return Err(Problem::WrongStoreKey),
    };
    let fresh = draw(rng);
    vault.save([fresh.as_slice(), old.as_slice()].concat())?;
    let changed = change(&fresh);
    let kept = if changed.is_ok() { fresh } else { old };
    // A vault that fails now still holds both keys, and the next opening finds the right one.
    _ = vault.save(kept.to_vec());
    changed
}

fn held(vault: &dyn KeyVault) -> Result<Option<Held>, Problem> {
    let Some(kept) = vault.load()?.map(Zeroizing::new) else { return Ok(None) };
    let key = |bytes: &[u8]| bytes.try_into().map(Zeroizing::new).map_err(|_| Problem::WrongStoreKey);
    Ok(Some(match kept.split_at_checked(KEY_BYTES) {
        Some((fresh, old)) if !old.is_empty() => Held::Two { fresh: key(fresh)?, old: key(old)? },
        _ => Held::One(key(&kept)?),
    }))
}

fn draw(rng: &mut dyn CryptoRng) -> Key {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    rng.fill_bytes(key.as_mut_slice());
    key
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::engine::system_random;

    /// A vault in memory that fails after a number of saves.
    struct MemoryVault {
        kept: Mutex<Option<Vec<u8>>>,
        saves_left: Mutex<u32>,
    }

    impl Default for MemoryVault {
        fn default() -> Self {
            Self { kept: Mutex::new(None), saves_left: Mutex::new(u32::MAX) }
        }
    }

    impl KeyVault for MemoryVault {
        fn load(&self) -> Result<Option<Vec<u8>>, VaultError> {
            Ok(self.kept.lock().unwrap().clone())
        }

        fn save(&self, key: Vec<u8>) -> Result<(), VaultError> {
            let mut left = self.saves_left.lock().unwrap();
            *left = left.checked_sub(1).ok_or(VaultError::Failed)?;
            *self.kept.lock().unwrap() = Some(key);
            Ok(())
        }
    }

    fn opened(vault: &MemoryVault, sealed_with: [u8; KEY_BYTES]) -> Result<[u8; KEY_BYTES], Problem> {
        let right = |key: &Key| if **key == sealed_with { Ok(**key) } else { Err(Problem::WrongStoreKey) };
        open(vault, true, &mut system_random(), right)
    }

    /// A vault with a fresh key, and the key.
    fn with_key() -> (MemoryVault, [u8; KEY_BYTES]) {
        let vault = MemoryVault::default();
        let key = open(&vault, false, &mut system_random(), |key| Ok(**key)).unwrap();
        (vault, key)
    }

    #[test]
    fn a_key_is_made_once_and_kept() {
        let (vault, key) = with_key();
        assert!(key != [0; KEY_BYTES] && with_key().1 != key);
        assert_eq!(opened(&vault, key), Ok(key));
    }

    #[test]
    fn a_store_whose_key_is_gone_or_of_another_length_is_not_opened_with_a_fresh_one() {
        let vault = MemoryVault::default();
        assert_eq!(opened(&vault, [1; KEY_BYTES]), Err(Problem::WrongStoreKey));
        assert_eq!(vault.load(), Ok(None));
        for length in [0, 31, 33, 63, 65] {
            vault.save(vec![1; length]).unwrap();
            assert_eq!(opened(&vault, [1; KEY_BYTES]), Err(Problem::WrongStoreKey), "{length} bytes");
        }
    }

    #[test]
    fn a_changed_key_takes_the_place_of_the_old_one() {
        let (vault, old) = with_key();
        let fresh = change(&vault, &mut system_random(), |key| Ok(**key)).unwrap();
        assert_ne!(fresh, old);
        assert_eq!(vault.load(), Ok(Some(fresh.to_vec())));
    }

    #[test]
    fn a_change_that_the_store_refuses_leaves_the_old_key() {
        let (vault, old) = with_key();
        let refused: Result<(), _> = change(&vault, &mut system_random(), |_| Err(Problem::StoreFailed));
        assert_eq!((refused, vault.load()), (Err(Problem::StoreFailed), Ok(Some(old.to_vec()))));
    }

    #[test]
    fn a_change_broken_off_at_any_point_leaves_a_store_that_opens() {
        // Stopped before the store was sealed again, and after it.
        for sealed_anew in [false, true] {
            let (vault, old) = with_key();
            *vault.saves_left.lock().unwrap() = 1;
            let mut fresh = old;
            let changed = change(&vault, &mut system_random(), |key| {
                fresh = **key;
                if sealed_anew { Ok(()) } else { Err(Problem::StoreFailed) }
            });
            assert_eq!(changed.is_ok(), sealed_anew);
            assert_eq!(vault.load().unwrap().unwrap().len(), 2 * KEY_BYTES);
            assert_eq!(change(&vault, &mut system_random(), |_| Ok(())), Err(Problem::Conflict));
            *vault.saves_left.lock().unwrap() = u32::MAX;
            let sealed_with = if sealed_anew { fresh } else { old };
            assert_eq!(opened(&vault, sealed_with), Ok(sealed_with));
            assert_eq!(vault.load(), Ok(Some(sealed_with.to_vec())), "the other key is forgotten");
        }
    }

    #[test]
    fn a_vault_that_cannot_keep_the_fresh_key_changes_nothing() {
        let (vault, old) = with_key();
        *vault.saves_left.lock().unwrap() = 0;
        let changed = change(&vault, &mut system_random(), |_| -> Result<(), _> { panic!("must not be sealed again") });
        assert_eq!((changed, vault.load()), (Err(Problem::HostFailed), Ok(Some(old.to_vec()))));
    }
}
