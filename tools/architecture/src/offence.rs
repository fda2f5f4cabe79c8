//! What the check found, in the words that a reader gets.

use core::fmt;

/// One place where the code breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offence {
    /// The file, relative to the workspace's root, with `/` between folders.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What stands there and which rule it breaks.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Offence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}\n    {}", self.file, self.line, self.what, self.remedy)
    }
}

/// Everything the check found.
#[derive(Debug, Default)]
pub struct Findings {
    /// What breaks a rule, by file and line.
    pub offences: Vec<Offence>,
    /// Rooms of the server that the data file lists and nobody has built yet.
    pub unbuilt: Vec<String>,
}

/// Why the check could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// A file or folder could not be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// The file or folder.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// A TOML file holds something else than the check expects.
    #[error("{path}: {error}")]
    Toml {
        /// The file.
        path: String,
        /// What is wrong with it.
        error: Box<toml::de::Error>,
    },
    /// A Rust file does not parse.
    #[error("{path}:{line}: {error}")]
    Rust {
        /// The file.
        path: String,
        /// The line, counted from 1.
        line: usize,
        /// What the parser said.
        error: String,
    },
    /// `mod NAME;` without a file of that name.
    #[error("{path}:{line}: no file for mod {name}")]
    NoModule {
        /// The file that declares the module.
        path: String,
        /// The line, counted from 1.
        line: usize,
        /// The module.
        name: String,
    },
}
