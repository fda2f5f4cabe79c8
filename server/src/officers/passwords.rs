//! Hashing and checking of passwords, on threads that may block.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::ground::error::Fault;
use crate::ground::random;

/// Passwords that are checked at once; each check takes 19 MiB and a core.
const CHECKS: usize = 2;

/// A hash that is checked when the name is unknown, so that the answer takes as long.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash(&lancan_protocol::hex::encode(&random::bytes::<16>())).unwrap_or_default());

/// Checks passwords, a few at once.
pub(super) struct Passwords(Semaphore);

impl Passwords {
    pub(super) fn new() -> Self {
        Self(Semaphore::new(CHECKS))
    }

    /// Whether the password has this hash. Without a hash the check takes as long and fails.
    pub(super) async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool, Fault> {
        let password = Zeroizing::new(password.to_owned());
        let _permit = self.0.acquire().await.map_err(|_| Fault::Broken("password checks are closed"))?;
        let check = move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.clone());
            let verified = PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
            verified && known
        };
        tokio::task::spawn_blocking(check).await.map_err(|_| Fault::Broken("a password check stopped"))
    }
}

/// The Argon2id hash of a password, as a PHC string.
pub(super) async fn hash_in_background(password: &str) -> Result<String, Fault> {
    let password = Zeroizing::new(password.to_owned());
    tokio::task::spawn_blocking(move || hash(&password)).await.map_err(|_| Fault::Broken("password hashing stopped"))?
}

fn hash(password: &str) -> Result<String, Fault> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|_| Fault::Broken("a password does not hash"))
}
