//! A body that came, read and checked, before anything is looked up for it.

use lancan_protocol::time::UnixTime;

use super::check::Checked;
use crate::codes::Claims;
use crate::ground::error::Refusal;
use crate::ground::ids::{Digest, ReportId, TokenId};
use crate::store::Value;

/// A body whose signature and token hold.
pub(crate) struct IncomingBody {
    pub(super) claims: Claims,
    pub(super) token: TokenId,
    /// SHA-256 of the body.
    pub(super) hash: Digest,
    /// When it came.
    pub(super) now: UnixTime,
    pub(super) report_id: ReportId,
    /// The HMACs of its keys; made up where it brings none.
    pub(super) keys: Vec<Digest>,
    pub(super) brings: Brings,
}

/// What a body brings.
pub(super) enum Brings {
    /// A report, or why it is none.
    Report(Box<Result<Checked, Refusal>>),
    /// Nothing: as many bytes as a report has are written.
    Cover(Value),
    /// The wish to take back what came with the token; as many bytes as a report has are written.
    Withdrawal(Value),
}
