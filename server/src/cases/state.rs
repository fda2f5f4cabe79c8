//! How far a case is.

use lancan_protocol::time::UnixTime;
use serde::Serialize;
use utoipa::ToSchema;

use super::{CaseCode, CaseFile};

/// How far a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CaseState {
    /// No code was given.
    Open,
    /// A code was given, no report came.
    CodeIssued,
    /// A phone used a code, its report did not come yet.
    CodeUsed,
    /// A report came.
    Reported,
}

impl CaseFile {
    /// How far the case is.
    pub(crate) fn state(&self) -> CaseState {
        if !self.reports.is_empty() {
            CaseState::Reported
        } else if self.codes.iter().any(|code| code.used_at.is_some()) {
            CaseState::CodeUsed
        } else if self.codes.is_empty() {
            CaseState::Open
        } else {
            CaseState::CodeIssued
        }
    }
}

impl CaseCode {
    /// Whether a phone may still use the code.
    pub(crate) fn is_live(&self, now: UnixTime) -> bool {
        self.used_at.is_none() && self.expires_at > now
    }

    /// Whether an officer took the code back before its time.
    pub(crate) fn is_revoked(&self) -> bool {
        self.used_at.is_none() && self.expires_at < self.issued_at.plus(self.kind.lifetime_seconds())
    }
}
