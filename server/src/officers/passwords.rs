//! Hashing and checking of passwords, on threads that may block.

use std::sync::{Arc, LazyLock};

use argon2::password_hash::PasswordHasher as _;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use super::turns::{Turn, Turns};
use crate::ground::error::{Failure, Fault};
use crate::ground::ids::Digest;
use crate::ground::random;
use lancan_protocol::problem::Problem;

/// Passwords that are checked at once; each check takes 19 MiB and a core.
const CHECKS: usize = 2;

/// A hash that is checked when the name is unknown, so that the answer takes as long.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash(&lancan_protocol::hex::encode(&random::bytes::<16>())).unwrap_or_default());

/// Checks passwords, a few at once, in memory that is used again and again.
pub(super) struct Passwords(Arc<Turns>);

impl Passwords {
    pub(super) fn new() -> Self {
        Self(Turns::new(CHECKS))
    }

    /// Waits for the turn to check a password of `whose`.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] when too many wait.
    pub(super) async fn turn(&self, whose: Digest) -> Result<Turn, Failure> {
        self.0.wait(whose).await.map_err(|_| Problem::Unavailable.into())
    }
}

/// Whether the password has this hash. Without a hash the check takes as long and fails.
///
/// The turn goes into the blocking work: a client that leaves frees neither turn nor memory before the work has ended.
pub(super) async fn verify(mut turn: Turn, password: &str, hash: Option<String>) -> Result<bool, Fault> {
    let password = Zeroizing::new(password.to_owned());
    let check = move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        matches(&mut turn, &password, &hash).unwrap_or(false) && known
    };
    tokio::task::spawn_blocking(check).await.map_err(|_| Fault::Broken("a password check stopped"))
}

/// Whether the password has this PHC hash, computed in the turn's memory; `None` when the hash does not parse.
fn matches(turn: &mut Turn, password: &str, hash: &str) -> Option<bool> {
    let hash = PasswordHash::new(hash).ok()?;
    let (salt, expected) = (hash.salt.as_ref()?, hash.hash.as_ref()?);
    let algorithm = Algorithm::new(hash.algorithm.as_str()).ok()?;
    let version = hash.version.map_or(Some(Version::default()), |version| Version::try_from(version).ok())?;
    let params = Params::try_from(&hash).ok()?;
    let blocks = params.block_count();
    let mut computed = Zeroizing::new(vec![0; expected.as_bytes().len()]);
    let argon2 = Argon2::new(algorithm, version, params);
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, &mut computed, turn.memory(blocks)).ok()?;
    // Compared in constant time.
    Some(*expected == Output::new(&computed).ok()?)
}

/// What a new hash costs. A debug build, which serves nobody but tests, hashes in a tenth of the time; each hash says by itself
/// what it cost, so either build checks what the other one hashed.
fn cost(is_debug: bool) -> Params {
    let debug = || Params::new(2_048, 1, 1, None).ok();
    is_debug.then(debug).flatten().unwrap_or_default()
}

/// The Argon2id hash of a password, as a PHC string.
pub(super) async fn hash_in_background(password: &str) -> Result<String, Fault> {
    let password = Zeroizing::new(password.to_owned());
    tokio::task::spawn_blocking(move || hash(&password)).await.map_err(|_| Fault::Broken("password hashing stopped"))?
}

fn hash(password: &str) -> Result<String, Fault> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost(cfg!(debug_assertions)));
    let hash = argon2.hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|_| Fault::Broken("a password does not hash"))
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::PasswordVerifier as _;

    use super::*;

    #[tokio::test]
    async fn a_password_is_checked_against_its_own_hash_as_the_library_does() {
        let passwords = Passwords::new();
        let hash = hash("mật khẩu dài").unwrap();
        let parsed = PasswordHash::new(&hash).unwrap();
        for password in ["mật khẩu dài", "mật khẩu dàj", ""] {
            let turn = passwords.turn([1; 32]).await.ok().unwrap();
            let ours = verify(turn, password, Some(hash.clone())).await.unwrap();
            assert_eq!(ours, Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok(), "{password}");
        }
        let turn = passwords.turn([1; 32]).await.ok().unwrap();
        assert!(!verify(turn, "mật khẩu dài", None).await.unwrap());
    }

    /// The numbers of OWASP's password storage cheat sheet: 19 MiB, two passes, one lane.
    #[test]
    fn a_server_that_is_released_hashes_with_nineteen_mebibytes_twice() {
        let released = cost(false);
        assert_eq!((released.m_cost(), released.t_cost(), released.p_cost()), (19 * 1_024, 2, 1));
    }

    /// A client leaves while its password is hashed: its future is dropped.
    #[tokio::test]
    async fn a_client_that_leaves_frees_its_turn_only_when_the_hash_is_done() {
        let passwords = Passwords::new();
        for _ in 0..20 {
            let turn = passwords.turn([1; 32]).await.ok().unwrap();
            let check = verify(turn, "wrong", None);
            // Polled once, so that the work has begun, then dropped.
            let _ = tokio::time::timeout(std::time::Duration::ZERO, check).await;
            assert!(passwords.0.held_blocks() <= CHECKS * Params::default().block_count());
        }
        let _last = passwords.turn([1; 32]).await.ok().unwrap();
    }
}
