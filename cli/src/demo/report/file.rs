//! The file of the page: whether it can be written shows before a run that takes minutes.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::failure::{Failure, Why};

/// A file that can be written. Where it was made for a page that never came, it goes again.
pub(in crate::demo) struct PageFile {
    path: PathBuf,
    file: File,
    is_made: bool,
}

impl PageFile {
    /// Opens the file, and leaves what it holds.
    ///
    /// # Errors
    /// Names the file, and says why it cannot be written.
    pub(in crate::demo) fn open(path: &Path) -> Result<Self, Failure> {
        let is_made = !path.exists();
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path);
        let file = file.map_err(|error| Failure::file(path, Why::unwritable(&error)))?;
        Ok(Self { path: path.to_owned(), file, is_made })
    }

    /// Puts the page in the place of what the file holds.
    ///
    /// # Errors
    /// As [`PageFile::open`].
    pub(super) fn write(mut self, page: &str) -> Result<(), Failure> {
        let written = self.replace(page.as_bytes());
        self.is_made &= written.is_err();
        written.map_err(|error| Failure::file(&self.path, Why::unwritable(&error)))
    }

    fn replace(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.write_all(bytes)
    }
}

impl Drop for PageFile {
    fn drop(&mut self) {
        if self.is_made {
            // Nobody is left to tell.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_made_in_vain_goes_again_and_one_that_was_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.html");
        drop(PageFile::open(&path).unwrap());
        assert!(!path.exists());
        fs::write(&path, "a longer page from before").unwrap();
        drop(PageFile::open(&path).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "a longer page from before");
        PageFile::open(&path).unwrap().write("a page").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "a page");
    }
}
