//! What is put into a store.

use std::path::PathBuf;

/// What an object holds.
#[derive(Clone)]
pub(crate) enum Content {
    /// A file's bytes.
    File(PathBuf),
    /// These bytes.
    Bytes(Vec<u8>),
}

/// An object as it is written.
#[derive(Clone)]
pub(crate) struct Object {
    /// Its name, without the prefix of the settings.
    pub(crate) name: String,
    pub(crate) content: Content,
    pub(crate) content_type: &'static str,
    pub(crate) cache_control: String,
}
