//! Who may use a data directory at once: one process, or with PostgreSQL any number of instances.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use super::error::Fault;
use super::files;
use super::home::LOCK;
use super::platform;

/// How long an instance waits for another that is starting, in steps of [`STEP`].
const STEPS: u32 = 300;
/// The step.
const STEP: Duration = Duration::from_millis(100);

/// A data directory that this process may use. Dropping the value gives the directory back.
pub(crate) struct DataLock {
    file: File,
    /// Whether no other process uses the directory.
    pub(crate) is_alone: bool,
}

impl DataLock {
    /// Takes the directory for this process alone.
    ///
    /// # Errors
    /// [`Fault::InUse`] when another process has it.
    pub(crate) fn alone(directory: &Path) -> Result<Self, Fault> {
        let file = open(directory)?;
        file.try_lock().map_err(|_| Fault::InUse(directory.to_owned()))?;
        Ok(Self { file, is_alone: true })
    }

    /// Takes the directory beside other instances. Where there are none, this process has it alone until [`DataLock::share`];
    /// one that starts meanwhile waits.
    ///
    /// # Errors
    /// [`Fault::InUse`] when another process keeps it to itself.
    pub(crate) async fn beside_others(directory: &Path) -> Result<Self, Fault> {
        let file = open(directory)?;
        if file.try_lock().is_ok() {
            return Ok(Self { file, is_alone: true });
        }
        for _ in 0..STEPS {
            match file.try_lock_shared() {
                Ok(()) => return Ok(Self { file, is_alone: false }),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(STEP).await,
                Err(TryLockError::Error(_)) => break,
            }
        }
        Err(Fault::InUse(directory.to_owned()))
    }

    /// Lets other instances in.
    ///
    /// # Errors
    /// [`Fault::InUse`] when another process was faster and took the directory for itself.
    pub(crate) fn share(&mut self, directory: &Path) -> Result<(), Fault> {
        self.is_alone = false;
        platform::share_lock(&self.file).map_err(|_| Fault::InUse(directory.to_owned()))
    }
}

fn open(directory: &Path) -> Result<File, Fault> {
    files::private_directory(directory).map_err(Fault::file(directory))?;
    let path = directory.join(LOCK);
    File::create(&path).map_err(Fault::file(&path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_process_has_a_directory_alone_or_several_share_it() {
        let directory = tempfile::tempdir().unwrap();
        let directory = directory.path();
        let mut first = DataLock::beside_others(directory).await.unwrap();
        assert!(first.is_alone && DataLock::alone(directory).is_err());
        first.share(directory).unwrap();
        let second = DataLock::beside_others(directory).await.unwrap();
        assert!(!second.is_alone && DataLock::alone(directory).is_err());
        drop(first);
        assert!(DataLock::alone(directory).is_err(), "the second is still there");
        drop(second);
        assert!(DataLock::alone(directory).unwrap().is_alone);
    }
}
