//! What an operator does with signing keys at a command, whether or not the server runs. A running one takes it over at SIGHUP.

use crate::ground::config::Config;
use crate::ground::error::{Failure, Fault};
use crate::ground::home;
use crate::ground::key_exchange::{KeyStep, take_step};

/// Does a step of exchanging the signing key of this name in the data directory.
///
/// # Errors
/// A fault whose text says why the step cannot be done; nothing was changed then.
pub fn change_key(config: &Config, name: &str, step: KeyStep) -> Result<(), Failure> {
    if home::is_new(&config.data_dir)? {
        return Err(Fault::Unfit("keys-new-directory").into());
    }
    take_step(&config.data_dir.join("keys"), name, step)
}
