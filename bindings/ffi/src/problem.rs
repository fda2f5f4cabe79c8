//! The public problem codes, as an error that Kotlin and Swift throw and catch.

use lancan_protocol::problem::Problem as CoreProblem;

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What went wrong. The same stable list as on the wire; none carries an identifier, key, name or phone number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error, uniffi::Error)]
        #[non_exhaustive]
        pub enum Problem { $($(#[$doc])* #[error("{}", CoreProblem::$name.code())] $name,)* }

        impl From<CoreProblem> for Problem {
            fn from(problem: CoreProblem) -> Self {
                match problem { $(CoreProblem::$name => Self::$name,)* _ => Self::Internal }
            }
        }

        impl From<Problem> for CoreProblem {
            fn from(problem: Problem) -> Self {
                match problem { $(Problem::$name => Self::$name,)* }
            }
        }
    };
}

problems! {
    /// The code has the wrong length, a wrong character or a wrong check digit: a typing mistake.
    CodeMistyped,
    /// No such code is live. A used or long-expired code looks the same, so that guessing teaches nothing.
    CodeUnknown,
    /// The code was used already.
    CodeUsed,
    /// The code's time is over.
    CodeExpired,
    /// Too many wrong codes in the whole service: short codes are suspended for a while.
    CodesSuspended,
    /// The token is not ours, expired, or was issued for something else.
    TokenInvalid,
    /// The report's signature does not fit the token's key.
    SignatureInvalid,
    /// The report breaks a rule of the protocol; the detail names the field.
    ReportInvalid,
    /// The report holds a key that somebody else reported, or a key of the future, an overlap or too many.
    KeyRefused,
    /// The request is not of the documented form; the detail names the field.
    RequestInvalid,
    /// Larger than allowed.
    TooLarge,
    /// Name or password is wrong.
    SignInFailed,
    /// No officer is signed in, or the session is over.
    SignInNeeded,
    /// This officer may not do this.
    NotAllowed,
    /// There is no such thing.
    NotFound,
    /// It exists already, or its state does not allow this now.
    Conflict,
    /// Too many requests; try again later.
    TooManyRequests,
    /// Something failed on our side; nothing was changed.
    Internal,
    /// Not ready, or stopping; try again soon.
    Unavailable,
    /// The server could not be reached.
    Offline,
    /// The key of the device's key store does not open this store.
    WrongStoreKey,
    /// The store was written by a newer version of the app.
    StoreTooNew,
    /// The store is in use by another process.
    StoreBusy,
    /// The store cannot be written: the disk is full, read-only or failing.
    StoreFailed,
    /// The passphrase is too short to protect anything.
    PassphraseTooShort,
    /// The passphrase does not open the file, or the file is damaged: the two look alike.
    PassphraseWrong,
    /// A signed file (export, index, rules) does not verify, is expired, or is older than the last good one.
    SignedFileRefused,
    /// A file is not in the format it claims.
    FileInvalid,
    /// There is nothing to do this with now: no code was entered, no review is open.
    NothingToDo,
    /// A host or foreign callback failed.
    HostFailed,
}
