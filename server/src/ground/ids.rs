//! Names of rows that several rooms speak of.

use core::fmt;

/// A SHA-256 or HMAC-SHA-256, 32 bytes.
pub(crate) type Digest = [u8; 32];
/// 16 bytes that a phone chose for its report.
pub(crate) type ReportId = [u8; 16];
/// An officer's row number.
pub type OfficerId = i64;

/// A case's random id, 32 hex digits. Tokens carry it; `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CaseId(pub(crate) String);

/// A token's random id (`jti`), 32 hex digits. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TokenId(pub(crate) String);

impl CaseId {
    /// Whether it can be a case's id at all: 32 hex digits.
    pub(crate) fn has_form(&self) -> bool {
        self.0.len() == 32 && self.0.bytes().all(|digit| digit.is_ascii_hexdigit())
    }
}

impl fmt::Debug for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaseId(…)")
    }
}

impl fmt::Debug for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenId(…)")
    }
}
