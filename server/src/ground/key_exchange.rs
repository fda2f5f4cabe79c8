//! Exchanging a signing key while the server runs: the next key is made, phones and servers come to know it, it takes the place
//! of the one before, and that one is forgotten. Each step is a file; the server reads them at SIGHUP.

use std::fs;
use std::path::Path;

use zeroize::Zeroizing;

use super::error::{Failure, Fault};
use super::files;
use super::secrets::{BEFORE, EXCHANGED, NEXT, NamedKey, key_file};

/// A step of exchanging a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStep {
    /// Makes the next key. The deployment names it, and servers take what it signed; nothing is signed by it yet.
    Prepare,
    /// The next key signs; what the one before signed is taken as well, and documents are signed by both.
    Exchange,
    /// The key before is destroyed: it signs nothing more, and what it signed is refused.
    Forget,
}

/// Does a step for the key of this name in a directory of keys.
///
/// # Errors
/// [`Fault::Unfit`] for a name of no key that can be exchanged and for a step out of turn, [`Fault::File`].
pub(crate) fn take_step(directory: &Path, name: &str, step: KeyStep) -> Result<(), Failure> {
    if !EXCHANGED.contains(&name) {
        return Err(Fault::Unfit("keys-none").into());
    }
    let [now, next, before] = ["", NEXT, BEFORE].map(|part| key_file(directory, &format!("{name}{part}")));
    let read = |path: &Path| fs::read(path).map(Zeroizing::new).map_err(Fault::file(path));
    match step {
        KeyStep::Prepare if next.exists() => Err(Fault::Unfit("keys-prepared").into()),
        KeyStep::Prepare => Ok(NamedKey::make(&next)?),
        KeyStep::Exchange if !next.exists() => Err(Fault::Unfit("keys-not-prepared").into()),
        KeyStep::Exchange => {
            let signs = read(&now)?;
            // The same key twice: an exchange that was cut off after its first half goes on.
            if before.exists() && *read(&before)? != *signs {
                return Err(Fault::Unfit("keys-before-is-there").into());
            }
            files::write_durably(&before, &signs, 0o600).map_err(Fault::file(&before))?;
            fs::rename(&next, &now).map_err(Fault::file(&now))?;
            Ok(super::platform::sync_directory(directory).map_err(Fault::file(directory))?)
        }
        KeyStep::Forget if !before.exists() => Err(Fault::Unfit("keys-none-before").into()),
        KeyStep::Forget => Ok(files::destroy(&before).map_err(Fault::file(&before))?),
    }
}

#[cfg(test)]
mod tests {
    use super::super::secrets::Secrets;
    use super::*;

    fn directory() -> (tempfile::TempDir, Secrets) {
        let directory = tempfile::tempdir().unwrap();
        let secrets = Secrets::open_or_make(directory.path()).unwrap();
        (directory, secrets)
    }

    fn ids(directory: &Path) -> Vec<String> {
        let secrets = Secrets::open_of_any_version(directory).unwrap();
        secrets.index.trusted().into_iter().map(|key| key.id).collect()
    }

    #[test]
    fn the_next_key_is_known_before_it_signs_and_the_one_before_until_it_is_forgotten() {
        let (directory, secrets) = directory();
        let old = secrets.index.id.clone();
        let step = |step| take_step(directory.path(), "index", step);
        step(KeyStep::Prepare).unwrap();
        let [first, new] = ids(directory.path()).try_into().unwrap();
        assert!(first == old && new != old);
        step(KeyStep::Exchange).unwrap();
        assert_eq!(ids(directory.path()), [new.clone(), old]);
        step(KeyStep::Forget).unwrap();
        assert_eq!(ids(directory.path()), [new]);
        assert_eq!(Secrets::open_of_any_version(directory.path()).unwrap().export.id, secrets.export.id);
    }

    #[test]
    fn a_step_out_of_turn_changes_nothing() {
        let (directory, secrets) = directory();
        let refused = |name: &str, step| match take_step(directory.path(), name, step) {
            Err(Failure::Fault(Fault::Unfit(key))) => key,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused("index", KeyStep::Exchange), "keys-not-prepared");
        assert_eq!(refused("index", KeyStep::Forget), "keys-none-before");
        for name in ["hmac", "poster", "../index", ""] {
            assert_eq!(refused(name, KeyStep::Prepare), "keys-none", "{name}");
        }
        take_step(directory.path(), "index", KeyStep::Prepare).unwrap();
        assert_eq!(refused("index", KeyStep::Prepare), "keys-prepared");
        take_step(directory.path(), "index", KeyStep::Exchange).unwrap();
        take_step(directory.path(), "index", KeyStep::Prepare).unwrap();
        assert_eq!(refused("index", KeyStep::Exchange), "keys-before-is-there");
        assert_eq!(ids(directory.path()).len(), 3);
        assert!(ids(directory.path()).contains(&secrets.index.id));
    }

    #[test]
    fn an_exchange_that_was_cut_off_goes_on() {
        let (directory, secrets) = directory();
        take_step(directory.path(), "token", KeyStep::Prepare).unwrap();
        let path = |name: &str| key_file(directory.path(), name);
        fs::copy(path("token"), path("token.before")).unwrap();
        take_step(directory.path(), "token", KeyStep::Exchange).unwrap();
        let after = Secrets::open_of_any_version(directory.path()).unwrap().token;
        assert_ne!(after.id, secrets.token.id);
        assert_eq!(after.trusted()[1].id, secrets.token.id);
    }
}
