//! Sealing at rest: AES-256-GCM, and keys by expiry day. Destroying a day's key ends everything that is sealed under it,
//! wherever copies of the database are.

use std::fs;
use std::path::{Path, PathBuf};

use lancan_protocol::time::Day;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::error::Fault;
use super::{files, platform, random};

/// A key that seals.
pub(crate) struct SealingKey(LessSafeKey);

/// What is sealed did not open: another key, another place, or changed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sealed data does not open")]
pub(crate) struct NotOpened;

impl From<NotOpened> for Fault {
    fn from(_: NotOpened) -> Self {
        Self::Broken("sealed data does not open")
    }
}

impl SealingKey {
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, NotOpened> {
        UnboundKey::new(&AES_256_GCM, bytes).map(|key| Self(LessSafeKey::new(key))).map_err(|_| NotOpened)
    }

    /// Seals bytes for one place (table, column and row): 12 bytes nonce, then ciphertext and tag.
    pub(crate) fn seal(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>, NotOpened> {
        let nonce: [u8; NONCE_LEN] = random::bytes();
        let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let (_, body) = sealed.split_at_mut(NONCE_LEN);
        let (nonce, place) = (Nonce::assume_unique_for_key(nonce), Aad::from(place));
        let tag = self.0.seal_in_place_separate_tag(nonce, place, body).map_err(|_| NotOpened)?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Opens what was sealed for this place.
    pub(crate) fn open(&self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(NotOpened)?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self
            .0
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place), &mut body)
            .map_err(|_| NotOpened)?
            .len();
        body.truncate(length);
        Ok(body)
    }
}

/// Keys by expiry day, one file each, in a directory that no backup may hold.
pub(crate) struct ExpiryKeys(PathBuf);

impl ExpiryKeys {
    pub(crate) fn open(directory: PathBuf) -> Result<Self, Fault> {
        files::private_directory(&directory).map_err(Fault::file(&directory))?;
        Ok(Self(directory))
    }

    fn path(&self, day: Day) -> PathBuf {
        self.0.join(format!("{}.key", day.0))
    }

    /// The key of a day; `None` when it is destroyed, was never made, or does not read now.
    pub(crate) fn get(&self, day: Day) -> Option<SealingKey> {
        self.read(day).ok().flatten()
    }

    /// The key of a day; `None` when it is destroyed or was never made.
    ///
    /// # Errors
    /// [`Fault::File`] where the file may be there and does not read now.
    pub(crate) fn read(&self, day: Day) -> Result<Option<SealingKey>, Fault> {
        let path = self.path(day);
        match fs::read(&path) {
            Ok(bytes) => Ok(SealingKey::new(&Zeroizing::new(bytes)).ok()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Fault::file(&path)(error)),
        }
    }

    /// The key of a day, made and on disk if it was not yet. Two callers at once get the same key.
    pub(crate) fn get_or_make(&self, day: Day) -> Result<SealingKey, Fault> {
        if let Some(key) = self.get(day) {
            return Ok(key);
        }
        let path = self.path(day);
        let temporary = self.0.join(format!(".{}", random::id()));
        let bytes = Zeroizing::new(random::bytes::<32>());
        files::write_durably(&temporary, bytes.as_slice(), 0o600).map_err(Fault::file(&temporary))?;
        match fs::hard_link(&temporary, &path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Fault::file(&path)(error)),
        }
        fs::remove_file(&temporary).map_err(Fault::file(&temporary))?;
        platform::sync_directory(&self.0).map_err(Fault::file(&self.0))?;
        self.get(day).ok_or(Fault::Broken("a fresh expiry key does not read"))
    }

    /// Destroys the keys of `today` and all days before.
    pub(crate) fn destroy_until(&self, today: Day) -> Result<(), Fault> {
        for path in self.until(today)? {
            files::destroy(&path).map_err(Fault::file(&path))?;
        }
        Ok(())
    }

    /// The files of the keys of `today` and all days before.
    pub(crate) fn until(&self, today: Day) -> Result<Vec<PathBuf>, Fault> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.0).map_err(Fault::file(&self.0))? {
            let path = entry.map_err(Fault::file(&self.0))?.path();
            if stem_day(&path).is_some_and(|day| day <= today) {
                found.push(path);
            }
        }
        Ok(found)
    }
}

fn stem_day(path: &Path) -> Option<Day> {
    let name = path.file_name()?.to_str()?.strip_suffix(".key")?;
    name.parse().ok().map(Day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_is_killed_while_it_makes_a_days_key_leaves_the_key_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let keys = ExpiryKeys::open(dir.path().to_owned()).unwrap();
        let sealed = keys.get_or_make(Day(5)).unwrap().seal("a", b"text").unwrap();
        // Killed before the first name was taken away.
        fs::hard_link(keys.path(Day(5)), dir.path().join(".begun")).unwrap();
        files::clear_unfinished(dir.path()).unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert_eq!(keys.get(Day(5)).unwrap().open("a", &sealed).unwrap().as_slice(), b"text");
    }

    #[test]
    fn sealed_data_opens_in_its_place_with_its_key_only() {
        let key = SealingKey::new(&[1; 32]).unwrap();
        let sealed = key.seal("a|b|1", b"text").unwrap();
        assert_eq!(key.open("a|b|1", &sealed).unwrap().as_slice(), b"text");
        assert_eq!(key.open("a|b|2", &sealed).err(), Some(NotOpened));
        assert_eq!(SealingKey::new(&[2; 32]).unwrap().open("a|b|1", &sealed).err(), Some(NotOpened));
        assert_eq!(key.open("a|b|1", &sealed[..20]).err(), Some(NotOpened));
        assert_eq!(key.open("a|b|1", &[]).err(), Some(NotOpened));
    }

    /// Sealed with AES-256-GCM by Node's crypto module: nonce, ciphertext, tag.
    #[test]
    fn what_another_program_sealed_opens() {
        let sealed = [
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0xcf, 0xc3, 0xed, 0x52, 0x64, 0x85, 0x14, 0x9b, 0x9f, 0x6b, 0x15,
            0xd0, 0xc8, 0xc4, 0x17, 0x70, 0x8a, 0x4a, 0x1e, 0x06,
        ];
        let key = SealingKey::new(&[1; 32]).unwrap();
        assert_eq!(key.open("a|b|1", &sealed).unwrap().as_slice(), b"text");
    }
}
