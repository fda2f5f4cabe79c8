//! Why settings cannot be used.

use std::path::PathBuf;

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file or a variable does not parse; says which key.
    #[error("the configuration does not parse: {0}")]
    Malformed(#[from] Box<figment::Error>),
    /// The file that was named is not there.
    #[error("there is no configuration file {0}; `lancan-server config sample` prints one to start from")]
    Missing(PathBuf),
    /// The rules file cannot be used.
    #[error("{file}: {reason}")]
    Rules {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file of forms cannot be used.
    #[error("{file}: {reason}")]
    Forms {
        /// The file.
        file: PathBuf,
        /// What is wrong with it: the form and the question.
        reason: String,
    },
    /// The mapping for DHIS2 cannot be used.
    #[error("{file}: {reason}")]
    Mapping {
        /// The file.
        file: PathBuf,
        /// What is wrong with it, by keys.
        reason: String,
    },
    /// A value that would break a promise.
    #[error("{key} must be {must}")]
    OutOfRange {
        /// The setting.
        key: &'static str,
        /// What it must be.
        must: &'static str,
    },
}
