//! Why the opener did not do what it was asked, and what to do next.

use std::path::PathBuf;

use lancan_protocol::visitor_log::{AssertionRefused, RequestRefused, SealingFailed};

/// Why the opener did not do what it was asked. Each text ends with what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file cannot be read or written.
    #[error("{}: {error}. Check the path, and that the file may be read and written.", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        error: std::io::Error,
    },
    /// A file is not what it should be.
    #[error("{}: this is not {expected}. Make the file again where it came from.", path.display())]
    NotThat {
        /// Which.
        path: PathBuf,
        /// What it should be.
        expected: &'static str,
    },
    /// There is something already.
    #[error("{}: this exists already. Choose another folder, or move this one away.", .0.display())]
    Exists(PathBuf),
    /// The passphrases open nothing.
    #[error("these passphrases do not open the box. Type them again, in any order, six words each.")]
    WrongPassphrases,
    /// Too few passphrases.
    #[error("{needed} passphrases are needed and {given} were given. Ask the other holders to come.")]
    Passphrases {
        /// How many.
        needed: usize,
        /// How many there were.
        given: usize,
    },
    /// No root for a month.
    #[error(
        "there is no root for month {0}. Run “lancan-opener month” with all three holders, or ask for later hours: roots are erased 60 days after their month."
    )]
    NoRoot(String),
    /// The request itself asks for too much.
    #[error("the request is refused: {0}. Make a new request.")]
    Request(#[from] RequestRefused),
    /// A request that was for another province, expired or not valid yet.
    #[error("the request is refused: {0}. Make a new request.")]
    NotNow(&'static str),
    /// An officer is not enrolled.
    #[error("officer {0} is not enrolled here. The officer has to come with their key: “lancan-opener enrol-officer”.")]
    UnknownOfficer(u32),
    /// The recipient is not enrolled.
    #[error("the recipient's key is not enrolled here. Bring the key: “lancan-opener enrol-recipient”.")]
    UnknownRecipient,
    /// An officer's signature is refused.
    #[error("the signature of officer {officer} is refused: {reason}. The officer has to sign this request again.")]
    Signature {
        /// Whose.
        officer: u32,
        /// Why.
        reason: AssertionRefused,
    },
    /// Not two signatures.
    #[error("two signatures are needed and {0} came. The second officer has to sign too.")]
    Signatures(usize),
    /// The request was answered already.
    #[error("this request was used already. Make a new request; both officers sign it.")]
    Used,
    /// The second round differs from the first.
    #[error("the envelopes are not those of the first round. Bring the same file again.")]
    OtherEnvelopes,
    /// A limit is reached.
    #[error("the limit is reached: {0}. Wait, or ask the province's health office for a written decision.")]
    Limit(&'static str),
    /// The log was changed, or broken off.
    #[error(
        "line {0} of the log does not fit the line before it. Stop, keep the folder as it is, and compare with the printed log."
    )]
    LogBroken(usize),
    /// Something that must not happen.
    #[error("{0}. Run “lancan-opener --help”.")]
    Other(&'static str),
}

impl Failure {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |error| Self::File { path, error }
    }
}

impl From<SealingFailed> for Failure {
    fn from(_: SealingFailed) -> Self {
        Self::WrongPassphrases
    }
}
