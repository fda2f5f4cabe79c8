//! Why a store did not do what it was asked for.

use std::path::PathBuf;

use lancan_text::{Catalogue, system};

/// Why the store did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum StoreRefusal {
    /// The connection failed or broke, or TLS did.
    #[error("the object store is not reached, or the connection broke")]
    Unreachable,
    /// No answer came in time.
    #[error("the object store did not answer in time")]
    TimedOut,
    /// It answered with an error.
    #[error("the object store answered {status}{}", .code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default())]
    Answered {
        /// The status.
        status: u16,
        /// The store's own word for it, such as `SlowDown`.
        code: Option<String>,
    },
    /// What it answered is not what was asked for.
    #[error("the object store's answer is not of S3")]
    Strange,
    /// The file that was to be sent cannot be read.
    #[error("{path}: {kind}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        kind: std::io::ErrorKind,
    },
}

impl StoreRefusal {
    /// What an operator reads of it.
    pub(crate) fn in_words(&self, text: &Catalogue) -> String {
        match self {
            Self::Unreachable => text.message("object-store-unreachable", &[]),
            Self::TimedOut => text.message("object-store-timed-out", &[]),
            Self::Answered { status, code } => {
                let code = code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default();
                let answer = format!("{status}{code}");
                text.message("object-store-answered", &[("answer", (&answer).into())])
            }
            Self::Strange => text.message("object-store-strange", &[]),
            Self::File { path, kind } => format!("{}: {}", path.display(), system::reason(text, &(*kind).into())),
        }
    }

    /// Every word of [`StoreRefusal::why`].
    pub(crate) const WHY: [&str; 6] = ["unreachable", "timed_out", "busy", "full", "refused", "file"];

    /// What an operator can do something about, in one word.
    pub(crate) fn why(&self) -> &'static str {
        let full = |code: &Option<String>| {
            code.as_ref().is_some_and(|code| code.contains("StorageFull") || code.contains("Quota"))
        };
        match self {
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed_out",
            Self::Answered { status: 507, .. } => "full",
            Self::Answered { code, .. } if full(code) => "full",
            Self::Answered { status: 429 | 500..=599, .. } => "busy",
            Self::Answered { .. } | Self::Strange => "refused",
            Self::File { .. } => "file",
        }
    }
}
