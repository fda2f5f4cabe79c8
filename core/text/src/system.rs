//! The operating system's reasons in the language of the rest; with the feature `help`.

use std::{
    error::Error,
    io::{self, ErrorKind},
};

use crate::Catalogue;

/// Why the operating system did not do something: in the catalogue's language where the kind is a common one. An error that a
/// program made, and a kind that is not known, keep their own words.
pub fn reason(text: &Catalogue, error: &io::Error) -> String {
    let is_the_systems = error.get_ref().is_none();
    let known = is_the_systems.then(|| key(error.kind())).flatten();
    known.map_or_else(|| error.to_string(), |key| text.message(key, &[]))
}

/// What an error says, with each reason of the operating system that it holds as [`reason`] gives it.
pub fn told(text: &Catalogue, error: &(dyn Error + 'static)) -> String {
    let mut said = error.to_string();
    let mut at = Some(error);
    while let Some(error) = at {
        if let Some(system) = error.downcast_ref::<io::Error>() {
            said = said.replace(&system.to_string(), &reason(text, system));
            // The error that a program put into an `io::Error` is not its source, but what lies below is.
            if let Some(held) = system.get_ref() {
                at = Some(held);
                continue;
            }
        }
        at = error.source();
    }
    without_numbers(text, said)
}

/// Reasons that another error took into its own words, as the error of a temporary folder does: their number tells which they are.
fn without_numbers(text: &Catalogue, mut said: String) -> String {
    let mut from = 0;
    while let Some((at, number)) = numbered(&said, from) {
        let system = io::Error::from_raw_os_error(number);
        let (its_own, ours) = (system.to_string(), reason(text, &system));
        from = at + 1;
        if ours != its_own {
            said = said.replace(&its_own, &ours);
            from = 0;
        }
    }
    said
}

/// The first number of an error of the operating system from a place on, and the place where it stands.
fn numbered(said: &str, from: usize) -> Option<(usize, i32)> {
    const BEFORE: &str = "(os error ";
    let at = from + said.get(from..)?.find(BEFORE)?;
    let number = said.get(at + BEFORE.len()..)?.split(')').next()?;
    Some((at, number.parse().ok()?))
}

fn key(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::NotFound => "system-not-found",
        ErrorKind::PermissionDenied => "system-permission-denied",
        ErrorKind::AlreadyExists => "system-already-exists",
        ErrorKind::IsADirectory => "system-is-a-directory",
        ErrorKind::NotADirectory => "system-not-a-directory",
        ErrorKind::DirectoryNotEmpty => "system-directory-not-empty",
        ErrorKind::ReadOnlyFilesystem => "system-read-only",
        ErrorKind::StorageFull => "system-storage-full",
        ErrorKind::QuotaExceeded => "system-quota-exceeded",
        ErrorKind::FileTooLarge => "system-file-too-large",
        ErrorKind::InvalidFilename => "system-invalid-name",
        ErrorKind::UnexpectedEof => "system-unexpected-end",
        ErrorKind::BrokenPipe => "system-broken-pipe",
        ErrorKind::AddrInUse => "system-address-in-use",
        ErrorKind::AddrNotAvailable => "system-address-not-here",
        ErrorKind::ConnectionRefused => "system-connection-refused",
        ErrorKind::HostUnreachable => "system-host-unreachable",
        ErrorKind::NetworkUnreachable => "system-network-unreachable",
        ErrorKind::TimedOut => "system-timed-out",
        ErrorKind::OutOfMemory => "system-out-of-memory",
        ErrorKind::ResourceBusy => "system-busy",
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => "system-connection-reset",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    /// An error of ours that holds one of the system.
    #[derive(Debug)]
    struct Holds(io::Error);

    impl std::fmt::Display for Holds {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "a.json: {}", self.0)
        }
    }

    impl Error for Holds {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn a_common_reason_is_told_in_both_languages_and_without_its_number() {
        let missing = std::fs::read("/no/such/file").unwrap_err();
        let said = |language| reason(Catalogue::of(language), &missing);
        assert_eq!(said(Language::Vi), "không có tệp hoặc thư mục này");
        assert_eq!(said(Language::En), "there is no such file or directory");
    }

    #[test]
    fn every_common_kind_has_its_text() {
        for kind in [
            ErrorKind::NotFound,
            ErrorKind::PermissionDenied,
            ErrorKind::AlreadyExists,
            ErrorKind::IsADirectory,
            ErrorKind::StorageFull,
            ErrorKind::AddrInUse,
            ErrorKind::ConnectionRefused,
            ErrorKind::ConnectionAborted,
            ErrorKind::TimedOut,
        ] {
            for text in Language::ALL.map(Catalogue::of) {
                let said = reason(text, &kind.into());
                assert!(!said.starts_with("system-") && said != kind.to_string(), "{kind:?}: {said}");
            }
        }
    }

    #[test]
    fn a_reason_inside_another_error_is_told_too_and_what_is_not_known_keeps_its_words() {
        let vi = Catalogue::of(Language::Vi);
        let held = Holds(std::fs::read("/no/such/file").unwrap_err());
        assert_eq!(told(vi, &held), "a.json: không có tệp hoặc thư mục này");
        assert_eq!(told(vi, &io::Error::other(held)), "a.json: không có tệp hoặc thư mục này");
        let missing = std::fs::read("/no/such/file").unwrap_err();
        let wrapped = io::Error::new(missing.kind(), format!("{missing} at path \"/no/such\""));
        assert_eq!(told(vi, &wrapped), "không có tệp hoặc thư mục này at path \"/no/such\"");
        assert_eq!(told(vi, &io::Error::other("x (os error 99999)")), "x (os error 99999)");
        let own = io::Error::new(ErrorKind::NotFound, "the third page is missing");
        assert_eq!(told(vi, &own), "the third page is missing");
        assert_eq!(reason(vi, &ErrorKind::WouldBlock.into()), ErrorKind::WouldBlock.to_string());
    }
}
