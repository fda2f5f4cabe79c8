//! The work behind answers to cover traffic: as much as a real request takes, with nothing kept.

use std::sync::Arc;

use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ReportType;

use super::Codes;
use super::store;
use super::tokens::Grant;
use super::verify::{Verified, Why};
use crate::ground::error::Failure;
use crate::ground::ids::{CaseId, Digest, TokenId};
use crate::ground::random;
use crate::store::{StoreError, Transaction, Value};

/// The row that this server writes for cover traffic.
pub(super) fn row() -> u64 {
    random::below(store::COVER_ROWS)
}

impl Codes {
    /// Writes these bytes over those of the cover request before.
    pub(crate) fn write_noise(&self, tx: &mut dyn Transaction, noise: &Value) -> Result<(), StoreError> {
        store::write_noise(tx, self.cover_row, noise)
    }

    /// The work of [`Codes::verify`]: the same look-ups, as much written, and the same signature. The token names a case
    /// that there is not, so that it is good for the bodies of its cover sequence and for nothing else.
    pub(super) async fn cover(self: &Arc<Self>, code: &str, jkt: Digest) -> Result<Verified, Failure> {
        self.show(code, jkt, Why::Cover(CaseId(random::id()))).await
    }

    /// What the token for cover says.
    pub(super) fn cover_grant(&self, token: &TokenId, case: &CaseId, jkt: Digest, now: UnixTime) -> Grant {
        let days = self.rules().key_days;
        Grant {
            token: token.clone(),
            case: case.clone(),
            jkt,
            expires_at: now.plus(self.token_seconds),
            window_from: days.first_interval(days.day(now).minus(5)),
            window_to: now.interval(),
            report_type: ReportType::ConfirmedTest,
        }
    }
}
