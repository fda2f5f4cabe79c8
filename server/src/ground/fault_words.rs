//! A fault in the operator's language.

use lancan_text::{Catalogue, system};

use super::error::Fault;
use crate::store::StoreError;

impl Fault {
    /// What is wrong and what to do, in a language. What is for developers keeps its English.
    pub fn in_words(&self, text: &Catalogue) -> String {
        match self {
            Self::File { path, error } => format!("{}: {}", path.display(), system::reason(text, error)),
            Self::Listen { address, error } => {
                let (address, reason) = (address.to_string(), system::reason(text, error));
                text.message("fault-listen", &[("address", (&address).into()), ("reason", (&reason).into())])
            }
            Self::InUse(path) => text.message("fault-in-use", &[("path", (&path.display().to_string()).into())]),
            Self::Missing(path) => text.message("fault-missing", &[("path", (&path.display().to_string()).into())]),
            Self::Unfit(key) => text.message(key, &[]),
            Self::Store(error) => of_the_store(error, text),
            Self::Config(error) => error.in_words(text),
            Self::Broken(_) => system::told(text, self),
        }
    }
}

fn of_the_store(error: &StoreError, text: &Catalogue) -> String {
    match error {
        StoreError::Unreachable(code) => {
            text.message("fault-store-unreachable", &[("code", (&code.to_string()).into())])
        }
        StoreError::Full(code) => text.message("fault-store-full", &[("code", (&code.to_string()).into())]),
        StoreError::TooNew { .. } => text.message("fault-store-too-new", &[]),
        StoreError::Missing => text.message("fault-store-missing", &[]),
        StoreError::NotEmpty => text.message("fault-store-not-empty", &[]),
        other => system::told(text, other),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use lancan_text::Language;

    use super::*;

    #[test]
    fn what_an_operator_meets_is_told_in_the_operators_language() {
        let vi = Catalogue::of(Language::Vi);
        let address = ([127, 0, 0, 1], 8080).into();
        for (fault, told) in [
            (Fault::file("k".as_ref())(ErrorKind::PermissionDenied.into()), "k: không được phép"),
            (
                Fault::Listen { address, error: ErrorKind::AddrInUse.into() },
                "một chương trình khác đang dùng địa chỉ này",
            ),
            (Fault::InUse("data".into()), "Một máy chủ khác đang dùng data"),
            (Fault::Missing("data/keys".into()), "Thiếu data/keys"),
            (StoreError::Missing.into(), "Không có cơ sở dữ liệu"),
            (Fault::file("k".as_ref())(Error::other("not 32 bytes")), "k: not 32 bytes"),
        ] {
            let said = fault.in_words(vi);
            assert!(said.contains(told) && !said.contains("os error"), "{said}");
        }
    }
}
