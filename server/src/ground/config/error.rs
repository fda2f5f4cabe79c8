//! Why settings cannot be used.

use std::path::PathBuf;

use lancan_text::{Catalogue, Language};

use crate::ground::told_reason::ToldReason;

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
        reason: ToldReason,
    },
    /// The file of forms cannot be used.
    #[error("{file}: {reason}")]
    Forms {
        /// The file.
        file: PathBuf,
        /// What is wrong with it: the form and the question.
        reason: ToldReason,
    },
    /// The mapping for DHIS2 cannot be used.
    #[error("{file}: {reason}")]
    Mapping {
        /// The file.
        file: PathBuf,
        /// What is wrong with it, by keys.
        reason: ToldReason,
    },
    /// A value that would break a promise.
    #[error("{key} must be {}", Catalogue::of(Language::En).message(.must, &[]))]
    OutOfRange {
        /// The setting.
        key: &'static str,
        /// The catalogue's text of what it must be.
        must: &'static str,
    },
}

impl ConfigError {
    /// What is wrong, in the operator's language. What a parser says keeps its English.
    pub(crate) fn in_words(&self, text: &Catalogue) -> String {
        let said = |key, name, value: &str| text.message(key, &[(name, value.into())]);
        match self {
            Self::Malformed(error) => said("setting-malformed", "reason", &error.to_string()),
            Self::Missing(path) => said("setting-file-missing", "path", &path.display().to_string()),
            Self::Rules { file, reason } | Self::Forms { file, reason } | Self::Mapping { file, reason } => {
                format!("{}: {}", file.display(), reason.in_words(text))
            }
            Self::OutOfRange { key, must } => {
                let must = text.message(must, &[]);
                text.message("setting-must", &[("setting", (*key).into()), ("must", (&must).into())])
            }
        }
    }
}
