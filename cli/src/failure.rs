//! What a subcommand says when it cannot do its work.

use std::{fmt, path::Path, process::ExitCode};

/// How a subcommand ends: with an exit code of its own, or in a failure (exit code 2).
pub(crate) type Outcome = Result<ExitCode, Failure>;

/// A message for the person at the terminal.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    /// A failure with this message.
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self(message.to_string())
    }

    /// A failure with a file: names it and what is wrong with it.
    pub(crate) fn file(path: &Path, what: impl fmt::Display) -> Self {
        Self(format!("{}: {what}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}
