//! Where the store's secret comes from: the platform's key store, handed in as a trait.

use zeroize::Zeroizing;

/// Gives the secret that everything in the store is sealed under.
///
/// On a phone it wraps the platform's key store (Android Keystore, Apple Keychain), whose keys do not travel
/// with backups.
pub trait KeyVault: Send {
    /// The secret: 32 bytes that were drawn at random once, and are the same every time.
    ///
    /// # Errors
    /// [`VaultError`] when there is none to be had now, for instance before the device is first unlocked.
    fn secret(&self) -> Result<Zeroizing<[u8; 32]>, VaultError>;
}

/// The platform's key store gave no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// Not now: the device has not been unlocked since it was started.
    #[error("the key store is locked; unlock the device and try again")]
    Locked,
    /// The key is gone for good, as after a restored backup: only an erased, fresh store can be opened.
    #[error("the key store holds no key for this store")]
    Missing,
    /// The key store failed.
    #[error("the key store failed")]
    Failed,
}

/// A vault that holds the secret itself: for tests, and for desktops without a key store.
pub struct StaticVault(Zeroizing<[u8; 32]>);

impl StaticVault {
    /// A vault with this secret.
    pub fn new(secret: [u8; 32]) -> Self {
        Self(Zeroizing::new(secret))
    }
}

impl KeyVault for StaticVault {
    fn secret(&self) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        Ok(self.0.clone())
    }
}

impl core::fmt::Debug for StaticVault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("StaticVault(…)")
    }
}
