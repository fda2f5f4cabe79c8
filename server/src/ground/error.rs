//! What can go wrong: a refusal, which the client is told, or a fault of ours, which only the log is told.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use lancan_protocol::problem::Problem;
use lancan_text::{Argument, Catalogue, Language};

use super::config::ConfigError;
use crate::store::{MayPass, StoreError};

/// A request that was refused and changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The public code.
    pub problem: Problem,
    /// What exactly was wrong; names fields, never their content.
    pub detail: Option<Detail>,
}

/// What exactly was wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// For developers of clients, in English.
    Technical(Cow<'static, str>),
    /// For an officer, in their language.
    Said {
        /// The field it is about, where it is about one.
        field: Option<&'static str>,
        /// The text in the catalogue.
        key: &'static str,
        /// The text's variables.
        arguments: Vec<(&'static str, String)>,
    },
}

impl Detail {
    /// The text: of the catalogue where the detail is for an officer.
    pub fn in_words(&self, text: &Catalogue) -> String {
        match self {
            Self::Technical(words) => words.clone().into_owned(),
            Self::Said { field, key, arguments } => {
                let arguments: Vec<(&str, Argument<'_>)> =
                    arguments.iter().map(|(name, value)| (*name, value.into())).collect();
                let words = text.message(key, &arguments);
                debug_assert!(words != *key, "{key} has no text with these arguments");
                match field {
                    Some(field) => format!("{field}: {words}"),
                    None => words,
                }
            }
        }
    }
}

impl Refusal {
    /// A refusal that tells developers of clients what was wrong.
    pub(crate) fn because(problem: Problem, detail: &'static str) -> Self {
        Self { problem, detail: Some(Detail::Technical(Cow::Borrowed(detail))) }
    }

    /// Whether it tells an officer this text of the catalogue.
    pub(crate) fn says(&self, text: &str) -> bool {
        matches!(&self.detail, Some(Detail::Said { key, .. }) if *key == text)
    }

    /// A refusal that tells an officer why, by a text of the catalogue.
    pub(crate) fn saying(problem: Problem, key: &'static str) -> Self {
        Self { problem, detail: Some(Detail::Said { field: None, key, arguments: Vec::new() }) }
    }

    /// A refusal that tells an officer what to write into a field.
    pub(crate) fn of_field(field: &'static str, key: &'static str, arguments: Vec<(&'static str, String)>) -> Self {
        Self { problem: Problem::RequestInvalid, detail: Some(Detail::Said { field: Some(field), key, arguments }) }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { problem, detail: None }
    }
}

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It was refused.
    #[error("refused: {}", .0.problem)]
    Refused(Refusal),
    /// It failed on our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A fault of ours. Holds nothing of a person.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A setting cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// What the system said.
        error: io::Error,
    },
    /// Another server uses the data directory.
    #[error("another server runs on {0}: stop it first, or give this one a data_dir of its own")]
    InUse(PathBuf),
    /// A file of the data directory is missing.
    #[error(
        "{0} is missing, and the data directory is not new: restore the file from a backup, or start with an empty \
         data directory"
    )]
    Missing(PathBuf),
    /// A command of the operator does not fit what it was told to work on. Holds the key of the text in the catalogue.
    #[error("{}", Catalogue::of(Language::En).message(.0, &[]))]
    Unfit(&'static str),
    /// Anything that cannot happen while files and database are as this program left them.
    #[error("{0}")]
    Broken(&'static str),
}

impl Fault {
    /// Whether the same request may succeed later: a disk is full, or the database is not there for a while.
    pub(crate) fn is_temporary(&self) -> bool {
        match self {
            Self::Store(error) => error.is_temporary(),
            Self::File { error, .. } => {
                matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            _ => false,
        }
    }

    /// A fault with a file.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::File { path, error }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem.into())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl MayPass for Failure {
    fn passing(&self) -> Option<StoreError> {
        match self {
            Self::Fault(Fault::Store(error)) => error.passing(),
            _ => None,
        }
    }
}
