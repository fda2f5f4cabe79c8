//! To a new phone in a file under a passphrase, and a fresh secret for this one.

use std::{fs, path::Path, process::ExitCode};

use lancan_core::StaticVault;

use super::{ask, home::Home, say::Speech};
use crate::failure::{Failure, Outcome, Why};

/// Writes a transfer file that takes this phone's memory to a new one.
pub(crate) fn seal(home: &Home, file: &Path, speech: Speech) -> Outcome {
    let passphrase = ask::passphrase(speech)?;
    let mut tracer = home.tracer(speech)?;
    let sealed = tracer.seal_transfer(lancan_desktop::now(), &passphrase).map_err(|problem| speech.failure(problem))?;
    fs::write(file, sealed).map_err(|error| Failure::file(file, Why::unwritable(&error)))?;
    println!("{}", speech.with("phone-transfer-sealed", "file", &file.display().to_string()));
    Ok(ExitCode::SUCCESS)
}

/// Takes in what an old phone's file holds.
pub(crate) fn open(home: &Home, file: &Path, speech: Speech) -> Outcome {
    let sealed = fs::read(file).map_err(|error| Failure::file(file, error))?;
    let passphrase = ask::passphrase(speech)?;
    let mut tracer = home.tracer(speech)?;
    let taken = tracer.open_transfer(&sealed, &passphrase).map_err(|problem| speech.failure(problem))?;
    println!("{}", speech.count("phone-transfer-opened", taken.intervals as usize));
    Ok(ExitCode::SUCCESS)
}

/// Seals everything under a fresh secret and forgets the secret before it.
pub(crate) fn change_key(home: &Home, speech: Speech) -> Outcome {
    let mut tracer = home.tracer(speech)?;
    let fresh = home.prepare_secret()?;
    let lost = tracer.change_secret(&StaticVault::new(fresh)).map_err(|problem| speech.failure(problem))?;
    home.keep_prepared_secret()?;
    println!("{}", speech.count("phone-key-changed", lost as usize));
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use lancan_text::Language;

    use super::*;
    use crate::phone::home::tests::folder_with_server;

    fn home(folder: &Path) -> Home {
        Home::open(Some(folder.into()), None, Speech::of(Language::En)).unwrap()
    }

    #[test]
    fn a_changed_key_opens_the_store_and_the_one_before_does_not() {
        let (folder, speech) = (folder_with_server(), Speech::of(Language::En));
        let home = home(folder.path());
        drop(home.tracer(speech).unwrap());
        let before = fs::read(folder.path().join("secret")).unwrap();
        change_key(&home, speech).unwrap();
        assert!(fs::read(folder.path().join("secret")).unwrap() != before);
        drop(home.tracer(speech).unwrap());
        fs::write(folder.path().join("secret"), &before).unwrap();
        assert!(home.tracer(speech).is_err());
    }

    #[test]
    fn a_change_that_was_broken_off_is_settled_when_the_phone_is_opened() {
        let (folder, speech) = (folder_with_server(), Speech::of(Language::En));
        let home = home(folder.path());
        let mut tracer = home.tracer(speech).unwrap();
        // Broken off before the store was sealed again, and after.
        home.prepare_secret().unwrap();
        drop(tracer);
        tracer = home.tracer(speech).unwrap();
        let fresh = home.prepare_secret().unwrap();
        tracer.change_secret(&StaticVault::new(fresh)).unwrap();
        drop(tracer);
        drop(home.tracer(speech).unwrap());
        assert_eq!(fs::read(folder.path().join("secret")).unwrap(), fresh);
    }

    #[test]
    fn a_file_of_one_phone_is_taken_in_by_another() {
        let speech = Speech::of(Language::En);
        let [old, new] = [folder_with_server(), folder_with_server()];
        let (old, new) = (home(old.path()), home(new.path()));
        let file = old.tracer(speech).unwrap().seal_transfer(lancan_desktop::now(), "mật khẩu rất dài").unwrap();
        let mut tracer = new.tracer(speech).unwrap();
        assert!(tracer.open_transfer(&file, "mật khẩu rất ngắn").is_err());
        tracer.open_transfer(&file, "mật khẩu rất dài").unwrap();
    }
}
