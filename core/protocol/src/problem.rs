//! The public problem codes: one stable list that serves as FFI variant, problem+json `type` (RFC 9457)
//! and message key. No problem carries an identifier, key, name or phone number.

macro_rules! define {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal;)*) => {
        /// What went wrong, in words stable enough to program against.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Problem { $($(#[$doc])* $name,)* }

        impl Problem {
            /// Every problem there is.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable code, in kebab case: the last part of the problem+json `type` and the message's key.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status a server answers with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// The problem with this code, where there is one.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)* _ => None }
            }
        }
    };
}

/// Hands every problem to the macro `$macro`, each as its documentation, name, code and HTTP status.
///
/// For a crate that needs the list itself: whatever names each problem follows from this one list.
#[macro_export]
macro_rules! with_problems {
    ($macro:ident) => {
        $macro! {
                /// The code has the wrong length, a wrong character or a wrong check digit: a typing mistake.
                CodeMistyped = "code-mistyped", 400;
                /// No such code is live. A used or long-expired code looks the same, so that guessing teaches nothing.
                CodeUnknown = "code-unknown", 404;
                /// The code was used already.
                CodeUsed = "code-used", 409;
                /// The code's time is over.
                CodeExpired = "code-expired", 410;
                /// Too many wrong codes in the whole service: short codes are suspended for a while.
                CodesSuspended = "codes-suspended", 429;
                /// The token is not ours, expired, or was issued for something else.
                TokenInvalid = "token-invalid", 401;
                /// The report's signature does not fit the token's key.
                SignatureInvalid = "signature-invalid", 401;
                /// The report breaks a rule of the protocol; the detail names the field.
                ReportInvalid = "report-invalid", 400;
                /// A key of the report was refused; servers of this version leave such keys out and take the rest.
                KeyRefused = "key-refused", 409;
                /// Not a telephone number: a typing mistake.
                PhoneMistyped = "phone-mistyped", 400;
                /// The one-time password is not the one that was sent to this number, or was asked for by another phone.
                OtpWrong = "otp-wrong", 403;
                /// The one-time password's time is over, it was used, or it was tried too often.
                OtpExpired = "otp-expired", 410;
                /// This number was sent all the one-time passwords of a day.
                OtpLimit = "otp-limit", 429;
                /// The request is not of the documented form; the detail names the field.
                RequestInvalid = "request-invalid", 400;
                /// Larger than allowed.
                TooLarge = "too-large", 413;
                /// Name or password is wrong.
                SignInFailed = "sign-in-failed", 401;
                /// No officer is signed in, or the session is over.
                SignInNeeded = "sign-in-needed", 401;
                /// This officer may not do this.
                NotAllowed = "not-allowed", 403;
                /// What was asked for does not exist.
                NotFound = "not-found", 404;
                /// The thing exists already, or its state does not allow this now.
                Conflict = "conflict", 409;
                /// Too many requests; try again later.
                TooManyRequests = "too-many-requests", 429;
                /// Something failed on our side; nothing was changed.
                Internal = "internal", 500;
                /// Not ready, or stopping; try again soon.
                Unavailable = "unavailable", 503;
                /// The server could not be reached.
                Offline = "offline", 503;
                /// The key of the device's key store does not open this store.
                WrongStoreKey = "wrong-store-key", 500;
                /// The store was written by a newer version of the app.
                StoreTooNew = "store-too-new", 500;
                /// The store is in use by another process.
                StoreBusy = "store-busy", 500;
                /// The store cannot be written: the disk is full, read-only or failing.
                StoreFailed = "store-failed", 500;
                /// The passphrase is too short to protect anything.
                PassphraseTooShort = "passphrase-too-short", 400;
                /// The passphrase does not open the file, or the file is damaged: the two look alike.
                PassphraseWrong = "passphrase-wrong", 400;
                /// A signed file (export, index, rules) does not verify, is expired, or is older than the last good one.
                SignedFileRefused = "signed-file-refused", 400;
                /// A file is not in the format it claims.
                FileInvalid = "file-invalid", 400;
                /// There is nothing to do this with now: no code was entered, no review is open, or the phone holds nothing to report.
                NothingToDo = "nothing-to-do", 409;
                /// A host or foreign callback failed.
                HostFailed = "host-failed", 500;
        }
    };
}

with_problems!(define);

impl core::fmt::Display for Problem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_found_by_its_code_and_codes_are_kebab_case() {
        for problem in Problem::ALL {
            assert_eq!(Problem::from_code(problem.code()), Some(*problem));
            assert!(problem.code().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
            assert!((400..600).contains(&problem.status()));
        }
    }
}
