//! Rows as the rest of the server sees them.

use core::fmt;

use lancan_protocol::code::CodeKind;
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::ReportType;

/// A SHA-256 or HMAC-SHA-256.
pub type Digest = [u8; 32];
/// 16 bytes that a phone chose for its report.
pub type ReportId = [u8; 16];
/// An officer's row number.
pub type OfficerId = i64;

/// A case's random id, 32 hex digits. Tokens carry it; `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(pub String);

/// A token's random id (`jti`), 32 hex digits. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId(pub String);

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

/// An officer to be added.
#[derive(Clone)]
pub struct NewOfficer {
    /// Sign-in name.
    pub name: String,
    /// Health centre, which phones show before anything else.
    pub centre: String,
    /// Argon2id hash, PHC string.
    pub password: String,
    /// When added.
    pub created_at: UnixTime,
}

/// An officer.
#[derive(Clone, PartialEq, Eq)]
pub struct OfficerRow {
    /// Row number.
    pub id: OfficerId,
    /// Sign-in name.
    pub name: String,
    /// Health centre.
    pub centre: String,
    /// Argon2id hash, PHC string.
    pub password: String,
}

/// A signed-in officer's session.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of the bearer token.
    pub token_hash: Digest,
    /// Whose.
    pub officer: OfficerId,
    /// When signed in.
    pub created_at: UnixTime,
    /// Until when it holds.
    pub expires_at: UnixTime,
}

/// What went wrong, for counting.
#[derive(Clone, PartialEq, Eq)]
pub enum FailureKind {
    /// A wrong code, in the whole service.
    Code,
    /// A wrong password for the name with this HMAC.
    SignIn(Digest),
}

/// A case (F0).
#[derive(Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// Random id.
    pub id: CaseId,
    /// The health centre that opened it.
    pub centre: String,
    /// The officer who opened it.
    pub opened_by: OfficerId,
    /// When opened.
    pub opened_at: UnixTime,
    /// First day on which it is destroyed.
    pub expiry: Day,
    /// The case's key, sealed under the key of its expiry day.
    pub sealed_key: Vec<u8>,
    /// The authority's own case number, sealed under the case's key.
    pub sealed_reference: Option<Vec<u8>>,
    /// Day of the first symptoms.
    pub onset: Option<Day>,
    /// Day of the test.
    pub tested: Option<Day>,
    /// What reports for it will be about.
    pub report_type: ReportType,
}

/// A code that was given.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeRow {
    /// HMAC-SHA-256 of the code.
    pub hmac: Digest,
    /// Short or long.
    pub kind: CodeKind,
    /// For which case.
    pub case: CaseId,
    /// When given.
    pub issued_at: UnixTime,
    /// Until when it can be used.
    pub expires_at: UnixTime,
    /// When and by what it was used.
    pub used: Option<CodeUse>,
}

/// The use of a code.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeUse {
    /// When.
    pub at: UnixTime,
    /// SHA-256 of the phone's public key.
    pub jkt: Digest,
    /// The token given for it.
    pub token: TokenId,
}

/// An accepted report.
#[derive(Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// Chosen by the phone.
    pub id: ReportId,
    /// The token it came with.
    pub token: TokenId,
    /// Its case.
    pub case: CaseId,
    /// SHA-256 of its body, to tell a retry from another report.
    pub body_hash: Digest,
    /// When accepted.
    pub received_at: UnixTime,
    /// When its last key will be published at the latest.
    pub published_by: UnixTime,
    /// How many day keys.
    pub keys: u32,
    /// How many encounters.
    pub encounters: u32,
}

/// A key that was reported once.
#[derive(Clone, PartialEq, Eq)]
pub struct SeenKeyRow {
    /// The token of the report; forgotten when its case expires.
    pub token: Option<TokenId>,
    /// First interval of use.
    pub start: Interval,
    /// Intervals of use.
    pub period: u32,
}

/// A key that waits for its publication.
#[derive(Clone, PartialEq, Eq)]
pub struct PendingKeyRow {
    /// Its report.
    pub report: ReportId,
    /// Position in its report.
    pub position: u32,
    /// Its case.
    pub case: CaseId,
    /// Not to be published before.
    pub publish_at: UnixTime,
    /// The key, sealed under the case's key.
    pub sealed: Vec<u8>,
}

/// An export, planned or published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRow {
    /// File name.
    pub name: String,
    /// The batch's first instant.
    pub start: UnixTime,
    /// The batch's last instant, when it is published. No two exports share it.
    pub end: UnixTime,
    /// The file; absent while it is only planned.
    pub file: Option<ExportFile>,
}

/// An export's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportFile {
    /// Size.
    pub bytes: u64,
    /// SHA-256 of the file.
    pub sha256: Digest,
}

/// What kind of signed document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// The index of exports.
    Index,
    /// The rules.
    Rules,
}

/// A signed document as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRow {
    /// Grows with every document issued.
    pub serial: u64,
    /// When issued.
    pub issued_at: UnixTime,
    /// Until when it may be used.
    pub expires_at: UnixTime,
    /// SHA-256 of what the document says, without serial and times: whether it changed.
    pub content_hash: Digest,
    /// The exact bytes served.
    pub bytes: Vec<u8>,
}

/// One thing an officer did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// When.
    pub at: UnixTime,
    /// Who.
    pub officer: OfficerId,
    /// What.
    pub act: Act,
    /// On which case.
    pub case: Option<CaseId>,
}

/// What an officer can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is said by its name")]
pub enum Act {
    SignIn,
    SignOut,
    OpenCase,
    ListCases,
    ViewCase,
    IssueCode,
    ViewReport,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::SignIn,
        Self::SignOut,
        Self::OpenCase,
        Self::ListCases,
        Self::ViewCase,
        Self::IssueCode,
        Self::ViewReport,
    ];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::SignOut => "sign-out",
            Self::OpenCase => "open-case",
            Self::ListCases => "list-cases",
            Self::ViewCase => "view-case",
            Self::IssueCode => "issue-code",
            Self::ViewReport => "view-report",
        }
    }
}
